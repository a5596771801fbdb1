"""Whether the file of the local store is sound, and what can still be read of one that is not."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from claimwatch.store.file import made, read_only
from shared.domain.errors import InputError

_MOST = 1 << 24
"""No store holds more rows; where their number cannot be read, all are looked for."""


def damage(path: Path) -> str:
    """Return what is wrong with a store, empty when nothing is."""
    try:
        with closing(read_only(path)) as database:
            found = str(database.execute("PRAGMA quick_check(1)").fetchone()[0])
    except sqlite3.DatabaseError as wrong:
        return str(wrong)
    return (
        "" if found == "ok" else found.replace("\n", " ").removeprefix("*** in database main ***")
    )


def rescued(path: Path, into: Path) -> int:
    """Write whatever can be read of a damaged store into a new one; return how many items.

    Raises InputError when there is something in the way.
    """
    if into.exists():
        raise InputError("--rescue", f"{into} is there already; name a new file")
    count = 0
    with closing(read_only(path)) as old, made(into) as items, items.together():
        for line in _readable(old):
            items.put(json.loads(line))
            count += 1
    return count


def _readable(database: sqlite3.Connection) -> Iterator[str]:
    try:
        most = int(database.execute("SELECT max(rowid) FROM items NOT INDEXED").fetchone()[0] or 0)
    except sqlite3.DatabaseError:
        most = _MOST
    yield from _between(database, 0, most)


def _between(database: sqlite3.Connection, low: int, high: int) -> Iterator[str]:
    """Yield the items of some rows; of those that hide a damaged page, all around it."""
    try:
        rows = database.execute(
            "SELECT item FROM items NOT INDEXED WHERE rowid > ? AND rowid <= ?", (low, high)
        ).fetchall()
    except sqlite3.DatabaseError:
        if high - low > 1:
            middle = (low + high) // 2
            yield from _between(database, low, middle)
            yield from _between(database, middle, high)
        return
    yield from (str(row[0]) for row in rows)
