"""Instants and dates as they come in and go out.

An *instant* is an aware UTC ``datetime`` in whole seconds; a *moment* is an instant or, where a
source gives no time of day, a plain date. Nothing else is ever compared.

Where much is computed an instant is counted in whole seconds, a *wall reading* (what a clock on the
wall shows) in seconds of that clock, and a date in days: all from 2020-01-01 00:00:00, in UTC or on
that wall. A reading is its instant plus the zone's offset. Counted from 2020 the numbers of our
years have at most 30 bits, up to which Python is at its fastest.
"""

import re
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from shared.domain.errors import InputError

Moment = date | datetime

SECOND = timedelta(seconds=1)
DAY = 86_400
"""Seconds from one reading of a wall clock to the same reading on the next date."""
_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
_EPOCH_DAY = _EPOCH.toordinal()

FIRST_YEAR, LAST_YEAR = 2000, 2199
_FAR_OFFSET = timedelta(hours=14)
_DATE, _LENGTH_OF_A_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII), 10
_INSTANT = re.compile(
    r"(\d{4}-\d{2}-\d{2})[Tt](\d{2}:\d{2}:\d{2})(?:\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})",
    re.ASCII,
)
_NEARLY = re.compile(
    r"(\d{4}-\d{2}-\d{2})(?:[Tt ](\d{2}:\d{2})(:\d{2}(?:\.\d{1,9})?)?"
    r"(?:([Zz]|[+-]\d{2}):?(\d{2})?)?)?",
    re.ASCII,
)
"""A date, and perhaps a time of day and an offset: what people write who know the form by half."""


def parse_instant(field: str, text: object) -> datetime:
    """Read RFC 3339 text with an offset as UTC; fractions of a second are cut off.

    Raises InputError, naming ``field``, for anything else: numbers, naive times, wild offsets.
    """
    if not isinstance(text, str):
        raise InputError(field, "not text; write a time as 2026-03-06T18:00:00Z")
    found = _INSTANT.fullmatch(text)
    if found is None:
        raise InputError(field, _no_instant(text))
    day, clock, offset = found.groups()
    in_utc = offset in "zZ"
    try:
        read = datetime.fromisoformat(f"{day}T{clock}{'+00:00' if in_utc else offset}")
    except ValueError as wrong:
        raise InputError(field, f"{text!r} does not exist: {wrong}") from None
    if not in_utc and abs(read.utcoffset() or timedelta()) > _FAR_OFFSET:
        raise InputError(field, f"offset of {text!r} is beyond 14 hours")
    _check_year(field, read)
    return read if in_utc else read.astimezone(UTC)


def _no_instant(text: str) -> str:
    """Return what is wrong with a text that is not an instant, and what to write in its place."""
    if text.isdecimal():
        return f"numeric time {text[:24]!r}; write it as 2026-03-06T18:00:00Z"
    found = _NEARLY.fullmatch(text)
    if found is None:
        return f"{text[:40]!r} is not a time like 2026-03-06T18:00:00Z"
    day, clock, seconds, offset, minutes = found.groups()
    if clock is None:
        return f"{text!r} is a date; add the time of day, as in {day}T18:00:00Z"
    right = f"{day}T{clock}{seconds or ':00'}"
    if offset is None:
        return f"naive time {text!r}; add the offset, as in {right}Z"
    zone = "Z" if offset in "zZ" else f"{offset}:{minutes or '00'}"
    return f"{text!r} is not written in full; write {right}{zone}"


def parse_moment(field: str, text: object) -> Moment:
    """Read an instant, or a date where no time of day is known.

    Raises InputError, naming ``field``.
    """
    if isinstance(text, str) and len(text) == _LENGTH_OF_A_DATE and _DATE.fullmatch(text):
        try:
            day = date.fromisoformat(text)
        except ValueError as wrong:
            raise InputError(field, f"{text!r} does not exist: {wrong}") from None
        _check_year(field, day)
        return day
    return parse_instant(field, text)


@lru_cache(maxsize=4096)
def iso(moment: Moment) -> str:
    """Write an instant as ``2026-03-10T17:00:00Z``, a date as ``2026-03-10``."""
    if isinstance(moment, datetime):
        return f"{moment.astimezone(UTC).isoformat()[:19]}Z"
    return moment.isoformat()


def stored(text: str) -> datetime:
    """Read back an instant that ``iso`` wrote."""
    return datetime.fromisoformat(text)


def seconds_of(instant: datetime) -> int:
    """Return an aware instant as seconds since 2020; a fraction is cut off."""
    since = instant - _EPOCH
    return since.days * DAY + since.seconds


def instant_of(seconds: int) -> datetime:
    """Return seconds since 2020 as an instant; raises OverflowError beyond the year 9999."""
    return _EPOCH + seconds * SECOND


def day_number(day: date) -> int:
    """Return a date as days since 2020."""
    return day.toordinal() - _EPOCH_DAY


def date_of(number: int) -> date:
    """Return days since 2020 as a date."""
    return date.fromordinal(number + _EPOCH_DAY)


class WallClock:
    """The wall clock of one zone; instants and readings in whole seconds since 2020.

    ``zoneinfo`` is the authority. Where it names one offset for both ends of a day, in UTC as well
    as on the wall, that offset is remembered for the day; no zone changes its clocks twice a day.
    Where it does not, as on the few days of a year on which clocks change, it is asked every time.
    """

    __slots__ = ("_calm", "_changing", "_zone", "midnights", "steady")

    def __init__(self, zone: ZoneInfo) -> None:
        """Know nothing yet."""
        self._zone = zone
        self._changing: set[int] = set()
        self._calm: dict[int, int | None] = {}
        self.steady: dict[int, int] = {}
        """The offset of a day, by its number, where one holds all day and has been asked for."""
        self.midnights: dict[int, int] = {}
        """The instant at which such a day begins."""

    def reading(self, instant: int) -> int:
        """Return what the clock reads at an instant."""
        offset = self.steady.get(instant // DAY)
        if offset is None:
            self._look_at(instant // DAY)
            offset = self._offset_at(instant)
        return instant + offset

    def instant(self, reading: int) -> int:
        """Return the instant of a reading: its first occurrence, or moved on by the gap."""
        offset = self.steady.get(reading // DAY)
        if offset is None:
            self._look_at(reading // DAY)
            offset = self._offset_when(reading)
        return reading - offset

    def calm(self, day: int) -> int | None:
        """Return the one offset of a day, two days before and two after; None if there is none.

        There is one unless clocks are changed: days next to each other share a midnight, so when
        each has one offset it is the same.
        """
        try:
            return self._calm[day]
        except KeyError:
            five = range(day - 2, day + 3)
            for each in five:
                self._look_at(each)
            offset = None if self._changing.intersection(five) else self.steady[day]
            self._calm[day] = offset
            return offset

    def _look_at(self, day: int) -> None:
        if day in self._changing or day in self.steady:
            return
        ends = (day * DAY, (day + 1) * DAY)
        offsets = {*map(self._offset_at, ends), *map(self._offset_when, ends)}
        if len(offsets) == 1:
            self.steady[day] = offset = offsets.pop()
            self.midnights[day] = day * DAY - offset
        else:
            self._changing.add(day)

    def _offset_at(self, instant: int) -> int:
        return _whole(instant_of(instant).astimezone(self._zone).utcoffset())

    def _offset_when(self, reading: int) -> int:
        """Return the offset to go by when the clock reads this: PEP 495, fold=0."""
        return _whole(instant_of(reading).replace(tzinfo=self._zone).utcoffset())


def _whole(offset: timedelta | None) -> int:
    return (offset or timedelta()) // SECOND


@cache
def wall_clock(zone: ZoneInfo) -> WallClock:
    """Return the one wall clock of a zone: what it has learnt serves the whole process."""
    return WallClock(zone)


def local(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """Return the UTC instant of a wall clock: its first occurrence, or moved on by the gap."""
    return datetime.combine(day, clock, zone).astimezone(UTC)


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """Return the instant at which ``day`` begins in ``zone``."""
    return local(day, time(), zone)


def _check_year(field: str, day: date) -> None:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise InputError(field, f"year {day.year} is outside {FIRST_YEAR} to {LAST_YEAR}")
