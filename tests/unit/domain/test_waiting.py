"""The line that every list is made from says at any later moment what the case itself says."""

from datetime import timedelta

import pytest

from shared.adapters.keys import missed_since, open_key, urgency
from shared.domain.protocol import StoredCase, World, absorb, settle
from shared.domain.waiting import MISSED_FOR, Waiting, read_waits
from tests.conftest import ORDER, WEDNESDAY, MakeEvent

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def asked(world: World, make_event: MakeEvent) -> StoredCase:
    new = absorb(
        StoredCase("blue-kettle", ORDER), make_event("information_requested"), world, WEDNESDAY
    )
    assert new is not None
    return new


@pytest.mark.parametrize("later", [timedelta(), 47 * HOUR, 49 * HOUR, 4 * DAY, 60 * DAY])
def test_an_old_line_tells_the_truth_of_now(
    asked: StoredCase, world: World, later: timedelta
) -> None:
    now = WEDNESDAY + later
    (round_,) = world.case(asked).all_rounds()

    (told,) = read_waits("blue-kettle", ORDER, asked.waits).rounds

    assert told.state(now) == round_.state(now)
    assert told.is_open(now) == round_.is_open(now)
    assert told.cut_off(now) == round_.cut_off(now)
    assert settle(asked, world, now).waits == asked.waits


def test_what_is_answered_waits_no_longer(
    asked: StoredCase, world: World, make_event: MakeEvent
) -> None:
    answered = absorb(asked, make_event("seller_responded", WEDNESDAY + HOUR), world, WEDNESDAY)

    assert answered is not None
    assert (answered.urgent_by, answered.waits) == (None, "")


def test_an_owner_and_what_was_said_stand_in_the_line(
    asked: StoredCase, world: World, make_event: MakeEvent
) -> None:
    until = WEDNESDAY + 5 * HOUR
    asks = {"obligation": "atoz.info_request", "until": "2026-03-11T13:00:00Z"}
    for event in (make_event("assigned", to='梅 "Mei"'), make_event("snoozed", **asks)):
        asked = absorb(asked, event, world, WEDNESDAY) or asked

    told = read_waits("blue-kettle", ORDER, asked.waits)

    assert told.owner == '梅 "Mei"'
    assert told.rounds[0].snoozed_until == until


def test_in_the_index_what_is_open_comes_first_and_then_the_latest_that_was_missed() -> None:
    keys = [
        open_key(WEDNESDAY, None),
        open_key(WEDNESDAY + 3000 * DAY, WEDNESDAY),
        open_key(None, WEDNESDAY),
        open_key(None, WEDNESDAY - MISSED_FOR),
        {"urgent_by": missed_since(WEDNESDAY - MISSED_FOR)},
        open_key(None, WEDNESDAY - MISSED_FOR - HOUR),
    ]
    places = [each["urgent_by"] for each in keys]

    assert places == sorted(places)
    assert [urgency(each) is None for each in places] == [False, False, True, True, True, True]
    assert open_key(None, None) == {}


def test_a_round_was_missed_lately_for_a_month_and_its_next_turn_is_what_is_lost_next() -> None:
    by, end = WEDNESDAY, WEDNESDAY + timedelta(days=1)
    each = Waiting("atoz.info_request", 1, by, end, hard=True)

    assert each.turn(WEDNESDAY - timedelta(hours=1)) == by
    assert each.turn(WEDNESDAY + timedelta(hours=1)) == end
    assert not each.was_missed(end)
    assert each.was_missed(end + MISSED_FOR)
    assert not each.was_missed(end + MISSED_FOR + timedelta(seconds=1))
