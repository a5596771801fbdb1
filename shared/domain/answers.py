"""How promptly an account answers: in time or not, how long it takes, and what made it act."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median
from typing import Literal
from zoneinfo import ZoneInfo

from shared.domain.accounts import QuietHours
from shared.domain.figures import Period
from shared.domain.instants import local
from shared.domain.ledger import Entry, RoundEntry
from shared.domain.spans import early_end

GRACE = timedelta(hours=24)
"""After the latest reading; until then an answer may still be on its way into the records."""
Verdict = Literal["on_time", "in_doubt", "late", "never", "open", "cancelled"]
VERDICTS: tuple[Verdict, ...] = ("on_time", "in_doubt", "late", "never", "open", "cancelled")
_DAY = timedelta(days=1)
_NINE_TENTHS = 9  # of ten


@dataclass(frozen=True, slots=True)
class Spans:
    """How long something took, over all the times it was done."""

    count: int = 0
    median: timedelta = timedelta()
    ninth_tenth: timedelta = timedelta()
    """Nine of ten took no longer: the 90th percentile by nearest rank."""
    waking_median: timedelta = timedelta()
    """Counted outside the quiet hours of the contact who is told first."""
    waking_ninth_tenth: timedelta = timedelta()


@dataclass(frozen=True, slots=True)
class Promptness:
    """How an account answered in a period."""

    verdicts: Mapping[Verdict, int] = field(default_factory=dict)
    """Of the duties whose earliest cut-off lies in the period."""
    by_obligation: Mapping[str, Mapping[Verdict, int]] = field(default_factory=dict)
    to_acknowledge: Spans = Spans()
    to_answer: Spans = Spans()
    untimed: int = 0
    """Answers known only by their date, or given before claimwatch heard of the duty."""
    rungs: Mapping[str, int] = field(default_factory=dict)
    """Rung → how often it was the last to go out before somebody acted."""


def promptness(
    entries: Iterable[Entry],
    period: Period,
    now: datetime,
    zone: ZoneInfo,
    quiet: QuietHours | None,
) -> Promptness:
    """Judge the duties of a period; ``now`` is UTC, ``zone`` the store's.

    Verdicts go by the earliest cut-off, times and rungs by when claimwatch heard of the duty.
    """
    rounds = [each for entry in entries for each in entry.rounds]
    due = [each for each in rounds if period.holds(each.remind_by.astimezone(zone).date())]
    heard = [each for each in rounds if period.holds(each.heard.astimezone(zone).date())]
    judged = [(each.obligation, verdict(each, now, zone)) for each in due]
    seen = [(each.heard, each.acknowledged) for each in heard if each.acknowledged is not None]
    answers = [(each.heard, each.answered) for each in heard if isinstance(each.answered, datetime)]
    timed = [pair for pair in answers if pair[0] <= pair[1]]
    return Promptness(
        verdicts=dict(Counter(found for _, found in judged)),
        by_obligation={
            name: dict(Counter(found for of, found in judged if of == name))
            for name in sorted({of for of, _ in judged})
        },
        to_acknowledge=_spans([pair for pair in seen if pair[0] <= pair[1]], quiet),
        to_answer=_spans(timed, quiet),
        untimed=sum(each.answered is not None for each in heard) - len(timed),
        rungs=dict(Counter(each.rung for each in heard if each.rung)),
    )


def verdict(each: RoundEntry, now: datetime, zone: ZoneInfo) -> Verdict:
    """Say whether a duty was met in time; of a date alone its 00:00:00 in the store counts."""
    if each.answered is not None:
        at = early_end(each.answered, zone)
        if at <= each.remind_by:
            return "on_time"
        return "in_doubt" if at <= each.missed_after else "late"
    if each.ended:
        return "cancelled"
    return "never" if now > each.missed_after + GRACE else "open"


def waking(begin: datetime, end: datetime, quiet: QuietHours | None) -> timedelta:
    """Return how much of a span lies outside quiet hours."""
    asleep = timedelta()
    if quiet is None:
        return end - begin
    day = begin.astimezone(quiet.zone).date() - _DAY
    last = end.astimezone(quiet.zone).date()
    while day <= last:
        night = local(day, quiet.begin, quiet.zone)
        morning = local(day if quiet.begin < quiet.end else day + _DAY, quiet.end, quiet.zone)
        asleep += max(min(end, morning) - max(begin, night), timedelta())
        day += _DAY
    return end - begin - asleep


def _spans(pairs: Sequence[tuple[datetime, datetime]], quiet: QuietHours | None) -> Spans:
    if not pairs:
        return Spans()
    clock = sorted(end - begin for begin, end in pairs)
    awake = sorted(waking(begin, end, quiet) for begin, end in pairs)
    return Spans(
        count=len(pairs),
        median=_median(clock),
        ninth_tenth=_ninth_tenth(clock),
        waking_median=_median(awake),
        waking_ninth_tenth=_ninth_tenth(awake),
    )


def _median(spans: Sequence[timedelta]) -> timedelta:
    return timedelta(seconds=median(each.total_seconds() for each in spans))


def _ninth_tenth(spans: Sequence[timedelta]) -> timedelta:
    return spans[-(-len(spans) * _NINE_TENTHS // 10) - 1]
