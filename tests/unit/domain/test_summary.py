"""How a full case is made smaller: nothing that matters is dropped."""

from datetime import timedelta

import pytest

from shared.domain.errors import CaseFullError
from shared.domain.events import ClaimEvent
from shared.domain.protocol import World
from shared.domain.summary import compacted
from tests.conftest import WEDNESDAY, MakeEvent

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
