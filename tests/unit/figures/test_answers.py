from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from shared.domain.accounts import QuietHours
from shared.domain.answers import promptness, verdict, waking
from shared.domain.figures import Period
from shared.domain.ledger import Entry, RoundEntry

LOS_ANGELES, TAIPEI = ZoneInfo("America/Los_Angeles"), ZoneInfo("Asia/Taipei")
HEARD = datetime(2026, 3, 9, 8, 0, tzinfo=UTC)
BY, TO = HEARD + timedelta(hours=48), HEARD + timedelta(hours=72)
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))
NIGHT = QuietHours(time(23, 0), time(7, 30), TAIPEI)


def duty(**more: Any) -> RoundEntry:  # noqa: ANN401
    return RoundEntry("atoz.info_request", HEARD, BY, TO, **more)


@pytest.mark.parametrize(
    ("answered", "expected"),
    [
        pytest.param(BY, "on_time", id="at the earliest cut-off"),
        pytest.param(BY + SECOND, "in_doubt", id="a second after it"),
        pytest.param(TO, "in_doubt", id="at the latest"),
        pytest.param(TO + SECOND, "late", id="a second after that"),
        pytest.param(date(2026, 3, 11), "on_time", id="on its date, no time known"),
        pytest.param(date(2026, 3, 12), "in_doubt", id="a date that begins in between"),
        pytest.param(date(2026, 3, 13), "late", id="a date that lies after it as a whole"),
    ],
)
def test_an_answer_is_judged_by_both_readings(answered: datetime | date, expected: str) -> None:
    done = duty(ended="answered", answered=answered)

    assert verdict(done, HEARD + timedelta(days=90), LOS_ANGELES) == expected


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        pytest.param(TO, "open", id="at the latest cut-off"),
        pytest.param(TO + 24 * HOUR, "open", id="24 hours later"),
        pytest.param(TO + 24 * HOUR + SECOND, "never", id="a second after that"),
    ],
)
def test_never_is_said_a_day_after_the_latest_reading(now: datetime, expected: str) -> None:
    assert verdict(duty(), now, LOS_ANGELES) == expected


def test_a_duty_that_was_called_off_is_neither_met_nor_missed() -> None:
    assert verdict(duty(ended="cancelled"), TO + 48 * HOUR, LOS_ANGELES) == "cancelled"


def test_median_and_ninth_tenth_of_ten_answers() -> None:
    """1, 2, … 10 hours: the median is 5.5, and nine of ten took no longer than 9."""
    rounds = tuple(
        duty(ended="answered", answered=HEARD + hours * HOUR)
        for hours in (7, 3, 10, 1, 5, 2, 9, 4, 8, 6)
    )

    found = promptness([Entry("1", None, (), rounds)], MARCH, TO, LOS_ANGELES, None).to_answer

    assert (found.count, found.median, found.ninth_tenth) == (10, 5.5 * HOUR, 9 * HOUR)


def test_waking_hours_leave_the_night_out() -> None:
    """16:00 in Taipei to 08:30 the next day: seven hours before 23:00 and one after 07:30."""
    morning = datetime(2026, 3, 10, 0, 30, tzinfo=UTC)

    assert waking(HEARD, morning, NIGHT) == 8 * HOUR
    assert waking(HEARD, morning, None) == 16.5 * HOUR


def test_waking_hours_agree_with_asking_every_minute() -> None:
    begin, end = HEARD + 11 * timedelta(minutes=7), HEARD + timedelta(days=3, minutes=1234)
    minute = timedelta(minutes=1)
    awake = sum(
        NIGHT.around(begin + step * minute) is None for step in range(int((end - begin) / minute))
    )

    assert waking(begin, end, NIGHT) == awake * minute


def test_answers_without_a_time_and_answers_before_we_heard_are_not_timed() -> None:
    rounds = (
        duty(ended="answered", answered=date(2026, 3, 10)),
        duty(ended="answered", answered=HEARD - HOUR),
        duty(ended="answered", answered=HEARD + HOUR, acknowledged=HEARD + HOUR / 2),
    )

    found = promptness([Entry("1", None, (), rounds)], MARCH, TO, LOS_ANGELES, None)

    assert (found.to_answer.count, found.untimed) == (1, 2)
    assert found.to_acknowledge.median == HOUR / 2


def test_verdicts_belong_to_the_month_of_the_earliest_cut_off_in_the_store() -> None:
    """06:59:59 UTC of 1 April is still March in Los Angeles."""
    by = datetime(2026, 4, 1, 6, 59, 59, tzinfo=UTC)
    rounds = (
        RoundEntry("atoz.info_request", HEARD, by, by),
        RoundEntry("atoz.info_request", HEARD, by + SECOND, by + SECOND),
    )

    found = promptness([Entry("1", None, (), rounds)], MARCH, by, LOS_ANGELES, None)

    assert found.verdicts == {"open": 1}


def test_what_made_people_act_is_counted_by_rung() -> None:
    rounds = (duty(rung="8h"), duty(rung="arrival"), duty(rung="8h"), duty())

    found = promptness([Entry("1", None, (), rounds)], MARCH, TO, LOS_ANGELES, None)

    assert found.rungs == {"8h": 2, "arrival": 1}
