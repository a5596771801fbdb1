"""What docs/cost.md rests on: units as DynamoDB bills them, prices, and designs worked by hand."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import boto3
import pytest

from claimwatch.embedded import embedded_aws
from tests.bench.bill import Bill
from tests.bench.cost import PAGE, page
from tests.bench.designs import cost, designs, scanned
from tests.bench.one_claim import Counted

KEY = {"pk": "ACCOUNT#blue-kettle", "sk": "ORDER#1"}
DUE = {"due_shard": "DUE#0", "due_at": "2026-03-11T08:00:00Z"}


@pytest.fixture
def table() -> Iterator[Any]:
    with embedded_aws():
        yield boto3.resource("dynamodb").Table("cases")


def put(table: Any, bill: Bill, **item: Any) -> dict[str, int]:  # noqa: ANN401
    with bill.counting():
        table.put_item(Item={**KEY, **item})
    return dict(bill.spent().writes)


def test_a_write_costs_a_unit_a_begun_kilobyte_and_one_or_two_for_the_index(table: Any) -> None:  # noqa: ANN401
    bill = Bill()

    assert put(table, bill, text="x" * 1500) == {"table": 2}
    assert put(table, bill, text="x" * 500, **DUE) == {"table": 2, "due": 1}, "the larger counts"
    assert put(table, bill, text="x" * 500, **DUE, lease="y") == {"table": 1}, "no entry changes"
    assert put(table, bill, **{**DUE, "due_at": "2026-03-11T09:00:00Z"}) == {"table": 1, "due": 2}
    assert put(table, bill) == {"table": 1, "due": 1}, "off the index"


def test_a_read_costs_a_unit_a_begun_four_kilobytes_or_half_of_it(table: Any) -> None:  # noqa: ANN401
    bill = Bill()
    table.put_item(Item={**KEY, "text": "x" * 5000})

    with bill.counting():
        table.get_item(Key=KEY, ConsistentRead=True)
        table.get_item(Key=KEY)
        table.get_item(Key={**KEY, "sk": "nobody"})

    assert bill.reads == Decimal(2) + Decimal(1) + Decimal("0.5")


def test_a_million_of_each_cost_what_the_price_list_says() -> None:
    million = 1_000_000

    assert cost({"write_unit": million}) == Decimal("0.625")
    assert cost({"read_unit": million, "queue_request": million}) == Decimal("0.525")
    assert cost({"mail": 1000, "transition": 1000}) == Decimal("0.125")


def test_reading_twelve_thousand_cases_of_two_kilobytes_takes_half_a_unit_a_page() -> None:
    assert scanned(12_000, 2048) == 3000


def test_only_the_index_the_queue_and_the_sweep_set_claimwatch_apart_from_schedules() -> None:
    claim = Counted(Bill(), events=1, wakes=4, planned=6, size=2048)
    claim.bill.writes.update(table=10, due=8, month=1)
    claim.bill.messages = 4
    sweep = replace(Bill(), queried=Decimal(2))

    ours, schedules, waiting, *_ = (design.used for design in designs(claim, sweep))

    assert ours["write_unit"] - schedules["write_unit"] == 8_000
    assert ours["queue_request"] - schedules["queue_request"] == 12_000
    assert ours["read_unit"] == 51_840 * 2
    assert schedules["scheduled_call"] == 4_000
    assert waiting["transition"] == 13_000


def test_the_page_says_what_the_functions_take_today() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "`make cost` writes it anew"
