"""Whole answers to be timed: deadlines, ladders, and the fold and plan of whole cases."""

from collections.abc import Callable, Sequence
from datetime import datetime

from shared.domain.case import Case
from shared.domain.deadlines import Deadline, Query, _deadline, deadline
from shared.domain.events import ClaimEvent
from shared.domain.fold import fold
from shared.domain.instants import iso, wall_clock
from shared.domain.ladder import _climbed, climb, rungs_of
from shared.domain.plan import plan
from shared.domain.readings import anchor_of, read
from shared.domain.rules import parse_window
from shared.domain.tracks import Track, retrack
from shared.policy.pack import load_pack
from tests.bench.interleaved import Job
from tests.bench.story import ACCOUNT, STORIES

PACK = load_pack()
HOME = PACK.stores[ACCOUNT.store]
_TWO_DAYS = parse_window("window", 2, "business_days")
_UP_TO_A_WEEK = parse_window("may_run_to", 7, "calendar_days")


def forget() -> None:
    """Forget every deadline, ladder and written instant, as a process that has just begun."""
    for remembered in (_deadline, _climbed, iso):
        remembered.cache_clear()


def deadlines(starts: Sequence[datetime]) -> list[Job]:
    """Return the jobs of single deadlines: each of the starts for the first time."""

    def asked(obligation: str, store: str, *anchors: str) -> list[Query]:
        at = PACK.stores[store]
        return [Query(obligation, at, anchors=dict.fromkeys(anchors, start)) for start in starts]

    def first(queries: Sequence[Query]) -> list[Deadline]:
        forget()
        return [deadline(PACK, query) for query in queries]

    def laddered(queries: Sequence[Query]) -> object:
        return [_ladder(found) for found in first(queries)]

    def again(queries: Sequence[Query]) -> list[Deadline]:
        return [deadline(PACK, query) for query in queries]

    def laddered_again(queries: Sequence[Query]) -> object:
        return [_ladder(found) for found in again(queries)]

    files = asked("safet.file", "US", "return_delivered", "refund_issued")
    days = asked("safet.info_request", "US", "information_requested")
    hours = asked("atoz.info_request", "DE", "information_requested")
    return [
        Job("message.reply US: hours", first, asked("message.reply", "US", "buyer_contacted")),
        Job("atoz.info_request DE: hours, may run to calendar days", first, hours),
        Job("safet.info_request US: business days, may run to calendar days", first, days),
        Job("safet.file US: the later of two facts, four dated rows", first, files),
        Job("safet.file US, again", again, files),
        Job("safet.info_request US and its ladder", laddered, days),
        Job("safet.info_request US and its ladder, again", laddered_again, days),
        Job("its arithmetic alone: three readings, four rungs, in seconds", _counted, days),
    ]


def _counted(queries: Sequence[Query]) -> object:
    """Return what a deadline and its ladder count, without rules to choose or words to say."""
    found, rungs = [], [86_400, 28_800, 7_200, 1_800]
    for query in queries:
        clock, calendar = wall_clock(query.store.zone), query.store.calendar
        anchor = anchor_of(query.anchors["information_requested"], clock)
        ends = read(_TWO_DAYS, anchor, calendar, clock, _UP_TO_A_WEEK)
        found.append((ends, [ends.earliest - rung for rung in rungs]))
    return found


def _ladder(found: Deadline) -> object:
    since = found.counted_from or found.remind_by
    rungs = rungs_of("safet.info_request", found.remind_by - since)
    return climb(since, found.remind_by, rungs, ACCOUNT.first.quiet, "arrival")


def stories() -> list[Job]:
    """Return the jobs of whole cases: fold and plan, for the first time and again."""
    jobs = []
    for name, events in STORIES.items():
        case = fold(events, PACK, HOME)
        tracks = _announced(events)
        told = len(plan(case, tracks, (), ACCOUNT))
        rounds, times = len(case.all_rounds()), max(1, 60 // len(events))
        size = f"{len(events)} events, {rounds} rounds, {told} messages ({name})"
        given = [events] * times
        jobs += [
            Job(f"fold and plan of {size}, first time", _folded_first(tracks), given),
            Job(f"fold and plan of {size}, again", _folded(tracks), given),
            Job(f"fold alone of {len(events)} events ({name}), again", _folds, given),
        ]
    return jobs


Events = tuple[ClaimEvent, ...]


def _announced(events: Events) -> tuple[Track, ...]:
    """Return the tracks of a case that was looked at after each event."""
    tracks: tuple[Track, ...] = ()
    for number, event in enumerate(events, 1):
        tracks = retrack(fold(events[:number], PACK, HOME), tracks, (), event.arrived_at)
    return tracks


def _folds(given: Sequence[Events]) -> list[Case]:
    return [fold(events, PACK, HOME) for events in given]


def _folded(tracks: tuple[Track, ...]) -> Callable[[Sequence[Events]], object]:
    return lambda given: [plan(case, tracks, (), ACCOUNT) for case in _folds(given)]


def _folded_first(tracks: tuple[Track, ...]) -> Callable[[Sequence[Events]], object]:
    def timed(given: Sequence[Events]) -> object:
        found = []
        for events in given:
            forget()
            fresh = [ClaimEvent(event.body, event.arrived_at) for event in events]
            found.append(plan(fold(fresh, PACK, HOME), tracks, (), ACCOUNT))
        return found

    return timed
