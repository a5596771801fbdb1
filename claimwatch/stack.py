"""A deployed stack, as CloudFormation knows it: what it is made of and how its parts are."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import boto3
from botocore.exceptions import ClientError

from claimwatch.health import Check, since
from shared.observability import NAMESPACE, SERVICE
from shared.wiring import utc_now

_SKEW = timedelta(seconds=5)
_FIT = {"CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE", "IMPORT_COMPLETE"}


@dataclass(slots=True)
class Stack:
    """Everything a stack has, by logical name."""

    name: str
    told: dict[str, Any] = field(init=False)
    """What CloudFormation tells of the stack."""
    parts: dict[str, tuple[str, str]] = field(init=False)
    """Logical name → type and physical id."""
    answered: dict[str, Any] = field(init=False)
    """The headers of CloudFormation's answer; its date shows how our clock goes."""

    def __post_init__(self) -> None:
        """Ask CloudFormation; raises ClientError when there is no such stack."""
        client = boto3.client("cloudformation")
        answer = client.describe_stacks(StackName=self.name)
        self.told = dict(answer["Stacks"][0])
        self.answered = dict(answer["ResponseMetadata"]["HTTPHeaders"])
        pages = client.get_paginator("list_stack_resources").paginate(StackName=self.name)
        self.parts = {
            each["LogicalResourceId"]: (each["ResourceType"], each.get("PhysicalResourceId", ""))
            for page in pages
            for each in page["StackResourceSummaries"]
        }

    def parameter(self, name: str) -> str:
        """Return a parameter of the stack, empty when it has none of that name."""
        given = {
            each["ParameterKey"]: each["ParameterValue"] for each in self.told.get("Parameters", [])
        }
        return str(given.get(name, ""))

    def output(self, name: str) -> str:
        """Return an output of the stack, empty when it has none of that name."""
        given = {each["OutputKey"]: each["OutputValue"] for each in self.told.get("Outputs", [])}
        return str(given.get(name, ""))

    def of_type(self, kind: str) -> dict[str, str]:
        """Return logical name → physical id of everything of a type."""
        return {name: known for name, (type_, known) in self.parts.items() if type_ == kind}

    def queue(self, logical: str) -> dict[str, str]:
        """Return a queue's attributes, and its URL as ``Url``."""
        url = self.parts[logical][1]
        answer = boto3.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["All"])
        return {**answer["Attributes"], "Url": url}  # type: ignore[dict-item]

    def dead_letters(self) -> dict[str, dict[str, str]]:
        """Return the queues that hold what failed for good, by logical name."""
        queues = self.of_type("AWS::SQS::Queue")
        return {name: self.queue(name) for name in queues if name.endswith("DeadLetters")}


def checks(stack: Stack) -> Iterator[Check]:
    """Check what only a deployed stack has."""
    status = str(stack.told["StackStatus"])
    level = "ok" if status in _FIT else "fail"
    yield Check("stack", level, status, "" if level == "ok" else "look at its events")  # type: ignore[arg-type]
    yield _clock(stack)
    yield from _mail(stack)
    yield from _queues(stack)
    yield _heartbeat(stack)
    yield from _alarms(stack)


def _clock(stack: Stack) -> Check:
    at_aws = parsedate_to_datetime(stack.answered["date"]) if "date" in stack.answered else None
    if at_aws is None:
        return Check("clock", "warn", "AWS did not say what time it is")
    off = abs(datetime.now(UTC) - at_aws)
    if off > _SKEW:
        words = f"this machine and AWS are {off.total_seconds():.0f} s apart"
        return Check("clock", "warn", words, "set this machine's clock")
    return Check("clock", "ok", "this machine and AWS agree")


def _mail(stack: Stack) -> Iterator[Check]:
    client, sender = boto3.client("sesv2"), stack.parameter("OwnerEmail")
    try:
        fit = client.get_email_identity(EmailIdentity=sender)["VerifiedForSendingStatus"]
    except ClientError as wrong:
        yield Check(
            "sender", "fail", f"{sender}: {wrong.response['Error']['Code']}", "deploy again"
        )
    else:
        do = "" if fit else "open the mail AWS sent to this address and click its link"
        words = f"{sender} is {'' if fit else 'not '}confirmed"
        yield Check("sender", "ok" if fit else "fail", words, do)
    account = client.get_account()
    if not account.get("SendingEnabled", True):
        yield Check("sending", "fail", "SES has paused this account", "see the SES console")
    elif account.get("ProductionAccessEnabled"):
        yield Check("sandbox", "ok", "SES writes to everybody")
    else:
        words = "SES is in its sandbox: it writes to confirmed addresses only"
        yield Check("sandbox", "warn", words, "docs/deploy.md#out-of-the-sandbox")


def _queues(stack: Stack) -> Iterator[Check]:
    for name in stack.of_type("AWS::SQS::Queue"):
        waiting = int(stack.queue(name)["ApproximateNumberOfMessages"])
        if name.endswith("DeadLetters"):
            do = f"claimwatch redrive --stack {stack.name}" if waiting else ""
            yield Check(name, "fail" if waiting else "ok", f"{waiting} dead letters", do)
        elif name.startswith("Quarantine"):
            do = f"claimwatch redrive --stack {stack.name} shows each reason" if waiting else ""
            yield Check(name, "warn" if waiting else "ok", f"{waiting} refused messages", do)
        else:
            crowded = waiting > 1000  # noqa: PLR2004 - more than a minute's work
            yield Check(name, "warn" if crowded else "ok", f"{waiting} waiting")


def _heartbeat(stack: Stack) -> Check:
    now = utc_now()
    answer = boto3.client("cloudwatch").get_metric_statistics(
        Namespace=NAMESPACE,
        MetricName="SweepCompleted",
        Dimensions=[
            {"Name": "service", "Value": SERVICE},
            {"Name": "stack", "Value": stack.name},
        ],
        StartTime=now - timedelta(hours=3),
        EndTime=now,
        Period=60,
        Statistics=["Sum"],
    )
    beats = [point["Timestamp"] for point in answer["Datapoints"] if point["Sum"] > 0]
    if not beats:
        do = "docs/runbook.md#no-sweep"
        return Check("heartbeat", "fail", "no sweep was completed within three hours", do)
    age = now - max(beats)
    late = age > timedelta(minutes=5)
    do = "docs/runbook.md#no-sweep" if late else ""
    return Check("heartbeat", "fail" if late else "ok", f"last sweep {since(age)} ago", do)


def _alarms(stack: Stack) -> Iterator[Check]:
    own = set(stack.of_type("AWS::CloudWatch::Alarm").values())
    pages = boto3.client("cloudwatch").get_paginator("describe_alarms").paginate(StateValue="ALARM")
    ringing = [
        alarm for page in pages for alarm in page["MetricAlarms"] if alarm["AlarmName"] in own
    ]
    for alarm in ringing:
        yield Check("alarm", "fail", alarm["AlarmName"], alarm.get("AlarmDescription", ""))
    if not ringing:
        yield Check("alarms", "ok", f"none of {len(own)} rings")
