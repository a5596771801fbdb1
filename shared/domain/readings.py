"""What a window comes to: from an anchor to the three readings of its end.

Instants and wall readings are whole seconds and dates are day numbers, as ``instants`` counts them;
clock and calendar are the store's.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from shared.domain.calendars import BusinessDays, Calendar
from shared.domain.instants import DAY, Moment, WallClock, day_number, seconds_of
from shared.domain.rules import Window
from shared.domain.spans import Span, When

_HOUR = 3600


Point = tuple[int, int]
"""An instant, and what the wall clock reads at it."""
Anchor = tuple[Point, Point]
"""The first and the last point an anchor may mean: one and the same for an instant."""
Latest = tuple[int, int]
"""The latest reading of a window, and the last local date that it includes."""


class Readings(NamedTuple):
    """The three readings of a window."""

    earliest: int
    expected: int
    latest: Latest


def anchor_of(when: When, clock: WallClock) -> Anchor:
    """Return the ends of a time: of a date its 00:00:00 and its 23:59:59, local.

    Of a span the early end of its first and the late end of its last; the two change places where
    a zone that nobody asked when it was checked turns them round.
    """
    if isinstance(when, datetime):
        instant = seconds_of(when)
        point = instant, clock.reading(instant)
        return point, point
    begins, ends = when if isinstance(when, Span) else (when, when)
    first = _instant(begins, 0, clock)
    last = _instant(ends, DAY - 1, clock)
    early, late = (first, clock.reading(first)), (last, clock.reading(last))
    return (early, late) if early <= late else (late, early)


def _instant(moment: Moment, of_day: int, clock: WallClock) -> int:
    """Return the instant, or that second of the date."""
    if isinstance(moment, datetime):
        return seconds_of(moment)
    return clock.instant(day_number(moment) * DAY + of_day)


def read(
    window: Window,
    anchor: Anchor,
    calendar: Calendar,
    clock: WallClock,
    may_run_to: Window | None = None,
) -> Readings:
    """Return the three readings of a window; ``may_run_to`` widens only the latest.

    The earliest is the least counted from the early end and from every midnight within the anchor,
    for what is left of a day may count for less than nothing of the next; the rest counts from the
    late end.
    """
    early, late = anchor
    latest = latest_of(window, late, calendar, clock)
    if window.unit == "elapsed_hours":
        earliest, expected = early[0] + window.amount * _HOUR, latest[0]
    else:
        count = _calendar_days if window.unit == "calendar_days" else _business_days
        earliest, expected = count(window.amount, early, calendar, clock)
        if late != early:
            _, expected = count(window.amount, late, calendar, clock)
        if late[1] // DAY != early[1] // DAY:
            for midnight in midnights(early, late, clock):
                sooner, _ = count(window.amount, midnight, calendar, clock)
                earliest = min(earliest, sooner)
                if sooner > earliest + DAY:  # later midnights end later still
                    break
    if may_run_to is not None:
        latest = max(latest, latest_of(may_run_to, late, calendar, clock))
    return Readings(earliest, expected, latest)


def midnights(early: Point, late: Point, clock: WallClock) -> Iterator[Point]:
    """Yield the local midnights after the early end and not after the late one, in order."""
    for day in range(early[1] // DAY + 1, late[1] // DAY + 1):
        instant = clock.instant(day * DAY)
        if early[0] < instant <= late[0]:
            yield instant, clock.reading(instant)


def latest_of(window: Window, late: Point, calendar: Calendar, clock: WallClock) -> Latest:
    """Return the latest reading of a window: of days, 24:00 of the last."""
    instant, reading = late
    if window.unit == "elapsed_hours":
        end = instant + window.amount * _HOUR
        return end, clock.reading(end) // DAY
    if window.unit == "calendar_days":
        day = reading // DAY + window.amount
    else:
        working = calendar.working
        day = working.nth_after(working.on_or_after(reading // DAY), window.amount)
    return clock.instant((day + 1) * DAY), day


def _calendar_days(n: int, anchor: Point, _: Calendar, clock: WallClock) -> tuple[int, int]:
    """Return the earliest and the expected reading from one point."""
    instant, reading = anchor
    expected = clock.instant(reading + n * DAY)
    return min(expected, instant + n * DAY), expected


def _business_days(n: int, anchor: Point, calendar: Calendar, clock: WallClock) -> tuple[int, int]:
    """Return the earliest and the expected reading from one point; public holidays count."""
    instant, reading = anchor
    week, today = calendar.week, reading // DAY
    expected = kept = same_clock(instant, n, week, clock)
    start = week.on_or_after(today)
    if start != today:  # not in the business week: counted from the midnight that begins the next
        expected = clock.instant(week.nth_after(start, n) * DAY)
    elapsed = instant + (week.nth_after(today, n) - today) * DAY
    return min(expected, kept, elapsed), expected


def same_clock(instant: int, n: int, days: BusinessDays, clock: WallClock) -> int:
    """Return when the clock reads, on the n-th day that counts after, what it reads now.

    Takes the same time for any n: where no clocks are changed nearby, a date is found by its place
    among the days and an instant by the offset remembered for its date.
    """
    try:
        reading = instant + clock.steady[instant // DAY]
        final = days.days[days.place[reading // DAY] + n]
        return clock.midnights[final] + reading % DAY
    except LookupError:  # something is not remembered: the same, asking
        reading = clock.reading(instant)
        day = reading // DAY
        return clock.instant(reading + (days.nth_after(day, n) - day) * DAY)
