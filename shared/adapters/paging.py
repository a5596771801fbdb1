"""Who hears alarms, and the alarms themselves: what pages the operator, seen from inside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.adapters.items import Items
from shared.adapters.keys import PAGING


@dataclass(frozen=True, slots=True)
class Ringing:
    """An alarm that rings."""

    name: str
    since: datetime


class Paging:
    """The topic alarms go to, and what CloudWatch says of the alarms that go there."""

    def __init__(self, sns: Any, cloudwatch: Any, items: Items, topic: str) -> None:  # noqa: ANN401 - no stubs in the layer
        """Look after the topic ``topic``."""
        self._sns, self._cloudwatch, self._items, self._topic = sns, cloudwatch, items, topic

    def confirmed(self) -> frozenset[str]:
        """Return the subscriptions that somebody has confirmed."""
        pages = self._sns.get_paginator("list_subscriptions_by_topic").paginate(
            TopicArn=self._topic
        )
        arns = (each["SubscriptionArn"] for page in pages for each in page["Subscriptions"])
        return frozenset(arn for arn in arns if arn.startswith("arn:"))  # the others say why not

    def heard_before(self) -> frozenset[str]:
        """Return the subscriptions that were confirmed at the last look."""
        found = self._items.get({"pk": PAGING, "sk": "heard"}) or {}
        return frozenset(found.get("by", ()))

    def remember(self, by: frozenset[str]) -> None:
        """Keep which subscriptions are confirmed."""
        self._items.put({"pk": PAGING, "sk": "heard", "by": sorted(by)})

    def ringing(self) -> list[Ringing]:
        """Return the alarms that ring, those of this topic only."""
        pages = self._cloudwatch.get_paginator("describe_alarms").paginate(
            StateValue="ALARM", ActionPrefix=self._topic
        )
        return [
            Ringing(each["AlarmName"], each["StateUpdatedTimestamp"])
            for page in pages
            for each in page["MetricAlarms"]
        ]

    def ring_again(self, name: str) -> None:
        """Let an alarm ring as if for the first time: CloudWatch tells only of a change.

        It is put back to "unknown", which pages nobody, and finds its way to ALARM by itself.
        """
        self._cloudwatch.set_alarm_state(
            AlarmName=name,
            StateValue="INSUFFICIENT_DATA",
            StateReason="It rings still, and may not have been heard: claimwatch rings it again.",
        )


class Receiving:
    """The one receipt rule set of the account and region that SES obeys."""

    def __init__(self, ses: Any) -> None:  # noqa: ANN401 - no stubs in the layer
        """Ask ``ses``."""
        self._ses = ses

    def writes_to(self, bucket: str) -> bool:
        """Say whether an active rule puts mail into a bucket, whoever's rule it is."""
        rules = self._ses.describe_active_receipt_rule_set().get("Rules", [])
        actions = (each for rule in rules if rule.get("Enabled") for each in rule["Actions"])
        return any(each.get("S3Action", {}).get("BucketName") == bucket for each in actions)
