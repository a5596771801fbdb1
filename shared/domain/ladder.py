"""The ladder of one obligation for one person: when each reminder goes out.

Everything is counted back from ``remind_by``. Quiet hours pull a rung *earlier*; what cannot be
pulled any more waits for their end when that still leaves two hours, and is never dropped without
another message that stands for it.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from shared.domain.accounts import QuietHours
from shared.domain.slot_ids import Turn

HOUR = timedelta(hours=1)
RUNGS = {
    "7d": 168 * HOUR,
    "3d": 72 * HOUR,
    "24h": 24 * HOUR,
    "8h": 8 * HOUR,
    "2h": 2 * HOUR,
    "30m": HOUR / 2,
}
"""How long before ``remind_by`` each rung goes out, longest first."""

_SHORT, _LONG = ("24h", "8h", "2h", "30m"), ("7d", "3d", "24h", "8h", "2h")
_THREAD = ("8h", "2h")
_FILING = ("7d", "24h", "2h")
DAY, SHORT_WINDOW = 24 * HOUR, 96 * HOUR
BEFORE_QUIET = timedelta(minutes=15)
SAFE = 2 * HOUR
"""What must be left for a message to wait."""
ESCALATES = 8 * HOUR
"""From the first rung of this length or less the second contact is told too."""


class Step(NamedTuple):
    """One message of a ladder: its most urgent rung, when it is due (UTC), what it stands for."""

    rung: str
    due: datetime
    merged: tuple[str, ...] = ()
    turn: Turn = ""
    """Which of several messages of this rung it is."""

    @property
    def names(self) -> tuple[str, ...]:
        """The rung and those it stands for."""
        return (self.rung, *self.merged)


def rungs_of(
    obligation: str, window: timedelta, own: tuple[str, ...] | None = None
) -> tuple[str, ...]:
    """Return the rungs after the arrival message, longest first; ``own`` is the account's."""
    if own is not None:
        return own
    if is_thread(obligation):
        return _THREAD
    if obligation == "safet.file":
        return _FILING
    return _SHORT if window <= SHORT_WINDOW else _LONG


def is_thread(obligation: str) -> bool:
    """Say whether the obligation is about a message or a return, which announce less."""
    return obligation.startswith(("message.", "return."))


def climb(
    since: datetime,
    remind_by: datetime,
    rungs: Sequence[str],
    quiet: QuietHours | None,
    opening: str | None,
) -> list[Step]:
    """Return the messages of a ladder that begins at ``since``, in order.

    ``opening`` names the first message (arrival, changed), or is None when there is none; a
    change is told at once, an arrival waits for the end of quiet hours where that is safe.
    """
    return list(_climbed(since, remind_by, tuple(rungs), quiet, opening))


def climb_again(
    since: datetime, until: datetime, rungs: Sequence[str], quiet: QuietHours | None
) -> list[Step]:
    """Return the second ladder of a round: its rungs of a day or less, counted back from ``until``.

    What falls due by ``since`` is left out: another message stands there.
    """
    left = tuple(rung for rung in rungs if RUNGS[rung] <= DAY and until - RUNGS[rung] > since)
    steps = _climbed(since, until, left, quiet, None)
    return [step._replace(turn=_SECOND[step.turn]) for step in steps]


_SECOND: Mapping[Turn, Turn] = {"": "expected", "again": "expected-again"}


@lru_cache(maxsize=4096)
def _climbed(
    since: datetime,
    remind_by: datetime,
    rungs: tuple[str, ...],
    quiet: QuietHours | None,
    opening: str | None,
) -> tuple[Step, ...]:
    """Return a ladder, computed once: a case is planned again and again, mostly unchanged."""
    first = since if opening == "changed" else after_quiet(since, remind_by, quiet)
    told: dict[datetime, list[str]] = {}
    left_over: list[str] = []
    for rung in rungs:
        due = rung_due(rung, since, remind_by, quiet)
        if due is not None and due > first:
            told.setdefault(due, []).append(rung)
        elif opening or (due is None and told):
            left_over.append(rung)
        else:
            told.setdefault(first, []).append(rung)
    messages = {due: (met.pop(), met) for due, met in sorted(told.items())}
    if opening:
        messages = {first: (opening, []), **messages}
    for rung in left_over:  # the last message sent by then stands for it
        by_then = max(remind_by - RUNGS[rung], first)
        messages[max(due for due in messages if due <= by_then)][1].append(rung)
    steps = [Step(rung, due, _longest_first(met)) for due, (rung, met) in messages.items()]
    return tuple(steps if quiet is None else _repeated(steps, since, remind_by, quiet))


def _longest_first(rungs: list[str]) -> tuple[str, ...]:
    return tuple(sorted(rungs, key=RUNGS.__getitem__, reverse=True)) if rungs else ()


def rung_due(
    rung: str, since: datetime, remind_by: datetime, quiet: QuietHours | None
) -> datetime | None:
    """Return when a rung goes out, or None when another message must stand for it."""
    wanted = remind_by - RUNGS[rung]
    around = quiet.around(wanted) if quiet and wanted > since else None
    if around is None:
        return wanted
    begin, end = around
    if begin - BEFORE_QUIET >= since:
        return begin - BEFORE_QUIET
    if end + SAFE <= remind_by:
        return end
    return None if RUNGS[rung] >= ESCALATES else wanted


def after_quiet(instant: datetime, remind_by: datetime, quiet: QuietHours | None) -> datetime:
    """Return the end of the quiet hours around ``instant`` if that leaves two hours, else it."""
    around = quiet.around(instant) if quiet else None
    return around[1] if around and around[1] + SAFE <= remind_by else instant


def past_quiet(instant: datetime, quiet: QuietHours | None) -> datetime:
    """Return the end of the quiet hours around ``instant``, for what has nothing left to save."""
    around = quiet.around(instant) if quiet else None
    return around[1] if around else instant


def _repeated(
    steps: list[Step], since: datetime, remind_by: datetime, quiet: QuietHours
) -> list[Step]:
    """Repeat the last rung sent when quiet hours end with two hours to thirty minutes left."""
    end = quiet.ended(remind_by - RUNGS["30m"])
    if end <= max(remind_by - SAFE, since):
        return steps
    before = [step for step in steps if step.due < end and step.rung in RUNGS]
    if not before:
        return steps
    last = before[-1].rung
    meeting = [step for step in steps if step.due == end]
    if meeting:
        met = Step(meeting[0].rung, end, (last, *meeting[0].merged))
        return [met if step is meeting[0] else step for step in steps]
    return sorted([*steps, Step(last, end, turn="again")], key=lambda step: step.due)
