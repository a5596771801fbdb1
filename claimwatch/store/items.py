"""Items in SQLite: what DynamoDB keeps for a stack, in one file for the commands.

Every read asks an index for what it needs, so that a command costs what it shows, not what is
kept. Every write is durable when it returns, and all that is written inside ``together`` comes in
whole or not at all.
"""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any, TypeVar

from claimwatch.store.owed import SCHEMA as OWED
from claimwatch.store.owed import write_owed
from shared.adapters.items import Item, ItemChangedError, Key, New, When, holds

Any_ = TypeVar("Any_")
SCHEMA = (
    """
CREATE TABLE items (
    pk TEXT NOT NULL, sk TEXT NOT NULL, item TEXT NOT NULL,
    due_at TEXT, urgent_by TEXT, waits TEXT, month_sk TEXT, figures TEXT,
    PRIMARY KEY (pk, sk)
);
CREATE INDEX due ON items (due_at, pk, sk, urgent_by) WHERE due_at IS NOT NULL;
CREATE INDEX open ON items (pk, urgent_by, sk, waits) WHERE urgent_by IS NOT NULL;
CREATE INDEX month ON items (pk, month_sk, sk, figures) WHERE month_sk IS NOT NULL;
"""
    + OWED
)
_COLUMNS = ("due_at", "urgent_by", "waits", "month_sk", "figures")
"""Attributes that an index holds; an item without the first of one is not in it."""
_PUT = """
INSERT INTO items (pk, sk, item, due_at, urgent_by, waits, month_sk, figures)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (pk, sk) DO UPDATE SET item = excluded.item, due_at = excluded.due_at,
urgent_by = excluded.urgent_by, waits = excluded.waits, month_sk = excluded.month_sk,
figures = excluded.figures
"""
_THERE = "SELECT 1 FROM items WHERE pk = ? AND sk = ?"
_DELETE = "DELETE FROM {} WHERE pk = ? AND sk = ?"
_A_PAGE = 500
PATIENCE = 600.0
"""Seconds after which a command that never ends is no longer waited for."""


class SqliteItems:
    """The items of one database."""

    def __init__(
        self, database: sqlite3.Connection, waiting: Callable[[], None] = lambda: None
    ) -> None:
        """Work on a database that has ``SCHEMA``, in autocommit.

        ``waiting`` is called once when another command keeps this one from writing.
        """
        self.database, self._waiting = database, waiting
        self.read_only = False

    def get(self, key: Key, *, latest: bool = True) -> Item | None:  # noqa: ARG002 - all is latest
        """Return the item of a key."""
        found = self._rows("SELECT item FROM items WHERE pk = ? AND sk = ?", key["pk"], key["sk"])
        return json.loads(found[0][0]) if found else None

    def put(self, item: Item, when: When | None = None) -> None:
        """Store an item whole; raises ItemChangedError."""
        with self.together():
            self._check(item, when)
            self._write(item)

    def delete(self, key: Key, when: When | None = None) -> None:
        """Remove an item, if it is there; raises ItemChangedError."""
        with self.together():
            self._check(key, when)
            for table in ("items", "owed"):
                self._rows(_DELETE.format(table), key["pk"], key["sk"])

    def under(self, partition: str, begin: str = "", *, latest: bool = True) -> Iterator[Item]:  # noqa: ARG002
        """Yield the items of a partition whose place begins so, in the order of their places."""
        place = begin
        while True:
            page = self._rows(
                "SELECT sk, item FROM items WHERE pk = ? AND sk >= ? ORDER BY sk LIMIT ?",
                partition, place, _A_PAGE,
            )  # fmt: skip
            for sk, item in page:
                if not sk.startswith(begin):
                    return
                yield json.loads(item)
            if len(page) < _A_PAGE:
                return
            place = page[-1][0] + "\0"

    def places(
        self,
        partition: str,
        begin: str,
        after: str = "",
        *,
        latest: bool = True,  # noqa: ARG002
    ) -> Iterator[str]:
        """Yield the places of a partition that begin so, behind one of them, and no more of it."""
        place = f"{after}\0" if after else begin
        while True:
            page = self._rows(
                "SELECT sk FROM items WHERE pk = ? AND sk >= ? ORDER BY sk LIMIT ?",
                partition, place, _A_PAGE,
            )  # fmt: skip
            for (sk,) in page:
                if not sk.startswith(begin):
                    return
                yield sk
            if len(page) < _A_PAGE:
                return
            place = page[-1][0] + "\0"

    def due(self, by: str) -> Iterator[Item]:
        """Yield from the due index whatever is due by an instant, the first due first."""
        last = ("", "", "")
        while True:
            page = self._rows(
                "SELECT due_at, pk, sk, urgent_by FROM items WHERE due_at IS NOT NULL "
                "AND due_at <= ? AND (due_at, pk, sk) > (?, ?, ?) ORDER BY due_at, pk, sk LIMIT ?",
                by, *last, _A_PAGE,
            )  # fmt: skip
            for due_at, pk, sk, urgent_by in page:
                urgency = {} if urgent_by is None else {"urgent_by": urgent_by}
                yield {"pk": pk, "sk": sk, "due_at": due_at, **urgency}
            if len(page) < _A_PAGE:
                return
            last = page[-1][:3]

    def begun(self, partition: str, first: str, last: str) -> Iterator[Item]:
        """Yield from the month index what began from one month to another: keys and figures."""
        for sk, figures in self._rows(
            "SELECT sk, figures FROM items WHERE pk = ? AND month_sk IS NOT NULL "
            "AND month_sk BETWEEN ? AND ? ORDER BY month_sk",
            partition, first, f"{last}~",
        ):  # fmt: skip
            yield {"pk": partition, "sk": sk, "figures": figures}

    def open(self, partition: str, last: str) -> Iterator[Item]:
        """Yield from the open index what stands up to a place of it: keys, and what waits."""
        place = ("", "")
        while True:
            page = self._rows(
                "SELECT urgent_by, sk, waits FROM items WHERE pk = ? AND urgent_by <= ? "
                "AND (urgent_by, sk) > (?, ?) ORDER BY urgent_by, sk LIMIT ?",
                partition, last, *place, _A_PAGE,
            )  # fmt: skip
            for urgent_by, sk, waits in page:
                yield {"pk": partition, "sk": sk, "urgent_by": urgent_by, "waits": waits or ""}
            if len(page) < _A_PAGE:
                return
            place = page[-1][:2]

    def count(self, key: Key, period: str) -> int:
        """Count one more in a period, and return how many it is now; a new one begins at one."""
        with self.together():
            now = self.get(key)
            number = int(now["count"]) + 1 if now and now["period"] == period else 1
            self._write({**key, "period": period, "count": number})
        return number

    @contextmanager
    def together(self) -> Iterator[None]:
        """Make all writes of the block one: they come in together, or none of them does."""
        if self.database.in_transaction:
            yield
            return
        self.patiently(lambda: self._rows("BEGIN IMMEDIATE"))
        try:
            yield
            self._rows("COMMIT")
        except BaseException:
            self._give_up()
            raise

    def patiently(self, ask: Callable[[], Any_]) -> Any_:
        """Do what another command may keep us from, as soon as it lets us."""
        begun, said = monotonic(), False
        while True:
            try:
                return ask()
            except sqlite3.OperationalError as busy:
                if "locked" not in str(busy) or monotonic() - begun > PATIENCE:
                    raise
            if not said:
                said = True
                self._waiting()

    def _give_up(self) -> None:
        if self.database.in_transaction:  # a full disk has ended it already
            self._rows("ROLLBACK")

    def _check(self, key: Key, when: When | None) -> None:
        if isinstance(when, New) and not self._rows(_THERE, key["pk"], key["sk"]):
            return
        if when is not None and not holds(when, now := self.get(key)):
            raise ItemChangedError(now)

    def _write(self, item: Item) -> None:
        text = json.dumps(item, ensure_ascii=False, separators=(",", ":"))
        columns = [item.get(name) for name in _COLUMNS]
        self._rows(_PUT, item["pk"], item["sk"], text, *columns)
        if "events" in item:
            write_owed(self.database, item)

    def _rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        return self.database.execute(sql, values).fetchall()


def in_memory() -> SqliteItems:
    """Return items that are gone with this process."""
    database = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    database.executescript(SCHEMA)
    return SqliteItems(database)
