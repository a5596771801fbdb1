"""Which events say that an obligation was met, in the words of whoever met it."""

from collections.abc import Mapping
from typing import Any

from shared.domain.case import Case
from shared.domain.events import programme_of
from shared.domain.returns import by_amazon

PROCESS = "return.process"
REFUNDERS = ("seller", "amazon")
Answer = tuple[str, str, Mapping[str, Any]]
"""Type, programme and fields of an event."""

_ANSWERS: Mapping[str, Answer] = {
    "atoz.appeal": ("appeal_filed", "atoz", {}),
    "safet.appeal": ("appeal_filed", "safet", {}),
    "safet.file": ("claim_opened", "safet", {}),
    "atoz.buyer_contact": ("seller_replied", "message", {}),
    "message.reply": ("seller_replied", "message", {}),
    "return.answer": ("return_answered", "return", {}),
}


def answers(obligation: str, case: Case, refunded_by: str = "") -> list[Answer]:
    """Return the events by which an obligation is met: one, or one a return that is refunded.

    ``refunded_by`` has to be known where ``asks_who_refunded`` says so.
    """
    if obligation != PROCESS:
        asked: Answer = ("seller_responded", programme_of(obligation), {})
        return [_ANSWERS.get(obligation, asked)]
    whole = {"extent": "full"} if refunded_by == "amazon" else {}
    fields = {"by": refunded_by or "seller", **whole}
    refs = [{"item_ref": ref} if ref else {} for ref in _open_returns(case)]
    return [("refund_issued", "return", {**fields, **ref}) for ref in refs]


def asks_who_refunded(obligation: str, case: Case) -> bool:
    """Say whether an answer has to name who refunded.

    Amazon has refunded something of the order: were that taken for the seller's own refund, the
    filing of SAFE-T would be dropped.
    """
    return obligation == PROCESS and any(map(by_amazon, case.events))


def _open_returns(case: Case) -> list[str]:
    """Return the returns that wait to be refunded, by their references."""
    waiting = [
        str(opening.event.get("item_ref") or "")
        for each in case.rounds.get(PROCESS, ())
        if each.closed_as is None
        for opening in each.openings
        if opening.anchors and not opening.settled
    ]
    return list(dict.fromkeys(waiting)) or [""]
