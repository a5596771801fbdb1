"""Lines cut into cells: tab-separated as Amazon writes them, or CSV as spreadsheets do."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from shared.intake.reports.lines import LONGEST_LINE, UNDECODED, decoded, raw_lines

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
