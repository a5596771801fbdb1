"""What is stored of a case for people who read the table."""

from datetime import datetime
from typing import Any

from shared.domain.case import Case
from shared.domain.instants import iso
from shared.domain.rounds import Round
from shared.domain.slot_ids import short_name

MOST_CLOSED = 20
"""Rounds kept in the summary although they are over; the events still tell of the others."""
MOST_DOUBTS = 20
"""Doubts kept in the summary, the latest."""


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
        "doubts": [
            f"{flag.kind} {short_name(flag.event_id)}" for flag in case.flags[-MOST_DOUBTS:]
        ],
    }


def _latest(case: Case) -> list[Round]:
    """Return the rounds that are open and the last ones that are not."""
    rounds = case.all_rounds()
    older = rounds[:-MOST_CLOSED]
    still = [each for each in older if each.closed_as is None]
    return [*still[-MOST_CLOSED:], *rounds[-MOST_CLOSED:]]
