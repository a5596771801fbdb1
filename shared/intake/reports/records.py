"""Lines cut into cells: tab-separated as Amazon writes them, or CSV as spreadsheets do."""

import csv
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from shared.intake.reports.lines import LONGEST_LINE, UNDECODED, decoded, raw_lines
from shared.intake.reports.values import clean, is_order_id

TAB = "\t"
_MOST_LINES = 40
"""Lines that one quoted cell may run over; beyond that its quote was never closed."""


@dataclass(frozen=True, slots=True)
class Record:
    """One row of cells."""

    line: int
    """Where it begins, counted from 1."""
    cells: list[str]
    wrong: str = ""
    """Why the row cannot be used at all."""
    unread: str = ""
    """Which byte of it could not be decoded."""


def records(stream: BinaryIO, delimiter: str, encoding: str = UNDECODED) -> Iterator[Record]:
    """Yield the rows of a file; blank lines are left out.

    Tab-separated reports are not quoted: an inch mark in a product name is only an inch mark.
    """
    open_quote: list[str] = []
    begun = 0
    for number, raw in raw_lines(stream):
        if raw is None:
            yield Record(number, [], f"the line has more than {LONGEST_LINE:,} characters")
        elif delimiter == TAB:
            if raw.strip():
                yield _record(number, raw, delimiter, encoding)
        else:
            begun = begun if open_quote else number
            open_quote.append(raw)
            if sum(line.count('"') for line in open_quote) % 2 and len(open_quote) < _MOST_LINES:
                continue
            yield from _closed(begun, open_quote, delimiter, encoding)
            open_quote = []
    yield from _closed(begun, open_quote, delimiter, encoding)


def _closed(begun: int, lines: list[str], delimiter: str, encoding: str) -> Iterator[Record]:
    """Yield the row that some lines are, or each of them alone when a quote was never closed."""
    whole = "\n".join(lines)
    if whole.count('"') % 2 == 0:
        if whole.strip():
            yield _record(begun, whole, delimiter, encoding)
        return
    yield Record(begun, [], "a quote is opened in this line and never closed")
    for number, line in enumerate(lines[1:], start=begun + 1):
        if line.count('"') % 2:
            yield Record(number, [], "a quote is opened in this line and never closed")
        elif line.strip():
            yield _record(number, line, delimiter, encoding)


def _record(line: int, raw: str, delimiter: str, encoding: str) -> Record:
    text, unread = decoded(raw, encoding)
    if delimiter == TAB:
        return Record(line, text.split(TAB), unread=unread)
    try:
        cells = next(csv.reader([text], delimiter=delimiter), [])
    except csv.Error:
        return Record(line, [], "is not CSV")
    return Record(line, cells, unread=unread)


_MOST_PIECES = 10
"""Lines that the breaks within one row may make of it."""


def healed(
    lines: Iterable[Record], width: int, order_at: int | None, *, is_cut: bool = False
) -> Iterator[Record]:
    """Join the pieces of rows that a line break within a cell has cut.

    A row that ends early and is followed by pieces without an order, none of them a row by itself,
    is whole again where they come to the width of the header; where they do not it is refused.
    Cells that are merely missing at the end of a row are none of this, but for the last row of a
    file that ``is_cut``: what it still has may be a part of a cell.
    """
    held: list[Record] = []

    def order_of(record: Record) -> str:
        at = order_at if order_at is not None else len(record.cells)
        text = clean(record.cells[at]) if at < len(record.cells) else ""
        return text if is_order_id(text) else ""

    for record in lines:
        is_short = not record.wrong and len(record.cells) < width
        if held and is_short and not order_of(record) and len(held) < _MOST_PIECES:
            held.append(record)
            if 1 + sum(len(each.cells) - 1 for each in held) == width:
                yield _joined(held)
                held = []
            continue
        yield from _apart(held, width, order_of)
        held = [record] if is_short and order_of(record) else []
        if not held:
            yield record
    if len(held) == 1 and is_cut:
        words = f"the file ends after {len(held[0].cells)} of {width} cells of this row"
        wrong = f"{words}; download it again (order {order_of(held[0])})"
        held = [Record(held[0].line, [], wrong)]
    yield from _apart(held, width, order_of)


def _joined(pieces: list[Record]) -> Record:
    cells = list(pieces[0].cells)
    for piece in pieces[1:]:
        cells[-1] += f" {piece.cells[0]}"
        cells += piece.cells[1:]
    unread = next((each.unread for each in pieces if each.unread), "")
    return Record(pieces[0].line, cells, unread=unread)


def _apart(held: list[Record], width: int, order_of: Callable[[Record], str]) -> Iterator[Record]:
    """Yield a row that merely ends early, or one with pieces that do not fit as refused."""
    if len(held) > 1:
        first = held[0]
        words = f"breaks off after {len(first.cells)} of {width} cells, perhaps by a line break"
        wrong = f"{words} in one; look at it by hand (order {order_of(first)})"
        yield Record(first.line, [], wrong)
        held = held[1:]
    yield from held
