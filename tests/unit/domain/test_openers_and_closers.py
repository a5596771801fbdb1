"""What an event opens and what it ends, where no story of the contract tells it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.domain.case import Case
from shared.domain.fold import fold
from shared.domain.protocol import World
from tests.conftest import WEDNESDAY, MakeEvent

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
RETURN: dict[str, Any] = {"programme": "return"}
ASKED = {"obligation": "atoz.info_request"}
Told = tuple[str, dict[str, Any]]


def told(world: World, make_event: MakeEvent, *story: Told, store: str = "US") -> Case:
    """Fold what happened, an hour after one another."""
    events = [
        make_event(kind, WEDNESDAY + n * HOUR, event_id=f"{n}", **fields)
        for n, (kind, fields) in enumerate(story)
    ]
    return fold(events, world.pack, world.pack.stores[store])


def ends(case: Case) -> dict[str, str | None]:
    return {each.obligation: each.closed_as for each in case.all_rounds()}


def flags(case: Case) -> list[tuple[str, str]]:
    return [(flag.kind, flag.event_id) for flag in case.flags]


@pytest.mark.parametrize(
    ("story", "expected"),
    [
        pytest.param(
            [("buyer_contacted", {"programme": "message"})],
            {"message.reply": None, "atoz.buyer_contact": None},
            id="a buyer writes",
        ),
        pytest.param(
            [(kind, {"programme": "message"}) for kind in ("buyer_contacted", "seller_replied")],
            {"message.reply": "answered", "atoz.buyer_contact": "answered"},
            id="a reply answers both",
        ),
        pytest.param(
            [
                ("buyer_contacted", {"programme": "message"}),
                ("seller_replied", {"programme": "message", "no_reply_needed": True}),
            ],
            {"message.reply": "answered", "atoz.buyer_contact": None},
            id="no reply needed answers the message alone",
        ),
        pytest.param(
            [("claim_opened", {"programme": "chargeback"})],
            {"chargeback.respond": None},
            id="a chargeback wants an answer",
        ),
        pytest.param(
            [("claim_decided", {"programme": "safet", "decision": "denied"})],
            {"safet.appeal": None},
            id="a denied SAFE-T claim may be appealed",
        ),
        pytest.param(
            [("claim_decided", {"decision": "granted_amazon_funded"})],
            {},
            id="what Amazon pays for is not appealed",
        ),
        pytest.param(
            [("return_requested", RETURN)], {"return.answer": None}, id="a return is asked for"
        ),
        pytest.param(
            [("return_requested", RETURN), ("refund_issued", {**RETURN, "by": "seller"})],
            {"return.answer": "answered"},
            id="a refund by the seller is an answer and opens no filing",
        ),
        pytest.param(
            [("return_requested", RETURN), ("refund_issued", {**RETURN, "by": "amazon"})],
            {"return.answer": "cancelled", "safet.file": None},
            id="a refund by Amazon opens the filing",
        ),
        pytest.param(
            [("information_requested", {}), ("declined", ASKED)],
            {"atoz.info_request": "cancelled"},
            id="declined is not missed",
        ),
        pytest.param(
            [("information_requested", {}), ("claim_withdrawn", {})],
            {"atoz.info_request": "cancelled"},
            id="withdrawn",
        ),
        pytest.param(
            [("information_requested", {}), ("order_refunded", {})],
            {"atoz.info_request": "cancelled"},
            id="refunded in full",
        ),
        pytest.param(
            [("claim_opened", {}), ("acknowledged", {"obligation": "atoz.review"})],
            {"atoz.review": "answered"},
            id="advice is answered by being seen",
        ),
        pytest.param(
            [("information_requested", {}), ("acknowledged", ASKED)],
            {"atoz.info_request": None},
            id="a duty is not",
        ),
    ],
)
def test_what_happens_opens_and_ends(
    world: World, make_event: MakeEvent, story: list[Told], expected: dict[str, str | None]
) -> None:
    assert ends(told(world, make_event, *story)) == expected


def test_there_is_one_appeal(world: World, make_event: MakeEvent) -> None:
    granted = ("claim_decided", {"decision": "granted_seller_funded"})

    case = told(world, make_event, granted, ("appeal_filed", {}), granted)

    assert ends(case) == {"atoz.appeal": "answered"}
    assert ("no_second_appeal", "2") in flags(case)


def test_a_known_safet_claim_is_not_filed_again(world: World, make_event: MakeEvent) -> None:
    case = told(
        world, make_event, ("claim_opened", {"programme": "safet"}), ("refund_issued", RETURN)
    )

    assert "safet.file" not in case.rounds


def test_facts_after_the_filing_was_answered_change_nothing(
    world: World, make_event: MakeEvent
) -> None:
    filed = [("refund_issued", RETURN), ("claim_opened", {"programme": "safet"})]
    before = told(world, make_event, *filed).rounds["safet.file"][0]

    case = told(world, make_event, *filed, ("return_delivered", RETURN))

    assert case.rounds["safet.file"][0].deadline == before.deadline
    assert case.rounds["safet.file"][0].closed_as == "answered"


@pytest.mark.parametrize(
    ("store", "opened"),
    [
        pytest.param("IN", True, id="India counts from the delivery alone"),
        pytest.param("US", False, id="the US wants a refund by Amazon first"),
    ],
)
def test_a_delivery_opens_the_filing_where_nothing_else_counts(
    world: World,
    make_event: MakeEvent,
    store: str,
    opened: bool,  # noqa: FBT001
) -> None:
    case = told(world, make_event, ("return_delivered", RETURN), store=store)

    assert ("safet.file" in case.rounds) is opened


def test_a_lost_return_is_filed_from_its_last_scan(world: World, make_event: MakeEvent) -> None:
    scanned = [("last_carrier_scan", RETURN), ("last_carrier_scan", RETURN)]

    (filing,) = told(world, make_event, ("refund_issued", RETURN), *scanned).rounds["safet.file"]

    assert filing.deadline.remind_by == WEDNESDAY + 2 * HOUR + 30 * DAY


def test_a_doubted_delivery_that_would_end_a_filing_sooner_only_reminds_earlier(
    world: World, make_event: MakeEvent
) -> None:
    known = [("refund_issued", RETURN), ("last_carrier_scan", RETURN)]
    (lost,) = told(world, make_event, *known, store="AE").rounds["safet.file"]

    doubted = ("return_delivered", {**RETURN, "verified": False})
    (doubtful,) = told(world, make_event, *known, doubted, store="AE").rounds["safet.file"]

    own, doubted_one = doubtful.ladders()
    assert own.deadline == lost.deadline
    assert doubted_one.deadline.remind_by == WEDNESDAY + 2 * HOUR + 7 * DAY
    assert doubted_one.deadline.missed_after == lost.deadline.missed_after


def test_the_first_refund_counts_and_a_second_one_does_not(
    world: World, make_event: MakeEvent
) -> None:
    refunds = [("refund_issued", RETURN), ("refund_issued", RETURN)]

    (filing,) = told(world, make_event, *refunds).rounds["safet.file"]

    assert filing.deadline.remind_by == WEDNESDAY + 30 * DAY


def test_a_group_that_nobody_refunded_does_not_count(world: World, make_event: MakeEvent) -> None:
    one, two = ({**RETURN, "item_ref": item} for item in "12")

    (filing,) = told(world, make_event, ("return_delivered", one), ("refund_issued", two)).rounds[
        "safet.file"
    ]

    assert filing.deadline.remind_by == WEDNESDAY + HOUR + 30 * DAY


def test_two_return_groups_remind_on_the_earlier_and_miss_on_the_later(
    world: World, make_event: MakeEvent
) -> None:
    asked = [("return_requested", {**RETURN, "item_ref": item}) for item in "12"]

    (answer,) = told(world, make_event, *asked).rounds["return.answer"]

    assert answer.deadline.remind_by == WEDNESDAY + 48 * HOUR
    assert answer.deadline.missed_after == WEDNESDAY + 49 * HOUR


def test_a_date_amazon_states_opens_a_filing_nothing_else_does(
    world: World, make_event: MakeEvent
) -> None:
    date = {"obligation": "safet.file", "stated": "2026-03-20T08:00:00Z"}

    (filing,) = told(world, make_event, ("deadline_stated", date)).rounds["safet.file"]

    assert filing.deadline.remind_by == datetime(2026, 3, 20, 8, tzinfo=UTC)
    assert filing.deadline.rule is None


def test_a_question_without_a_rule_and_without_a_date_is_not_opened_by_a_doubted_date(
    world: World, make_event: MakeEvent
) -> None:
    long_ago = datetime(2020, 6, 30, 8, tzinfo=UTC)
    stated = make_event("claim_opened", long_ago, verified=False, stated="2020-07-03T08:00:00Z")

    (review,) = fold([stated], world.pack, world.pack.stores["US"]).rounds["atoz.review"]

    assert review.deadline.remind_by == datetime(2020, 7, 3, 8, tzinfo=UTC)


def test_a_date_for_what_is_closed_is_kept_and_flagged(world: World, make_event: MakeEvent) -> None:
    date = {**ASKED, "stated": "2026-03-14T08:00:00Z"}

    case = told(
        world,
        make_event,
        ("information_requested", {}),
        ("seller_responded", {}),
        ("deadline_stated", date),
    )

    assert flags(case) == [("stated_after_close", "2")]


def test_an_answer_of_the_same_date_ends_a_question_told_later(
    world: World, make_event: MakeEvent
) -> None:
    answered = make_event("seller_responded", "2026-03-11", verified=True)
    asked = make_event("information_requested", WEDNESDAY + 5 * HOUR)

    (only,) = fold([answered, asked], world.pack, world.pack.stores["US"]).rounds[
        "atoz.info_request"
    ]

    assert only.closed_as == "answered"


def test_a_refusal_of_the_same_date_ends_it_and_leaves_the_claim_where_it_was(
    world: World, make_event: MakeEvent
) -> None:
    declined = make_event("declined", "2026-03-11", **ASKED)
    asked = make_event("information_requested", WEDNESDAY + 5 * HOUR)

    case = fold([declined, asked], world.pack, world.pack.stores["US"])

    assert ends(case) == {"atoz.info_request": "cancelled"}
    assert case.claims["atoz"].status == "action_required"


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        pytest.param("seller_responded", {}, id="an answer"),
        pytest.param("acknowledged", ASKED, id="seen"),
        pytest.param("assigned", {"to": "Mei"}, id="given to somebody"),
    ],
)
def test_what_cannot_be_believed_ends_nothing_and_is_shown(
    world: World, make_event: MakeEvent, kind: str, fields: dict[str, str]
) -> None:
    doubted = (kind, {"verified": False, **fields})

    case = told(world, make_event, ("information_requested", {}), doubted)

    assert ends(case) == {"atoz.info_request": None}
    assert flags(case) == [("unconfirmed", "1")]


def test_a_doubted_note_is_passed_over(world: World, make_event: MakeEvent) -> None:
    doubted = ("evidence_added", {"item": "label", "verified": False})

    case = told(world, make_event, ("information_requested", {}), doubted)

    assert case.evidence == {}
    assert flags(case) == []


def test_a_doubted_answer_to_a_message_leaves_no_claim_behind(
    world: World, make_event: MakeEvent
) -> None:
    doubted = ("seller_replied", {"programme": "message", "verified": False})

    assert told(world, make_event, doubted).claims == {}


def test_what_people_say_about_a_case_is_noted(world: World, make_event: MakeEvent) -> None:
    case = told(
        world,
        make_event,
        ("information_requested", {}),
        ("assigned", {"to": "Mei"}),
        ("evidence_added", {"item": "label"}),
        ("evidence_added", {}),
        ("acknowledged", ASKED),
        ("acknowledged", ASKED),
        ("snoozed", {**ASKED, "until": "2026-03-12T20:00:00Z"}),
        ("seller_responded", {}),
        ("acknowledged", ASKED),
    )

    (asked,) = case.rounds["atoz.info_request"]
    assert (case.owner, case.evidence) == ("Mei", {"atoz": ("label",)})
    assert asked.acknowledged_at == WEDNESDAY + 4 * HOUR
    assert asked.snoozed_until == datetime(2026, 3, 12, 20, tzinfo=UTC)


def test_the_latest_words_of_amazon_are_the_ones_to_answer(
    world: World, make_event: MakeEvent
) -> None:
    words = [("information_requested", {"asks": asks}) for asks in ("photos", "an invoice", "")]

    (asked,) = told(world, make_event, *words).rounds["atoz.info_request"]

    assert asked.asks() == "an invoice"


@pytest.mark.parametrize(
    ("after", "opened"),
    [
        pytest.param(72 * HOUR, True, id="in time by the latest reading"),
        pytest.param(72 * HOUR + timedelta(seconds=1), False, id="a second later"),
    ],
)
def test_a_question_can_be_answered_until_the_latest_reading(
    world: World,
    make_event: MakeEvent,
    after: timedelta,
    opened: bool,  # noqa: FBT001
) -> None:
    (asked,) = told(world, make_event, ("information_requested", {})).rounds["atoz.info_request"]

    assert asked.is_open(WEDNESDAY + after) is opened
