"""Which event opens which obligation, and which it ends: the event table as data and few rules."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Literal

from shared.domain.events import ClaimEvent, programme_of
from shared.domain.returns import RETURN, by_seller, ends_the_return
from shared.domain.rules import Pack, Store
from shared.domain.spans import When

ClosedAs = Literal["answered", "cancelled"]
Closing = tuple[frozenset[str], ClosedAs]

_ENDS: Mapping[tuple[str, str], Closing] = {
    ("claim_opened", "atoz"): (frozenset({"atoz.buyer_contact"}), "cancelled"),
    ("claim_opened", "safet"): (frozenset({"safet.file"}), "answered"),
    ("information_requested", "atoz"): (frozenset({"atoz.review"}), "cancelled"),
    ("seller_responded", "atoz"): (frozenset({"atoz.info_request", "atoz.review"}), "answered"),
    ("seller_responded", "safet"): (frozenset({"safet.info_request"}), "answered"),
    ("seller_responded", "chargeback"): (frozenset({"chargeback.respond"}), "answered"),
    ("claim_decided", "atoz"): (frozenset({"atoz.info_request", "atoz.review"}), "cancelled"),
    ("claim_decided", "safet"): (frozenset({"safet.info_request", "safet.file"}), "cancelled"),
    ("claim_decided", "chargeback"): (frozenset({"chargeback.respond"}), "cancelled"),
    ("appeal_filed", "atoz"): (frozenset({"atoz.appeal"}), "answered"),
    ("appeal_filed", "safet"): (frozenset({"safet.appeal"}), "answered"),
    ("return_answered", "return"): (frozenset({"return.answer"}), "answered"),
    ("return_delivered", "return"): (frozenset({"return.answer"}), "cancelled"),
}
"""Type and programme of an event → what it ends, and as what."""

_ENDS_ALL = frozenset({"appeal_decided", "claim_withdrawn", "order_cancelled"})
_APPEALABLE = {
    "atoz": {"granted_seller_funded"},
    "safet": {"denied", "closed_no_response"},
}
_REFUND_ENDS = frozenset({"atoz.review", "atoz.info_request", "atoz.buyer_contact", "safet.file"})


_SAYS_FILED = frozenset({
    "claim_opened", "information_requested", "claim_decided", "appeal_filed", "appeal_decided",
    "claim_withdrawn",
})  # fmt: skip

OPENERS = frozenset({
    "buyer_contacted", "claim_opened", "information_requested", "claim_decided",
    "return_requested", "return_delivered",
})  # fmt: skip
"""The types of events that may open something."""


_OPENS: Mapping[tuple[str, str], tuple[tuple[str, str], ...]] = {
    ("buyer_contacted", "message"): (
        ("message.reply", "buyer_contacted"),
        ("atoz.buyer_contact", "buyer_contacted"),
    ),
    ("claim_opened", "chargeback"): (("chargeback.respond", "chargeback_opened"),),
    ("information_requested", "atoz"): (("atoz.info_request", "information_requested"),),
    ("information_requested", "safet"): (("safet.info_request", "information_requested"),),
    ("information_requested", "chargeback"): (("chargeback.respond", "chargeback_opened"),),
    ("return_requested", "return"): (("return.answer", "return_requested"),),
}
"""Type and programme of an event → what it opens, and the anchor it sets for that."""


def openings(  # noqa: PLR0911 - one answer a type of event
    event: ClaimEvent, pack: Pack, store: Store
) -> list[tuple[str, dict[str, When]]]:
    """Return the obligations an event opens, each with what it gives to count from.

    ``safet.file`` is not among them: it depends on more than one event.
    """
    programme, when = event.programme, event.when
    always = _OPENS.get((event.type, programme))
    if always is not None:
        return [(obligation, {anchor: when}) for obligation, anchor in always]
    match event.type, programme:
        case "claim_opened", _ if event.get("action_required"):
            return [(f"{programme}.info_request", {"information_requested": when})]
        case "claim_opened", "atoz":
            return [("atoz.review", {"claim_opened": when})]
        case "claim_decided", "atoz" if event.get("decision") in _APPEALABLE["atoz"]:
            debited = event.moment("account_debited_at")
            known: dict[str, When] = {} if debited is None else {"account_debited": debited}
            return [("atoz.appeal", {"claim_granted": when, **known})]
        case "claim_decided", "safet" if event.get("decision") in _APPEALABLE["safet"]:
            return [("safet.appeal", {"claim_denied": when})]
        case "return_delivered", _ if pack.choose("return.process", store, "").rules:
            return [("return.process", {"return_delivered": when})]
        case _:
            return []


def closes(  # noqa: PLR0911 - one answer a type of event
    event: ClaimEvent, pack: Pack
) -> Sequence[Closing]:
    """Return the obligations an event ends, and as what: answered or cancelled."""
    kind = event.type
    ends = _ENDS.get((kind, event.programme))
    if ends is not None:
        return (ends,)
    if kind in _ENDS_ALL:
        return ((_all_of(event.programme, pack), "cancelled"),)
    match kind:
        case "seller_replied":
            return _reply(event)
        case "order_refunded":
            return [(_REFUND_ENDS | _all_of("return", pack), "cancelled")]
        case "refund_issued" if ends_the_return(event):
            return _refund(event)
        case "declined":
            return [(frozenset({str(event.get("obligation"))}), "cancelled")]
        case "acknowledged":
            return _acknowledge(str(event.get("obligation")), pack)
        case _:
            return ()


def _reply(event: ClaimEvent) -> list[Closing]:
    both = {"message.reply", "atoz.buyer_contact"}
    return [(frozenset({"message.reply"} if event.get("no_reply_needed") else both), "answered")]


def _refund(event: ClaimEvent) -> list[Closing]:
    if by_seller(event):
        return [(RETURN, "answered"), (frozenset({"safet.file"}), "cancelled")]
    return [(RETURN, "cancelled")]


def _acknowledge(obligation: str, pack: Pack) -> list[Closing]:
    """Advice is answered by being seen; a duty is not."""
    return [] if pack.of(obligation)[0].hard else [(frozenset({obligation}), "answered")]


def says_filed(event: ClaimEvent) -> bool:
    """Say whether an event speaks of a SAFE-T claim as one that has been filed."""
    return event.programme == "safet" and event.type in _SAYS_FILED


@lru_cache(maxsize=64)
def _all_of(programme: str, pack: Pack) -> frozenset[str]:
    return frozenset(name for name in pack.obligations if programme_of(name) == programme)
