"""Bugs made by hand: of each, what is wrong, and the play in which the oracle must see it.

A mutant that lives means that the oracle is blind, not that the bug is harmless.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import islice
from typing import Any
from unittest.mock import patch

from shared.adapters.case_table import CaseTable
from shared.adapters.due_index import DueIndex
from shared.adapters.items import ItemChangedError
from shared.adapters.queues import ReminderQueue
from shared.domain import doubts, fold, plan, protocol, tracks
from shared.domain.events import ClaimEvent
from shared.domain.instants import iso, stored
from shared.steps import deliveries, ingest, send
from tests.simulation.memory_aws import MemoryTable

Patch = Callable[[], AbstractContextManager[Any]]
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Mutant:
    """One bug."""

    name: str
    patch: Patch
    play: str
    fault: str | None = None
    """Which fault is needed to see it, at some call; None: none."""


def _on(target: Any, name: str, wrong: Callable[..., Any]) -> Patch:  # noqa: ANN401
    """Put ``wrong(right, *arguments)`` in the place of a function."""
    right = getattr(target, name)

    def mutated(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
        return wrong(right, *args, **kwargs)

    return lambda: patch.object(target, name, mutated)


@contextmanager
def _short_lease() -> Iterator[None]:
    with (
        patch.object(protocol, "LEASE", timedelta(seconds=5)),
        patch.object(protocol, "FENCE", timedelta(0)),
    ):
        yield


# ── lease ───────────────────────────────────────────────────────────────────────────────────────


def _marked(right: Any, *args: Any) -> Any:  # noqa: ANN401
    looked = right(*args)
    slots = (slot for each in looked.parcels for slot in each.stands_for)
    return replace(
        looked, of=replace(looked.of, delivered={**looked.of.delivered, **dict.fromkeys(slots, "")})
    )


def _expired_is_failed(right: Any, of: Any, world: Any, now: Any, *rest: Any) -> Any:  # noqa: ANN401
    if of.lease and of.lease.until <= now:
        of = replace(of, delivered={**of.delivered, **dict.fromkeys(of.lease.slots, "")})
    return right(of, world, now, *rest)


def _hidden(right: Any, *args: Any) -> Any:  # noqa: ANN401
    looked = right(*args)
    return replace(looked, of=replace(looked.of, next=None)) if looked.parcels else looked


def _only_fresh(right: Any, of: Any, world: Any, now: Any, *rest: Any) -> Any:  # noqa: ANN401
    looked = right(of, world, now, *rest)
    old = {slot.id for slot in looked.slots if slot.due < now - timedelta(minutes=2)}
    dropped = dict.fromkeys(old, "")
    parcels = [each for each in looked.parcels if not old & set(each.stands_for)]
    of = replace(looked.of, delivered={**looked.of.delivered, **dropped})
    return replace(looked, of=of, parcels=parcels)


@contextmanager
def _blind(*, leased: bool) -> Iterator[None]:
    right = CaseTable.put

    def put(self: CaseTable, case: Any) -> Any:  # noqa: ANN401
        if case.version and bool(case.lease) is leased:
            stored = self.get(case.account, case.order_id)
            right(self, replace(case, version=stored.version if stored else 0))
            return replace(case, version=case.version + 1)
        return right(self, case)

    with patch.object(CaseTable, "put", put):
        yield


def _no_own_write(right: Any, self: Any, item: Any, when: Any = None) -> None:  # noqa: ANN401
    try:
        right(self, item, when)
    except ItemChangedError as changed:
        if changed.current:
            changed.current.pop("writer", None)
        raise


# ── sweep ───────────────────────────────────────────────────────────────────────────────────────


def _this_minute(right: Any, self: Any, by: str) -> Any:  # noqa: ANN401
    begin = iso(stored(by) - timedelta(minutes=16))  # the sweep looks fifteen minutes ahead
    return (each for each in right(self, by) if each.due_at >= begin)


def _first_page(right: Any, self: Any, by: str) -> Any:  # noqa: ANN401
    return islice(right(self, by), 1)


def _one_request(right: Any, self: Any, requests: Any) -> Any:  # noqa: ANN401
    return right(self, requests[:1])


# ── events ──────────────────────────────────────────────────────────────────────────────────────


def _anew(right: Any, of: Any, event: Any, world: Any, now: Any) -> Any:  # noqa: ANN401
    changed = right(of, event, world, now)
    return changed or protocol.settle(replace(of, tracks=(), delivered={}), world, now)


def _keeps_next(right: Any, of: Any, event: Any, world: Any, now: Any) -> Any:  # noqa: ANN401
    changed = right(of, event, world, now)
    return (changed and of.version and replace(changed, next=of.next)) or changed


def _clears_lease(right: Any, of: Any, *rest: Any) -> Any:  # noqa: ANN401
    return right(replace(of, lease=None), *rest)


def _in_order_of_arrival(right: Any, self: Any, zone: Any) -> Any:  # noqa: ANN401
    return self.arrived_at, self.event_id


def _deaf_to(kind: str) -> Callable[..., Any]:
    def closes(right: Any, event: Any, pack: Any) -> Any:  # noqa: ANN401
        return [] if event.type == kind else right(event, pack)

    return closes


def _same_generation(right: Any, track: Any, *rest: Any) -> Any:  # noqa: ANN401
    return replace(right(track, *rest), generation=track.generation)


# ── send and mark ───────────────────────────────────────────────────────────────────────────────


def _gives_up(after: str) -> Callable[..., Any]:
    def marked(right: Any, of: Any, *args: Any, **more: Any) -> Any:  # noqa: ANN401
        *known, sent = args
        if of.lease and more.get(after):
            sent = {**sent, **dict.fromkeys(of.lease.slots, "given up")}
        return right(of, *known, sent, **more)

    return marked


def _half(right: Any, of: Any, due: Any) -> Any:  # noqa: ANN401
    return [replace(each, stands_for=each.stands_for[:1]) for each in right(of, due)]


@contextmanager
def _strict(errors: Any, *_: object) -> Iterator[None]:  # noqa: ANN401
    yield


def _no_evidence(right: Any, *args: Any) -> None:  # noqa: ANN401
    return None


def _forgets_to_look(right: Any, of: Any, case: Any, slots: Any, now: Any) -> Any:  # noqa: ANN401
    looks = [slot.due for slot in slots]
    return of.lease.until if of.lease else max(looks, default=None)


def _no_after(right: Any, *args: Any) -> Iterator[Any]:  # noqa: ANN401
    return iter(())


NOBODY, LATE = "a question nobody answers", "the question spends three hours in the queue"
THREE = "two metronomes"


def _replaces(right: Any, each: Any, own: Any, zone: Any) -> Any:  # noqa: ANN401
    beside = right(each, own, zone)
    for one in own:
        if one.doubted is not None:
            by = one.doubted.deadline.remind_by
            one.deadline, one.doubted = one.deadline._replace(remind_by=by), None
    return beside


def _all_believed(events: Any) -> Any:  # noqa: ANN401
    return [replace(event, body={**event.body, "verified": True}) for event in events]


MUTANTS: tuple[Mutant, ...] = (
    Mutant("marked before it is sent", _on(send, "take", _marked), LATE, "crash before"),
    Mutant("an expired lease counts as sent", _on(send, "take", _expired_is_failed), LATE,
           "crash before"),
    Mutant("a leased case leaves the index", _on(send, "take", _hidden),
           "every sender dies for twenty minutes"),
    Mutant("what is past due is dropped", _on(send, "take", _only_fresh),
           "three hours without a sweep"),
    Mutant("a lease of five seconds", _short_lease, THREE, "stall"),
    Mutant("the lease is written blindly", lambda: _blind(leased=True), THREE, "another sender"),
    Mutant("who loses a lease waits for the next sweep",
           lambda: patch.object(send, "MOST_TRIES", 1), "an event meets the lease"),
    Mutant("the mark is written blindly", lambda: _blind(leased=False),
           "answered while it is being sent", "stall"),
    Mutant("an own write is not recognised", _on(MemoryTable, "put", _no_own_write), LATE,
           "sent twice by the SDK"),
    Mutant("the sweep asks for this minute only", _on(DueIndex, "looks", _this_minute),
           "three hours without a sweep"),
    Mutant("the sweep reads one page", _on(DueIndex, "looks", _first_page),
           "two accounts, pages of one"),
    Mutant("the sweep hands one request on", _on(ReminderQueue, "add", _one_request),
           "two accounts, pages of one"),
    Mutant("a doubled message starts the case anew", _on(ingest, "absorb", _anew),
           "the same message twice"),
    Mutant("an event leaves the index as it was", _on(ingest, "absorb", _keeps_next),
           "Amazon states an earlier date"),
    Mutant("an event ends the lease", _on(ingest, "absorb", _clears_lease),
           "asked again while it is being sent", "stall"),
    Mutant("events count in the order of their arrival",
           _on(ClaimEvent, "order_key", _in_order_of_arrival),
           "a second question, and the answer late"),
    Mutant("a withdrawal is not heard", _on(fold, "closes", _deaf_to("claim_withdrawn")),
           "withdrawn five seconds after it came"),
    Mutant("an answer is not heard", _on(fold, "closes", _deaf_to("seller_responded")),
           "answered between two rungs"),
    Mutant("a stated date is not heard", _on(fold._Fold, "_state", lambda *_: None),  # noqa: SLF001
           "Amazon states an earlier date"),
    Mutant("a new cut-off keeps the old generation", _on(tracks, "_brought_up", _same_generation),
           "Amazon states a later date"),
    Mutant("a timeout counts as sent", _on(send, "mark", _gives_up("unsure")), THREE,
           "timeout, no effect"),
    Mutant("one refusal and it gives up", _on(send, "mark", _gives_up("refused")),
           "two hours without mail"),
    Mutant("an hour's pause after a refusal", _on(protocol, "_pause", lambda *_: HOUR), THREE,
           "error, no effect"),
    Mutant("half of what a message stands for is marked", _on(protocol, "parcels", _half),
           "seven hours without a sweep"),
    Mutant("one case that fails stops the others",
           lambda: patch.object(send, "_collected", _strict),
           "three that cannot be read, in front"),
    Mutant("what the provider reports is ignored", _on(deliveries, "evidence", _no_evidence),
           THREE, "crash after"),
    Mutant("the case looks at its last rung only", _on(protocol, "_next", _forgets_to_look),
           NOBODY),
    Mutant("a date in doubt takes the place of the genuine one",
           _on(doubts, "_stands_beside", _replaces), "forged with a date of yesterday"),
    Mutant("a stranger's word counts like Amazon's",
           lambda: patch.object(fold, "_believed_of", _all_believed),
           "an answer nobody vouches for"),
    Mutant("nobody is told that the cut-off has passed", _on(plan, "_after", _no_after), NOBODY),
)  # fmt: skip
