"""The plan of a case: every message it owes to anybody, and when.

Computed anew each time from the case, its tracks and the account's settings.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from operator import attrgetter
from typing import Literal

from shared.domain.accounts import Account, Contact
from shared.domain.case import Case, Flag
from shared.domain.events import ClaimEvent
from shared.domain.ladder import (
    DAY,
    ESCALATES,
    RUNGS,
    SHORT_WINDOW,
    Step,
    after_quiet,
    climb,
    climb_again,
    is_thread,
    past_quiet,
    rungs_of,
)
from shared.domain.rounds import SECOND, Round
from shared.domain.silencing import not_silenced
from shared.domain.slot_ids import Told, reminder_id, slot_id
from shared.domain.tracks import Announced, Track

Kind = Literal["reminder", "notice", "outcome"]
Channel = Literal["email", "sms", "topic"]
TOPIC: Literal["topic"] = "topic"
_TOLD = {"second_claim", "too_early", "contradiction", "no_rule", "two_clocks"}
"""Doubts the seller is told of, and the operator's topic carries."""


@dataclass(slots=True)
class Slot:
    """One thing to tell one recipient over one channel, once.

    Nobody changes one; it is not frozen because a plan makes dozens, and freezing makes each five
    times as dear.
    """

    id: str
    kind: Kind
    due: datetime
    channel: Channel
    to: str
    name: str
    """The rung of a reminder, the name of a notice, the programme of an outcome."""
    contact: Contact | None = None
    of: Round | None = None
    merged: tuple[str, ...] = ()
    flag: Flag | None = None
    enters: bool = False
    """The first word of a round to somebody who came in when settings were changed."""


def plan(
    case: Case, tracks: Sequence[Track], delivered: Iterable[str], account: Account
) -> list[Slot]:
    """Return every slot of the case, sent or not; what is closed owes no reminders."""
    slots: list[Slot] = []
    announced, told = Announced(tracks), Told(delivered)
    watched = {obligation for obligation in case.rounds if account.watches(obligation)}
    spoken_of: set[int] = set()
    for each in case.all_rounds():
        on = [track for ladder in each.ladders() if (track := announced.of(ladder))]
        mine = {track.number for track in (*on, *announced.doubting(each))}
        spoken_of |= mine
        if each.obligation not in watched:
            continue
        if each.closed_by is None:
            for ladder, track in zip(each.ladders(), on, strict=False):
                slots += _reminders(ladder, track, account)
        elif reminded := set[str]().union(*map(told.reminded, mine)):
            slots += _closing(each, each.closed_by, min(mine), reminded, account)
    gone = [track for track in tracks if track.number not in spoken_of]
    slots += _taken_back(case, gone, told, account)
    slots += _doubts(case, account)
    slots += _outcomes(case)
    return slots


def _reminders(each: Round, track: Track, account: Account) -> list[Slot]:
    first, rungs = account.first, _rungs(each, track, account)
    steps = _steps_for(each, track, rungs, first)
    to_first = [*_addresses(first), (None, TOPIC, TOPIC)]
    slots = _slots(each, track, steps, to_first)
    slots += _escalated(each, track, account, rungs, steps)
    slots += _breakthrough(each, track, account, rungs)
    return slots


def _rungs(each: Round, track: Track, account: Account) -> tuple[str, ...]:
    counted_from = each.deadline.counted_from or track.since
    return rungs_of(each.obligation, each.deadline.remind_by - counted_from, account.ladder)


def _steps_for(each: Round, track: Track, rungs: tuple[str, ...], contact: Contact) -> list[Step]:
    """Return all the messages of a round for the contact who is told first."""
    by = each.deadline.remind_by
    steps = [*_opening_steps(each, track, rungs, contact), *_after(each, track, contact)]
    steps += _again(each, track, rungs, contact)
    opens_at = each.deadline.opens_at
    if opens_at is not None and track.since < opens_at:
        steps.append(Step("opens", after_quiet(opens_at, by, contact.quiet)))
    return sorted(steps, key=attrgetter("due"))


def _opening_steps(
    each: Round, track: Track, rungs: tuple[str, ...], contact: Contact
) -> list[Step]:
    by, since = each.deadline.remind_by, track.since
    if since > by:
        if track.opening == "silent":
            return []
        if track.opening == "changed":
            return [Step("changed", since)]
        saved = since <= each.deadline.missed_after
        return [Step("late", since if saved else past_quiet(since, contact.quiet), rungs)]
    opening: str | None = track.opening if track.opening == "changed" else "arrival"
    if track.opening == "silent":
        opening = None
    if opening == "arrival" and is_thread(each.obligation):
        nominal = [by - RUNGS[rung] for rung in rungs]
        opening = "arrival" if any(due <= since for due in nominal) else None
    return not_silenced(climb(since, by, rungs, contact.quiet, opening), each)


def _again(
    each: Round, track: Track, rungs: Sequence[str], contact: Contact, since: datetime | None = None
) -> list[Step]:
    """Return the second ladder of a round; it begins where the first one ends."""
    until = each.second_ladder(track.since)
    if until is None:
        return []
    begin = max(since or track.since, each.deadline.remind_by)
    return not_silenced(climb_again(begin, until, rungs, contact.quiet), each)


def _after(each: Round, track: Track, contact: Contact) -> Iterator[Step]:
    """Yield what is said once the earliest reading has passed, and once the latest has."""
    if not each.hard or each.beside is not None:
        return
    by, end = each.deadline.remind_by, each.deadline.missed_after
    if end > by:
        if by >= track.since:
            yield Step("after", by, turn="by")
        warning, until = end - DAY, each.second_ladder(track.since)
        soon = until is not None and end - until < DAY  # its last rung says so already
        if end - by > SHORT_WINDOW and warning >= track.since and not soon:
            yield Step("after", warning, turn="day")
    if end >= track.since:
        yield Step("after", past_quiet(end, contact.quiet), turn="end")


def _escalated(
    each: Round, track: Track, account: Account, rungs: tuple[str, ...], told: Sequence[Step]
) -> list[Slot]:
    """Return the copies of the second contact, from the first rung of eight hours or less on."""
    if len(account.contacts) < 2:  # noqa: PLR2004 - the first and the second
        return []
    urgent = tuple(rung for rung in rungs if RUNGS[rung] <= ESCALATES)
    calling = {"late", *urgent}
    begin = next((step for step in told if not calling.isdisjoint(step.names)), None)
    seen = each.acknowledged_at
    if begin is None or (seen is not None and seen <= begin.due):
        return []
    contact = account.contacts[1]
    opening = begin.rung if begin.rung not in RUNGS else None
    by = each.deadline.remind_by
    if begin.turn.startswith("expected"):
        steps = []
    elif begin.due > by:
        saved = begin.due <= each.deadline.missed_after
        steps = [begin if saved else begin._replace(due=past_quiet(begin.due, contact.quiet))]
    else:
        steps = climb(begin.due, by, urgent, contact.quiet, opening)
        if opening is not None:
            steps[0] = steps[0]._replace(merged=begin.merged)
    steps += _again(each, track, rungs, contact, begin.due - SECOND)
    steps += [step for step in _after(each, track, contact) if step.due >= begin.due]
    owed = [step for step in not_silenced(steps, each) if seen is None or step.due < seen]
    return _slots(each, track, owed, _addresses(contact))


def _breakthrough(
    each: Round, track: Track, account: Account, rungs: tuple[str, ...]
) -> list[Slot]:
    """Return the last rung at its true time by SMS, for those who asked to be woken for it."""
    woken: list[Address] = [
        (contact, "sms", contact.phone)
        for contact in account.contacts
        if contact.breakthrough and contact.phone
    ]
    by = each.deadline.remind_by
    if not woken or not rungs or not each.hard:
        return []
    last, until = rungs[-1], each.second_ladder(track.since)
    alarms = []
    if track.since <= by:
        alarms.append(Step(last, max(by - RUNGS[last], track.since), turn="true"))
    if until is not None:
        begin = max(by, track.since)
        alarms.append(Step(last, max(until - RUNGS[last], begin), turn="expected-true"))
    return _slots(each, track, alarms, woken)


Address = tuple[Contact | None, Channel, str]
"""Whom a message reaches, over which channel and where; nobody in person on the topic."""


def _addresses(contact: Contact) -> list[Address]:
    # the settings know no other channels
    return [(contact, channel, contact.address(channel)) for channel in contact.channels]  # type: ignore[misc]


def _slots(
    each: Round, track: Track, steps: Iterable[Step], addresses: Sequence[Address]
) -> list[Slot]:
    """Return a slot for every step and address."""
    slots = []
    announced = f"{track.number}.{track.generation}"
    for rung, due, merged, turn in steps:
        for contact, channel, to in addresses:
            if rung == "arrival" and _told_before(track, due, merged, f"{channel}:{to.lower()}"):
                continue
            id_ = reminder_id(announced, rung, turn, channel, to)
            slots.append(Slot(id_, "reminder", due, channel, to, rung, contact, each, merged))
    return slots


def _told_before(track: Track, due: datetime, merged: tuple[str, ...], address: str) -> bool:
    """Say whether an arrival would only repeat what its address knows already.

    One that waits and stands for rungs that fell due meanwhile says more than that.
    """
    return address in track.spared and (due == track.since or not merged)


def _closing(
    each: Round, closer: ClaimEvent, track: int, reminded: set[str], account: Account
) -> Iterator[Slot]:
    """Yield the word that it is over, for those who were reminded of the round."""
    for contact in account.contacts:
        if contact.email.lower() in reminded:
            yield Slot(
                id=slot_id(f"{track}.closed:{closer.event_id}", "email", contact.email),
                kind="notice",
                due=past_quiet(closer.arrived_at, contact.quiet),
                channel="email",
                to=contact.email,
                name="closed",
                contact=contact,
                of=each,
            )


def _taken_back(case: Case, gone: Iterable[Track], told: Told, account: Account) -> Iterator[Slot]:
    """Yield the word that something announced is not owed: an earlier event came to light."""
    for track in gone:
        reminded = told.reminded(track.number)
        due = max(event.arrived_at for event in case.events)
        flag = Flag("closed", track.event_ids[0], f"{track.obligation} is no longer owed")
        for contact in account.contacts:
            if contact.email.lower() in reminded:
                yield Slot(
                    id=slot_id(f"{track.number}.taken-back", "email", contact.email),
                    kind="notice",
                    due=past_quiet(due, contact.quiet),
                    channel="email",
                    to=contact.email,
                    name="closed",
                    contact=contact,
                    flag=flag,
                )


def _doubts(case: Case, account: Account) -> Iterator[Slot]:
    if not case.flags:
        return
    arrived = {event.event_id: event.arrived_at for event in case.events}
    for flag in case.flags:
        if flag.kind not in _TOLD:
            continue
        about = f"notice:{flag.kind}:{flag.event_id}"
        slot = Slot(
            id=slot_id(about, TOPIC, TOPIC),
            kind="notice",
            due=arrived[flag.event_id],
            channel="topic",
            to=TOPIC,
            name=flag.kind,
            flag=flag,
        )
        yield slot
        first = account.first
        if first.email:
            own = slot_id(about, "email", first.email)
            yield replace(slot, id=own, channel="email", to=first.email, contact=first)


def _outcomes(case: Case) -> Iterator[Slot]:
    for claim in case.claims.values():
        event = claim.decided_by
        if event is not None:
            yield Slot(
                id=slot_id(f"outcome:{event.event_id}", TOPIC, TOPIC),
                kind="outcome",
                due=event.arrived_at,
                channel="topic",
                to=TOPIC,
                name=claim.programme,
            )
