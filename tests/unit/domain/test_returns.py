"""Refund at first scan: what Amazon has refunded owes no inspection, whatever came first."""

from itertools import permutations
from typing import Any

import pytest

from shared.domain.awaiting import awaited
from shared.domain.case import Case
from shared.domain.events import ClaimEvent
from shared.domain.fold import fold
from shared.domain.instants import iso
from shared.domain.protocol import World
from tests.conftest import WEDNESDAY, MakeEvent
from tests.unit.domain.test_doubts import DAY, HOUR, RETURN, kinds

Fact = tuple[str, dict[str, Any]]


def folded(world: World, *events: ClaimEvent) -> Case:
    return fold(events, world.pack, world.home)


def ended(case: Case) -> dict[str, list[str | None]]:
    return {name: [each.closed_as for each in rounds] for name, rounds in case.rounds.items()}


def process(case: Case) -> list[str]:
    return [str(each.closed_as) for each in case.rounds.get("return.process", ())]


@pytest.fixture
def refund(make_event: MakeEvent) -> MakeEvent:
    def make(days: float = 0, **fields: Any) -> ClaimEvent:  # noqa: ANN401
        at = WEDNESDAY + days * DAY
        name = f"refund {days} {fields.get('item_ref')} {fields.get('by')}"
        return make_event("refund_issued", at, **{"event_id": name, **RETURN, **fields})

    return make


@pytest.fixture
def delivery(make_event: MakeEvent) -> MakeEvent:
    def make(days: float = 9, **fields: Any) -> ClaimEvent:  # noqa: ANN401
        name = f"delivery {days} {fields.get('item_ref')}"
        return make_event(
            "return_delivered", WEDNESDAY + days * DAY, event_id=name, **RETURN, **fields
        )

    return make


def test_the_ordinary_return_owes_only_the_filing(
    world: World, make_event: MakeEvent, refund: MakeEvent, delivery: MakeEvent
) -> None:
    requested = make_event("return_requested", WEDNESDAY - 4 * DAY, **RETURN)
    answered = make_event("return_answered", WEDNESDAY - 4 * DAY, event_id="a", **RETURN)
    story = [requested, answered, refund(extent="full"), delivery()]

    ends = [
        {
            name: [each.closed_as for each in rounds]
            for name, rounds in folded(world, *o).rounds.items()
        }
        for o in permutations(story)
    ]

    assert ends[0] == {"return.answer": ["answered"], "safet.file": [None]}
    assert all(end == ends[0] for end in ends)


def test_a_refund_after_the_delivery_ends_the_inspection(
    world: World, refund: MakeEvent, delivery: MakeEvent
) -> None:
    assert process(folded(world, delivery(0), refund(1))) == ["cancelled"]


def test_a_part_of_the_money_leaves_the_rest_to_refund(
    world: World, refund: MakeEvent, delivery: MakeEvent
) -> None:
    assert process(folded(world, refund(extent="partial"), delivery())) == ["None"]


def test_a_return_requested_after_the_refund_is_another_one(
    world: World, make_event: MakeEvent, refund: MakeEvent, delivery: MakeEvent
) -> None:
    again = make_event("return_requested", WEDNESDAY + 2 * DAY, **RETURN)

    assert process(folded(world, refund(), again, delivery())) == ["None"]


def test_a_refund_of_one_return_leaves_the_other(
    world: World, refund: MakeEvent, delivery: MakeEvent
) -> None:
    case = folded(world, refund(item_ref="a"), delivery(1, item_ref="a"), delivery(2, item_ref="b"))

    (only,) = case.rounds["return.process"]
    assert only.opened_at == WEDNESDAY + 2 * DAY
    assert only.closed_as is None


def test_of_two_returns_that_wait_the_refunded_one_counts_no_more(
    world: World, refund: MakeEvent, delivery: MakeEvent
) -> None:
    both = [delivery(0, item_ref="a"), delivery(1, item_ref="b")]
    (before,) = folded(world, *both).rounds["return.process"]
    case = folded(world, *both, refund(2, item_ref="a"))

    (after,) = case.rounds["return.process"]
    assert after.closed_as is None
    assert after.deadline.remind_by > before.deadline.remind_by
    assert process(folded(world, *both, refund(2, item_ref="a"), refund(2.5, item_ref="b"))) == [
        "cancelled"
    ]


def test_a_refund_of_nobody_knows_which_return_ends_none_and_is_flagged(
    world: World, refund: MakeEvent, delivery: MakeEvent
) -> None:
    case = folded(world, delivery(0, item_ref="a"), delivery(1, item_ref="b"), refund(2))

    assert process(case) == ["None"]
    assert "refund_of_which" in kinds(case)


def test_what_was_delivered_without_a_name_is_refunded_with_all(
    world: World, refund: MakeEvent, delivery: MakeEvent
) -> None:
    requests = [refund(0, item_ref="a"), refund(0.5, item_ref="b")]

    assert process(folded(world, *requests[:1], delivery())) == []
    assert process(folded(world, *requests, delivery())) == []
    named = delivery(8, item_ref="c")
    assert process(folded(world, *requests, named, delivery())) == ["None"]


def test_the_sellers_refund_of_one_return_leaves_the_other_to_be_filed(
    world: World, refund: MakeEvent
) -> None:
    both = [refund(0, item_ref="a"), refund(5, item_ref="b")]

    (filing,) = folded(world, *both, refund(6, item_ref="a", by="seller")).rounds["safet.file"]
    (over,) = folded(
        world,
        *both,
        refund(6, item_ref="a", by="seller"),
        refund(7, item_ref="b", by="seller"),
    ).rounds["safet.file"]

    assert filing.closed_as is None
    assert filing.deadline.remind_by == WEDNESDAY + 35 * DAY
    assert over.closed_as == "cancelled"


def test_what_the_seller_refunded_can_never_be_filed(world: World, refund: MakeEvent) -> None:
    case = folded(world, refund(0, by="seller"), refund(1))

    assert "safet.file" not in case.rounds
    assert awaited(case, world.pack) == []


def test_a_filing_of_which_nothing_is_left_ends(
    world: World, refund: MakeEvent, delivery: MakeEvent
) -> None:
    case = folded(
        world,
        refund(0, item_ref="a"),
        delivery(1, item_ref="b"),
        refund(2, item_ref="a", by="seller"),
    )

    assert [each.closed_as for each in case.rounds["safet.file"]] == ["cancelled"]


def test_an_unverified_refund_does_not_keep_the_inspection_from_opening(
    world: World, refund: MakeEvent, delivery: MakeEvent
) -> None:
    assert process(folded(world, refund(verified=False), delivery())) == ["None"]


def fba(make_event: MakeEvent, days: float, value: str, **fields: Any) -> ClaimEvent:  # noqa: ANN401
    at = WEDNESDAY + days * DAY
    return make_event("order_facts", at, fulfilment=value, event_id=f"{value} {days}", **fields)


def test_an_order_amazon_ships_owes_no_filing_and_no_return(
    world: World, make_event: MakeEvent, refund: MakeEvent, delivery: MakeEvent
) -> None:
    fact = fba(make_event, 1, "fba")
    late = delivery(2)
    case = folded(world, delivery(0), refund(0.5, extent="partial"), fact, late)

    assert ended(case) == {"return.process": ["cancelled"], "safet.file": ["cancelled"]}
    assert awaited(folded(world, fact, refund(2)), world.pack) == []


@pytest.mark.parametrize(
    ("first", "second", "owed"),
    [
        pytest.param(("fba", {}), ("mfn", {}), True, id="the newest stands"),
        pytest.param(
            ("fba", {"source": "report"}),
            ("mfn", {"source": "mail"}),
            False,
            id="report before mail",
        ),
        pytest.param(
            ("mfn", {"source": "mail"}), ("fba", {"source": "mail"}), False, id="a newer mail"
        ),
        pytest.param(("mfn", {}), ("fba", {"verified": False}), True, id="nobody vouches for it"),
    ],
)
def test_of_facts_that_differ_the_last_word_stands(  # noqa: PLR0913, PLR0917
    world: World,
    make_event: MakeEvent,
    refund: MakeEvent,
    first: Fact,
    second: Fact,
    owed: bool,  # noqa: FBT001
) -> None:
    facts = [fba(make_event, day, value, **f) for day, (value, f) in enumerate((first, second), 1)]

    case = folded(world, refund(0), *facts)

    assert [each.closed_as is None for each in case.rounds["safet.file"]] == [owed]
    assert case.order_facts["fulfilment"] == ("mfn" if owed else "fba")


def test_facts_are_known_by_field(world: World, make_event: MakeEvent) -> None:
    ordered = make_event("order_facts", ordered_at="2026-03-01", event_id="a", source="report")
    later = make_event(
        "order_facts", WEDNESDAY + HOUR, ordered_at="2026-03-02", event_id="b", source="mail",
        carrier="UPS",
    )  # fmt: skip

    assert folded(world, ordered, later).order_facts == {
        "ordered_at": "2026-03-01",
        "carrier": "UPS",
    }


def test_a_return_requested_after_the_delivery_is_another_return(
    world: World, make_event: MakeEvent
) -> None:
    days = [WEDNESDAY + n * DAY for n in (0, 1, 5, 17)]
    events = [
        make_event("return_requested", days[0], **RETURN),
        make_event("refund_issued", days[1], by="amazon", extent="full", **RETURN),
        make_event("return_delivered", days[2], **RETURN),
        make_event("return_requested", days[3], event_id="again", **RETURN),
    ]

    assert "return.process" not in fold(events, world.pack, world.home).rounds


def test_a_date_stated_for_what_amazon_ships_opens_nothing(
    world: World, make_event: MakeEvent
) -> None:
    facts = make_event("order_facts", WEDNESDAY, fulfilment="fba", source="report", **RETURN)
    stated = make_event(
        "deadline_stated", WEDNESDAY + DAY, obligation="return.process",
        stated=iso(WEDNESDAY + 5 * DAY), **RETURN,
    )  # fmt: skip

    case = fold([facts, stated], world.pack, world.home)

    assert "return.process" not in case.rounds
    assert "stated_after_close" in {flag.kind for flag in case.flags}
