from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.accounts import QuietHours
from shared.domain.ladder import HOUR, RUNGS, Step, climb, rungs_of

TAIPEI = ZoneInfo("Asia/Taipei")
NIGHT = QuietHours(time(23), time(7, 30), TAIPEI)
WEDNESDAY = datetime(2026, 3, 11, tzinfo=TAIPEI)
SHORT = ("24h", "8h", "2h", "30m")
LONG = ("7d", "3d", "24h", "8h", "2h")


def at(day: int, clock: str) -> datetime:
    hour, minute = (int(part) for part in clock.split(":"))
    return datetime(2026, 3, day, hour, minute, tzinfo=TAIPEI).astimezone(UTC)


def said(steps: list[Step]) -> list[str]:
    return [
        " ".join((step.due.astimezone(TAIPEI).strftime("%d %H:%M"), step.rung, *step.merged))
        for step in steps
    ]


@pytest.mark.parametrize(
    ("window", "expected"),
    [
        pytest.param(96 * HOUR - timedelta(seconds=1), SHORT, id="a second under 96 hours"),
        pytest.param(96 * HOUR, SHORT, id="96 hours exactly"),
        pytest.param(96 * HOUR + timedelta(seconds=1), LONG, id="a second over 96 hours"),
    ],
)
def test_a_window_over_96_hours_has_the_long_ladder(
    window: timedelta, expected: tuple[str, ...]
) -> None:
    assert rungs_of("atoz.info_request", window) == expected


def test_without_quiet_hours_every_rung_goes_out_at_its_time() -> None:
    steps = climb(at(11, "16:00"), at(13, "16:00"), SHORT, None, "arrival")

    assert said(steps) == [
        "11 16:00 arrival",
        "12 16:00 24h",
        "13 08:00 8h",
        "13 14:00 2h",
        "13 15:30 30m",
    ]


@pytest.mark.parametrize(
    ("begins", "expected"),
    [
        pytest.param("12 15:59", ["12 15:59 arrival", "12 16:00 24h"], id="a minute before"),
        pytest.param("12 16:00", ["12 16:00 arrival 24h"], id="at the rung"),
        pytest.param("12 16:01", ["12 16:01 arrival 24h"], id="a minute after"),
    ],
)
def test_a_rung_at_or_before_arrival_is_merged_into_it(begins: str, expected: list[str]) -> None:
    day, clock = begins.split()
    steps = climb(at(int(day), clock), at(13, "16:00"), ("24h",), None, "arrival")

    assert said(steps) == expected


def test_quiet_hours_pull_rungs_earlier_and_those_that_meet_become_one() -> None:
    steps = climb(at(11, "16:00"), at(13, "01:15"), SHORT, NIGHT, "arrival")

    assert said(steps) == [
        "11 16:00 arrival",
        "11 22:45 24h",
        "12 17:15 8h",
        "12 22:45 30m 2h",
    ]


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        pytest.param("13 09:29", ["12 22:45 2h 8h", "13 07:30 2h"], id="1 h 59 left at the end"),
        pytest.param("13 09:30", ["12 22:45 8h", "13 07:30 2h"], id="two hours left at the end"),
        pytest.param("13 08:01", ["12 22:45 2h 8h", "13 07:30 2h"], id="31 minutes left"),
        pytest.param("13 08:00", ["12 22:45 2h 8h", "13 07:30 2h"], id="thirty minutes left"),
        pytest.param("13 07:59", ["12 22:45 2h 8h"], id="29 minutes left"),
    ],
)
def test_the_last_rung_is_repeated_when_quiet_hours_end_shortly_before(
    by: str, expected: list[str]
) -> None:
    day, clock = by.split()
    steps = climb(at(10, "12:00"), at(int(day), clock), ("8h", "2h"), NIGHT, "arrival")

    assert said(steps)[1:] == expected


@pytest.mark.parametrize(
    ("since", "by", "expected"),
    [
        pytest.param(
            "11 22:50", "12 15:00", ["11 22:50 arrival 24h", "12 07:30 8h"], id="waits for the end"
        ),
        pytest.param(
            "11 22:50",
            "12 09:00",
            ["11 22:50 arrival 24h 8h", "12 07:00 2h", "12 07:30 2h"],
            id="long rung merges, short one goes at its own time",
        ),
    ],
)
def test_a_rung_that_can_no_longer_be_pulled_is_never_lost(
    since: str, by: str, expected: list[str]
) -> None:
    (first, clock), (last, end) = since.split(), by.split()
    steps = climb(at(int(first), clock), at(int(last), end), ("24h", "8h", "2h"), NIGHT, "arrival")

    assert said(steps)[: len(expected)] == expected


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        pytest.param("12 09:30", "12 07:30 arrival 24h 8h", id="two hours left: it waits"),
        pytest.param("12 09:29", "12 03:00 arrival 24h 8h", id="less: it goes at once"),
    ],
)
def test_an_arrival_at_night_waits_while_that_is_safe(by: str, expected: str) -> None:
    day, clock = by.split()
    steps = climb(at(12, "03:00"), at(int(day), clock), ("24h", "8h"), NIGHT, "arrival")

    assert said(steps)[0] == expected


def test_a_change_is_told_at_once_even_at_night() -> None:
    steps = climb(at(12, "03:00"), at(14, "12:00"), ("24h",), NIGHT, "changed")

    assert said(steps) == ["12 03:00 changed", "13 12:00 24h"]


ZONES = ("Asia/Taipei", "America/Los_Angeles", "Europe/Berlin", "Africa/Cairo", "Asia/Kolkata")
minutes = st.integers(0, 24 * 60 - 1).map(lambda m: time(m // 60, m % 60))


@given(
    since=st.datetimes(datetime(2025, 1, 1), datetime(2027, 1, 1)),  # noqa: DTZ001
    window=st.integers(1, 60 * 24 * 12),
    begin=minutes,
    end=minutes,
    zone=st.sampled_from(ZONES),
    rungs=st.sets(st.sampled_from(tuple(RUNGS)), min_size=1),
)
def test_whatever_the_quiet_hours_no_rung_is_lost_late_or_out_of_order(  # noqa: PLR0913, PLR0917
    since: datetime, window: int, begin: time, end: time, zone: str, rungs: set[str]
) -> None:
    start = since.replace(tzinfo=UTC, microsecond=0)
    by = start + timedelta(minutes=window)
    ladder = sorted(rungs, key=lambda rung: -RUNGS[rung])
    quiet = QuietHours(begin, end, ZoneInfo(zone)) if begin != end else None

    steps = climb(start, by, ladder, quiet, "arrival")

    assert rungs <= {name for step in steps for name in (step.rung, *step.merged)}
    assert all(one.due < other.due for one, other in pairwise(steps))
    assert steps[0].due >= start
    for step in steps:
        assert step.due <= by
        waited = step.due > by - RUNGS.get(step.rung, 10_000 * HOUR)
        assert (
            step.rung not in RUNGS
            or not waited
            or step.turn == "again"
            or by - step.due >= 2 * HOUR
        )


def test_a_rung_due_when_quiet_hours_end_stands_for_the_one_it_would_repeat() -> None:
    steps = climb(at(10, "12:00"), at(12, "08:00"), SHORT, NIGHT, "arrival")

    assert said(steps) == [
        "10 12:00 arrival",
        "11 08:00 24h",
        "11 22:45 2h 8h",
        "12 07:30 30m 2h",
    ]
