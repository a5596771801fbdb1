"""What everything costs, counted: calls and write units, as DynamoDB would bill them.

A write costs a unit per begun kilobyte of the whole item; so does each index whose entry changes,
and twice when its key does (the old entry is removed, the new one put); a refused write costs too.
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from math import ceil
from typing import Any
from unittest.mock import patch

import pytest
from botocore.client import BaseClient
from botocore.exceptions import ClientError

from shared.wiring import services
from tests.conftest import ORDER, body
from tests.integration.conftest import Stack

HOUR = timedelta(hours=1)
INDEXES = {
    "due": (("due_shard", "due_at"), ("urgent_by",)),
    "month": (("month_pk", "month_sk"), ("figures",)),
}


def size(value: Any) -> int:  # noqa: ANN401 - any attribute in the wire format
    """Return the size DynamoDB bills for an attribute value."""
    ((kind, inner),) = value.items()
    if kind == "M":
        return 3 + sum(len(name.encode()) + size(each) + 1 for name, each in inner.items())
    if kind == "L":
        return 3 + sum(size(each) + 1 for each in inner)
    if kind in {"BOOL", "NULL"}:
        return 1
    return len(inner.encode()) if kind == "S" else len(inner) // 2 + 1


def item_size(item: dict[str, Any]) -> int:
    return sum(len(name.encode()) + size(value) for name, value in item.items())


@dataclass
class Bill:
    """Counts what the functions ask of AWS."""

    calls: Counter[str] = field(default_factory=Counter)
    units: int = 0
    _items: dict[str, dict[str, Any]] = field(default_factory=dict)

    @contextmanager
    def counting(self) -> Iterator[None]:
        real = BaseClient._make_api_call  # type: ignore[attr-defined]  # noqa: SLF001

        def call(client: BaseClient, operation: str, given: Any) -> Any:  # noqa: ANN401
            self.calls[operation] += 1
            try:
                answer = real(client, operation, given)
            except ClientError:
                self.units += operation == "PutItem"
                raise
            if operation == "PutItem":
                self._written(given["Item"])
            return answer

        with patch.object(BaseClient, "_make_api_call", call):
            yield

    def _written(self, item: dict[str, Any]) -> None:
        from boto3.dynamodb.types import TypeSerializer  # noqa: PLC0415

        wire = {
            name: value
            if isinstance(value, dict) and len(value) == 1 and next(iter(value)) in "SNMLB"
            else TypeSerializer().serialize(value)
            for name, value in item.items()
        }
        key = f"{wire['pk']} {wire['sk']}"
        before = self._items.get(key, {})
        self._items[key] = wire
        self.units += ceil(item_size(wire) / 1024)
        for keys, others in INDEXES.values():
            old, new = ([each.get(name) for name in keys] for each in (before, wire))
            rest = [each.get(name) for each in (before, wire) for name in others]
            if old != new:
                self.units += (old[0] is not None) + (new[0] is not None)
            elif new[0] is not None and rest[0] != rest[1]:
                self.units += 1

    def spent(self) -> tuple[Counter[str], int]:
        """Return calls and units since the last time, and begin anew."""
        spent = self.calls, self.units
        self.calls, self.units = Counter(), 0
        return spent


@pytest.fixture
def bill(stack: Stack) -> Iterator[Bill]:
    bill = Bill()
    stack.receive(body("message_from_nobody"))  # accounts and rules are read once a minute
    with bill.counting():
        yield bill


def test_a_new_claim_costs_one_write(stack: Stack, bill: Bill) -> None:
    stack.receive(body("information_requested"))

    calls, units = bill.spent()
    assert calls["PutItem"] == 1
    assert units <= 4


def test_a_reminder_costs_one_read_two_writes_and_one_of_its_report(
    stack: Stack, bill: Bill
) -> None:
    stack.receive(body("information_requested"))
    stack.minute()
    bill.spent()

    stack.minute(24 * HOUR)

    calls, units = bill.spent()
    assert calls["SendEmail"] == calls["Publish"] == 1
    assert calls["PutItem"] == 3, "lease, mark, delivery report"
    assert calls["GetItem"] <= 5, "the case twice; account and rules once a minute"
    assert units <= 18


def test_an_event_known_already_costs_one_refused_write(stack: Stack, bill: Bill) -> None:
    stack.receive(body("information_requested"))
    bill.spent()

    stack.receive(body("information_requested"))

    calls, units = bill.spent()
    assert (calls["PutItem"], units) == (0, 0) or (calls["PutItem"], units) == (1, 1)


def test_an_idle_sweep_costs_four_queries_however_much_is_open(stack: Stack, bill: Bill) -> None:
    spent = []
    for index in range(3):
        spent.append(stack.runner.sweep(stack.now) or bill.spent()[0]["Query"])
        for each in range(10**index):
            order = f"113-555{index:04d}-{each:07d}"
            stack.receive(body("information_requested", order_id=order, event_id=order))
        while stack.minute(timedelta(minutes=1)):
            pass
        bill.spent()

    assert spent == [4, 4, 4]


def test_a_typical_case_stays_under_three_kilobytes(stack: Stack) -> None:
    stack.receive(body("information_requested"))
    for hours in (0, 24, 16, 6):
        stack.minute(hours * HOUR)
    stack.receive(body("seller_responded", stack.now))
    stack.minute(HOUR)

    item = stack.aws.dynamodb.get_item(
        TableName="cases",
        Key={"pk": {"S": "ACCOUNT#blue-kettle"}, "sk": {"S": f"ORDER#{ORDER}"}},
    )["Item"]
    assert item_size(dict(item)) < 3 * 1024


def test_three_hundred_events_stay_under_a_hundred_kilobytes(stack: Stack) -> None:
    for number in range(300):
        at = stack.now - timedelta(minutes=300 - number)
        kind = "buyer_contacted" if number % 2 else "seller_replied"
        stack.receive(body(kind, at, programme="message"))

    item = stack.aws.dynamodb.get_item(
        TableName="cases",
        Key={"pk": {"S": "ACCOUNT#blue-kettle"}, "sk": {"S": f"ORDER#{ORDER}"}},
    )["Item"]
    assert len(services().cases.get("blue-kettle", ORDER).events) == 300  # type: ignore[union-attr]
    assert item_size(dict(item)) < 100 * 1024
