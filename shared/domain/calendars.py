"""Business days: which dates count in a store, and the n-th of them after a date."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

_DAY = timedelta(days=1)
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True, slots=True)
class Calendar:
    """The business week of a store and the public holidays of its country."""

    weekdays: frozenset[int]
    """Days that count, Monday = 0."""
    holidays: frozenset[date]
    first_year: int
    last_year: int
    """Holidays are known for these years, both included; beyond them none is."""

    def counts(self, day: date) -> bool:
        """Say whether ``day`` is in the business week; public holidays count too."""
        return day.weekday() in self.weekdays

    def works(self, day: date) -> bool:
        """Say whether ``day`` is in the business week and no public holiday."""
        return day.weekday() in self.weekdays and day not in self.holidays

    def knows(self, first: date, last: date) -> bool:
        """Say whether the holidays of every year from ``first`` to ``last`` are known."""
        return self.first_year <= first.year and last.year <= self.last_year


def on_or_after(day: date, counts: Callable[[date], bool]) -> date:
    """Return ``day``, or the next date that counts."""
    while not counts(day):
        day += _DAY
    return day


def nth_after(day: date, n: int, counts: Callable[[date], bool]) -> date:
    """Return the n-th date after ``day`` that counts; ``day`` itself is not counted."""
    while n:
        day += _DAY
        n -= counts(day)
    return day


def parse_week(text: str) -> frozenset[int]:
    """Read a business week such as ``Mon-Sat``; raises ValueError when it is none."""
    first, _, last = text.partition("-")
    start, end = WEEKDAYS.index(first), WEEKDAYS.index(last)
    return frozenset(day % 7 for day in range(start, end + 1 if end >= start else end + 8))
