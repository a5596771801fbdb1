"""Instants and dates as they come in and go out.

An *instant* is an aware UTC ``datetime`` in whole seconds; a *moment* is an instant or, where a
source gives no time of day, a plain date. Nothing else is ever compared.
"""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from shared.domain.errors import InputError

Moment = date | datetime

FIRST_YEAR, LAST_YEAR = 2000, 2199
_FAR_OFFSET = timedelta(hours=14)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_INSTANT = re.compile(
    r"(\d{4}-\d{2}-\d{2})[Tt](\d{2}:\d{2}:\d{2})(?:\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})",
    re.ASCII,
)


def parse_instant(field: str, text: object) -> datetime:
    """Read RFC 3339 text with an offset as UTC; fractions of a second are cut off.

    Raises InputError, naming ``field``, for anything else: numbers, naive times, wild offsets.
    """
    if not isinstance(text, str):
        raise InputError(field, "not text; write a time as 2026-03-06T18:00:00Z")
    if text.isdecimal():
        raise InputError(field, f"numeric time {text[:24]!r}; write it as 2026-03-06T18:00:00Z")
    found = _INSTANT.fullmatch(text)
    if found is None:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?", text, re.ASCII):
            raise InputError(field, f"naive time {text!r}; add the offset, as in {text}Z")
        raise InputError(field, f"{text[:40]!r} is not a time like 2026-03-06T18:00:00Z")
    day, clock, offset = found.groups()
    try:
        read = datetime.fromisoformat(f"{day}T{clock}{'+00:00' if offset in 'zZ' else offset}")
    except ValueError as wrong:
        raise InputError(field, f"{text!r} does not exist: {wrong}") from None
    if abs(read.utcoffset() or timedelta()) > _FAR_OFFSET:
        raise InputError(field, f"offset of {text!r} is beyond 14 hours")
    _check_year(field, read.date())
    return read.astimezone(UTC)


def parse_moment(field: str, text: object) -> Moment:
    """Read an instant, or a date where no time of day is known.

    Raises InputError, naming ``field``.
    """
    if isinstance(text, str) and _DATE.fullmatch(text):
        try:
            day = date.fromisoformat(text)
        except ValueError as wrong:
            raise InputError(field, f"{text!r} does not exist: {wrong}") from None
        _check_year(field, day)
        return day
    return parse_instant(field, text)


def iso(moment: Moment) -> str:
    """Write an instant as ``2026-03-10T17:00:00Z``, a date as ``2026-03-10``."""
    if isinstance(moment, datetime):
        return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return moment.isoformat()


def stored(text: str) -> datetime:
    """Read back an instant that ``iso`` wrote."""
    return datetime.fromisoformat(text)


def local(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """Return the UTC instant of a wall clock: its first occurrence, or moved on by the gap."""
    return datetime.combine(day, clock, zone).astimezone(UTC)


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """Return the instant at which ``day`` begins in ``zone``."""
    return local(day, time(), zone)


def early_end(moment: Moment, zone: ZoneInfo) -> datetime:
    """Return the instant itself, or 00:00:00 of the date in ``zone``."""
    return moment if isinstance(moment, datetime) else midnight(moment, zone)


def late_end(moment: Moment, zone: ZoneInfo) -> datetime:
    """Return the instant itself, or 23:59:59 of the date in ``zone``."""
    return moment if isinstance(moment, datetime) else local(moment, time(23, 59, 59), zone)


def _check_year(field: str, day: date) -> None:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise InputError(field, f"year {day.year} is outside {FIRST_YEAR} to {LAST_YEAR}")
