"""Facts known only to lie between two times: copies, reports, and exact notices of the same."""

from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.booking import booked
from shared.domain.case import Case
from shared.domain.events import ClaimEvent
from shared.domain.fold import fold
from shared.domain.instants import iso
from shared.domain.narrowing import facts_of
from shared.domain.protocol import StoredCase, World, absorb, mark, take
from tests.conftest import ORDER, WEDNESDAY, MakeEvent
from tests.unit.domain.test_doubts import DAY, HOUR, kinds

SAFET: dict[str, Any] = {"programme": "safet"}
DENIED: dict[str, Any] = {**SAFET, "decision": "denied"}
REPORT: dict[str, Any] = {"source": "report", "claim_label": "Denied"}


def span(make: MakeEvent, kind: str, first: float, last: float, **fields: Any) -> ClaimEvent:  # noqa: ANN401
    since, at = WEDNESDAY + first * DAY, WEDNESDAY + last * DAY
    return make(kind, at, occurred_from=iso(since), **{"event_id": f"{kind} span", **fields})


def denial(make: MakeEvent, first: float, last: float, **fields: Any) -> ClaimEvent:  # noqa: ANN401
    return span(make, "claim_decided", first, last, **{**DENIED, **REPORT, **fields})


def stored(world: World, *events: ClaimEvent) -> StoredCase:
    case = StoredCase("blue-kettle", ORDER)
    for each in events:
        case = absorb(case, each, world, WEDNESDAY + 30 * DAY) or case
    return case


def folded(world: World, *events: ClaimEvent) -> Case:
    return fold(events, world.pack, world.home)


def test_a_denial_that_a_report_shows_is_counted_from_both_its_ends(
    world: World, make_event: MakeEvent
) -> None:
    (appeal,) = folded(world, denial(make_event, 0, 14)).rounds["safet.appeal"]

    assert appeal.deadline.remind_by == WEDNESDAY + 7 * DAY
    assert appeal.deadline.missed_after > WEDNESDAY + 21 * DAY


def test_copies_narrow_in_any_order(world: World, make_event: MakeEvent) -> None:
    copies = [denial(make_event, *ends) for ends in ((0, 14), (2, 20), (-5, 9), (0, 14))]

    cases = [stored(world, *order) for order in permutations(copies)]

    (appeal,) = world.case(cases[0]).rounds["safet.appeal"]
    assert appeal.deadline.remind_by == WEDNESDAY + 9 * DAY
    assert appeal.deadline.expected == WEDNESDAY + 16 * DAY
    assert all(case.summary == cases[0].summary for case in cases)


def test_copies_that_do_not_meet_are_two_facts(world: World, make_event: MakeEvent) -> None:
    questions = [
        span(make_event, "information_requested", first, first + 1, **SAFET) for first in (0, 5, 10)
    ]

    facts = facts_of(questions, world.home.zone)

    assert [fact.event_id for fact in facts] == [
        "information_requested span",
        "information_requested span~2",
        "information_requested span~3",
    ]


def test_a_state_that_a_report_shows_every_day_came_about_once(
    world: World, make_event: MakeEvent
) -> None:
    shown: dict[str, Any] = {"event_id": "r", "source": "report", "arrives": WEDNESDAY + 5 * DAY}
    daily = [
        make_event("information_requested", f"2026-03-{day}", **shown, **SAFET)
        for day in (12, 13, 14)
    ]
    answer = make_event("seller_responded", WEDNESDAY + 2 * DAY, **SAFET)

    for order in permutations([*daily, answer]):
        (only,) = world.case(stored(world, *order)).rounds["safet.info_request"]
        assert only.closed_as == "answered"
        assert iso(only.openings[0].event.occurred) == "2026-03-12"
    known = span(make_event, "information_requested", 0, 2, event_id="r", source="report", **SAFET)
    (fact,) = facts_of([*daily, known], world.home.zone)
    assert (fact.get("occurred_from"), fact.get("occurred_at")) == (
        "2026-03-11T08:00:00Z",
        "2026-03-12",
    )


def test_an_unverified_copy_changes_nothing(world: World, make_event: MakeEvent) -> None:
    sure, doubted = denial(make_event, 0, 14), denial(make_event, 2, 3, verified=False)

    assert stored(world, sure, doubted).summary == stored(world, sure).summary
    assert stored(world, doubted, sure).summary == stored(world, sure).summary
    assert absorb(stored(world, sure), doubted, world, WEDNESDAY) is None


ENDS = st.tuples(st.integers(0, 8), st.integers(0, 8)).map(sorted)


@given(st.lists(st.tuples(ENDS, st.booleans()), min_size=2, max_size=4), st.randoms())
@settings(max_examples=60, deadline=None)
def test_any_copies_in_any_order_come_to_one_end(
    world: World,
    make_event: MakeEvent,
    copies: list[tuple[list[int], bool]],
    chance: Any,  # noqa: ANN401
) -> None:
    told = [denial(make_event, *ends, verified=sure) for ends, sure in copies]
    exact = make_event("claim_decided", WEDNESDAY + 4 * DAY, event_id="mail", **DENIED)
    opened = make_event("claim_opened", WEDNESDAY + DAY, **SAFET)
    every = [*told, exact, opened]
    first = stored(world, *every)
    chance.shuffle(every)

    assert stored(world, *every).summary == first.summary


def test_the_exact_notice_takes_the_place_of_the_span(world: World, make_event: MakeEvent) -> None:
    mail = make_event("claim_decided", WEDNESDAY + 6 * DAY, event_id="mail", **DENIED)

    for order in permutations((denial(make_event, 0, 14), mail)):
        (appeal,) = folded(world, *order).rounds["safet.appeal"]
        assert appeal.deadline.remind_by == WEDNESDAY + 13 * DAY


def test_what_two_notices_tell_is_one_decision(world: World, make_event: MakeEvent) -> None:
    mail = make_event("claim_decided", WEDNESDAY + 6 * DAY, event_id="mail", **DENIED)

    case = folded(world, denial(make_event, 0, 14), mail)

    assert [event.event_id for event in case.facts_once()] == ["mail"]
    assert len(case.events) == 2
    assert booked(case, (), {})["figures"].count("denied") == booked(folded(world, mail), (), {})[
        "figures"
    ].count("denied")


def test_that_it_moves_the_cut_off_is_told_as_a_change(world: World, make_event: MakeEvent) -> None:
    mail = make_event("claim_decided", WEDNESDAY + 6 * DAY, event_id="mail", **DENIED)
    case = StoredCase("blue-kettle", ORDER)
    for each in (denial(make_event, 0, 14), mail):
        now = WEDNESDAY + HOUR
        case = absorb(case, each, world, now) or case
        looked = take(case, world, now, "me")
        sent = {slot: parcel.ref for parcel in looked.parcels for slot in parcel.stands_for}
        case = mark(looked.of, world, now, "me", sent)

    assert any(slot.startswith("1.2:changed:email:owner") for slot in case.delivered)


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"decision": "closed_no_response"}, id="another decision"),
        pytest.param({"verified": False}, id="nobody vouches for it"),
        pytest.param({"claim_ref": "B"}, id="another claim"),
    ],
)
def test_a_notice_of_something_else_leaves_the_span(
    world: World, make_event: MakeEvent, other: dict[str, Any]
) -> None:
    mail = make_event("claim_decided", WEDNESDAY + 6 * DAY, event_id="m", **{**DENIED, **other})

    case = folded(world, denial(make_event, 0, 8, claim_ref="A"), mail)

    (appeal,) = case.rounds["safet.appeal"]
    told = [opening.event.event_id for opening in (*appeal.openings, *appeal.doubts)]
    assert sorted(told) == ["claim_decided span", "m"]


def test_a_report_is_cut_at_the_opening_of_its_claim(world: World, make_event: MakeEvent) -> None:
    opened = make_event("claim_opened", WEDNESDAY + 3 * DAY, **SAFET)

    (appeal,) = folded(world, opened, denial(make_event, 0, 14)).rounds["safet.appeal"]

    assert appeal.deadline.remind_by == WEDNESDAY + 10 * DAY


def asked(make: MakeEvent, first: float, last: float) -> ClaimEvent:
    fields = {**SAFET, **REPORT, "claim_label": "Awaiting seller"}
    return span(make, "information_requested", first, last, **fields)


@pytest.mark.parametrize(
    ("after", "rounds"),
    [
        pytest.param(0.9, 1, id="less than a day"),
        pytest.param(1, 2, id="a day"),
    ],
)
def test_a_report_that_still_asks_asks_anew_a_day_after_the_answer(
    world: World, make_event: MakeEvent, after: float, rounds: int
) -> None:
    question = make_event("information_requested", event_id="first", **SAFET)
    answer = make_event("seller_responded", WEDNESDAY + 2 * DAY, **SAFET)
    case = folded(world, question, answer, asked(make_event, -1, 2 + after))

    every = case.rounds["safet.info_request"]
    assert [each.closed_as for each in every] == ["answered", None][:rounds]
    assert ("asked_again" in kinds(case)) is (rounds == 2)
    assert every[-1].deadline.counted_from == (WEDNESDAY + (0, 2)[rounds - 1] * DAY)
    assert case.claims["safet"].status == (
        "under_investigation" if rounds == 1 else "awaiting_seller"
    )


def test_a_claim_a_report_shows_as_waiting_is_known_though_it_was_answered(
    world: World, make_event: MakeEvent
) -> None:
    answer = make_event("seller_responded", WEDNESDAY + 2 * DAY)
    opened = span(make_event, "claim_opened", 0, 2.5, action_required=True, source="report")

    case = folded(world, answer, opened)

    assert case.rounds == {}
    assert case.claims["atoz"].known


@pytest.mark.parametrize(
    ("fields", "ended"),
    [
        pytest.param({"claim_label": "Granted"}, True, id="a state of the claim"),
        pytest.param({"amount": {"value": "5.00", "currency": "USD"}}, False, id="money"),
        pytest.param({"source": "mail"}, False, id="a forward without a date"),
    ],
)
def test_what_a_span_ends_depends_on_who_tells_it(
    world: World,
    make_event: MakeEvent,
    fields: dict[str, Any],
    ended: bool,  # noqa: FBT001
) -> None:
    question = make_event("information_requested", WEDNESDAY + DAY, **SAFET)
    granted = {**SAFET, "decision": "granted", "source": "report", **fields}
    decided = span(make_event, "claim_decided", 0, 2, **granted)

    (only,) = folded(world, question, decided).rounds["safet.info_request"]

    assert (only.closed_as == "cancelled") is ended


@pytest.mark.parametrize(
    ("first", "late"), [pytest.param(1, False, id="a part"), pytest.param(15, True, id="all of it")]
)
def test_an_answer_is_late_only_when_all_of_its_span_is(
    world: World,
    make_event: MakeEvent,
    first: int,
    late: bool,  # noqa: FBT001
) -> None:
    question = make_event("information_requested", **SAFET)
    answer = span(make_event, "seller_responded", first, 20, **SAFET)

    (only,) = folded(world, question, answer).rounds["safet.info_request"]

    assert (only.closed_as, only.late) == ("answered", late)


@pytest.mark.parametrize(
    ("early", "heard", "flagged"),
    [
        pytest.param(10, 2, True, id="ten minutes"),
        pytest.param(11, 2, False, id="eleven"),
        pytest.param(5, 0, False, id="before the question was known"),
    ],
)
def test_an_answer_dated_just_before_its_question_is_flagged(
    world: World,
    make_event: MakeEvent,
    early: int,
    heard: int,
    flagged: bool,  # noqa: FBT001
) -> None:
    answered = WEDNESDAY - timedelta(minutes=early)
    answer = make_event("seller_responded", answered, arrives=WEDNESDAY + heard * HOUR)
    for verified in (True, False):
        known = WEDNESDAY + HOUR
        question = make_event("information_requested", arrives=known, verified=verified)

        case = folded(world, question, answer)

        assert case.rounds["atoz.info_request"][0].closed_as is None
        assert ("two_clocks" in kinds(case)) is flagged


# ── what else a span says ───────────────────────────────────────────────────────────────────────

ASKED: dict[str, Any] = {"programme": "atoz"}
STATED = iso(WEDNESDAY + 3 * DAY)


def test_an_exact_notice_keeps_what_only_the_span_says(world: World, make_event: MakeEvent) -> None:
    told = span(make_event, "information_requested", 0, 2, stated=STATED, **ASKED)
    exact = make_event("information_requested", WEDNESDAY + 2 * DAY, **ASKED)

    (asked,) = folded(world, told, exact).rounds["atoz.info_request"]

    assert asked.deadline.remind_by == WEDNESDAY + 3 * DAY
    assert asked.opened_at == WEDNESDAY + 2 * DAY


def test_a_question_known_by_its_claim_stays_one_when_the_claim_is_told_exactly(
    world: World, make_event: MakeEvent
) -> None:
    told = span(make_event, "claim_opened", 0, 2, action_required=True, **ASKED)
    exact = make_event("claim_opened", WEDNESDAY + DAY, **ASKED)

    assert "atoz.info_request" in folded(world, told, exact).rounds


def test_copies_of_one_event_lose_nothing_that_one_of_them_says(
    world: World, make_event: MakeEvent
) -> None:
    wide = span(make_event, "information_requested", 0, 2, stated=STATED, **ASKED)
    narrow = span(make_event, "information_requested", 0.5, 1.5, **ASKED)

    for order in permutations((wide, narrow, wide)):
        (asked,) = world.case(stored(world, *order)).rounds["atoz.info_request"]
        assert asked.deadline.remind_by == WEDNESDAY + 3 * DAY


def test_refunds_of_another_extent_or_by_another_are_other_facts(
    world: World, make_event: MakeEvent
) -> None:
    full = span(make_event, "refund_issued", 0, 3, programme="return", extent="full")
    part = make_event("refund_issued", WEDNESDAY + DAY, programme="return", extent="partial")
    own = span(make_event, "refund_issued", 0, 3, programme="return", by="seller")
    unsaid = make_event("refund_issued", WEDNESDAY + DAY, programme="return")
    came = make_event("return_delivered", WEDNESDAY + 4 * DAY, programme="return")

    assert "return.process" not in folded(world, full, part, came).rounds
    refunds = [e.get("by") for e in folded(world, own, unsaid).events if e.type == "refund_issued"]
    assert sorted(map(str, refunds)) == ["None", "seller"]


def test_a_question_that_reports_go_on_showing_is_one_question(
    world: World, make_event: MakeEvent
) -> None:
    shown = [
        span(make_event, "information_requested", 0, last, event_id=f"r{last}", **SAFET, **REPORT)
        for last in (4, 8, 11, 28)
    ]

    for order in permutations(shown):
        (asked,) = folded(world, *sorted(order, key=lambda e: e.order_key(world.home.zone))).rounds[
            "safet.info_request"
        ]
        assert asked.state(WEDNESDAY + 40 * DAY) == "missed"


def test_a_question_that_reports_go_on_showing_after_an_answer_is_one_more(
    world: World, make_event: MakeEvent
) -> None:
    first = span(make_event, "information_requested", 0, 1, event_id="r1", **SAFET, **REPORT)
    answer = make_event("seller_responded", WEDNESDAY + 2 * DAY, **SAFET)
    later = [
        span(make_event, "information_requested", 0, last, event_id=f"r{last}", **SAFET, **REPORT)
        for last in (5, 9, 12)
    ]

    rounds = folded(world, first, answer, *later).rounds["safet.info_request"]

    assert [each.closed_as for each in rounds] == ["answered", None]


def test_a_report_that_still_asks_soon_after_the_answer_leaves_the_status(
    world: World, make_event: MakeEvent
) -> None:
    opened = make_event("claim_opened", WEDNESDAY, action_required=True, **ASKED)
    answer = make_event("seller_responded", WEDNESDAY + DAY, **ASKED)
    still = span(make_event, "claim_opened", 0.5, 1.5, action_required=True, **ASKED, **REPORT)

    assert folded(world, opened, answer, still).claims["atoz"].status == "under_review"


def test_a_question_about_another_claim_is_a_question_of_its_own(
    world: World, make_event: MakeEvent
) -> None:
    one = span(
        make_event, "information_requested", 0, 4, event_id="r1", claim_ref="1", **SAFET, **REPORT
    )
    other = span(
        make_event, "information_requested", 0, 28, event_id="r2", claim_ref="2", **SAFET, **REPORT
    )

    assert len(folded(world, one, other).rounds["safet.info_request"]) == 2
