"""How a case follows when its account's settings change.

What fell due before a change is owed as the settings were, what falls due after it as they are. So
nothing that is over is told to a new address, nothing that was told is told again, and nothing that
was due and had not gone out yet is forgotten.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from shared.domain.accounts import Account, Contact
from shared.domain.instants import iso
from shared.domain.ladder import RUNGS, rung_due
from shared.domain.plan import TOPIC, Slot
from shared.domain.slot_ids import SlotId, Turn, reminder_id
from shared.domain.tracks import Track

Owing = Callable[[Account, Sequence[Track]], list[Slot]]
"""What an account's settings owe, if the rounds were announced as these tracks say."""
_Recipient = tuple[str, str]


def following(
    account: Account, tracks: Sequence[Track], delivered: Mapping[str, str], owing: Owing
) -> list[Slot]:
    """Return what a case owes, whatever its account's settings were while it went on."""
    whole = (*(each.account for each in account.before), account)
    slots = owing(whole[0], tracks)
    known_since = account.before[0].since if account.before else None
    if known_since is not None:
        young = {str(each.number) for each in tracks if each.since >= known_since}
        slots = [
            each for each in slots if each.due > known_since or SlotId.parse(each.id).track in young
        ]
    for former, after in zip(account.before, whole[1:], strict=True):
        change = _Change(former.account, after, former.until, tracks, delivered)
        slots = change.apply(slots, owing)
    return slots


@dataclass(frozen=True, slots=True)
class _Change:
    """One change of the settings."""

    old: Account
    new: Account
    at: datetime
    tracks: Sequence[Track]
    delivered: Mapping[str, str]

    def apply(self, before: Sequence[Slot], owing: Owing) -> list[Slot]:
        """Return what is owed after the change; ``before``: what was owed until then."""
        planned = owing(self.new, self.tracks)
        old_tracks = [each for each in self.tracks if each.since < self.at]
        if not old_tracks and all(slot.due > self.at for slot in (*before, *planned)):
            return planned
        contacts = _contacts(self.new)
        kept = {
            slot.id: replace(slot, contact=contacts[slot.channel, slot.to.lower()])
            for slot in before
            if slot.due <= self.at and self._concerns(slot, contacts)
        }
        entering = self._entering(old_tracks, owing)
        of_old = {str(each.number) for each in old_tracks}
        earlier = {slot.id: slot for slot in before}
        out = dict(kept)
        for slot in planned:
            each = SlotId.parse(slot.id)
            if (each.track, each.channel, each.to) in entering or slot.id in kept:
                continue
            if each.announcement[:1].isdecimal() and each.track not in of_old:
                out[slot.id] = slot
            else:
                for still in self._still(slot, earlier, kept.values()):
                    out.setdefault(still.id, still)
        for slots in entering.values():
            out.update((slot.id, slot) for slot in slots)
        return list(out.values())

    def _concerns(self, slot: Slot, contacts: Collection[_Recipient]) -> bool:
        watched = slot.kind != "reminder" or (
            slot.of is not None and self.new.watches(slot.of.obligation)
        )
        return watched and (slot.channel, slot.to.lower()) in contacts

    # ── who comes in ────────────────────────────────────────────────────────────────────────

    def _entering(
        self, tracks: Sequence[Track], owing: Owing
    ) -> dict[tuple[str, str, str], list[Slot]]:
        """Return track and recipient of whoever hears of a round anew, and what they hear.

        For them the round is as if it had been announced when the settings changed.
        """
        fresh = _first_addresses(self.new) - _first_addresses(self.old)
        newly = {
            each.number
            for each in tracks
            if self.new.watches(each.obligation) and not self.old.watches(each.obligation)
        }
        if not fresh and not newly:
            return {}
        told = {
            (each.announcement, each.channel, each.to)
            for text, taken in self.delivered.items()
            if taken[:20] < iso(self.at)
            for each in (SlotId.parse(text),)
        }
        numbers = {str(each.number): each for each in tracks}
        begun = [
            replace(each, since=self.at, opening="arrival") if each in tracks else each
            for each in self.tracks
        ]
        found: dict[tuple[str, str, str], list[Slot]] = {}
        for slot in owing(self.new, begun):
            each = SlotId.parse(slot.id)
            track = numbers.get(each.track)
            if track is None or slot.kind != "reminder" or slot.of is None:
                continue
            who = (each.channel, each.to)
            if track.number not in newly and who not in fresh:
                continue
            if (each.announcement, *who) in told:
                continue
            # nothing that was over by then is owed because of the change
            owed = self.at <= slot.of.deadline.missed_after
            mine = found.setdefault((each.track, *who), [])
            first = slot.name in ("arrival", "late")
            mine += [replace(slot, enters=first)] if owed else []
        return found

    # ── what stays ──────────────────────────────────────────────────────────────────────────

    def _still(
        self, slot: Slot, earlier: Mapping[str, Slot], kept: Collection[Slot]
    ) -> Iterator[Slot]:
        """Yield what is still owed of a slot as it is planned now."""
        covered = _covered(slot, kept)
        if slot.due > self.at:
            if slot.name not in covered or SlotId.parse(slot.id).turn not in {"", "expected"}:
                yield slot
            return
        was = earlier.get(slot.id)
        if was is not None and was.due > self.at and slot.name not in RUNGS:
            yield replace(
                slot, due=self.at
            )  # it waited for the end of hours that are quiet no more
        elif self._hands_over(slot, earlier.values()):
            yield slot
        elif slot.kind == "reminder" and SlotId.parse(slot.id).turn in {"", "expected"}:
            for rung in (slot.name, *slot.merged):
                if rung in RUNGS and rung not in covered:
                    yield from self._moved(slot, rung)

    def _moved(self, slot: Slot, rung: str) -> Iterator[Slot]:
        """Yield a rung that new quiet hours have put into the past, when it is due instead."""
        each = SlotId.parse(slot.id)
        if slot.of is None:  # pragma: no cover - a reminder is always of a round
            return
        until = slot.of.deadline.expected if each.turn else slot.of.deadline.remind_by
        if until is None or until - RUNGS[rung] <= self.at:
            return
        quiet = slot.contact.quiet if slot.contact else self.new.first.quiet
        due = rung_due(rung, self.at, until, quiet)
        if due is not None:  # else the last message that was sent stands for it
            turn: Turn = "expected" if each.turn else ""
            id_ = reminder_id(each.announcement, rung, turn, slot.channel, slot.to)
            yield replace(slot, id=id_, name=rung, merged=(), due=due)

    def _hands_over(self, slot: Slot, before: Collection[Slot]) -> bool:
        """Say whether a notice had not reached the contact whose place its recipient takes."""
        if slot.kind != "notice" or slot.of is not None or slot.channel == TOPIC:
            return False
        about = SlotId.parse(slot.id).about
        return any(
            SlotId.parse(other.id).about == about
            and other.channel == slot.channel
            and other.id not in self.delivered
            for other in before
        )


def _covered(slot: Slot, kept: Collection[Slot]) -> set[str]:
    """Return the rungs that messages due before the change stood for, to this recipient."""
    mine = SlotId.parse(slot.id)
    announced = f"{mine.announcement}:"
    second = mine.turn.startswith("expected")
    return {
        rung
        for other in kept
        if (other.channel, other.to.lower()) == (mine.channel, mine.to)
        and other.id.startswith(announced)
        and SlotId.parse(other.id).turn == ("expected" if second else "")
        for rung in (other.name, *other.merged)
    }


def _contacts(account: Account) -> dict[_Recipient, Contact | None]:
    """Return everybody an account reaches, by channel and address."""
    found: dict[_Recipient, Contact | None] = {(TOPIC, TOPIC): None} if account.topic else {}
    for contact in reversed(account.contacts):
        if contact.breakthrough and contact.phone:
            found["sms", contact.phone] = contact
        for channel in contact.channels:
            found[channel, contact.address(channel).lower()] = contact
    return found


def _first_addresses(account: Account) -> set[_Recipient]:
    first = account.first
    return {(channel, first.address(channel).lower()) for channel in first.channels}
