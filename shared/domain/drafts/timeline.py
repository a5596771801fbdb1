"""What happened with an order, in time order, as sentences for Amazon.

Only facts that may be believed, only what the order itself tells: never a name, an address or the
words of a message.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from shared.domain.case import Case
from shared.domain.events import ClaimEvent
from shared.domain.instants import parse_moment
from shared.domain.spans import Span, When, early_end

_HOUR = timedelta(hours=1)
_ORDER = {
    "ordered_at": "The order was placed.",
    "shipped_at": "We shipped the order.",
    "first_scan_at": "The carrier scanned the parcel for the first time.",
    "latest_estimated_delivery": "Latest estimated delivery.",
    "delivered_at": "The carrier delivered the order.",
}
_EVENTS: Mapping[str, str] = {
    "buyer_contacted": "The buyer wrote to us.",
    "seller_replied": "We replied to the buyer.",
    "claim_opened": "The claim was opened.",
    "information_requested": "Amazon asked for information.",
    "claim_decided": "The claim was decided.",
    "appeal_filed": "We appealed.",
    "claim_withdrawn": "The claim was withdrawn.",
    "order_cancelled": "The order was cancelled.",
    "order_refunded": "We refunded the order in full.",
    "return_requested": "The buyer asked for a return.",
    "return_answered": "We answered the return request.",
    "return_delivered": "The return arrived.",
    "last_carrier_scan": "The carrier scanned the return for the last time.",
}
_OF_ANY_CLAIM = ("message", "return")


@dataclass(frozen=True, slots=True)
class Happened:
    """One fact with its time."""

    at: When
    words: str


def timeline(case: Case, programme: str) -> list[Happened]:
    """Return what happened to the order and to one of its claims, in time order."""
    told = [*_of_the_order(case), *_of_events(case, programme)]
    return sorted(told, key=lambda each: early_end(each.at, case.store.zone))


def _of_the_order(case: Case) -> Iterator[Happened]:
    for name, words in _ORDER.items():
        if text := case.order_facts.get(name):
            yield Happened(parse_moment(name, text), words)


def _of_events(case: Case, programme: str) -> Iterator[Happened]:
    for event in case.events:
        about = event.programme in (programme, *_OF_ANY_CLAIM) or event.type == "order_refunded"
        if event.verified and about and (words := _words(event)):
            yield Happened(event.when, words)


def _words(event: ClaimEvent) -> str:
    if event.type == "claim_opened" and event.get("action_required"):
        return "Amazon told us of the claim and asked for information."
    if event.type == "claim_opened" and event.programme == "safet":
        return "We filed the SAFE-T claim."
    if event.type != "refund_issued":
        return _EVENTS.get(event.type, "")
    who = "We" if event.get("by") == "seller" else "Amazon"
    part = " a part of" if event.get("extent") == "partial" else ""
    return f"{who} refunded{part} the order."


def silent_since(case: Case) -> When | None:
    """Return since when the buyer has not answered our last message, None when not known."""
    last: ClaimEvent | None = None
    for event in case.events:
        if event.type == "seller_replied" and event.verified and not event.get("no_reply_needed"):
            last = event
        elif event.type == "buyer_contacted":
            last = None
    return None if last is None else last.when


def hours(since: When, until: datetime, zone: ZoneInfo) -> int:
    """Return the whole hours from ``since`` to ``until``, UTC; a date counts from its end."""
    end = since.last if isinstance(since, Span) else since
    begin = end if isinstance(end, datetime) else early_end(end, zone) + timedelta(days=1)
    return max(0, (until - begin) // _HOUR)


def written_fact(case: Case, name: str) -> str:
    """Return a time among the facts of the order as it is written to Amazon, empty if unknown."""
    text = case.order_facts.get(name)
    return written(parse_moment(name, text), case.store.zone) if text else ""


def written(when: When, zone: ZoneInfo) -> str:
    """Return ``Fri 6 Mar 2026, 10:00 (UTC-08:00)`` in the store's zone, a date without a time.

    What is only known to lie between two times is told as that.
    """
    if isinstance(when, Span):
        return f"between {written(when.first, zone)} and {written(when.last, zone)}"
    if not isinstance(when, datetime):
        return f"{when:%a} {when.day} {when:%b %Y}"
    local = when.astimezone(zone)
    return f"{local:%a} {local.day} {local:%b %Y, %H:%M} (UTC{local.isoformat()[-6:]})"
