"""Dates as reports and spreadsheets write them."""

import re
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

from shared.domain.instants import Moment
from shared.intake.reports.values import shape

_MONTHS = {
    name: month
    for month, names in enumerate(
        (
            "jan ene gen", "feb fév fev", "mar mär mrz", "apr avr abr", "may mai mag",
            "jun juin giu", "jul juil lug", "aug aoû ago", "sep set", "oct okt out ott", "nov",
            "dec dez déc dic",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
"""Reports write English months; a spreadsheet may have rewritten them in its own language."""
_ZONES = {"Z": 0, "UTC": 0, "GMT": 0, "PST": -8, "PDT": -7, "JST": 9, "BST": 1, "CET": 1, "CEST": 2}
_DAY_FORMS = (
    (re.compile(r"(?P<y>\d{4})(?P<sep>[-/.])(?P<m>\d{1,2})(?P=sep)(?P<d>\d{1,2})"), False),
    (
        re.compile(
            r"(?P<d>\d{1,2})[-/. ]{1,2}(?P<mon>[^\W\d_]{3,9})\.?[-/., ]{1,2}(?P<y>\d{4}|\d{2})"
        ),
        False,
    ),
    (re.compile(r"(?P<mon>[^\W\d_]{3,9})\.? (?P<d>\d{1,2}),? (?P<y>\d{4})"), False),
    (re.compile(r"(?P<a>\d{1,2})(?P<sep>[-/.])(?P<b>\d{1,2})(?P=sep)(?P<y>\d{4}|\d{2})"), True),
)  # fmt: skip
_CLOCK = re.compile(
    r"[T ,]+(?P<h>\d{1,2}):(?P<min>\d{2})(?::(?P<s>\d{2})(?:[.,]\d{1,9})?)? ?(?P<half>[AaPp][Mm])?"
    r" ?(?P<zone>Z|[A-Z]{3,4}|(?:UTC|GMT)?[+-]\d{2}:?\d{2})?"
)
_SERIAL = re.compile(r"[3-7]\d{4}(?:[.,]\d+)?")
_SERIAL_ZERO = date(1899, 12, 30)
_CENTURY = 2000
_MONTHS_OF_A_YEAR = 12


@lru_cache(maxsize=4096)
def moment(text: str, *, day_first: bool | None) -> Moment:
    """Read a date, or an instant where time of day and zone are both there.

    A time of day without a zone is left out: what zone it is in is not known. ``day_first`` says
    how ``05/11/2026`` is meant; None refuses it where it could mean two days.
    Raises ValueError saying what is wrong, without the value.
    """
    if _SERIAL.fullmatch(text):
        return _SERIAL_ZERO + timedelta(days=int(text[:5]))
    for form, is_numeric in _DAY_FORMS:
        found = form.match(text)
        if found is None:
            continue
        rest = text[found.end() :]
        clock = _CLOCK.fullmatch(rest)
        if rest and clock is None:
            continue
        day = _numeric_day(found, day_first=day_first) if is_numeric else _named_day(found)
        return day if clock is None or not clock["zone"] else _instant(day, clock)
    raise ValueError(f"{shape(text)} is not a date")


def local_date(read: Moment, zone: ZoneInfo) -> date:
    """Return the date of a moment in a store."""
    return read.astimezone(zone).date() if isinstance(read, datetime) else read


def could_be(text: str) -> tuple[bool, bool]:
    """Say whether a numeric date can be day first, and whether it can be month first."""
    form = _DAY_FORMS[-1][0].match(text)
    if form is None or form["sep"] == ".":
        return True, True
    first, second = int(form["a"]), int(form["b"])
    return second <= _MONTHS_OF_A_YEAR, first <= _MONTHS_OF_A_YEAR


def _named_day(found: re.Match[str]) -> date:
    parts = found.groupdict()
    if "m" in parts:
        month = int(parts["m"])
    else:
        name = parts["mon"].casefold()
        month = _MONTHS.get(name[:4], 0) or _MONTHS.get(name[:3], 0)
        if not month:
            raise ValueError("names no month")
    return _day(_year(parts["y"]), month, int(parts["d"]))


def _numeric_day(found: re.Match[str], *, day_first: bool | None) -> date:
    first, second, year = int(found["a"]), int(found["b"]), _year(found["y"])
    if found["sep"] == ".":
        return _day(year, second, first)
    if first > _MONTHS_OF_A_YEAR or second > _MONTHS_OF_A_YEAR:
        day_first = first > _MONTHS_OF_A_YEAR
    elif first != second and day_first is None:
        raise ValueError("may be the day or the month first; write 2026-11-05")
    return _day(year, second, first) if day_first else _day(year, first, second)


def _year(text: str) -> int:
    return int(text) + (_CENTURY if len(text) == len("26") else 0)


def _day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueError(f"{year}-{month:02}-{day:02} does not exist") from None


def _instant(day: date, clock: re.Match[str]) -> datetime:
    hour = int(clock["h"])
    if half := clock["half"]:
        hour = hour % 12 + (12 if half.lower() == "pm" else 0)
    zone = clock["zone"]
    sign = zone.find("+") if "+" in zone else zone.find("-")
    if sign >= 0:
        digits = zone[sign + 1 :].replace(":", "")
        away = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
        offset = -away if zone[sign] == "-" else away
    elif zone in _ZONES:
        offset = timedelta(hours=_ZONES[zone])
    else:
        raise ValueError(f"the zone {shape(zone)} is not known; write the offset, as in +01:00")
    try:
        read = datetime(
            day.year, day.month, day.day, hour, int(clock["min"]), int(clock["s"] or 0),
            tzinfo=timezone(offset),
        )  # fmt: skip
        return read.astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError("the time of day does not exist") from None
