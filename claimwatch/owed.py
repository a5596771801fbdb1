"""What is owed somewhere: every round that is open, in doubt or missed, before any case is read."""

from collections.abc import Iterable, Iterator
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


def first(owed: Iterable[Owed], now: datetime, most: int) -> list[Owed]:
    """Return what matters most of what is owed, as a person reads it.

    What can still be saved comes first, soonest first, and then what was missed, the newest last;
    where not all have room, the oldest misses go first.
    """
    every = list(owed)
    live = sorted((each.remind_by, each) for each in every if each.missed_after >= now)
    missed = sorted((each.missed_after, each) for each in every if each.missed_after < now)
    kept = [each for _, each in live[:most]]
    room = most - len(kept)
    return kept + [each for _, each in missed[-room:]] if room else kept
