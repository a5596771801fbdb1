"""What people type at the command, read: times, days, sums and printed windows.

A person may leave out what a machine must write: seconds, and the offset beside ``--zone``.
"""

import re
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from shared.domain.errors import InputError
from shared.domain.instants import Moment, iso, parse_instant, parse_moment
from shared.domain.rules import UNITS
from shared.domain.spans import BETWEEN

_TO_THE_MINUTE = re.compile(r"(\d{4}-\d\d-\d\d[Tt]\d\d:\d\d)([Zz]|[+-]\d\d:\d\d)", re.ASCII)
_LOCAL = re.compile(r"(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)", re.ASCII)


def in_full(text: str) -> str:
    """Return a time with its seconds, ``:00`` where it has none; any other text as it is.

    Of a span ``A..B`` both ends.
    """
    return BETWEEN.join(_with_seconds(end) for end in text.split(BETWEEN))


def _with_seconds(text: str) -> str:
    found = _TO_THE_MINUTE.fullmatch(text)
    return f"{found[1]}:00{found[2]}" if found else text


def instant(option: str, text: str) -> datetime:
    """Return a typed time as UTC; raises InputError naming the option."""
    return parse_instant(option, in_full(text))


def moment(option: str, text: str) -> Moment:
    """Return a typed time as UTC, or a typed date; raises InputError naming the option."""
    return parse_moment(option, in_full(text))


def day(option: str, text: str) -> date:
    """Return a typed date; raises InputError naming the option."""
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
        raise InputError(option, f"{text[:40]!r} is not a date like 2026-02-01")
    return parse_moment(option, text)


def when(option: str, text: str | None, zone: str | None) -> str | None:
    """Return a time as queue messages write it; a local time needs the name of its zone.

    Raises InputError naming the option.
    """
    if text is None:
        return None
    local = _LOCAL.fullmatch(text)
    if local is None:
        return iso(moment(option, text))
    if zone is None:
        right = f"write {local[1]}T{local[2]}+08:00 with your offset, or give --zone"
        raise InputError(option, f"{text!r} has no offset; {right}")
    try:
        return iso(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)))
    except (ZoneInfoNotFoundError, OSError, ValueError):
        words = f"unknown zone {zone!r}, or no such time in it; use one like Asia/Taipei"
        raise InputError("--zone", words) from None


def spanned(option: str, text: str | None, zone: str | None) -> str | None:
    """Return a time as ``when`` does, or a span ``A..B`` of two; raises InputError."""
    if text is None or BETWEEN not in text:
        return when(option, text, zone)
    given = text.split(BETWEEN)
    if len(given) != 2 or not all(given):  # noqa: PLR2004 - the two ends
        right = "2026-08-10..2026-09-20, each end a date or a time"
        raise InputError(option, f"{text[:60]!r} is not a span; write it like {right}")
    first, last = (when(option, end, zone) or "" for end in given)
    if len(first) == len(last) and last < first:
        raise InputError(option, f"{text[:60]!r} ends before it begins; write the earlier first")
    return f"{first}{BETWEEN}{last}"


def money(text: str | None) -> dict[str, str] | None:
    """Return an amount such as 48.20:USD; raises InputError."""
    if text is None:
        return None
    value, mark, currency = text.partition(":")
    if not mark:
        raise InputError("--amount", f"{text!r} must be like 48.20:USD")
    return {"value": value, "currency": currency}


def window(text: str | None) -> dict[str, Any] | None:
    """Return a printed window such as 3:calendar_days; raises InputError."""
    if text is None:
        return None
    amount, mark, unit = text.partition(":")
    if not mark or not amount.isdecimal():
        units = ", ".join(UNITS)
        raise InputError("--window", f"{text!r} must be like 3:calendar_days; units are {units}")
    return {"amount": int(amount[:12]), "unit": unit}
