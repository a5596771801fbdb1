"""Where the commands work: a local store that survives between them, or a deployed stack."""

import fcntl
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from claimwatch.embedded import Aws, embedded_aws
from claimwatch.runner import Runner
from shared.adapters.account_table import AccountTable
from shared.adapters.case_table import CaseTable
from shared.adapters.rule_table import RuleTable
from shared.domain.errors import ClaimwatchError, InputError
from shared.policy.pack import load_pack
from shared.wiring import services, utc_now


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

    def submit(self, bodies: Sequence[tuple[str, str]]) -> list[Refused]:
        """Hand in queue messages, given as id and body; return those refused here and now."""


@contextmanager
def place(stack: str | None) -> Iterator[Place]:
    """Open the stack of that name, or the local store when none is named."""
    if stack is None:
        with _local() as here:
            yield here
    else:
        try:
            yield _Stack(stack)
        except (BotoCoreError, ClientError) as wrong:
            raise InputError(f"stack {stack}", str(wrong)) from None


def store_file() -> Path:
    """Return the file of the local store: CLAIMWATCH_STORE, or below the XDG data folder."""
    if own := os.environ.get("CLAIMWATCH_STORE"):
        return Path(own)
    home = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(home) / "claimwatch" / "store.jsonl"


class _Local:
    def __init__(self, aws: Aws) -> None:
        self._aws = aws
        use = services()
        self.cases, self.accounts, self.rules = use.cases, use.accounts, use.rules

    def submit(self, bodies: Sequence[tuple[str, str]]) -> list[Refused]:
        Runner(self._aws).ingest(bodies)
        entries = [json.loads(each["Body"]) for each in self._aws.drain(self._aws.quarantine)]
        return [Refused(entry["id"], entry["reason"]) for entry in entries]


@contextmanager
def _local() -> Iterator[_Local]:
    path = store_file()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = path.with_suffix(".lock").open("w", encoding="utf-8")
    except OSError as wrong:
        raise InputError(str(path), f"the local store cannot be opened: {wrong}") from None
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with embedded_aws() as aws:
            before = _load(aws, path)
            yield _Local(aws)
            _save(aws, path, before)


def _load(aws: Aws, path: Path) -> str:
    try:
        text = path.read_text(encoding="utf-8") if path.exists() else ""
    except (OSError, UnicodeDecodeError) as wrong:
        raise InputError(str(path), f"the local store cannot be read: {wrong}") from None
    for number, line in enumerate(text.split("\n"), start=1):
        if not line:
            continue
        try:
            aws.dynamodb.put_item(TableName="cases", Item=json.loads(line))
        except (ValueError, BotoCoreError, ClientError):
            raise InputError(f"{path}:{number}", "is damaged; move the file away") from None
    return text


def _save(aws: Aws, path: Path, before: str) -> None:
    pages = aws.dynamodb.get_paginator("scan").paginate(TableName="cases")
    items: list[dict[str, Any]] = [dict(item) for page in pages for item in page["Items"]]
    items.sort(key=lambda item: (item["pk"]["S"], item["sk"]["S"]))
    text = "".join(json.dumps(item, ensure_ascii=False) + "\n" for item in items)
    if text != before:
        fresh = path.with_suffix(".new")
        fresh.touch(mode=0o600)  # it holds addresses and phone numbers
        fresh.write_text(text, encoding="utf-8")
        fresh.replace(path)


class _Stack:
    def __init__(self, name: str) -> None:
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

    def submit(self, bodies: Sequence[tuple[str, str]]) -> list[Refused]:
        """Send to the stack's queue; what it refuses later is in its quarantine."""
        for first in range(0, len(bodies), 10):
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
