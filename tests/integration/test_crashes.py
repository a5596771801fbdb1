"""Die before and after every single call to AWS that the handlers make, then go on as AWS would.

The simulator proves the protocol; this proves that the real calls, with their real condition
expressions, are the ones it was proved with.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from email import message_from_bytes, policy
from typing import Any
from unittest.mock import patch

import pytest
from botocore.client import BaseClient

from claimwatch.embedded import Aws, embedded_aws
from claimwatch.runner import Context
from functions.ingest_event import lambda_handler as ingest
from functions.record_delivery import lambda_handler as record
from functions.send_reminder import lambda_handler as send
from functions.sweep_due import lambda_handler as sweep
from shared import wiring
from shared.domain.accounts import Account
from shared.domain.instants import iso
from tests.conftest import ORDER, WEDNESDAY, body

MINUTE = timedelta(minutes=1)
ASKED = body("information_requested")
CALLS = 16
"""Calls of the handlers from the question to the delivery report."""


class Crash(BaseException):
    """The process dies: nothing may catch this."""


@dataclass
class Faulty:
    """Counts the calls handlers make, and dies at one of them."""

    at: int = -1
    after: bool = False
    calls: list[str] = field(default_factory=list)
    armed: bool = False

    @contextmanager
    def installed(self) -> Iterator[None]:
        real = BaseClient._make_api_call  # type: ignore[attr-defined]  # noqa: SLF001

        def call(client: BaseClient, operation: str, parameters: Any) -> Any:  # noqa: ANN401
            if not self.armed:
                return real(client, operation, parameters)
            index = len(self.calls)
            self.calls.append(operation)
            if index == self.at and not self.after:
                raise Crash(operation)
            answer = real(client, operation, parameters)
            if index == self.at:
                raise Crash(operation)
            return answer

        with patch.object(BaseClient, "_make_api_call", call):
            yield

    def run(self, handler: Callable[..., Any], event: dict[str, Any]) -> bool:
        """Run one invocation; False when the process died in it."""
        self.armed = True
        try:
            answer = handler(event, Context(handler.__module__))
            return not answer.get("batchItemFailures")
        except Crash:
            wiring.services.cache_clear()  # the next one starts in a container of its own
            return False
        finally:
            self.armed = False


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
