"""Mails and reports as SES and S3 announce them."""

import json
from collections.abc import Callable
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any

import boto3
import pytest

from claimwatch.runner import Context
from functions.ingest_file import lambda_handler
from shared.steps.files import MOST_UNVERIFIED
from shared.wiring import services
from tests.conftest import ORDER
from tests.integration.conftest import Stack

BUCKET, KEY = "intake", "mails/abc"
ASKED = f"""Hello,

We have received an A-to-z Guarantee claim on order {ORDER}.
Action required: please provide the information requested within 3 days.
"""
Put = Callable[[str, bytes], None]


@pytest.fixture
def put(stack: Stack) -> Put:
    """Put a file into the bucket."""
    client = boto3.client("s3", region_name="us-east-1")
    client.create_bucket(Bucket=BUCKET)
    return lambda key, raw: client.put_object(Bucket=BUCKET, Key=key, Body=raw) and None


def mail(
    stack: Stack, text: str = ASKED, sender: str = "atoz-guarantee-no-reply@amazon.com"
) -> bytes:
    message = EmailMessage()
    message["From"] = f"Amazon <{sender}>"
    message["To"] = "blue-kettle@claims.example.com"
    message["Date"] = format_datetime(stack.now)
    message["Subject"] = f"Action required: A-to-z Guarantee claim for order {ORDER}"
    message.set_content(text)
    return message.as_bytes()


def received(dmarc: str = "PASS", to: str = "blue-kettle@claims.example.com") -> str:
    """Return what SES announces of a mail."""
    verdicts = {f"{name}Verdict": {"status": "PASS"} for name in ("spam", "virus", "spf", "dkim")}
    action = {"type": "S3", "bucketName": BUCKET, "objectKey": KEY}
    sender = ["Amazon <atoz-guarantee-no-reply@amazon.com>"]
    return json.dumps({
        "notificationType": "Received",
        "mail": {"messageId": "abc", "commonHeaders": {"from": sender}},
        "receipt": {
            **verdicts, "dmarcVerdict": {"status": dmarc}, "recipients": [to], "action": action,
        },
    })  # fmt: skip


def uploaded(key: str) -> str:
    """Return what S3 announces of a file."""
    return json.dumps({"Records": [{"s3": {"bucket": {"name": BUCKET}, "object": {"key": key}}}]})


def announce(stack: Stack, *bodies: str) -> list[str]:
    """Deliver announcements and what comes of them; return the ids that are given back."""
    records = [
        {"messageId": str(index), "body": body, "eventSource": "aws:sqs", "attributes": {}}
        for index, body in enumerate(bodies)
    ]
    answer = lambda_handler({"Records": records}, Context("ingest_file"))
    stack.runner.deliver()
    return [each["itemIdentifier"] for each in answer["batchItemFailures"]]


def obligations(stack: Stack) -> dict[str, Any]:
    return dict(stack.case().summary["obligations"])


def test_a_mail_of_amazon_opens_what_it_asks_for(stack: Stack, put: Put) -> None:
    put(KEY, mail(stack))

    assert announce(stack, received()) == []

    assert "atoz.info_request#1" in obligations(stack)
    assert all(event.verified for event in stack.case().events)


@pytest.mark.parametrize("dmarc", ["FAIL", "GRAY", "PROCESSING_FAILED"])
def test_only_the_word_of_ses_makes_a_mail_believed(stack: Stack, put: Put, dmarc: str) -> None:
    put(KEY, b"Authentication-Results: mx; dmarc=pass\r\n" + mail(stack))

    announce(stack, received(dmarc))

    assert not any(event.verified for event in stack.case().events)


def test_the_same_mail_twice_changes_nothing(stack: Stack, put: Put) -> None:
    put(KEY, mail(stack))
    announce(stack, received())
    version = stack.case().version

    announce(stack, received())

    assert stack.case().version == version


def test_what_looks_like_a_claim_and_cannot_be_read_is_told_at_once_and_once_an_hour(
    stack: Stack, put: Put
) -> None:
    put(KEY, mail(stack, text="An A-to-z claim was filed.").replace(ORDER.encode(), b"unknown"))

    announce(stack, received())
    announce(stack, received())

    (told,) = stack.aws.mails()
    assert b"To: owner@example.com" in told
    assert b"Unreadable claim notice" in told
    assert [each["source"] for each in stack.quarantined()] == ["mail", "mail"]


def test_a_newsletter_is_set_aside_quietly(stack: Stack, put: Put) -> None:
    letter = EmailMessage()
    letter["From"] = "news@example.com"
    letter["Subject"] = "Ten tips for spring"
    letter["Date"] = format_datetime(stack.now)
    letter.set_content("Sell more this spring.")
    put(KEY, letter.as_bytes())

    announce(stack, received())

    assert stack.aws.mails() == []
    assert stack.quarantined() == []


def test_a_flood_of_unverified_mails_is_stopped_where_it_can_be_seen(
    stack: Stack, put: Put
) -> None:
    for _ in range(MOST_UNVERIFIED):
        services().accounts.count("blue-kettle", "unverified", stack.now.date().isoformat())
    put(KEY, mail(stack))

    announce(stack, received("FAIL"))

    (refused,) = stack.quarantined()
    assert "unverified" in refused["reason"]


def test_a_report_opens_returns_that_could_be_claimed(stack: Stack, put: Put) -> None:
    day = stack.now.strftime("%d-%b-%Y")
    rows = [
        "Order ID\tOrder date\tReturn request date\tReturn request status\tAmazon RMA ID",
        f"{ORDER}\t{day}\t{day}\tApproved\tDabc123",
    ]
    put("reports/blue-kettle/returns 1.txt", "\n".join(rows).encode())

    assert announce(stack, uploaded("reports/blue-kettle/returns+1.txt")) == []

    assert "return" in stack.case().summary["claims"]


def test_what_is_no_announcement_is_given_back(stack: Stack, put: Put) -> None:
    assert announce(stack, "{}", "not json", uploaded("reports/blue-kettle/gone.txt")) == [
        "0", "1", "2",
    ]  # fmt: skip


def test_what_aws_says_when_it_is_set_up_is_no_file(stack: Stack, put: Put) -> None:
    tried = json.dumps({"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": BUCKET})

    assert announce(stack, tried, "Successfully validated SNS topic for Amazon SES.") == []
