"""What is stored of a case for people who read the table, and how a full case is made smaller."""

from datetime import datetime
from typing import Any

from shared.domain.case import Case
from shared.domain.errors import CaseFullError
from shared.domain.events import ClaimEvent
from shared.domain.fold import fold
from shared.domain.instants import iso
from shared.domain.rounds import Round
from shared.domain.rules import Pack, Store

MOST_CLOSED = 20
"""Rounds kept in the summary although they are over; the events still tell of the others."""


def summary(case: Case, now: datetime) -> dict[str, Any]:
    """Return claims, obligations and doubts as of ``now``, as plain values."""
    return {
        "claims": {
            name: {"status": claim.status, "amount": case.amount(name), "outcome": claim.outcome}
            for name, claim in case.claims.items()
        },
        "obligations": {
            f"{each.obligation}#{each.number}": {
                "state": each.state(now),
                "late": each.late,
                "remind_by": iso(each.deadline.remind_by),
                "missed_after": iso(each.deadline.missed_after),
                "rule": each.deadline.rule.rule_id if each.deadline.rule else None,
            }
            for each in _latest(case)
        },
        "doubts": [f"{flag.kind} {flag.event_id}" for flag in case.flags],
    }


def _latest(case: Case) -> list[Round]:
    """Return the rounds that are open and the last ones that are not."""
    rounds = case.all_rounds()
    older = rounds[:-MOST_CLOSED]
    return [*(each for each in older if each.closed_as is None), *rounds[-MOST_CLOSED:]]


def compacted(events: tuple[ClaimEvent, ...], pack: Pack, home: Store) -> tuple[ClaimEvent, ...]:
    """Drop the oldest event that changes nothing; raises CaseFullError when each one matters."""
    now = max(event.arrived_at for event in events)
    whole = _told(fold(events, pack, home), now)
    for index in range(len(events) - 1):
        fewer = (*events[:index], *events[index + 1 :])
        if _told(fold(fewer, pack, home), now) == whole:
            return fewer
    raise CaseFullError(f"the case holds {len(events) - 1} events and every one of them matters")


def _told(case: Case, now: datetime) -> tuple[object, ...]:
    """Return all that events have told of a case, for whatever it is used."""
    said = [(each.acknowledged_at, each.snoozed_until, each.asks()) for each in case.all_rounds()]
    added = {programme: set(items) for programme, items in case.evidence.items()}
    known = (case.claims, case.facts, case.order_facts, case.owner)
    return summary(case, now), said, added, *known
