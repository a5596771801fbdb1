from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from shared.domain.case import Case
from shared.domain.contacts import CONFIRMED_WITHIN
from shared.domain.delivery import Hold
from shared.domain.errors import CaseFullError
from shared.domain.plan import Slot
from shared.domain.protocol import (
    LEASE,
    LONGEST_HOLD,
    MOST_EVENTS,
    SHORTEST_HOLD,
    StoredCase,
    World,
    absorb,
    evidence,
    mark,
    may_send,
    take,
)
from tests.conftest import ORDER, WEDNESDAY, MakeEvent

EVERYBODY = ("owner@example.com", "second@example.com", "topic")
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


def taken(
    of: StoredCase, world: World, now: datetime, token: str
) -> tuple[StoredCase, Case, list[Slot]]:
    """Lease what is due; return the case, and the slots on their way."""
    looked = take(of, world, now, token)
    leased = looked.of.lease.slots if looked.parcels and looked.of.lease else ()
    return looked.of, looked.case, [slot for slot in looked.slots if slot.id in leased]


@pytest.fixture
def asked(world: World, make_event: MakeEvent) -> StoredCase:
    new = StoredCase("blue-kettle", ORDER)
    changed = absorb(new, make_event("information_requested"), world, WEDNESDAY)
    assert changed is not None
    return changed


def test_a_new_question_is_due_at_once(asked: StoredCase) -> None:
    assert asked.next == WEDNESDAY


def test_an_event_known_already_changes_nothing(
    asked: StoredCase, world: World, make_event: MakeEvent
) -> None:
    assert absorb(asked, make_event("information_requested"), world, WEDNESDAY + HOUR) is None


def test_a_lease_moves_the_next_look_ninety_seconds_ahead(asked: StoredCase, world: World) -> None:
    leased, _, due = taken(asked, world, WEDNESDAY, "me")

    assert {slot.name for slot in due} == {"arrival"}
    assert leased.next == WEDNESDAY + LEASE


def test_nobody_else_sends_while_a_lease_lasts(asked: StoredCase, world: World) -> None:
    leased, _, _ = taken(asked, world, WEDNESDAY, "me")

    _, _, due = taken(leased, world, WEDNESDAY + LEASE - SECOND, "other")

    assert due == []


def test_a_lease_that_ran_out_is_taken_over_and_sent_again(asked: StoredCase, world: World) -> None:
    leased, _, first = taken(asked, world, WEDNESDAY, "me")

    later, _, again = taken(leased, world, WEDNESDAY + LEASE, "other")

    assert [slot.id for slot in again] == [slot.id for slot in first]
    assert later.lease is not None
    assert later.lease.token == "other"  # noqa: S105 - a lease


def test_no_send_begins_near_the_end_of_a_lease(asked: StoredCase, world: World) -> None:
    leased, _, _ = taken(asked, world, WEDNESDAY, "me")

    assert may_send(leased, WEDNESDAY + LEASE - timedelta(seconds=20))
    assert not may_send(leased, WEDNESDAY + LEASE - timedelta(seconds=19))


def test_what_was_marked_is_not_sent_again(asked: StoredCase, world: World) -> None:
    leased, _, due = taken(asked, world, WEDNESDAY, "me")
    marked = mark(leased, world, WEDNESDAY, "me", {slot.id: "REF" for slot in due})

    assert marked.lease is None
    assert marked.next == WEDNESDAY + CONFIRMED_WITHIN
    assert taken(marked, world, WEDNESDAY + MINUTE, "me")[2] == []


def test_a_mark_survives_an_event_that_came_in_between(
    asked: StoredCase, world: World, make_event: MakeEvent
) -> None:
    leased, _, due = taken(asked, world, WEDNESDAY, "me")
    answer = make_event("seller_responded", WEDNESDAY + MINUTE)
    meanwhile = absorb(leased, answer, world, WEDNESDAY + MINUTE)
    assert meanwhile is not None

    both = mark(meanwhile, world, WEDNESDAY + MINUTE, "me", {slot.id: "REF" for slot in due})

    assert both.summary["obligations"]["atoz.info_request#1"]["state"] == "answered"
    assert {slot.id for slot in due} <= both.delivered.keys()


def test_who_lost_the_lease_records_what_was_sent_and_leaves_the_lease_alone(
    asked: StoredCase, world: World
) -> None:
    first, _, due = taken(asked, world, WEDNESDAY, "me")
    theirs, _, _ = taken(first, world, WEDNESDAY + LEASE, "other")

    late = mark(theirs, world, WEDNESDAY + LEASE, "me", {due[0].id: "REF"})

    assert due[0].id in late.delivered
    assert late.lease == theirs.lease


def test_a_refused_message_is_tried_again_after_a_pause(asked: StoredCase, world: World) -> None:
    leased, _, _ = taken(asked, world, WEDNESDAY, "me")

    held = mark(leased, world, WEDNESDAY, "me", {}, refused=EVERYBODY)

    assert held.lease is None
    assert held.next == WEDNESDAY + timedelta(seconds=60)
    assert taken(held, world, WEDNESDAY + timedelta(seconds=59), "me")[2] == []
    assert taken(held, world, WEDNESDAY + timedelta(seconds=60), "me")[2] != []


@pytest.mark.parametrize(
    ("left", "failures", "pause"),
    [
        pytest.param(40 * HOUR, 9, LONGEST_HOLD, id="never longer than five minutes"),
        pytest.param(6 * MINUTE, 9, MINUTE, id="never more than a sixth of what is left"),
        pytest.param(MINUTE, 9, SHORTEST_HOLD, id="never shorter than fifteen seconds"),
    ],
)
def test_pauses_grow_but_leave_time_to_try_again(
    asked: StoredCase, world: World, left: timedelta, failures: int, pause: timedelta
) -> None:
    now = WEDNESDAY + 48 * HOUR - left
    before = {to: Hold(now - SECOND, failures) for to in EVERYBODY}
    leased, _, _ = taken(replace(asked, holds=before), world, now, "me")

    held = mark(leased, world, now, "me", {}, refused=EVERYBODY)

    assert {hold.until for hold in held.holds.values()} == {now + pause}


def test_nobody_waits_for_an_address_that_is_refused(asked: StoredCase, world: World) -> None:
    eight = WEDNESDAY + 40 * HOUR
    leased, _, due = taken(asked, world, eight, "me")
    others = {slot.id: "REF" for slot in due if slot.to != "second@example.com"}
    held = mark(leased, world, eight, "me", others, refused={"second@example.com"})

    assert held.next == eight + timedelta(seconds=60)
    assert {slot.to for slot in taken(held, world, eight + MINUTE, "me")[2]} == {
        "second@example.com"
    }


def test_when_nobody_knows_the_lease_runs_out_first(asked: StoredCase, world: World) -> None:
    leased, _, _ = taken(asked, world, WEDNESDAY, "me")

    unsure = mark(leased, world, WEDNESDAY, "me", {}, unsure=True)

    assert unsure.next == WEDNESDAY + LEASE


def test_a_changed_cut_off_is_told_once_and_starts_a_new_ladder(
    asked: StoredCase, world: World, make_event: MakeEvent
) -> None:
    leased, _, due = taken(asked, world, WEDNESDAY, "me")
    sent = mark(leased, world, WEDNESDAY, "me", {slot.id: "REF" for slot in due})
    told = evidence(sent, world, WEDNESDAY, "REF", "owner@example.com", "arrived")
    assert told is not None
    stated = make_event(
        "deadline_stated",
        WEDNESDAY + HOUR,
        obligation="atoz.info_request",
        stated="2026-03-12T20:00:00Z",
    )
    changed = absorb(told, stated, world, WEDNESDAY + HOUR)
    assert changed is not None

    _, _, now_due = taken(changed, world, WEDNESDAY + HOUR, "me")

    assert {slot.name for slot in now_due} == {"changed"}


def test_a_full_case_drops_what_changes_nothing_before_it_refuses(
    asked: StoredCase, world: World, make_event: MakeEvent
) -> None:
    notes = [
        make_event("assigned", WEDNESDAY + n * MINUTE, to="Mei", event_id=f"note-{n}")
        for n in range(MOST_EVENTS + 5)
    ]
    case = replace(asked, events=(*asked.events, *notes[: MOST_EVENTS - 1]))
    for note in notes[MOST_EVENTS - 1 :]:
        case = absorb(case, note, world, note.arrived_at) or case

    assert len(case.events) == MOST_EVENTS
    assert case.events[0].type == "information_requested"
    assert case.events[-1] is notes[-1]


def test_a_case_in_which_everything_matters_refuses_one_more(
    world: World, make_event: MakeEvent
) -> None:
    kinds = ("information_requested", "seller_responded") * (MOST_EVENTS // 2)
    events = tuple(
        make_event(kind, WEDNESDAY + n * MINUTE, event_id=f"{kind}-{n}")
        for n, kind in enumerate(kinds)
    )
    full = StoredCase("blue-kettle", ORDER, events=events)

    later = events[-1].arrived_at + HOUR
    with pytest.raises(CaseFullError, match="every one of them matters"):
        absorb(full, make_event("information_requested", later), world, later)


def test_of_two_copies_of_an_event_the_believed_one_stays(
    world: World, make_event: MakeEvent
) -> None:
    forwarded = make_event("information_requested", verified=False, source="mail")
    original = make_event("information_requested", verified=True, source="mail")
    new = StoredCase("blue-kettle", ORDER)
    doubted = absorb(new, forwarded, world, WEDNESDAY)
    assert doubted is not None

    believed = absorb(doubted, original, world, WEDNESDAY + MINUTE)

    assert believed is not None
    assert [event.verified for event in believed.events] == [True]
    assert absorb(believed, forwarded, world, WEDNESDAY + HOUR) is None
