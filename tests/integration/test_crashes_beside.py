"""Die at every call of the functions that stand beside a claim's way, then go on as AWS would.

A schedule comes again, a queue delivers again, a person clicks again.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import count
from typing import Any

import boto3
import pytest

from claimwatch.embedded import embedded_aws
from claimwatch.runner import Context
from functions.check_canary import lambda_handler as check_canary
from functions.ingest_file import lambda_handler as ingest_file
from functions.reconcile import lambda_handler as reconcile
from functions.send_digests import lambda_handler as send_digests
from functions.web import lambda_handler as web
from shared.adapters.keys import CANARY
from shared.domain.accounts import Account
from shared.wiring import services
from tests.conftest import ORDER, body
from tests.integration.conftest import Stack
from tests.integration.dying import Faulty
from tests.integration.test_ingest_file import ASKED, BUCKET, KEY, mail, received
from tests.integration.test_liveness import MORNING, lose_index_entry
from tests.web.test_handler import URL, ask, links, request

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def deaths(go: Callable[[Faulty], None]) -> Iterator[Faulty]:
    """Run something that invokes a function again and again, dying at each call, on each side.

    Yields after each run; ends once a run had no call left to die at.
    """
    for at in count():
        for after in (False, True):
            faults = Faulty(at, after=after)
            with faults.installed():
                go(faults)
            if len(faults.calls) <= at:
                assert at, "there is no call to die at"
                return
            yield faults


def completed(faults: Faulty, operation: str) -> bool:
    """Say whether AWS had done it when the process died."""
    died_at = faults.calls[faults.at] if faults.after else ""
    return operation in (*faults.calls[: faults.at], died_at)


def test_a_walk_that_dies_is_made_good_by_the_next(stack: Stack) -> None:
    stack.receive(body("information_requested"))
    stack.minute()
    due = stack.case().next

    def walk(faults: Faulty) -> None:
        lose_index_entry(stack)
        faults.run(reconcile, {})

    for _ in deaths(walk):
        reconcile({}, Context("reconcile"))
        item = stack.aws.dynamodb.scan(TableName="cases", IndexName="due")["Items"]
        assert [entry["sk"]["S"] for entry in item] == [f"ORDER#{ORDER}"]
        assert stack.case().next == due


def test_a_digest_is_sent_again_only_when_nobody_could_know_that_it_was(stack: Stack) -> None:
    stack.receive(body("information_requested", stated="2026-06-01T08:00:00Z"))
    stack.minute()
    stack.aws.mails()
    stack.now = MORNING - 24 * HOUR

    def morning(faults: Faulty) -> None:
        stack.now += 24 * HOUR
        faults.run(send_digests, {})

    for faults in deaths(morning):
        stack.now += HOUR
        send_digests({}, Context("send_digests"))
        stack.now -= HOUR
        again = completed(faults, "SendEmail") and not completed(faults, "PutItem")
        assert len(stack.aws.mails()) == (2 if again else 1), faults.calls


def test_a_canary_that_died_does_not_keep_the_next_from_singing(stack: Stack) -> None:
    def sing(faults: Faulty) -> None:
        stack.now += 30 * MINUTE
        faults.run(check_canary, {})

    for _ in deaths(sing):
        stack.now += 30 * MINUTE
        check_canary({}, Context("check_canary"))
        stack.runner.deliver()
        stack.minute(MINUTE)
        (newest, *_) = sorted(
            services().cases.of_account(CANARY), key=lambda case: case.order_id, reverse=True
        )
        assert any(":email:" in slot for slot in newest.delivered)


def test_a_file_whose_reading_died_is_read_again(stack: Stack) -> None:
    client = boto3.client("s3", region_name="us-east-1")
    client.create_bucket(Bucket=BUCKET)
    numbers, orders = count(1), []

    def record() -> dict[str, Any]:
        text = received()
        return {"Records": [{"messageId": "0", "body": text, "attributes": {}}]}

    def read(faults: Faulty) -> None:
        orders.append(f"113-5550123-{next(numbers):07}")
        raw = mail(stack, ASKED.replace(ORDER, orders[-1])).replace(
            ORDER.encode(), orders[-1].encode()
        )
        client.put_object(Bucket=BUCKET, Key=KEY, Body=raw)
        faults.run(ingest_file, record())

    for _ in deaths(read):
        assert ingest_file(record(), Context("ingest_file")) == {"batchItemFailures": []}
        stack.runner.deliver()
        case = stack.case(orders[-1])
        assert [event.type for event in case.events] == ["information_requested"]


@pytest.fixture
def pages(account: Account) -> Iterator[Stack]:
    """A stack with pages."""
    with embedded_aws(f"{URL}/") as aws:
        services().accounts.put(account)
        yield Stack(aws)


def test_a_click_that_died_is_clicked_again_and_counts_once(pages: Stack) -> None:
    orders: list[str] = []
    link = ""

    def click(faults: Faulty) -> None:
        nonlocal link
        orders.append(f"113-5550123-{len(orders):07}")
        pages.receive(body("information_requested", order_id=orders[-1], event_id=orders[-1]))
        (sent,) = pages.minute(MINUTE)
        link = next(
            each for each in links(sent, "say") if "<h1>I have it" in ask("GET", each)["body"]
        )
        faults.run(web, request("POST", link))

    for _ in deaths(click):
        assert ask("POST", link)["statusCode"] == 200
        pages.runner.deliver()
        told = [event.type for event in pages.case(orders[-1]).events]
        assert told == ["information_requested", "acknowledged"]
