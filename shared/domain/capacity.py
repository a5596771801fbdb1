"""What a case takes where it is stored, and how it stays small enough to be reminded of.

Events are bounded (``fitting.py``); what the reminders write grows with them. Before an event is
taken in there must be room for every message it may still lead to: for its place in a lease, and
for its mark. Marks of rounds that are over are put together into one a round.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from json import dumps
from typing import TYPE_CHECKING, Any

from shared.domain.delivery import holds_to_store, lease_to_store, posted_to_store, refused_to_store
from shared.domain.instants import iso
from shared.domain.slot_ids import SlotId
from shared.domain.tracks import Announced

if TYPE_CHECKING:
    from shared.domain.case import Case
    from shared.domain.plan import Slot
    from shared.domain.protocol import StoredCase

LARGEST = 395_000
"""Bytes of an item; DynamoDB takes 409,600, and counts less than this does."""
FEW = 20
"""Events with whose reminders no item comes near that."""
MOST_MARKS = 200
_BESIDE = 6_000
"""Bytes for keys, pauses and addresses that are lost, and for recipients that come in later."""
_SETTLED = timedelta(minutes=10)
"""Longer than clocks and messages on their way are apart."""


def item_weight(of: "StoredCase") -> int:
    """Return about how many bytes a case takes, never less than DynamoDB counts."""
    state = (
        [track.to_store() for track in of.tracks],
        dict(of.delivered),
        dict(of.summary),
        lease_to_store(of.lease) if of.lease else None,
        posted_to_store(of.posted),
        holds_to_store(of.holds),
        refused_to_store(of.refused),
        of.waits,
        dict(of.unknown),
    )
    return sum(event.weight for event in of.events) + _bytes(state)


def still_needed(slots: Iterable["Slot"]) -> int:
    """Return how many bytes the messages that are still to go out will take, at the most."""
    # in the lease, as a mark, and as a mail that has not been seen to arrive
    return _BESIDE + sum(2 * len(slot.id.encode()) + len(slot.to) + 140 for slot in slots)


def lightened(
    of: "StoredCase", case: "Case", slots: Iterable["Slot"], now: datetime
) -> "StoredCase":
    """Put the marks of whatever is over together, where there are many.

    ``slots``: what is not delivered yet; nothing of a round that still owes anything is touched.
    """
    if len(of.delivered) <= MOST_MARKS:
        return of
    waiting = {SlotId.parse(slot.id) for slot in slots}
    waiting |= {SlotId.parse(text) for text in (of.lease.slots if of.lease else ())}
    announced = Announced(of.tracks)
    open_now = {
        str(track.number)
        for each in case.all_rounds()
        for ladder in each.ladders()
        if (track := announced.of(ladder)) and each.is_open(now)
    }
    busy = open_now | {each.track for each in waiting}
    current = {f"{track.number}.{track.generation}" for track in of.tracks}
    settled = iso(now - _SETTLED)
    kept: dict[str, str] = {}
    for text, value in of.delivered.items():
        each = SlotId.parse(text)
        if each.track in busy or value[:20] > settled or not each.channel:
            kept[text] = value
        elif each.announcement in current or not each.track.isdecimal():
            kept.setdefault(f"{each.announcement}:over@{settled}", f"{settled} -")
    return replace(of, delivered=_latest(kept))


def _latest(marks: dict[str, str]) -> dict[str, str]:
    """Return marks without those of something over that a later one stands for."""
    over: dict[str, str] = {}
    for text in marks:
        head, found, at = text.partition(":over@")
        if found:
            over[head] = max(over.get(head, ""), at)
    return {
        text: value
        for text, value in marks.items()
        if ":over@" not in text or over[text.partition(":over@")[0]] == text.partition(":over@")[2]
    }


def _bytes(state: Any) -> int:  # noqa: ANN401 - plain values of any kind
    return len(dumps(state, ensure_ascii=False, separators=(",", ":"), default=str).encode())
