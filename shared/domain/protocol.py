"""The protocol: what may happen to a stored case, as pure functions of it and the time.

lease → send → mark. A lease moves ``next`` ninety seconds ahead, so that the case of a sender that
died comes up again by itself; a mark is written only after the provider took the message. A crash
in between may repeat a message and can never lose one.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from shared.domain.accounts import Account
from shared.domain.case import Case
from shared.domain.errors import CaseFullError
from shared.domain.events import ClaimEvent
from shared.domain.fold import fold
from shared.domain.instants import iso, stored
from shared.domain.plan import Slot, plan
from shared.domain.rules import Pack
from shared.domain.tracks import Track, retrack

LEASE = timedelta(seconds=90)
"""Longer than a sender may live (30 s), its last send and two clocks apart."""
FENCE = timedelta(seconds=20)
"""No send begins with less than this left of the lease."""
MOST_EVENTS = 300
SHORTEST_HOLD, LONGEST_HOLD = timedelta(seconds=15), timedelta(seconds=300)


@dataclass(frozen=True, slots=True)
class Lease:
    """Who is sending for a case, until when, and which slots."""

    token: str
    until: datetime
    slots: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hold:
    """Until when an address is left alone, and after how many refusals in a row."""

    until: datetime
    failures: int


@dataclass(frozen=True)
class StoredCase:
    """One order of one account as it is stored: events and delivery state, one version."""

    account: str
    order_id: str
    version: int = 0
    """0 means not stored yet."""
    events: tuple[ClaimEvent, ...] = ()
    tracks: tuple[Track, ...] = ()
    delivered: Mapping[str, str] = field(default_factory=dict)
    """Slot id → when the provider took it, and the reference of the message."""
    lease: Lease | None = None
    holds: Mapping[str, Hold] = field(default_factory=dict)
    """Address → the pause after its provider refused a message; nobody else waits for it."""
    next: datetime | None = None
    """When the case needs a look, UTC; None keeps it off the due index."""
    urgent_by: datetime | None = None
    summary: Mapping[str, Any] = field(default_factory=dict)
    """Claims and obligations as of the last look, for people who read the table."""


@dataclass(frozen=True, slots=True)
class World:
    """What a case is judged by: the rules and the account's settings."""

    pack: Pack
    account: Account

    def case(self, of: StoredCase) -> Case:
        """Fold the events of a stored case."""
        return fold(of.events, self.pack, self.pack.stores[self.account.store])


def absorb(of: StoredCase, event: ClaimEvent, world: World, now: datetime) -> StoredCase | None:
    """Add an event; None when it is known already. Raises CaseFullError."""
    if any(known.event_id == event.event_id for known in of.events):
        return None
    events = (*of.events, event)
    if len(events) > MOST_EVENTS:
        events = _compacted(events, world)
    return settle(replace(of, events=events), world, now)


def settle(of: StoredCase, world: World, now: datetime) -> StoredCase:
    """Recompute everything that follows from the events: tracks, summary, the next look."""
    case = world.case(of)
    sending = of.lease.slots if of.lease else ()
    tracks = retrack(case, of.tracks, (*of.delivered, *sending), now)
    slots = _unsent(of, plan(case, tracks, of.delivered, world.account))
    return replace(
        of,
        tracks=tracks,
        summary=_summary(case, now),
        next=_next(of, case, slots, now),
        urgent_by=_urgent_by(case, slots, now),
    )


def take(
    of: StoredCase, world: World, now: datetime, token: str
) -> tuple[StoredCase, Case, list[Slot]]:
    """Lease whatever is due; no slots means that nothing is, or that somebody else is sending."""
    of = replace(of, lease=None) if of.lease and of.lease.until <= now else of
    of = settle(of, world, now)
    case = world.case(of)
    if of.lease is not None:
        return of, case, []
    slots = _unsent(of, plan(case, of.tracks, of.delivered, world.account))
    due = [slot for slot in slots if _look(of, slot) <= now]
    if due:
        lease = Lease(token, now + LEASE, tuple(slot.id for slot in due))
        of = replace(of, lease=lease, next=lease.until)
    return of, case, due


def may_send(of: StoredCase, now: datetime) -> bool:
    """Say whether enough of the lease is left to begin another send."""
    return of.lease is not None and now <= of.lease.until - FENCE


def mark(  # noqa: PLR0913 - everything a sender learned
    of: StoredCase,
    world: World,
    now: datetime,
    token: str,
    sent: Mapping[str, str],
    *,
    refused: Collection[str] = (),
    unsure: bool = False,
) -> StoredCase:
    """Record what the provider took, and let go of the lease unless something is unsure.

    ``sent``: slot id → reference of the message that delivered it.
    ``refused``: addresses whose message the provider certainly did not take, so that it is tried
    again after a pause. ``unsure``: nobody knows whether it did; the lease runs out first.
    """
    new = {slot: f"{iso(now)} {ref}" for slot, ref in sent.items() if slot not in of.delivered}
    delivered = {**of.delivered, **new}
    of = replace(of, delivered=delivered)
    if of.lease is not None and of.lease.token == token:
        holds = {to: hold for to, hold in of.holds.items() if hold.until > now}
        for to in refused:
            failures = of.holds[to].failures + 1 if to in of.holds else 1
            holds[to] = Hold(now + _pause(of, failures, now), failures)
        of = replace(of, holds=holds, lease=of.lease if unsure else None)
    return settle(of, world, now)


def _unsent(of: StoredCase, slots: list[Slot]) -> list[Slot]:
    return [slot for slot in slots if slot.id not in of.delivered]


def _look(of: StoredCase, slot: Slot) -> datetime:
    """Return when a slot may be sent: when it is due, or when the pause of its address is over."""
    hold = of.holds.get(slot.to)
    return slot.due if hold is None else max(slot.due, hold.until)


def _next(of: StoredCase, case: Case, slots: list[Slot], now: datetime) -> datetime | None:
    if of.lease is not None:
        return of.lease.until
    looks = [_look(of, slot) for slot in slots]
    looks += [turn for each in case.all_rounds() for turn in each.turns() if turn > now]
    return min(looks, default=None)


def _urgent_by(case: Case, slots: list[Slot], now: datetime) -> datetime | None:
    """Return the cut-off that makes the case urgent: the sweep takes the earliest first."""
    ahead = [
        by
        for each in case.all_rounds()
        if each.closed_as is None
        for by in (each.deadline.remind_by, each.deadline.missed_after)
        if by >= now
    ]
    return min(ahead, default=min((slot.due for slot in slots), default=None))


def _pause(of: StoredCase, failures: int, now: datetime) -> timedelta:
    """Return how long to wait after a refusal: longer each time, but never most of what is left."""
    left = (of.urgent_by - now) / 6 if of.urgent_by and of.urgent_by > now else LONGEST_HOLD
    doubled = timedelta(seconds=60 << min(failures - 1, 4))
    return max(SHORTEST_HOLD, min(doubled, LONGEST_HOLD, left))


def _compacted(events: tuple[ClaimEvent, ...], world: World) -> tuple[ClaimEvent, ...]:
    """Drop the oldest event that changes nothing; raises CaseFullError when each one matters."""
    home = world.pack.stores[world.account.store]
    now = max(event.arrived_at for event in events)
    whole = _summary(fold(events, world.pack, home), now)
    for index in range(len(events) - 1):
        fewer = (*events[:index], *events[index + 1 :])
        if _summary(fold(fewer, world.pack, home), now) == whole:
            return fewer
    raise CaseFullError(f"the case holds {MOST_EVENTS} events and every one of them matters")


def _summary(case: Case, now: datetime) -> dict[str, Any]:
    return {
        "claims": {
            name: {"status": claim.status, "amount": case.amount(name), "outcome": claim.outcome}
            for name, claim in case.claims.items()
        },
        "obligations": {
            f"{each.obligation}#{each.number}": {
                "state": each.state(now),
                "late": each.late,
                "remind_by": iso(each.deadline.remind_by),
                "missed_after": iso(each.deadline.missed_after),
                "rule": each.deadline.rule.rule_id if each.deadline.rule else None,
            }
            for each in case.all_rounds()
        },
        "doubts": [f"{flag.kind} {flag.event_id}" for flag in case.flags],
    }


def holds_to_store(holds: Mapping[str, Hold]) -> dict[str, str]:
    """Return holds as plain values for the case item."""
    return {to: f"{iso(hold.until)} {hold.failures}" for to, hold in holds.items()}


def holds_from_store(item: Mapping[str, str]) -> dict[str, Hold]:
    """Read back what ``holds_to_store`` wrote."""
    read = {to: text.split(" ") for to, text in item.items()}
    return {to: Hold(stored(until), int(failures)) for to, (until, failures) in read.items()}


def lease_to_store(lease: Lease) -> dict[str, Any]:
    """Return a lease as plain values for the case item."""
    return {"token": lease.token, "until": iso(lease.until), "slots": list(lease.slots)}


def lease_from_store(item: Mapping[str, Any]) -> Lease:
    """Read back what ``lease_to_store`` wrote."""
    return Lease(item["token"], stored(item["until"]), tuple(item["slots"]))
