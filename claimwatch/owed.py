"""What is owed somewhere: every round that is open, in doubt or missed, before any case is read."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from shared.adapters.case_table import CaseTable
from shared.domain.claims import FINAL
from shared.domain.deadlines import Deadline
from shared.domain.protocol import World
from shared.domain.rounds import Round, State, state_of
from shared.domain.waiting import Waiting, waiting

AWAITED: tuple[State, ...] = ("open", "in_doubt", "missed")
"""The states of which somebody should hear."""
EVER = timedelta(days=3650)


class Owed(NamedTuple):
    """A round that nobody has answered, and of which somebody should still hear."""

    account: str
    order_id: str
    obligation: str
    number: int
    remind_by: datetime
    missed_after: datetime

    def state(self, now: datetime) -> State:
        """Return where it stands at ``now``, UTC."""
        return state_of(self.remind_by, self.missed_after, now, hard=True)


def owed_of(cases: CaseTable, world: World, now: datetime) -> Iterator[Owed]:
    """Yield what is owed of an account, from the index of what is open.

    A case is read where the index does not tell all: an item of an older version has no line there,
    and of what was missed only its claim tells whether it is settled.
    """
    account = world.account.slug
    for waits in cases.waiting(account, now, EVER):
        states = {each.state(now) for each in waits.rounds}
        if states and "missed" not in states:
            for each in waits.rounds:
                if each.state(now) in AWAITED:
                    yield _owed(account, waits.order_id, each, each)
        elif (stored := cases.get(account, waits.order_id)) is not None:
            case = world.case(stored)
            for one in waiting(case, now):
                settled = case.claims[one.programme].status in FINAL
                if one.state(now) in AWAITED and not (settled and one.state(now) == "missed"):
                    yield _owed(account, waits.order_id, one, one.deadline)


def _owed(account: str, order_id: str, of: Round | Waiting, by: Deadline | Waiting) -> Owed:
    return Owed(account, order_id, of.obligation, of.number, by.remind_by, by.missed_after)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list is to show, and from when on something is urgent."""

    now: datetime
    urgent_by: datetime
    states: tuple[State, ...] = AWAITED
    most: int | None = None
    """How many are shown; all, if not given."""


@dataclass(frozen=True, slots=True)
class Owing:
    """What a list shows of what is owed, and how much there is of it all."""

    shown: Sequence[Owed]
    """As a person reads it: what can still be saved, soonest first; then the newest miss last."""
    counts: Mapping[State, int]
    urgent: int

    def chosen(self, asked: Asked) -> int:
        """Return how many there are of the states that are asked for."""
        return sum(self.counts[state] for state in asked.states)


def owing(owed: Iterable[Owed], asked: Asked) -> Owing:
    """Choose what a list shows; where not all has room, the oldest misses go first."""
    now, every = asked.now, list(owed)
    of = {state: [each for each in every if each.state(now) == state] for state in AWAITED}
    live = sorted(
        (each.remind_by, each)
        for state in ("open", "in_doubt")
        if state in asked.states
        for each in of[state]
    )
    missed = sorted((each.missed_after, each) for each in of["missed"] if "missed" in asked.states)
    kept = [each for _, each in live[: asked.most]]
    room = len(missed) if asked.most is None else asked.most - len(kept)
    return Owing(
        [*kept, *(each for _, each in missed[len(missed) - min(room, len(missed)) :])],
        {state: len(found) for state, found in of.items()},
        sum(each.remind_by <= asked.urgent_by for each in every),
    )
