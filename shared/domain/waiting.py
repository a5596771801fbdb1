"""What of a case waits for somebody, compact enough for an index: every list is made from it.

It is written at each look. Time only moves a round on from open to in doubt to missed, and that is
judged when it is read: whatever the age of a line, what it says of a moment is true.
"""

import json
from datetime import datetime, timedelta
from typing import NamedTuple

from shared.domain.case import Case
from shared.domain.events import programme_of
from shared.domain.instants import instant_of, seconds_of
from shared.domain.rounds import Round, State, cut_off, state_of

MISSED_FOR = timedelta(days=30)
"""So long a list says of something that it was missed."""
_SEEN, _SOFT, _USUAL = 1, 2, 4
_MOST_MISSED = 20
"""Rounds of one case; a line does not grow for ever, nor change by the passing of days."""


class Waiting(NamedTuple):
    """A round that nobody has answered."""

    obligation: str
    number: int
    remind_by: datetime
    missed_after: datetime
    hard: bool
    acknowledged: bool = False
    snoozed_until: datetime | None = None

    @property
    def programme(self) -> str:
        """The programme whose claim the round belongs to."""
        return programme_of(self.obligation)

    def is_open(self, now: datetime) -> bool:
        """Say whether an answer at ``now`` would still be in time, by the latest reading."""
        return now <= self.missed_after

    def was_missed(self, now: datetime) -> bool:
        """Say whether it was missed, and that lately."""
        return self.state(now) == "missed" and now - self.missed_after <= MISSED_FOR

    def state(self, now: datetime) -> State:
        """Return where the round stands at ``now``, UTC."""
        return state_of(self.remind_by, self.missed_after, now, hard=self.hard)

    def turn(self, now: datetime) -> datetime:
        """Return the next moment at which something about an open round is lost, UTC."""
        return self.remind_by if self.remind_by >= now else self.missed_after

    def cut_off(self, now: datetime) -> datetime:
        """Return the cut-off that is shown of it at ``now``."""
        return cut_off(self.remind_by, self.missed_after, now)


class Waits(NamedTuple):
    """What of one order waits, and who looks after it."""

    account: str
    order_id: str
    owner: str
    rounds: tuple[Waiting, ...]


def waiting(case: Case, now: datetime) -> list[Round]:
    """Return the rounds that are open, and the last ones that were missed."""
    rounds = [each for each in case.all_rounds() if each.closed_as is None]
    missed = [each for each in rounds if each.state(now) == "missed"]
    return [*(each for each in rounds if each.is_open(now)), *missed[-_MOST_MISSED:]]


def urgent_by(case: Case, now: datetime) -> datetime | None:
    """Return the next moment at which something open is lost; None when nothing is open."""
    return min(
        (
            by
            for each in case.all_rounds()
            if each.closed_as is None
            for by in (each.deadline.remind_by, each.deadline.missed_after)
            if by >= now
        ),
        default=None,
    )


def write_waits(case: Case, now: datetime) -> str:
    """Return what waits as one short line, empty when nothing does: every write pays for it."""
    rounds: list[object] = [_written(each) for each in waiting(case, now)]
    if not rounds:
        return ""
    owned = [*rounds, case.owner] if case.owner else rounds
    return json.dumps(owned, ensure_ascii=False, separators=(",", ":"))


def read_waits(account: str, order_id: str, line: str) -> Waits:
    """Read back what ``write_waits`` wrote."""
    rounds = json.loads(line) if line else []
    owner = rounds.pop() if rounds and isinstance(rounds[-1], str) else ""
    return Waits(account, order_id, owner, tuple([_read(*each) for each in rounds]))


def _written(each: Round) -> list[str | int]:
    """Return name, number, cut-off, how much longer it may run; then only what is unusual."""
    by, end = each.deadline.remind_by, each.deadline.missed_after
    values: list[str | int] = [
        each.obligation, each.number, seconds_of(by), seconds_of(end) - seconds_of(by),
        _SEEN * (each.acknowledged_at is not None) + _SOFT * (not each.hard),
        seconds_of(each.snoozed_until) if each.snoozed_until else 0,
    ]  # fmt: skip
    while not values[-1] and len(values) > _USUAL:
        values.pop()
    return values


def _read(  # noqa: PLR0913, PLR0917 - as they stand in the line
    obligation: str, number: int, by: int, more: int, marks: int = 0, until: int = 0
) -> Waiting:
    ends = instant_of(by), instant_of(by + more)
    return Waiting(
        obligation, number, *ends, not marks & _SOFT, bool(marks & _SEEN),
        instant_of(until) if until else None,
    )  # fmt: skip
