"""What keeps watch over the watcher: the hourly walk, the canary, the digest."""

from datetime import timedelta

from claimwatch.runner import Context
from functions.reconcile import lambda_handler as reconcile
from functions.send_digests import lambda_handler as digest
from tests.conftest import ORDER, WEDNESDAY, body
from tests.integration.conftest import Stack

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
MORNING = WEDNESDAY + 16 * HOUR
"""Thursday, eight o'clock in Taipei."""


def lose_index_entry(stack: Stack) -> None:
    stack.aws.dynamodb.update_item(
        TableName="cases",
        Key={"pk": {"S": "ACCOUNT#blue-kettle"}, "sk": {"S": f"ORDER#{ORDER}"}},
        UpdateExpression="REMOVE due_at, due_shard",
    )


def test_a_case_that_fell_off_the_index_is_put_back(stack: Stack) -> None:
    stack.receive(body("information_requested"))
    stack.minute()
    before = stack.case().next
    lose_index_entry(stack)

    told = reconcile({}, Context("reconcile"))

    assert told == {"cases": 1, "repaired": 1, "overdue": 0}
    assert stack.case().next == before


def test_a_case_that_is_as_it_should_be_is_not_written(stack: Stack) -> None:
    stack.receive(body("information_requested"))
    stack.minute()
    version = stack.case().version
    stack.now += HOUR

    assert reconcile({}, Context("reconcile"))["repaired"] == 0
    assert stack.case().version == version


def test_what_no_sweep_has_fetched_for_ten_minutes_is_told(stack: Stack) -> None:
    stack.receive(body("information_requested"))
    stack.now += 11 * MINUTE

    assert reconcile({}, Context("reconcile"))["overdue"] == 1


def test_the_morning_brings_one_digest_a_day(stack: Stack) -> None:
    stack.receive(body("information_requested"))
    stack.minute()
    stack.now = MORNING

    sent = [digest({}, Context("send_digests"))["sent"] for _ in range(2)]
    stack.now += 24 * HOUR
    sent.append(digest({}, Context("send_digests"))["sent"])

    assert sent == [1, 0, 1]


def test_at_night_nobody_gets_a_digest(stack: Stack) -> None:
    stack.receive(body("information_requested"))
    stack.now = MORNING - 4 * HOUR

    assert digest({}, Context("send_digests"))["sent"] == 0


def test_nothing_open_means_no_digest_but_a_word_on_mondays(stack: Stack) -> None:
    stack.now, sent = MORNING, []
    for _ in range(7):
        sent.append(digest({}, Context("send_digests"))["sent"])
        stack.now += 24 * HOUR

    assert sent == [0, 0, 0, 0, 1, 0, 0], "from Thursday on"


def test_an_order_that_cannot_be_read_is_told_the_same_morning(stack: Stack) -> None:
    stack.receive(body("information_requested"))
    stack.minute()
    stack.aws.dynamodb.update_item(
        TableName="cases",
        Key={"pk": {"S": "ACCOUNT#blue-kettle"}, "sk": {"S": f"ORDER#{ORDER}"}},
        UpdateExpression="SET tracks = :broken",
        ExpressionAttributeValues={":broken": {"L": [{"S": "{"}]}},
    )
    stack.now = MORNING

    assert digest({}, Context("send_digests"))["sent"] == 1
    subjects = [str(mail["Subject"]) for mail in stack.minute()]
    assert "1 orders could not be read · blue-kettle" in subjects


def test_a_case_that_cannot_be_read_hides_no_other(stack: Stack) -> None:
    other = "113-5550123-5550200"
    stack.receive(
        body("information_requested"),
        body("information_requested", order_id=other, event_id="other"),
    )
    stack.minute()
    stack.aws.dynamodb.update_item(
        TableName="cases",
        Key={"pk": {"S": "ACCOUNT#blue-kettle"}, "sk": {"S": f"ORDER#{ORDER}"}},
        UpdateExpression="SET tracks = :broken",
        ExpressionAttributeValues={":broken": {"L": [{"S": "{"}]}},
    )

    told = reconcile({}, Context("reconcile"))

    assert told == {"cases": 1, "repaired": 0, "overdue": 0}
