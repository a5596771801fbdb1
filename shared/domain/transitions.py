"""Which event opens which obligation, and which it ends: the event table as data and few rules."""

from collections.abc import Iterator

from shared.domain.events import ClaimEvent, programme_of
from shared.domain.instants import Moment
from shared.domain.rules import Pack, Store

Closing = tuple[frozenset[str], str]

_ANSWERS = {
    "atoz": ("atoz.info_request", "atoz.review"),
    "safet": ("safet.info_request",),
    "chargeback": ("chargeback.respond",),
}
_DECISION_ENDS = {
    "atoz": ("atoz.info_request", "atoz.review"),
    "safet": ("safet.info_request", "safet.file"),
    "chargeback": ("chargeback.respond",),
}
_APPEALABLE = {
    "atoz": {"granted_seller_funded"},
    "safet": {"denied", "closed_no_response"},
}
_REFUND_ENDS = ("atoz.review", "atoz.info_request", "atoz.buyer_contact", "safet.file")


def openings(
    event: ClaimEvent, pack: Pack, store: Store
) -> Iterator[tuple[str, dict[str, Moment]]]:
    """Yield the obligations an event opens, each with what it gives to count from.

    ``safet.file`` is not among them: it depends on more than one event.
    """
    programme, when = event.programme, event.occurred
    match event.type, programme:
        case "buyer_contacted", _:
            yield "message.reply", {"buyer_contacted": when}
            yield "atoz.buyer_contact", {"buyer_contacted": when}
        case ("claim_opened" | "information_requested"), "chargeback":
            yield "chargeback.respond", {"chargeback_opened": when}
        case "claim_opened", _ if event.get("action_required"):
            yield f"{programme}.info_request", {"information_requested": when}
        case "claim_opened", "atoz":
            yield "atoz.review", {"claim_opened": when}
        case "information_requested", _:
            yield f"{programme}.info_request", {"information_requested": when}
        case "claim_decided", "atoz" if event.get("decision") in _APPEALABLE["atoz"]:
            debited = event.moment("account_debited_at")
            known = {"account_debited": debited} if debited is not None else {}
            yield "atoz.appeal", {"claim_granted": when, **known}
        case "claim_decided", "safet" if event.get("decision") in _APPEALABLE["safet"]:
            yield "safet.appeal", {"claim_denied": when}
        case "return_requested", _:
            yield "return.answer", {"return_requested": when}
        case "return_delivered", _ if pack.choose("return.process", store, ""):
            yield "return.process", {"return_delivered": when}
        case _:
            pass


def closes(event: ClaimEvent, pack: Pack) -> list[Closing]:
    """Return the obligations an event ends, and as what: answered or cancelled."""
    programme = event.programme
    match event.type, programme:
        case "seller_replied", _:
            both = ("message.reply", "atoz.buyer_contact")
            return _ends(both[:1] if event.get("no_reply_needed") else both, "answered")
        case "claim_opened", "atoz":
            return _ends(("atoz.buyer_contact",), "cancelled")
        case "claim_opened", "safet":
            return _ends(("safet.file",), "answered")
        case "information_requested", "atoz":
            return _ends(("atoz.review",), "cancelled")
        case "seller_responded", _:
            return _ends(_ANSWERS.get(programme, ()), "answered")
        case "claim_decided", _:
            return _ends(_DECISION_ENDS[programme], "cancelled")
        case "appeal_filed", _:
            return _ends((f"{programme}.appeal",), "answered")
        case ("appeal_decided" | "claim_withdrawn" | "order_cancelled"), _:
            return _ends(_all_of(programme, pack), "cancelled")
        case "order_refunded", _:
            return _ends((*_REFUND_ENDS, *_all_of("return", pack)), "cancelled")
        case "return_answered", _:
            return _ends(("return.answer",), "answered")
        case "return_delivered", _:
            return _ends(("return.answer",), "cancelled")
        case "refund_issued", _ if event.get("by") == "seller":
            return [
                *_ends(("return.process", "return.answer"), "answered"),
                *_ends(("safet.file",), "cancelled"),
            ]
        case "refund_issued", _:
            return _ends(("return.process", "return.answer"), "cancelled")
        case "declined", _:
            return _ends((str(event.get("obligation")),), "cancelled")
        case "acknowledged", _ if not pack.of(str(event.get("obligation")))[0].hard:
            return _ends((str(event.get("obligation")),), "answered")
        case _:
            return []


def _all_of(programme: str, pack: Pack) -> tuple[str, ...]:
    return tuple(name for name in pack.obligations if programme_of(name) == programme)


def _ends(obligations: tuple[str, ...], closed_as: str) -> list[Closing]:
    return [(frozenset(obligations), closed_as)] if obligations else []
