"""Play one claim, and one canary, on the embedded AWS, and count what each of them took."""

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from claimwatch.embedded import Aws, embedded_aws
from claimwatch.runner import Context, Runner
from functions.check_canary import lambda_handler as check_canary
from shared import wiring
from shared.accounts import read_account
from shared.domain.plan import plan
from shared.domain.protocol import StoredCase, World
from shared.observability import metrics
from shared.policy.pack import load_pack
from tests.bench.bill import Bill, item_size

NOW = datetime(2026, 3, 11, 8, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
ORDER = "113-5550123-5550199"
ACCOUNT = read_account(
    {
        "account": "blue-kettle",
        "store": "US",
        "time_zone": "Asia/Taipei",
        "contacts": [{"name": "Owner", "email": "owner@example.com"}],
    },
    load_pack(),
)
_SUM = {"value": "48.20", "currency": "USD"}
TOLD: tuple[tuple[timedelta, str, dict[str, Any]], ...] = (
    (timedelta(0), "claim_opened", {"action_required": True, "amount": _SUM}),
    (47 * HOUR, "seller_responded", {}),
    (9 * DAY, "claim_decided", {"decision": "denied"}),
)
"""A claim that is answered an hour before its cut-off, and decided a week later."""


@dataclass(frozen=True)
class Counted:
    """What one claim took from its first event to its last message."""

    bill: Bill
    events: int
    wakes: int
    """Times its case came up on the due index."""
    planned: int
    """Instants at which it was to come up, as planned when it arrived."""
    size: int
    """Bytes of its item at the end."""

    @property
    def mails(self) -> int:
        """Mails that went out."""
        return self.bill.calls["SendEmail"]

    @property
    def reports(self) -> int:
        """What SES reported of them: each was taken, and arrived."""
        return 2 * self.mails


@dataclass
class _Reporting:
    """An AWS whose mail provider reports of each mail that it was taken and that it arrived."""

    aws: Aws

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the embedded AWS has
        return getattr(self.aws, name)

    def reports(self) -> list[str]:
        arrived = self.aws.reports()
        return [json.dumps({**json.loads(each), "eventType": "Send"}) for each in arrived] + arrived


@dataclass
class _Story:
    aws: Aws
    bill: Bill = field(default_factory=Bill)
    now: datetime = NOW
    runner: Runner = field(init=False)
    wakes: int = 0

    def __post_init__(self) -> None:
        self.runner = Runner(cast("Aws", _Reporting(self.aws)))
        wiring.use_clock(lambda: self.now)
        wiring.services().accounts.put(ACCOUNT)

    def until(self, end: datetime) -> None:
        """Let every minute pass in which something is due."""
        while (case := self.case()).next is not None and case.next <= end:
            late = (case.next - NOW) % MINUTE
            self.now = max(self.now, case.next + (MINUTE - late if late else timedelta(0)))
            with self.bill.counting():
                self.wakes += len(self.runner.sweep(self.now))
        self.now = end

    def case(self) -> StoredCase:
        found = wiring.services().cases.get(ACCOUNT.slug, ORDER)
        assert found is not None
        return found

    def tell(self, kind: str, **fields: Any) -> None:  # noqa: ANN401
        message = {
            "schema": 1, "event_id": kind, "type": kind, "occurred_at": self.now.isoformat(),
            "account": ACCOUNT.slug, "programme": "atoz", "order_id": ORDER, **fields,
        }  # fmt: skip
        with self.bill.counting():
            self.runner.ingest([(kind, json.dumps(message))])


def one_claim() -> Counted:
    """Count one claim, on its own: nothing is shared with others in a batch."""
    with embedded_aws() as aws:
        story = _Story(aws)
        planned = 0
        for after, kind, fields in TOLD:
            story.until(NOW + after) if planned else None
            story.tell(kind, **fields)
            planned = planned or _planned(story.case())
        story.until(NOW + 60 * DAY)
        item = aws.dynamodb.get_item(
            TableName="cases",
            Key={"pk": {"S": "ACCOUNT#blue-kettle"}, "sk": {"S": f"ORDER#{ORDER}"}},
        )["Item"]
        return Counted(story.bill, len(TOLD), story.wakes, planned, item_size(dict(item)))


def one_canary() -> Bill:
    """Count one canary: the claim that is sent, reminded of, and forgotten by the next."""
    with embedded_aws() as aws:
        story = _Story(aws)
        for _ in range(2):  # what the first one leaves, the second clears away
            story.now += HOUR
            story.bill.spent()
            with story.bill.counting():
                check_canary({}, Context("check_canary"))
                metrics.clear_metrics()
                story.runner.deliver()
                story.runner.sweep(story.now)
        return story.bill.spent()


def idle_sweep() -> Bill:
    """Count one sweep that finds nothing."""
    with embedded_aws() as aws:
        story = _Story(aws)
        with story.bill.counting():
            story.runner.sweep(story.now)
        return story.bill.spent()


def _planned(stored: StoredCase) -> int:
    world = World(load_pack(), ACCOUNT)
    slots = plan(world.case(stored), stored.tracks, {}, ACCOUNT)
    return len(Counter(slot.due for slot in slots))
