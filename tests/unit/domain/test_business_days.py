from datetime import UTC, date, datetime
from random import Random
from zoneinfo import ZoneInfo

import pytest

from shared.domain.calendars import BusinessDays
from shared.domain.instants import (
    DAY,
    WallClock,
    date_of,
    day_number,
    instant_of,
    seconds_of,
)
from shared.domain.readings import same_clock
from shared.policy.pack import load_pack

PACK = load_pack()
SAMPLES = 600
DAYS = [1, 2, 3, 5, 7, 30, 90, 260, 400]


def some_days(seed: str) -> list[tuple[int, int]]:
    """Draw starts and amounts, some of them beyond the years whose holidays are known."""
    chance = Random(seed)  # noqa: S311 - repeatable days, not secrets
    first = day_number(datetime(2012, 6, 1, tzinfo=UTC).date())
    return [(first + chance.randrange(25 * 365), chance.choice(DAYS)) for _ in range(SAMPLES)]


@pytest.mark.parametrize("code", PACK.stores)
@pytest.mark.parametrize("kind", ["week", "working"])
def test_the_place_in_the_list_is_where_a_walk_ends(code: str, kind: str) -> None:
    days: BusinessDays = getattr(PACK.stores[code].calendar, kind)
    asked = some_days(code)

    wrong = [(day, n) for day, n in asked if days.nth_after(day, n) != days.walked(day, n)]

    assert not wrong


def test_a_day_off_counts_in_the_week_and_not_among_the_working_days() -> None:
    calendar = PACK.stores["US"].calendar
    memorial_day = day_number(datetime(2026, 5, 25, tzinfo=UTC).date())

    assert memorial_day in calendar.week
    assert memorial_day not in calendar.working
    assert calendar.working.on_or_after(memorial_day - 2) == memorial_day + 1


def test_days_before_and_after_the_known_years_are_those_of_the_week() -> None:
    calendar = PACK.stores["IN"].calendar
    christmas = [day_number(datetime(year, 12, 25, tzinfo=UTC).date()) for year in (2013, 2036)]

    for day in christmas:
        assert day in calendar.working
        assert calendar.working.nth_after(day - 1, 1) == day


@pytest.mark.parametrize("code", ["US", "UK", "EG", "AU", "IN"])
def test_the_same_clock_with_and_without_what_is_remembered(code: str) -> None:
    store = PACK.stores[code]
    days, fresh, seasoned = store.calendar.working, WallClock(store.zone), WallClock(store.zone)
    chance = Random(code)  # noqa: S311 - repeatable days, not secrets
    first = seconds_of(datetime(2013, 6, 1, tzinfo=UTC))
    asked = [
        (first + chance.randrange(23 * 365 * DAY), chance.choice(DAYS)) for _ in range(SAMPLES)
    ]
    for day in range(first // DAY - 1, first // DAY + 26 * 365):
        seasoned.reading(day * DAY)

    for start, n in asked:
        answer = same_clock(start, n, days, fresh)
        assert answer == same_clock(start, n, days, fresh) == same_clock(start, n, days, seasoned)
        assert answer == by_date_and_time(start, n, days, store.zone)


def by_date_and_time(start: int, n: int, days: BusinessDays, zone: ZoneInfo) -> int:
    local = instant_of(start).astimezone(zone)
    ends = date_of(days.walked(day_number(local.date()), n))
    return seconds_of(datetime.combine(ends, local.time(), zone))


def test_a_day_off_beyond_the_years_laid_out_is_still_off() -> None:
    friday = day_number(date(2027, 1, 1))
    days = BusinessDays(range(5), [friday], 2026, 2026)

    assert days.nth_after(friday - 1, 1) == friday + 3
