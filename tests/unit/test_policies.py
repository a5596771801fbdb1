"""The evaluator of policies, held against cases written from AWS's documentation."""

from typing import Any

import pytest

from tests.policies import Request, as_service, evaluate, on_behalf

QUEUE = "arn:aws:sqs:eu-central-1:123456789012:files"
ROLE = "arn:aws:iam::123456789012:role/operator"
OTHER = "arn:aws:iam::123456789012:role/other"
SEND = "sqs:SendMessage"


def allow(**more: Any) -> dict[str, Any]:  # noqa: ANN401 - anything a statement holds
    return {"Effect": "Allow", "Action": SEND, "Resource": QUEUE, **more}


def deny(condition: dict[str, Any], principal: str = "*") -> dict[str, Any]:
    return {**allow(Principal=principal, Condition=condition), "Effect": "Deny"}


def asks(**context: str | list[str]) -> Request:
    return Request(SEND, QUEUE, ROLE, context={f"aws:{k}": v for k, v in context.items()})


# access_policies evaluation: "By default, all requests are implicitly denied … An explicit allow …
# overrides this default. An explicit deny overrides any allows."


def test_what_nobody_allows_is_not_allowed() -> None:
    assert evaluate(asks()) == "not allowed"


def test_within_an_account_one_allow_is_enough_wherever_it_stands() -> None:
    assert evaluate(asks(), own=[allow()]) == "allowed"
    assert evaluate(asks(), of_resource=[allow(Principal={"AWS": ROLE})]) == "allowed"


def test_a_deny_wins_over_every_allow() -> None:
    denied = deny({"Bool": {"aws:PrincipalIsAWSService": "false"}})

    assert evaluate(asks(), own=[allow()], of_resource=[denied]) == "denied by a policy"


def test_an_account_that_is_named_leaves_the_decision_to_its_own_policies() -> None:
    root = {"AWS": "arn:aws:iam::123456789012:root"}

    assert evaluate(asks(), of_resource=[allow(Principal=root)]) == "not allowed"
    assert evaluate(asks(), own=[allow()], of_resource=[allow(Principal=root)]) == "allowed"


# Condition operators: what is missing, what is negated, IfExists, sets.


@pytest.mark.parametrize(
    ("operator", "met"),
    [
        ("StringEquals", False),
        ("StringEqualsIfExists", True),
        ("StringNotEquals", True),
        ("StringNotEqualsIfExists", True),
        ("ArnLike", False),
        ("ArnNotLike", True),
        ("Bool", False),
        ("BoolIfExists", True),
        ("ForAllValues:StringEquals", True),
        ("ForAnyValue:StringEquals", False),
        ("ForAnyValue:StringNotEquals", False),
    ],
)
def test_a_key_that_the_request_does_not_have(operator: str, *, met: bool) -> None:
    condition = {operator: {"aws:CalledViaLast": "sqs.amazonaws.com"}}

    verdict = evaluate(asks(), own=[allow(Condition=condition)])

    assert (verdict == "allowed") is met


@pytest.mark.parametrize(("value", "met"), [("true", True), ("false", False)])
def test_null_asks_whether_a_key_is_missing(value: str, *, met: bool) -> None:
    condition = {"Null": {"aws:CalledVia": value}}

    assert (evaluate(asks(), own=[allow(Condition=condition)]) == "allowed") is met


def test_several_keys_have_to_hold_together_and_several_values_one_of_them() -> None:
    condition = {
        "Bool": {"aws:PrincipalIsAWSService": "false"},
        "ArnNotEquals": {"aws:PrincipalArn": [ROLE]},
    }
    denied = [deny(condition)]

    assert evaluate(asks(), own=[allow()], of_resource=denied) == "allowed"
    other = Request(SEND, QUEUE, OTHER)
    assert evaluate(other, own=[allow()], of_resource=denied) == "denied by a policy"


def test_of_several_values_a_negated_operator_matches_none() -> None:
    condition = {
        "StringNotEquals": {"aws:CalledViaLast": ["kms.amazonaws.com", "sqs.amazonaws.com"]}
    }
    statement = allow(Condition=condition)

    assert evaluate(asks(CalledViaLast="sqs.amazonaws.com"), own=[statement]) == "not allowed"
    assert evaluate(asks(CalledViaLast="s3.amazonaws.com"), own=[statement]) == "allowed"


def test_arns_are_compared_part_by_part() -> None:
    within = allow(Condition={"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/oper*"}})
    across = allow(Condition={"ArnLike": {"aws:PrincipalArn": "arn:aws:iam*"}})

    assert evaluate(asks(), own=[within]) == "allowed"
    assert evaluate(asks(), own=[across]) == "not allowed"


def test_dynamodb_leading_keys_are_a_set() -> None:
    only = {"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": ["ACCOUNTS"]}}
    mine = allow(Condition=only)

    def keyed(*keys: str) -> Request:
        return Request(SEND, QUEUE, ROLE, context={"dynamodb:LeadingKeys": list(keys)})

    assert evaluate(keyed("ACCOUNTS"), own=[mine]) == "allowed"
    assert evaluate(keyed("ACCOUNTS", "ACCOUNT#x"), own=[mine]) == "not allowed"


# Global keys: a service in its own name, and a service in somebody else's.


def test_a_service_in_its_own_name_is_one_and_has_no_arn() -> None:
    onlyservices = deny({"Bool": {"aws:PrincipalIsAWSService": "false"}})
    but_one = deny({"ArnNotEquals": {"aws:PrincipalArn": ROLE}})
    grant = allow(
        Principal={"Service": "events.amazonaws.com"},
        Condition={
            "ArnEquals": {"aws:SourceArn": "arn:aws:events:eu-central-1:123456789012:rule/x"}
        },
    )
    request = as_service(
        "events.amazonaws.com", SEND, QUEUE,
        SourceArn="arn:aws:events:eu-central-1:123456789012:rule/x",
    )  # fmt: skip

    assert evaluate(request, of_resource=[grant, onlyservices]) == "allowed"
    assert evaluate(request, of_resource=[grant, but_one]) == "denied by a policy"


def test_a_service_that_acts_for_somebody_is_none() -> None:
    """ "aws:PrincipalIsAWSService … is set to false if a service uses the credentials of an IAM
    principal to make a request on the principal's behalf."
    """
    onlyservices = deny({"Bool": {"aws:PrincipalIsAWSService": "false"}})
    request = on_behalf(ROLE, ["sqs.amazonaws.com"], SEND, QUEUE)

    assert evaluate(request, own=[allow()], of_resource=[onlyservices]) == "denied by a policy"


def test_who_was_called_through_is_told_in_turn() -> None:
    request = on_behalf(
        ROLE, ["cloudformation.amazonaws.com", "dynamodb.amazonaws.com"], SEND, QUEUE
    )
    first = {"StringEquals": {"aws:CalledViaFirst": "cloudformation.amazonaws.com"}}
    last = {"StringEquals": {"aws:CalledViaLast": "cloudformation.amazonaws.com"}}
    among = {"ForAnyValue:StringEquals": {"aws:CalledVia": "dynamodb.amazonaws.com"}}

    assert evaluate(request, own=[allow(Condition=first)]) == "allowed"
    assert evaluate(request, own=[allow(Condition=last)]) == "not allowed"
    assert evaluate(request, own=[allow(Condition=among)]) == "allowed"


def test_without_tls_a_deny_of_it_strikes() -> None:
    denied = deny({"Bool": {"aws:SecureTransport": "false"}})
    plain = Request(SEND, QUEUE, ROLE, context={"aws:SecureTransport": "false"})

    assert evaluate(asks(), own=[allow()], of_resource=[denied]) == "allowed"
    assert evaluate(plain, own=[allow()], of_resource=[denied]) == "denied by a policy"
