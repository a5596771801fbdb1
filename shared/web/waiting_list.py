"""What waits on a board, whole: whatever a page or a calendar says of it is said of all of it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from shared.domain.accounts import Account
from shared.domain.waiting import Waiting, Waits, read_waits, write_waits
from shared.observability import logger
from shared.web.found import Tools

MOST_READ = 200
"""Cases read for one list because the index does not say what of them is open."""


class Line(NamedTuple):
    """One round that nobody has answered, and whose it is."""

    account: Account
    order_id: str
    owner: str
    round: Waiting

    def place(self, now: datetime) -> str:
        """Return what a list is sorted by: its next turn, then what tells it from all others."""
        turn = self.round.turn(now).isoformat()
        names = self.account.slug, self.order_id, self.round.obligation, str(self.round.number)
        return "|".join((turn, *names))


@dataclass(slots=True)
class WaitingList:
    """Every open round, soonest first, and what was missed lately, the latest first."""

    now: datetime
    opened: list[Line] = field(default_factory=list)
    missed: list[Line] = field(default_factory=list)
    unread: int = 0
    """Orders of which it is not known what is open; while there are any, nothing is all clear."""


def waiting_list(tools: Tools, accounts: Iterable[Account], now: datetime) -> WaitingList:
    """Read what waits of some accounts, from the index alone; ``now`` is UTC."""
    made, read = WaitingList(now), 0
    for account in accounts:
        for waits in tools.cases.waiting(account.slug, now):
            if waits.rounds:
                _sort_in(waits, account, made)
                continue
            read += 1
            found = _looked_at(waits, account, tools, now) if read <= MOST_READ else None
            if found is None:
                made.unread += 1
            else:
                _sort_in(found, account, made)
    made.opened.sort(key=lambda line: line.place(now))
    made.missed.sort(key=lambda line: (line.round.missed_after, line.order_id), reverse=True)
    return made


def _sort_in(waits: Waits, account: Account, made: WaitingList) -> None:
    for each in waits.rounds:
        if each.is_open(made.now):
            made.opened.append(Line(account, waits.order_id, waits.owner, each))
        elif each.was_missed(made.now):
            made.missed.append(Line(account, waits.order_id, waits.owner, each))


def _looked_at(waits: Waits, account: Account, tools: Tools, now: datetime) -> Waits | None:
    """Return what waits of an order by its case, None where it cannot be read."""
    try:
        stored = tools.cases.get(account.slug, waits.order_id)
        line = write_waits(tools.world(account).case(stored), now) if stored else ""
    except Exception:  # noqa: BLE001 - one that is broken never hides the others
        logger.exception("case cannot be read", account=account.slug, order=waits.order_id[-4:])
        return None
    return read_waits(account.slug, waits.order_id, line)


def orders(lines: Iterable[Line]) -> Iterator[str]:
    """Yield the orders of lines of one account, each once."""
    yield from dict.fromkeys(line.order_id for line in lines)
