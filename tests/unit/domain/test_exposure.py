from datetime import date, timedelta

import pytest

from shared.domain.exposure import decision_expected, exposure, exposure_of
from shared.domain.fold import fold
from shared.domain.protocol import World
from tests.conftest import WEDNESDAY, MakeEvent

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("ordered", "latest", "first", "last"),
    [
        pytest.param(
            date(2026, 2, 1), date(2026, 2, 14), date(2026, 2, 17), date(2026, 5, 15),
            id="three days after the latest estimated delivery",
        ),
        pytest.param(
            date(2026, 2, 1), date(2026, 3, 20), date(2026, 3, 3), date(2026, 6, 18),
            id="slow shipping: thirty days after the order come first",
        ),
    ],
)  # fmt: skip
def test_a_buyer_may_claim_from_the_earlier_day_for_ninety_days(
    ordered: date, latest: date, first: date, last: date
) -> None:
    found = exposure(ordered, latest)

    assert (found.first, found.last) == (first, last)


def test_the_facts_of_an_order_say_until_when_and_why_not(
    world: World, make_event: MakeEvent
) -> None:
    facts = make_event(
        "order_facts",
        ordered_at="2026-02-01T10:00:00Z",
        latest_estimated_delivery="2026-02-14",
        paid_with="gift_card",
        digital=True,
    )
    case = fold([facts], world.pack, world.pack.stores["US"])

    found = exposure_of(case)

    assert found is not None
    assert found.last == date(2026, 5, 15)
    assert len(found.excluded) == 2


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        pytest.param(["claim_opened"], date(2026, 3, 18), id="a week after the claim"),
        pytest.param(["claim_opened", "information_requested"], None, id="it is your turn"),
        pytest.param(
            ["claim_opened", "information_requested", "seller_responded"],
            date(2026, 3, 18),
            id="a week after the answer",
        ),
    ],
)
def test_a_decision_is_expected_about_a_week_after_it_is_amazons_turn(
    world: World, make_event: MakeEvent, kinds: list[str], expected: date | None
) -> None:
    events = [make_event(kind, WEDNESDAY + n * HOUR) for n, kind in enumerate(kinds)]
    case = fold(events, world.pack, world.pack.stores["US"])

    assert decision_expected(case.claims["atoz"], case.store.zone) == expected


def test_facts_that_do_not_say_when_say_no_days(world: World, make_event: MakeEvent) -> None:
    facts = make_event("order_facts", ordered_at="2026-02-01T10:00:00Z")

    assert exposure_of(fold([facts], world.pack, world.pack.stores["US"])) is None


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        pytest.param("seller_responded", (), id="an ordinary order"),
        pytest.param("order_refunded", ("the order was refunded in full",), id="refunded"),
        pytest.param(
            "claim_opened",
            ("there is one claim an order, and this one has had it",),
            id="claimed already",
        ),
    ],
)
def test_what_happened_to_the_order_may_exclude_a_claim(
    world: World, make_event: MakeEvent, kind: str, why: tuple[str, ...]
) -> None:
    facts = make_event(
        "order_facts",
        ordered_at="2026-02-01T10:00:00Z",
        latest_estimated_delivery="2026-02-14",
        paid_with="card",
    )

    found = exposure_of(fold([facts, make_event(kind)], world.pack, world.pack.stores["US"]))

    assert found is not None
    assert found.excluded == why


FACTS = {"ordered_at": "2026-02-01", "latest_estimated_delivery": "2026-02-14"}


def test_a_refund_nobody_vouches_for_excludes_no_claim(world: World, make_event: MakeEvent) -> None:
    facts = make_event("order_facts", **FACTS)
    doubted = make_event("order_refunded", verified=False)

    found = exposure_of(fold([facts, doubted], world.pack, world.home))

    assert found is not None
    assert found.excluded == ()


def test_a_giftcard_in_one_word_excludes_a_claim_as_it_does_for_the_eligibility(
    world: World, make_event: MakeEvent
) -> None:
    facts = make_event("order_facts", paid_with="giftcard", **FACTS)

    found = exposure_of(fold([facts], world.pack, world.home))

    assert found is not None
    assert found.excluded
