"""Tracks: how each round was announced last, the only memory the plan of messages needs.

A track is found again by the events that opened its round, not by the round's number: an event that
arrives late may renumber rounds, and must not announce one twice.
"""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from shared.domain.case import Case
from shared.domain.instants import iso, stored
from shared.domain.rounds import Round

A_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Track:
    """How one round was announced last."""

    number: int
    obligation: str
    event_ids: tuple[str, ...]
    generation: int
    opening: Literal["arrival", "late", "changed"]
    since: datetime
    remind_by: datetime
    closed: bool = False

    def to_store(self) -> list[Any]:
        """Return it as plain values for the case item; a long case has hundreds."""
        return [
            self.number,
            self.obligation,
            list(self.event_ids),
            self.generation,
            self.opening,
            iso(self.since),
            iso(self.remind_by),
            self.closed,
        ]

    @classmethod
    def from_store(cls, item: Sequence[Any]) -> "Track":
        """Read back what ``to_store`` wrote."""
        number, obligation, event_ids, generation, opening, since, remind_by, closed = item
        return cls(
            number,
            obligation,
            tuple(event_ids),
            generation,
            opening,
            stored(since),
            stored(remind_by),
            closed,
        )


class Announced:
    """Tracks, found by the events that opened their rounds."""

    def __init__(self, tracks: Iterable[Track]) -> None:
        """Lay out the tracks of one case by their events."""
        self._by_event: dict[str, list[Track]] = {}
        for track in tracks:
            for event_id in track.event_ids:
                self._by_event.setdefault(event_id, []).append(track)

    def of(self, each: Round, taken: Container[int] = ()) -> Track | None:
        """Return the track of a round: the first that shares an event which opened it.

        ``taken``: numbers of tracks that are known to be those of other rounds.
        """
        found: Track | None = None
        for opening in each.openings:
            for track in self._by_event.get(opening.event.event_id, ()):
                if track.obligation != each.obligation or track.number in taken:
                    continue
                if found is None or track.number < found.number:
                    found = track
        return found


def track_of(each: Round, tracks: Iterable[Track]) -> Track | None:
    """Return the track of one round."""
    return Announced(tracks).of(each)


def retrack(
    case: Case, tracks: Sequence[Track], delivered: Iterable[str], now: datetime
) -> tuple[Track, ...]:
    """Bring the tracks up to date with the rounds: new ones, changed dates, closed, reopened."""
    kept = {track.number: track for track in tracks}
    known, told = Announced(tracks), {slot.partition(":")[0] for slot in delivered}
    taken: set[int] = set()
    number = max(kept, default=0)
    for each in case.all_rounds():
        found = known.of(each, taken)
        if found is not None:
            taken.add(found.number)
            kept[found.number] = _brought_up(found, each, told, now)
        elif each.closed_as is None:
            number += 1
            by = each.deadline.remind_by
            opening: Literal["arrival", "late"] = "late" if now > by else "arrival"
            kept[number] = Track(number, each.obligation, each.event_ids, 1, opening, now, by)
    return tuple(kept.values())


def _brought_up(track: Track, each: Round, announced: set[str], now: datetime) -> Track:
    closed, by = each.closed_as is not None, each.deadline.remind_by
    if track.event_ids != each.event_ids:
        track = replace(track, event_ids=each.event_ids)
    if track.closed and not closed:
        opening: Literal["arrival", "late"] = "late" if now > by else "arrival"
        return replace(
            track, generation=track.generation + 1, opening=opening, since=now, remind_by=by,
            closed=False,
        )  # fmt: skip
    if not closed and abs(by - track.remind_by) > A_MINUTE:
        told = f"{track.number}.{track.generation}" in announced
        fresh: Literal["arrival", "late"] = "late" if now > by else "arrival"
        return replace(
            track,
            generation=track.generation + 1,
            opening="changed" if told or track.opening == "changed" else fresh,
            since=now,
            remind_by=by,
        )
    return track if track.closed == closed else replace(track, closed=closed)
