"""How many mails ordinary histories send: a seller in Taipei, asleep at night, and a colleague."""

from collections import Counter
from collections.abc import Mapping
from typing import Any, NamedTuple

import pytest

from tests.contract.accounts import Account, Contact, accounts_file
from tests.contract.conftest import StageMaker
from tests.contract.playing import Line, Play, Stage, fact

SELLER = Account("us", "US", "Asia/Taipei", "23:00-07:30", contacts=(Contact(), Contact("second")))
OWNER, SECOND = SELLER.mail(), SELLER.mail("second")


class History(NamedTuple):
    """What happens to an order, how many mails each contact gets of it, and how it ends."""

    facts: list[Line]
    mails: tuple[int, int]
    ends: Mapping[str, str]
    """Obligation → the state its last round ends in."""


def shown(what: str, since: str, at: str, **more: Any) -> Line:  # noqa: ANN401
    """Write down what a report shows: it happened between two dates, and arrives at noon."""
    return fact(
        what, at, occurred_from=f"2026-{since}", source="report", arrives_at=f"{at} 12:00", **more
    )


ASKED = fact("atoz information_requested", "04-14 04:00", asks="Tracking, please.")
REQUESTED = fact("return return_requested", "04-01 18:00")
APPROVED = fact("return return_answered", "04-01 18:00")
REFUNDED = fact("return refund_issued", "04-05 18:00", by="amazon", extent="full")
DELIVERED = fact("return return_delivered", "04-14 18:00")
FIRST_SCAN = [REQUESTED, APPROVED, REFUNDED, DELIVERED]
DENIED = fact("safet claim_decided", "04-14 04:00", decision="denied")
FILED = fact("safet claim_opened", "04-16 04:00")

HISTORIES: dict[str, History] = {
    "a question answered after five hours": History(
        [ASKED, fact("atoz seller_responded", "04-14 09:00")],
        (2, 0), {"atoz.info_request": "answered"},
    ),
    "a question answered the next day": History(
        [ASKED, fact("atoz seller_responded", "04-15 10:00")],
        (3, 0), {"atoz.info_request": "answered"},
    ),
    "a question nobody answers": History(
        [ASKED], (7, 5), {"atoz.info_request": "missed"},
    ),
    "a claim Amazon looks into, and pays itself": History(
        [fact("atoz claim_opened", "04-14 04:00"),
         fact("atoz claim_decided", "04-17 04:00", decision="granted_amazon_funded")],
        (5, 3), {"atoz.review": "lapsed"},
    ),
    "a claim that is seen": History(
        [fact("atoz claim_opened", "04-14 04:00"),
         fact("atoz acknowledged", "04-14 06:00", obligation="atoz.review")],
        (2, 0), {"atoz.review": "answered"},
    ),
    "granted against the seller, who appeals after three days": History(
        [fact("atoz claim_decided", "04-14 04:00", decision="granted_seller_funded"),
         fact("atoz appeal_filed", "04-17 04:00")],
        (2, 0), {"atoz.appeal": "answered"},
    ),
    "granted against the seller, who lets it be": History(
        [fact("atoz claim_decided", "04-14 04:00", decision="granted_seller_funded")],
        (8, 4), {"atoz.appeal": "missed"},
    ),
    "the ordinary return of the US, filed two days after it came back": History(
        [*FIRST_SCAN, FILED], (3, 0), {"return.answer": "answered", "safet.file": "answered"},
    ),
    "the ordinary return of the US, good as new, so that nothing is filed": History(
        FIRST_SCAN, (7, 3), {"return.answer": "answered", "safet.file": "missed"},
    ),
    "the ordinary return of the US, known from one report": History(
        [fact("return return_requested", "04-01", arrives_at="04-16 12:00", source="report"),
         fact("return return_answered", "04-01", arrives_at="04-16 12:00", source="report"),
         shown("return refund_issued", "04-10", "04-16", by="amazon", extent="full"),
         fact("return return_delivered", "04-10", arrives_at="04-16 12:00", source="report")],
        (8, 5), {"return.answer": "answered", "safet.file": "missed"},
    ),
    "a SAFE-T claim that is asked about, and answered in a day": History(
        [fact("safet claim_opened", "04-10 04:00"),
         fact("safet information_requested", "04-14 04:00"),
         fact("safet seller_responded", "04-15 04:00"),
         fact("safet claim_decided", "04-20 04:00", decision="granted")],
        (2, 0), {"safet.info_request": "answered"},
    ),
    "a SAFE-T claim denied, and appealed": History(
        [DENIED, fact("safet appeal_filed", "04-16 04:00")], (2, 0), {"safet.appeal": "answered"},
    ),
    "a denial that a report shows, appealed": History(
        [fact("safet claim_opened", "04-01 04:00"),
         shown("safet claim_decided", "04-01", "04-14", decision="denied", claim_label="Denied"),
         fact("safet appeal_filed", "04-16 04:00")],
        (2, 2), {"safet.appeal": "answered"},
    ),
    "a denial that a report shows, left alone": History(
        [fact("safet claim_opened", "04-01 04:00"),
         shown("safet claim_decided", "04-01", "04-14", decision="denied", claim_label="Denied")],
        (5, 5), {"safet.appeal": "missed"},
    ),
    "a chargeback answered the next day": History(
        [fact("chargeback claim_opened", "04-14 04:00"),
         fact("chargeback seller_responded", "04-15 04:00")],
        (2, 0), {"chargeback.respond": "answered"},
    ),
    "a message answered in the afternoon": History(
        [fact("message buyer_contacted", "04-14 04:00"),
         fact("message seller_replied", "04-14 08:00")],
        (2, 0), {"message.reply": "answered", "atoz.buyer_contact": "answered"},
    ),
    "a message answered after two days": History(
        [fact("message buyer_contacted", "04-14 04:00"),
         fact("message seller_replied", "04-16 02:00")],
        (7, 6), {"message.reply": "answered", "atoz.buyer_contact": "answered"},
    ),
    "a return the seller refunds in two days": History(
        [REQUESTED, APPROVED, DELIVERED, fact("return refund_issued", "04-16 18:00", by="seller")],
        (0, 0), {"return.answer": "answered", "return.process": "answered"},
    ),
    "a return nobody looks at, which Amazon refunds": History(
        [REQUESTED, APPROVED, DELIVERED,
         fact("return refund_issued", "04-22 18:00", by="amazon", extent="full")],
        (10, 7), {"return.answer": "answered", "return.process": "missed", "safet.file": "missed"},
    ),
    "a question forwarded by hand, and the genuine one after it": History(
        [fact("atoz information_requested", "04-14 04:00", verified=False),
         fact("atoz information_requested", "04-14 04:00", arrives_at="04-14 06:00"),
         fact("atoz seller_responded", "04-15 10:00")],
        (3, 0), {"atoz.info_request": "answered"},
    ),
}  # fmt: skip
PLAYS = {name: Play(history.facts) for name, history in HISTORIES.items()}


@pytest.fixture(scope="module")
def stage(make_stage: StageMaker) -> Stage:
    return make_stage("twenty", PLAYS, "04-01 00:00", "06-30 00:00", accounts_file(SELLER))


def mails(stage: Stage, name: str) -> tuple[int, int]:
    """Count the messages about an order, reminders and the word that it is over."""
    lines = [
        line
        for kind in ("reminder", "notice")
        for line in stage.run.of(kind, order_id=stage.order(name), channel="email")
    ]
    sent = Counter(line["to"] for line in {line["message"]: line for line in lines}.values())
    return sent[OWNER], sent[SECOND]


@pytest.mark.parametrize("name", HISTORIES)
def test_an_ordinary_history_sends_so_many_mails(stage: Stage, name: str) -> None:
    assert mails(stage, name) == HISTORIES[name].mails


@pytest.mark.parametrize("name", HISTORIES)
def test_an_ordinary_history_ends_as_it_should(stage: Stage, name: str) -> None:
    ends = stage.run.ends(stage.order(name))

    assert {line["obligation"]: line["state"] for line in ends.values()} == HISTORIES[name].ends
