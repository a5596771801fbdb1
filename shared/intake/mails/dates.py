"""Dates as mail programs print them above a forwarded mail, in every order and language we know.

Nothing is guessed: a printed time that can be read in several ways is several instants.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from itertools import product

from shared.intake.mails.months import MONTHS
from shared.intake.mails.text import fold

_NAME = r"(?P<month>[^\W\d_]{3,14})\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|º|er|\.)?"
_YEAR = r"(?P<year>20\d\d)"
_FORMS = (
    re.compile(rf"(?<!\d){_DAY}(?:,| de| of| d'|-)? ?{_NAME}(?: de|,|-)? ?{_YEAR}"),
    re.compile(rf"{_NAME} {_DAY},? {_YEAR}"),
    re.compile(rf"{_YEAR}\.?,? {_NAME} {_DAY}"),
    re.compile(rf"{_YEAR} ?[年년] ?(?P<month>\d{{1,2}}) ?[月월] ?(?P<day>\d{{1,2}}) ?[日일]"),
    re.compile(rf"(?<!\d){_YEAR} ?[-/.] ?(?P<month>\d{{1,2}}) ?[-/.] ?(?P<day>\d{{1,2}})(?!\d)"),
)
_NUMERIC = re.compile(
    r"(?<!\d)(\d{1,2}) ?(?P<by>[/.-]) ?(\d{1,2}) ?(?P=by) ?((?:20)?\d\d)(?![\d:])"
)
_CLOCK = re.compile(
    r"(?P<early>上午|午前|凌晨|早上|오전|ص)?(?P<late>下午|午後|晚上|中午|오후)? ?"
    r"(?<!\d)(?P<hour>\d{1,2})"
    r"(?:[:.h]|時|点|點|시 ?|uhr )(?P<minute>\d{2})(?:[:.](?P<second>\d{2}))?[分분]? ?"
    r"(?P<half>[ap]\.? ?m\b\.?|م\b|ص\b)?"
)
_OFFSET = re.compile(r"(?:gmt|utc)? ?([+-])(\d{1,2}):?(\d{2})?(?!\d)")
_ZONES = {
    "utc": 0, "gmt": 0, "bst": 1, "cet": 1, "mez": 1, "cest": 2, "mesz": 2, "eet": 2, "oez": 2,
    "eest": 3, "oesz": 3, "jst": 9, "kst": 9, "pst": -8, "pdt": -7, "mst": -7, "mdt": -6,
    "cdt": -5, "est": -5, "edt": -4, "brt": -3,
}  # fmt: skip
_NOON, _HOURS, _A_CENTURY = 12, 24, 100
Day = tuple[int, int, int]


def printed_instants(text: str, zones: Sequence[tzinfo]) -> list[datetime]:
    """Return every instant (UTC) that a printed date and time may mean, the earliest first.

    ``zones`` count where none is printed; 3/8 and 8/3 are both read.
    """
    folded = fold(text)
    days, rest = _days(folded)
    clock = _clock(rest)
    if clock is None:
        return []
    printed = _zone(rest)
    return sorted(set(_instants(days, clock, [printed] if printed else zones)))


def printed_instant(text: str, zone: tzinfo) -> datetime | None:
    """Return the earliest instant (UTC) a printed date and time means, None when none is."""
    return next(iter(printed_instants(text, [zone])), None)


def _instants(
    days: Sequence[Day], clock: tuple[int, int, int], zones: Sequence[tzinfo]
) -> Iterator[datetime]:
    for (year, month, day), zone in product(days, zones):
        try:
            yield datetime(year, month, day, *clock, tzinfo=zone).astimezone(UTC)
        except (ValueError, OverflowError):
            continue


def _days(folded: str) -> tuple[list[Day], str]:
    """Return the dates it may mean, and the text without them."""
    for form in _FORMS:
        for named in form.finditer(folded):
            name = named["month"]
            months = (int(name),) if name.isdecimal() else MONTHS.get(name, ())
            if months:
                rest = folded[: named.start()] + " " + folded[named.end() :]
                year, day = int(named["year"]), int(named["day"])
                return [(year, month, day) for month in months], rest
    if found := _NUMERIC.search(folded):
        first, second, year = int(found[1]), int(found[3]), int(found[4])
        year += 2000 if year < _A_CENTURY else 0
        rest = folded[: found.start()] + " " + folded[found.end() :]
        return [(year, second, first), (year, first, second)], rest
    return [], folded


def _clock(text: str) -> tuple[int, int, int] | None:
    found = _CLOCK.search(text)
    if found is None:
        return None
    hour, minute, second = int(found["hour"]), int(found["minute"]), int(found["second"] or 0)
    half = found["half"] or ""
    late = found["late"] or half.startswith(("p", "م"))
    early = found["early"] or half.startswith(("a", "ص"))
    if late and hour < _NOON:
        hour += _NOON
    if early and hour == _NOON:
        hour = 0
    return (hour, minute, second) if hour < _HOURS else None


def _zone(text: str) -> tzinfo | None:
    if found := _OFFSET.search(text):
        sign, hours, minutes = found.groups()
        offset = timedelta(hours=int(hours), minutes=int(minutes or 0))
        return (
            timezone(-offset if sign == "-" else offset) if offset <= timedelta(hours=14) else None
        )
    for name, hours in _ZONES.items():
        if re.search(rf"(?<![^\W\d_]){name}(?![^\W\d_])", text):
            return timezone(timedelta(hours=hours))
    return None
