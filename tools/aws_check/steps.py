"""What each step of the check does with a deployed stack."""

import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import boto3
from botocore.exceptions import ClientError

from tools.aws_check.measures import (
    Place,
    account_of,
    alarms_that_rang,
    arrived,
    ask,
    cold_starts,
    lags,
    lost,
    percentile,
    taken,
)

_LONG = timedelta(minutes=8)
_OFF = 360
"""Seconds for which something is switched off."""


def warm(place: Place, _: datetime) -> dict[str, Any]:
    """Ask twenty times, one after the other; how long until SES has taken the mail."""
    slug, took = account_of(place, "success"), []
    for number in range(20):
        order = ask(place, slug, number)
        took.append(lags(place, slug, [order], taken, timedelta(minutes=2), pause=0.5)["p50_s"])
    known = [each for each in took if each is not None]
    return {
        "asked": len(took), "missing": len(took) - len(known),
        "p50_s": percentile(known, 0.5), "p99_s": percentile(known, 0.99),
    }  # fmt: skip


def crowd(place: Place, _: datetime) -> dict[str, Any]:
    """Ask two hundred times at once."""
    slug = account_of(place, "success")
    return lags(place, slug, [ask(place, slug, 1000 + each) for each in range(200)], arrived, _LONG)


def bounce(place: Place, _: datetime) -> dict[str, Any]:
    """Ask contacts who bounce and who complain."""
    found = {}
    for mailbox in ("bounce", "complaint"):
        slug = account_of(place, mailbox)
        found[mailbox] = lags(place, slug, [ask(place, slug, 2000)], lost, timedelta(minutes=4))
    return found


def throttled(place: Place, _: datetime) -> dict[str, Any]:
    """Let no reminder be sent for six minutes, then see it made up for."""
    client, function = boto3.client("lambda"), place.parts["SendReminderFunction"]
    slug = account_of(place, "success")
    client.put_function_concurrency(FunctionName=function, ReservedConcurrentExecutions=0)
    try:
        orders = [ask(place, slug, 3000 + each) for each in range(5)]
        time.sleep(_OFF)
    finally:
        client.delete_function_concurrency(FunctionName=function)
    return lags(place, slug, orders, taken, _LONG)


def stopped(place: Place, _: datetime) -> dict[str, Any]:
    """Switch the first metronome off, and see the second one carry reminders."""
    client, name = boto3.client("scheduler"), place.parts["SweepDueFunctionEveryMinute"]
    schedule = client.get_schedule(Name=name)
    kept = {
        key: schedule[key]
        for key in ("Name", "GroupName", "ScheduleExpression", "FlexibleTimeWindow", "Target")
    }
    slug = account_of(place, "success")
    client.update_schedule(State="DISABLED", **kept)
    try:
        return lags(place, slug, [ask(place, slug, 4000)], taken, _LONG)
    finally:
        client.update_schedule(State="ENABLED", **kept)


def denied(place: Place, _: datetime) -> dict[str, Any]:
    """Try to write where only one role or only services may."""
    sqs, found = boto3.client("sqs"), {}
    for queue in ("RemindersQueue", "DeliveryEventsQueue", "QuarantineQueue"):
        try:
            sqs.send_message(QueueUrl=place.parts[queue], MessageBody="{}")
        except ClientError as wrong:
            found[queue] = wrong.response["Error"]["Code"]
        else:
            found[queue] = "taken"
    return found | ({"failed": "a queue took it"} if "taken" in found.values() else {})


def read(place: Place, began: datetime) -> dict[str, Any]:
    """Read what AWS has written down meanwhile."""
    sqs, aside = boto3.client("sqs"), {}
    for name, url in place.parts.items():
        if name.endswith("DeadLetters"):
            asked = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
            aside[name] = int(asked["ApproximateNumberOfMessages"])
    return {
        "cold starts": cold_starts(place, began),
        "alarms that rang": alarms_that_rang(place, began),
        "put aside": {name: count for name, count in aside.items() if count},
        "bill": "AWS tells it a day later: Cost Explorer, tag aws:cloudformation:stack-name",
    }


MEASURES: Mapping[str, Callable[[Place, datetime], dict[str, Any]]] = {
    each.__name__: each for each in (warm, crowd, bounce, throttled, stopped, denied, read)
}
