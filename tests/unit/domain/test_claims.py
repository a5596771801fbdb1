"""Where a claim stands after what happened to it, in the words of docs/messages.md."""

from datetime import timedelta
from typing import Any

import pytest

from shared.domain.case import Case
from shared.domain.fold import fold
from shared.domain.instants import Moment
from shared.domain.protocol import World
from tests.conftest import WEDNESDAY, MakeEvent

HOUR = timedelta(hours=1)
SUM = {"value": "48.20", "currency": "USD"}
Told = tuple[str, dict[str, Any]]


def told(world: World, make_event: MakeEvent, *story: Told) -> Case:
    """Fold what happened, an hour after one another."""
    events = [
        make_event(kind, WEDNESDAY + n * HOUR, event_id=f"{n}", **fields)
        for n, (kind, fields) in enumerate(story)
    ]
    return fold(events, world.pack, world.pack.stores["US"])


def of(programme: str, kind: str, **fields: object) -> Told:
    return kind, {"programme": programme, **fields}


def granted() -> Told:
    return of("atoz", "claim_decided", decision="granted_seller_funded")


OPENED = of("atoz", "claim_opened")


@pytest.mark.parametrize(
    ("programme", "story", "status"),
    [
        pytest.param("atoz", [OPENED], "under_review", id="opened: it is Amazon's turn"),
        pytest.param(
            "atoz", [of("atoz", "claim_opened", action_required=True)], "action_required",
            id="opened with a question",
        ),
        pytest.param(
            "atoz", [OPENED, of("atoz", "claim_withdrawn")], "withdrawn", id="withdrawn"
        ),
        pytest.param(
            "chargeback", [of("chargeback", k) for k in ("claim_opened", "claim_withdrawn")],
            "under_review", id="a chargeback withdrawn is still for the bank to end",
        ),
        pytest.param(
            "atoz", [OPENED, of("atoz", "order_cancelled")], "order_cancelled",
            id="order cancelled",
        ),
        pytest.param(
            "safet", [of("safet", k) for k in ("claim_opened", "order_cancelled")],
            "under_investigation", id="a cancelled order does not end a SAFE-T claim",
        ),
        pytest.param(
            "atoz", [OPENED, of("atoz", "order_refunded")], "order_refunded", id="refunded in full"
        ),
        pytest.param(
            "atoz", [OPENED, granted(), of("atoz", "order_refunded")], "granted_seller_funded",
            id="a refund after the decision changes nothing",
        ),
        pytest.param(
            "atoz", [OPENED, granted(), of("atoz", "appeal_filed")], "appealed", id="appealed"
        ),
        pytest.param(
            "chargeback",
            [
                of("chargeback", "claim_opened"),
                of("chargeback", "claim_decided", decision="lost"),
                of("chargeback", "appeal_filed"),
            ],
            "lost",
            id="a lost chargeback that is appealed stays lost",
        ),
        pytest.param(
            "message", [of("message", k) for k in ("buyer_contacted", "seller_replied")],
            "answered", id="a message replied to",
        ),
        pytest.param(
            "return", [of("return", k) for k in ("return_requested", "refund_issued")], "closed",
            id="a return refunded by Amazon",
        ),
        pytest.param(
            "return", [of("return", "return_requested"), of("atoz", "order_refunded")], "closed",
            id="a return of an order refunded in full",
        ),
        pytest.param(
            "return", [of("return", k) for k in ("return_requested", "return_delivered")], "open",
            id="a return that came back is not closed by that",
        ),
    ],
)  # fmt: skip
def test_a_claim_stands_where_the_last_word_put_it(
    world: World, make_event: MakeEvent, programme: str, story: list[Told], status: str
) -> None:
    assert told(world, make_event, *story).claims[programme].status == status


@pytest.mark.parametrize(
    ("story", "when"),
    [
        pytest.param([OPENED, of("atoz", "claim_withdrawn")], "before", id="before the decision"),
        pytest.param([OPENED, granted(), of("atoz", "claim_withdrawn")], "after", id="after it"),
    ],
)
def test_a_withdrawal_says_whether_there_was_a_decision(
    world: World, make_event: MakeEvent, story: list[Told], when: str
) -> None:
    assert told(world, make_event, *story).claims["atoz"].withdrawn == when


@pytest.mark.parametrize(
    ("again", "since"),
    [
        pytest.param(OPENED, WEDNESDAY, id="told twice: since the first time"),
        pytest.param(of("atoz", "appeal_filed"), WEDNESDAY + HOUR, id="since the appeal"),
    ],
)
def test_amazon_has_been_asked_since_the_last_word_of_the_seller(
    world: World, make_event: MakeEvent, again: Told, since: Moment
) -> None:
    case = told(world, make_event, OPENED, again)

    assert case.claims["atoz"].waiting_since == since


def test_a_case_without_sums_has_none_at_stake(world: World, make_event: MakeEvent) -> None:
    assert told(world, make_event, OPENED).amount("atoz") is None


def test_what_was_refunded_is_at_stake_in_safet(world: World, make_event: MakeEvent) -> None:
    refund = of("return", "refund_issued", amount=SUM)

    case = told(world, make_event, refund, of("safet", "claim_opened"))

    assert case.amount("safet") == SUM


def test_a_second_claim_is_flagged_and_the_same_one_told_twice_is_not(
    world: World, make_event: MakeEvent
) -> None:
    named = [of("atoz", "claim_opened", claim_ref=ref) for ref in ("A1", "A1", "B2")]

    flags = told(world, make_event, *named).flags

    assert [(flag.kind, flag.event_id) for flag in flags] == [("second_claim", "2")]


def test_two_decisions_that_differ_are_kept_and_flagged(
    world: World, make_event: MakeEvent
) -> None:
    same, other = granted(), of("atoz", "claim_decided", decision="denied")

    case = told(world, make_event, OPENED, granted(), same, other)

    assert [(flag.kind, flag.event_id) for flag in case.flags] == [("contradiction", "3")]
    assert case.claims["atoz"].status == "denied"
