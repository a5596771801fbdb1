"""What of an order's events gets into the ledger."""

import csv
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from shared.domain.booking import SHOWN, booked
from shared.domain.evidence import checklist
from shared.domain.fold import fold
from shared.domain.ledger import UNPROMPTED, Money
from shared.domain.proofs import proofs_by
from shared.domain.protocol import StoredCase, World, absorb
from shared.policy.knowledge import load_knowledge
from tests.conftest import WEDNESDAY, MakeEvent
from tests.unit.figures.books import enter, usd

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
EVIDENCE = Path(__file__).parents[3] / "shared" / "policy" / "evidence.csv"


def test_a_claim_is_booked_with_its_sums_its_product_and_its_end(
    world: World, make_event: MakeEvent
) -> None:
    entry = enter(
        world,
        [
            make_event("claim_opened", programme="safet", amount=usd("50.00"), asin="TEAPOT"),
            make_event(
                "claim_decided", WEDNESDAY + 9 * DAY, programme="safet", amount=usd("20.00"),
                decision="partly_granted", reason="label not readable",
            ),
            make_event("evidence_added", programme="safet", item="photos"),
            make_event("order_facts", ordered_at="2026-02-20T05:00:00Z", valid_tracking=True),
        ],
    )  # fmt: skip
    (claim,) = entry.claims

    assert (claim.asked, claim.got) == (Money(Decimal("50.00"), "USD"), Money(Decimal(20), "USD"))
    assert (claim.product, claim.why) == ("TEAPOT", "label not readable")
    assert (claim.decided_on, claim.decisions) == (date(2026, 3, 20), ("partly_granted",))
    assert (claim.evidence, claim.shown) == (("photos",), ("valid_tracking",))
    assert entry.ordered_on == date(2026, 2, 19)  # in Los Angeles


def test_a_case_belongs_to_the_month_of_the_store_in_which_it_began(
    world: World, make_event: MakeEvent
) -> None:
    """02:00 UTC of 1 April is 31 March in Los Angeles."""
    april_1 = make_event("claim_opened", "2026-04-01T02:00:00Z", arrives=WEDNESDAY + 21 * DAY)
    case = fold([april_1], world.pack, world.home)

    assert booked(case, (), {})["month"] == "2026-03"


def test_facts_of_an_order_alone_are_not_booked(world: World, make_event: MakeEvent) -> None:
    case = fold([make_event("order_facts", digital=True)], world.pack, world.home)

    assert booked(case, (), {}) == {}


def test_a_refund_that_may_be_filed_is_booked_with_what_was_refunded(
    world: World, make_event: MakeEvent
) -> None:
    refund = make_event("refund_issued", programme="return", amount=usd("120.00"))
    (claim,) = enter(world, [refund]).claims

    assert (claim.programme, claim.status, claim.known) == ("safet", "none", False)
    assert claim.asked == Money(Decimal(120), "USD")


def test_the_product_of_an_order_of_several_is_not_guessed(
    world: World, make_event: MakeEvent
) -> None:
    opened = make_event("claim_opened")
    one = make_event("order_facts", items=[{"asin": "TEAPOT"}, {"asin": "TEAPOT"}])
    two = make_event("order_facts", items=[{"asin": "TEAPOT"}, {"asin": "MUG"}])

    assert enter(world, [opened, one]).claims[0].product == "TEAPOT"
    assert not enter(world, [opened, two]).claims[0].product


def test_the_rung_is_that_of_the_last_message_to_a_person_before_somebody_acted(
    world: World, make_event: MakeEvent
) -> None:
    asked, answered = make_event("information_requested"), WEDNESDAY + 30 * HOUR
    stored = absorb(StoredCase("blue-kettle", "1"), asked, world, WEDNESDAY)
    assert stored is not None
    sent = {
        "1.1:arrival:email:owner@example.com": WEDNESDAY,
        "1.1:24h:email:owner@example.com": WEDNESDAY + 24 * HOUR,
        "1.1:8h:topic:topic": WEDNESDAY + 25 * HOUR,
        "1.1:after@2026-03-13T08:00:00Z:email:owner@example.com": WEDNESDAY + 48 * HOUR,
        "2.1:8h:email:owner@example.com": WEDNESDAY + 26 * HOUR,
    }
    delivered = {slot: f"{at:%Y-%m-%dT%H:%M:%SZ} ref" for slot, at in sent.items()}
    events = [asked, make_event("seller_responded", answered)]

    (prompted,) = enter(world, events, tracks=stored.tracks, delivered=delivered).rounds
    (unprompted,) = enter(world, events, tracks=stored.tracks).rounds

    assert (prompted.rung, unprompted.rung) == ("24h", UNPROMPTED)
    assert prompted.answered == answered


def test_advice_that_costs_nothing_when_it_is_missed_is_not_booked_as_a_duty(
    world: World, make_event: MakeEvent
) -> None:
    entry = enter(world, [make_event("claim_opened")])

    assert (len(entry.claims), entry.rounds) == (1, ())


def test_every_fact_a_checklist_asks_for_is_booked() -> None:
    with EVIDENCE.open(encoding="utf-8", newline="") as table:
        facts = {row["fact"] for row in csv.DictReader(table)} - {""}

    assert facts <= set(SHOWN)


def test_the_ledger_and_the_checklist_agree_on_what_is_complete(
    world: World, make_event: MakeEvent
) -> None:
    knowledge = load_knowledge()
    complete = proofs_by(knowledge, "US")
    verdicts = []
    for programme, reason in (
        ("atoz", "not_received"),
        ("safet", "not_returned"),
        ("safet", "other"),
    ):
        opened = make_event("claim_opened", programme=programme, reason=reason)
        case = fold([opened], world.pack, world.home)
        needed = [
            each.proof.item for each in checklist(case, programme, knowledge, WEDNESDAY).missing
        ]
        for count in range(len(needed) + 1):
            added = [
                make_event("evidence_added", programme=programme, item=item, event_id=item)
                for item in needed[:count]
            ]
            case = fold([opened, *added], world.pack, world.home)
            wanted = checklist(case, programme, knowledge, WEDNESDAY).complete
            verdicts.append(wanted)
            assert complete(enter(world, [opened, *added]).claims[0]) == wanted
    assert {True, False} <= set(verdicts)
