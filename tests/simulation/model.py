"""Every state that the send protocol can reach in a small world, searched breadth first.

One case with one question, of which its only contact must be told by mail; senders that come as
often as they like; an event that ends the question, one that moves its cut-off; the provider's
reports; a few faults. Whatever is decided is decided by the functions that the steps call. Here are
only the order in which an actor calls AWS, as its step has it, and what may come in between.

What a sender asks of AWS is computed when it has the answer before, and takes effect in a move of
its own: time may pass and others may act in between. A conditional write succeeds when nobody has
written since its read, so states need no version numbers, and there are finitely many of them.
Whoever brings an event or a report does nothing but that write, and repeats it until it succeeds:
that is one move. Senders that wait are alike, so only the first of them begins.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property
from json import dumps
from typing import Any, NamedTuple

from shared.accounts import read_account
from shared.adapters import case_table
from shared.domain.events import ClaimEvent
from shared.domain.instants import iso
from shared.domain.parcels import Parcel
from shared.domain.protocol import StoredCase, World
from shared.messages import claim_event, read_message
from shared.policy.pack import load_pack
from shared.steps import deliveries, ingest, send
from tests.simulation.clockwork import LAMBDA_LIMIT
from tests.simulation.scenarios import ACCOUNTS, HOUR, ORDER, OWNER, START, Story, text

SEND: Any = send  # as the steps know them: a bug put into a step is a bug here
INGEST: Any = ingest
DELIVERIES: Any = deliveries

INSTANTS = (0, 30, 90, 400)
"""Seconds after the question: a reminder is due; who began at once may still live; a lease taken at
once is over; nothing fails any more, and no lease and no pause is left."""
QUESTION, MOVES, ENDS = "information_requested", "deadline_stated", "claim_withdrawn"
FIRST, MOVED = text(48 * HOUR), text(30 * HOUR)
STALE = -1
"""Stands for a read that somebody has written over."""


class Letter(NamedTuple):
    """A mail that is ready: its reference, the slots it delivers, and what it says."""

    ref: str
    slots: tuple[str, ...]
    name: str
    by: str
    """The cut-off it names; empty when it is no reminder."""


class Told(NamedTuple):
    """How often the provider took a mail that says one thing, and how often a fault excuses it."""

    name: str
    by: str
    times: int = 0
    excused: int = 0


class Sender(NamedTuple):
    """One sender, between two calls of AWS."""

    name: str
    does: str = "waits"
    read: int = STALE
    """What it will write, or the case as it stored it last; ``STALE`` once that is overtaken."""
    leased: int = STALE
    letters: tuple[Letter, ...] = ()
    """Not handed over yet."""
    taken: tuple[Letter, ...] = ()
    refused: bool = False
    unsure: bool = False
    since: int = 0
    """Number of the instant at which it began."""


class Clerk(NamedTuple):
    """Whoever brings one event, or one report of the provider, into the case."""

    name: str
    ref: str = ""
    """Of the mail that is reported."""


class Faults(NamedTuple):
    """How many may still strike."""

    crash: int = 0
    timeout: int = 0
    refusal: int = 0


class State(NamedTuple):
    """Everything that matters for what can happen from here on."""

    now: int
    case: int
    senders: tuple[Sender, ...]
    clerks: tuple[Clerk, ...]
    faults: Faults
    told: tuple[Told, ...] = ()
    wrong: str = ""
    """What the last mail that was taken says, and must not."""


class Move(NamedTuple):
    """Something that can happen."""

    words: str
    to: State
    counted_on: bool = True
    """Whether it happens in the end when nothing fails: a fault or a doubled request does not."""


@dataclass
class Model:
    """One small world."""

    senders: int = 2
    faults: Faults = field(default_factory=Faults)
    events: tuple[str, ...] = (MOVES, ENDS)
    mortal: bool = True
    """Whether Lambda ends everybody after 30 seconds, before a lease can be over."""
    prompt: bool = False
    """Whether the provider reports a mail before the lease it was sent under is over."""
    _cases: list[StoredCase] = field(init=False, default_factory=list)
    _stored_in: list[frozenset[str]] = field(init=False, default_factory=list)
    _numbers: dict[str, int] = field(init=False, default_factory=dict)
    _known: dict[tuple[object, ...], Any] = field(init=False, default_factory=dict)

    def first(self) -> State:
        """Return the state in which the question has just been stored."""
        new = StoredCase(self.world.account.slug, ORDER.format(1))
        asked = INGEST.absorb(new, self._events[QUESTION], self.world, START)
        senders = tuple(Sender(name) for name in "ABC"[: self.senders])
        return State(0, self._number(asked), senders, tuple(map(Clerk, self.events)), self.faults)

    def moves(self, state: State) -> Iterator[Move]:
        """Yield whatever can happen next."""
        if state.now + 1 < len(INSTANTS) and not self._held_up(state):
            later = state._replace(now=state.now + 1)
            yield Move(f"it is {INSTANTS[later.now]} s", later)
        waiting = [sender for sender in state.senders if sender.does == "waits"]
        for sender in state.senders:
            if sender in waiting[1:]:
                continue
            for move in self._sends(state, sender):
                yield move._replace(words=f"{sender.name} {move.words}")
        for clerk in state.clerks:
            for move in self._files(state, clerk):
                yield move._replace(words=f"{clerk.name} {move.words}")

    # ── what must hold ──────────────────────────────────────────────────────────────────────────

    def wrong(self, state: State) -> str:
        """Return what is wrong with a state, told from what was stored and what was accepted."""
        if state.wrong:
            return state.wrong
        times = Counter[str]()
        for told in state.told:
            times[told.name] += told.times - (0 if self.prompt else told.excused)
            if times[told.name] > 1:
                return f"{told.name} was told again without cause"
        pending, kept = {clerk.name for clerk in state.clerks}, self._stored(state.case)
        lost = {QUESTION, *self.events} - pending - kept
        return f"{lost.pop()} was stored, and is gone" if lost else ""

    def fulfilled(self, state: State) -> bool:
        """Say whether the contact was told of the cut-off that holds, or none holds any more."""
        kept = self._stored(state.case)
        return ENDS in kept or any(told.by == _cut_off(kept) for told in state.told)

    def _stored(self, case: int) -> frozenset[str]:
        return self._stored_in[case]

    # ── time ────────────────────────────────────────────────────────────────────────────────────

    def _held_up(self, state: State) -> bool:
        """Say whether something happens first, before it is the next instant."""
        then = INSTANTS[state.now + 1]
        began = [INSTANTS[each.since] for each in state.senders if each.does != "waits"]
        if self.mortal and any(then - second > LAMBDA_LIMIT for second in began):
            return True
        lease = self._cases[state.case].lease
        if not self.prompt or lease is None or START + timedelta(seconds=then) < lease.until:
            return False
        return any(clerk.ref in lease.parcels for clerk in state.clerks)

    # ── senders ─────────────────────────────────────────────────────────────────────────────────

    def _sends(self, state: State, me: Sender) -> Iterator[Move]:
        if me.does == "waits":
            asked = self._due(state)
            looking = self._look(state, me._replace(since=state.now))
            if looking.does != "waits":
                words = "is asked to look" if asked else "finds an old request"
                yield Move(words, _with(state, looking), asked)
            return
        if me.does == "leases":
            yield self._leases(state, me)
        elif me.does == "hands over":
            yield from self._hands_over(state, me)
        else:
            yield self._marks(state, me)
        if _may(state, "crash"):
            excused = state
            for letter in me.taken:
                excused = _tell(excused, letter, excused=1)
            yield _fault("crash", "crashes", excused, Sender(me.name))

    def _look(self, state: State, me: Sender) -> Sender:
        """Compute the lease; whoever has nothing to write stops."""
        case, letters = self._once(self._taken, state.case, state.now, me.name)
        if case == state.case:
            return Sender(me.name)
        return me._replace(does="leases", read=case, letters=letters)

    def _taken(self, case: int, now: int, token: str) -> tuple[int, tuple[Letter, ...]]:
        looked = SEND.take(self._cases[case], self.world, _instant(now), token)
        return self._number(looked.of), tuple(map(_letter, looked.parcels))

    def _leases(self, state: State, me: Sender) -> Move:
        if me.read == STALE:
            return Move("comes too late to write", _with(state, self._look(state, me)))
        state = self._write(state, me.read)
        if not me.letters:
            return Move("stores the case", _with(state, Sender(me.name)))
        leased = me._replace(does="hands over", leased=me.read)
        return Move("leases", _with(state, self._on(state, leased)))

    def _hands_over(self, state: State, me: Sender) -> Iterator[Move]:
        letter, me = me.letters[0], me._replace(letters=me.letters[1:])
        accepted = self._accept(state, me, letter)
        took = self._on(state, me._replace(taken=(*me.taken, letter)))
        yield Move(f"hands over {letter.name}", _with(accepted, took))
        unsure, words = (
            self._on(state, me._replace(unsure=True)),
            f"sees a timeout; {letter.name} was",
        )
        if _may(state, "timeout"):
            excused = _tell(accepted, letter, excused=1)
            yield _fault("timeout", f"{words} taken", excused, unsure)
            yield _fault("timeout", f"{words} not taken", state, unsure)
        if _may(state, "refusal"):
            refused = self._on(state, me._replace(refused=True))
            yield _fault("refusal", f"sees {letter.name} refused", state, refused)

    def _on(self, state: State, me: Sender) -> Sender:
        """Go on to the next mail for which enough of the lease is left, or to the mark."""
        if me.letters and SEND.may_send(self._cases[me.leased], _instant(state.now)):
            return me
        me = me._replace(does="marks", unsure=me.unsure or bool(me.letters), letters=())
        return self._mark(state, me, me.read)

    def _mark(self, state: State, me: Sender, case: int) -> Sender:
        if case == STALE:
            return me
        return me._replace(read=self._once(self._marked, case, state.now, me))

    def _marked(self, case: int, now: int, me: Sender) -> int:
        sent = {slot: letter.ref for letter in me.taken for slot in letter.slots}
        to = (OWNER,) if me.refused else ()
        of, at = self._cases[case], _instant(now)
        return self._number(
            SEND.mark(of, self.world, at, me.name, sent, refused=to, unsure=me.unsure)
        )

    def _marks(self, state: State, me: Sender) -> Move:
        if me.read == STALE:
            again = self._mark(state, me, state.case)
            return Move("comes too late to mark", _with(state, again))
        return Move("marks", _with(self._write(state, me.read), Sender(me.name)))

    def _accept(self, state: State, me: Sender, letter: Letter) -> State:
        """Let the provider take a mail; judge it by what the sender could know."""
        state = _tell(state, letter, times=1)
        report = Clerk("report", letter.ref)
        if report not in state.clerks:
            state = state._replace(clerks=tuple(sorted((*state.clerks, report))))
        known = self._stored(me.leased)
        if letter.by and ENDS in known:
            return state._replace(wrong=f"{letter.name} was leased after the end, and sent")
        if letter.by and letter.by != _cut_off(known):
            return state._replace(wrong=f"{letter.name} names {letter.by}, which does not hold")
        return state

    # ── events and reports ──────────────────────────────────────────────────────────────────────

    def _files(self, state: State, me: Clerk) -> Iterator[Move]:
        others = tuple(clerk for clerk in state.clerks if clerk is not me)
        done = state._replace(clerks=others)
        case = self._once(self._applied, state.case, state.now, *me)
        if case is None:
            yield Move("is known", done)
            return
        yield Move("is stored", self._write(done, case))
        if _may(state, "crash"):
            again = self._write(_spend(state, "crash"), case)
            yield Move("is stored, and comes again", again, counted_on=False)

    def _applied(self, case: int, now: int, name: str, ref: str) -> int | None:
        of, at = self._cases[case], _instant(now)
        if ref:
            new = DELIVERIES.evidence(of, self.world, at, ref, OWNER, "taken")
        else:
            new = INGEST.absorb(of, self._events[name], self.world, at)
        return new and self._number(new)

    # ── the table ───────────────────────────────────────────────────────────────────────────────

    def overtaken(self, sender: Sender) -> Sender:
        """Return a sender after somebody else has written: its own write will fail."""
        return sender if sender.read == STALE else sender._replace(read=STALE)

    def _write(self, state: State, case: int) -> State:
        return state._replace(case=case, senders=tuple(map(self.overtaken, state.senders)))

    def _due(self, state: State) -> bool:
        look = self._cases[state.case].next
        return look is not None and look <= _instant(state.now)

    def _number(self, case: StoredCase) -> int:
        """Return the number of a case; two that are stored alike have the same."""
        case = replace(case, version=1)
        item = dumps(case_table._to_item(case), sort_keys=True)  # noqa: SLF001 - the stored form
        if item not in self._numbers:
            self._numbers[item] = len(self._cases)
            self._cases.append(case)
            self._stored_in.append(frozenset(event.type for event in case.events))
        return self._numbers[item]

    def _once(self, compute: Callable[..., Any], *about: object) -> Any:  # noqa: ANN401
        key = compute.__name__, *about
        if key not in self._known:
            self._known[key] = compute(*about)
        return self._known[key]

    @cached_property
    def world(self) -> World:
        """One account with one contact, and nothing on the topic."""
        pack, one = load_pack(), ACCOUNTS[0]
        settings = {**one, "contacts": one["contacts"][:1], "topic": False}
        return World(pack, read_account(settings, pack))

    @cached_property
    def _events(self) -> Mapping[str, ClaimEvent]:
        story = Story().asked(0, 48).stated(2, 30 * HOUR).withdrawn(4)
        read = (read_message(dumps(body)) for _, body in story.arrivals)
        world = self.world
        made = (claim_event(each, world.account, world.pack, START) for each in read)
        return {event.type: event for event in made}


def _cut_off(events: frozenset[str]) -> str:
    return MOVED if MOVES in events else FIRST


def _instant(number: int) -> datetime:
    return START + timedelta(seconds=INSTANTS[number])


def _letter(parcel: Parcel) -> Letter:
    slot = parcel.first
    by = iso(slot.of.deadline.remind_by) if slot.of and slot.kind == "reminder" else ""
    return Letter(parcel.ref, parcel.stands_for, slot.name, by)


def _with(state: State, me: Sender) -> State:
    senders = tuple(me if each.name == me.name else each for each in state.senders)
    return state._replace(senders=senders)


def _may(state: State, fault: str) -> bool:
    return getattr(state.faults, fault) > 0 and state.now + 1 < len(INSTANTS)


def _spend(state: State, fault: str) -> State:
    left = getattr(state.faults, fault) - 1
    return state._replace(faults=state.faults._replace(**{fault: left}))


def _fault(kind: str, words: str, state: State, me: Sender) -> Move:
    return Move(words, _with(_spend(state, kind), me), counted_on=False)


def _tell(state: State, letter: Letter, *, times: int = 0, excused: int = 0) -> State:
    told = {(each.name, each.by): each for each in state.told}
    key = letter.name, letter.by
    old = told.get(key, Told(*key))
    told[key] = old._replace(times=old.times + times, excused=old.excused + excused)
    return state._replace(told=tuple(sorted(told.values())))
