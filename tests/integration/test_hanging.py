"""AWS that takes every connection and never answers, one service at a time."""

import json
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from threading import Thread
from typing import Any

import pytest
from botocore.config import Config
from moto.core.botocore_stubber import BotocoreStubber

from claimwatch.embedded import embedded_aws
from claimwatch.runner import Context
from functions.ingest_event import lambda_handler as ingest
from functions.send_digests import lambda_handler as digest
from functions.send_reminder import lambda_handler as send
from shared import wiring
from shared.adapters.queues import Request
from shared.domain.accounts import Account
from shared.observability import metrics
from tests.conftest import ORDER, MakeBody
from tests.integration.conftest import Stack

LIMIT = 30.0
"""Seconds that a function lives."""
QUICKER = 5
"""So many times less than on AWS the clients wait for an answer here."""
Hang = Callable[[str], None]
CONFIGS = ("_ASK", "_OF_TABLE", "_OF_KEYS", "_SEND_ONCE")


@pytest.mark.parametrize("name", CONFIGS)
def test_no_call_waits_longer_than_a_function_lives(name: str) -> None:
    config: Any = getattr(wiring, name)
    tries = config.retries["total_max_attempts"]
    pauses = sum(2**number for number in range(tries - 1))  # at most, in seconds

    assert tries * (config.connect_timeout + config.read_timeout) + pauses < LIMIT / 2


@pytest.fixture(scope="module")
def hole() -> Iterator[str]:
    """An address that accepts and never answers."""
    held: list[socket.socket] = []

    def hold(listening: socket.socket) -> None:
        while True:
            try:
                held.append(listening.accept()[0])
            except OSError:
                return

    with closing(socket.create_server(("127.0.0.1", 0), backlog=64)) as listening:
        Thread(target=hold, args=(listening,), daemon=True).start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    for each in held:
        each.close()


@pytest.fixture
def linked(account: Account) -> Iterator[Stack]:
    """A stack whose mails have links."""
    with embedded_aws("https://pages.example") as aws:
        stack = Stack(aws)
        wiring.services().accounts.put(account)
        yield stack


@pytest.fixture
def hangs(hole: str, monkeypatch: pytest.MonkeyPatch) -> Hang:
    """Let a service of the functions' own clients hang from now on."""
    for name in CONFIGS:
        config = getattr(wiring, name)
        quicker = Config(read_timeout=config.read_timeout / QUICKER)
        monkeypatch.setattr(wiring, name, config.merge(quicker))
    right = BotocoreStubber.__call__

    def through(self: Any, event_name: str, request: Any, **more: Any) -> Any:  # noqa: ANN401
        if request.url.startswith(hole):
            return None  # over the wire, as without moto
        return right(self, event_name, request, **more)

    monkeypatch.setattr(BotocoreStubber, "__call__", through)

    def hang(service: str) -> None:
        name = f"AWS_ENDPOINT_URL_{service.upper().replace(' ', '_')}"
        monkeypatch.setenv(name, hole)
        wiring.services.cache_clear()  # a container of its own

    return hang


def record(body: str, number: int = 0) -> dict[str, Any]:
    return {"messageId": str(number), "body": body, "eventSource": "aws:sqs", "attributes": {}}


def invoke(handler: Any, *bodies: str) -> tuple[float, list[str]]:  # noqa: ANN401
    """Run a handler on a batch; return the seconds it took and what it gave back."""
    begun = time.monotonic()
    batch = {"Records": [record(body, number) for number, body in enumerate(bodies)]}
    answer = handler(batch, Context("function"))
    metrics.clear_metrics()
    took = (time.monotonic() - begun) * QUICKER
    return took, [x["itemIdentifier"] for x in answer["batchItemFailures"]]


def five(stack: Stack, make_body: MakeBody) -> list[str]:
    """Let five claims arrive; return their orders."""
    orders = [f"113-5550123-555{number:04}" for number in range(5)]
    stack.receive(*[make_body("claim_opened", action_required=True, order_id=each, event_id=each)
                    for each in orders])  # fmt: skip
    return orders


def test_mails_go_out_without_links_while_their_keys_cannot_be_read_and_ask_once(
    linked: Stack, make_body: MakeBody, hangs: Hang
) -> None:
    orders = five(linked, make_body)
    hangs("Secrets Manager")

    took, back = invoke(send, *[Request("blue-kettle", [each]).body() for each in orders])

    mails = linked.aws.mails()
    assert (len(mails), back) == (5, [])
    assert took < LIMIT
    assert not any(b"https://pages.example" in mail for mail in mails)
    assert all(b"claimwatch responded" in mail for mail in mails)  # does what the button would


def test_a_digest_goes_out_without_links_as_well(
    linked: Stack, make_body: MakeBody, hangs: Hang
) -> None:
    linked.receive(make_body("claim_opened", action_required=True))
    linked.now = linked.now.replace(day=12, hour=1)  # morning in Taipei
    hangs("Secrets Manager")

    digest({}, Context("send_digests"))
    metrics.clear_metrics()

    (mail,) = linked.aws.mails()
    assert b"https://pages.example" not in mail


@pytest.mark.parametrize("service", ["DynamoDB", "SQS", "SESv2"])
def test_a_function_outlives_a_service_that_hangs(
    linked: Stack, make_body: MakeBody, hangs: Hang, service: str
) -> None:
    claim = make_body("claim_opened", action_required=True)
    if service == "SESv2":
        linked.receive(claim)
    hangs(service)

    if service == "DynamoDB":
        took, back = invoke(ingest, claim)
        assert back == ["0"]  # told again, not lost
    elif service == "SQS":
        took, back = invoke(ingest, make_body("no such kind"))
        assert back == ["0"]  # what cannot be put into quarantine is not let go
    else:
        took, back = invoke(send, Request("blue-kettle", [ORDER]).body())
        assert back == []

    assert took < LIMIT


def test_a_topic_that_hangs_does_not_keep_the_mails_of_many_orders(
    linked: Stack, make_body: MakeBody, hangs: Hang
) -> None:
    orders = five(linked, make_body)
    hangs("SNS")

    took, back = invoke(send, *[Request("blue-kettle", [each]).body() for each in orders])

    assert (len(linked.aws.mails()), back) == (5, [])
    assert took < LIMIT


def test_what_is_read_from_the_bucket_of_files_cannot_hang_either(
    linked: Stack, hangs: Hang
) -> None:
    from functions.ingest_file import lambda_handler as read  # noqa: PLC0415

    hangs("S3")
    told = {"Records": [{"s3": {"bucket": {"name": "b"}, "object": {"key": "reports/x.txt"}}}]}

    took, back = invoke(read, json.dumps(told))

    assert back == ["0"]
    assert took < LIMIT
