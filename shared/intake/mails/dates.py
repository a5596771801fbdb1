"""Dates as mail programs print them above a forwarded mail, in a dozen orders and languages."""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from shared.intake.mails.text import fold

_MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan gen ene", "feb fev", "mar mrz", "apr abr avr", "may mag mai", "jun giu juin",
         "jul lug juil", "aug ago aou", "sep set", "oct ott out okt", "nov", "dec dic dez"),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_NAME = r"(?P<month>[a-z]{3,10})\.?"
_DAY, _YEAR = r"(?P<day>\d{1,2})(?:st|nd|rd|th|º|\.)?", r"(?P<year>20\d\d)"
_FORMS = (
    re.compile(rf"(?<!\d){_DAY}(?: de| of)? ?{_NAME}(?: de)?,? {_YEAR}"),
    re.compile(rf"{_NAME} {_DAY},? {_YEAR}"),
    re.compile(rf"{_YEAR} ?年 ?(?P<month>\d{{1,2}}) ?月 ?(?P<day>\d{{1,2}}) ?日"),
    re.compile(rf"(?<!\d){_YEAR}[-/.](?P<month>\d{{1,2}})[-/.](?P<day>\d{{1,2}})(?!\d)"),
)
_NUMERIC = re.compile(r"(?<!\d)(\d{1,2})[/.-](\d{1,2})[/.-](20\d\d)(?!\d)")
_CLOCK = re.compile(
    r"(?P<early>上午|午前|凌晨|早上)?(?P<late>下午|午後|晚上|中午)? ?(?<!\d)(?P<hour>\d{1,2})"
    r"(?:[:.h]|時|点|uhr )(?P<minute>\d{2})(?:[:.](?P<second>\d{2}))?分? ?(?P<half>[ap]\.?m\.?)?"
)
_OFFSET = re.compile(r"(?:gmt|utc)? ?([+-])(\d{1,2}):?(\d{2})?(?!\d)")
_ZONES = {
    "utc": 0, "gmt": 0, "bst": 1, "cet": 1, "mez": 1, "cest": 2, "mesz": 2, "jst": 9,
    "pst": -8, "pdt": -7, "est": -5, "edt": -4, "brt": -3,
}  # fmt: skip
_NOON, _HOURS = 12, 24


def printed_instant(text: str, zone: tzinfo, not_after: datetime | None = None) -> datetime | None:
    """Return the instant (UTC) a printed date and time means, None when it cannot be told.

    ``zone`` counts where none is printed. 3/8 and 8/3 are told apart by ``not_after``, an instant
    after which it cannot lie: the latest reading that fits, else the earliest.
    """
    folded = fold(text)
    days, rest = _days(folded)
    clock = _clock(rest)
    if clock is None:
        return None
    readings = []
    for year, month, day in days:
        try:
            at = datetime(year, month, day, *clock, tzinfo=_zone(rest) or zone)
            readings.append(at.astimezone(UTC))
        except (ValueError, OverflowError):
            continue
    fitting = [each for each in readings if not_after is None or each <= not_after]
    return max(fitting) if fitting and not_after else min(readings, default=None)


def _days(folded: str) -> tuple[list[tuple[int, int, int]], str]:
    """Return the dates it may mean, and the text without them."""
    for form in _FORMS:
        for named in form.finditer(folded):
            name = named["month"]
            month = int(name) if name.isdecimal() else _month(name)
            if month:
                rest = folded[: named.start()] + " " + folded[named.end() :]
                return [(int(named["year"]), month, int(named["day"]))], rest
    if found := _NUMERIC.search(folded):
        first, second, year = map(int, found.groups())
        rest = folded[: found.start()] + " " + folded[found.end() :]
        return [(year, second, first), (year, first, second)], rest
    return [], folded


def _month(name: str) -> int:
    return _MONTHS.get(name[:4]) or _MONTHS.get(name[:3]) or 0


def _clock(text: str) -> tuple[int, int, int] | None:
    found = _CLOCK.search(text)
    if found is None:
        return None
    hour, minute, second = int(found["hour"]), int(found["minute"]), int(found["second"] or 0)
    late = found["late"] or (found["half"] or "").startswith("p")
    early = found["early"] or (found["half"] or "").startswith("a")
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
        if re.search(rf"\b{name}\b", text):
            return timezone(timedelta(hours=hours))
    return None
