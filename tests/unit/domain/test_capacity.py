"""No case outgrows its item: what is over takes little, and no event takes the reminders' room."""

from dataclasses import replace
from datetime import timedelta
from unittest.mock import patch

import pytest

from shared.domain import protocol
from shared.domain.capacity import MOST_MARKS, item_weight, lightened, still_needed
from shared.domain.delivery import Lease
from shared.domain.errors import CaseFullError
from shared.domain.plan import plan
from shared.domain.protocol import StoredCase, World, absorb, look, mark, take
from shared.domain.slot_ids import SlotId
from tests.conftest import ORDER, WEDNESDAY, MakeEvent

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ROUNDS = 24
_LIVED: dict[int, StoredCase] = {}


def lived(world: World, make: MakeEvent, rounds: int = ROUNDS) -> StoredCase:
    """Return a case whose every round was reminded of to the end; some were answered too late."""
    if rounds in _LIVED:
        return _LIVED[rounds]
    case, now = StoredCase("blue-kettle", ORDER), WEDNESDAY
    for number in range(rounds):
        now = WEDNESDAY + number * 8 * DAY
        window = {"amount": 48, "unit": "elapsed_hours"}
        asked = make("information_requested", now, event_id=f"asked-{number}", window=window)
        case = absorb(case, asked, world, now) or case
        while case.next is not None and case.next < now + 3 * DAY:
            at = case.next
            looked = take(case, world, at, "me")
            sent = {slot: each.ref for each in looked.parcels for slot in each.stands_for}
            case = replace(mark(looked.of, world, at, "me", sent), posted={})
        if number % 2 and number < rounds / 2:
            answer = make("seller_responded", now + 3 * DAY, event_id=f"answer-{number}")
            case = absorb(case, answer, world, answer.arrived_at) or case
    _LIVED[rounds] = case
    return case


def test_marks_of_what_is_over_are_put_together(world: World, make_event: MakeEvent) -> None:
    case = lived(world, make_event)

    assert len(case.delivered) <= MOST_MARKS + 30
    assert any(":over@" in text for text in case.delivered)


def test_nothing_that_is_over_is_told_again_because_its_marks_are_gone(
    world: World, make_event: MakeEvent
) -> None:
    case = lived(world, make_event)
    later = WEDNESDAY + ROUNDS * 8 * DAY
    looked = look(case, world, later)

    due = [slot for slot in looked.slots if slot.due < later - DAY]
    closing = [slot for slot in due if slot.name != "closed"]
    assert closing == []
    planned = plan(looked.case, looked.of.tracks, (), world.account)
    assert len(planned) > 100, "they are still planned, and known to be told"


def test_what_is_open_keeps_its_own_marks(world: World, make_event: MakeEvent) -> None:
    case = lived(world, make_event)
    now = WEDNESDAY + ROUNDS * 8 * DAY
    asked = make_event(
        "information_requested",
        now,
        event_id="last",
        window={"amount": 48, "unit": "elapsed_hours"},
    )
    case = absorb(case, asked, world, now) or case
    looked = take(case, world, now, "me")
    sent = {slot: each.ref for each in looked.parcels for slot in each.stands_for}
    case = mark(looked.of, world, now, "me", sent)
    many = {f"1.1:{n}:email:x@example.com": "2026-03-11T08:00:00Z R" for n in range(300)}
    case = replace(case, delivered={**many, **case.delivered})

    light = look(case, world, now + HOUR).of

    own = {text for text in sent if SlotId.parse(text).announcement == f"{ROUNDS + 1}.1"}
    assert own
    assert own <= light.delivered.keys()


def test_what_may_be_on_its_way_is_left_alone(world: World, make_event: MakeEvent) -> None:
    case = lived(world, make_event, 4)
    many = {f"1.1:{n}:email:x@example.com": "2026-03-11T08:00:00Z R" for n in range(300)}
    lease = Lease("me", WEDNESDAY + 99 * DAY, {"R": ("1.1:after@end:email:x@example.com",)})
    case = replace(case, delivered={**case.delivered, **many}, lease=lease)

    light = lightened(case, world.case(case), (), WEDNESDAY + 90 * DAY)

    assert many.keys() <= light.delivered.keys()


def test_an_event_that_leaves_no_room_for_reminders_is_refused(
    world: World, make_event: MakeEvent
) -> None:
    case = StoredCase("blue-kettle", ORDER)
    notes = [
        make_event("evidence_added", WEDNESDAY + n * HOUR / 60, event_id=f"{n}", item=f"proof {n}")
        for n in range(21)
    ]
    asked = make_event("information_requested")
    for each in (asked, *notes[:-1]):
        case = absorb(case, each, world, each.arrived_at) or case
    needed = item_weight(case) + still_needed(look(case, world, WEDNESDAY).slots)

    with (
        patch.object(protocol, "LARGEST", needed + 50),
        pytest.raises(CaseFullError, match="no room for the reminders"),
    ):
        absorb(case, notes[-1], world, WEDNESDAY + HOUR)
