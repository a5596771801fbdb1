"""How a full case is made smaller: nothing that matters is dropped."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from shared.domain.case import Case
from shared.domain.protocol import MOST_EVENTS, StoredCase, World, absorb
from shared.domain.rounds import Round
from tests.conftest import ORDER, WEDNESDAY, MakeEvent

HOUR = timedelta(hours=1)


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
