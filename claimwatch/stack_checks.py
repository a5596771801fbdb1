"""What `claimwatch doctor` looks at that only a deployed stack has."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import boto3
from botocore.exceptions import ClientError

from claimwatch.dead_letters import REMEDIES
from claimwatch.health import Check, since
from claimwatch.mail_checks import mail
from claimwatch.stack import Stack
from shared.observability import NAMESPACE, SERVICE
from shared.wiring import utc_now

_SKEW = timedelta(seconds=5)
_FIT = {"CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE", "IMPORT_COMPLETE"}
_ENOUGH_AT_ONCE = 200
"""Executions an account has to allow before some can be set apart: AWS keeps 100 for all."""


def checks(stack: Stack, phones: int) -> Iterator[Check]:
    """Check what only a deployed stack has; ``phones`` of its contacts get text messages."""
    status = str(stack.told["StackStatus"])
    fit = status in _FIT
    yield Check("stack", "ok" if fit else "fail", status, "" if fit else "look at its events")
    yield _clock(stack)
    yield from mail(stack, phones)
    yield _paging(stack)
    yield _executions(stack)
    if "Key" in stack.parts:
        yield _key(stack)
    yield from _queues(stack)
    yield from _mappings(stack)
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


def _paging(stack: Stack) -> Check:
    """Say whether anybody hears alarms: AWS forgets an invitation after three days."""
    topic = stack.output("AlarmsTopicArn")
    listing = boto3.client("sns").get_paginator("list_subscriptions_by_topic")
    pages = listing.paginate(TopicArn=topic)
    subscribed = [each for page in pages for each in page["Subscriptions"]]
    confirmed = [each for each in subscribed if each["SubscriptionArn"].startswith("arn:")]
    asked = ", ".join(sorted(each["Endpoint"] for each in subscribed if each not in confirmed))
    if not confirmed:
        again = f"aws sns subscribe --topic-arn {topic} --protocol email --notification-endpoint "
        do = f"click the link in AWS's mail; a new one: {again}{stack.parameter('OwnerEmail')}"
        return Check("paging", "fail", f"nobody hears alarms; asked were {asked or 'nobody'}", do)
    if len(confirmed) == 1:
        do = (
            f"claimwatch send-test --alarm --stack {stack.name} tries it; AlarmsAlso names a second"
        )
        return Check("paging", "warn", "one hears alarms, nobody if that mailbox fails", do)
    return Check("paging", "ok", f"{len(confirmed)} hear alarms")


def _executions(stack: Stack) -> Check:
    try:
        limits = boto3.client("lambda").get_account_settings()["AccountLimit"]
    except ClientError as wrong:
        code = wrong.response["Error"]["Code"]
        return Check("executions", "warn", f"Lambda does not say how many it runs at once: {code}")
    allowed, small = limits["ConcurrentExecutions"], stack.parameter("AccountSize") != "usual"
    words = f"Lambda runs {allowed} functions of this account at once"
    if allowed < _ENOUGH_AT_ONCE and not small:
        return Check("executions", "fail", words, "deploy with AccountSize=small")
    if allowed < _ENOUGH_AT_ONCE:
        do = (
            "ask for 1,000, then deploy with AccountSize=usual: aws service-quotas request-service-"
            "quota-increase --service-code lambda --quota-code L-B99A9384 --desired-value 1000"
        )
        return Check("executions", "warn", f"{words}: none can be set apart for reminders", do)
    do = (
        "deploy with AccountSize=usual: it sets some apart for sweeps and reminders"
        if small
        else ""
    )
    return Check("executions", "warn" if small else "ok", words, do)


def _key(stack: Stack) -> Check:
    """Say whether what everything is encrypted with may be used; nothing runs without it."""
    key = stack.parts["Key"][1]
    state = boto3.client("kms").describe_key(KeyId=key)["KeyMetadata"]["KeyState"]
    if state == "Enabled":
        return Check("key", "ok", "may be used")
    back = f"aws kms cancel-key-deletion --key-id {key}; " if state == "PendingDeletion" else ""
    return Check(
        "key", "fail", f"is {state}: nothing runs", f"{back}aws kms enable-key --key-id {key}"
    )


def _queues(stack: Stack) -> Iterator[Check]:
    for name in stack.of_type("AWS::SQS::Queue"):
        waiting = int(stack.queue(name)["ApproximateNumberOfMessages"])
        if name in REMEDIES:
            done = {"move": "moves them back", "drop": "drops them"}[REMEDIES[name].do]
            do = f"look first; then claimwatch redrive --stack {stack.name} {done}"
            level = "fail" if waiting else "ok"
            yield Check(name, level, f"{waiting} dead letters", do if waiting else "")  # type: ignore[arg-type]
        elif name.startswith("Quarantine"):
            do = f"claimwatch redrive --stack {stack.name} shows each reason" if waiting else ""
            yield Check(name, "warn" if waiting else "ok", f"{waiting} refused messages", do)
        else:
            crowded = waiting > 1000  # noqa: PLR2004 - more than a minute's work
            yield Check(name, "warn" if crowded else "ok", f"{waiting} waiting")


def _mappings(stack: Stack) -> Iterator[Check]:
    """Say which queues nobody reads because somebody switched their reader off."""
    client = boto3.client("lambda")
    for name, uuid in stack.of_type("AWS::Lambda::EventSourceMapping").items():
        state = client.get_event_source_mapping(UUID=uuid)["State"]
        if state in {"Disabled", "Disabling"}:
            do = f"aws lambda update-event-source-mapping --enabled --uuid {uuid}"
            yield Check(name, "fail", "is switched off: nobody reads its queue", do)


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
