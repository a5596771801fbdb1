"""Deadlines as the engine answers them; the readings themselves are held in tests/cli."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from shared.domain.deadlines import Query, computed, deadline
from shared.domain.errors import InputError, NoAnchorError, NoRuleError
from shared.domain.rules import Window
from shared.policy.pack import load_pack

PACK = load_pack()
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WEDNESDAY = datetime(2026, 3, 11, 8, tzinfo=UTC)
ASKED = {"information_requested": WEDNESDAY}


def asked(obligation: str, store: str = "US", **parts: Any) -> Query:  # noqa: ANN401
    return Query(obligation, PACK.stores[store], **parts)


def test_the_same_question_has_the_same_answer_however_often_it_is_asked() -> None:
    query = asked("safet.info_request", anchors=ASKED)

    assert deadline(PACK, query) == deadline(PACK, query) == computed(PACK, query)


def test_another_pack_gives_its_own_answer_to_the_same_question() -> None:
    query = asked("message.reply", anchors={"buyer_contacted": WEDNESDAY})
    (rule,) = PACK.of("message.reply")
    shorter = PACK.overlaid([replace(rule, window=Window(12, "elapsed_hours"))])

    before, ours, after = (deadline(pack, query).remind_by for pack in (PACK, shorter, PACK))

    assert (before, ours, after) == (
        WEDNESDAY + 24 * HOUR,
        WEDNESDAY + 12 * HOUR,
        WEDNESDAY + 24 * HOUR,
    )


def test_a_fact_this_rule_does_not_count_from_is_ignored_and_said() -> None:
    found = deadline(
        PACK, asked("atoz.info_request", anchors={**ASKED, "claim_opened": WEDNESDAY - DAY})
    )

    assert found.remind_by == WEDNESDAY + 48 * HOUR
    assert found.notes == ("anchor claim_opened is not used by this rule and was ignored",)


def test_a_fact_nobody_counts_from_is_refused_by_name() -> None:
    with pytest.raises(InputError, match="unknown anchor 'claim_openend'"):
        deadline(PACK, asked("atoz.review", anchors={"claim_openend": WEDNESDAY}))


def test_without_a_fact_and_without_a_date_nothing_is_guessed() -> None:
    with pytest.raises(NoAnchorError, match="give claim_granted, account_debited, or a stated"):
        deadline(PACK, asked("atoz.appeal"))


def test_a_date_no_rule_was_in_force_on_is_named() -> None:
    with pytest.raises(NoRuleError, match="in force on 2020-06-30"):
        deadline(PACK, asked("atoz.review", anchors={"claim_opened": date(2020, 6, 30)}))


def test_a_deadline_beyond_the_calendar_is_refused() -> None:
    last = datetime(9999, 12, 31, 12, tzinfo=UTC)

    with pytest.raises(InputError, match="beyond the calendar"):
        deadline(PACK, asked("message.reply", anchors={"buyer_contacted": last}))


def test_a_window_printed_in_a_notice_replaces_the_rule() -> None:
    printed = Window(5, "elapsed_hours")

    found = deadline(PACK, asked("atoz.info_request", anchors=ASKED, window=printed))

    assert (found.remind_by, found.missed_after) == (WEDNESDAY + 5 * HOUR,) * 2


@pytest.mark.parametrize(
    ("printed", "remind_by"),
    [
        pytest.param(Window(5, "elapsed_hours"), 5 * HOUR, id="shorter: reminds earlier"),
        pytest.param(Window(90, "elapsed_hours"), 48 * HOUR, id="longer: changes nothing"),
    ],
)
def test_a_window_from_a_doubtful_notice_may_only_remind_earlier(
    printed: Window, remind_by: timedelta
) -> None:
    query = asked("atoz.info_request", anchors=ASKED, window=printed, verified=False)

    found = deadline(PACK, query)

    assert (found.remind_by, found.missed_after) == (
        WEDNESDAY + remind_by,
        WEDNESDAY + 72 * HOUR,
    )


@pytest.mark.parametrize(
    ("verified", "missed_after"),
    [pytest.param(True, 9 * HOUR, id="believed"), pytest.param(False, 72 * HOUR, id="doubted")],
)
def test_a_stated_date_moves_the_end_only_when_it_is_believed(
    verified: bool,  # noqa: FBT001
    missed_after: timedelta,
) -> None:
    query = asked(
        "atoz.info_request", anchors=ASKED, stated=WEDNESDAY + 9 * HOUR, verified=verified
    )

    found = deadline(PACK, query)

    assert found.remind_by == WEDNESDAY + 9 * HOUR
    assert found.missed_after == WEDNESDAY + missed_after
    assert any("the rule gives 2026-03-13T08:00:00Z, 1 d 15 h later" in n for n in found.notes)


def test_a_stated_date_alone_is_the_whole_answer() -> None:
    found = deadline(PACK, asked("atoz.review", stated=WEDNESDAY))

    assert (found.remind_by, found.missed_after) == (WEDNESDAY, WEDNESDAY)
    assert (found.rule, found.earliest, found.latest, found.opens_at) == (None,) * 4


def test_what_may_be_filed_only_later_says_from_when() -> None:
    query = asked(
        "safet.file", "SA", case="self_ship", anchors={"return_requested": date(2026, 3, 11)}
    )

    # 23:59:59 in Riyadh, thirty days on
    assert deadline(PACK, query).opens_at == datetime(2026, 4, 10, 20, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("obligation", "said"),
    [
        pytest.param("safet.info_request", True, id="where business days count"),
        pytest.param("atoz.info_request", False, id="where only hours do"),
    ],
)
def test_years_whose_holidays_nobody_knows_are_said(
    obligation: str,
    said: bool,  # noqa: FBT001
) -> None:
    far = {"information_requested": datetime(2036, 5, 6, 8, tzinfo=UTC)}

    notes = deadline(PACK, asked(obligation, anchors=far)).notes

    assert any("2014 to 2035 only" in note for note in notes) is said


def test_a_rule_that_takes_effect_inside_the_window_is_applied_as_well() -> None:
    # 60 days from 10 February; the 30 days in force from 16 February on end on 12 March
    returned = dict.fromkeys(("return_delivered", "refund_issued"), date(2026, 2, 10))

    found = deadline(PACK, asked("safet.file", anchors=returned))

    assert found.rule is not None
    assert found.rule.rule_id == "safet.file.us"
    assert found.earliest == datetime(2026, 3, 12, 7, tzinfo=UTC)  # 00:00 in Los Angeles
    assert found.latest == datetime(2026, 4, 12, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("obligation", "anchors", "expected"),
    [
        pytest.param(
            "safet.file", {"return_delivered": 0, "refund_issued": 3}, 33, id="the later of two"
        ),
        pytest.param(
            "atoz.appeal", {"claim_granted": 0, "account_debited": 3}, 30, id="the earlier of two"
        ),
        pytest.param("safet.file", {"refund_issued": 3}, 33, id="the one of two that is known"),
    ],
)
def test_of_several_facts_the_rule_says_which_counts(
    obligation: str, anchors: dict[str, int], expected: int
) -> None:
    known = {name: WEDNESDAY + days * DAY for name, days in anchors.items()}

    found = deadline(PACK, asked(obligation, anchors=known))

    assert found.expected == WEDNESDAY + expected * DAY


@pytest.mark.parametrize("obligation", ["atoz.review", "atoz.appeal"])
def test_a_row_whose_facts_are_unknown_is_passed_over(obligation: str) -> None:
    (shipped,) = PACK.of(obligation)
    by_question = replace(
        shipped,
        rule_id="own",
        anchors=("information_requested",),
        window=Window(10, "elapsed_hours"),
    )
    pack = PACK.overlaid([by_question])

    found = deadline(pack, asked(obligation, anchors=ASKED))

    assert found.rule is by_question
    assert found.remind_by == WEDNESDAY + 10 * HOUR


def test_unknown_names_are_refused_with_what_is_known() -> None:
    with pytest.raises(InputError, match=r"unknown obligation 'atoz\.answer'; known are message"):
        deadline(PACK, asked("atoz.answer"))
    with pytest.raises(InputError, match=r"unknown case 'gone' of safet\.file; known are lost"):
        deadline(PACK, asked("safet.file", case="gone"))
    with pytest.raises(InputError, match=r"unknown case 'lost' of atoz\.review; known are none"):
        deadline(PACK, asked("atoz.review", case="lost"))
    with pytest.raises(InputError, match="unknown store 'USA'; known are US"):
        PACK.store("USA")
    assert PACK.store("A1F83G8C2ARO7P").code == "UK"


def test_a_rule_that_takes_effect_after_the_window_is_not_applied() -> None:
    lost = {"last_carrier_scan": datetime(2025, 12, 1, 8, tzinfo=UTC)}

    found = deadline(PACK, asked("safet.file", case="lost", anchors=lost))

    assert found.rule is not None
    assert found.rule.rule_id == "safet.file.us.lost.2025"
    assert found.remind_by == datetime(2026, 1, 30, 8, tzinfo=UTC)


def test_a_weekend_start_is_read_from_the_day_and_from_the_next_midnight() -> None:
    # Saturday 11:00 in Los Angeles
    saturday = {"information_requested": datetime(2026, 3, 14, 18, tzinfo=UTC)}

    found = deadline(PACK, asked("safet.info_request", anchors=saturday))

    assert found.earliest == datetime(2026, 3, 17, 18, tzinfo=UTC)  # Tuesday 11:00
    assert found.expected == datetime(2026, 3, 18, 7, tzinfo=UTC)  # Wednesday 00:00


def test_a_deadline_on_the_day_the_clocks_change_is_the_same_every_time() -> None:
    # four days from Wednesday 4 March: Sunday 8 March has 23 hours in Los Angeles
    query = asked("return.process", anchors={"return_delivered": date(2026, 3, 4)})

    for found in (computed(PACK, query), computed(PACK, query)):
        assert found.earliest == datetime(2026, 3, 8, 8, tzinfo=UTC)
        assert found.expected == datetime(2026, 3, 9, 6, 59, 59, tzinfo=UTC)
        assert found.latest == datetime(2026, 3, 9, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    "anchors",
    [
        pytest.param({}, id="nothing known"),
        pytest.param({"return_delivered": WEDNESDAY}, id="what the other store counts from"),
    ],
)
def test_a_store_without_a_rule_is_told_which_stores_have_one(anchors: dict[str, datetime]) -> None:
    with pytest.raises(NoRuleError) as none:
        deadline(PACK, asked("return.process", "JP", anchors=anchors))

    assert str(none.value) == (
        "store: no rule for return.process in store JP; there is one in US, UK, DE, FR, IT, ES, "
        "IE, NL, BE, SE, PL"
    )


def test_where_only_some_cases_have_a_rule_they_are_named() -> None:
    (rule,) = PACK.of("return.answer")
    lost = replace(rule, case="lost")
    here = replace(rule, rule_id="own", stores=("US", "UK"))

    with pytest.raises(NoRuleError, match=r"there is one in every store in case lost, US, UK$"):
        deadline(PACK.overlaid([lost, here]), asked("return.answer", "DE"))


def test_the_date_amazon_states_holds_where_no_rule_does() -> None:
    found = deadline(PACK, asked("return.process", "JP", stated=WEDNESDAY))

    assert (found.rule, found.remind_by, found.missed_after) == (None, WEDNESDAY, WEDNESDAY)
