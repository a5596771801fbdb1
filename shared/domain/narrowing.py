"""Narrowing: of a fact told several times, or known from a report, what is left of its time.

All of it is a function of the set of events, so that the order of arrival cannot matter.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from shared.domain.events import ClaimEvent
from shared.domain.instants import iso
from shared.domain.spans import Span, early_end, late_end

_ANSWERS = frozenset({"seller_responded", "appeal_filed"})
_SAME = ("decision", "by", "obligation", "item_ref", "claim_ref")
"""What two notices of one fact must not say differently."""
_A_DAY = timedelta(days=1)
_EVER = datetime.min.replace(tzinfo=UTC)


class Narrowed(NamedTuple):
    """The facts of a case, and what is odd about them."""

    events: list[ClaimEvent]
    """One a fact; spans are cut to what is left of them."""
    applied: list[ClaimEvent]
    """Those that count: without spans of which an exact notice is known."""
    asked_again: list[ClaimEvent]
    """Reports that still ask, a day or more after an answer."""
    silent: frozenset[str]
    """Ids of reports that still ask so soon after an answer that they add nothing."""


# ── copies of one event ─────────────────────────────────────────────────────────────────────────


def tells_more(event: ClaimEvent, known: Iterable[ClaimEvent], zone: ZoneInfo) -> bool:
    """Say whether a copy of an event tells more of its time than the copies that are known."""
    copies = [each for each in known if each.event_id == event.event_id]
    if event.verified and not all(each.verified for each in copies):
        return True
    if not event.verified and any(each.verified for each in copies):
        return False
    return not any(_holds(event, each, zone) for each in copies)


def without_wider(
    events: Sequence[ClaimEvent], new: ClaimEvent, zone: ZoneInfo
) -> tuple[ClaimEvent, ...]:
    """Return the events with a copy that tells more, without those it leaves nothing to tell."""
    return (
        *(
            each
            for each in events
            if each.event_id != new.event_id
            or (each.verified is new.verified and not _holds(each, new, zone))
        ),
        new,
    )


def facts_of(events: Iterable[ClaimEvent], zone: ZoneInfo) -> list[ClaimEvent]:
    """Return one event a fact: copies that meet are one, copies that do not are two."""
    by_id: dict[str, list[ClaimEvent]] = {}
    for event in events:
        by_id.setdefault(event.event_id, []).append(event)
    return [fact for copies in by_id.values() for fact in _joined(copies, zone)]


def _joined(copies: Sequence[ClaimEvent], zone: ZoneInfo) -> list[ClaimEvent]:
    if len(copies) == 1:
        return [*copies]
    if any(each.verified for each in copies):
        copies = [each for each in copies if each.verified]
    ordered = sorted(copies, key=lambda each: (late_end(each.when, zone), each.arrived_at))
    narrow = [
        each
        for place, each in enumerate(ordered)
        if not any(
            _holds(each, other, zone) and (not _holds(other, each, zone) or at < place)
            for at, other in enumerate(ordered)
            if at != place
        )
    ]
    groups: list[list[ClaimEvent]] = []
    for each in narrow:
        if groups and _begins(each, zone) <= late_end(groups[-1][0].when, zone):
            groups[-1].append(each)
        else:
            groups.append([each])
    return [_narrowed(group, number, zone) for number, group in enumerate(groups, 1)]


def _narrowed(group: Sequence[ClaimEvent], number: int, zone: ZoneInfo) -> ClaimEvent:
    first = group[0]
    if len(group) == 1 and number == 1:
        return first
    body = dict(first.body)  # sorted by their late ends: the first has the earliest
    if len(group) > 1:
        latest = max(group, key=lambda each: _begins(each, zone))
        body["occurred_from"] = latest.body.get("occurred_from", latest.body["occurred_at"])
    if number > 1:
        body["event_id"] = f"{first.event_id}~{number}"
    return ClaimEvent(body, min(each.arrived_at for each in group))


def _holds(wide: ClaimEvent, narrow: ClaimEvent, zone: ZoneInfo) -> bool:
    """Say whether one copy leaves open all that the other does."""
    return _begins(wide, zone) <= _begins(narrow, zone) and (
        late_end(narrow.when, zone) <= late_end(wide.when, zone)
    )


def _begins(copy: ClaimEvent, zone: ZoneInfo) -> datetime:
    """Return since when a copy says it may have happened.

    A report that shows a state on a date says no more than that it had come about by then, so that
    of two reports the earlier one tells it all.
    """
    return _EVER if copy.shown_by_then else early_end(copy.when, zone)


# ── what a report shows ─────────────────────────────────────────────────────────────────────────


def narrowed(events: Sequence[ClaimEvent], zone: ZoneInfo) -> Narrowed:
    """Cut the spans of a case, and replace those of which an exact notice is known."""
    found: list[ClaimEvent] = []
    again: list[ClaimEvent] = []
    silent: set[str] = set()
    for event in events:
        answer = _last_answer(event, events, zone) if event.a_state else None
        cut = _cut(event, answer, events, zone)
        if answer is not None and event.asks:
            if event.begins(zone) - answer < _A_DAY:
                silent.add(event.event_id)
            else:
                again.append(cut)
        found.append(cut)
    replaced: dict[str, list[str]] = {}
    for span in (event for event in found if isinstance(event.when, Span)):
        exact = next((each for each in found if _is_of(each, span, zone)), None)
        if exact is not None:
            replaced.setdefault(exact.event_id, []).append(span.event_id)
    gone = {event_id for ids in replaced.values() for event_id in ids}
    every = [
        each.standing_for(replaced[each.event_id]) if each.event_id in replaced else each
        for each in found
    ]
    applied = [each for each in every if each.event_id not in gone]
    return Narrowed(every, applied, again, frozenset(silent))


def _cut(
    event: ClaimEvent, answer: datetime | None, events: Sequence[ClaimEvent], zone: ZoneInfo
) -> ClaimEvent:
    """Cut the early end of what a report shows: it happened after what is known before it."""
    if not isinstance(event.when, Span) or event.get("source") != "report":
        return event
    begins, early = late_end(event.when, zone), early_end(event.when, zone)
    known = [answer] if answer is not None else []
    if event.type != "claim_opened":
        known += [
            early_end(each.when, zone)
            for each in events
            if each.type == "claim_opened" and each.verified and each.programme == event.programme
        ]
    after = max((at for at in known if early < at <= begins), default=None)
    return event if after is None else event.since(iso(after))


def _last_answer(
    event: ClaimEvent, events: Sequence[ClaimEvent], zone: ZoneInfo
) -> datetime | None:
    """Return the last verified answer within the span of what a report shows."""
    early, late = early_end(event.when, zone), late_end(event.when, zone)
    answered = [
        early_end(each.when, zone)
        for each in events
        if each.type in _ANSWERS and each.verified and each.programme == event.programme
    ]
    return max((at for at in answered if early <= at <= late), default=None)


def _is_of(exact: ClaimEvent, span: ClaimEvent, zone: ZoneInfo) -> bool:
    """Say whether an exact verified notice is of the fact that a span tells of."""
    if isinstance(exact.when, Span) or not (exact.verified and span.verified):
        return False
    if (exact.type, exact.programme) != (span.type, span.programme):
        return False
    if any(
        exact.get(name) != span.get(name)
        for name in _SAME
        if exact.get(name) is not None and span.get(name) is not None
    ):
        return False
    first, last = early_end(span.when, zone), late_end(span.when, zone)
    return first <= early_end(exact.when, zone) and late_end(exact.when, zone) <= last
