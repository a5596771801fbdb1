"""Tracks: how each round was announced last, the only memory the plan of messages needs.

A track is found again by the events that opened its round, not by the round's number: an event that
arrives late may renumber rounds, and must not announce one twice.
"""

from collections.abc import Iterable, Mapping, Sequence
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

    def to_store(self) -> dict[str, Any]:
        """Return it as plain values for the case item."""
        return {
            "number": self.number,
            "obligation": self.obligation,
            "event_ids": list(self.event_ids),
            "generation": self.generation,
            "opening": self.opening,
            "since": iso(self.since),
            "remind_by": iso(self.remind_by),
            "closed": self.closed,
        }

    @classmethod
    def from_store(cls, item: Mapping[str, Any]) -> "Track":
        """Read back what ``to_store`` wrote."""
        return cls(
            number=int(item["number"]),
            obligation=item["obligation"],
            event_ids=tuple(item["event_ids"]),
            generation=int(item["generation"]),
            opening=item["opening"],
            since=stored(item["since"]),
            remind_by=stored(item["remind_by"]),
            closed=bool(item["closed"]),
        )


def retrack(
    case: Case, tracks: Sequence[Track], delivered: Iterable[str], now: datetime
) -> tuple[Track, ...]:
    """Bring the tracks up to date with the rounds: new ones, changed dates, closed, reopened."""
    kept = {track.number: track for track in tracks}
    announced = {slot.partition(":")[0] for slot in delivered}
    number = max(kept, default=0)
    for each in case.all_rounds():
        found = track_of(each, tuple(kept.values()))
        if found is not None:
            kept[found.number] = _brought_up(found, each, announced, now)
        elif each.closed_as is None:
            number += 1
            by = each.deadline.remind_by
            opening: Literal["arrival", "late"] = "late" if now > by else "arrival"
            kept[number] = Track(number, each.obligation, each.event_ids, 1, opening, now, by)
    return tuple(kept.values())


def track_of(each: Round, tracks: Sequence[Track]) -> Track | None:
    """Return the track of a round: the one that shares an event which opened it."""
    own = set(each.event_ids)
    for track in tracks:
        if track.obligation == each.obligation and own.intersection(track.event_ids):
            return track
    return None


def _brought_up(track: Track, each: Round, announced: set[str], now: datetime) -> Track:
    closed, by = each.closed_as is not None, each.deadline.remind_by
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
    return replace(track, closed=closed)
