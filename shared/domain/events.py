"""Claim events: the facts a case is made of, and which of them there are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from json import dumps
from typing import Any, Literal
from zoneinfo import ZoneInfo

from shared.domain.instants import Moment, iso, midnight, parse_moment, stored
from shared.domain.spans import Span, When, early_end, parse_when, spanned

CLAIM_PROGRAMMES = ("atoz", "safet", "chargeback")
PROGRAMMES = (*CLAIM_PROGRAMMES, "message", "return")
Programme = Literal["atoz", "safet", "chargeback", "message", "return"]

DECISIONS: Mapping[str, tuple[str, ...]] = {
    "atoz": ("granted_seller_funded", "granted_amazon_funded", "denied"),
    "safet": ("granted", "partly_granted", "denied", "closed_no_response"),
    "chargeback": ("won", "lost"),
}


_OTHER_ENDINGS: Mapping[str, Mapping[str, str]] = {
    "atoz": {
        "withdrawn": "claim_withdrawn",
        "order_refunded": "order_refunded",
        "order_cancelled": "order_cancelled",
    },
    "safet": {"withdrawn": "claim_withdrawn"},
    "chargeback": {"withdrawn": "claim_withdrawn"},
}
"""How a claim may end without a decision of Amazon, and the event that says so."""


def endings(programme: str) -> tuple[str, ...]:
    """Return every way in which a claim of a programme may end."""
    return (*DECISIONS.get(programme, ()), *_OTHER_ENDINGS.get(programme, ()))


def ending(
    programme: str, name: str, told: Mapping[str, Any]
) -> tuple[str, Mapping[str, Any]] | None:
    """Return type and fields of the event that says how a claim ended; None for no such ending.

    ``told``: its amount and reason, of which the event keeps what it has a field for.
    """
    if name in DECISIONS.get(programme, ()):
        return "claim_decided", {"decision": name, **told}
    kind = _OTHER_ENDINGS.get(programme, {}).get(name)
    if kind is None:
        return None
    return kind, {
        field: value for field, value in told.items() if field in EVENT_TYPES[kind].fields
    }


@dataclass(frozen=True, slots=True)
class EventType:
    """What one type of event may say."""

    programmes: tuple[str, ...]
    fields: tuple[str, ...] = ()
    required: tuple[str, ...] = ()


_NOTICE = ("action_required", "amount", "reason", "asin", "sku", "window", "stated")
_VERB = ("obligation", "by", "to", "until", "item")
_NAMES = ("product_order_id", "claim_ref", "claim_label")
"""What any event may say of the claim it is about."""

EVENT_TYPES: Mapping[str, EventType] = {
    "buyer_contacted": EventType(("message",)),
    "seller_replied": EventType(("message",), ("no_reply_needed",)),
    "claim_opened": EventType(CLAIM_PROGRAMMES, _NOTICE),
    "information_requested": EventType(CLAIM_PROGRAMMES, ("window", "stated", "asks")),
    "seller_responded": EventType(PROGRAMMES),
    "claim_decided": EventType(
        CLAIM_PROGRAMMES,
        ("decision", "amount", "reason", "account_debited_at", "stated"),
        ("decision",),
    ),
    "appeal_filed": EventType(PROGRAMMES, ("decision", "amount")),
    "appeal_decided": EventType(PROGRAMMES, ("decision", "amount"), ("decision",)),
    "claim_withdrawn": EventType(PROGRAMMES),
    "order_cancelled": EventType(PROGRAMMES),
    "order_refunded": EventType(PROGRAMMES, ("amount",)),
    "return_requested": EventType(("return",), ("case", "item_ref")),
    "return_answered": EventType(("return",)),
    "return_delivered": EventType(("return",), ("item_ref",)),
    "refund_issued": EventType(("return",), ("by", "extent", "amount", "item_ref")),
    "last_carrier_scan": EventType(("return",), ("item_ref",)),
    "deadline_stated": EventType(PROGRAMMES, ("obligation", "stated"), ("obligation", "stated")),
    "declined": EventType(PROGRAMMES, ("obligation", "reason"), ("obligation",)),
    "reopened": EventType(PROGRAMMES, ("obligation", "reason"), ("obligation",)),
    "acknowledged": EventType(PROGRAMMES, _VERB, ("obligation",)),
    "assigned": EventType(PROGRAMMES, _VERB, ("to",)),
    "snoozed": EventType(PROGRAMMES, _VERB, ("obligation", "until")),
    "evidence_added": EventType(PROGRAMMES, _VERB),
    "order_facts": EventType(
        PROGRAMMES,
        (
            "ordered_at",
            "ship_by",
            "shipped_at",
            "first_scan_at",
            "latest_estimated_delivery",
            "delivered_at",
            "fulfilment",
            "carrier",
            "tracking",
            "claims_protected",
            "freight_forwarder",
            "chargeback_open",
            "paid_with",
            "digital",
            "buy_shipping_label",
            "valid_tracking",
            "return_address_given",
            "items",
        ),
    ),
}

_STATES = frozenset({
    "claim_opened", "information_requested", "claim_decided", "appeal_decided", "claim_withdrawn",
})  # fmt: skip
"""What a report can show of a claim."""


@dataclass(frozen=True)
class ClaimEvent:
    """One fact about an order, as it came in; ``body`` is the checked queue message."""

    body: Mapping[str, Any]
    arrived_at: datetime
    """When claimwatch took it in, UTC."""

    event_id: str = field(init=False, repr=False, compare=False)
    """One per fact; the same id twice is the same fact."""
    type: str = field(init=False, repr=False, compare=False)
    """A key of ``EVENT_TYPES``."""
    programme: str = field(init=False, repr=False, compare=False)
    """One of ``PROGRAMMES``."""
    occurred: Moment = field(init=False, repr=False, compare=False)
    """When it happened, at the latest: an instant, or a date of the store."""
    when: When = field(init=False, repr=False, compare=False)
    """When it happened, as exactly as is known: what counts from it counts from this."""
    also: tuple[str, ...] = field(init=False, repr=False, compare=False)
    """Ids of what told of the same fact less exactly."""
    verified: bool = field(init=False, repr=False, compare=False)
    """Whether the source may be believed; otherwise it may only remind more or earlier."""
    from_contact: bool = field(init=False, repr=False, compare=False)
    """Whether one of the account's own people sent it, beyond doubt."""

    def __post_init__(self) -> None:
        """Read once what everybody asks for; the object is frozen, so into its dictionary."""
        body = self.body
        occurred = parse_moment("occurred_at", body["occurred_at"])
        since = body.get("occurred_from")
        vars(self).update(
            event_id=str(body["event_id"]),
            type=str(body["type"]),
            programme=str(body["programme"]),
            occurred=occurred,
            when=occurred
            if since is None
            else spanned(parse_moment("occurred_from", since), occurred),
            also=(),
            verified=bool(body.get("verified", True)),
            from_contact=bool(body.get("from_contact")),
        )

    @cached_property
    def weight(self) -> int:
        """How many bytes it takes where it is stored."""
        return len(dumps(self.to_store(), ensure_ascii=False, separators=(",", ":")).encode())

    def get(self, name: str) -> Any:  # noqa: ANN401 - fields of a message are of any type
        """Return a field of the message, None when absent."""
        return self.body.get(name)

    def said(self, name: str) -> Any:  # noqa: ANN401 - fields of a message are of any type
        """Return a field, or what its absence says: who refunds is Amazon unless it is told."""
        default = "amazon" if (self.type, name) == ("refund_issued", "by") else None
        return self.body.get(name, default)

    def moment(self, name: str) -> Moment | None:
        """Return a field that holds an instant or a date."""
        text = self.body.get(name)
        return None if text is None else parse_moment(name, text)

    def stated(self) -> When | None:
        """Return the cut-off that the event states."""
        text = self.body.get("stated")
        return None if text is None else parse_when("stated", text)

    @property
    def a_state(self) -> bool:
        """Whether it is how a claim stands by a report, which may have come about any time since.

        A sum that was posted for a decision tells of money, not of a state.
        """
        if not isinstance(self.when, Span) or self.get("source") != "report":
            return False
        posted = self.get("amount") is not None and self.get("claim_label") is None
        return self.type in _STATES and not (self.type == "claim_decided" and posted)

    @property
    def shown_by_then(self) -> bool:
        """Whether a report shows it as of a date, and does not say since when it may be so."""
        spans = isinstance(self.when, Span)
        return self.get("source") == "report" and self.type in _STATES and not spans

    @property
    def asks(self) -> bool:
        """Whether it asks the seller for something."""
        dispute = self.type == "claim_opened" and self.programme == "chargeback"
        return self.type == "information_requested" or dispute or bool(self.get("action_required"))

    @property
    def told(self) -> Mapping[str, Any]:
        """What it says beside what it is, whose, and when."""
        fields = (*EVENT_TYPES[self.type].fields, *_NAMES)
        return {name: self.body[name] for name in fields if name in self.body}

    def since(self, first: str) -> "ClaimEvent":
        """Return it as something that happened at ``first`` at the earliest."""
        return ClaimEvent({**self.body, "occurred_from": first}, self.arrived_at)

    def standing_for(self, others: Sequence["ClaimEvent"]) -> "ClaimEvent":
        """Return it as the exact notice of what others tell less exactly.

        It takes their place in time; what else they say and it does not still holds.
        """
        said = {name: value for each in others for name, value in each.told.items()}
        event = ClaimEvent({**said, **self.body}, self.arrived_at)
        vars(event)["also"] = tuple(each.event_id for each in others)
        return event

    def begins(self, zone: ZoneInfo) -> datetime:
        """Return the instant it counts as for order: a date counts from its 00:00:00."""
        when = self.occurred
        return when if isinstance(when, datetime) else midnight(when, zone)

    def order_key(self, zone: ZoneInfo) -> tuple[datetime, str]:
        """Return the place of the event among the events of its case."""
        return self.begins(zone), self.event_id

    def reaches(self, opened_at: datetime, zone: ZoneInfo) -> bool:
        """Say whether this event, as a closer, ends something opened at ``opened_at``.

        A closer that gives only a date ends whatever was opened by the end of that date; a span
        what was opened by its early end, unless it is a report's state of the claim.
        """
        by = self.when.first if isinstance(self.when, Span) and not self.a_state else self.occurred
        if isinstance(by, datetime):
            return opened_at <= by
        return opened_at.astimezone(zone).date() <= by

    def after(self, cutoff: datetime, zone: ZoneInfo) -> bool:
        """Say whether it happened after ``cutoff``; of a date or a span the whole of it."""
        return early_end(self.when, zone) > cutoff

    def to_store(self) -> dict[str, Any]:
        """Return it as plain values for the case item."""
        return {**self.body, "arrived_at": iso(self.arrived_at)}

    @classmethod
    def from_store(cls, item: Mapping[str, Any]) -> "ClaimEvent":
        """Read back what ``to_store`` wrote."""
        body = dict(item)
        arrived_at = stored(body.pop("arrived_at"))
        return cls(body, arrived_at)


def programme_of(obligation: str) -> str:
    """Return the programme whose claim an obligation belongs to: its prefix."""
    return obligation.partition(".")[0]
