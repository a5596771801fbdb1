"""Due slots gathered into parcels: one message for one recipient, however much fell due."""

from __future__ import annotations

from base64 import b32encode
from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING

from shared.domain.ladder import RUNGS
from shared.domain.plan import Slot

if TYPE_CHECKING:
    from shared.domain.protocol import StoredCase


@dataclass(frozen=True, slots=True)
class Parcel:
    """What goes to one recipient over one channel in one message."""

    slots: tuple[Slot, ...]
    """One a round, most urgent first, each standing for whatever else fell due."""
    stands_for: tuple[str, ...]
    """Ids of all the slots that are delivered when the message is."""
    ref: str
    """What names the message to people: the same slots give the same reference."""

    @property
    def first(self) -> Slot:
        """The most urgent slot."""
        return self.slots[0]


def parcels(of: StoredCase, due: Sequence[Slot]) -> list[Parcel]:
    """Gather due slots into messages.

    What one event opened shares messages while it can be answered; everything else goes alone, so
    that the subject of a message is that of its obligation.
    """
    gathered: dict[tuple[str, str, str, str], list[Slot]] = {}
    for slot in sorted(due, key=lambda each: (_CHANNELS.index(each.channel), each.due, each.id)):
        key = (slot.kind, slot.channel, slot.to, _together(slot))
        gathered.setdefault(key, []).append(slot)
    return [_parcel(of, slots) for slots in gathered.values()]


def reference(of: StoredCase, slot_ids: Sequence[str]) -> str:
    """Return the reference of a message that delivers these slots."""
    return _named(of.account, of.order_id, *sorted(slot_ids))


def bundle_reference(refs: Sequence[str]) -> str:
    """Return the reference of a message that stands for these messages."""
    return _named(*sorted(refs))


def _named(*parts: str) -> str:
    return b32encode(sha256("|".join(parts).encode()).digest()).decode()[:10]


def _together(slot: Slot) -> str:
    if slot.of is None or slot.kind != "reminder":
        return slot.id
    if slot.channel == "topic" or slot.name == "after":
        return _round(slot)
    return _REPORTED_LATE if late_by_report(slot) else slot.of.opener_id


_REPORTED_LATE = "late by a report"


def late_by_report(slot: Slot) -> bool:
    """Say whether a report brought a round too late: whatever it brings so shares one message."""
    last = slot.of.openings[-1].event if slot.of and slot.name == "late" else None
    return last is not None and last.get("source") == "report"


_CHANNELS = ("email", "sms", "topic")


def _parcel(of: StoredCase, slots: Sequence[Slot]) -> Parcel:
    ids = tuple(slot.id for slot in slots)
    by_round: dict[str, list[Slot]] = {}
    for slot in slots:
        by_round.setdefault(_round(slot) or slot.id, []).append(slot)
    joined = sorted((_joined(group) for group in by_round.values()), key=_urgency)
    return Parcel(tuple(joined), ids, reference(of, ids))


def _joined(slots: Sequence[Slot]) -> Slot:
    """Let the last slot due speak for the ones of its round that fell due before it.

    What may be believed speaks for what may not.
    """
    last = max(slots, key=lambda slot: (_believed(slot), slot.due, -_length(slot.name)))
    names = [name for slot in slots for name in (*slot.merged, slot.name)]
    others = sorted({name for name in names if name != last.name}, key=lambda name: -_length(name))
    return replace(last, merged=tuple(name for name in others if name in RUNGS))


def _believed(slot: Slot) -> bool:
    return slot.of is None or slot.of.believed


def _length(rung: str) -> float:
    return RUNGS[rung].total_seconds() if rung in RUNGS else 0.0


def _urgency(slot: Slot) -> tuple[str, str]:
    by = slot.of.deadline.remind_by.isoformat() if slot.of else ""
    return by, slot.id


def _round(slot: Slot) -> str:
    return f"{slot.of.obligation}#{slot.of.number}" if slot.of and slot.kind == "reminder" else ""
