"""What the command does about dead letters, the policies allow and the runbook says: the same."""

import re
from typing import Any

import pytest

from claimwatch.dead_letters import REMEDIES
from tests.policies import Request, arn, as_service, evaluate, on_behalf, resolved
from tests.template import QUEUE, ROOT, made, resources, target, template

QUEUES = resources(QUEUE)
DEAD_LETTERS = sorted(name for name in QUEUES if name.endswith("DeadLetters"))
OPERATOR = arn("AnAdministratorRole")
MAY_ALL = [{"Effect": "Allow", "Action": "*", "Resource": "*"}]
ROLE_OWN = [
    statement
    for policy in resources("AWS::IAM::Role")["RedriveRole"]["Policies"]
    for statement in policy["PolicyDocument"]["Statement"]
]
SECTIONS = {
    "ClaimEventsDeadLetters": "A claim event failed",
    "IntakeFilesDeadLetters": "A file failed",
    "RemindersDeadLetters": "A reminder failed",
    "DeliveryEventsDeadLetters": "A delivery event failed",
    "SweepDeadLetters": "A sweep failed",
    "SchedulesDeadLetters": "A scheduled run failed",
}


def of_queue(name: str) -> list[dict[str, Any]]:
    (policy,) = (
        policy
        for policy in resources("AWS::SQS::QueuePolicy").values()
        if name in [target(each.get("Fn::If", [None, each])[1]) for each in policy["Queues"]]
    )
    return [
        resolved(statement) | {"Resource": "*"}
        for statement in policy["PolicyDocument"]["Statement"]
    ]


def own(role: str) -> list[dict[str, Any]]:
    return [
        resolved(statement)
        for policy in made("AWS::IAM::Role")[role]["Policies"]
        for statement in policy["PolicyDocument"]["Statement"]
    ]


def source(dead_letters: str) -> str | None:
    """Return the queue whose messages end there; none for what no queue sends."""
    for name, queue in QUEUES.items():
        if target(queue.get("RedrivePolicy", {}).get("deadLetterTargetArn", {"Ref": ""})) == (
            dead_letters
        ):
            return name
    return None


def sends(queue: str, caller: str) -> Request:
    return Request("sqs:SendMessage", arn(queue), caller)


def test_there_is_a_remedy_for_every_queue_of_dead_letters() -> None:
    assert sorted(REMEDIES) == DEAD_LETTERS == sorted(SECTIONS)


@pytest.mark.parametrize("name", DEAD_LETTERS)
def test_what_is_moved_may_be_moved(name: str) -> None:
    """Moving is sending to the source queue, by a service, with the mover's own rights."""
    remedy, to = REMEDIES[name], source(name)
    if remedy.do == "drop":
        dropped = Request("sqs:PurgeQueue", arn(name), OPERATOR)
        assert evaluate(dropped, MAY_ALL, of_queue(name)) == "allowed"
        return
    assert to is not None, "what came from no queue cannot be moved back"
    mover, rights = (arn("RedriveRole"), resolved(ROLE_OWN)) if remedy.role else (OPERATOR, MAY_ALL)
    for action in ("StartMessageMoveTask", "ReceiveMessage", "DeleteMessage", "GetQueueAttributes"):
        request = Request(f"sqs:{action}", arn(name), mover)
        assert evaluate(request, rights, of_queue(name)) == "allowed", action
    for request in (
        Request("sqs:SendMessage", arn(to), mover),
        on_behalf(mover, ["sqs.amazonaws.com"], "sqs:SendMessage", arn(to)),
    ):
        assert evaluate(request, rights, of_queue(to)) == "allowed"


@pytest.mark.parametrize("name", ["RemindersQueue", "DeliveryEventsQueue", "IntakeFilesQueue"])
def test_nobody_in_the_account_forges_what_these_queues_carry(name: str) -> None:
    for request in (
        Request("sqs:SendMessage", arn(name), OPERATOR),
        on_behalf(OPERATOR, ["sqs.amazonaws.com"], "sqs:SendMessage", arn(name)),
    ):
        assert evaluate(request, MAY_ALL, of_queue(name)) == "denied by a policy"


def test_what_is_dropped_could_not_be_moved_where_its_queue_is_closed() -> None:
    closed = {
        name
        for name in DEAD_LETTERS
        if (to := source(name))
        and evaluate(sends(to, OPERATOR), MAY_ALL, of_queue(to)) != "allowed"
    }

    assert {name for name in closed if REMEDIES[name].do == "move"} == {"IntakeFilesDeadLetters"}
    assert REMEDIES["IntakeFilesDeadLetters"].role


@pytest.mark.parametrize(
    ("queue", "role"),
    [
        ("RemindersQueue", "SweepDueFunctionRole"),
        ("QuarantineQueue", "IngestEventFunctionRole"),
        ("QuarantineQueue", "IngestFileFunctionRole"),
        ("ClaimEventsQueue", "CheckCanaryFunctionRole"),
        ("ClaimEventsQueue", "IngestFileFunctionRole"),
        ("ClaimEventsQueue", "WebFunctionRole"),
    ],
)
def test_who_writes_to_a_queue_by_its_own_role_may(queue: str, role: str) -> None:
    assert evaluate(sends(queue, arn(role)), own(role), of_queue(queue)) == "allowed"


@pytest.mark.parametrize(
    ("queue", "service", "context"),
    [
        ("DeliveryEventsQueue", "events", {"SourceArn": arn("MailEventsRule")}),
        ("DeliveryEventsDeadLetters", "events", {"SourceArn": arn("MailEventsRule")}),
        ("IntakeFilesQueue", "sns", {"SourceArn": arn("IntakeMailsTopic")}),
        ("IntakeFilesQueue", "s3", {"SourceAccount": "123456789012"}),
        ("IntakeFilesDeadLetters", "sns", {"SourceArn": arn("IntakeMailsTopic")}),
        ("SweepDeadLetters", "events", {"SourceArn": arn("SweepDueFunctionEveryFiveMinutes")}),
    ],
)
def test_a_service_writes_in_its_own_name_for_this_stack_only(
    queue: str, service: str, context: dict[str, str]
) -> None:
    ours = as_service(f"{service}.amazonaws.com", "sqs:SendMessage", arn(queue), **context)
    theirs = {key: value.replace("123456789012", "999999999999") for key, value in context.items()}
    foreign = as_service(f"{service}.amazonaws.com", "sqs:SendMessage", arn(queue), **theirs)

    assert evaluate(ours, of_resource=of_queue(queue)) == "allowed"
    assert evaluate(foreign, of_resource=of_queue(queue)) == "not allowed"


@pytest.mark.parametrize("name", sorted(QUEUES))
def test_without_tls_nobody_gets_anything(name: str) -> None:
    plain = Request(
        "sqs:ReceiveMessage", arn(name), OPERATOR, context={"aws:SecureTransport": "false"}
    )

    assert evaluate(plain, MAY_ALL, of_queue(name)) == "denied by a policy"


@pytest.mark.parametrize("name", DEAD_LETTERS)
def test_the_runbook_says_what_the_command_does(name: str) -> None:
    runbook = (ROOT / "docs/runbook.md").read_text()
    section = re.split(r"^## ", runbook.partition(f"## {SECTIONS[name]}\n")[2], flags=re.MULTILINE)[
        0
    ]
    words = " ".join(section.split())

    assert "claimwatch redrive --stack STACK" in words
    assert ("moves it back" in words) == (REMEDIES[name].do == "move")
    assert ("drops it" in words) == (REMEDIES[name].do == "drop")


def test_the_role_is_there_only_where_there_are_files() -> None:
    assert template()["Resources"]["RedriveRole"]["Condition"] == "HasInboundMail"
