"""One program that the bench runs inside the build: `stubbed.py WHAT TIMES`, on a stubbed AWS.

Everything is real but the network: requests are written, signed and read, and answered at once.
"""

import json
import os
import sys
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from statistics import median
from time import perf_counter, process_time, sleep
from typing import Any

from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.config import Config
from botocore.httpsession import URLLib3Session

from shared.wiring import Services, services, use_clock

NOW = datetime(2026, 3, 11, 8, tzinfo=UTC)
SETTINGS = {
    "account": "blue-kettle",
    "store": "US",
    "time_zone": "Asia/Taipei",
    "quiet_hours": "23:00-07:30",
    "contacts": [
        {"name": "Owner", "email": "owner@example.com", "order": 1},
        {"name": "Second", "email": "second@example.com", "order": 2},
    ],
}
DISTANCE = 0.005
"""Seconds that DynamoDB takes to answer from nearby."""
PAGE = 2500
"""Entries of the due index on a page of a megabyte."""


class Network:
    """Answers requests, counts them, and keeps the last one that stored something."""

    def __init__(self, due: list[dict[str, Any]]) -> None:
        """Answer queries of the due index with these entries, all in one shard."""
        self.calls: Counter[str] = Counter()
        self.stored: dict[str, Any] = {}
        self.seconds = 0.0
        """How far away it is, there and back."""
        self._due = due

    def send(self, request: Any) -> AWSResponse:  # noqa: ANN401 - botocore's own
        """Answer as the session of a client would."""
        sleep(self.seconds)
        target = request.headers["X-Amz-Target"].decode().partition(".")[2]
        self.calls[target] += 1
        answer: dict[str, Any] = getattr(self, f"_{target}", lambda _: {})(request.body)
        raw = json.dumps(answer).encode()
        return AWSResponse(request.url, 200, HTTPHeaders(), _Raw(raw))

    def _PutItem(self, body: bytes) -> dict[str, Any]:  # noqa: N802 - as AWS names it
        self.stored = json.loads(body) if not self.stored else self.stored
        return {}

    def _GetItem(self, body: bytes) -> dict[str, Any]:  # noqa: N802
        key = json.loads(body)["Key"]
        if key["pk"]["S"] != "ACCOUNTS":
            return {}
        return {"Item": {**key, "settings": {"S": json.dumps(SETTINGS)}}}

    def _Query(self, body: bytes) -> dict[str, Any]:  # noqa: N802
        asked = json.loads(body)
        if asked["ExpressionAttributeValues"][":shard"]["S"] != "DUE#0":
            return {"Items": []}
        first = int(asked.get("ExclusiveStartKey", {"n": {"N": "0"}})["n"]["N"])
        more = {"LastEvaluatedKey": {"n": {"N": str(first + PAGE)}}}
        last = {} if first + PAGE >= len(self._due) else more
        return {"Items": self._due[first : first + PAGE], **last}

    def _SendMessageBatch(self, body: bytes) -> dict[str, Any]:  # noqa: N802
        entries = json.loads(body)["Entries"]
        return {"Successful": [{"Id": each["Id"]} for each in entries]}


class _Raw:
    def __init__(self, content: bytes) -> None:
        self._content = content

    def stream(self, **_: object) -> list[bytes]:
        return [self._content]


def body(number: int) -> str:
    """Return a question about an order of its own, asked at a minute of its own."""
    return json.dumps(
        {
            "schema": 1,
            "event_id": f"question-{number}",
            "type": "claim_opened",
            "occurred_at": f"{NOW - timedelta(minutes=number):%Y-%m-%dT%H:%M:%SZ}",
            "account": "blue-kettle",
            "programme": "atoz",
            "order_id": f"113-5550123-{number:07}",
            "action_required": True,
            "amount": {"value": "48.20", "currency": "USD"},
        }
    )


def batch(first: int) -> dict[str, Any]:
    """Return ten questions, each about an order of its own."""
    numbers = range(first, first + 10)
    return {"Records": [{"messageId": f"message-{n}", "body": body(n)} for n in numbers]}


def ingest(use: Services, times: int, _: Network) -> None:
    """Take in events: check, fold, plan, write the item."""
    from shared.steps.ingest import Ingest  # noqa: PLC0415 - a part of its own each

    step = Ingest(use.cases, use.accounts, use.quarantine, use.rules, use.now)
    for number in range(times + 1):
        if step.take_in(body(number), f"message-{number}").outcome != "applied":
            raise ValueError("not taken in")


def handle(_: Services, times: int, network: Network) -> None:
    """Take in events as the function does, ten at a time, a log line each."""
    from functions.ingest_event import lambda_handler  # noqa: PLC0415

    for first in range(0, times + 10, 10):
        lambda_handler(batch(first), _Context())
    if network.calls["PutItem"] != times + 10:
        raise ValueError("not taken in")


def wait(_: Services, times: int, network: Network) -> None:
    """Take in batches of ten, one case at a time and eight, and print how long a batch takes."""
    from functions.ingest_event import lambda_handler  # noqa: PLC0415

    lambda_handler(batch(0), _Context())
    network.seconds = DISTANCE
    took: dict[str, list[float]] = {"1": [], "8": []}
    for first in range(10, 20 * times, 20):
        for at_once, begin in (("1", first), ("8", first + 10)):
            os.environ["CASES_AT_ONCE"] = at_once
            since = perf_counter()
            lambda_handler(batch(begin), _Context())
            took[at_once].append(perf_counter() - since)
    sys.stdout.write(json.dumps({name: median(each) for name, each in took.items()}) + "\n")


def put(use: Services, times: int, network: Network) -> None:
    """Store the item of an ingested event by bare calls of a client as it comes."""
    _put(use._client("dynamodb", Config()), use, times, network)  # noqa: SLF001


def put_trimmed(use: Services, times: int, network: Network) -> None:
    """Store that item by bare calls of the client that our table has."""
    _put(use._items.client, use, times, network)  # type: ignore[attr-defined]  # noqa: SLF001


def _put(client: Any, use: Services, times: int, network: Network) -> None:  # noqa: ANN401
    ingest(use, 0, network)
    for _ in range(times):
        client.put_item(**network.stored)


def sweep(_: Services, times: int, network: Network) -> None:
    """Sweep once, and print what it asked of AWS and the processor time it took."""
    from functions.sweep_due import lambda_handler  # noqa: PLC0415

    begin = process_time()
    swept = lambda_handler({"time": f"{NOW:%Y-%m-%dT%H:%M:%SZ}"}, _Context())
    took = process_time() - begin
    if swept != {"due": times, "enqueued": times}:
        raise ValueError(f"not all swept: {swept}")
    sys.stdout.write(json.dumps({"seconds": took, "calls": network.calls}) + "\n")


class _Context:
    function_name = memory_limit_in_mb = invoked_function_arn = aws_request_id = "bench"

    @staticmethod
    def get_remaining_time_in_millis() -> int:
        return 30_000


WHATS: dict[str, Callable[[Services, int, Network], None]] = {
    "ingest": ingest, "handle": handle, "put": put, "put_trimmed": put_trimmed,
    "sweep": sweep, "wait": wait,
}  # fmt: skip


def due(times: int) -> list[dict[str, Any]]:
    """Return entries of the due index: each of an account of its own, the worst there is."""
    at = f"{NOW:%Y-%m-%dT%H:%M:%SZ}"
    return [
        {
            "pk": {"S": f"ACCOUNT#account-{number}"},
            "sk": {"S": f"ORDER#113-5550123-{number:07}"},
            "due_shard": {"S": "DUE#0"},
            "due_at": {"S": at},
            "urgent_by": {"S": at},
        }
        for number in range(times)
    ]


def main() -> None:
    """Do one of the above."""
    what, times = sys.argv[1], int(sys.argv[2])
    network = Network(due(times) if what == "sweep" else [])
    URLLib3Session.send = network.send  # type: ignore[method-assign, assignment]
    use_clock(lambda: NOW)
    WHATS[what](services(), times, network)


if __name__ == "__main__":
    main()
