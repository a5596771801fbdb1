from datetime import date, timedelta
from typing import Any

import pytest

from shared.domain.ledger import Entry
from shared.domain.odr import EFFECTS, LIMIT, Odr, odr, standing
from tests.unit.figures.books import claim

MARCH_13 = date(2026, 3, 13)


def atoz(status: str, order: str, **more: Any) -> Entry:  # noqa: ANN401
    return claim("atoz", status, order=order, **{"ordered_on": date(2026, 2, 20), **more})


def estimate(*entries: Entry, orders: int | None = 310) -> Odr:
    return odr(entries, orders, MARCH_13)


def test_one_more_claim_moves_the_rate_of_a_small_account_over_the_limit() -> None:
    """Two defects in 310 orders are 0.65 %, three 0.97 %, four 1.29 %."""
    lost = [atoz("granted_seller_funded", f"lost{n}") for n in range(2)]
    found = estimate(*lost, atoz("action_required", "one"), atoz("under_review", "two"))
    one, two = [each for each in found.claims if each.open]

    assert (found.settled, found.now) == (2, 4)
    assert [f"{found.rate(n):.4f}" for n in (2, 3, 4)] == ["0.0065", "0.0097", "0.0129"]
    assert (found.if_ends(one, lost=False), found.if_ends(one, lost=True)) == (3, 4)
    assert found.if_ends(two, lost=False) == 3
    assert [(found.rate(n) or 1) < LIMIT for n in (3, 4)] == [True, False]


@pytest.mark.parametrize(
    ("status", "more", "weight"),
    [
        ("under_review", {}, "provisional"),
        ("action_required", {}, "provisional"),
        ("granted_seller_funded", {}, "counts"),
        ("granted_amazon_funded", {}, "unclear"),
        ("order_refunded", {}, "counts"),
        ("order_cancelled", {}, "counts"),
        ("denied", {}, "no"),
        ("withdrawn", {"withdrawn": "before"}, "no"),
        ("withdrawn", {"withdrawn": "after", "decisions": ("granted_seller_funded",)}, "counts"),
        ("withdrawn", {"withdrawn": "after", "decisions": ("denied",)}, "no"),
        ("appealed", {"decisions": ("granted_seller_funded",)}, "counts"),
        ("denied", {"decisions": ("granted_seller_funded", "denied")}, "no"),
    ],
)
def test_each_outcome_weighs_what_the_sources_say(
    status: str, more: dict[str, Any], weight: str
) -> None:
    found = estimate(atoz(status, "1", **more))

    assert found.claims[0].effect.weight == weight
    assert found.settled == (weight == "counts")
    assert found.now == (weight in ("counts", "provisional"))
    assert found.at_most == (weight != "no")


def test_a_won_appeal_says_that_it_may_take_a_week_to_show() -> None:
    entry = atoz("denied", "1", decisions=("granted_seller_funded", "denied"))

    assert "7 days" in estimate(entry).claims[0].effect.doubt


@pytest.mark.parametrize("effect", [name for name in EFFECTS if EFFECTS[name].weight == "unclear"])
def test_what_is_unclear_says_why(effect: str) -> None:
    assert EFFECTS[effect].doubt


def test_an_order_is_one_defect_however_many_claims_it_has() -> None:
    first, second = atoz("granted_seller_funded", "1"), claim("chargeback", "lost")
    both = Entry("1", date(2026, 2, 20), (*first.claims, *second.claims), ())

    found = estimate(both)

    assert (len(found.claims), found.now) == (2, 1)


def test_safe_t_claims_are_no_part_of_the_rate() -> None:
    (safet,) = claim("safet", "denied").claims

    assert standing(safet) is None


@pytest.mark.parametrize(
    ("ordered", "counts"),
    [
        pytest.param(MARCH_13, True, id="today"),
        pytest.param(MARCH_13 - timedelta(days=59), True, id="the first of sixty days"),
        pytest.param(MARCH_13 - timedelta(days=60), False, id="the day before"),
    ],
)
def test_orders_of_sixty_days_count(ordered: date, counts: bool) -> None:  # noqa: FBT001
    assert estimate(atoz("granted_seller_funded", "1", ordered_on=ordered)).now == counts


def test_without_the_date_of_the_order_that_of_the_claim_counts_and_says_so() -> None:
    (found,) = estimate(atoz("under_review", "1", ordered_on=None)).claims

    assert (found.on, found.by_claim_date) == (date(2026, 3, 2), True)


@pytest.mark.parametrize("orders", [None, 0])
def test_without_orders_there_are_counts_and_no_rate(orders: int | None) -> None:
    found = estimate(atoz("granted_seller_funded", "1"), orders=orders)

    assert (found.now, found.rate(found.now)) == (1, None)
