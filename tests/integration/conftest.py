"""The functions on an embedded AWS, with a clock the test moves."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest

from claimwatch.embedded import Aws, embedded_aws
from claimwatch.runner import Runner
from shared import wiring
from shared.domain.accounts import Account
from shared.domain.protocol import StoredCase
from tests.conftest import ORDER, WEDNESDAY


@dataclass
class Stack:
    """Everything a test does from outside: messages in, time on, mails and topic out."""

    aws: Aws
    now: datetime = WEDNESDAY
    runner: Runner = field(init=False)

    def __post_init__(self) -> None:
        self.runner = Runner(self.aws)
        wiring.use_clock(lambda: self.now)

    def receive(self, *bodies: str) -> None:
        self.runner.ingest([(f"message-{index}", body) for index, body in enumerate(bodies)])

    def minute(self, later: timedelta = timedelta(0)) -> list[EmailMessage]:
        """Let time pass, the schedule fire once and the queues deliver; return the mails."""
        self.now += later
        self.runner.sweep(self.now)
        return [message_from_bytes(raw, policy=policy.default) for raw in self.aws.mails()]

    def case(self, order: str = ORDER) -> StoredCase:
        found = wiring.services().cases.get("blue-kettle", order)
        assert found is not None
        return found

    def quarantined(self) -> list[dict[str, Any]]:
        return [json.loads(each["Body"]) for each in self.aws.drain(self.aws.quarantine)]


@pytest.fixture
def stack(account: Account) -> Iterator[Stack]:
    """A stack of its own."""
    with _stack(account) as own:
        yield own


@pytest.fixture(scope="module")
def shared_stack(account: Account) -> Iterator[Stack]:
    """One for tests whose messages never get into the table."""
    with _stack(account) as shared:
        yield shared


@contextmanager
def _stack(account: Account) -> Iterator[Stack]:
    with embedded_aws() as aws:
        stack = Stack(aws)
        wiring.services().accounts.put(account)
        yield stack
