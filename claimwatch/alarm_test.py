"""One alarm rung on purpose: the only proof that somebody hears the others."""

import time
from typing import Any

import boto3

from claimwatch.stack import Stack
from shared.domain.errors import ClaimwatchError
from shared.wiring import utc_now

_WHICH = "RemindersLateAlarm"
"""Silent where all is well, and looked at anew by CloudWatch within a minute, which ends it."""
_PATIENCE = 20
"""Seconds in which CloudWatch says that it acted."""


def ring(stack: Stack) -> dict[str, Any]:
    """Ring an alarm and wait for CloudWatch's word that it was handed on; return what was seen."""
    cloudwatch, sns = boto3.client("cloudwatch"), boto3.client("sns")
    name, topic = stack.parts[_WHICH][1], stack.output("AlarmsTopicArn")
    pages = sns.get_paginator("list_subscriptions_by_topic").paginate(TopicArn=topic)
    arns = [each["SubscriptionArn"] for page in pages for each in page["Subscriptions"]]
    heard_by = sum(arn.startswith("arn:") for arn in arns)
    if not heard_by:
        raise ClaimwatchError("nobody hears alarms: click the link in the mail AWS sent first")
    since = utc_now()
    cloudwatch.set_alarm_state(
        AlarmName=name, StateValue="ALARM", StateReason="A test: claimwatch send-test --alarm."
    )
    for _ in range(_PATIENCE):
        acted = cloudwatch.describe_alarm_history(
            AlarmName=name, HistoryItemType="Action", StartDate=since
        )["AlarmHistoryItems"]
        if acted:
            return {"alarm": name, "heard_by": heard_by, "handed": True}
        time.sleep(1)
    return {"alarm": name, "heard_by": heard_by, "handed": False}
