"""The passages that drafts share: what happened, the buyer's silence, messages, proofs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from shared.domain.case import Case
from shared.domain.claims import Claim, new_claim
from shared.domain.drafts.draft import gap
from shared.domain.drafts.timeline import hours, silent_since, timeline, written
from shared.domain.evidence import Checklist

_REASONS = {
    "not_received": "item not received",
    "not_as_described": "item not as described",
    "refund_not_received": "refund not received after a return",
    "service": "service",
    "return_not_possible": "return not possible",
    "extra_charges": "extra charges",
    "abuse": "abuse of the return or refund policy",
    "unsellable": "returned unsellable, seller not at fault",
    "materially_different": "materially different item returned",
    "not_returned": "item not returned",
    "label_refunded": "return label refunded although the customer had to pay for it",
    "not_received_with_proof": "reported as not received, with proof of delivery",
    "outside_window": "returned outside the return window",
    "in_transit_damage": "damaged on the way",
    "trip_credit": "trip credit",
    "penalty_fee": "penalty fee disputed",
    "cancellation_incorrect": "order cancelled unintentionally or incorrectly",
    "second_appointment": "second appointment completed",
}

_ASKED_OF: Mapping[str, tuple[str, ...]] = {
    "not_received": ("carrier",),
    "not_as_described": ("supplier",),
    "refund_not_received": ("carrier",),
    "return_not_possible": (),
    "extra_charges": ("carrier",),
    "service": (),
}
"""Whom a seller asks before answering an A-to-z claim of a reason."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a draft is about: one claim of a case, its checklist, and the moment, UTC."""

    case: Case
    programme: str
    order_id: str
    proofs: Checklist
    now: datetime
    letters: Mapping[str, Mapping[str, str]]
    """Language → the sentences of a letter to a buyer."""

    @property
    def claim(self) -> Claim:
        """The claim as far as it is known."""
        return self.case.claims.get(self.programme) or new_claim(self.programme)

    @property
    def sum(self) -> str:
        """The sum it is about, or a gap."""
        amount = self.case.amount(self.programme)
        return f"{amount['value']} {amount['currency']}" if amount else gap("sum and currency")

    @property
    def reason(self) -> str:
        """The reason in words, or a gap; free text is not repeated."""
        return _REASONS.get(self.proofs.reason, gap("the reason given"))


def happened(of: Subject) -> str:
    """Return the facts in time order, the store's time, with the price."""
    zone = of.case.store.zone
    told = [f"- {written(each.at, zone)}: {each.words}" for each in timeline(of.case, of.programme)]
    if "delivered_at" not in of.case.order_facts and of.programme != "safet":
        told.append(f"- {gap('date and time')}: {gap('dispatch or delivery, carrier, tracking')}")
    told.append(f"- Price of the order: {_price(of)}.")
    return f"What happened, in time order (times of {zone.key}):\n" + "\n".join(told)


def _price(of: Subject) -> str:
    """Return the price of an order of one item; what several cost together is not told."""
    items = of.case.order_facts.get("items")
    one = items[0] if isinstance(items, list) and len(items) == 1 else {}
    price = one.get("price") if one.get("quantity", 1) == 1 else None
    return f"{price['value']} {price['currency']}" if price else gap("price and currency")


def checked(of: Subject) -> str:
    """Return what carrier and supplier said; empty where the reason makes no use of it."""
    asked = _ASKED_OF.get(of.proofs.reason, ("carrier", "supplier"))
    return " ".join(
        f"We checked with the {who} on {gap('date')}: {gap(f'what the {who} says')}."
        for who in asked
    )


def silence(of: Subject) -> str:
    """Return for how many hours the buyer has not answered."""
    since, zone = silent_since(of.case), of.case.store.zone
    if since is None:
        return f"The buyer has not answered our messages for {gap('number')} hours."
    length, at = hours(since, of.now, zone), written(of.now, zone)
    return (
        f"Our last message to the buyer is of {written(since, zone)}. As of {at} the buyer has "
        f"not answered for {length} hours."
    )


def communication(of: Subject) -> str:
    """Return when both sides wrote, never what."""
    told = [each for each in timeline(of.case, "message") if "buyer" in each.words]
    if not told:
        return f"Our communication with the buyer: {gap('dates of the messages on both sides')}."
    zone = of.case.store.zone
    return "Our communication with the buyer:\n" + "\n".join(
        f"- {written(each.at, zone)}: {each.words}" for each in told
    )


def proofs(of: Subject) -> str:
    """Return the proofs that are there by name, and a gap for each that is needed and missing."""
    there = [f"- {each.proof.attached}" for each in of.proofs.lines if each.done]
    wanted = [
        f"- {gap(f'attach: {each.proof.attached}')}"
        for each in of.proofs.missing
        if each.proof.attached
    ]
    there = [line for line in there if line != "- "]
    return "Proofs attached:\n" + "\n".join(there + wanted or [f"- {gap('name each proof')}"])
