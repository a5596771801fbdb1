"""What our tables ask of whatever keeps their items.

DynamoDB keeps them (``table.py``), SQLite does for the local store, memory for the simulator. Items
hold text, whole and decimal numbers, yes and no, nothing, lists and maps. Each is found by its
partition ``pk`` and its place in it, ``sk``, and may stand in the indexes of ``keys.py``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, Protocol

Item = dict[str, Any]
Key = Mapping[str, str]
"""``pk`` and ``sk``."""


class New(NamedTuple):
    """Write only where there is nothing yet."""


class Same(NamedTuple):
    """Write only where an attribute is still what was read."""

    name: str
    value: Any


class Older(NamedTuple):
    """Write only where an attribute is less than this, or is not there."""

    name: str
    value: str


When = New | Same | Older


def holds(when: When | None, now: Mapping[str, Any] | None) -> bool:
    """Say whether a condition holds of an item as it is now; for stores that ask in Python."""
    match when:
        case New():
            return now is None
        case Same(name, value):
            return now is not None and bool(now.get(name) == value)
        case Older(name, value):
            return now is None or name not in now or bool(now[name] < value)
    return True


class ItemChangedError(Exception):
    """A condition of a write did not hold; nothing was written."""

    def __init__(self, current: Item | None) -> None:
        """Carry the item as it is now, None when there is none."""
        super().__init__("the item is not as it was read")
        self.current = current


class Items(Protocol):
    """Keeps items; every list comes page by page, as it is asked for."""

    def get(self, key: Key, *, latest: bool = True) -> Item | None:
        """Return the item of a key; without ``latest`` a moment old, at half the price."""

    def put(self, item: Item, when: When | None = None) -> None:
        """Store an item whole; raises ItemChangedError."""

    def delete(self, key: Key, when: When | None = None) -> None:
        """Remove an item, if it is there; raises ItemChangedError."""

    def under(self, partition: str, begin: str = "", *, latest: bool = True) -> Iterator[Item]:
        """Yield the items of a partition whose place begins so, in the order of their places."""

    def places(
        self, partition: str, begin: str, after: str = "", *, latest: bool = True
    ) -> Iterator[str]:
        """Yield the places of a partition that begin so, behind one of them, and no more of it."""

    def due(self, by: str) -> Iterator[Item]:
        """Yield from the due index whatever is due by an instant: keys, and what it projects."""

    def begun(self, partition: str, first: str, last: str) -> Iterator[Item]:
        """Yield from the month index what began from one month to another: keys and figures."""

    def open(self, partition: str, last: str) -> Iterator[Item]:
        """Yield from the open index what stands up to a place of it: keys, and what waits."""

    def count(self, key: Key, period: str) -> int:
        """Count one more in a period, and return how many it is now; a new one begins at one."""
