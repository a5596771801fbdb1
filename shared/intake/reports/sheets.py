"""Tables in text files: which table a file is, where its columns are, and its rows.

Columns are found by their normalised names, never by position, and only those of an allow-list are
read at all: names, addresses and comments of buyers get no further than this module.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import BinaryIO
from zoneinfo import ZoneInfo

from shared.intake.reports.dates import could_be, local_date, moment
from shared.intake.reports.lines import UNDECODED, EncodingVote, ends_within_a_line, raw_lines
from shared.intake.reports.records import Record, healed, records
from shared.intake.reports.values import clean, filled, normal

_HEADER_WITHIN = 20
_DELIMITERS = "\t,;|"
_LONGEST_NAME = 60
_MOST_DATES = 10_000


@dataclass(frozen=True, slots=True)
class Table:
    """A kind of table that is read."""

    name: str
    columns: Mapping[str, str]
    """Normalised header → our name of the column: the allow-list."""
    needs: frozenset[str]
    """Our names of the columns by which the table is recognised."""
    left_out: frozenset[str] = frozenset()
    """Normalised headers that are known and deliberately not read."""
    dates: tuple[str, ...] = ()
    """Our names of the columns that hold dates."""
    never: frozenset[str] = frozenset()
    """Normalised headers that only another table has."""
    instead: str = ""
    """What to say of a file that is known and cannot be used."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file that was recognised as one of the tables."""

    table: Table
    encoding: str
    delimiter: str
    header_line: int
    positions: Mapping[str, int]
    titles: Mapping[str, str]
    """Our name of a column → what the file calls it."""
    width: int
    unknown: tuple[str, ...]
    """Headers that are in neither list."""
    day_first: bool | None
    """How ``05/11/2026`` is meant in this file; None when nothing tells."""
    newest: date | None
    """The newest date in the file."""


@dataclass(frozen=True, slots=True)
class Habits:
    """How people of a store write."""

    zone: ZoneInfo
    legacy: str
    """The encoding to expect where it is not UTF-8."""
    day_first: bool | None
    """What ``05/11/2026`` means where the file itself does not tell; None if it may be either."""


@dataclass(slots=True)
class Row:
    """One row; ``cells`` holds what the allow-list lets through."""

    line: int
    cells: dict[str, str]
    wrong: str = ""
    """Why the row cannot be used at all."""
    unread: str = ""
    """Which byte of it could not be decoded; what could be read can be used."""

    def get(self, name: str) -> str:
        """Return a cell, empty when the table or the row has none of that name."""
        return self.cells.get(name, "")


def recognise(
    stream: BinaryIO, tables: Sequence[Table], habits: Habits, last: date | None
) -> Sheet | None:
    """Look through a whole file; None when no header of ``tables`` is in its first lines.

    Dates after ``last`` do not count as the newest: a slip of the pen must not move the date
    of the whole report.
    """
    found = _header(stream, tables, habits.legacy)
    if found is None:
        return None
    table, delimiter, line, names = found
    positions = _positions(table, [normal(name) for name in names])
    vote = EncodingVote(stream, habits.legacy)
    for _, raw in raw_lines(stream):
        vote.hear(raw or "")
    dates = _Dates([positions[name] for name in table.dates if name in positions], habits, last)
    encoding = vote.winner()
    for record in records(stream, delimiter, encoding):
        if record.line > line:
            dates.hear(record.cells)
    known = table.columns.keys() | table.left_out
    return Sheet(
        table=table,
        encoding=encoding,
        delimiter=delimiter,
        header_line=line,
        positions=positions,
        titles={ours: names[at][:_LONGEST_NAME] for ours, at in positions.items()},
        width=len(names),
        unknown=tuple(name[:_LONGEST_NAME] for name in names if name and normal(name) not in known),
        day_first=dates.is_day_first(),
        newest=dates.newest(),
    )


def rows(stream: BinaryIO, sheet: Sheet) -> Iterator[Row]:
    """Yield the rows below the header. Cells that are missing at the end of a row are empty."""
    places = tuple(sheet.positions.items())
    order_at, is_cut = sheet.positions.get("order_id"), ends_within_a_line(stream)
    for record in healed(_below(stream, sheet), sheet.width, order_at, is_cut=is_cut):
        have = len(record.cells)
        wrong = record.wrong
        if have > sheet.width and any(cell.strip() for cell in record.cells[sheet.width :]):
            wrong = f"has {have} cells, the header has {sheet.width}: the columns have shifted"
        cells = {name: filled(clean(record.cells[at])) for name, at in places if at < have}
        yield Row(record.line, {} if wrong else cells, wrong, record.unread)


def _below(stream: BinaryIO, sheet: Sheet) -> Iterator[Record]:
    every = records(stream, sheet.delimiter, sheet.encoding)
    return (record for record in every if record.line > sheet.header_line)


def _positions(table: Table, have: Sequence[str]) -> dict[str, int]:
    """Return where our columns are; of several headers for one, the first that the table names."""
    found: dict[str, int] = {}
    for header, ours in table.columns.items():
        if header in have:
            found.setdefault(ours, have.index(header))
    return found


def _header(
    stream: BinaryIO, tables: Sequence[Table], legacy: str
) -> tuple[Table, str, int, list[str]] | None:
    for delimiter in _DELIMITERS:
        for record in islice(records(stream, delimiter), _HEADER_WITHIN):
            names = [clean(_title(cell, legacy)) for cell in record.cells]
            have = [normal(name) for name in names]
            for table in tables:
                found = {table.columns.get(name, "") for name in have}
                if table.needs <= found and table.never.isdisjoint(have):
                    return table, delimiter, record.line, names
    return None


def _title(cell: str, legacy: str) -> str:
    """Return a heading, before the encoding of the whole file is known."""
    if cell.isascii():
        return cell
    for encoding in ("utf-8", legacy):
        try:
            return cell.encode(UNDECODED).decode(encoding)
        except UnicodeError:
            continue
    return cell


@dataclass(slots=True)
class _Dates:
    """What the dates of a file say about themselves."""

    positions: Sequence[int]
    habits: Habits
    last: date | None
    seen: set[str] = field(default_factory=set)
    can_be_day_first: bool = True
    can_be_month_first: bool = True
    newest_read: dict[bool, date] = field(default_factory=dict)

    def hear(self, cells: Sequence[str]) -> None:
        for position in self.positions:
            text = clean(cells[position]) if position < len(cells) else ""
            if not text or text in self.seen:
                continue
            if len(self.seen) < _MOST_DATES:
                self.seen.add(text)
            day, month = could_be(text)
            self.can_be_day_first &= day
            self.can_be_month_first &= month
            for reading in (True, False):
                self._keep_newest(text, day_first=reading)

    def is_day_first(self) -> bool | None:
        """Return what the file shows; the usual where it shows nothing, None where both."""
        if self.can_be_day_first != self.can_be_month_first:
            return self.can_be_day_first
        return self.habits.day_first if self.can_be_day_first else None

    def newest(self) -> date | None:
        return self.newest_read.get(bool(self.is_day_first()))

    def _keep_newest(self, text: str, *, day_first: bool) -> None:
        try:
            read = moment(text, day_first=day_first)
        except ValueError:
            return
        day = local_date(read, self.habits.zone)
        if self.last is None or day <= self.last:
            self.newest_read[day_first] = max(day, self.newest_read.get(day_first, day))
