"""Whether the file of the local store is sound, and what can still be read of one that is not."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from time import monotonic

from claimwatch.store.file import made, read_only
from claimwatch.store.older import holds_items
from claimwatch.store.pages import Pages, items_of_pages
from shared.domain.errors import InputError

_EVERY = 2.0
"""Seconds from one word about the work to the next."""


def damage(path: Path) -> str:
    """Return what is wrong with a store, empty when nothing is."""
    if holds_items(path):  # lines of an older version, which whoever opens them takes over
        return ""
    try:
        with closing(read_only(path)) as database:
            found = str(database.execute("PRAGMA quick_check(1)").fetchone()[0])
    except sqlite3.DatabaseError as wrong:
        return str(wrong)
    return (
        "" if found == "ok" else found.replace("\n", " ").removeprefix("*** in database main ***")
    )


def rescued(path: Path, into: Path, say: Callable[[str], None]) -> int:
    """Write whatever can be read of a damaged store into a new one; return how many items.

    Raises InputError when there is something in the way, or nothing to save.
    """
    if into.exists():
        raise InputError("--rescue", f"{into} is there already; name a new file")
    try:
        pages = Pages(path)
    except OSError as wrong:
        raise InputError(str(path), f"cannot be read: {wrong.strerror}") from None
    seen = _Progress(say)
    found = {
        (pk, sk): text
        for pk, sk, text in items_of_pages(pages, lambda at: seen.at(at, pages.last, "pages read"))
    }
    if not found:
        raise InputError(str(path), f"no item of it can be read, so {into} was not made")
    with made(into) as items, items.together():
        for number, text in enumerate(found.values()):
            seen.at(number, len(found), "items saved")
            items.put(json.loads(text))
    return len(found)


class _Progress:
    """Says every few seconds how far a long piece of work is."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say, self._next = say, monotonic() + _EVERY

    def at(self, number: int, of: int, what: str) -> None:
        if monotonic() >= self._next:
            self._next = monotonic() + _EVERY
            self._say(f"{number} of {of} {what}")
