"""Many messages for one person at once become one that lists them."""

from datetime import timedelta
from unittest.mock import patch

import pytest

from claimwatch.runner import HandlerFailedError
from shared.mail import letters
from shared.steps.sweep import MOST_TOGETHER
from tests.conftest import WEDNESDAY, body
from tests.integration.conftest import Stack

MINUTE = timedelta(minutes=1)


def orders(number: int) -> list[str]:
    return [f"113-5550123-{index:07d}" for index in range(number)]


def ask(stack: Stack, number: int) -> list[str]:
    """Let as many orders be asked about at once, each a little later than the one before."""
    named = orders(number)
    for index, order in enumerate(named):
        asked = WEDNESDAY - timedelta(minutes=number - index)
        stack.receive(
            body("information_requested", asked, event_id=f"asked-{index}", order_id=order)
        )
    return named


def test_five_messages_come_one_by_one(stack: Stack) -> None:
    ask(stack, 5)

    assert len(stack.minute()) == 5


def test_six_messages_come_as_one_that_names_each_order(stack: Stack) -> None:
    named = ask(stack, 6)

    (mail,) = stack.minute()

    text = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    places = [text.index(order) for order in named]
    assert places == sorted(places), "the most urgent comes first"
    assert stack.minute(MINUTE) == []
    assert all(stack.case(order).posted == {} for order in named)


@pytest.mark.parametrize(
    ("source", "mails"), [pytest.param("report", 1, id="one"), pytest.param("mail", 2, id="two")]
)
def test_what_one_report_brings_too_late_is_one_message(
    stack: Stack, source: str, mails: int
) -> None:
    asked = WEDNESDAY - timedelta(days=4)
    for index, order in enumerate(orders(2)):
        stack.receive(
            body("information_requested", asked, event_id=f"{index}", order_id=order, source=source)
        )

    sent = [str(mail["To"]) for mail in stack.minute()]
    assert sorted(sent) == sorted(["owner@example.com", "second@example.com"] * mails)


def test_what_a_list_told_is_told_on_the_topic_one_by_one(stack: Stack) -> None:
    named = ask(stack, 6)
    stack.minute()

    assert sorted(each["order_id"] for each in stack.aws.published()) == named


def test_a_list_that_cannot_be_written_goes_out_one_by_one(stack: Stack) -> None:
    ask(stack, 6)

    with patch.object(letters, "bundle", side_effect=ZeroDivisionError):
        mails = stack.minute()

    assert len(mails) == 6


def test_a_case_that_cannot_be_read_does_not_stop_the_others(stack: Stack) -> None:
    named = ask(stack, 6)
    stack.aws.dynamodb.update_item(
        TableName="cases",
        Key={"pk": {"S": "ACCOUNT#blue-kettle"}, "sk": {"S": f"ORDER#{named[0]}"}},
        UpdateExpression="SET tracks = :broken",
        ExpressionAttributeValues={":broken": {"L": [{"S": "{"}]}},
    )

    with pytest.raises(HandlerFailedError):
        stack.minute()

    assert len(stack.aws.mails()) == 5


def test_a_crowd_of_one_account_is_handed_on_in_parts(stack: Stack) -> None:
    ask(stack, MOST_TOGETHER + 10)

    mails = stack.minute()

    assert len(mails) == 2
