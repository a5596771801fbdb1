"""What a window comes to: from an anchor to the three readings of its end.

Instants and wall readings are whole seconds and dates are day numbers, as ``instants`` counts them;
clock and calendar are the store's.
"""

from datetime import datetime
from typing import NamedTuple

from shared.domain.calendars import BusinessDays, Calendar
from shared.domain.instants import DAY, Moment, WallClock, day_number, seconds_of
from shared.domain.rules import Window

_HOUR = 3600


class Point(NamedTuple):
    """An instant, and what the wall clock reads at it."""

    instant: int
    reading: int

    @property
    def day(self) -> int:
        """The date on the wall."""
        return self.reading // DAY


class Anchor(NamedTuple):
    """The first and the last point an anchor may mean; they differ for a date."""

    early: Point
    late: Point


class Latest(NamedTuple):
    """The latest reading of a window, and the last local date that it includes."""

    instant: int
    day: int


class Readings(NamedTuple):
    """The three readings of a window."""

    earliest: int
    expected: int
    latest: Latest


def anchor_of(moment: Moment, clock: WallClock) -> Anchor:
    """Return the ends of a moment: of a date its 00:00:00 and its 23:59:59, local."""
    if isinstance(moment, datetime):
        instant = seconds_of(moment)
        point = Point(instant, clock.reading(instant))
        return Anchor(point, point)
    midnight = day_number(moment) * DAY
    early, late = clock.instant(midnight), clock.instant(midnight + DAY - 1)
    return Anchor(Point(early, clock.reading(early)), Point(late, clock.reading(late)))


def read(window: Window, anchor: Anchor, calendar: Calendar, clock: WallClock) -> Readings:
    """Return the three readings of a window."""
    early, late = anchor
    last = latest_of(window, anchor, calendar, clock)
    if window.unit == "elapsed_hours":
        return Readings(early.instant + window.amount * _HOUR, last.instant, last)
    count = _calendar_days if window.unit == "calendar_days" else _business_days
    earliest, expected = count(window.amount, early, calendar, clock)
    if late != early:
        _, expected = count(window.amount, late, calendar, clock)
    return Readings(earliest, expected, last)


def latest_of(window: Window, anchor: Anchor, calendar: Calendar, clock: WallClock) -> Latest:
    """Return the latest reading of a window: of days, 24:00 of the last."""
    late, n = anchor.late, window.amount
    if window.unit == "elapsed_hours":
        end = late.instant + n * _HOUR
        return Latest(end, clock.reading(end) // DAY)
    if window.unit == "calendar_days":
        day = late.day + n
    else:
        working = calendar.working
        day = working.nth_after(working.on_or_after(late.day), n)
    return Latest(clock.instant((day + 1) * DAY), day)


def _calendar_days(n: int, anchor: Point, _: Calendar, clock: WallClock) -> tuple[int, int]:
    """Return the earliest and the expected reading from one point."""
    expected = clock.instant(anchor.reading + n * DAY)
    return min(expected, anchor.instant + n * DAY), expected


def _business_days(n: int, anchor: Point, calendar: Calendar, clock: WallClock) -> tuple[int, int]:
    """Return the earliest and the expected reading from one point; public holidays count."""
    week, today = calendar.week, anchor.day
    expected = kept = same_clock(anchor.instant, n, week, clock)
    start = week.on_or_after(today)
    if start != today:  # not in the business week: counted from the midnight that begins the next
        expected = clock.instant(week.nth_after(start, n) * DAY)
    elapsed = anchor.instant + (week.nth_after(today, n) - today) * DAY
    return min(expected, kept, elapsed), expected


def same_clock(instant: int, n: int, days: BusinessDays, clock: WallClock) -> int:
    """Return when the clock reads, on the n-th day that counts after, what it reads now.

    Takes the same time for any n: where no clocks are changed nearby, a date is found by its place
    among the days and an instant by the offset remembered for its date.
    """
    steady = clock.steady
    try:
        offset = steady[instant // DAY]
        day = (instant + offset) // DAY
        final = days.days[days.place[day] + n]
        return instant + (final - day) * DAY + offset - steady[final]
    except LookupError:  # something is not remembered: the same, asking
        reading = clock.reading(instant)
        day = reading // DAY
        return clock.instant(reading + (days.nth_after(day, n) - day) * DAY)
