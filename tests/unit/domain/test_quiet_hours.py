"""Quiet hours against zoneinfo, on days on which clocks are changed and on others.

The clock of the wall decides: a time that it shows twice is the first one, a time that it skips is
moved on by the gap.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from shared.domain.accounts import QuietHours
from shared.domain.ladder import climb

DAY, HOUR, STEP = timedelta(days=1), timedelta(hours=1), timedelta(minutes=10)
SECOND = timedelta(seconds=1)
# Two dates on which clocks were changed: at two or three in the night, at midnight, by half an
# hour, for the month of Ramadan; and for comparison two of a zone that never changes them.
CHANGES = {
    "America/Los_Angeles": (date(2025, 3, 9), date(2025, 11, 2)),
    "Europe/Berlin": (date(2025, 3, 30), date(2025, 10, 26)),
    "Africa/Cairo": (date(2025, 4, 25), date(2025, 10, 30)),
    "America/Havana": (date(2025, 3, 9), date(2025, 11, 2)),
    "Australia/Lord_Howe": (date(2025, 4, 6), date(2025, 10, 5)),
    "Africa/Casablanca": (date(2025, 2, 23), date(2025, 4, 6)),
    "Asia/Taipei": (date(2025, 3, 11), date(2025, 7, 1)),
}
NIGHTS = [
    pytest.param(time(23), time(7, 30), id="a night"),
    pytest.param(time(0), time(6), id="from midnight"),
    pytest.param(time(22), time(0), id="until midnight"),
    pytest.param(time(1, 30), time(2, 30), id="an hour in which clocks are changed"),
    pytest.param(time(12), time(14), id="at noon"),
]
NEARLY_ALWAYS = pytest.param(time(7), time(6, 45), id="nearly always")


def stretches(quiet: QuietHours, around: date) -> list[tuple[datetime, datetime]]:
    """Return the quiet stretches that begin within four days of a date, by zoneinfo alone."""
    over_midnight = DAY if quiet.end <= quiet.begin else timedelta()
    return [
        (
            datetime.combine(day, quiet.begin, quiet.zone).astimezone(UTC),
            datetime.combine(day + over_midnight, quiet.end, quiet.zone).astimezone(UTC),
        )
        for day in (around + distance * DAY for distance in range(-4, 5))
    ]


def instants(known: list[tuple[datetime, datetime]], around: date) -> Iterator[datetime]:
    """Yield every ten minutes of four days, and the seconds at which a stretch begins and ends."""
    noon = datetime.combine(around, time(12), UTC)
    for step in range(-2 * DAY // STEP, 2 * DAY // STEP):
        yield noon + step * STEP
    for edge in (edge for stretch in known for edge in stretch if abs(edge - noon) < 2 * DAY):
        yield from (edge - SECOND, edge, edge + SECOND)


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize(("begin", "end"), [*NIGHTS, NEARLY_ALWAYS])
def test_quiet_hours_are_those_of_the_clock_on_the_wall(name: str, begin: time, end: time) -> None:
    quiet = QuietHours(begin, end, ZoneInfo(name))
    wrong = []
    for change in CHANGES[name]:
        known = stretches(quiet, change)
        for instant in instants(known, change):
            lain_in = next((each for each in known if each[0] <= instant < each[1]), None)
            if quiet.around(instant) != lain_in:
                wrong.append((instant, quiet.around(instant), lain_in))

    assert not wrong


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize(("begin", "end"), NIGHTS)
def test_the_last_rung_is_repeated_where_they_end_two_hours_to_thirty_minutes_before(
    name: str, begin: time, end: time
) -> None:
    quiet = QuietHours(begin, end, ZoneInfo(name))
    wrong = []
    for change in CHANGES[name]:
        known = stretches(quiet, change)
        for by in instants(known, change):
            steps = climb(by - 4 * DAY, by, ("24h",), quiet, "arrival")
            repeated = [step.due for step in steps if step.turn == "again"]
            ends = [end for _, end in known if by - 2 * HOUR < end <= by - HOUR / 2]
            if repeated != ends:
                wrong.append((by, repeated, ends))

    assert not wrong


def test_the_dates_above_are_those_on_which_clocks_were_changed() -> None:
    for name, changes in CHANGES.items():
        for day in changes:
            begin, end = (
                datetime.combine(each, time(), ZoneInfo(name)) for each in (day, day + DAY)
            )
            lasts = end.astimezone(UTC) - begin.astimezone(UTC)
            assert (lasts == DAY) is (name == "Asia/Taipei"), (name, day, lasts)
