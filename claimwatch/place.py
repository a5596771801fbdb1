"""Where the commands work: a local store that survives between them, or a deployed stack."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from typing import Protocol

import boto3
import click
from botocore.exceptions import BotoCoreError, ClientError

from claimwatch.owed import Asked, Owing, owed_of, owing
from claimwatch.store.file import opened
from claimwatch.store.items import SqliteItems
from claimwatch.store.owed import read_owing
from claimwatch.store.settled import bring_up, mark_settled
from claimwatch.together import TakingIn
from shared.adapters.account_table import AccountTable
from shared.adapters.case_table import CaseTable
from shared.adapters.rule_table import RuleTable
from shared.adapters.table import Table
from shared.domain.accounts import Account
from shared.domain.errors import ClaimwatchError, InputError
from shared.domain.protocol import World
from shared.policy.pack import load_pack
from shared.wiring import utc_now

NOTHING_SENT = "nothing is sent from the local store"
WHAT_SENDS = "a deployed stack sends reminders: docs/deploy.md"


@dataclass(frozen=True, slots=True)
class Refused:
    """A message that was not taken, and why."""

    message_id: str
    reason: str


class Place(Protocol):
    """What the commands need of where they work."""

    cases: CaseTable
    accounts: AccountTable
    rules: RuleTable
    known: int
    """Messages handed in that were known already, as far as this place can tell at once."""

    def owing(self, accounts: Sequence[Account], asked: Asked) -> Owing:
        """Return what a list shows of some accounts, without reading the cases."""

    def resettled(self) -> None:
        """Note that every case has been settled under the rules of now."""

    def at_once(self) -> AbstractContextManager[None]:
        """Make the writes of a block one, where that is possible; a stack takes them one by one."""

    def submit(self, bodies: Sequence[tuple[str, str]]) -> list[Refused]:
        """Hand in queue messages, given as id and body; return those refused here and now."""


@contextmanager
def place(stack: str | None, *, keep: bool = True) -> Iterator[Place]:
    """Open the stack of that name, or the local store when none is named.

    ``keep=False`` leaves the local store as it was, and a stack takes nothing in.
    """
    if stack is None:
        with opened(keep=keep) as items:
            here = _Local(items)
            here.bring_up()
            yield here
    else:
        try:
            yield _Stack(stack, keep=keep)
        except (BotoCoreError, ClientError) as wrong:
            raise InputError(f"stack {stack}", str(wrong)) from None


class _Local:
    """The use cases on the local store, without any AWS between them."""

    def __init__(self, items: SqliteItems) -> None:
        self.cases = CaseTable(items)
        self.accounts = AccountTable(items, load_pack(), utc_now)
        self.rules = RuleTable(items, load_pack(), utc_now)
        self.known = 0
        self._items = items
        self.at_once = items.together
        self._taking = TakingIn(self.cases, self.accounts, self.rules, self.at_once)

    def bring_up(self) -> None:
        """Settle what was settled under other rules than those of now."""
        tables = self.cases, self.accounts, self.rules
        bring_up(self._items, tables, utc_now(), lambda words: click.echo(words, err=True))

    def resettled(self) -> None:
        mark_settled(self._items)

    def owing(self, accounts: Sequence[Account], asked: Asked) -> Owing:
        only = accounts[0].slug if len(accounts) == 1 else None
        return read_owing(self._items.database, only, asked)

    def submit(self, bodies: Sequence[tuple[str, str]]) -> list[Refused]:
        taken = self._taking.take_in(bodies, utc_now())
        self.known += taken.known
        return [Refused(message_id, reason) for message_id, reason in taken.refused]


class _Stack:
    known = 0
    at_once = nullcontext

    def __init__(self, name: str, *, keep: bool) -> None:
        self._keep = keep
        answer = boto3.client("cloudformation").describe_stacks(StackName=name)
        outputs = {
            output["OutputKey"]: output["OutputValue"]
            for output in answer["Stacks"][0].get("Outputs", [])
        }
        try:
            table = Table(boto3.client("dynamodb"), outputs["TableName"])
            self._queue = outputs["ClaimEventsQueueUrl"]
        except KeyError as missing:
            raise InputError(f"stack {name}", f"has no output {missing}") from None
        self._sqs = boto3.client("sqs")
        self.cases = CaseTable(table)
        self.accounts = AccountTable(table, load_pack(), utc_now)
        self.rules = RuleTable(table, load_pack(), utc_now)

    def resettled(self) -> None:
        """Leave it to the hourly walk, which looks at every case."""

    def owing(self, accounts: Sequence[Account], asked: Asked) -> Owing:
        """Ask the index of each account."""
        worlds = (World(self.rules.of(account.slug), account) for account in accounts)
        return owing(
            (each for world in worlds for each in owed_of(self.cases, world, asked.now)), asked
        )

    def submit(self, bodies: Sequence[tuple[str, str]]) -> list[Refused]:
        """Send to the stack's queue; what it refuses later is in its quarantine."""
        for first in range(0, len(bodies) if self._keep else 0, 10):
            part = bodies[first : first + 10]
            answer = self._sqs.send_message_batch(
                QueueUrl=self._queue,
                Entries=[
                    {"Id": str(index), "MessageBody": body} for index, (_, body) in enumerate(part)
                ],
            )
            if answer.get("Failed"):
                raise ClaimwatchError(f"the queue did not take {len(answer['Failed'])} messages")
        return []
