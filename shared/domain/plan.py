"""The plan of a case: every message it owes to anybody, and when.

Computed anew each time from the case, its tracks and the account's settings.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from shared.domain.accounts import Account, Contact
from shared.domain.case import Case, Flag
from shared.domain.instants import iso
from shared.domain.ladder import (
    ESCALATES,
    HOUR,
    RUNGS,
    SAFE,
    Step,
    after_quiet,
    climb,
    is_thread,
    past_quiet,
    rungs_of,
)
from shared.domain.rounds import Round
from shared.domain.tracks import Track, track_of

Kind = Literal["reminder", "notice", "outcome"]
TOPIC = "topic"
_TOLD = {"second_claim", "too_early", "contradiction"}
"""Doubts the seller is told of; the operator's topic carries these and ``no_rule``."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One thing to tell one recipient over one channel, once."""

    id: str
    kind: Kind
    due: datetime
    channel: Literal["email", "sms", "topic"]
    to: str
    name: str
    """The rung of a reminder, the name of a notice, the programme of an outcome."""
    contact: Contact | None = None
    of: Round | None = None
    merged: tuple[str, ...] = ()
    flag: Flag | None = None


def plan(
    case: Case, tracks: Sequence[Track], delivered: Iterable[str], account: Account
) -> list[Slot]:
    """Return every slot of the case, sent or not; what is closed owes no reminders."""
    slots: list[Slot] = []
    for each in case.all_rounds():
        track = track_of(each, tracks)
        if track is None or not account.watches(each.obligation):
            continue
        if each.closed_as is None:
            slots += _reminders(each, track, account)
        else:
            slots += _closing(each, track, delivered, account)
    slots += _taken_back(case, tracks, delivered, account)
    slots += _doubts(case, account)
    slots += _outcomes(case)
    return slots


def _reminders(each: Round, track: Track, account: Account) -> Iterator[Slot]:
    first = account.first
    steps = _steps_for(each, track, account, first)
    for step in steps:
        yield from _slots(each, track, step, first, first.channels)
        yield _slot(each, track, step, None, TOPIC, TOPIC)
    yield from _escalated(each, track, account, steps)
    yield from _breakthrough(each, track, account)


def _steps_for(each: Round, track: Track, account: Account, contact: Contact) -> list[Step]:
    """Return all the messages of a round for the contact who is told first."""
    by = each.deadline.remind_by
    steps = [*_opening_steps(each, track, account, contact), *_after(each, track, contact)]
    opens_at = each.deadline.opens_at
    if opens_at is not None and track.since < opens_at:
        steps.append(Step("opens", after_quiet(opens_at, by, contact.quiet)))
    return sorted(steps, key=lambda step: step.due)


def _opening_steps(each: Round, track: Track, account: Account, contact: Contact) -> list[Step]:
    by, since = each.deadline.remind_by, track.since
    rungs = _rungs(each, track, account)
    if since > by:
        if track.opening == "changed":
            return [Step("changed", since)]
        saved = since <= each.deadline.missed_after
        return [Step("late", since if saved else past_quiet(since, contact.quiet), rungs)]
    opening: str | None = track.opening if track.opening == "changed" else "arrival"
    if opening == "arrival" and is_thread(each.obligation):
        nominal = [by - RUNGS[rung] for rung in rungs]
        opening = "arrival" if any(due <= since for due in nominal) else None
    steps = climb(since, by, rungs, contact.quiet, opening)
    return [step for step in steps if not _dropped(step, each, steps)]


def _rungs(each: Round, track: Track, account: Account) -> tuple[str, ...]:
    counted_from = each.deadline.counted_from or track.since
    return rungs_of(each.obligation, each.deadline.remind_by - counted_from, account.ladder)


def _dropped(step: Step, each: Round, steps: Sequence[Step]) -> bool:
    """Say whether an acknowledgement or a snooze has made a rung unnecessary."""
    if step.rung not in RUNGS:
        return False
    seen = each.acknowledged_at
    if seen is not None and RUNGS[step.rung] > ESCALATES and step.due >= seen:
        return True
    if each.snoozed_until is None:
        return False
    safe = [other.due for other in steps if RUNGS.get(other.rung, HOUR) >= SAFE]
    last_safe = max(safe, default=each.deadline.remind_by - SAFE)
    return step.due < min(each.snoozed_until, last_safe)


def _after(each: Round, track: Track, contact: Contact) -> Iterator[Step]:
    """Yield what is said once the earliest reading has passed, and once the latest has."""
    if not each.hard:
        return
    by, end = each.deadline.remind_by, each.deadline.missed_after
    if end > by:
        if by >= track.since:
            yield Step("after", by, again=True)
        warning = end - 24 * HOUR
        if end - by > 96 * HOUR and warning >= track.since:
            yield Step("after", warning, again=True)
    if end >= track.since:
        yield Step("after", past_quiet(end, contact.quiet), again=True)


def _escalated(each: Round, track: Track, account: Account, told: Sequence[Step]) -> Iterator[Slot]:
    """Yield the copies of the second contact, from the first rung of eight hours or less on."""
    urgent = [rung for rung in _rungs(each, track, account) if RUNGS[rung] <= ESCALATES]
    copied = [
        step
        for step in told
        if step.rung in urgent or set(step.merged) & set(urgent) or step.rung == "late"
    ]
    if len(account.contacts) < 2 or not copied:  # noqa: PLR2004 - the first and the second
        return
    begin, seen = copied[0], each.acknowledged_at
    if seen is not None and seen <= begin.due:
        return
    contact = account.contacts[1]
    opening = begin.rung if begin.rung not in RUNGS else None
    by = each.deadline.remind_by
    if begin.due > by:
        saved = begin.due <= each.deadline.missed_after
        steps = [begin if saved else replace(begin, due=past_quiet(begin.due, contact.quiet))]
    else:
        steps = climb(begin.due, by, urgent, contact.quiet, opening)
        if opening is not None:
            steps[0] = replace(steps[0], merged=begin.merged)
    steps += [step for step in _after(each, track, contact) if step.due >= begin.due]
    for step in steps:
        if (seen is None or step.due < seen) and not _dropped(step, each, steps):
            yield from _slots(each, track, step, contact, contact.channels)


def _breakthrough(each: Round, track: Track, account: Account) -> Iterator[Slot]:
    """Yield the last rung at its true time by SMS, for those who asked to be woken for it."""
    rungs, by = _rungs(each, track, account), each.deadline.remind_by
    if not rungs or track.since > by or not each.hard:
        return
    last = rungs[-1]
    due = max(by - RUNGS[last], track.since)
    for contact in account.contacts:
        if contact.breakthrough and contact.phone:
            yield _slot(each, track, Step(last, due, again=True), contact, "sms", contact.phone)


def _slots(
    each: Round, track: Track, step: Step, contact: Contact, channels: Sequence[str]
) -> Iterator[Slot]:
    for channel in channels:
        yield _slot(each, track, step, contact, channel, contact.address(channel))


def _slot(  # noqa: PLR0913, PLR0917 - what, when, to whom and how
    each: Round, track: Track, step: Step, contact: Contact | None, channel: str, to: str
) -> Slot:
    name = step.rung
    if step.again:  # several of one name: told apart by what they count to
        name = f"{name}@{iso(step.due)}"
    return Slot(
        id=f"{track.number}.{track.generation}:{name}:{channel}:{to}",
        kind="reminder",
        due=step.due,
        channel=channel,  # type: ignore[arg-type]
        to=to,
        name=step.rung,
        contact=contact,
        of=each,
        merged=step.merged,
    )


def _closing(
    each: Round, track: Track, delivered: Iterable[str], account: Account
) -> Iterator[Slot]:
    """Yield the word that it is over, for those who were reminded of the round."""
    closer = each.closed_by
    if closer is None:
        return
    prefix = f"{track.number}."
    told = {slot.rpartition(":")[2] for slot in delivered if slot.startswith(prefix)}
    for contact in account.contacts:
        if contact.email in told:
            yield Slot(
                id=f"{prefix}closed:{closer.event_id}:email:{contact.email}",
                kind="notice",
                due=past_quiet(closer.arrived_at, contact.quiet),
                channel="email",
                to=contact.email,
                name="closed",
                contact=contact,
                of=each,
            )


def _taken_back(
    case: Case, tracks: Sequence[Track], delivered: Iterable[str], account: Account
) -> Iterator[Slot]:
    """Yield the word that something announced is not owed: an earlier event came to light."""
    known = {track_of(each, tracks) for each in case.all_rounds()}
    for track in tracks:
        if track in known:
            continue
        prefix = f"{track.number}."
        told = {slot.rpartition(":")[2] for slot in delivered if slot.startswith(prefix)}
        due = max(event.arrived_at for event in case.events)
        flag = Flag("closed", track.event_ids[0], f"{track.obligation} is no longer owed")
        for contact in account.contacts:
            if contact.email in told:
                yield Slot(
                    id=f"{prefix}taken-back:email:{contact.email}",
                    kind="notice",
                    due=past_quiet(due, contact.quiet),
                    channel="email",
                    to=contact.email,
                    name="closed",
                    contact=contact,
                    flag=flag,
                )


def _doubts(case: Case, account: Account) -> Iterator[Slot]:
    arrived = {event.event_id: event.arrived_at for event in case.events}
    for flag in case.flags:
        told = flag.kind in _TOLD
        if not told and flag.kind != "no_rule":
            continue
        slot = Slot(
            id=f"notice:{flag.kind}:{flag.event_id}:{TOPIC}:{TOPIC}",
            kind="notice",
            due=arrived[flag.event_id],
            channel="topic",
            to=TOPIC,
            name=flag.kind,
            flag=flag,
        )
        yield slot
        first = account.first
        if told and first.email:
            name = f"notice:{flag.kind}:{flag.event_id}:email:{first.email}"
            yield replace(slot, id=name, channel="email", to=first.email, contact=first)


def _outcomes(case: Case) -> Iterator[Slot]:
    for claim in case.claims.values():
        event = claim.decided_by
        if event is not None:
            yield Slot(
                id=f"outcome:{event.event_id}:{TOPIC}:{TOPIC}",
                kind="outcome",
                due=event.arrived_at,
                channel="topic",
                to=TOPIC,
                name=claim.programme,
            )
