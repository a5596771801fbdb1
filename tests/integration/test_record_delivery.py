"""What SES reports of a mail, as its queue delivers it."""

import json
from datetime import timedelta
from email.message import EmailMessage

import pytest

from claimwatch.runner import Context
from functions.record_delivery import lambda_handler
from shared.wiring import services
from tests.conftest import body
from tests.integration.conftest import Stack

MINUTE = timedelta(minutes=1)
HARD = {"bounceType": "Permanent", "bounceSubType": "General"}


def report(mail: EmailMessage, kind: str, **more: object) -> str:
    headers = [{"name": name, "value": str(value)} for name, value in mail.items()]
    told = {"destination": [str(mail["To"])], "headers": headers}
    return json.dumps({"eventType": kind, "mail": told, **more})


def hand_in(*reports: str) -> list[str]:
    """Deliver reports; return the ids that are given back to the queue."""
    records = [
        {"messageId": str(index), "body": each, "eventSource": "aws:sqs", "attributes": {}}
        for index, each in enumerate(reports)
    ]
    answer = lambda_handler({"Records": records}, Context("record_delivery"))
    return [each["itemIdentifier"] for each in answer["batchItemFailures"]]


@pytest.fixture
def arrival(stack: Stack) -> EmailMessage:
    """A question came in, and its first mail went out."""
    stack.receive(body("information_requested"))
    (mail,) = stack.minute()
    return mail


def test_a_mail_that_bounces_goes_to_the_next_contact_within_a_minute(
    stack: Stack, arrival: EmailMessage
) -> None:
    assert hand_in(report(arrival, "Bounce", bounce=HARD)) == []

    told = {(str(mail["To"]), str(mail["Subject"])) for mail in stack.minute(MINUTE)}

    assert {to for to, _ in told} == {"second@example.com"}
    assert str(arrival["Subject"]) in {subject for _, subject in told}


def test_the_topic_hears_of_a_lost_contact(stack: Stack, arrival: EmailMessage) -> None:
    hand_in(report(arrival, "Complaint"))
    stack.minute(MINUTE)

    notices = [each for each in stack.aws.published() if each["kind"] == "notice"]

    assert [each["notice"] for each in notices] == ["contact_changed"]


def test_a_passing_bounce_changes_nothing(stack: Stack, arrival: EmailMessage) -> None:
    hand_in(report(arrival, "Bounce", bounce={"bounceType": "Transient"}))

    assert stack.minute(MINUTE) == []


def test_an_address_is_known_again_however_the_provider_writes_it(
    stack: Stack, arrival: EmailMessage
) -> None:
    shouted = report(arrival, "Bounce", bounce=HARD).replace("owner@", "OWNER@")

    hand_in(shouted)

    assert [each.address for each in stack.case().gone] == ["owner@example.com"]


def test_a_report_comes_twice_and_is_written_once(stack: Stack, arrival: EmailMessage) -> None:
    version = stack.case().version

    hand_in(report(arrival, "Bounce", bounce=HARD), report(arrival, "Bounce", bounce=HARD))

    assert stack.case().version == version + 1


def test_what_is_no_report_of_ours_is_given_back(stack: Stack, arrival: EmailMessage) -> None:
    good = report(arrival, "Delivery")

    assert hand_in("{}", "not json", good) == ["0", "1"]


def test_a_digest_that_bounces_names_no_case(stack: Stack) -> None:
    digest = EmailMessage()
    digest["To"] = "owner@example.com"

    assert hand_in(report(digest, "Bounce", bounce=HARD)) == []
    assert services().cases.get("blue-kettle", "113-5550123-5550199") is None
