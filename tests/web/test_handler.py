"""From a mail's link to the case, through the functions as they are deployed."""

import json
import re
from base64 import b64encode
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from claimwatch.embedded import Aws, embedded_aws
from claimwatch.runner import Context, Runner
from functions.web import lambda_handler
from shared import wiring
from shared.domain.accounts import Account
from tests.conftest import ORDER, WEDNESDAY, body

URL = "https://watch.example"
SAMPLE = Path(__file__).parents[2] / "events" / "web.json"


@pytest.fixture(scope="module")
def aws(account: Account) -> Iterator[Aws]:
    with embedded_aws(f"{URL}/") as embedded:
        wiring.use_clock(lambda: WEDNESDAY)
        wiring.services().accounts.put(account)
        yield embedded


@pytest.fixture(scope="module")
def mail(aws: Aws) -> EmailMessage:
    runner = Runner(aws)
    runner.ingest([("1", body("information_requested"))])
    runner.sweep(WEDNESDAY)
    return message_from_bytes(aws.mails()[0], policy=policy.default)


def ask(method: str, path: str, form: str = "", *, encoded: bool = False) -> dict[str, Any]:
    event = request(method, path, form, encoded=encoded)
    answer: dict[str, Any] = lambda_handler(event, Context("web"))
    return answer


def request(method: str, path: str, form: str = "", *, encoded: bool = False) -> dict[str, Any]:
    event: dict[str, Any] = json.loads(SAMPLE.read_text(encoding="utf-8"))
    event["rawPath"] = event["requestContext"]["http"]["path"] = path
    event["requestContext"]["http"]["method"] = method
    event["body"] = b64encode(form.encode()).decode() if encoded else form
    event["isBase64Encoded"] = encoded
    event["queryStringParameters"] = {}
    return event


def links(mail: EmailMessage, room: str) -> list[str]:
    text = mail.get_body(("plain",))
    assert text is not None
    return re.findall(rf"{URL}(/{room}/\S+)", text.get_content())


def test_the_sample_event_is_answered_in_its_language(aws: Aws) -> None:
    answer = lambda_handler(json.loads(SAMPLE.read_text(encoding="utf-8")), Context("web"))

    assert answer["statusCode"] == 404
    assert '<html lang="zh-Hant"' in answer["body"]


def test_a_button_of_a_mail_reaches_the_case_through_the_queue(
    aws: Aws, mail: EmailMessage
) -> None:
    pages = [ask("GET", link) for link in links(mail, "say")]
    assert {each["statusCode"] for each in pages} == {200}
    (ack,) = [
        link
        for link, shown in zip(links(mail, "say"), pages, strict=True)
        if "<h1>I have it" in shown["body"]
    ]

    answer = ask("POST", ack, "", encoded=True)
    assert answer["statusCode"] == 200
    Runner(aws).deliver()

    stored = wiring.services().cases.get("blue-kettle", ORDER)
    assert stored is not None
    assert [event.type for event in stored.events] == ["information_requested", "acknowledged"]
    assert stored.events[1].get("by") == "Owner"


def test_the_page_of_the_order_opens_from_the_mail(aws: Aws, mail: EmailMessage) -> None:
    (page,) = links(mail, "case")

    shown = ask("GET", page)

    assert f"Order {ORDER}" in shown["body"]
    assert len(shown["body"].encode()) < 50_000


def test_a_mail_program_unsubscribes_with_one_click(
    aws: Aws, mail: EmailMessage, account: Account
) -> None:
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = str(mail["List-Unsubscribe"]).strip("<>").removeprefix(URL)

    answer = ask("POST", path, str(mail["List-Unsubscribe-Post"]))

    assert answer["statusCode"] == 200
    left = wiring.services().accounts.get("blue-kettle").contacts
    assert [each.name for each in left] == ["Second"]
    wiring.services().accounts.put(account)


@pytest.mark.parametrize("form", ["x" * 5000, "a=1&" * 2000, "\x00\xff", "choice=%ff%fe"])
def test_a_strange_form_is_refused_in_words(aws: Aws, mail: EmailMessage, form: str) -> None:
    (path, *_) = links(mail, "say")

    answer = ask("POST", path, form)

    assert answer["statusCode"] in (200, 413, 422)
    assert "<h1>" in answer["body"]


def test_a_body_that_is_not_even_text_breaks_nothing(aws: Aws, mail: EmailMessage) -> None:
    event = json.loads(SAMPLE.read_text(encoding="utf-8"))
    event["requestContext"]["http"]["method"] = "POST"
    for broken in ("!!!", "/////w=="):
        answer = lambda_handler({**event, "body": broken, "isBase64Encoded": True}, Context("web"))
        assert answer["statusCode"] == 404
