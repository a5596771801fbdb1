"""Whose refund a return has had, group by group, and whether the order is the seller's to refund.

Looked up in the whole set of events before anything is opened: what Amazon has refunded owes no
inspection, whether the parcel or the refund was heard of first. A *group* is what one ``item_ref``
of a return refers to; where fewer than two are known there is one return, however it is named.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from shared.domain.events import ClaimEvent
from shared.domain.facts import lasting_facts
from shared.domain.spans import Span, early_end, late_end

RETURN = frozenset({"return.process", "return.answer"})
NOT_OF_FBA = RETURN | {"safet.file"}
"""What nobody owes for an order that Amazon stores and ships."""
_ONE = frozenset({""})
"""The one group of a return of which no others are known."""


@dataclass(slots=True)
class Returns:
    """What the events that may be believed say of refunds."""

    zone: ZoneInfo
    groups: frozenset[str] = _ONE
    fba: ClaimEvent | None = None
    """What says that Amazon stores and ships the order, where that is the last word."""
    _in_full: list[ClaimEvent] = field(default_factory=list)
    """Amazon's refunds of a whole return."""
    _requests: list[ClaimEvent] = field(default_factory=list)

    @classmethod
    def of(cls, events: Iterable[ClaimEvent], zone: ZoneInfo) -> "Returns":
        """Look through the events of an order that may be believed."""
        own = [event for event in events if event.programme == "return"]
        named = frozenset(str(event.get("item_ref")) for event in own if event.get("item_ref"))
        return cls(
            zone,
            named if len(named) > 1 else _ONE,
            _says_fba(events),
            [event for event in own if by_amazon(event) and ends_the_return(event)],
            [event for event in own if event.type == "return_requested"],
        )

    def about(self, event: ClaimEvent) -> frozenset[str]:
        """Return the groups an event is about; all of them where it names none."""
        ref = event.get("item_ref")
        return frozenset({str(ref)}) if ref and self.groups != _ONE else self.groups

    def unclear(self, refund: ClaimEvent) -> bool:
        """Say whether nobody knows which of several groups a refund is about."""
        return self.groups != _ONE and not refund.get("item_ref")

    def spared(self, delivery: ClaimEvent) -> bool:
        """Say whether Amazon had refunded, or may have, what is delivered."""
        return all(
            any(self._covers(refund, group, delivery) for refund in self._in_full)
            for group in self.about(delivery)
        )

    def _covers(self, refund: ClaimEvent, group: str, delivery: ClaimEvent) -> bool:
        if self.unclear(refund) or group not in self.about(refund):
            return False
        if early_end(refund.when, self.zone) > late_end(delivery.when, self.zone):
            return False
        came = late_end(delivery.when, self.zone)
        return not any(
            self._refunded(refund) < early_end(request.when, self.zone) <= came
            for request in self._requests
            if group in self.about(request)
        )

    def _refunded(self, refund: ClaimEvent) -> datetime:
        """Return by when a refund was made at the earliest; of a date it may be any time."""
        when = refund.when
        return late_end(when.first if isinstance(when, Span) else when, self.zone)


def by_amazon(event: ClaimEvent) -> bool:
    """Say whether an event is a refund that Amazon made."""
    return event.type == "refund_issued" and event.get("by") in (None, "amazon")


def by_seller(event: ClaimEvent) -> bool:
    """Say whether an event is a refund that the seller made."""
    return event.type == "refund_issued" and event.get("by") == "seller"


def ends_the_return(refund: ClaimEvent) -> bool:
    """Say whether a refund leaves nothing to refund: Amazon's own may be a part of it only."""
    return by_seller(refund) or refund.get("extent") != "partial"


def _says_fba(events: Iterable[ClaimEvent]) -> ClaimEvent | None:
    found = lasting_facts(events).get("fulfilment")
    return found if found is not None and found.get("fulfilment") == "fba" else None
