"""The index of what is due; read by the sweep, which needs nothing else of a case."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from shared.adapters.keys import ACCOUNTS, account_partition, case_key
from shared.domain.instants import iso

if TYPE_CHECKING:
    from shared.adapters.items import Items

_EVER = "9999"
_ORDERS = "ORDER#"
NOTHING_OPEN = "9999"
"""After every cut-off: a message about what is over goes after those that save something."""


@dataclass(frozen=True, slots=True)
class DueCase:
    """An entry of the due index: which case to look at, and how urgent it is."""

    account: str
    order_id: str
    """Empty: it is the account itself, whose open cases are to follow its settings."""
    due_at: str
    urgent_by: str


class DueIndex:
    """Reads which cases need a look, and which there are."""

    def __init__(self, items: Items) -> None:
        """Work on items with the keys of ``keys.py``."""
        self._items = items

    def due(self, now: datetime) -> Iterator[DueCase]:
        """Yield every case that needs a look by ``now``."""
        return (each for each in self.looks(iso(now)) if each.order_id)

    def open(self, accounts: Container[str]) -> Iterator[DueCase]:
        """Yield every case of these accounts that will ever need a look: all that are open."""
        return (each for each in self.looks(_EVER) if each.order_id and each.account in accounts)

    def orders(self, account: str, after: str = "", *, latest: bool = True) -> Iterator[str]:
        """Yield the orders of an account behind one of them, also of cases that cannot be read."""
        behind = case_key(account, after)["sk"] if after else ""
        partition = account_partition(account)
        for place in self._items.places(partition, _ORDERS, behind, latest=latest):
            yield place.removeprefix(_ORDERS)

    def looks(self, by: str) -> Iterator[DueCase]:
        """Yield every case and every account that needs a look by an instant."""
        for item in self._items.due(by):
            of_account = item["pk"] == ACCOUNTS
            yield DueCase(
                account=item["sk"] if of_account else item["pk"].partition("#")[2],
                order_id="" if of_account else item["sk"].partition("#")[2],
                due_at=item["due_at"],
                urgent_by=item.get("urgent_by", NOTHING_OPEN),
            )
