"""Whether AWS would allow a request: policies evaluated as its documentation says they are.

The rules are those of "Policy evaluation logic" and "IAM JSON policy elements: Condition operators"
of the IAM user guide, for requests within one account: a deny wins; otherwise one allow is enough,
of the caller's own policies or of the resource's. `tests/unit/test_policies.py` holds the evaluator
against cases written from that documentation.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any, Literal

from tests.template import listed

Verdict = Literal["allowed", "denied by a policy", "not allowed"]
ACCOUNT, REGION, STACK = "123456789012", "eu-central-1", "claimwatch"


@dataclass(frozen=True)
class Request:
    """Who asks for what, and what AWS knows about the request."""

    action: str
    resource: str
    caller: str = ""
    """ARN of a role or user; empty for a service that asks in its own name."""
    service: str = ""
    """Principal of a service that asks in its own name."""
    context: Mapping[str, str | list[str]] = field(default_factory=dict)

    @property
    def known(self) -> dict[str, list[str]]:
        """The context keys of the request, with what AWS always adds."""
        given = {key.lower(): listed(value) for key, value in self.context.items()}
        given.setdefault("aws:principalisawsservice", ["true" if self.service else "false"])
        given.setdefault("aws:securetransport", ["true"])
        if self.caller:  # a service principal has no ARN
            given.setdefault("aws:principalarn", [self.caller])
        return given


def as_service(service: str, action: str, resource: str, **context: str) -> Request:
    """Return a request of a service in its own name, as EventBridge, S3, SNS and SES make them."""
    keys = {f"aws:{key}": value for key, value in context.items()}
    return Request(action, resource, service=service, context=keys)


def on_behalf(caller: str, through: list[str], action: str, resource: str) -> Request:
    """Return a forward access session: a service asks with the caller's own rights.

    "When FAS requests are made, aws:CalledVia, aws:CalledViaFirst, and aws:CalledViaLast … are
    populated", aws:ViaAWSService is true, and aws:PrincipalIsAWSService stays false.
    """
    context: dict[str, str | list[str]] = {
        "aws:CalledVia": through,
        "aws:CalledViaFirst": through[0],
        "aws:CalledViaLast": through[-1],
        "aws:ViaAWSService": "true",
    }
    return Request(action, resource, caller, context=context)


def evaluate(
    request: Request,
    own: Iterable[Mapping[str, Any]] = (),
    of_resource: Iterable[Mapping[str, Any]] = (),
) -> Verdict:
    """Return what AWS makes of a request, given statements of the caller and of the resource."""
    applying = [each for each in own if _applies(each, request)]
    applying += [each for each in of_resource if _names(each, request) and _applies(each, request)]
    effects = {each["Effect"] for each in applying}
    if "Deny" in effects:
        return "denied by a policy"
    return "allowed" if "Allow" in effects else "not allowed"


def _names(statement: Mapping[str, Any], request: Request) -> bool:
    """Say whether a statement of a resource is about the caller.

    An allow for the whole account hands the decision to the account's own policies: by itself it
    allows nobody. A deny for it is one for everybody in it.
    """
    principal = {} if statement["Principal"] == "*" else statement["Principal"]
    named = listed(principal.get("AWS", [])) if principal else ["*"]
    if "*" in named:
        return True
    if request.service:
        return request.service in listed(principal.get("Service", []))
    account = request.caller.split(":")[4]
    everybody = {f"arn:aws:iam::{account}:root", account} & set(named)
    return request.caller in named or (bool(everybody) and statement["Effect"] == "Deny")


def _applies(statement: Mapping[str, Any], request: Request) -> bool:
    def about(patterns: list[str]) -> bool:
        return any(_like(request.resource, each) for each in patterns)

    action = request.action.lower()
    other = "NotResource" in statement
    return (
        any(_like(action, each.lower()) for each in listed(statement["Action"]))
        and about(listed(statement["NotResource" if other else "Resource"])) != other
        and all(
            _holds(operator, key, listed(values), request.known)
            for operator, keys in statement.get("Condition", {}).items()
            for key, values in keys.items()
        )
    )


def _holds(operator: str, key: str, values: list[str], known: Mapping[str, list[str]]) -> bool:
    """Say whether one line of a condition is met."""
    quantifier, _, rest = operator.rpartition(":")
    name, if_exists = rest.removesuffix("IfExists"), rest.endswith("IfExists")
    found = known.get(key.lower())
    if name == "Null":
        return (found is None) == (values[0] == "true")
    negated = "Not" in name
    if found is None:
        # A key that is not there matches nothing, so the line is not met; it is with IfExists, with
        # an operator that asks for no match, and with ForAllValues, which has nothing to check.
        missing = {"ForAllValues": True, "ForAnyValue": False}.get(quantifier, negated)
        return if_exists or missing
    matcher = _MATCHERS[name.replace("Not", "")]

    def met(one: str) -> bool:
        return any(matcher(one, value) for value in values) != negated

    return all(map(met, found)) if quantifier == "ForAllValues" else any(map(met, found))


def _like(text: str, pattern: str) -> bool:
    return fnmatchcase(text, re.sub(r"\[", "[[]", pattern))


def _arn_like(text: str, pattern: str) -> bool:
    """Compare ARNs part by part: "each of the six colon-delimited components … is checked"."""
    ours, theirs = text.split(":", 5), pattern.split(":", 5)
    return len(ours) == len(theirs) and all(map(_like, ours, theirs))


def _same(text: str, other: str) -> bool:
    return text == other


def _same_but_for_case(text: str, other: str) -> bool:
    return text.lower() == other.lower()


_MATCHERS: Mapping[str, Callable[[str, str], bool]] = {
    "StringEquals": _same,
    "StringEqualsIgnoreCase": _same_but_for_case,
    "StringLike": _like,
    "ArnEquals": _arn_like,  # "ArnEquals and ArnLike behave identically"
    "ArnLike": _arn_like,
    "Bool": _same_but_for_case,
}


def resolved(part: Any) -> Any:  # noqa: ANN401 - any piece of a template
    """Return a piece of the template with invented ARNs in place of its references."""
    if isinstance(part, list):
        return [resolved(each) for each in part if each != {"Ref": "AWS::NoValue"}]
    if not isinstance(part, dict):
        return part
    for function, meaning in _FUNCTIONS.items():
        if function in part:
            return meaning(part[function])
    return {key: resolved(value) for key, value in part.items()}


def _named(name: str) -> str:
    return _PSEUDO.get(name) or arn(name)


_FUNCTIONS: Mapping[str, Callable[[Any], Any]] = {
    "Fn::If": lambda given: resolved(given[1]),  # every option is on
    "Ref": _named,
    "Fn::GetAtt": lambda given: arn(given[0]),
    "Fn::Sub": lambda given: re.sub(
        r"\$\{([\w:]+)(?:\.\w+)?\}",
        lambda found: _named(found[1]),
        given if isinstance(given, str) else given[0],
    ),
}


def arn(name: str) -> str:
    """Return the ARN a resource of the template would have, by its logical id."""
    service, kind = ("iam", "role/") if name.endswith("Role") else ("sqs", "")
    return f"arn:aws:{service}:{'' if kind else REGION}:{ACCOUNT}:{kind}{name}"


_PSEUDO = {
    "AWS::Partition": "aws",
    "AWS::AccountId": ACCOUNT,
    "AWS::Region": REGION,
    "AWS::StackName": STACK,
}
