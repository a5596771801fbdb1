"""Narrowing: of a fact told several times, or known from a report, what is left of its time.

All of it is a function of the set of events, so that the order of arrival cannot matter.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from shared.domain.events import ClaimEvent
from shared.domain.instants import iso
from shared.domain.spans import Span, early_end, late_end

_ANSWERS = frozenset({"seller_responded", "appeal_filed"})
_SAME = ("decision", "by", "obligation", "item_ref", "claim_ref", "extent", "amount")
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
    return not any(
        _holds(event, each, zone) and event.told.keys() <= each.told.keys() for each in copies
    )


def without_wider(
    events: Sequence[ClaimEvent], new: ClaimEvent, zone: ZoneInfo
) -> tuple[ClaimEvent, ...]:
    """Return the events with a copy that tells more, without those it leaves nothing to tell."""
    return (
        *(
            each
            for each in events
            if each.event_id != new.event_id
            or (
                each.verified is new.verified
                and not (_holds(each, new, zone) and each.told.keys() <= new.told.keys())
            )
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
    return [
        _saying_all(_narrowed(group, number, zone), ordered, zone)
        for number, group in enumerate(groups, 1)
    ]


def _saying_all(fact: ClaimEvent, copies: Sequence[ClaimEvent], zone: ZoneInfo) -> ClaimEvent:
    """Return a fact with what its wider copies say beside their time and it does not."""
    said: dict[str, Any] = {}
    for each in reversed(copies):  # the narrowest last: where two differ it is the one
        if _holds(each, fact, zone):
            said.update(each.told)
    missing = {name: value for name, value in said.items() if name not in fact.body}
    return ClaimEvent({**fact.body, **missing}, fact.arrived_at) if missing else fact


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
        if event.a_state and event.asks:
            soon = answer is not None and event.begins(zone) - answer < _A_DAY
            known = (each for each in found if each.event_id not in silent)
            if soon or any(_still(cut, each, zone) for each in known):
                silent.add(event.event_id)
            elif answer is not None:
                again.append(cut)
        found.append(cut)
    replaced: dict[str, list[ClaimEvent]] = {}
    for span in (event for event in found if isinstance(event.when, Span)):
        exact = next((each for each in found if _is_of(each, span, zone)), None)
        if exact is not None:
            replaced.setdefault(exact.event_id, []).append(span)
    gone = {span.event_id for spans in replaced.values() for span in spans}
    every = [
        each.standing_for(replaced[each.event_id]) if each.event_id in replaced else each
        for each in found
    ]
    applied = [each for each in every if each.event_id not in gone]
    return Narrowed(every, applied, again, frozenset(silent))


def _still(later: ClaimEvent, before: ClaimEvent, zone: ZoneInfo) -> bool:
    """Say whether a report may tell of a question that is known already and not answered."""
    if not (before.verified and before.asks and before.programme == later.programme):
        return False
    if not _alike(before, later, ("claim_ref",)):
        return False
    asked = late_end(before.when, zone)
    return early_end(later.when, zone) <= asked <= late_end(later.when, zone)


def _alike(one: ClaimEvent, other: ClaimEvent, names: Iterable[str]) -> bool:
    """Say whether two events say nothing different; what one leaves out may be the same."""
    return all(
        one.said(name) == other.said(name)
        for name in names
        if one.said(name) is not None and other.said(name) is not None
    )


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
    if not _alike(exact, span, _SAME):
        return False
    first, last = early_end(span.when, zone), late_end(span.when, zone)
    return first <= early_end(exact.when, zone) and late_end(exact.when, zone) <= last
