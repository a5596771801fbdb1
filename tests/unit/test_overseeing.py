"""What pages the operator is looked after: who hears, who has not yet, what nobody vouches for."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.adapters.identities import Identity
from shared.adapters.paging import Paging, Receiving
from shared.steps.overseeing import Overseeing, Overseen

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
TOPIC = "arn:aws:sns:eu-central-1:123456789012:alarms"
OWNER, SECOND = f"{TOPIC}:1", f"{TOPIC}:2"
SENDER = "claimwatch@example.com"


class Aws:
    """SNS, CloudWatch, SES and a table, as far as they are asked."""

    def __init__(self) -> None:
        self.subscriptions = ["PendingConfirmation"]
        self.alarms: dict[str, datetime] = {}
        self.asked: list[dict[str, Any]] = []
        self.items: dict[str, Any] = {}
        self.verified: set[str] = {SENDER}
        self.rules: list[dict[str, Any]] = []

    def get_paginator(self, operation: str) -> "Aws":
        self.operation = operation
        return self

    def paginate(self, **asked: Any) -> list[dict[str, Any]]:  # noqa: ANN401
        if self.operation == "list_subscriptions_by_topic":
            assert asked == {"TopicArn": TOPIC}
            return [{"Subscriptions": [{"SubscriptionArn": arn} for arn in self.subscriptions]}]
        assert asked == {"StateValue": "ALARM", "ActionPrefix": TOPIC}
        alarms = [
            {"AlarmName": name, "StateUpdatedTimestamp": since}
            for name, since in self.alarms.items()
        ]
        return [{"MetricAlarms": alarms}]

    def set_alarm_state(self, AlarmName: str, StateValue: str, StateReason: str) -> None:  # noqa: N803
        assert StateValue == "INSUFFICIENT_DATA", "which pages nobody"
        assert StateReason
        self.alarms[AlarmName] = NOW

    def describe_active_receipt_rule_set(self) -> dict[str, Any]:
        return {"Rules": self.rules}

    def get(self, key: dict[str, str]) -> dict[str, Any] | None:
        return self.items.get(key["sk"])

    def put(self, item: dict[str, Any]) -> None:
        self.items[item["sk"]] = item

    def find(self, name: str) -> Identity | None:
        return Identity(name, verified=True) if name in self.verified else None

    def look(self, bucket: str = "", now: datetime = NOW) -> Overseen:
        paging = Paging(self, self, self, TOPIC)  # type: ignore[arg-type]
        step = Overseeing(paging, self, Receiving(self), lambda: now)  # type: ignore[arg-type]
        return step.run(SENDER, bucket)


@pytest.fixture
def aws() -> Aws:
    return Aws()


def test_what_rang_before_anybody_listened_rings_again_once_somebody_does(aws: Aws) -> None:
    aws.alarms = {"SweepMissing": NOW - timedelta(minutes=50)}

    assert aws.look() == Overseen(0, (), sender_known=True, mail_comes_in=True)
    aws.subscriptions = [OWNER]
    assert aws.look().rung_again == ("SweepMissing",)
    aws.alarms = {"SweepMissing": NOW}
    assert aws.look().rung_again == ()


def test_whoever_joins_later_hears_what_rings(aws: Aws) -> None:
    aws.subscriptions = [OWNER]
    aws.look()
    aws.alarms = {"Drift": NOW - timedelta(minutes=1)}

    assert aws.look().rung_again == ()
    aws.subscriptions = [OWNER, SECOND]
    assert aws.look().rung_again == ("Drift",)


def test_who_leaves_and_comes_back_hears_it_too(aws: Aws) -> None:
    aws.subscriptions, aws.alarms = [OWNER, SECOND], {"Drift": NOW}
    aws.look()
    aws.subscriptions = [OWNER]
    aws.look()
    aws.subscriptions = [OWNER, SECOND]

    assert aws.look().rung_again == ("Drift",)


def test_an_alarm_that_lasts_rings_once_a_day(aws: Aws) -> None:
    aws.subscriptions = [OWNER]
    aws.look()
    aws.alarms = {"Drift": NOW - timedelta(hours=25), "FileFailed": NOW - timedelta(hours=2)}

    assert aws.look().rung_again == ("Drift",)
    assert aws.look().rung_again == ()


@pytest.mark.parametrize(("verified", "known"), [
    ({SENDER}, True),
    ({"example.com"}, True),
    ({"other.example"}, False),
])  # fmt: skip
def test_a_sender_is_known_by_itself_or_by_its_domain(
    aws: Aws, verified: set[str], *, known: bool
) -> None:
    aws.verified = verified

    assert aws.look().sender_known is known


def rule(bucket: str, *, enabled: bool = True) -> dict[str, Any]:
    return {"Enabled": enabled, "Actions": [{"S3Action": {"BucketName": bucket}}]}


@pytest.mark.parametrize(("rules", "comes_in"), [
    ([], False),
    ([rule("somebody-elses")], False),
    ([rule("ours", enabled=False)], False),
    ([rule("somebody-elses"), rule("ours")], True),
])  # fmt: skip
def test_mail_comes_in_where_an_active_rule_of_whoever_writes_to_our_bucket(
    aws: Aws, rules: list[dict[str, Any]], *, comes_in: bool
) -> None:
    aws.rules = rules

    assert aws.look("ours").mail_comes_in is comes_in
    assert aws.look("").mail_comes_in, "where none is asked for, none is missed"
