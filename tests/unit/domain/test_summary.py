"""How a full case is made smaller: nothing that matters is dropped."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from shared.domain.case import Case
from shared.domain.errors import CaseFullError
from shared.domain.events import ClaimEvent
from shared.domain.protocol import MOST_EVENTS, StoredCase, World, absorb
from shared.domain.rounds import Round
from shared.domain.summary import compacted
from tests.conftest import ORDER, WEDNESDAY, MakeEvent

HOUR = timedelta(hours=1)


@pytest.fixture
def asked_twice(make_event: MakeEvent) -> tuple[ClaimEvent, ...]:
    """A question, its answer and the next question."""
    kinds = ("information_requested", "seller_responded", "information_requested")
    return tuple(make_event(kind, WEDNESDAY + n * HOUR) for n, kind in enumerate(kinds))


def test_where_each_event_matters_none_is_dropped(
    world: World, asked_twice: tuple[ClaimEvent, ...]
) -> None:
    with pytest.raises(CaseFullError, match="holds 2 events and every one of them matters"):
        compacted(asked_twice, world.pack, world.home)


def test_of_what_changes_nothing_the_oldest_goes_first(
    world: World, make_event: MakeEvent, asked_twice: tuple[ClaimEvent, ...]
) -> None:
    question, answer, again = asked_twice
    notes = [
        make_event("assigned", WEDNESDAY + n * HOUR, to="Mei", event_id=f"{n}") for n in (4, 5)
    ]

    kept = compacted((question, notes[0], answer, notes[1], again), world.pack, world.home)

    assert kept == (question, answer, notes[1], again)


def test_the_event_that_has_just_arrived_is_never_the_one_that_goes(
    world: World, make_event: MakeEvent, asked_twice: tuple[ClaimEvent, ...]
) -> None:
    note = make_event("assigned", WEDNESDAY + 4 * HOUR, to="Mei")

    with pytest.raises(CaseFullError):
        compacted((*asked_twice, note), world.pack, world.home)


SECOND = timedelta(seconds=1)
ASKED = {"obligation": "atoz.info_request"}
FACTS = {"ordered_at": "2026-02-01", "latest_estimated_delivery": "2026-02-14"}
UNTIL = "2026-03-12T20:00:00Z"


def asked(case: Case) -> Round:
    return case.rounds["atoz.info_request"][0]


KNOWN: dict[str, tuple[dict[str, Any], Callable[[Case], Any]]] = {
    "acknowledged": (ASKED, lambda case: asked(case).acknowledged_at),
    "snoozed": ({**ASKED, "until": UNTIL}, lambda case: asked(case).snoozed_until),
    "assigned": ({"to": "Mei"}, lambda case: case.owner),
    "evidence_added": ({"item": "photos"}, lambda case: case.evidence),
    "order_facts": (FACTS, lambda case: case.order_facts.get("ordered_at")),
}


@pytest.mark.parametrize("kind", KNOWN)
def test_what_people_said_outlives_the_day_on_which_a_case_is_full(
    world: World, make_event: MakeEvent, kind: str
) -> None:
    fields, known = KNOWN[kind]
    question = make_event("information_requested")
    said = make_event(kind, WEDNESDAY + HOUR, **fields)
    again = [
        make_event("information_requested", WEDNESDAY + 2 * HOUR + n * SECOND, event_id=f"{n}")
        for n in range(MOST_EVENTS)
    ]
    case = StoredCase("blue-kettle", ORDER, events=(question, said, *again[: MOST_EVENTS - 2]))
    before = known(world.case(case))
    for each in again[MOST_EVENTS - 2 :]:
        case = absorb(case, each, world, each.arrived_at) or case

    assert before
    assert known(world.case(case)) == before
