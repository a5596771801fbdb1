"""Count what the functions ask of AWS, in the units AWS bills.

A write costs a unit per begun kilobyte of the whole item; so does each index whose entry changes,
and twice when its key does (the old entry is removed, the new one put); a refused write costs too.
A consistent read costs a unit per begun four kilobytes, any other read half of that.
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from math import ceil
from typing import Any
from unittest.mock import patch

from boto3.dynamodb.types import TypeSerializer
from botocore.client import BaseClient
from botocore.exceptions import ClientError

INDEXES = {
    "due": (("due_shard", "due_at"), ("urgent_by",)),
    "month": (("month_pk", "month_sk"), ("figures",)),
    "open": (("urgent_by", "pk"), ("waits",)),
}
HALF = Decimal("0.5")
_KINDS = frozenset("SNMLB")


def item_size(item: dict[str, Any]) -> int:
    """Return the bytes DynamoDB bills for an item."""
    return sum(len(name.encode()) + _size(value) for name, value in _wire(item).items())


@dataclass
class Bill:
    """Calls and units since the last look."""

    calls: Counter[str] = field(default_factory=Counter)
    """AWS calls by operation."""
    writes: Counter[str] = field(default_factory=Counter)
    """Write units: of the table, and of each index."""
    reads: Decimal = Decimal(0)
    """Read units of single items."""
    queried: Decimal = Decimal(0)
    """Read units of queries."""
    messages: int = 0
    """Messages the functions put on queues."""
    _items: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def units(self) -> int:
        """Write units of the table and its indexes together."""
        return sum(self.writes.values())

    @contextmanager
    def counting(self) -> Iterator[None]:
        """Count every call that is made meanwhile."""
        real = BaseClient._make_api_call  # type: ignore[attr-defined]  # noqa: SLF001

        def call(client: BaseClient, operation: str, given: Any) -> Any:  # noqa: ANN401
            self.calls[operation] += 1
            try:
                answer = real(client, operation, given)
            except ClientError:
                self.writes["table"] += operation == "PutItem"
                raise
            self._noted(operation, given, answer)
            return answer

        with patch.object(BaseClient, "_make_api_call", call):
            yield

    def _noted(self, operation: str, given: Any, answer: Any) -> None:  # noqa: ANN401
        if operation == "PutItem":
            self._written(given["Item"])
        elif operation == "GetItem":
            self.reads += _units([answer.get("Item", {})], consistent=given.get("ConsistentRead"))
        elif operation == "Query":
            self.queried += _units(answer["Items"], consistent=given.get("ConsistentRead"))
        elif operation == "DeleteItem":
            self._written(given["Key"])
        elif operation == "SendMessageBatch":
            self.messages += len(given["Entries"])
        elif operation == "SendMessage":
            self.messages += 1

    def _written(self, item: dict[str, Any]) -> None:
        wire = _wire(item)
        key = f"{wire['pk']} {wire['sk']}"
        before = self._items.get(key, {})
        self._items[key] = wire
        self.writes["table"] += ceil(max(item_size(wire), item_size(before)) / 1024)
        for index, (keys, others) in INDEXES.items():
            old, new = (_entry(each, keys) for each in (before, wire))
            if old != new:
                self.writes[index] += (old is not None) + (new is not None)
            elif new is not None and any(before.get(n) != wire.get(n) for n in others):
                self.writes[index] += 1

    def spent(self) -> "Bill":
        """Return what was counted since the last time, and begin anew."""
        spent = Bill(self.calls, self.writes, self.reads, self.queried, self.messages)
        self.calls, self.writes = Counter(), Counter()
        self.reads, self.queried, self.messages = Decimal(0), Decimal(0), 0
        return spent


def _entry(item: dict[str, Any], keys: tuple[str, ...]) -> list[Any] | None:
    """Return the place of an item in an index, None when it is not there."""
    found = [item.get(name) for name in keys]
    return None if None in found else found


def _units(items: list[dict[str, Any]], *, consistent: bool | None) -> Decimal:
    blocks = max(1, ceil(sum(map(item_size, items)) / 4096))
    return Decimal(blocks) if consistent else blocks * HALF


def _wire(item: dict[str, Any]) -> dict[str, Any]:
    serialized = TypeSerializer().serialize
    return {name: value if _is_wire(value) else serialized(value) for name, value in item.items()}


def _is_wire(value: object) -> bool:
    return isinstance(value, dict) and len(value) == 1 and next(iter(value)) in _KINDS


def _size(value: Any) -> int:  # noqa: ANN401 - any attribute in the wire format
    ((kind, inner),) = value.items()
    if kind == "M":
        return 3 + sum(len(name.encode()) + _size(each) + 1 for name, each in inner.items())
    if kind == "L":
        return 3 + sum(_size(each) + 1 for each in inner)
    if kind in {"BOOL", "NULL"}:
        return 1
    return len(inner.encode()) if kind == "S" else len(inner) // 2 + 1
