"""Business days: which days count in a store, and the n-th of them after a day.

A day is a day number as ``instants`` counts them. It names a date, not an instant; which instants
belong to it is the business of a zone.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import accumulate, compress

from shared.domain.instants import date_of, day_number

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_FIRST_WEEKDAY = date_of(0).weekday()


def _weekday(day: int) -> int:
    return (day + _FIRST_WEEKDAY) % 7


class BusinessDays:
    """The days that count: those of a business week, less some days off.

    For the years it covers they stand in one list, and the n-th after a day is found by its place
    in it, however many n are. Outside those years, where no days off are known, it walks the week.
    """

    __slots__ = ("_off", "_weekdays", "days", "place")

    def __init__(
        self, weekdays: Iterable[int], off: Iterable[int], first_year: int, last_year: int
    ) -> None:
        """Lay out the days of the years, both included; Monday is weekday 0."""
        self._weekdays = frozenset(weekdays)
        self._off = frozenset(off)
        first = day_number(date(first_year, 1, 1))
        covered = range(first, day_number(date(last_year, 12, 31)) + 1)
        week = [_weekday(day) in self._weekdays for day in covered[:7]]
        counts = (week * (len(covered) // 7 + 1))[: len(covered)]
        for day in self._off:
            if day in covered:
                counts[day - first] = False
        self.days = list(compress(covered, counts))
        """The days that count, in order."""
        places = accumulate(counts, initial=-1)
        next(places)
        self.place = dict(zip(covered, places, strict=True))
        """Of every day, the place in ``days`` of the last one up to it; -1 where none is."""

    def __contains__(self, day: int) -> bool:
        """Say whether a day counts."""
        return _weekday(day) in self._weekdays and day not in self._off

    def nth_after(self, day: int, n: int) -> int:
        """Return the n-th day after ``day`` that counts; ``day`` itself is not counted; n >= 1."""
        try:
            return self.days[self.place[day] + n]
        except LookupError:  # outside the years, at its beginning or at its end
            return self.walked(day, n)

    def on_or_after(self, day: int) -> int:
        """Return ``day``, or the next day that counts."""
        return self.nth_after(day - 1, 1)

    def walked(self, day: int, n: int) -> int:
        """Return what ``nth_after`` means, by going from day to day."""
        while n:
            day += 1
            n -= day in self
        return day


@dataclass(frozen=True)
class Calendar:
    """The business week of a store and the public holidays of its country."""

    weekdays: frozenset[int]
    """Days that count, Monday = 0."""
    holidays: frozenset[date]
    first_year: int
    last_year: int
    """Holidays are known for these years, both included; beyond them none is."""

    @cached_property
    def week(self) -> BusinessDays:
        """The days of the business week; public holidays count too."""
        return BusinessDays(self.weekdays, (), self.first_year, self.last_year)

    @cached_property
    def working(self) -> BusinessDays:
        """The days of the business week that are no public holiday."""
        off = map(day_number, self.holidays)
        return BusinessDays(self.weekdays, off, self.first_year, self.last_year)

    @cached_property
    def _known(self) -> range:
        first, last = date(self.first_year, 1, 1), date(self.last_year, 12, 31)
        return range(day_number(first), day_number(last) + 1)

    def knows(self, first: int, last: int) -> bool:
        """Say whether the holidays of every year from one day to another are known."""
        return first in self._known and last in self._known


def parse_week(text: str) -> frozenset[int]:
    """Read a business week such as ``Mon-Sat``; raises ValueError when it is none."""
    first, _, last = text.partition("-")
    start, end = WEEKDAYS.index(first), WEEKDAYS.index(last)
    return frozenset(day % 7 for day in range(start, end + 1 if end >= start else end + 8))
