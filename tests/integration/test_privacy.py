"""A thousand pieces of personal data go in by every way there is; none is found anywhere after."""

import json
import logging
import random
from email.message import EmailMessage
from email.utils import format_datetime
from io import StringIO
from typing import Any

import boto3
import pytest

from claimwatch.runner import Context
from functions.ingest_file import lambda_handler
from shared.observability import logger
from tests.conftest import body
from tests.integration.conftest import Stack

SEED, PIECES, BUCKET = 20260311, 1000, "intake"
FIRST = ("Zephyrine", "Thaddeus", "Ottoline", "Bartholomew", "Xanthippe", "Leopoldine")
LAST = ("Quickenborough", "Wolverstone", "Featherstonhaugh", "Oglethorpe", "Zimmerwald")
STREET = ("Gooseberry", "Windlass", "Corncrake", "Tamarisk")


def planted() -> list[dict[str, str]]:
    """Invent people, five pieces of each."""
    dice = random.Random(SEED)  # noqa: S311 - repeatable on purpose
    people = []
    for number in range(PIECES // 5):
        name = f"{dice.choice(FIRST)}{number} {dice.choice(LAST)}{number}"
        people.append({
            "name": name,
            "street": f"{number + 11} {dice.choice(STREET)}{number} Lane",
            "phone": f"+1206555{number:04d}7",
            "mail": f"{name.replace(' ', '.').lower()}@mailbox{number}.example",
            "words": f"my cat {dice.choice(FIRST)}-{number} is allergic to it",
        })  # fmt: skip
    return people


def order(number: int) -> str:
    return f"113-5550177-{number:07d}"


def asked(person: dict[str, str], number: int, stack: Stack) -> bytes:
    message = EmailMessage()
    message["From"] = "Amazon <atoz-guarantee-no-reply@amazon.com>"
    message["To"] = "blue-kettle@claims.example.com"
    message["Date"] = format_datetime(stack.now)
    message["Subject"] = f"Action required: A-to-z Guarantee claim for order {order(number)}"
    message.set_content(
        f"{person['name']}, {person['street']}, {person['phone']}, filed an A-to-z Guarantee claim "
        f"on order {order(number)}.\nBuyer's comment: {person['words']} ({person['mail']})\n"
        "Please respond within 3 days."
    )
    return message.as_bytes()


def report(people: list[dict[str, str]], stack: Stack) -> bytes:
    day = stack.now.strftime("%d-%b-%Y")
    head = ("Order ID", "Order date", "Return request date", "Return request status",
            "Amazon RMA ID", "Buyer name", "Ship address", "Customer comments")  # fmt: skip
    rows = [
        (order(1000 + number), day, day, "Approved", f"D{number}", person["name"],
         f"{person['street']} {person['phone']}", f"{person['words']} {person['mail']}")
        for number, person in enumerate(people)
    ]  # fmt: skip
    return "\n".join("\t".join(row) for row in (head, *rows)).encode()


def announced(kind: str, key: str) -> str:
    if kind == "report":
        s3 = {"bucket": {"name": BUCKET}, "object": {"key": key}}
        return json.dumps({"Records": [{"s3": s3}]})
    action = {"type": "S3", "bucketName": BUCKET, "objectKey": key}
    sender = ["Amazon <atoz-guarantee-no-reply@amazon.com>"]
    receipt: dict[str, Any] = {"dmarcVerdict": {"status": "PASS"}, "action": action}
    receipt["recipients"] = ["blue-kettle@claims.example.com"]
    mail = {"commonHeaders": {"from": sender}}
    return json.dumps({"notificationType": "Received", "mail": mail, "receipt": receipt})


@pytest.fixture
def everything_written(stack: Stack) -> str:
    """Everything a deployment keeps or says after all of it has come in."""
    people, heard = planted(), StringIO()
    logger.setLevel(logging.DEBUG)
    logger.addHandler(logging.StreamHandler(heard))
    client = boto3.client("s3", region_name="us-east-1")
    client.create_bucket(Bucket=BUCKET)
    announcements = []
    for number, person in enumerate(people[:60]):
        client.put_object(Bucket=BUCKET, Key=f"mails/{number}", Body=asked(person, number, stack))
        announcements.append(announced("mail", f"mails/{number}"))
    name = "reports/blue-kettle-returns.txt"
    client.put_object(Bucket=BUCKET, Key=name, Body=report(people[60:], stack))
    announcements.append(announced("report", name))
    for text in announcements:
        record = {"messageId": "1", "body": text, "eventSource": "aws:sqs", "attributes": {}}
        answer = lambda_handler({"Records": [record]}, Context("ingest_file"))
        assert answer["batchItemFailures"] == []
    stack.runner.deliver()
    stack.receive(body("information_requested", buyer_name=people[0]["name"]))  # a field too many
    mails = [str(mail) for mail in stack.minute()]
    refused = [each["reason"] for each in stack.quarantined()]
    items = stack.aws.dynamodb.scan(TableName="cases")["Items"]
    assert len(items) > 60
    return "\n".join([
        json.dumps(items), json.dumps(stack.aws.published()), *mails, *refused, heard.getvalue(),
    ])  # fmt: skip


def test_none_of_a_thousand_pieces_is_kept_logged_or_sent(everything_written: str) -> None:
    found = [
        piece
        for person in planted()
        for piece in (*person["name"].split(), *list(person.values())[1:])
        if piece.casefold() in everything_written.casefold()
    ]

    assert found == []
