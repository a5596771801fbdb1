"""What reaches the queue during a replay, and when."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from shared.domain.accounts import Account
from shared.domain.errors import InputError
from shared.domain.instants import early_end, parse_instant, parse_moment
from shared.domain.rules import Pack

LONGEST_ORDER_ID = 40


@dataclass(frozen=True, slots=True)
class Arrival:
    """One queue message and the instant (UTC) at which it arrives."""

    at: datetime
    message_id: str
    body: str

    def case_key(self) -> tuple[str, str] | None:
        """Return account and order the message is about, None when it does not say."""
        try:
            message = json.loads(self.body)
        except (ValueError, RecursionError):
            return None
        if not isinstance(message, dict):
            return None
        account, order_id = message.get("account"), message.get("order_id")
        if not isinstance(account, str) or not isinstance(order_id, str):
            return None
        return (account, order_id) if account and 0 < len(order_id) <= LONGEST_ORDER_ID else None


def read_arrivals(
    paths: Iterable[Path], accounts: Mapping[str, Account], pack: Pack, start: datetime
) -> list[Arrival]:
    """Return the messages of all files in the order of their arrival, none before ``start``.

    Raises InputError naming the file, and the line where a line's ``arrives_at`` is unusable.
    """
    found: list[Arrival] = []
    for path in paths:
        if path.suffix != ".jsonl":
            raise InputError(str(path), "only .jsonl files of queue messages can be replayed yet")
        for number, line in _lines(path):
            found.append(_arrival(f"{path.name}:{number}", line, accounts, pack, start))
    return sorted(found, key=lambda arrival: arrival.at)


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        text = path.read_text(encoding="utf-8-sig", errors="surrogateescape")
    except OSError as wrong:
        raise InputError(str(path), wrong.strerror or "cannot be read") from None
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield number, line.rstrip("\r")


def _arrival(
    where: str, line: str, accounts: Mapping[str, Account], pack: Pack, start: datetime
) -> Arrival:
    try:
        message = json.loads(line)
    except (ValueError, RecursionError):
        return Arrival(start, where, line)
    if not isinstance(message, dict):
        return Arrival(start, where, line)
    if "arrives_at" not in message:
        return Arrival(max(start, _occurred(message, accounts, pack, start)), where, line)
    try:
        at = parse_instant("arrives_at", message.pop("arrives_at"))
    except InputError as wrong:
        raise InputError(where, str(wrong)) from None
    return Arrival(max(start, at), where, json.dumps(message, ensure_ascii=False))


def _occurred(
    message: Mapping[str, Any], accounts: Mapping[str, Account], pack: Pack, start: datetime
) -> datetime:
    """Return when a message says it happened; one that does not say arrives at the start."""
    try:
        moment = parse_moment("occurred_at", message.get("occurred_at"))
        account = accounts[str(message.get("account"))]
        return early_end(moment, pack.stores[account.store].zone)
    except (InputError, KeyError):
        return start
