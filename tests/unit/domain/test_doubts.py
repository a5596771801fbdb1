from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from shared.domain.case import Case
from shared.domain.events import ClaimEvent
from shared.domain.fold import fold
from shared.domain.plan import plan
from shared.domain.protocol import StoredCase, World, absorb, mark, take
from shared.domain.rules import Pack
from tests.conftest import ORDER, WEDNESDAY, MakeEvent

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
RETURN: dict[str, Any] = {"programme": "return"}


def folded(world: World, *events: ClaimEvent, store: str = "US") -> Case:
    return fold(events, world.pack, world.pack.stores[store])


def earlier(case: Case, obligation: str) -> datetime:
    """Return the one date in doubt that adds a ladder; state and cut-off are left as they are."""
    (only,) = case.rounds[obligation]
    own, doubted = only.ladders()
    assert doubted.deadline.missed_after == own.deadline.missed_after
    return doubted.deadline.remind_by


def kinds(case: Case) -> set[str]:
    return {flag.kind for flag in case.flags}


def test_events_that_name_different_stores_are_flagged(world: World, make_event: MakeEvent) -> None:
    case = folded(
        world,
        make_event("claim_opened", store="US"),
        make_event("information_requested", store="A1F83G8C2ARO7P"),
    )

    assert "store_differs" in kinds(case)


def test_a_claim_filed_before_it_may_be_is_flagged(world: World, make_event: MakeEvent) -> None:
    case = folded(
        world,
        make_event("return_requested", case="self_ship", **RETURN),
        make_event("claim_opened", WEDNESDAY + DAY, programme="safet"),
        store="SA",
    )

    (filing,) = case.rounds["safet.file"]
    assert filing.deadline.opens_at == WEDNESDAY + 30 * DAY
    assert filing.closed_as == "answered"
    assert "too_early" in kinds(case)


def test_an_unverified_delivery_does_not_give_more_time(
    world: World, make_event: MakeEvent
) -> None:
    refund = make_event("refund_issued", **RETURN)
    delivery = make_event("return_delivered", WEDNESDAY + 9 * DAY, verified=False, **RETURN)
    before = folded(world, refund).rounds["safet.file"][0].deadline

    after = folded(world, refund, delivery).rounds["safet.file"][0].deadline

    assert (after.remind_by, after.missed_after) == (before.remind_by, before.missed_after)


def test_a_delivery_that_can_be_believed_does(world: World, make_event: MakeEvent) -> None:
    refund = make_event("refund_issued", **RETURN)
    delivery = make_event("return_delivered", WEDNESDAY + 9 * DAY, **RETURN)

    (filing,) = folded(world, refund, delivery).rounds["safet.file"]

    assert filing.deadline.remind_by == WEDNESDAY + 39 * DAY


def test_a_believed_refund_replaces_a_doubted_one_but_reminds_no_later(
    world: World, make_event: MakeEvent
) -> None:
    doubted = make_event("refund_issued", verified=False, event_id="a", **RETURN)
    believed = make_event("refund_issued", WEDNESDAY + 5 * DAY, event_id="b", **RETURN)

    case = folded(world, doubted, believed)

    (filing,) = case.rounds["safet.file"]
    assert filing.deadline.remind_by == WEDNESDAY + 35 * DAY
    assert earlier(case, "safet.file") == WEDNESDAY + 30 * DAY


def test_a_doubted_question_before_a_believed_one_only_reminds_earlier(
    world: World, make_event: MakeEvent
) -> None:
    doubted = make_event("information_requested", WEDNESDAY - 5 * HOUR, verified=False)
    believed = make_event("information_requested")

    case = folded(world, doubted, believed)

    (only,) = case.rounds["atoz.info_request"]
    assert only.deadline.remind_by == WEDNESDAY + 48 * HOUR
    assert only.deadline.missed_after == WEDNESDAY + 72 * HOUR
    assert earlier(case, "atoz.info_request") == WEDNESDAY + 43 * HOUR


LONG_AGO = datetime(2020, 6, 30, 8, 0, tzinfo=UTC)


def test_an_obligation_without_a_rule_in_force_is_not_opened_and_said_once(
    world: World, make_event: MakeEvent
) -> None:
    opened = make_event("claim_opened", LONG_AGO)
    case = folded(world, opened)

    assert "atoz.review" not in case.rounds
    assert [flag.kind for flag in case.flags] == ["no_rule"]
    told = [(slot.name, slot.channel) for slot in plan(case, (), (), world.account)]
    assert told == [("no_rule", "topic"), ("no_rule", "email")]


def test_amazons_own_date_is_not_lost_for_want_of_a_rule(
    world: World, make_event: MakeEvent
) -> None:
    opened = make_event("claim_opened", LONG_AGO, stated="2020-07-03T08:00:00Z")

    (review,) = folded(world, opened).rounds["atoz.review"]

    assert review.deadline.rule is None
    assert review.deadline.remind_by == datetime(2020, 7, 3, 8, 0, tzinfo=UTC)


def test_a_date_amazon_states_that_differs_is_flagged_and_followed(
    world: World, make_event: MakeEvent
) -> None:
    case = folded(world, make_event("information_requested", stated="2026-03-14T08:00:00Z"))

    (only,) = case.rounds["atoz.info_request"]
    assert only.deadline.remind_by == WEDNESDAY + 72 * HOUR
    assert kinds(case) == {"stated_differs"}


@pytest.mark.parametrize(
    ("stated", "flagged"),
    [
        pytest.param("2026-03-13T08:01:00Z", False, id="a minute apart"),
        pytest.param("2026-03-13T08:01:01Z", True, id="a minute and a second"),
    ],
)
def test_a_minute_of_difference_is_not_worth_a_word(
    world: World,
    make_event: MakeEvent,
    stated: str,
    flagged: bool,  # noqa: FBT001
) -> None:
    case = folded(world, make_event("information_requested", stated=stated))

    assert ("stated_differs" in kinds(case)) is flagged


def test_what_waits_for_a_fact_opens_when_the_fact_arrives(
    world: World, make_event: MakeEvent
) -> None:
    refund = make_event("refund_issued", **RETURN)
    waiting = folded(world, refund, store="AE")
    delivered = make_event("return_delivered", WEDNESDAY + DAY, **RETURN)

    opened = folded(world, refund, delivered, store="AE")

    assert kinds(waiting) == {"awaiting"}
    assert [each.state(WEDNESDAY) for each in opened.rounds["safet.file"]] == ["open"]


def test_a_round_reopened_is_announced_again(world: World, make_event: MakeEvent) -> None:
    case = StoredCase("blue-kettle", ORDER)
    for hours, kind in enumerate(("information_requested", "seller_responded", "reopened")):
        at = WEDNESDAY + hours * HOUR
        fields = {"obligation": "atoz.info_request"} if kind == "reopened" else {}
        case = absorb(case, make_event(kind, at, **fields), world, at) or case
        looked = take(case, world, at, "me")
        sent = {slot: each.ref for each in looked.parcels for slot in each.stands_for}
        case = mark(looked.of, world, at, "me", sent)

    assert [track.generation for track in case.tracks] == [2]
    assert any(slot.startswith("1.2:arrival:email") for slot in case.delivered)


def test_reopening_what_is_open_changes_nothing_and_is_flagged(
    world: World, make_event: MakeEvent
) -> None:
    again = make_event("reopened", WEDNESDAY + HOUR, obligation="atoz.info_request")

    case = folded(world, make_event("information_requested"), again)

    assert kinds(case) == {"nothing_closed"}


def test_an_answer_to_nothing_is_kept_and_flagged(world: World, make_event: MakeEvent) -> None:
    assert kinds(folded(world, make_event("seller_responded"))) == {"nothing_open"}


def test_a_scan_nobody_vouches_for_reminds_earlier_and_moves_no_miss(
    world: World, make_event: MakeEvent
) -> None:
    refund = make_event("refund_issued", WEDNESDAY, programme="return", by="amazon")
    days_before = WEDNESDAY - timedelta(days=5)
    scan = make_event("last_carrier_scan", days_before, programme="return", verified=False)

    sure = fold([refund], world.pack, world.home).rounds["safet.file"][0].deadline
    case = fold([refund, scan], world.pack, world.home)

    assert case.rounds["safet.file"][0].deadline == sure
    assert earlier(case, "safet.file") < sure.remind_by


def test_a_fact_no_rule_covers_leaves_the_cut_off_and_says_so(
    world: World, make_event: MakeEvent
) -> None:
    later = date(2027, 1, 1)
    rules = [
        replace(rule, effective_from=later) for rule in world.pack.rules if rule.case == "lost"
    ]
    no_lost = world.pack.overlaid(rules)
    refund = make_event("refund_issued", WEDNESDAY, programme="return", by="amazon")
    scan = make_event("last_carrier_scan", WEDNESDAY + HOUR, programme="return")

    case = fold([refund, scan], no_lost, world.home)

    assert case.rounds["safet.file"][0].deadline == (
        fold([refund], no_lost, world.home).rounds["safet.file"][0].deadline
    )
    assert "no_rule" in {flag.kind for flag in case.flags}


def test_when_no_group_is_left_to_count_from_what_was_counted_holds(
    world: World, make_event: MakeEvent
) -> None:
    came = make_event("return_delivered", WEDNESDAY - 9 * DAY, verified=False, **RETURN)
    own = make_event("refund_issued", WEDNESDAY - DAY, by="seller", item_ref="a", **RETURN)
    asked = make_event("return_requested", WEDNESDAY, case="self_ship", **RETURN)
    emirates = world.pack.stores["AE"]

    doubted = fold([came, own], world.pack, emirates).rounds["safet.file"][0]
    case = fold([came, own, asked], world.pack, emirates)

    assert [each.deadline for each in case.rounds["safet.file"]] == [doubted.deadline]


@pytest.fixture
def no_lost(world: World) -> Pack:
    """The rules, none of which covers a lost return yet."""
    rules = [rule for rule in world.pack.rules if rule.case == "lost"]
    return world.pack.overlaid(replace(rule, effective_from=date(2027, 1, 1)) for rule in rules)


def test_a_doubted_fact_no_rule_covers_brings_nothing_forward(
    world: World, no_lost: Pack, make_event: MakeEvent
) -> None:
    refund = make_event("refund_issued", WEDNESDAY, programme="return", by="amazon")
    scan = make_event("last_carrier_scan", WEDNESDAY - 9 * DAY, programme="return", verified=False)

    known, doubted = (fold(events, no_lost, world.home) for events in ([refund], [refund, scan]))

    (filing,) = doubted.rounds["safet.file"]
    assert filing.deadline == known.rounds["safet.file"][0].deadline
    assert filing.closed_as is None


def test_one_doubted_parcel_no_rule_covers_keeps_none_from_reminding_earlier(
    world: World, no_lost: Pack, make_event: MakeEvent
) -> None:
    refund = make_event("refund_issued", WEDNESDAY, item_ref="c", by="amazon", **RETURN)
    lost = make_event("last_carrier_scan", item_ref="a", verified=False, **RETURN)
    of_lost = make_event("refund_issued", item_ref="a", event_id="x", verified=False, **RETURN)
    sooner = make_event(
        "refund_issued", WEDNESDAY - 2 * DAY, item_ref="b", verified=False, **RETURN
    )

    case = fold([refund, lost, of_lost, sooner], no_lost, world.home)

    assert earlier(case, "safet.file") == WEDNESDAY + 28 * DAY


def test_a_fact_that_rules_of_ones_own_no_longer_count_from_is_still_known(
    world: World, make_event: MakeEvent
) -> None:
    of_appeals = [rule for rule in world.pack.rules if rule.obligation == "atoz.appeal"]
    own = world.pack.overlaid(replace(rule, anchors=("account_debited",)) for rule in of_appeals)
    granted = make_event("claim_decided", decision="granted_seller_funded")

    case = fold([make_event("claim_opened"), granted], own, world.home)

    assert kinds(case) == {"awaiting"}
    assert case.claims["atoz"].status == "granted_seller_funded"
