"""What everything costs, counted: calls and write units, as DynamoDB would bill them."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from shared.domain.protocol import StoredCase, World, settle
from shared.wiring import services
from tests.bench.bill import Bill, item_size
from tests.conftest import ORDER, MakeEvent, body
from tests.integration.conftest import Stack

HOUR = timedelta(hours=1)


@pytest.fixture
def bill(stack: Stack) -> Iterator[Bill]:
    bill = Bill()
    stack.receive(body("message_from_nobody"))  # accounts and rules are read once a minute
    with bill.counting():
        yield bill


def test_a_new_claim_costs_one_write(stack: Stack, bill: Bill) -> None:
    stack.receive(body("information_requested"))

    spent = bill.spent()
    calls, units = spent.calls, spent.units
    assert calls["PutItem"] == 1
    assert units <= 4


def test_a_reminder_costs_one_read_two_writes_and_one_of_its_report(
    stack: Stack, bill: Bill
) -> None:
    stack.receive(body("information_requested"))
    stack.minute()
    bill.spent()

    stack.minute(24 * HOUR)

    spent = bill.spent()
    calls, units = spent.calls, spent.units
    assert calls["SendEmail"] == calls["Publish"] == 1
    assert calls["PutItem"] == 3, "lease, mark, delivery report"
    assert calls["GetItem"] <= 5, "the case twice; account and rules once a minute"
    assert units <= 18


def test_an_event_known_already_costs_one_refused_write(stack: Stack, bill: Bill) -> None:
    stack.receive(body("information_requested"))
    bill.spent()

    stack.receive(body("information_requested"))

    spent = bill.spent()
    calls, units = spent.calls, spent.units
    assert (calls["PutItem"], units) == (0, 0) or (calls["PutItem"], units) == (1, 1)


def test_an_idle_sweep_costs_four_queries_and_two_read_units(stack: Stack, bill: Bill) -> None:
    stack.receive(body("information_requested"))
    while stack.minute(timedelta(minutes=1)):
        pass
    bill.spent()

    stack.minute(timedelta(minutes=1))

    spent = bill.spent()
    assert spent.calls == {"Query": 4, "ReceiveMessage": 1}, "the last is the queue's own"
    assert spent.queried == 2
    assert spent.units == 0


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


def test_three_hundred_events_stay_under_a_hundred_kilobytes(
    stack: Stack, world: World, make_event: MakeEvent
) -> None:
    kinds = ("seller_replied", "buyer_contacted")
    told = [
        (kinds[number % 2], stack.now - timedelta(minutes=300 - number)) for number in range(300)
    ]
    events = tuple(make_event(kind, at, programme="message") for kind, at in told[:295])
    early = settle(StoredCase("blue-kettle", ORDER, events=events), world, stack.now)
    services().cases.put(early)
    for kind, at in told[295:]:
        stack.receive(body(kind, at, programme="message"))

    item = stack.aws.dynamodb.get_item(
        TableName="cases",
        Key={"pk": {"S": "ACCOUNT#blue-kettle"}, "sk": {"S": f"ORDER#{ORDER}"}},
    )["Item"]
    assert len(services().cases.get("blue-kettle", ORDER).events) == 300  # type: ignore[union-attr]
    assert item_size(dict(item)) < 100 * 1024
