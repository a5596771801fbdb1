"""What cannot be believed only adds: rounds, and one earlier ladder."""

from datetime import timedelta

from shared.domain.answering import answers, asks_who_refunded
from shared.domain.ladder import RUNGS
from shared.domain.protocol import World
from tests.conftest import WEDNESDAY, MakeEvent
from tests.unit.domain.test_doubts import DAY, HOUR, RETURN, folded, kinds
from tests.unit.domain.test_second_ladder import OWNER, lived, names

INFO = "atoz.info_request"


def test_an_earlier_date_in_doubt_is_announced_once_and_each_rung_once(
    world: World, make_event: MakeEvent
) -> None:
    asked = make_event("information_requested")
    dates = [
        make_event(
            "deadline_stated",
            WEDNESDAY + hours * HOUR,
            obligation=INFO,
            stated=f"2026-03-12T{20 - hours:02}:00:00Z",
            event_id=f"forged {hours}",
            verified=False,
        )
        for hours in range(1, 6)
    ]
    over = make_event(
        "deadline_stated", WEDNESDAY + 6 * HOUR, obligation=INFO, stated="2026-03-10T08:00:00Z",
        event_id="yesterday", verified=False,
    )  # fmt: skip

    _, alone = lived(world, asked)
    _, forged = lived(world, asked, *dates)
    _, past = lived(world, asked, *dates, over)

    assert set(alone[OWNER]) <= set(forged[OWNER])
    assert names(forged[OWNER]).count("arrival") == 2
    assert all(names(forged[OWNER]).count(rung) <= 2 for rung in RUNGS)
    assert set(alone[OWNER]) <= set(past[OWNER])
    assert len(past[OWNER]) < len(forged[OWNER])


def test_a_forward_that_says_the_same_is_not_told_again(
    world: World, make_event: MakeEvent
) -> None:
    forward = make_event("information_requested", event_id="forward", verified=False)
    genuine = make_event("information_requested", arrives=WEDNESDAY + HOUR)

    case, sent = lived(world, forward, genuine, days=0.5)

    assert names(sent[OWNER]) == ["arrival"]
    assert [(track.believed, bool(track.spared)) for track in case.tracks] == [
        (False, False),
        (True, True),
    ]


def test_a_date_that_moves_later_after_a_forward_is_told_as_a_change(
    world: World, make_event: MakeEvent
) -> None:
    forward = make_event("information_requested", event_id="forward", verified=False)
    genuine = make_event("information_requested", arrives=WEDNESDAY + HOUR)
    later = make_event(
        "deadline_stated", WEDNESDAY + 2 * HOUR, obligation=INFO, stated="2026-03-14T08:00:00Z"
    )

    _, sent = lived(world, forward, genuine, later, days=0.5)

    assert names(sent[OWNER]) == ["arrival", "changed"]


def test_a_date_in_doubt_for_what_is_over_opens_nothing(
    world: World, make_event: MakeEvent
) -> None:
    asked, answered = make_event("information_requested"), make_event("seller_responded")
    date = make_event(
        "deadline_stated", WEDNESDAY + DAY, obligation=INFO, stated="2026-03-14T08:00:00Z",
        verified=False,
    )  # fmt: skip

    case = folded(world, asked, answered, date)

    assert [each.closed_as for each in case.rounds[INFO]] == ["answered"]
    assert "stated_after_close" in kinds(case)


def test_a_question_in_doubt_after_the_answer_is_a_round_of_its_own(
    world: World, make_event: MakeEvent
) -> None:
    asked, answered = make_event("information_requested"), make_event("seller_responded")
    again = make_event("information_requested", WEDNESDAY + DAY, verified=False)
    before = make_event("information_requested", WEDNESDAY - 9 * DAY, verified=False)

    rounds = folded(world, asked, answered, again, before).rounds[INFO]

    assert [(each.number, each.believed) for each in rounds] == [(2, False), (1, True), (3, False)]


def test_there_is_one_appeal_whatever_is_forged(world: World, make_event: MakeEvent) -> None:
    denied = {"programme": "safet", "decision": "denied"}
    genuine = make_event("claim_decided", **denied)
    declined = make_event("declined", WEDNESDAY + DAY, obligation="safet.appeal", programme="safet")
    forged = make_event("claim_decided", WEDNESDAY + 2 * DAY, verified=False, **denied)

    case = folded(world, genuine, declined, forged)

    assert [each.closed_as for each in case.rounds["safet.appeal"]] == ["cancelled"]
    assert "no_second_appeal" in kinds(case)


def test_what_nobody_vouches_for_counts_from_its_earliest_date(
    world: World, make_event: MakeEvent
) -> None:
    asked = make_event("information_requested", verified=False)
    date = make_event(
        "deadline_stated", WEDNESDAY + HOUR, obligation=INFO, stated="2026-03-12T08:00:00Z",
        verified=False,
    )  # fmt: skip

    (only,) = folded(world, asked, date).rounds[INFO]

    assert only.deadline.remind_by == WEDNESDAY + DAY
    assert only.deadline.missed_after == WEDNESDAY + 72 * HOUR


def test_what_the_seller_did_ends_a_round_in_doubt_too(world: World, make_event: MakeEvent) -> None:
    asked = make_event("information_requested", verified=False)
    done = make_event("seller_responded", WEDNESDAY + timedelta(hours=2))

    case = folded(world, asked, done)

    assert [each.closed_as for each in case.rounds[INFO]] == ["answered"]
    assert case.claims["atoz"].status == "under_review"
    assert "nothing_open" not in kinds(case)


def test_a_return_is_answered_by_whoever_refunded_it(world: World, make_event: MakeEvent) -> None:
    part = make_event("refund_issued", extent="partial", event_id="p", **RETURN)
    both = [
        make_event("return_delivered", event_id=ref, item_ref=ref, **RETURN) for ref in ("a", "b")
    ]
    one = folded(world, part, make_event("return_delivered", **RETURN))

    assert asks_who_refunded("return.process", one)
    assert not asks_who_refunded("safet.file", one)
    assert answers("return.process", one, "amazon") == [
        ("refund_issued", "return", {"by": "amazon", "extent": "full"})
    ]
    assert answers("return.process", folded(world, *both)) == [
        ("refund_issued", "return", {"by": "seller", "item_ref": ref}) for ref in ("a", "b")
    ]
    assert answers("return.process", folded(world)) == [
        ("refund_issued", "return", {"by": "seller"})
    ]
    assert answers("chargeback.respond", one) == [("seller_responded", "chargeback", {})]
