"""The file of the local store: where it is, how it is opened, what older versions left there."""

import json
import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from errno import ENOSPC
from pathlib import Path
from shutil import copyfile, disk_usage
from tempfile import TemporaryDirectory

import click

from claimwatch.store.items import SCHEMA, SqliteItems, in_memory
from claimwatch.store.older import holds_items, items_of_lines
from shared.domain.errors import InputError

VERSION = 3
"""Of the schema; ``PRAGMA user_version`` of the file, 0 while it is being made."""
_DATABASE, _LINES = b"SQLite format 3\0", (b"{", b"\xef\xbb\xbf{")
_NO_STORE = "is no store of claimwatch; name another file in CLAIMWATCH_STORE"
_FULL = "the disk is full; this was not stored"
_LITTLE = 1 << 20
"""Bytes; where less is free a database that cannot be written lacks room for its log."""
_PLAIN = {
    "database or disk is full": _FULL,
    "attempt to write a readonly database": "it may only be read here; nothing was stored",
    "file is not a database": _NO_STORE,
    "disk I/O error": "the disk does not take it (full, over a limit, or failing); not stored",
    "database is locked": "another command has kept it for ten minutes; try again",
    "database disk image is malformed": "is damaged; doctor --rescue NEW.db saves what can be read",
}
_NOT_OPENED = (FileNotFoundError, FileExistsError, NotADirectoryError, PermissionError)
_FOR_WANT_OF_ROOM = ("attempt to write a readonly database", "disk I/O error")
"""What SQLite says as well where the disk is full."""


def store_file() -> Path:
    """Return the file of the local store: CLAIMWATCH_STORE, or below the XDG data folder.

    Raises InputError for what is there and no file.
    """
    own = os.environ.get("CLAIMWATCH_STORE")
    path = Path(own) if own else _data_home() / "claimwatch" / "store.db"
    if os.path.exists(path) and not os.path.isfile(path):  # noqa: PTH110, PTH113 - neither raises
        what = "a folder" if path.is_dir() else "no file"
        raise InputError(str(path), f"is {what}; name a file in CLAIMWATCH_STORE")
    return path


def _data_home() -> Path:
    named = Path(os.environ.get("XDG_DATA_HOME") or "")
    return named if named.is_absolute() else Path.home() / ".local" / "share"


@contextmanager
def opened(*, keep: bool = True) -> Iterator[SqliteItems]:
    """Open the local store; ``keep=False`` works on a copy that nobody sees afterwards.

    Raises InputError with one plain line for whatever the file or its disk has against it.
    """
    path = store_file()
    try:
        path = path.resolve()  # a link stays one: all that lies beside the file lies beside its end
        items = _items(path)
        if not keep:
            items = _copied(items)
        try:
            yield items
        finally:
            with suppress(sqlite3.Error):
                items.database.close()
    except sqlite3.Error as wrong:
        raise InputError(str(path), _plain(path, wrong)) from None
    except OSError as wrong:
        known = isinstance(wrong, _NOT_OPENED) or wrong.errno == ENOSPC
        if not known or not str(wrong.filename or "").startswith(str(path.parent)):
            raise
        words = f"the local store cannot be opened: {wrong.strerror}"
        raise InputError(str(path), words) from None


@contextmanager
def made(path: Path) -> Iterator[SqliteItems]:
    """Make a new store at a path that is free."""
    items = _items(path)
    try:
        yield items
    finally:
        items.database.close()


def read_only(path: Path) -> sqlite3.Connection:
    """Open the database of a path so that nothing is changed by it.

    Without a log beside it nobody writes, so nobody need be watched. A log that a killed command
    left where nothing may be written is read in a copy.
    """
    log = path.with_name(f"{path.name}-wal")
    logged = log.exists() and log.stat().st_size > 0
    if logged and not _may_write(path):
        return _copied_aside(path, log)
    alone = "" if logged else "&immutable=1"
    return sqlite3.connect(
        f"{path.as_uri()}?mode=ro{alone}", uri=True, timeout=1, isolation_level=None,
        check_same_thread=False,
    )  # fmt: skip


def _copied_aside(path: Path, log: Path) -> sqlite3.Connection:
    with TemporaryDirectory() as folder:
        for each in (path, log):
            copyfile(each, Path(folder) / each.name)
        with closing(sqlite3.connect(Path(folder) / path.name)) as copy:
            memory = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
            copy.backup(memory)
    memory.execute("PRAGMA query_only = ON")
    return memory


def _items(path: Path) -> SqliteItems:
    if not _may_write(path):
        return _only_read(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    begins = _first_bytes(path)
    if begins.startswith(_LINES):
        if not holds_items(path):
            raise InputError(str(path), _NO_STORE)
        path.replace(_older(path))
    elif begins == b"" and path.exists():
        _say(f"{path} is an empty file: nothing is kept there yet")
    try:
        path.touch(mode=0o600)  # it holds addresses and phone numbers
        return _writable(path)
    except (sqlite3.OperationalError, OSError) as wrong:
        if not _first_bytes(path).startswith(_DATABASE) or "locked" in str(wrong):
            raise
        items = _only_read(path)
        if _version(items, path) == 0:  # not even made: nothing can be read either
            raise
        _say(f"{path} can only be read now: {_plain(path, wrong).partition(';')[0]}")
        return items


def _writable(path: Path) -> SqliteItems:
    items = SqliteItems(
        sqlite3.connect(path, timeout=1, isolation_level=None, check_same_thread=False),
        lambda: _say(f"waiting for another command that writes to {path}"),
    )
    try:
        items.patiently(lambda: items.database.execute("PRAGMA journal_mode = WAL"))
        items.database.execute("PRAGMA synchronous = FULL")
        items.database.execute("PRAGMA secure_delete = ON")  # what is erased is in no page
        if _version(items, path) < VERSION:
            _make(items, path)
        _put_away(path)
    except BaseException:
        items.database.close()
        raise
    return items


def _make(items: SqliteItems, path: Path) -> None:
    """Lay the schema out, with what an older version kept; once, however many begin at once."""
    taken = []
    with items.together():
        before = _version(items, path)
        if before < VERSION:
            if before:
                _put_aside(items)
            for statement in SCHEMA.split(";"):
                items.database.execute(statement)
            left = filter(holds_items, _left_behind(path))
            taken += [(old, _take_over(items, old, _kept(old))) for old in left]
            if before:
                _put_back(items)
            items.database.execute(f"PRAGMA user_version = {VERSION}")
    for old, count in taken:
        words = f"{count} items came over, and {_kept(old)} keeps them as they were"
        _say(f"the store is a database now: {path}; {words}")


def _put_aside(items: SqliteItems) -> None:
    """Make room for another schema: the items are all there is, the rest follows from them."""
    kinds = dict(items.database.execute("SELECT name, type FROM sqlite_master WHERE sql NOT NULL"))
    for name in (name for name, kind in kinds.items() if kind == "index"):
        items.database.execute(f'DROP INDEX "{name}"')
    for name in (name for name, kind in kinds.items() if kind == "table" and name != "items"):
        items.database.execute(f'DROP TABLE "{name}"')
    items.database.execute("ALTER TABLE items RENAME TO earlier")


def _put_back(items: SqliteItems) -> None:
    for (line,) in items.database.execute("SELECT item FROM earlier ORDER BY pk, sk").fetchall():
        items.put(json.loads(line))
    items.database.execute("DROP TABLE earlier")


def _take_over(items: SqliteItems, old: Path, named: Path) -> int:
    count = 0
    for item in items_of_lines(old, named, _say):
        items.put(item)
        count += 1
    return count


def _put_away(path: Path) -> None:
    """Name what was taken over as the backup it is; nothing takes it over again."""
    for old in filter(holds_items, _left_behind(path)):
        old.replace(_kept(old))
        with suppress(OSError):
            old.with_suffix(".lock").unlink()


def _older(path: Path) -> Path:
    return path.with_name(f"{path.name}.older")


def _left_behind(path: Path) -> list[Path]:
    """Return where an older version may have left its lines."""
    lines = path.with_suffix(".jsonl")
    return [_older(path), *([lines] if path.name == "store.db" else [])]


def backups(path: Path) -> list[Path]:
    """Return what still keeps what an older version stored."""
    return [kept for kept in map(_kept, _left_behind(path)) if kept.exists()]


def _kept(old: Path) -> Path:
    return old.with_name(old.name.removesuffix(".older") + ".backup")


def _only_read(path: Path) -> SqliteItems:
    """Open a file of a place that may only be read; what is there is shown."""
    begins = _first_bytes(path)
    if begins.startswith(_DATABASE):
        items = SqliteItems(read_only(path))
        items.read_only = True
        _version(items, path)
        return items
    items = in_memory()
    if begins and not holds_items(path):
        raise InputError(str(path), _NO_STORE)
    for old in filter(holds_items, (path, *_left_behind(path))):
        _take_over(items, old, old)
    items.database.execute("PRAGMA query_only = ON")
    items.read_only = True
    return items


def _copied(of: SqliteItems) -> SqliteItems:
    """Return a copy of everything, on a disk of its own that ends with it."""
    copy = sqlite3.connect("", isolation_level=None, check_same_thread=False)
    of.database.backup(copy)
    of.database.close()
    return SqliteItems(copy)


def _version(items: SqliteItems, path: Path) -> int:
    found = int(items.database.execute("PRAGMA user_version").fetchone()[0])
    if found > VERSION:
        raise InputError(str(path), "was written by a newer claimwatch; upgrade this one")
    return found


def _plain(path: Path, wrong: Exception) -> str:
    """Return in plain words what the file or its disk has against a command."""
    said = next((said for said in _PLAIN if said in str(wrong)), "")
    if said in _FOR_WANT_OF_ROOM and _may_write(path) and disk_usage(path.parent).free < _LITTLE:
        return _FULL
    return _PLAIN.get(said, str(wrong))


def _may_write(path: Path) -> bool:
    folder = next(each for each in path.parents if each.exists())
    return os.access(folder, os.W_OK) and (not path.exists() or os.access(path, os.W_OK))


def _first_bytes(path: Path) -> bytes:
    if not path.exists():
        return b""
    with path.open("rb") as file:
        return file.read(len(_DATABASE))


def _say(words: str) -> None:
    click.echo(f"claimwatch: {words}", file=sys.stderr)
