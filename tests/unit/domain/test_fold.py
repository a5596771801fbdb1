from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.case import Case
from shared.domain.events import ClaimEvent
from shared.domain.fold import fold
from shared.domain.protocol import World
from tests.conftest import WEDNESDAY, MakeEvent

HOUR = timedelta(hours=1)


def standing(case: Case, now: datetime) -> dict[str, Any]:
    return {
        "claims": {name: (c.status, c.amount, c.outcome) for name, c in case.claims.items()},
        "rounds": [
            (r.obligation, r.number, r.state(now), r.late, r.deadline.remind_by)
            for r in case.all_rounds()
        ],
        "flags": sorted((flag.kind, flag.event_id) for flag in case.flags),
    }


STORY: list[tuple[str, timedelta, dict[str, Any]]] = [
    ("buyer_contacted", -30 * HOUR, {"programme": "message"}),
    ("claim_opened", timedelta(), {"amount": {"value": "48.20", "currency": "USD"}}),
    ("information_requested", HOUR, {}),
    ("seller_responded", 20 * HOUR, {}),
    ("information_requested", 30 * HOUR, {}),
    ("claim_decided", 100 * HOUR, {"decision": "granted_seller_funded"}),
    ("appeal_filed", 120 * HOUR, {}),
    ("refund_issued", 2 * HOUR, {"programme": "return"}),
    ("return_delivered", 60 * HOUR, {"programme": "return"}),
    ("claim_opened", 80 * HOUR, {"programme": "safet"}),
]


@given(order=st.permutations(range(len(STORY))), doubled=st.integers(0, len(STORY) - 1))
def test_the_end_depends_only_on_the_set_of_events(
    world: World, make_event: MakeEvent, order: list[int], doubled: int
) -> None:
    events = [make_event(kind, WEDNESDAY + after, **f) for kind, after, f in STORY]
    store, now = world.pack.stores["US"], WEDNESDAY + 400 * HOUR

    shuffled = [events[index] for index in (*order, doubled)]

    assert standing(fold(shuffled, world.pack, store), now) == standing(
        fold(events, world.pack, store), now
    )


def test_a_question_after_an_answer_is_a_new_round(world: World, make_event: MakeEvent) -> None:
    case = world_case(world, make_event, STORY[2:5])

    rounds = case.rounds["atoz.info_request"]
    assert [each.number for each in rounds] == [1, 2]
    assert [each.closed_as for each in rounds] == ["answered", None]


def test_a_question_asked_twice_keeps_its_first_deadline(
    world: World, make_event: MakeEvent
) -> None:
    again: tuple[str, timedelta, dict[str, Any]] = ("information_requested", 5 * HOUR, {})
    case = world_case(world, make_event, [STORY[2], again])

    (only,) = case.rounds["atoz.info_request"]
    assert only.deadline.remind_by == WEDNESDAY + HOUR + 48 * HOUR


@pytest.mark.parametrize(
    ("answered", "late"),
    [
        pytest.param(timedelta(hours=72, seconds=-1), False, id="a second before the latest"),
        pytest.param(timedelta(hours=72), False, id="at the latest reading"),
        pytest.param(timedelta(hours=72, seconds=1), True, id="a second after"),
    ],
)
def test_an_answer_is_late_only_after_the_latest_reading(
    world: World,
    make_event: MakeEvent,
    answered: timedelta,
    late: bool,  # noqa: FBT001
) -> None:
    case = world_case(
        world,
        make_event,
        [("information_requested", timedelta(), {}), ("seller_responded", answered, {})],
    )

    (only,) = case.rounds["atoz.info_request"]
    assert (only.closed_as, only.late) == ("answered", late)


def test_what_was_missed_stays_missed_when_amazon_decides(
    world: World, make_event: MakeEvent
) -> None:
    case = world_case(
        world,
        make_event,
        [
            ("information_requested", timedelta(), {}),
            ("claim_decided", 100 * HOUR, {"decision": "granted_seller_funded"}),
        ],
    )

    (only,) = case.rounds["atoz.info_request"]
    assert only.state(WEDNESDAY + 101 * HOUR) == "missed"
    assert case.claims["atoz"].status == "granted_seller_funded"


def test_an_unverified_decision_opens_the_appeal_and_ends_nothing(
    world: World, make_event: MakeEvent
) -> None:
    case = world_case(
        world,
        make_event,
        [
            ("information_requested", timedelta(), {}),
            ("claim_decided", HOUR, {"decision": "granted_seller_funded", "verified": False}),
        ],
    )

    states = {each.obligation: each.state(WEDNESDAY + HOUR) for each in case.all_rounds()}
    assert states == {"atoz.info_request": "open", "atoz.appeal": "open"}
    assert "unconfirmed" in {flag.kind for flag in case.flags}
    assert case.claims["atoz"].status == "action_required"


def test_an_unverified_date_reminds_earlier_and_misses_nothing(
    world: World, make_event: MakeEvent
) -> None:
    stated = (WEDNESDAY + 10 * HOUR).strftime("%Y-%m-%dT%H:%M:%SZ")
    claimed = {"obligation": "atoz.info_request", "stated": stated, "verified": False}
    case = world_case(
        world,
        make_event,
        [("information_requested", timedelta(), {}), ("deadline_stated", HOUR, claimed)],
    )

    (only,) = case.rounds["atoz.info_request"]
    assert [each.deadline.remind_by for each in only.ladders()] == [
        WEDNESDAY + 48 * HOUR,
        WEDNESDAY + 10 * HOUR,
    ]
    assert {each.deadline.missed_after for each in only.ladders()} == {WEDNESDAY + 72 * HOUR}


def world_case(
    world: World, make_event: MakeEvent, story: list[tuple[str, timedelta, dict[str, Any]]]
) -> Case:
    events = [make_event(kind, WEDNESDAY + after, **fields) for kind, after, fields in story]
    return fold(events, world.pack, world.pack.stores["US"])


def test_an_event_is_read_back_as_it_was_stored(make_event: MakeEvent) -> None:
    event = make_event("information_requested", asks="photos of the parcel")

    assert ClaimEvent.from_store(event.to_store()) == event


def test_events_that_name_the_same_store_make_no_doubt(world: World, make_event: MakeEvent) -> None:
    events = [make_event(kind, store="DE") for kind in ("claim_opened", "information_requested")]

    case = fold(events, world.pack, world.pack.stores["US"])

    assert case.store is world.pack.stores["DE"]
    assert case.flags == []


def test_a_window_printed_in_a_question_is_its_window(world: World, make_event: MakeEvent) -> None:
    printed = {"amount": 5, "unit": "elapsed_hours"}
    case = world_case(
        world, make_event, [("information_requested", timedelta(), {"window": printed})]
    )

    (only,) = case.rounds["atoz.info_request"]
    assert only.deadline.missed_after == WEDNESDAY + 5 * HOUR


def test_a_claim_received_and_then_asked_about_is_one_claim(
    world: World, make_event: MakeEvent
) -> None:
    received = make_event("claim_opened")
    asked = make_event("claim_opened", WEDNESDAY + timedelta(hours=5), action_required=True)

    case = fold([received, asked], world.pack, world.home)

    assert [flag.kind for flag in case.flags] == []
    assert case.rounds["atoz.info_request"][0].closed_as is None


def test_a_store_that_nobody_vouches_for_moves_no_deadline(
    world: World, make_event: MakeEvent
) -> None:
    asked = make_event("information_requested")
    forged = make_event("claim_opened", WEDNESDAY + timedelta(hours=1), store="JP", verified=False)

    assert fold([asked, forged], world.pack, world.home).store == world.home


def test_a_report_that_mentions_a_claim_does_not_make_a_second_one(
    world: World, make_event: MakeEvent
) -> None:
    received = make_event("claim_opened", source="mail")
    mentioned = make_event("claim_opened", WEDNESDAY + timedelta(days=3), source="report")

    assert fold([received, mentioned], world.pack, world.home).flags == []
