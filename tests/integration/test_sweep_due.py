from datetime import datetime, timedelta

import pytest

from claimwatch.runner import Context
from functions.sweep_due import lambda_handler
from shared.domain.instants import iso
from tests.conftest import WEDNESDAY, body
from tests.integration.conftest import Stack

MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("at", "due"),
    [
        pytest.param(WEDNESDAY - MINUTE, 0, id="a minute too early"),
        pytest.param(WEDNESDAY, 1, id="at the minute"),
        pytest.param(WEDNESDAY + 180 * MINUTE, 1, id="three hours late"),
    ],
)
def test_a_sweep_finds_what_is_due_by_its_scheduled_time(
    stack: Stack, at: datetime, due: int
) -> None:
    stack.receive(body("information_requested"))

    assert lambda_handler({"time": iso(at)}, Context("sweep_due")) == {
        "due": due,
        "enqueued": due,
    }


def test_a_schedule_that_names_no_time_means_now(stack: Stack) -> None:
    stack.receive(body("information_requested"))

    answer = lambda_handler({"time": "<aws.scheduler.scheduled-time>"}, Context("sweep_due"))

    assert answer == {"due": 1, "enqueued": 1}


def test_the_most_urgent_case_is_handed_on_first(stack: Stack) -> None:
    stack.receive(
        body("claim_opened", programme="chargeback", order_id="113-5550123-0000001"),
        body("information_requested", order_id="113-5550123-0000002"),
    )

    looked_at = stack.runner.sweep(stack.now)

    assert [order for _, order in looked_at] == ["113-5550123-0000002", "113-5550123-0000001"]


def test_what_is_answered_leaves_the_index(stack: Stack) -> None:
    stack.receive(body("information_requested"), body("seller_responded"))

    assert stack.runner.sweep(stack.now + timedelta(days=9)) == []
    assert "due_at" not in stack.aws.dynamodb.scan(
        TableName="cases", FilterExpression="begins_with(sk, :o)",
        ExpressionAttributeValues={":o": {"S": "ORDER#"}},
    )["Items"][0]  # fmt: skip
