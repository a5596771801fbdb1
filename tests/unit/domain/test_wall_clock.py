from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from shared.domain.instants import DAY, WallClock, instant_of, seconds_of
from shared.policy.pack import load_pack

FIRST = seconds_of(datetime(2013, 1, 1, tzinfo=UTC))
LAST = seconds_of(datetime(2037, 1, 1, tzinfo=UTC))
MINUTE, HOUR = 60, 3600
# Beside those of the stores: a half-hour change, a skipped date, a change that comes at midnight.
ODD_ZONES = {"Australia/Lord_Howe", "Pacific/Apia", "America/Havana", "Africa/Casablanca", "UTC"}
ZONES = sorted({store.zone.key for store in load_pack().stores.values()} | ODD_ZONES)


def shown(instant: int, zone: ZoneInfo) -> int:
    return seconds_of(instant_of(instant).astimezone(zone).replace(tzinfo=UTC))


def meant(reading: int, zone: ZoneInfo) -> int:
    return seconds_of(instant_of(reading).replace(tzinfo=zone).astimezone(UTC))


def changes(zone: ZoneInfo) -> Iterator[int]:
    """Find the hours in which a zone moves its clocks."""
    for day in range(FIRST, LAST, DAY):
        if shown(day + DAY, zone) - shown(day, zone) != DAY:
            for hour in range(day, day + DAY, HOUR):
                if shown(hour + HOUR, zone) - shown(hour, zone) != HOUR:
                    yield hour


def instants(zone: ZoneInfo) -> list[int]:
    """Return every twelfth hour of all years, and every minute around each change."""
    found = [*range(FIRST, LAST, DAY // 2)]
    for hour in changes(zone):
        found += range(hour - 2 * HOUR, hour + 3 * HOUR, MINUTE)
        found += (hour + beside * DAY for beside in (-2, -1, 1, 2))
    return found


@pytest.mark.parametrize("name", ZONES)
def test_the_wall_clock_reads_and_means_what_zoneinfo_says(name: str) -> None:
    zone = ZoneInfo(name)
    clock = WallClock(zone)

    wrong = []
    for instant in instants(zone):
        reading = shown(instant, zone)
        if clock.reading(instant) != reading or clock.instant(reading) != meant(reading, zone):
            wrong.append(instant_of(instant))

    assert not wrong


@pytest.mark.parametrize("name", ["America/Los_Angeles", "Africa/Cairo", "Pacific/Apia"])
def test_a_reading_that_the_clock_skips_or_shows_twice_means_what_pep_495_says(name: str) -> None:
    zone = ZoneInfo(name)
    clock = WallClock(zone)
    readings = {
        hour + offset + beside * MINUTE
        for hour in changes(zone)
        for offset in {shown(hour, zone) - hour, shown(hour + HOUR, zone) - hour - HOUR}
        for beside in range(-90, 150)
    }

    wrong = [reading for reading in readings if clock.instant(reading) != meant(reading, zone)]

    assert readings
    assert not wrong


def test_what_was_learnt_in_one_order_holds_in_another() -> None:
    zone = ZoneInfo("Africa/Cairo")
    forwards, backwards = WallClock(zone), WallClock(zone)
    days = range(FIRST, LAST, DAY // 2)

    ahead = [(forwards.reading(at), forwards.instant(at)) for at in days]
    behind = [(backwards.reading(at), backwards.instant(at)) for at in reversed(days)]

    assert ahead == behind[::-1]


def test_most_days_of_a_year_are_remembered() -> None:
    clock = WallClock(ZoneInfo("America/Los_Angeles"))
    year = range(seconds_of(datetime(2026, 1, 1, tzinfo=UTC)), LAST, DAY)[:365]

    for midnight in year:
        clock.reading(midnight)

    assert len(clock.steady) == 365 - 2


def test_seconds_and_instants_are_one_another() -> None:
    last = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)

    for instant in (datetime(1999, 12, 31, 23, 59, 59, tzinfo=UTC), last):
        assert instant_of(seconds_of(instant)) == instant
    with pytest.raises(OverflowError):
        instant_of(seconds_of(last) + 1)


def test_a_fraction_of_a_second_is_cut_off() -> None:
    instant = datetime(2026, 3, 6, 18, tzinfo=UTC)

    assert seconds_of(instant + timedelta(milliseconds=999)) == seconds_of(instant)
