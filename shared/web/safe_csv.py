"""CSV that a spreadsheet shows and never runs."""

import csv
import io
from codecs import BOM_UTF8
from collections.abc import Iterable, Mapping, Sequence

_LIVE = frozenset("=+-@\t\r\n\0\uff1d\uff0b\uff0d\uff20")
"""What makes a spreadsheet take a cell for a formula, with the full-width twins (OWASP, ASVS)."""
_SKIPPED = " \t\r\n\v\f\0\u00a0\u3000\ufeff\u200b\u2060"


def csv_text(columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> str:
    """Return rows as RFC 4180 text: a heading, every cell quoted, CRLF; None is an empty cell."""
    into = io.StringIO(newline="")
    writer = csv.writer(into, quoting=csv.QUOTE_ALL)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(row.get(name)) for name in columns])
    return into.getvalue()


def csv_file(columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> bytes:
    """Return the same as a file: without the mark at its beginning Excel takes it for Latin."""
    return BOM_UTF8 + csv_text(columns, rows).encode()


def _cell(value: object) -> str:
    """Return the text of a cell; what could start a formula is marked as text by an apostrophe."""
    text = "" if value is None else str(value)
    # some programs trim, or skip what has no width, before they look
    begins = text[:1], text.lstrip(_SKIPPED)[:1]
    return f"'{text}" if any(each in _LIVE for each in begins if each) else text
