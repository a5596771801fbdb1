"""Where the commands work: a local store that survives between them, or a deployed stack."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from claimwatch.file_table import FileTable
from claimwatch.sharing import Sharing
from shared.adapters.account_table import AccountTable
from shared.adapters.case_table import CaseTable
from shared.adapters.due_index import DueIndex
from shared.adapters.rule_table import RuleTable
from shared.domain.errors import ClaimwatchError, InputError
from shared.policy.pack import load_pack
from shared.wiring import utc_now

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table


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
    due_index: DueIndex
    known: int
    """Messages handed in that were known already, as far as this place can tell at once."""

    def submit(self, bodies: Sequence[tuple[str, str]]) -> list[Refused]:
        """Hand in queue messages, given as id and body; return those refused here and now."""


@contextmanager
def place(stack: str | None, *, keep: bool = True) -> Iterator[Place]:
    """Open the stack of that name, or the local store when none is named.

    ``keep=False`` leaves the local store as it was, and a stack takes nothing in.
    """
    if stack is None:
        with _local(keep=keep) as here:
            yield here
    else:
        try:
            yield _Stack(stack, keep=keep)
        except (BotoCoreError, ClientError) as wrong:
            raise InputError(f"stack {stack}", str(wrong)) from None


def store_file() -> Path:
    """Return the file of the local store: CLAIMWATCH_STORE, or below the XDG data folder."""
    if own := os.environ.get("CLAIMWATCH_STORE"):
        return Path(own)
    home = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(home) / "claimwatch" / "store.jsonl"


class _Local:
    """The use cases on a file, without any AWS between them."""

    def __init__(self, table: FileTable) -> None:
        on = cast("Table", table)
        self.cases = CaseTable(on)
        self.accounts = AccountTable(on, load_pack(), utc_now)
        self.rules = RuleTable(on, load_pack(), utc_now)
        self.due_index = DueIndex(on)
        self.known = 0
        self._sharing = Sharing(table)

    def submit(self, bodies: Sequence[tuple[str, str]]) -> list[Refused]:
        taken = self._sharing.take_in(bodies, utc_now())
        self.known += taken.known
        return [Refused(message_id, reason) for message_id, reason in taken.refused]

    def close(self) -> None:
        """End what was started."""
        self._sharing.close()


@contextmanager
def _local(*, keep: bool) -> Iterator[_Local]:
    path = store_file()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = path.with_suffix(".lock").open("w", encoding="utf-8")
    except OSError as wrong:
        raise InputError(str(path), f"the local store cannot be opened: {wrong}") from None
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        table = FileTable(path)
        here = _Local(table)
        try:
            yield here
        finally:
            here.close()
        if keep:
            table.save()


class _Stack:
    known = 0

    def __init__(self, name: str, *, keep: bool) -> None:
        self._keep = keep
        answer = boto3.client("cloudformation").describe_stacks(StackName=name)
        outputs = {
            output["OutputKey"]: output["OutputValue"]
            for output in answer["Stacks"][0].get("Outputs", [])
        }
        try:
            table = boto3.resource("dynamodb").Table(outputs["TableName"])
            self._queue = outputs["ClaimEventsQueueUrl"]
        except KeyError as missing:
            raise InputError(f"stack {name}", f"has no output {missing}") from None
        self._sqs = boto3.client("sqs")
        self.cases = CaseTable(table)
        self.accounts = AccountTable(table, load_pack(), utc_now)
        self.rules = RuleTable(table, load_pack(), utc_now)
        self.due_index = DueIndex(table)

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
