"""What Amazon states itself: until when that may be, and how far it is from the rule."""

from datetime import datetime, timedelta
from typing import NamedTuple

from shared.domain.instants import DAY, WallClock, instant_of, iso, seconds_of
from shared.domain.readings import anchor_of
from shared.domain.spans import Span, When

_MINUTE = timedelta(minutes=1)


class Stated(NamedTuple):
    """The ends of a stated cut-off: reminders follow the first, missed is it after the last."""

    first: datetime
    last: datetime
    wide: bool = False
    """Whether they lie more than a day apart."""
    dropped: str = ""
    """The reading left out because it lies after everything the rule allows."""


def stated_ends(stated: When, clock: WallClock, latest: datetime | None) -> Stated:
    """Return the ends of what is stated; ``latest`` is what the rule allows at the most.

    Of two readings the later is dropped where it lies after ``latest``: a notice that says 3/8
    means the one that can be.
    """
    if isinstance(stated, datetime):
        return Stated(stated, stated)
    dropped = ""
    if isinstance(stated, Span) and latest is not None:
        (later, _), _ = anchor_of(stated.last, clock)
        if later > seconds_of(latest):
            dropped, stated = iso(stated.last), stated.first
    (first, begins), (last, ends) = anchor_of(stated, clock)
    return Stated(instant_of(first), instant_of(last), ends - begins > DAY, dropped)


def stated_notes(stated: Stated, expected: datetime | None, *, verified: bool) -> list[str]:
    """Return what there is to say of a stated cut-off beside the rule's."""
    first, last, _, dropped = stated
    notes = []
    if dropped:
        notes.append(
            f"what Amazon states can also be read as {dropped}; that is after the latest the rule "
            "allows and was dropped"
        )
    if verified and first != last:
        notes.append(
            f"Amazon states a time between {iso(first)} and {iso(last)}: reminders follow the "
            "first, and only after the last is it missed"
        )
    if expected is not None and not first - _MINUTE <= expected <= last + _MINUTE:
        earlier = expected < first
        nearest = first if earlier else last
        notes.append(
            f"Amazon states {iso(nearest)}; the rule gives {iso(expected)}, "
            f"{_words(abs(nearest - expected))} {'earlier' if earlier else 'later'}"
        )
    if expected is not None and not verified:
        notes.append("the stated date comes from an unverified source: it may only remind earlier")
    return notes


def _words(apart: timedelta) -> str:
    minutes = int(apart.total_seconds()) // 60
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = ((days, "d"), (hours, "h"), (minutes, "min"))
    return " ".join(f"{amount} {unit}" for amount, unit in parts if amount) or "0 min"
