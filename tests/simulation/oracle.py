"""The oracle: what had to happen, told from outside by code that shares nothing with the product.

It reads the journal alone: claim events with their arrival, what was durable when, what the
provider accepted, and which faults struck. Its bounds follow from the faults that struck.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from tests.simulation.journal import Accepted, Journal, Told
from tests.simulation.promises import (
    EVERYBODY,
    LADDER,
    Bounds,
    Expected,
    Span,
)
from tests.simulation.scenarios import HOUR, MINUTE, OWNER, START, Scenario

_TOPIC = "topic"
FILLER = "filler-"
"""How events begin that only fill a case: they may make room for others, or be refused."""
_TURNS = {"changed", "closed"}
"""After these the same may rightly be said once more."""
_CLOSERS = {"seller_responded", "claim_withdrawn", "claim_decided"}


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that must not be."""

    kind: str
    """lost, late, early, stale, after close, invented, duplicate, event lost, refused."""
    at: float
    words: str


@dataclass(slots=True)
class Verdict:
    """What the oracle makes of one run."""

    findings: list[Finding] = field(default_factory=list)
    expected: int = 0
    accepted: int = 0
    faults: int = 0
    in_window: int = 0
    """Messages repeated because a fault struck between accepted and marked."""
    slowest: float = 0.0
    """Seconds by which the latest reminder of a run without faults came after its time."""


def judge(scenario: Scenario, journal: Journal) -> Verdict:
    """Judge one run."""
    verdict = Verdict(accepted=len(journal.accepted), faults=len(journal.faults))
    bounds = Bounds(scenario, journal)
    bodies = {str(each.body["event_id"]): each.body for each in journal.arrived}
    spans = [span for order in _orders(journal) for span in _spans(order, journal, bodies)]
    verdict.findings += _events_lost(journal, bounds)
    told = _told(journal)
    for span in spans:
        for expected in _expectations(span, bounds.end):
            _check(expected, span, told, bounds, verdict)
    verdict.findings += _wrong(spans, journal, bounds)
    _count_repeats(journal, bounds, verdict)
    return verdict


# ── what was known when ─────────────────────────────────────────────────────────────────────────


def _orders(journal: Journal) -> list[str]:
    return sorted({each.order for each in journal.stored})


def _spans(
    order: str, journal: Journal, bodies: Mapping[str, Mapping[str, object]]
) -> Iterator[Span]:
    """Yield the stretches of time over which one cut-off of an order was known and open."""
    running: dict[_Key, Span] = {}
    known: frozenset[str] = frozenset()
    for stored in journal.stored:
        if stored.order != order or stored.event_ids == known:
            continue
        known = stored.event_ids
        now_open = _open([bodies[name] for name in known])
        ended = [running.pop(key) for key in list(running) if key not in now_open]
        for span in ended:
            span.end = stored.at
            yield span
        for programme, by, beside in now_open - running.keys():
            moved = [span for span in ended if span.programme == programme]
            others = any(name == programme for name, _, _ in running)
            span = Span(order, programme, by, stored.at, changed=bool(moved) or others)
            span.silent = any(abs(old.by - by) <= MINUTE for old in moved)
            span.beside = beside
            running[programme, by, beside] = span
    yield from running.values()


_Key = tuple[str, float, bool]
"""A programme, a cut-off, and whether that one only stands beside another that can be believed."""


def _open(events: Sequence[Mapping[str, object]]) -> set[_Key]:
    """Return everything that is open; what cannot be believed only adds an earlier cut-off."""
    believed = [event for event in events if event.get("verified", True)]
    sure = _open_by(believed)
    found = {(programme, by, False) for programme, by in sure}
    doubted = _open_by(events, doubting=True)
    for programme in {name for name, _ in doubted}:
        dates = [by for name, by in doubted if name == programme]
        own = [by for name, by in sure if name == programme]
        if not own:
            found |= {(programme, by, False) for by in dates}
        elif min(dates) < min(own) - MINUTE:
            found.add((programme, min(dates), True))
    return found


def _open_by(
    events: Sequence[Mapping[str, object]], *, doubting: bool = False
) -> set[tuple[str, float]]:
    """Return the programme and the cut-off of everything that events have opened and left open.

    ``doubting``: only those open that cannot be believed; what ends must be believed always.
    """
    rounds: dict[str, list[_Round]] = defaultdict(list)
    ended: dict[str, float] = {}
    for event in sorted(events, key=lambda each: (each["occurred_at"], each["event_id"])):
        programme, kind, at = str(event["programme"]), event["type"], seconds(event["occurred_at"])
        opens = event.get("verified", True) is not doubting
        mine = rounds[programme]
        last = mine[-1] if mine and not mine[-1].closed else None
        at_once = ended.get(programme) == at  # what ends something ends what is opened with it
        if kind == "information_requested":
            window = event["window"]
            hours = window["amount"] if isinstance(window, dict) else 0
            if opens and (last is None or at > last.by):
                mine.append(_Round(at + hours * HOUR, closed=at_once))
        elif kind == "deadline_stated":
            if opens and last is not None:
                stated = seconds(event["stated"])
                last.by = min(last.by, stated) if doubting else stated
            elif opens and not mine:
                mine.append(_Round(seconds(event["stated"]), closed=at_once))
        elif kind in _CLOSERS and event.get("verified", True):
            ended[programme] = at
            for each in mine:
                each.closed = each.closed or kind == "seller_responded" or at <= each.by
    return {
        (programme, each.by)
        for programme, mine in rounds.items()
        for each in mine
        if not each.closed
    }


@dataclass(slots=True)
class _Round:
    by: float
    closed: bool = False


# ── what had to be said ─────────────────────────────────────────────────────────────────────────


def _expectations(span: Span, end: float) -> Iterator[Expected]:
    late, urgent = span.since > span.by, span.by - span.since <= 8 * HOUR
    everybody = EVERYBODY if urgent else (OWNER, _TOPIC)
    if late and span.changed:
        everybody = (OWNER, _TOPIC)
    if not span.silent:
        yield from (Expected(span.since, to) for to in everybody)
    for hours in LADDER:
        at = span.by - hours * HOUR
        if span.since + 1 < at:
            to_all = EVERYBODY if hours <= 8 else (OWNER, _TOPIC)
            yield from (Expected(at, to) for to in to_all)
    if span.since <= span.by and not span.beside:
        yield from (Expected(span.by, to) for to in EVERYBODY)


def _told(journal: Journal) -> dict[tuple[str, str, str, str], list[float]]:
    told: dict[tuple[str, str, str, str], list[float]] = defaultdict(list)
    for message in journal.accepted:
        for each in message.tells:
            if each.kind == "reminder":
                told[message.to, each.order, each.obligation, each.remind_by].append(message.at)
    return told


def _check(
    expected: Expected,
    span: Span,
    told: Mapping[tuple[str, str, str, str], list[float]],
    bounds: Bounds,
    verdict: Verdict,
) -> None:
    if expected.at >= span.end or expected.at > bounds.end:
        return
    by = expected.at + bounds.of(expected.at)
    times = told.get((expected.to, span.order, span.obligation, span.by_text), ())
    # the same cut-off may come back later; what is said of it then does not count here
    until = max(by, span.end)
    first = min((at for at in times if int(expected.at) <= at <= until), default=None)
    verdict.expected += 1
    if first is not None and not bounds.faults:
        verdict.slowest = max(verdict.slowest, first - expected.at)
    words = f"{span.obligation} of {span.order} to {expected.to}, cut-off {span.by_text}"
    if first is not None and first > by:
        verdict.findings.append(Finding("late", expected.at, f"{words}, {first - by:.0f} s late"))
    elif first is None and by < min(span.end, bounds.end):
        verdict.findings.append(Finding("lost", expected.at, words))


# ── what must not have been said ────────────────────────────────────────────────────────────────


def _wrong(spans: Sequence[Span], journal: Journal, bounds: Bounds) -> Iterator[Finding]:
    """Yield reminders of what was closed, replaced, never known, or not due yet."""
    by_cutoff: dict[tuple[str, str, str], list[Span]] = defaultdict(list)
    for span in spans:
        by_cutoff[span.order, span.obligation, span.by_text].append(span)
    for message in journal.accepted:
        for told in message.tells:
            if told.kind != "reminder":
                continue
            words = f"{told.rung} of {told.obligation}, {told.order}, to {message.to}"
            about = by_cutoff.get((told.order, told.obligation, told.remind_by), [])
            alive = [span for span in about if span.since <= message.at]
            if not alive:
                yield Finding("invented", message.at, f"{words}: {told.remind_by} was never known")
                continue
            past = message.at - max(span.end for span in alive)
            if past > bounds.grace(message):
                yield Finding("after close", message.at, f"{words}: {past:.0f} s after it ended")
            if _too_early(told, message.at, alive[-1]):
                yield Finding("early", message.at, words)


def _too_early(told: Told, at: float, span: Span) -> bool:
    hours = {"after": 0.0, "24h": 24.0, "8h": 8.0, "2h": 2.0, "30m": 0.5}.get(told.rung)
    return hours is not None and int(at) < span.by - hours * HOUR - 1


def _count_repeats(journal: Journal, bounds: Bounds, verdict: Verdict) -> None:
    last: dict[tuple[object, ...], Accepted] = {}
    turns: Counter[tuple[str, ...]] = Counter()
    for message in journal.accepted:
        for told in message.tells:
            about = (message.channel, message.to, told.order)
            turn = 0 if told.rung in _TURNS else turns[about]  # what was over may begin again
            turns[about] += told.rung in _TURNS
            key = (message.channel, message.to, told, turn)
            before = last.get(key)
            last[key] = message
            if before is None:
                continue
            if bounds.excused(before, message, told.order):
                verdict.in_window += 1
            else:
                words = f"{told.kind} {told.rung} of {told.order} to {message.to}, again"
                verdict.findings.append(Finding("duplicate", message.at, words))


def _events_lost(journal: Journal, bounds: Bounds) -> Iterator[Finding]:
    durable: dict[str, float] = {}
    known: dict[str, frozenset[str]] = {}
    for stored in journal.stored:
        for name in stored.event_ids:
            durable.setdefault(name, stored.at)
        for name in known.get(stored.order, frozenset()) - stored.event_ids:
            if name.startswith(FILLER):
                continue
            yield Finding("event lost", stored.at, f"{name} was stored, and is gone")
        known[stored.order] = stored.event_ids
    for arrived in journal.arrived:
        name, by = str(arrived.body["event_id"]), arrived.at + bounds.of_event(arrived.at)
        if by < bounds.end and durable.get(name, bounds.end) > by and not name.startswith(FILLER):
            yield Finding("event lost", arrived.at, f"{name} was not stored by {by:.0f}")
    for error in () if bounds.broken else journal.errors:
        yield Finding("error", bounds.end, error)
    for body in (*journal.refused, *journal.dead):
        if FILLER in body and body not in journal.dead:
            continue
        yield Finding("refused", bounds.end, body[:200])


def seconds(instant: object) -> float:
    """Return an instant of a message in seconds of the play."""
    at = datetime.fromisoformat(str(instant))
    return (at.astimezone(UTC) - START).total_seconds()
