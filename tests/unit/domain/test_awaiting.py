"""What a case waits for before something is owed, in stores whose rules count from other facts."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from shared.domain.awaiting import Awaited, awaited
from shared.domain.fold import fold
from shared.domain.protocol import World
from shared.domain.rules import Pack
from tests.conftest import WEDNESDAY, MakeEvent

DAY = timedelta(days=1)
RETURN: dict[str, Any] = {"programme": "return"}
SAFET: dict[str, Any] = {"programme": "safet"}
Fact = tuple[str, dict[str, Any]]
REFUND: Fact = ("refund_issued", RETURN)
DELIVERY: Fact = ("return_delivered", RETURN)
BY_SELLER: Fact = ("refund_issued", {**RETURN, "by": "seller"})


def waits(
    world: World, make_event: MakeEvent, store: str, *facts: Fact, pack: Pack | None = None
) -> list[Awaited]:
    events = [
        make_event(kind, WEDNESDAY + n * DAY, **fields) for n, (kind, fields) in enumerate(facts)
    ]
    rules = pack or world.pack
    return awaited(fold(events, rules, rules.stores[store]), rules)


@pytest.mark.parametrize(
    ("store", "facts", "anchors"),
    [
        pytest.param("AE", [REFUND], ("return_delivered",), id="refunded, not back yet"),
        pytest.param("IN", [REFUND], ("return_delivered",), id="the same where it is sold by post"),
        pytest.param("DE", [DELIVERY], ("refund_issued",), id="back, but not refunded by Amazon"),
        pytest.param("US", [DELIVERY], ("refund_issued",), id="where both are counted from"),
        pytest.param(
            "DE", [("last_carrier_scan", RETURN)], ("refund_issued",), id="lost on its way back"
        ),
        pytest.param(
            "AE",
            [
                ("refund_issued", {**RETURN, "item_ref": "A"}),
                ("last_carrier_scan", {**RETURN, "item_ref": "B"}),
            ],
            ("return_delivered", "refund_issued"),
            id="two returns, each in its own way",
        ),
    ],
)
def test_the_filing_waits_for_what_the_rule_of_the_store_names(
    world: World, make_event: MakeEvent, store: str, facts: list[Fact], anchors: tuple[str, ...]
) -> None:
    assert waits(world, make_event, store, *facts) == [Awaited("safet.file", anchors)]


@pytest.mark.parametrize(
    ("store", "facts"),
    [
        pytest.param("AE", [REFUND, DELIVERY], id="everything is known: it is open"),
        pytest.param("AE", [DELIVERY], id="the rule counts from the delivery alone"),
        pytest.param("SA", [("return_requested", {**RETURN, "case": "self_ship"})], id="open too"),
        pytest.param("AE", [REFUND, ("order_refunded", {})], id="the seller refunded it all"),
        pytest.param("DE", [DELIVERY, BY_SELLER], id="the seller refunded"),
        pytest.param("DE", [BY_SELLER, DELIVERY], id="the seller refunded before it was back"),
        pytest.param("AE", [REFUND, ("claim_opened", SAFET)], id="it is filed"),
        pytest.param("AE", [("claim_opened", SAFET), REFUND], id="it was filed before"),
        pytest.param("AE", [REFUND, ("information_requested", SAFET)], id="Amazon asks about it"),
        pytest.param("DE", [("information_requested", SAFET)], id="a question is open at once"),
        pytest.param("DE", [], id="nothing happened"),
    ],
)
def test_nothing_is_awaited_where_it_is_open_or_out_of_the_question(
    world: World, make_event: MakeEvent, store: str, facts: list[Fact]
) -> None:
    assert waits(world, make_event, store, *facts) == []


def test_a_rule_of_ones_own_may_wait_for_the_debit(world: World, make_event: MakeEvent) -> None:
    (rule,) = world.pack.of("atoz.appeal")
    ours = replace(rule, anchors=("account_debited",))
    pack = world.pack.overlaid([ours, replace(rule, rule_id="elsewhere", stores=("UK",))])
    granted: Fact = ("claim_decided", {"decision": "granted_seller_funded"})

    waiting = waits(world, make_event, "US", granted, pack=pack)
    refunded = waits(world, make_event, "US", granted, ("appeal_decided", {"decision": "denied"}),
                     pack=pack)  # fmt: skip

    assert waiting == [Awaited("atoz.appeal", ("account_debited",))]
    assert refunded == []


def test_what_no_rule_of_the_store_knows_is_not_awaited(
    world: World, make_event: MakeEvent
) -> None:
    (rule,) = world.pack.of("return.answer")
    pack = world.pack.overlaid([replace(rule, stores=("US",))])

    assert waits(world, make_event, "DE", ("return_requested", RETURN), pack=pack) == []


def test_a_word_nobody_vouches_for_ends_no_waiting(world: World, make_event: MakeEvent) -> None:
    doubted: Fact = ("order_refunded", {"verified": False})

    assert waits(world, make_event, "AE", REFUND, doubted) == [
        Awaited("safet.file", ("return_delivered",))
    ]
