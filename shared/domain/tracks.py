"""Tracks: how each round was announced last, the only memory the plan of messages needs.

A track is found again by the events that opened its round, not by the round's number: an event that
arrives late may renumber rounds, and must not announce one twice. What may be believed and what may
not are announced apart, so that nothing in doubt stands in the way of the former.
"""

from collections.abc import Collection, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any, Literal

from shared.domain.case import Case
from shared.domain.instants import iso, stored
from shared.domain.rounds import Opening, Round
from shared.domain.slot_ids import SlotId, short_name

A_MINUTE = timedelta(minutes=1)
_MOST_NAMES = 16


Opened = Literal["arrival", "late", "changed", "silent"]


@dataclass(frozen=True, slots=True)
class Track:
    """How one round was announced last."""

    number: int
    obligation: str
    event_ids: tuple[str, ...]
    generation: int
    opening: Opened
    since: datetime
    remind_by: datetime
    closed: bool = False
    believed: bool = True
    spared: tuple[str, ...] = ()
    """Channels and addresses that had been told of the same cut-off before it was believed."""
    until: datetime | None = None
    """What the second ladder was counted back from, where there is one."""
    rest: tuple[Any, ...] = ()
    """What newer code has added; it is written back as it was read."""

    def to_store(self) -> list[Any]:
        """Return it as plain values for the case item; a long case has hundreds."""
        plain = self.believed and not self.spared and self.until is None and not self.rest
        until = iso(self.until) if self.until else None
        unusual = [] if plain else [self.believed, list(self.spared), until, *self.rest]
        return [
            self.number,
            self.obligation,
            list(self.event_ids),
            self.generation,
            self.opening,
            iso(self.since),
            iso(self.remind_by),
            self.closed,
            *unusual,
        ]

    @classmethod
    def from_store(cls, item: Sequence[Any]) -> "Track":
        """Read back what ``to_store`` wrote."""
        number, obligation, event_ids, generation, opening, since, remind_by, closed, *more = item
        unusual: tuple[Any, ...] = (True, (), None)
        believed, spared, until, *rest = [*more, *unusual[len(more) :]]
        return cls(
            number,
            obligation,
            tuple(event_ids),
            generation,
            opening,
            stored(since),
            stored(remind_by),
            closed,
            believed,
            tuple(spared),
            stored(until) if until else None,
            tuple(rest),
        )


class Announced:
    """Tracks, found by the events that opened their rounds."""

    def __init__(self, tracks: Iterable[Track]) -> None:
        """Lay out the tracks of one case by their events."""
        self._by_event: dict[str, list[Track]] = {}
        for track in tracks:
            for event_id in track.event_ids:
                self._by_event.setdefault(short_name(event_id), []).append(track)

    def of(self, each: Round, taken: Container[int] = ()) -> Track | None:
        """Return the track of a round: the first that shares an event which opened it.

        ``taken``: numbers of tracks that are known to be those of other rounds.
        """
        found = (
            track
            for track in self._sharing(each.obligation, each.openings)
            if track.believed is each.believed and track.number not in taken
        )
        return min(found, key=attrgetter("number"), default=None)

    def doubting(self, each: Round) -> Iterator[Track]:
        """Yield the tracks on which a round was announced before it could be believed."""
        for track in self._sharing(each.obligation, (*each.openings, *each.doubts)):
            if not track.believed:
                yield track

    def _sharing(self, obligation: str, openings: Iterable[Opening]) -> Iterator[Track]:
        for opening in openings:
            for name in (opening.event.event_id, *opening.event.also):
                for track in self._by_event.get(short_name(name), ()):
                    if track.obligation == obligation:
                        yield track


def track_of(each: Round, tracks: Iterable[Track]) -> Track | None:
    """Return the track of one round."""
    return Announced(tracks).of(each)


def retrack(  # noqa: PLR0913, PLR0917 - all that an announcement hangs on
    case: Case,
    tracks: Sequence[Track],
    delivered: Collection[str],
    now: datetime,
    sending: Iterable[str] = (),
    moved_at: datetime | None = None,
) -> tuple[Track, ...]:
    """Bring the tracks up to date with the rounds: new ones, changed dates, closed, reopened.

    ``sending``: what may be on its way. ``moved_at``: when the account came to another store, whose
    dates may differ; what is over by these is not announced because of that.
    """
    kept = {track.number: track for track in tracks}
    known, told = (
        Announced(tracks),
        {SlotId.parse(text).announcement for text in (*delivered, *sending)},
    )
    taken: set[int] = set()
    number = max(kept, default=0)
    for each in (ladder for one in case.all_rounds() for ladder in one.ladders()):
        found = known.of(each, taken)
        if moved_at is not None and _over_before(each, moved_at, now):
            if found is not None:
                taken.add(found.number)
                by = each.deadline.remind_by
                if found.since < moved_at:
                    kept[found.number] = replace(found, remind_by=by)
                else:
                    kept[found.number] = _brought_up(found, each, told, now)
            continue
        if found is not None:
            taken.add(found.number)
            kept[found.number] = _brought_up(found, each, told, now)
        elif each.closed_as is None:
            number += 1
            kept[number] = replace(
                _new(number, each, now), spared=_spared(each, known.doubting(each), delivered)
            )
    return tuple(kept.values())


def names_of(each: Round) -> tuple[str, ...]:
    """Return what a round is found again by: the first and the last events that opened it."""
    names = tuple(short_name(event_id) for event_id in each.event_ids)
    return names if len(names) <= _MOST_NAMES else (*names[:8], *names[-8:])


def _new(number: int, each: Round, now: datetime) -> Track:
    by = each.deadline.remind_by
    opening, until = _fresh(by, now), each.second_ladder(now)
    return Track(
        number, each.obligation, names_of(each), 1, opening, now, by,
        believed=each.believed, until=until,
    )  # fmt: skip


def _fresh(by: datetime, now: datetime) -> Opened:
    return "late" if now > by else "arrival"


def _spared(each: Round, before: Iterable[Track], delivered: Collection[str]) -> tuple[str, ...]:
    """Return who was told of this very cut-off, to the minute, while it was in doubt."""
    by = each.deadline.remind_by
    same = {
        f"{track.number}.{track.generation}"
        for track in before
        if abs(track.remind_by - by) <= A_MINUTE
    }
    told = [SlotId.parse(text) for text in delivered] if same else []
    return tuple(sorted({f"{id_.channel}:{id_.to}" for id_ in told if id_.announcement in same}))


def _over_before(each: Round, moved_at: datetime, now: datetime) -> bool:
    """Say whether a round is over of which nothing has been heard since the account moved."""
    heard = (opening.event.arrived_at for opening in each.openings)
    over = each.closed_as is None and now > each.deadline.missed_after
    return over and max(heard, default=now) < moved_at


def _brought_up(track: Track, each: Round, announced: set[str], now: datetime) -> Track:
    closed, by = each.closed_as is not None, each.deadline.remind_by
    if track.event_ids != (names := names_of(each)):
        track = replace(track, event_ids=names)
    if track.closed and not closed:
        return replace(
            track, generation=track.generation + 1, opening=_fresh(by, now), since=now,
            remind_by=by, closed=False, spared=(), until=each.second_ladder(now),
        )  # fmt: skip
    if closed or not _moved(track, each):
        return track if track.closed == closed else replace(track, closed=closed)
    told = f"{track.number}.{track.generation}" in announced or bool(track.spared)
    opening: Opened = "changed" if told or track.opening == "changed" else _fresh(by, now)
    if each.beside is not None:  # announced once a round, and each rung once
        opening = "silent" if told else _fresh(by, now)
        return replace(track, opening=opening, since=now, remind_by=by)
    return replace(
        track,
        generation=track.generation + 1,
        opening=opening,
        since=now,
        remind_by=by,
        spared=(),
        until=each.second_ladder(now),
    )


def _moved(track: Track, each: Round) -> bool:
    """Say whether what a ladder was counted back from is another by more than a minute."""
    if abs(each.deadline.remind_by - track.remind_by) > A_MINUTE:
        return True
    until = each.deadline.probably
    return track.until is not None and until is not None and abs(until - track.until) > A_MINUTE
