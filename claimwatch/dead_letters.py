"""What is to be done about each queue of dead letters; docs/runbook.md says the same of each.

Moving a message back is sending it, in the name of whoever moves it, and the queues' policies say
who may: `tests/unit/test_redrive.py` holds the three against one another.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import boto3

from claimwatch.stack import Stack

_ROLE = "RedriveRole"


@dataclass(frozen=True, slots=True)
class Remedy:
    """What helps, and why."""

    do: Literal["move", "drop"]
    why: str
    role: bool = False
    """Whether the queue takes it back from the stack's own role only."""


REMEDIES: Mapping[str, Remedy] = {
    "ClaimEventsDeadLetters": Remedy("move", "an event that is known changes nothing"),
    "IntakeFilesDeadLetters": Remedy("move", "a file that was read changes nothing", role=True),
    "RemindersDeadLetters": Remedy("drop", "the sweep asks for each case again every minute"),
    "DeliveryEventsDeadLetters": Remedy(
        "drop", "a mail without word of its delivery counts as lost after a quarter of an hour"
    ),
    "SweepDeadLetters": Remedy("drop", "the next sweep makes up for it"),
    "SchedulesDeadLetters": Remedy("drop", "the next run makes up for it"),
}


def remedied(stack: Stack, name: str, queue: Mapping[str, str]) -> dict[str, Any]:
    """Do about a queue what helps; return what was done."""
    waiting, remedy = int(queue["ApproximateNumberOfMessages"]), REMEDIES[name]
    if not waiting:
        return {"queue": name, "moved": 0}
    if remedy.do == "drop":
        boto3.client("sqs").purge_queue(QueueUrl=queue["Url"])
        return {"queue": name, "dropped": waiting, "why": remedy.why}
    sqs = _as_the_role(stack)("sqs") if remedy.role else boto3.client("sqs")
    sqs.start_message_move_task(SourceArn=queue["QueueArn"])
    return {"queue": name, "moved": waiting}


def _as_the_role(stack: Stack) -> Callable[[str], Any]:
    """Return what makes clients in the name of the stack's role for this."""
    sts = boto3.client("sts")
    account = sts.get_caller_identity()["Account"]
    partition = str(stack.told["StackId"]).split(":")[1]
    arn = f"arn:{partition}:iam::{account}:role/{stack.parts[_ROLE][1]}"
    keys = sts.assume_role(RoleArn=arn, RoleSessionName="claimwatch-redrive")["Credentials"]
    session = boto3.Session(keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"])
    region = boto3.client("sqs").meta.region_name
    return lambda service: session.client(service, region_name=region)  # type: ignore[call-overload]
