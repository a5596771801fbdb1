"""Recognise a report by what is in it, and read it into claim events."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import BinaryIO

from shared.domain.accounts import Account
from shared.domain.rules import Pack, Store
from shared.intake.findings import Finding, Refused, SetAside
from shared.intake.reports import (
    event_rows,
    finances,
    packed,
    returns,
    returns_xml,
    safet,
    settlement,
    transactions,
)
from shared.intake.reports.cells import Cells
from shared.intake.reports.dates import local_date
from shared.intake.reports.entry import LONGEST_PAST, Reading, entry_of, of_order
from shared.intake.reports.finances import OrderOf
from shared.intake.reports.money_tables import DATE_RANGE, SETTLEMENT, WIDE
from shared.intake.reports.parcel import is_label_unpaid
from shared.intake.reports.sheets import Habits, Row, Sheet, recognise, rows
from shared.intake.reports.values import normal

_MONEY = (SETTLEMENT, WIDE, DATE_RANGE)
_TABLES = (
    returns.BY_AMAZON,
    returns.RETURNS,
    safet.SAFET,
    *_MONEY,
    event_rows.EVENTS,
)
_ROWS: dict[str, Callable[[Cells], Iterator[Finding]]] = {
    returns.RETURNS.name: returns.read_row,
    safet.SAFET.name: safet.read_row,
}
_FIRST_BYTES = 1024
_DOWNLOAD = (
    "Download instead: for money Payments > Reports Repository, a settlement (flat file V2) or "
    "Date Range transactions; for returns Orders > Manage Returns; for claims Manage SAFE-T Claims"
)
_PERFORMANCE = frozenset({"performanceMetrics", "accountStatuses"})
_INSTEAD = (
    "is the seller performance report (V2): it counts claims and defects of the account and names "
    "no order, so there is no deadline in it; compare claims.count with `claimwatch odr`. "
    + _DOWNLOAD
)
_NO_REPORTS = (
    (b"PK", "is a spreadsheet (.xlsx) or a zip archive; open it and save it as CSV or text"),
    (b"\xd0\xcf\x11\xe0", "is a spreadsheet (.xls); open it and save it as CSV or text"),
    (b"\x1f\x8b", "is packed twice; unpack it first"),
    (b"%PDF", "is a PDF; download the report as CSV or text"),
)
_BLANKS = b"\xef\xbb\xbf \t\r\n"
_MONTH_FIRST, _EITHER = frozenset({"US"}), frozenset({"CA"})
"""Stores whose people write 05/11 for the 11th of May, and those who write it both ways."""


def read_report(  # noqa: PLR0913 - each says one thing about the file
    stream: BinaryIO,
    name: str,
    account: Account,
    pack: Pack,
    *,
    as_of: date | None = None,
    now: datetime | None = None,
    not_after: datetime | None = None,
    undated: datetime | None = None,
    verified: bool = True,
    order_of: OrderOf = lambda _: None,
) -> Iterator[Finding]:
    """Yield what a report tells; whatever is in it ends up in a finding.

    ``stream`` must be seekable: it is read twice. ``as_of`` is the local date of the report, if
    not given the newest date in the file or that of ``now`` (UTC), whichever is later: no event
    lies after it or more than 400 days before. Dates beyond ``not_after`` (UTC) do not count as
    the newest: a slip of the pen must not move the date of the report. ``undated`` (UTC) is when
    a file is read that is judged by nothing but itself: where it has no date it speaks for that.
    ``verified`` is whether the file may be believed. ``order_of`` knows the orders of SAFE-T
    claims, which the Finances API does not name.
    """
    store = pack.stores[account.store]
    dating = _Dating(account.slug, store, pack.stores, as_of, now, not_after, undated, verified)
    if not _start(stream).startswith(packed.MAGIC):
        yield from _read(stream, name, dating, order_of)
        return
    try:
        with packed.unpacked(stream) as inside:
            yield from _read(inside, name, dating, order_of)
    except ValueError as wrong:
        yield Refused(name, str(wrong))


def _read(stream: BinaryIO, name: str, dating: "_Dating", order_of: OrderOf) -> Iterator[Finding]:
    start = _start(stream)
    begins = start.lstrip(_BLANKS)
    if problem := _no_report(start):
        yield Refused(name, problem)
    elif begins.startswith(b"<"):
        reading = dating.reading(returns_xml.newest(stream, dating.store.zone, dating.last))
        yield from returns_xml.read_entries(stream, reading)
    elif begins.startswith((b"{", b"[")):
        yield from _json(stream, name, dating, order_of)
    else:
        yield from _table(stream, name, dating)


@dataclass(frozen=True, slots=True)
class _Dating:
    """Knows which dates a report may hold, once its newest is known."""

    account: str
    store: Store
    stores: Mapping[str, Store]
    as_of: date | None
    now: datetime | None
    not_after: datetime | None
    undated: datetime | None
    verified: bool

    @property
    def last(self) -> date | None:
        """The last date that may count as the newest of a file; None when any may."""
        limit = self.not_after
        if limit is None and self.now is not None:
            limit = self.now + LONGEST_PAST
        return self.as_of or self._local(limit)

    def reading(self, newest: date | None) -> Reading:
        judged = self._local(self.now)
        today = judged or self._local(self.undated)
        as_of = self.as_of or max((day for day in (newest, judged) if day), default=today)
        as_of = as_of or date.max
        seen_on = as_of if self.as_of or newest is None else min(newest, as_of)
        return Reading(self.account, self.store, as_of, seen_on, self.verified, today, self.stores)

    def _local(self, at: datetime | None) -> date | None:
        return None if at is None else local_date(at, self.store.zone)


def _table(stream: BinaryIO, name: str, dating: _Dating) -> Iterator[Finding]:
    store = dating.store
    habits = Habits(
        zone=store.zone,
        legacy="cp932" if store.code == "JP" else "cp1252",
        day_first=None if store.code in _EITHER else store.code not in _MONTH_FIRST,
    )
    sheet = recognise(stream, _TABLES, habits, dating.last)
    if sheet is None:
        known = ", ".join(table.name for table in _TABLES if not table.instead)
        yield Refused(
            name, f"no header of a known report in its first lines; known are: {known}. {_DOWNLOAD}"
        )
        return
    if sheet.table.instead:
        yield Refused(name, f"is a {sheet.table.name}; {sheet.table.instead}")
        return
    yield from _unknown_columns(sheet)
    yield from _rows(stream, sheet, dating.reading(sheet.newest))


def _rows(stream: BinaryIO, sheet: Sheet, reading: Reading) -> Iterator[Finding]:
    """Yield what the rows tell; a settlement is told at its end, where its sums are known."""
    posted = settlement.Postings(reading, sheet)
    unpaid: list[tuple[str, str]] = []
    empty = True
    for row in rows(stream, sheet):
        empty, where = False, f"line {row.line}"
        if row.unread:
            yield Refused(where, f"{row.unread}; what can be read of the row is taken")
        if row.wrong:
            yield Refused(where, row.wrong)
        elif row.get("order_id")[:1].isalpha() and normal(row.get("order_id")) == "orderid":
            yield SetAside(where, "the header once more")
        elif sheet.table in _MONEY:
            yield from posted.add(row)
        elif sheet.table is event_rows.EVENTS:
            yield from event_rows.read_row(row, sheet, reading)
        else:
            yield from _entry(row, where, sheet, reading, unpaid)
    yield from posted.told()
    yield from returns.unpaid_labels(unpaid)
    if empty:
        yield SetAside("the whole file", f"a {sheet.table.name} without rows")


def _entry(
    row: Row, where: str, sheet: Sheet, reading: Reading, unpaid: list[tuple[str, str]]
) -> Iterator[Finding]:
    """Yield what a row about one order tells; note those whose label Amazon did not pay."""
    entry = entry_of(reading, where, row.get("order_id"))
    if isinstance(entry, Refused):
        yield entry
        return
    if other := reading.foreign(currency=row.get("currency")):
        yield of_order(where, other, entry.order_id)
        return
    cells = Cells(row.cells, sheet.titles, entry, sheet.day_first)
    if is_label_unpaid(cells):
        unpaid.append((where, entry.order_id))
    yield from _ROWS[sheet.table.name](cells)


def _unknown_columns(sheet: Sheet) -> Iterator[Finding]:
    """Name the columns that are in no list: a report may have learnt something we should read."""
    where = f"line {sheet.header_line}"
    if sheet.table is safet.SAFET and sheet.unknown:
        names = ", ".join(sheet.unknown)
        yield Refused(where, f"unknown columns: {names}; check that nothing of them is needed")
        return
    for title in sheet.unknown:
        yield SetAside(where, f"unknown column {title!r}")


def _json(stream: BinaryIO, name: str, dating: _Dating, order_of: OrderOf) -> Iterator[Finding]:
    try:
        pages = finances.pages(stream)
        if any(isinstance(page, dict) and page.keys() & _PERFORMANCE for page in pages):
            raise ValueError(_INSTEAD)  # noqa: TRY301 - the third kind of JSON
        posted = transactions.transactions_of(pages)
        groups = [] if posted is not None else finances.groups_of(pages)
    except ValueError as wrong:
        yield Refused(name, str(wrong))
        return
    zone, last = dating.store.zone, dating.last
    if posted is not None:
        reading = dating.reading(transactions.newest(posted, zone, last))
        findings = transactions.read_transactions(posted, reading)
    else:
        reading = dating.reading(finances.newest(groups, zone, last))
        findings = finances.read_groups(groups, reading, order_of)
    first = next(findings, None)
    if first is None:
        yield SetAside(name, "no financial events")
        return
    yield first
    yield from findings


def _start(stream: BinaryIO) -> bytes:
    stream.seek(0)
    return stream.read(_FIRST_BYTES)


def _no_report(start: bytes) -> str:
    """Say why a file cannot be a report at all, empty when it may be one."""
    for magic, words in _NO_REPORTS:
        if start.startswith(magic):
            return words
    if not start.strip(_BLANKS):
        return "is empty"
    if b"<html" in start.lower() or b"<!doctype html" in start.lower():
        return "is a web page; download the report itself as CSV or text"
    return ""
