"""Times and windows as they come in: what is read, and what is refused by name."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from shared.domain.calendars import parse_week
from shared.domain.errors import InputError
from shared.domain.instants import iso, parse_instant, parse_moment
from shared.domain.rules import Window, parse_window
from shared.domain.spans import early_end, late_end

TAIPEI = ZoneInfo("Asia/Taipei")


@pytest.mark.parametrize(
    ("text", "read"),
    [
        pytest.param("2026-03-06T18:00:00Z", "2026-03-06T18:00:00Z", id="UTC"),
        pytest.param("2026-03-06t18:00:00z", "2026-03-06T18:00:00Z", id="small letters"),
        pytest.param("2026-03-06T18:00:00.999Z", "2026-03-06T18:00:00Z", id="fractions are cut"),
        pytest.param("2026-03-07T08:00:00+14:00", "2026-03-06T18:00:00Z", id="the farthest offset"),
        pytest.param("2026-03-06", "2026-03-06", id="a date stays a date"),
    ],
)  # fmt: skip
def test_what_is_read_is_written_in_one_way(text: str, read: str) -> None:
    assert iso(parse_moment("occurred_at", text)) == read


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        pytest.param(None, "not text", id="nothing"),
        pytest.param("1772820000", "numeric time", id="seconds of a machine"),
        pytest.param("2026-03-06T18:00:00", "naive time", id="no offset"),
        pytest.param("2026-03-06 18:00", "naive time", id="no offset and no seconds"),
        pytest.param("6 March 2026", "not a time like", id="words"),
        pytest.param("2026-02-30", "does not exist", id="a date that is none"),
        pytest.param("2026-02-30T10:00:00Z", "does not exist", id="a time on such a date"),
        pytest.param("2026-03-06T18:00:00+14:01", "beyond 14 hours", id="an offset no zone has"),
        pytest.param("1999-12-31", "outside 2000 to 2199", id="the last date too early"),
        pytest.param("2200-01-01T00:00:00Z", "outside 2000 to 2199", id="the first one too late"),
    ],
)
def test_what_is_no_time_is_refused_by_field_and_problem(text: object, problem: str) -> None:
    with pytest.raises(InputError, match=f"occurred_at: .*{problem}"):
        parse_moment("occurred_at", text)


def test_where_an_instant_is_wanted_a_date_is_not_enough() -> None:
    right = "'2026-03-06' is a date; add the time of day, as in 2026-03-06T18:00:00Z"
    with pytest.raises(InputError, match=right):
        parse_instant("until", "2026-03-06")


@pytest.mark.parametrize(
    ("text", "right"),
    [
        pytest.param("2026-03-06T18:00", "2026-03-06T18:00:00Z", id="no seconds, no offset"),
        pytest.param("2026-03-06 18:00:59.5", "2026-03-06T18:00:59.5Z", id="no offset"),
        pytest.param("2026-03-06T18:00+08:00", "2026-03-06T18:00:00+08:00", id="no seconds"),
        pytest.param("2026-03-06 18:00:00Z", "2026-03-06T18:00:00Z", id="a space"),
        pytest.param("2026-03-06T18:00:00+0800", "2026-03-06T18:00:00+08:00", id="no colon"),
        pytest.param("2026-03-06T18:00:00-03", "2026-03-06T18:00:00-03:00", id="only hours"),
    ],
)
def test_what_is_nearly_a_time_is_refused_with_a_time_that_is_taken(text: str, right: str) -> None:
    with pytest.raises(InputError) as refused:
        parse_instant("stated", text)

    assert str(refused.value).endswith(f" {right}")
    parse_instant("stated", right)


def test_a_date_lasts_from_its_first_to_its_last_second_in_its_zone() -> None:
    day = date(2026, 3, 11)

    assert early_end(day, TAIPEI) == datetime(2026, 3, 10, 16, tzinfo=UTC)
    assert late_end(day, TAIPEI) == datetime(2026, 3, 11, 15, 59, 59, tzinfo=UTC)


def test_an_instant_is_its_own_beginning_and_end() -> None:
    noon = datetime(2026, 3, 11, 12, tzinfo=UTC)

    assert early_end(noon, TAIPEI) == late_end(noon, TAIPEI) == noon


@pytest.mark.parametrize(
    ("amount", "unit", "problem"),
    [
        pytest.param(2, "days", r"window\.unit: unknown unit 'days'", id="a unit nobody has"),
        pytest.param("2", "elapsed_hours", r"window\.amount: '2' is not a whole", id="text"),
        pytest.param(True, "elapsed_hours", r"window\.amount: True is not a whole", id="a yes"),
        pytest.param(0, "elapsed_hours", r"window\.amount: 0 is outside 1 to 3660", id="nothing"),
        pytest.param(3661, "elapsed_hours", "3661 is outside 1 to 3660", id="more than ten years"),
    ],
)
def test_a_window_that_is_none_is_refused(amount: object, unit: str, problem: str) -> None:
    with pytest.raises(InputError, match=problem):
        parse_window("window", amount, unit)


@pytest.mark.parametrize(
    ("window", "words"),
    [
        pytest.param(Window(1, "business_days"), "1 business day", id="one"),
        pytest.param(Window(2, "calendar_days"), "2 calendar days", id="several"),
    ],
)
def test_a_window_is_written_as_a_person_would(window: Window, words: str) -> None:
    assert str(window) == words


@pytest.mark.parametrize(
    ("text", "days"),
    [
        pytest.param("Mon-Fri", {0, 1, 2, 3, 4}, id="most of the world"),
        pytest.param("Sun-Thu", {6, 0, 1, 2, 3}, id="over the end of the week"),
    ],
)
def test_a_business_week_may_go_over_the_end_of_the_week(text: str, days: set[int]) -> None:
    assert parse_week(text) == days
