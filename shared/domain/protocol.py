"""The protocol: what may happen to a stored case, as pure functions of it and the time.

lease → send → mark. A lease moves ``next`` ninety seconds ahead, so that the case of a sender that
died comes up again by itself; a mark is written only after the provider took the message. A crash
in between may repeat a message and can never lose one. What the mail provider reports later is
evidence: it marks what a crash left unmarked, and finds the contacts whose mail does not arrive.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from shared.domain.accounts import Account
from shared.domain.booking import booked
from shared.domain.capacity import FEW, LARGEST, item_weight, lightened, still_needed
from shared.domain.case import Case
from shared.domain.contacts import CONFIRMED_WITHIN, Gone, Why, changes, reachable
from shared.domain.delivery import Hold, Lease, Posted
from shared.domain.errors import CaseFullError
from shared.domain.events import ClaimEvent
from shared.domain.fitting import ROOM, fitted
from shared.domain.fold import fold
from shared.domain.following import following
from shared.domain.instants import iso
from shared.domain.narrowing import tells_more, without_wider
from shared.domain.parcels import Parcel, parcels
from shared.domain.plan import TOPIC, Slot, plan
from shared.domain.rules import Pack, Store
from shared.domain.slot_ids import SlotId, Told
from shared.domain.summary import summary
from shared.domain.tracks import Track, retrack
from shared.domain.waiting import urgent_by, write_waits

LEASE = timedelta(seconds=90)
"""Longer than a sender may live (30 s), its last send and two clocks apart."""
FENCE = timedelta(seconds=20)
"""No send begins with less than this left of the lease."""
MOST_EVENTS = ROOM.whole.events
Report = Literal["taken", "arrived"] | Why
LAST_TRY = timedelta(minutes=14)
"""Whoever has been refused for so long is lost: the next is told a quarter of an hour after."""
SHORTEST_HOLD, LONGEST_HOLD = timedelta(seconds=15), timedelta(seconds=300)


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
    refused: Mapping[str, datetime] = field(default_factory=dict)
    """Address → since when its provider has refused whatever was sent there."""
    posted: Mapping[str, Posted] = field(default_factory=dict)
    """Reference of a message → to whom it went; gone from here once it has arrived."""
    gone: tuple[Gone, ...] = ()
    """Addresses this case's mail does not reach."""
    next: datetime | None = None
    """When the case needs a look, UTC; None keeps it off the due index."""
    urgent_by: datetime | None = None
    """The next moment at which something open is lost, UTC; None when nothing is open."""
    waits: str = ""
    """What is open or was missed lately, as every list shows it; see ``waiting.py``."""
    unknown: Mapping[str, Any] = field(default_factory=dict)
    """What newer code has stored beside all this; it is written back as it was read."""
    summary: Mapping[str, Any] = field(default_factory=dict)
    """Claims and obligations as of the last look, for people who read the table."""


@dataclass(frozen=True, slots=True)
class World:
    """What a case is judged by: the rules and the account's settings."""

    pack: Pack
    account: Account

    def case(self, of: StoredCase) -> Case:
        """Fold the events of a stored case."""
        return fold(of.events, self.pack, self.home)

    @property
    def home(self) -> Store:
        """The store of the account."""
        return self.pack.stores[self.account.store]


@dataclass(frozen=True, slots=True)
class Looked:
    """A stored case brought up to date, and everything it owes to anybody."""

    of: StoredCase
    case: Case
    account: Account
    """With the contacts who can be reached."""
    slots: list[Slot]
    """What has not been delivered yet."""
    parcels: list[Parcel] = field(default_factory=list)
    """What is leased for sending now."""


def absorb(of: StoredCase, event: ClaimEvent, world: World, now: datetime) -> StoredCase | None:
    """Add an event; None when it is known already. Raises CaseFullError.

    Of two copies of one event, such as a mail and the same mail forwarded, the believed one stays;
    of two that are believed alike, what tells more of its time.
    """
    zone = world.home.zone
    if not tells_more(event, of.events, zone):
        return None
    events = fitted(without_wider(of.events, event, zone), world.pack, world.home)
    return admitted(of, events, world, now)


def admitted(
    of: StoredCase, events: tuple[ClaimEvent, ...], world: World, now: datetime
) -> StoredCase:
    """Return the case with these events; raises CaseFullError where no room is left to remind."""
    looked = look(replace(of, events=events), world, now)
    if len(events) > FEW and item_weight(looked.of) + still_needed(looked.slots) > LARGEST:
        raise CaseFullError("the case has no room for the reminders that one more would need")
    return looked.of


def settle(of: StoredCase, world: World, now: datetime) -> StoredCase:
    """Recompute everything that follows from the events: tracks, summary, the next look."""
    return look(of, world, now).of


def look(of: StoredCase, world: World, now: datetime) -> Looked:
    """Bring a case up to date; a mail that did not arrive in time is given up."""
    of = _given_up(of, now)
    case = world.case(of)
    account = reachable(world.account, of.gone, now)
    sending = of.lease.slots if of.lease else ()
    tracks = retrack(case, of.tracks, of.delivered, now, sending, world.account.moved_at)
    of = replace(of, tracks=tracks)
    slots = _unsent(of, owed(of, case, account))
    of = lightened(of, case, slots, now)
    of = replace(
        of,
        summary={**summary(case, now), **booked(case, of.tracks, of.delivered)},
        next=_next(of, case, slots, now),
        urgent_by=urgent_by(case, now),
        waits=write_waits(case, now),
    )
    return Looked(of, case, account, slots)


def owed(of: StoredCase, case: Case, account: Account) -> list[Slot]:
    """Return every slot of a case, sent or not; ``account`` is what ``reachable`` returned."""

    def owing(settings: Account, tracks: Sequence[Track]) -> list[Slot]:
        slots = [*plan(case, tracks, of.delivered, settings), *changes(settings, of.gone)]
        return slots if settings.topic else [slot for slot in slots if slot.channel != TOPIC]

    return following(account, of.tracks, of.delivered, owing)


def take(
    of: StoredCase, world: World, now: datetime, token: str, horizon: datetime | None = None
) -> Looked:
    """Lease whatever is due; no parcels: nothing is, or somebody else is sending.

    ``horizon``: what falls due until then may go out now, so that a crowd does not meet; never
    into quiet hours.
    """
    if of.lease and of.lease.until <= now:
        of = replace(of, lease=None)
    looked = look(of, world, now)
    of = looked.of
    if of.lease is not None:
        return looked
    due = [slot for slot in looked.slots if _may_go(of, slot, now, horizon or now)]
    if not due:
        return looked
    messages = parcels(of, due)
    lease = Lease(token, now + LEASE, {each.ref: each.stands_for for each in messages})
    return replace(looked, of=replace(of, lease=lease, next=lease.until), parcels=messages)


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
    of = _delivered(of, sent, now, arrived=False)
    if of.lease is not None and of.lease.token == token:
        of = _refused(of, sent, refused, now)
        holds = {to: hold for to, hold in of.holds.items() if hold.until > now}
        for to in refused:
            failures = of.holds[to].failures + 1 if to in of.holds else 1
            pause = _pause(of, failures, now)
            left = of.refused[to.lower()] + LAST_TRY - now
            holds[to] = Hold(now + (min(pause, left) if left >= SHORTEST_HOLD else pause), failures)
        of = replace(of, holds=holds, lease=of.lease if unsure else None)
    return settle(of, world, now)


def evidence(  # noqa: PLR0913, PLR0917 - everything a report of the provider says
    of: StoredCase, world: World, now: datetime, ref: str, to: str, what: Report
) -> StoredCase | None:
    """Record what the mail provider reports of a message; None when that is nothing new.

    ``what``: the mail was taken, it arrived in the mailbox, or why it will never be there.
    """
    to, taken = to.lower(), of.lease.parcels.get(ref, ()) if of.lease else ()
    new = _delivered(of, dict.fromkeys(taken, ref), now, arrived=what != "taken")
    if what != "taken":
        new = replace(new, posted={key: mail for key, mail in new.posted.items() if key != ref})
    if what == "arrived":  # late, perhaps, but there
        mine = (each for each in new.gone if each.address.lower() == to)
        late = {each for each in mine if each.why in {"no_delivery", "refused"}}
        new = replace(new, gone=tuple(each for each in new.gone if each not in late))
    elif what != "taken" and not any(each.address.lower() == to for each in new.gone):
        new = replace(new, gone=(*new.gone, Gone(to, now, what)))
    return None if new == of else settle(new, world, now)


def _delivered(
    of: StoredCase, sent: Mapping[str, str], now: datetime, *, arrived: bool
) -> StoredCase:
    new = {slot: ref for slot, ref in sent.items() if slot not in of.delivered}
    sent_to = [] if arrived else [(ref, SlotId.parse(slot)) for slot, ref in new.items()]
    mails = {ref: slot.to for ref, slot in sent_to if slot.channel == "email"}
    return replace(
        of,
        delivered={**of.delivered, **{slot: f"{iso(now)} {ref}" for slot, ref in new.items()}},
        posted={**of.posted, **{ref: Posted(to, now) for ref, to in mails.items()}},
    )


def _refused(
    of: StoredCase, sent: Iterable[str], refused: Collection[str], now: datetime
) -> StoredCase:
    """Note who is refused, and since when; whoever has been for too long is lost.

    Where an address takes messages again that did not, the provider is back: nobody is lost then
    because of what it refused.
    """
    taken = {SlotId.parse(text).to for text in sent}
    since = {to: at for to, at in of.refused.items() if to not in taken}
    since |= {to.lower(): of.refused.get(to.lower(), now) for to in refused}
    known = {each.address.lower() for each in of.gone}
    lost = [to for to in refused if since[to.lower()] + LAST_TRY <= now and to != TOPIC]
    gone = (*of.gone, *(Gone(to, now, "refused") for to in lost if to.lower() not in known))
    if taken & of.refused.keys():
        gone = tuple(each for each in gone if each.why != "refused")
    return replace(of, refused=since, gone=gone)


def _given_up(of: StoredCase, now: datetime) -> StoredCase:
    """Give up the addresses of mails that were taken and have not arrived in time."""
    late = {ref: mail for ref, mail in of.posted.items() if mail.at + CONFIRMED_WITHIN <= now}
    if not late:
        return of
    known = {each.address for each in of.gone}
    lost = dict.fromkeys(mail.to for mail in late.values() if mail.to not in known)
    return replace(
        of,
        posted={ref: mail for ref, mail in of.posted.items() if ref not in late},
        gone=(*of.gone, *(Gone(to, now, "no_delivery") for to in lost)),
    )


def _may_go(of: StoredCase, slot: Slot, now: datetime, horizon: datetime) -> bool:
    if _look(of, slot) <= now:
        return True
    hold, quiet = of.holds.get(slot.to), slot.contact.quiet if slot.contact else None
    held = hold is not None and hold.until > now
    return slot.due <= horizon and not held and (quiet is None or quiet.around(now) is None)


def _unsent(of: StoredCase, slots: list[Slot]) -> list[Slot]:
    told = Told(of.delivered)
    return [slot for slot in slots if not told.has(slot)]


def _look(of: StoredCase, slot: Slot) -> datetime:
    """Return when a slot may be sent: when it is due, or when the pause of its address is over."""
    hold = of.holds.get(slot.to)
    return slot.due if hold is None else max(slot.due, hold.until)


def _next(of: StoredCase, case: Case, slots: list[Slot], now: datetime) -> datetime | None:
    if of.lease is not None:
        return of.lease.until
    looks = [_look(of, slot) for slot in slots]
    looks += [mail.at + CONFIRMED_WITHIN for mail in of.posted.values()]
    looks += [turn for each in case.all_rounds() for turn in each.turns() if turn > now]
    return min(looks, default=None)


def _pause(of: StoredCase, failures: int, now: datetime) -> timedelta:
    """Return how long to wait after a refusal: longer each time, but never most of what is left."""
    left = (of.urgent_by - now) / 6 if of.urgent_by and of.urgent_by > now else LONGEST_HOLD
    doubled = timedelta(seconds=60 << min(failures - 1, 4))
    return max(SHORTEST_HOLD, min(doubled, LONGEST_HOLD, left))
