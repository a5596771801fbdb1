"""Room in a case: how much of what it may hold, and what makes room for something that matters.

DynamoDB takes an item of 400 KB and not a byte more: one event too many, and neither the lease nor
the marks of the reminders could be written any longer. So events have their bounds, in number and
in bytes, and what nobody vouches for has bounds of its own, of which strangers get half.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from shared.domain.case import Case
from shared.domain.errors import CaseFullError
from shared.domain.events import ClaimEvent
from shared.domain.facts import lasting_facts
from shared.domain.fold import fold
from shared.domain.rules import Pack, Store

KB = 1024
MOST_FOLDS = 12
"""Of one event that comes to a full case: what cannot be told with so many is kept."""


class Bound(NamedTuple):
    """How many events there may be of a kind, and bytes of them."""

    events: int
    bytes: int


class Room(NamedTuple):
    """How much a case may hold."""

    whole: Bound = Bound(300, 256 * KB)
    unverified: Bound = Bound(50, 32 * KB)
    strangers: Bound = Bound(25, 16 * KB)
    """What is neither verified nor sent by a contact of the account."""


ROOM = Room()
_NO_END = Bound(10**9, 10**9)
_KINDS: tuple[tuple[str, Callable[[ClaimEvent], bool]], ...] = (
    ("whole", lambda _: True),
    ("unverified", lambda event: not event.verified),
    ("strangers", lambda event: not event.verified and not event.from_contact),
)


def _is_strange(event: ClaimEvent) -> bool:
    return not event.verified and not event.from_contact


def too_much(
    events: Iterable[ClaimEvent], room: Room = ROOM
) -> Callable[[ClaimEvent], bool] | None:
    """Return the test of what there is too much of, None when everything fits."""
    every = list(events)
    for name, is_kind in _KINDS:
        bound: Bound = getattr(room, name)
        of_kind = [event for event in every if is_kind(event)]
        if len(of_kind) > bound.events or sum(each.weight for each in of_kind) > bound.bytes:
            return is_kind
    return None


def fitted(
    events: tuple[ClaimEvent, ...], pack: Pack, home: Store, room: Room = ROOM
) -> tuple[ClaimEvent, ...]:
    """Return what is kept of events, the last of which is new; raises CaseFullError.

    What changes nothing goes first. Then a verified event takes the place of unverified ones, of
    which those that hold a round open go last; an unverified one that tells something that of those
    that tell nothing. What is verified and matters stays.
    """
    if too_much(events, room) is None:
        return events
    return _Fitting(events, pack, home, room).kept()


class _Fitting:
    def __init__(self, events: tuple[ClaimEvent, ...], pack: Pack, home: Store, room: Room) -> None:
        self.events, self.new = events, events[-1]
        self.pack, self.home, self.room = pack, home, room
        self.folds = 0

    def kept(self) -> tuple[ClaimEvent, ...]:
        whole = self._fold(self.events)
        used, joined = _used(whole)
        idle = [event for event in self.events if event.verified and event.event_id not in used]
        # facts are the largest there are; what asks the same again has more to do with a round
        idle.sort(key=lambda each: (each.event_id in joined, each.type != "order_facts"))
        kept = self._drop(self.events, idle, _told(whole), _told)
        if too_much(kept, self.room) is not None:
            kept = self._displace(kept, whole, used | joined)
        if too_much(kept, self.room) is not None:
            raise CaseFullError(self._words())
        return kept

    def _displace(
        self, kept: tuple[ClaimEvent, ...], whole: Case, used: set[str]
    ) -> tuple[ClaimEvent, ...]:
        """Let unverified events go for one that is verified, or that tells more than they do."""
        doubted = sorted(
            (event for event in kept if not event.verified and event is not self.new),
            key=lambda event: (not _is_strange(event), event.arrived_at, event.event_id),
        )
        silent = [event for event in doubted if event.type not in _TELLING]
        telling = [event for event in doubted if event.type in _TELLING]
        telling.sort(key=lambda event: event.event_id in used)
        matters = self.new.verified or self._owed_without_new(kept) != _owed(whole)
        if matters:
            kept = self._drop(kept, (*silent, *telling), _owed(whole), _owed)
        if self.new.verified and too_much(kept, self.room) is not None:
            # whatever they hold open: what is verified counts
            for event in telling:
                kind = too_much(kept, self.room)
                kept = self._without(kept, [event] if kind is not None and kind(event) else [])
        return kept

    def _owed_without_new(self, kept: tuple[ClaimEvent, ...]) -> object:
        return _owed(self._fold(self._without(kept, [self.new])))

    def _drop(
        self,
        kept: tuple[ClaimEvent, ...],
        candidates: Sequence[ClaimEvent],
        same: object,
        told: Callable[[Case], object],
    ) -> tuple[ClaimEvent, ...]:
        """Drop as many of the candidates as needed, in their order, none that changes anything."""
        there = set(map(id, kept)) - {id(self.new)}
        waiting = [event for event in candidates if id(event) in there]
        while waiting and self.folds < MOST_FOLDS:
            going = self._needed(kept, waiting)
            if not going:
                return kept
            while going and told(self._fold(self._without(kept, going))) != same:
                if len(going) == 1 or self.folds >= MOST_FOLDS:
                    waiting = [event for event in waiting if event is not going[0]]
                    going = []
                else:
                    going = going[: len(going) // 2]
            kept = self._without(kept, going)
            gone = set(map(id, going))
            waiting = [event for event in waiting if id(event) not in gone]
        return kept

    def _needed(
        self, kept: tuple[ClaimEvent, ...], candidates: Sequence[ClaimEvent]
    ) -> list[ClaimEvent]:
        """Return the first candidates without which everything would fit."""
        going: list[ClaimEvent] = []
        for event in candidates:
            kind = too_much(self._without(kept, going), self.room)
            if kind is None:
                break
            if kind(event):
                going.append(event)
        return going

    def _fold(self, events: Iterable[ClaimEvent]) -> Case:
        self.folds += 1
        return fold(events, self.pack, self.home)

    @staticmethod
    def _without(
        events: tuple[ClaimEvent, ...], going: Iterable[ClaimEvent]
    ) -> tuple[ClaimEvent, ...]:
        gone = set(map(id, going))  # several copies of one fact may have its name
        return tuple(event for event in events if id(event) not in gone)

    def _words(self) -> str:
        known = self.events[:-1]
        whole = too_much(self.events, Room(self.room.whole, _NO_END, _NO_END))
        held = known if whole else [each for each in known if not each.verified]
        what = f"{len(held)} events of {sum(each.weight for each in held) // KB} KB"
        if whole:
            return f"the case holds {what} and every one of them matters"
        return f"the case holds {what} that nobody vouches for, and there is room for no more"


_TELLING = frozenset({
    "buyer_contacted", "claim_opened", "information_requested", "claim_decided", "deadline_stated",
    "return_requested", "return_delivered", "refund_issued", "last_carrier_scan", "reopened",
})  # fmt: skip
"""What has an effect although nobody vouches for it: openers, and dates."""


def _used(case: Case) -> tuple[set[str], set[str]]:
    """Return the events that rounds, claims and facts rest on, and those that opened no new one."""
    rounds = case.all_rounds()
    openings = [(*one.openings[:1], *one.doubts[:1]) for one in rounds]
    found = {each.event.event_id for one in openings for each in one}
    joined = {each.event.event_id for one in rounds for each in (*one.openings, *one.doubts)}
    found |= {each.closed_by.event_id for each in rounds if each.closed_by}
    found |= {each.event_id for each in lasting_facts(case.events).values()}
    proofs = {(each.programme, each.get("item")): each for each in case.events if each.get("item")}
    found |= {each.event_id for each in proofs.values()}
    for claim in case.claims.values():
        found |= {each.event_id for each in (claim.opened, claim.decided_by) if each}
    return found, joined - found


def _owed(case: Case) -> object:
    """Return all that reminders and claims hang on."""
    rounds = [
        (ladder.obligation, ladder.deadline, ladder.acknowledged_at, ladder.snoozed_until)
        for each in case.all_rounds()
        if each.closed_as is None
        for ladder in each.ladders()
    ]
    claims = [(name, claim.status, claim.amount) for name, claim in case.claims.items()]
    return rounds, claims, case.facts, case.order_facts, case.owner


def _told(case: Case) -> object:
    """Return all that events have told of a case, for whatever it is used."""
    rounds = [
        (
            each.obligation, each.number, each.closed_as, each.late, each.deadline,
            each.acknowledged_at, each.snoozed_until, each.asks(),
        )
        for each in case.all_rounds()
    ]  # fmt: skip
    added = {programme: set(items) for programme, items in case.evidence.items()}
    doubts = {(flag.kind, flag.words) for flag in case.flags}
    return rounds, doubts, added, case.claims, case.facts, case.order_facts, case.owner
