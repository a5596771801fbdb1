"""Die before and after every single call to AWS that the handlers make, then go on as AWS would.

The simulator proves the protocol; this proves that the real calls, with their real condition
expressions, are the ones it was proved with.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest

from claimwatch.embedded import Aws, embedded_aws
from functions.ingest_event import lambda_handler as ingest
from functions.record_delivery import lambda_handler as record
from functions.send_reminder import lambda_handler as send
from functions.sweep_due import lambda_handler as sweep
from shared import wiring
from shared.domain.accounts import Account
from shared.domain.instants import iso
from tests.conftest import ORDER, WEDNESDAY, body
from tests.integration.dying import Faulty

MINUTE = timedelta(minutes=1)
ASKED = body("information_requested")
CALLS = 17
"""Calls of the handlers from the question to the delivery report, with the look back at an account
whose first case was begun: whether it was erased meanwhile."""


@dataclass
class World:
    """An embedded AWS whose queues give back what was not finished."""

    aws: Aws
    faults: Faulty
    evidence: bool
    now: Any = WEDNESDAY
    waiting: list[str] = field(default_factory=lambda: [ASKED])
    requests: list[str] = field(default_factory=list)
    reports: list[str] = field(default_factory=list)

    def minute(self) -> None:
        self.waiting = [each for each in self.waiting if not self._deliver(ingest, each)]
        self.faults.run(sweep, {"time": iso(self.now)})
        self.requests += [each["Body"] for each in self.aws.drain(self.aws.reminders)]
        self.requests = [each for each in self.requests if not self._deliver(send, each)]
        self.reports += self.aws.reports()
        if self.evidence:
            self.reports = [each for each in self.reports if not self._deliver(record, each)]
        self.now += MINUTE

    def _deliver(self, handler: Callable[..., Any], message: str) -> bool:
        record = {"messageId": "1", "body": message, "eventSource": "aws:sqs", "attributes": {}}
        return self.faults.run(handler, {"Records": [record]})


def live_through(account: Account, faults: Faulty, *, evidence: bool) -> tuple[list[str], set[str]]:
    """Return the recipients of all mails in the end, and the slots that count as delivered."""
    with embedded_aws() as aws, faults.installed():
        wiring.services().accounts.put(account)
        world = World(aws, faults, evidence)
        wiring.use_clock(lambda: world.now)
        for _ in range(6):
            world.minute()
        case = wiring.services().cases.get(account.slug, ORDER)
        assert case is not None
        mails = [message_from_bytes(raw, policy=policy.default) for raw in aws.mails()]
        return [str(mail["To"]) for mail in mails], set(case.delivered)


def test_the_number_of_calls_is_known(account: Account) -> None:
    faults = Faulty()

    live_through(account, faults, evidence=True)

    # five idle sweeps of four shards follow
    assert len(faults.calls) - 5 * 4 == CALLS, faults.calls


@pytest.mark.parametrize("side", ["before", "after"])
@pytest.mark.parametrize("at", range(CALLS))
def test_dying_at_any_call_loses_nothing_and_repeats_nothing(
    account: Account, at: int, side: str
) -> None:
    told, delivered = live_through(account, Faulty(at, after=side == "after"), evidence=True)

    assert told == ["owner@example.com"]
    assert {slot.split(":")[2] for slot in delivered} == {"email", "topic"}


@pytest.mark.parametrize("at", range(CALLS))
def test_without_reports_of_the_provider_only_one_gap_repeats(account: Account, at: int) -> None:
    faults = Faulty(at, after=True)

    told, _ = live_through(account, faults, evidence=False)

    taken_unmarked = faults.calls[at] == "SendEmail" or (
        faults.calls[at] == "Publish" and "SendEmail" in faults.calls[:at]
    )
    assert len(told) == (2 if taken_unmarked else 1)
