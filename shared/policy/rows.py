"""Rows of a table as people write them: each value read by itself, refused with its place."""

import csv
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from shared.domain.errors import ClaimwatchError
from shared.domain.rules import LONGEST_WINDOW, UNITS, Window

_Value = TypeVar("_Value")
_DATE = re.compile(r"2[01]\d\d-\d\d-\d\d", re.ASCII)
_NUMBER = re.compile(r"\d{1,4}", re.ASCII)
_SHOWN = 60
_OTHER_SEPARATORS = {";": "semicolons", "\t": "tabs"}


class PackError(ClaimwatchError):
    """A row of rules cannot be used; the message names file, line and field."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a file, by column."""

    file: str
    line: int
    values: Mapping[str, str]

    def read(self, name: str, reading: Callable[[str], _Value]) -> _Value:
        """Return the value of a column; raises PackError saying what would be right."""
        try:
            return reading(self.values[name])
        except (ValueError, KeyError, ClaimwatchError) as wrong:
            raise self.wrong(name, str(wrong)) from None

    def window(self, amount: str, unit: str) -> Window:
        """Return what two columns say together; raises PackError."""
        how_much = self.read(amount, _whole)
        return Window(how_much, UNITS[UNITS.index(self.read(unit, one_of(UNITS)))])

    def window_if_any(self, amount: str, unit: str) -> Window | None:
        """Return what two columns say together, None where both are empty; raises PackError."""
        return self.window(amount, unit) if self.values[amount] or self.values[unit] else None

    def wrong(self, name: str, words: str) -> PackError:
        """Return what is wrong with the value of a column."""
        value = self.values[name][:_SHOWN]
        return PackError(f"{self.file} line {self.line}, {name}: {value!r}: {words}")


def rows(file: str, text: str, columns: Collection[str]) -> Iterator[Row]:
    """Yield the rows of a file that must have exactly these columns; raises PackError."""
    reader = csv.DictReader(text.splitlines())
    _check_columns(file, reader.fieldnames or (), columns)
    for row in reader:
        if None in row or None in row.values():
            words = f"must have {len(columns)} values, as many as there are columns"
            raise PackError(f"{file} line {reader.line_num}: {words}")
        yield Row(file, reader.line_num, row)


def _check_columns(file: str, found: Collection[str], columns: Collection[str]) -> None:
    if len(found) == 1:
        for mark, name in _OTHER_SEPARATORS.items():
            if mark in next(iter(found)):
                raise PackError(f"{file} line 1: separated by {name}; commas are needed")
    missing = [name for name in columns if name not in found]
    unknown = [name for name in found if name not in columns]
    if missing or unknown or len(found) != len(columns):
        words = [f"lacks {', '.join(missing)}"] if missing else []
        words += [f"does not know {', '.join(unknown)[:_SHOWN]}"] if unknown else []
        words += [] if words else ["has a column twice"]
        raise PackError(f"{file} line 1: {'; '.join(words)}")


def required(text: str) -> str:
    """Return a text that may not be empty; raises ValueError."""
    if not text:
        raise ValueError("must not be empty")
    return text


def one_of(allowed: Collection[str]) -> Callable[[str], str]:
    """Return a reading that takes some words only."""

    def reading(text: str) -> str:
        if text not in allowed:
            raise ValueError(f"must be one of {', '.join(word or 'empty' for word in allowed)}")
        return text

    return reading


def day(text: str) -> date | None:
    """Read a date, None where there is none; raises ValueError."""
    if not text:
        return None
    if not _DATE.fullmatch(text):
        raise ValueError("must be a date such as 2026-03-06")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError("is no day of the calendar") from None


def _whole(text: str) -> int:
    if not _NUMBER.fullmatch(text) or not 1 <= int(text) <= LONGEST_WINDOW:
        raise ValueError(f"must be a whole number from 1 to {LONGEST_WINDOW}")
    return int(text)
