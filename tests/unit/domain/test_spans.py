"""Times known only to lie between two, from their text to the deadline counted from them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from shared.domain.deadlines import Deadline, Query, deadline
from shared.domain.errors import InputError
from shared.domain.instants import instant_of, wall_clock
from shared.domain.readings import anchor_of, midnights
from shared.domain.rules import Window
from shared.domain.spans import (
    Span,
    When,
    check_order,
    early_end,
    late_end,
    parse_when,
    spanned,
    written,
)
from shared.policy.pack import load_pack

PACK = load_pack()
LOS_ANGELES, TOKYO = ZoneInfo("America/Los_Angeles"), ZoneInfo("Asia/Tokyo")
FRIDAY = datetime(2026, 3, 6, 18, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def appeal(denied: When, stated: When | None = None, *, verified: bool = True) -> Deadline:
    anchors = {"claim_denied": denied}
    query = Query("safet.appeal", PACK.stores["US"], "", anchors, stated=stated, verified=verified)
    return deadline(PACK, query)


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("2026-03-06T18:00:00Z", FRIDAY),
        ("2026-03-06", date(2026, 3, 6)),
        ("2026-03-06..2026-03-07", Span(date(2026, 3, 6), date(2026, 3, 7))),
        ("2026-03-01..2026-03-06T18:00:00Z", Span(date(2026, 3, 1), FRIDAY)),
        ("2026-03-06..2026-03-06", date(2026, 3, 6)),
    ],
)
def test_a_time_is_read_and_written_as_exactly_as_it_is_known(text: str, when: When) -> None:
    assert parse_when("stated", text) == when
    assert parse_when("stated", written(when)) == when


@pytest.mark.parametrize("text", ["2026-03-06..", "..2026-03-06", "2026-03-06..2026-03-07..", ".."])
def test_what_is_no_span_is_refused_with_one_that_is(text: str) -> None:
    with pytest.raises(InputError, match=r"stated: .* write it like 2026-08-10\.\.2026-09-20"):
        parse_when("stated", text)


def test_a_number_is_no_span() -> None:
    with pytest.raises(InputError, match="stated: not text"):
        parse_when("stated", 20260306)


def test_a_span_lasts_from_the_first_second_of_its_first_to_the_last_of_its_last() -> None:
    span = Span(date(2026, 3, 6), date(2026, 3, 8))

    assert early_end(span, LOS_ANGELES) == datetime(2026, 3, 6, 8, tzinfo=UTC)
    assert late_end(span, LOS_ANGELES) == datetime(2026, 3, 9, 6, 59, 59, tzinfo=UTC)
    assert early_end(Span(FRIDAY, FRIDAY + HOUR), TOKYO) == FRIDAY
    assert late_end(Span(FRIDAY, FRIDAY + HOUR), TOKYO) == FRIDAY + HOUR


def test_whether_a_span_ends_before_it_begins_depends_on_the_zone() -> None:
    span = spanned(FRIDAY, date(2026, 3, 6))

    check_order("stated", span, LOS_ANGELES)
    with pytest.raises(InputError, match=r"stated: .* ends before it begins"):
        check_order("stated", span, TOKYO)  # where Friday is over by then


def test_where_a_zone_turns_a_span_round_its_ends_change_places() -> None:
    """An event is checked in the store that it names; its case may stand in another."""
    turned = Query(
        "safet.appeal", PACK.stores["JP"], "", {"claim_denied": Span(FRIDAY, date(2026, 3, 6))}
    )

    found = deadline(PACK, turned)

    assert found.counted_from == datetime(2026, 3, 6, 14, 59, 59, tzinfo=UTC)
    assert found.counted_to == FRIDAY


def test_what_is_counted_from_an_instant_knows_no_span() -> None:
    found = appeal(FRIDAY)

    assert (found.counted_from, found.counted_to, found.wide) == (FRIDAY, FRIDAY, False)
    assert found.probably == found.expected
    assert not found.notes


@pytest.mark.parametrize(
    ("denied", "wide"),
    [
        (date(2026, 3, 6), False),
        (date(2026, 11, 1), False),  # of 25 hours
        (Span(FRIDAY, FRIDAY + DAY), False),
        (Span(FRIDAY, FRIDAY + DAY + HOUR), True),
        (Span(date(2026, 3, 6), date(2026, 3, 7)), True),
    ],
)
def test_a_span_of_more_than_a_day_is_wide_and_a_date_is_not(denied: When, *, wide: bool) -> None:
    assert appeal(denied).wide is wide


def test_a_stated_span_decides_reminding_by_its_early_and_missing_by_its_late_end() -> None:
    found = appeal(FRIDAY, stated=Span(date(2026, 3, 10), date(2026, 3, 11)))

    assert found.remind_by == found.stated == datetime(2026, 3, 10, 7, tzinfo=UTC)
    assert found.missed_after == found.probably == datetime(2026, 3, 12, 6, 59, 59, tzinfo=UTC)
    assert found.stated_until == found.missed_after
    assert found.wide


def test_a_stated_date_is_not_wide_even_where_the_anchor_is() -> None:
    denied = Span(date(2026, 3, 1), date(2026, 3, 6))

    assert not appeal(denied, stated=date(2026, 3, 10)).wide
    assert appeal(denied, stated=date(2026, 3, 10), verified=False).wide


def test_from_an_unverified_source_a_stated_span_may_only_remind_earlier() -> None:
    sure = appeal(FRIDAY)
    earlier = appeal(FRIDAY, stated=Span(date(2026, 3, 10), date(2026, 9, 10)), verified=False)
    later = appeal(FRIDAY, stated=Span(date(2026, 4, 10), date(2026, 9, 10)), verified=False)

    assert earlier.remind_by == earlier.stated == datetime(2026, 3, 10, 7, tzinfo=UTC)
    assert later.remind_by == sure.remind_by
    for found in (earlier, later):
        assert (found.missed_after, found.probably) == (sure.missed_after, sure.expected)
        assert found.stated_until is None
        assert any("unverified source" in note for note in found.notes)


def test_a_printed_window_of_an_unverified_notice_is_counted_from_every_midnight_too() -> None:
    """Saturday's first second gives less time than Friday evening: two business days."""
    denied = Span(datetime(2026, 3, 14, 1, tzinfo=UTC), datetime(2026, 3, 14, 19, tzinfo=UTC))
    window = Window(2, "business_days")

    found = deadline(
        PACK,
        Query(
            "safet.appeal", PACK.stores["US"], "", {"claim_denied": denied}, window, verified=False
        ),
    )

    assert found.remind_by == datetime(2026, 3, 17, 7, tzinfo=UTC)


def test_with_nothing_to_count_from_the_stated_span_is_all_there_is() -> None:
    query = Query("safet.appeal", PACK.stores["US"], stated=Span(FRIDAY, date(2026, 3, 8)))

    found = deadline(PACK, query)

    assert (found.remind_by, found.stated, found.counted_to) == (FRIDAY, FRIDAY, None)
    assert found.missed_after == found.probably == datetime(2026, 3, 9, 6, 59, 59, tzinfo=UTC)
    assert found.wide


def test_a_wide_anchor_is_counted_from_no_more_midnights_than_it_takes() -> None:
    """A year of midnights later the answer is that of the first days."""
    year = Span(date(2025, 3, 14), date(2026, 3, 13))
    week = Span(date(2025, 3, 14), date(2025, 3, 20))

    assert appeal(year).earliest == appeal(week).earliest


def test_a_midnight_that_has_passed_before_clocks_go_back_over_it_is_not_within() -> None:
    """In St John's clocks went back from 00:01 to 23:01 of the day before."""
    clock = wall_clock(ZoneInfo("America/St_Johns"))
    begins, ends = datetime(2010, 11, 7, 3, tzinfo=UTC), datetime(2010, 11, 8, 5, tzinfo=UTC)
    (early, _), (late, _) = anchor_of(begins, clock), anchor_of(ends, clock)

    (only,) = midnights(early, late, clock)

    assert instant_of(only[0]) == datetime(2010, 11, 8, 3, 30, tzinfo=UTC)
