"""Many messages taken into the local store by all processors, each with cases of its own."""

import json
import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any, cast
from zlib import crc32

from claimwatch.file_table import FileTable, ItemKey
from claimwatch.together import Together, take_in_together
from shared.adapters.account_table import AccountTable
from shared.adapters.case_table import CaseTable
from shared.adapters.keys import ACCOUNTS, RULES, case_key
from shared.adapters.rule_table import RuleTable
from shared.policy.pack import load_pack

Body = tuple[str, str]
WORTH_SHARING = 2000
"""Fewer messages are done before a second process has started."""


@dataclass(slots=True)
class _Share:
    """The messages of one processor, and the items they are about."""

    now: datetime
    lines: dict[ItemKey, str]
    bodies: list[Body] = field(default_factory=list)


class Sharing:
    """Takes messages into a table; with ``close`` the other processes end."""

    def __init__(self, table: FileTable) -> None:
        """Start nothing yet."""
        self._table = table
        self._pool: ProcessPoolExecutor | None = None

    def take_in(self, bodies: Sequence[Body], now: datetime) -> Together:
        """Take in messages; those about one case stay together, in their order."""
        processors = os.cpu_count() or 1
        if len(bodies) < WORTH_SHARING or processors == 1:
            return _on(self._table, bodies, now)
        self._pool = self._pool or ProcessPoolExecutor(processors)
        done = Together()
        for lines, part in self._pool.map(_work, self._shares(bodies, now, processors)):
            self._table.take(lines)
            done.known += part.known
            done.refused += part.refused
        return done

    def close(self) -> None:
        """Let the other processes go."""
        if self._pool is not None:
            self._pool.shutdown()

    @cached_property
    def _settings(self) -> dict[ItemKey, str]:
        return self._table.lines(self._table.keys(ACCOUNTS, RULES))

    def _shares(self, bodies: Sequence[Body], now: datetime, processors: int) -> list[_Share]:
        shares = [_Share(now, dict(self._settings)) for _ in range(processors)]
        for message_id, body in bodies:
            key = _case_of(body)
            share = shares[crc32(key[1].encode("utf-8", "replace")) % processors]
            share.lines.update(self._table.lines([key]))
            share.bodies.append((message_id, body))
        return shares


def _work(share: _Share) -> tuple[dict[ItemKey, str], Together]:
    """Do one share, in whatever process; return the items that changed."""
    table = FileTable(Path(os.devnull))
    table.take(share.lines)
    done = _on(table, share.bodies, share.now)
    return {
        key: line for key, line in table.changed().items() if share.lines.get(key) != line
    }, done


def _on(table: FileTable, bodies: Sequence[Body], now: datetime) -> Together:
    on = cast("Any", table)
    return take_in_together(
        bodies,
        CaseTable(on),
        AccountTable(on, load_pack(), lambda: now),
        RuleTable(on, load_pack(), lambda: now),
        now,
    )


def _case_of(body: str) -> ItemKey:
    """Return the key of the case a message is about; any will do for one that does not say."""
    try:
        message = json.loads(body)
        key = case_key(str(message["account"]), str(message["order_id"]))
    except (ValueError, KeyError, TypeError, RecursionError):
        return "", ""
    return key["pk"], key["sk"]
