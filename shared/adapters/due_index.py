"""The index of what is due; read by the sweep, which needs nothing else of a case."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from shared.domain.instants import iso

if TYPE_CHECKING:
    from shared.adapters.items import Items

NOTHING_OPEN = "9999"
"""After every cut-off: a message about what is over goes after those that save something."""


@dataclass(frozen=True, slots=True)
class DueCase:
    """An entry of the due index: which case to look at, and how urgent it is."""

    account: str
    order_id: str
    due_at: str
    urgent_by: str


class DueIndex:
    """Reads which cases need a look."""

    def __init__(self, items: Items) -> None:
        """Work on items with the keys of ``keys.py``."""
        self._items = items

    def due(self, now: datetime) -> Iterator[DueCase]:
        """Yield every case that needs a look by ``now``."""
        for item in self._items.due(iso(now)):
            yield DueCase(
                account=item["pk"].partition("#")[2],
                order_id=item["sk"].partition("#")[2],
                due_at=item["due_at"],
                urgent_by=item.get("urgent_by", NOTHING_OPEN),
            )
