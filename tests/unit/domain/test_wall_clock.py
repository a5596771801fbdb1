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
    offsets = {
        hour: instant_of(hour).astimezone(zone).utcoffset()
        for hour in range(FIRST - DAY, LAST + DAY, HOUR)
    }
    for hour, offset in offsets.items():
        if offsets.get(hour + HOUR, offset) != offset:
            yield hour


def instants(zone: ZoneInfo) -> Iterator[int]:
    """Yield every fourth hour of all years, and every minute of the day around a change."""
    yield from range(FIRST, LAST, 4 * HOUR)
    for hour in changes(zone):
        yield from range(hour - DAY // 2, hour + DAY // 2, MINUTE)
        yield from (hour - DAY, hour - 1, hour + HOUR - 1, hour + HOUR, hour + HOUR + 1)


@pytest.mark.parametrize("name", ZONES)
def test_the_wall_clock_reads_what_zoneinfo_says(name: str) -> None:
    zone = ZoneInfo(name)
    clock = WallClock(zone)

    wrong = [at for at in instants(zone) if clock.reading(at) != shown(at, zone)]

    assert not wrong


@pytest.mark.parametrize("name", ZONES)
def test_a_reading_means_the_instant_that_zoneinfo_says(name: str) -> None:
    zone = ZoneInfo(name)
    clock = WallClock(zone)
    readings = (at + offset for at in instants(zone) for offset in (0, shown(at, zone) - at))

    wrong = [reading for reading in readings if clock.instant(reading) != meant(reading, zone)]

    assert not wrong


@pytest.mark.parametrize("name", ZONES)
def test_what_was_learnt_in_one_order_holds_in_another(name: str) -> None:
    zone = ZoneInfo(name)
    forwards, backwards = WallClock(zone), WallClock(zone)
    days = range(FIRST, LAST, DAY // 2)

    ahead = [(forwards.reading(at), forwards.instant(at)) for at in days]
    behind = [(backwards.reading(at), backwards.instant(at)) for at in reversed(days)]

    assert ahead == behind[::-1]
    assert ahead == [(forwards.reading(at), forwards.instant(at)) for at in days]


def test_most_days_of_a_year_are_remembered() -> None:
    clock = WallClock(ZoneInfo("America/Los_Angeles"))
    year = range(seconds_of(datetime(2026, 1, 1, tzinfo=UTC)) // DAY, 1 << 40, 1)[:365]

    for day in year:
        clock.reading(day * DAY)

    assert len(clock.steady) == 365 - 2


def test_seconds_and_instants_are_one_another() -> None:
    for instant in (
        datetime(1999, 12, 31, 23, 59, 59, tzinfo=UTC),
        datetime.max.replace(microsecond=0, tzinfo=UTC),
    ):
        assert instant_of(seconds_of(instant)) == instant
    with pytest.raises(OverflowError):
        instant_of(seconds_of(datetime.max.replace(tzinfo=UTC)) + timedelta(days=1).days * DAY)
