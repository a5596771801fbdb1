"""A case that is full makes room for what matters, folds seldom, and never grows too large."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch

import pytest

from shared.domain import fitting
from shared.domain.errors import CaseFullError
from shared.domain.events import ClaimEvent
from shared.domain.fitting import KB, ROOM, Bound, Room, fitted, too_much
from shared.domain.fold import fold
from shared.domain.protocol import StoredCase, World, absorb
from tests.conftest import ORDER, WEDNESDAY, MakeEvent

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
Events = tuple[ClaimEvent, ...]


def room_of(number: int) -> Room:
    return Room(whole=Bound(number, 256 * KB))


def fit(events: Events, world: World, room: Room = ROOM) -> Events:
    return fitted(events, world.pack, world.home, room)


def names(events: Events) -> list[str]:
    return [event.event_id for event in events]


@pytest.fixture
def asked_twice(make_event: MakeEvent) -> Events:
    """A question, its answer and the next question."""
    kinds = ("information_requested", "seller_responded", "information_requested")
    return tuple(make_event(kind, WEDNESDAY + n * HOUR) for n, kind in enumerate(kinds))


@pytest.fixture
def folds() -> Iterator[list[int]]:
    """Count how often a case is folded to make room."""
    counted: list[int] = []

    def counting(*args: Any) -> Any:  # noqa: ANN401
        counted.append(1)
        return fold(*args)

    with patch.object(fitting, "fold", counting):
        yield counted


def test_what_fits_is_kept_without_a_look(
    world: World, asked_twice: Events, folds: list[int]
) -> None:
    assert fit(asked_twice, world) is asked_twice
    assert folds == []


def test_where_each_event_matters_none_is_dropped(world: World, asked_twice: Events) -> None:
    with pytest.raises(
        CaseFullError, match=r"holds 2 events of \d KB and every one of them matters"
    ):
        fit(asked_twice, world, room_of(2))


def test_of_what_changes_nothing_the_oldest_goes_first(
    world: World, make_event: MakeEvent, asked_twice: Events
) -> None:
    question, answer, again = asked_twice
    notes = [
        make_event("assigned", WEDNESDAY + n * HOUR, to="Mei", event_id=f"{n}") for n in (4, 5)
    ]

    kept = fit((question, notes[0], answer, notes[1], again), world, room_of(4))

    assert kept == (question, answer, notes[1], again)


def test_the_event_that_has_just_arrived_is_never_the_one_that_goes(
    world: World, make_event: MakeEvent, asked_twice: Events
) -> None:
    note = make_event("assigned", WEDNESDAY + 4 * HOUR, to="Mei")

    with pytest.raises(CaseFullError):
        fit((*asked_twice, note), world, room_of(3))


def facts(make: MakeEvent, number: int, **fields: object) -> ClaimEvent:
    items = [{"asin": f"B0TEAPOT{i:02d}", "sku": "S" * 36 + f"{number:04}"} for i in range(50)]
    at = WEDNESDAY + number * MINUTE
    return make("order_facts", at, event_id=f"facts-{number}", items=items, **fields)


def test_of_the_facts_of_an_order_the_newest_are_kept(
    world: World, make_event: MakeEvent, folds: list[int]
) -> None:
    case = absorb(StoredCase("blue-kettle", ORDER), make_event("claim_opened"), world, WEDNESDAY)
    first = facts(make_event, 0, ordered_at="2026-02-01")
    for number, event in enumerate((first, *(facts(make_event, n) for n in range(1, 200)))):
        folds.clear()
        case = absorb(case, event, world, event.arrived_at) or case  # type: ignore[arg-type]
        assert len(folds) <= 2, number

    assert case is not None
    assert sum(event.weight for event in case.events) <= 256 * KB
    assert {"facts-0", "facts-199"} <= set(names(case.events))
    assert world.case(case).order_facts["ordered_at"] == "2026-02-01"


def strange(make: MakeEvent, number: int, kind: str = "claim_withdrawn", **more: Any) -> ClaimEvent:  # noqa: ANN401
    at = WEDNESDAY + number * MINUTE
    return make(kind, at, event_id=f"{kind}-{number}", **{"verified": False, **more})


STRANGERS: dict[str, dict[str, Any]] = {
    "claim_withdrawn": {},
    "information_requested": {"asks": "photos"},
    "claim_opened": {"claim_ref": "R", "action_required": True},
    "claim_decided": {"decision": "denied"},
}


@pytest.mark.parametrize("kind", STRANGERS)
def test_a_stranger_never_shuts_out_what_matters(
    world: World, make_event: MakeEvent, kind: str, folds: list[int]
) -> None:
    case = StoredCase("blue-kettle", ORDER)
    for number in range(120):
        event = strange(make_event, number, kind, **STRANGERS[kind])
        folds.clear()
        with suppress(CaseFullError):
            case = absorb(case, event, world, event.arrived_at) or case
        assert len(folds) <= fitting.MOST_FOLDS
    assert len(case.events) <= ROOM.strangers.events

    own = strange(make_event, 130, "information_requested", from_contact=True, asks="an invoice")
    case = absorb(case, own, world, own.arrived_at) or case
    for genuine in (
        make_event("information_requested", WEDNESDAY + 3 * HOUR, asks="tracking"),
        make_event("claim_decided", WEDNESDAY + 4 * HOUR, decision="granted_seller_funded"),
        make_event("seller_responded", WEDNESDAY + 5 * HOUR),
    ):
        case = absorb(case, genuine, world, genuine.arrived_at) or case
        assert genuine.event_id in names(case.events)
    assert own.event_id in names(case.events)


def test_bytes_count_as_well_as_numbers(world: World, make_event: MakeEvent) -> None:
    case = StoredCase("blue-kettle", ORDER)
    for number in range(40):
        event = strange(
            make_event, number, "information_requested", asks="证" * 500, claim_label="标" * 200
        )
        with suppress(CaseFullError):
            case = absorb(case, event, world, event.arrived_at) or case

    assert too_much(case.events) is None
    assert sum(event.weight for event in case.events) <= 16 * KB


def test_people_of_the_account_may_use_what_strangers_may_not(
    world: World, make_event: MakeEvent
) -> None:
    case = StoredCase("blue-kettle", ORDER)
    for number in range(60):
        event = strange(make_event, number, from_contact=True)
        with suppress(CaseFullError):
            case = absorb(case, event, world, event.arrived_at) or case

    assert len(case.events) == 50


def test_an_earlier_date_of_a_stranger_takes_the_place_of_words_that_tell_nothing(
    world: World, make_event: MakeEvent
) -> None:
    case = StoredCase("blue-kettle", ORDER)
    asked = make_event("information_requested")
    case = absorb(case, asked, world, WEDNESDAY) or case
    for number in range(25):
        event = strange(make_event, number)
        case = absorb(case, event, world, event.arrived_at) or case
    dated = strange(
        make_event, 40, "deadline_stated",
        obligation="atoz.info_request", stated="2026-03-12T20:00:00Z",
    )  # fmt: skip
    case = absorb(case, dated, world, dated.arrived_at) or case

    assert dated.event_id in names(case.events)
    with pytest.raises(CaseFullError):
        absorb(case, strange(make_event, 41), world, WEDNESDAY + HOUR)


def test_what_is_verified_goes_before_whatever_holds_a_round_open_in_doubt(
    world: World, make_event: MakeEvent
) -> None:
    doubted = strange(make_event, 0, "information_requested", programme="safet")
    sure = [
        make_event(kind, WEDNESDAY + n * HOUR, event_id=f"{n}")
        for n, kind in enumerate(("information_requested", "seller_responded"))
    ]
    new = make_event("claim_decided", WEDNESDAY + 9 * HOUR, decision="granted_seller_funded")

    kept = fit((doubted, *sure, new), world, room_of(3))

    assert kept == (*sure, new)


def test_many_that_hold_each_other_up_are_found_out_with_few_folds(
    world: World, make_event: MakeEvent, folds: list[int]
) -> None:
    def said(number: int, at: datetime) -> ClaimEvent:
        to = "Mei" if number % 2 else "Lin"
        return make_event("assigned", at, to=to, event_id=f"said-{number}")

    notes = tuple(said(n, WEDNESDAY + n * MINUTE) for n in range(300))
    new = make_event("information_requested", WEDNESDAY + 9 * HOUR)

    kept = fit((*notes, new), world)

    assert len(kept) == 300
    assert len(folds) <= 3


def test_of_two_in_doubt_only_as_many_go_as_must(world: World, make_event: MakeEvent) -> None:
    first, second = (
        strange(make_event, number, "information_requested", programme=programme)
        for number, programme in enumerate(("safet", "chargeback"))
    )
    asked = make_event("information_requested", event_id="asked")
    new = make_event("claim_decided", WEDNESDAY + 9 * HOUR, decision="granted_seller_funded")

    assert fit((first, second, asked, new), world, room_of(3)) == (second, asked, new)


def test_what_is_verified_and_idle_makes_no_room_for_strangers(
    world: World, make_event: MakeEvent
) -> None:
    notes = [make_event("assigned", to="Mei", event_id=f"note-{n}") for n in range(3)]
    strangers = [strange(make_event, number) for number in range(26)]

    with pytest.raises(CaseFullError, match="nobody vouches for"):
        fit((*notes, *strangers), world)


def test_of_several_that_must_go_at_once_only_what_changes_nothing_does(
    world: World, make_event: MakeEvent
) -> None:
    asked = make_event("information_requested")
    old, owner = (
        make_event("assigned", WEDNESDAY + n * HOUR, to=to, event_id=to)
        for n, to in enumerate(("Mei", "Lin"))
    )
    new = make_event("seller_responded", WEDNESDAY + 9 * HOUR)

    assert fit((asked, old, owner, new), world, room_of(3)) == (asked, owner, new)
    with pytest.raises(CaseFullError):
        fit((asked, old, owner, new), world, room_of(2))
