"""The facts of an order: of each the newest that may be believed.

What a report or Amazon's API says of it stands before what was read in a mail.
"""

from collections.abc import Iterable

from shared.domain.events import EVENT_TYPES, ClaimEvent

FIELDS = EVENT_TYPES["order_facts"].fields


def lasting_facts(events: Iterable[ClaimEvent]) -> dict[str, ClaimEvent]:
    """Return by field the event whose word on it stands; ``events`` are in order."""
    found: dict[str, ClaimEvent] = {}
    for event in events:
        if event.type != "order_facts" or not event.verified:
            continue
        for name in FIELDS:
            if event.get(name) is None:
                continue
            if name not in found or not _from_a_mail(event) or _from_a_mail(found[name]):
                found[name] = event
    return found


def _from_a_mail(event: ClaimEvent) -> bool:
    return str(event.get("source")) == "mail"
