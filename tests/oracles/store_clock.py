"""The clock and the working week of one store, walked day by day."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

import holidays

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
KNOWN_HOLIDAYS = range(2014, 2036)
WEEKS = {"Mon-Fri": range(5), "Mon-Sat": range(6)}


class Span(NamedTuple):
    """An amount of a unit."""

    amount: int
    unit: str


class Anchor(NamedTuple):
    """The first and the last instant an anchor may mean."""

    early: datetime
    late: datetime


class Reading(NamedTuple):
    """The three readings of one cut-off."""

    earliest: datetime
    expected: datetime
    latest: datetime

    def not_before(self, start: datetime) -> "Reading":
        """Hold every reading back until a rule takes effect."""
        return Reading(*(max(reading, start) for reading in self))


@cache
def _holidays(country: str) -> frozenset[date]:
    found = holidays.country_holidays(country, years=KNOWN_HOLIDAYS, expand=False)
    return frozenset(day for day in found if day.year in KNOWN_HOLIDAYS)


@cache
def _day_after_days(day: date, amount: int, counts: Callable[[date], bool]) -> date:
    """Walk to the n-th day that counts after a day."""
    while amount:
        day += DAY
        amount -= counts(day)
    return day


class Store:
    """The clock and the working week of one marketplace."""

    def __init__(self, code: str, zone: str, week: str) -> None:
        """Know one marketplace."""
        self.code = code
        self.zone = ZoneInfo(zone)
        self.week = WEEKS[week]
        self.country = "GB" if code == "UK" else code

    def any_day(self, _: date) -> bool:
        """Count every day of the calendar."""
        return True

    def works(self, day: date) -> bool:
        """Count the days of the working week."""
        return day.weekday() in self.week

    def opens(self, day: date) -> bool:
        """Count the days of the working week that are no public holiday."""
        return self.works(day) and day not in _holidays(self.country)

    def wall(self, instant: datetime) -> datetime:
        """Read the wall clock at an instant."""
        return instant.astimezone(self.zone).replace(tzinfo=None)

    @lru_cache(1 << 18)  # noqa: B019 - stores live as long as the process
    def instant(self, day: date, clock: time = time()) -> datetime:
        """Find the first instant at which the wall clock reads this.

        A reading that is skipped is looked for on the clock that runs before the gap.
        """
        wanted = datetime.combine(day, clock)
        nominal = wanted.replace(tzinfo=UTC)
        before = self.wall(nominal - DAY) - (wanted - DAY)
        after = self.wall(nominal + DAY) - (wanted + DAY)
        candidates = sorted({nominal - before, nominal - after})
        readers = [instant for instant in candidates if self.wall(instant) == wanted]
        return readers[0] if readers else nominal - before

    def count(self, span: Span, anchor: Anchor) -> Reading:
        """Count an amount from both ends of an anchor, the earliest from every midnight between."""
        count = {
            "elapsed_hours": self._hours,
            "calendar_days": self._days,
            "business_days": self._business_days,
        }[span.unit]
        from_late = count(span.amount, anchor.late)
        starts = [anchor.early, *self.midnights(anchor)]
        earliest = min(count(span.amount, start).earliest for start in starts)
        return from_late._replace(earliest=earliest)

    def midnights(self, anchor: Anchor) -> Iterator[datetime]:
        """Walk through the days of an anchor, from the beginning of one to that of the next."""
        day, last = self.wall(anchor.early).date(), self.wall(anchor.late).date()
        while day <= last:
            begins = self.instant(day)
            if anchor.early < begins <= anchor.late:
                yield begins
            day += DAY

    def _hours(self, amount: int, anchor: datetime) -> Reading:
        end = anchor + amount * HOUR
        return Reading(end, end, end)

    def _days(self, amount: int, anchor: datetime) -> Reading:
        wall = self.wall(anchor)
        day = _day_after_days(wall.date(), amount, self.any_day)
        expected = self.instant(day, wall.time())
        return Reading(min(expected, anchor + amount * DAY), expected, self.instant(day + DAY))

    def _business_days(self, amount: int, anchor: datetime) -> Reading:
        wall = self.wall(anchor)
        today = wall.date()
        if self.works(today):
            start = wall
        else:
            start = datetime.combine(_day_after_days(today, 1, self.works), time())
        expected_day = _day_after_days(start.date(), amount, self.works)
        expected = self.instant(expected_day, start.time())
        own = _day_after_days(today, amount, self.works)
        earliest = min(expected, self.instant(own, wall.time()), anchor + (own - today))
        first_open = today if self.opens(today) else _day_after_days(today, 1, self.opens)
        last = _day_after_days(first_open, amount, self.opens)
        return Reading(earliest, expected, self.instant(last + DAY))
