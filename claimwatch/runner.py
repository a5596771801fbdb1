"""Drive the real handlers with AWS-shaped payloads: what queues and the schedule do in AWS."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from claimwatch.embedded import Aws
from shared.adapters.queues import Request
from shared.domain.errors import ClaimwatchError
from shared.domain.instants import iso
from shared.observability import metrics

Handler = Callable[[dict[str, Any], LambdaContext], Any]


class HandlerFailedError(ClaimwatchError):
    """A handler gave records back to their queue; in AWS they would be tried again."""


class Context(LambdaContext):
    """What the runtime tells a function about itself."""

    def __init__(self, name: str) -> None:
        """Name the function."""
        self._function_name = name
        self._memory_limit_in_mb = 512
        self._invoked_function_arn = f"arn:aws:lambda:eu-central-1:123456789012:function:{name}"
        self._aws_request_id = "00000000-0000-0000-0000-000000000000"

    @staticmethod
    def get_remaining_time_in_millis() -> int:
        """Return the whole timeout: nothing here runs that long."""
        return 30_000


@dataclass(frozen=True, slots=True)
class Runner:
    """Calls the handlers of ``functions/`` on an embedded AWS."""

    aws: Aws

    def ingest(self, bodies: Sequence[tuple[str, str]]) -> None:
        """Deliver queue messages, given as id and body, ten at a time."""
        from functions.ingest_event import lambda_handler  # noqa: PLC0415

        for first in range(0, len(bodies), 10):
            self._batch("ingest_event", lambda_handler, bodies[first : first + 10])

    def deliver(self) -> None:
        """Let the queue of claim events deliver what other functions put there."""
        waiting = list(self.aws.drain(self.aws.claim_events))
        self.ingest([(message["MessageId"], message["Body"]) for message in waiting])

    def sweep(self, now: datetime) -> list[tuple[str, str]]:
        """Let the schedule fire at ``now`` and the queue deliver; return the cases looked at."""
        from functions.send_reminder import lambda_handler as send  # noqa: PLC0415
        from functions.sweep_due import lambda_handler as sweep  # noqa: PLC0415

        sweep({"time": iso(now)}, Context("sweep_due"))
        looked_at = []
        for message in list(self.aws.drain(self.aws.reminders)):
            request = Request.from_body(message["Body"])
            self._batch("send_reminder", send, [(message["MessageId"], message["Body"])])
            looked_at += [(request.account, order) for order in request.orders]
        self._report()
        return looked_at

    def digest(self) -> None:
        """Let the hour strike: whoever's morning it is gets a digest."""
        from functions.send_digests import lambda_handler  # noqa: PLC0415

        lambda_handler({}, Context("send_digests"))
        metrics.clear_metrics()
        self._report()

    def _report(self) -> None:
        """Let the mail provider report what became of the mails."""
        from functions.record_delivery import lambda_handler  # noqa: PLC0415

        for first, body in enumerate(self.aws.reports()):
            self._batch("record_delivery", lambda_handler, [(f"report-{first}", body)])

    def _batch(self, name: str, handler: Handler, bodies: Sequence[tuple[str, str]]) -> None:
        records = [_record(message_id, body) for message_id, body in bodies]
        answer = handler({"Records": records}, Context(name))
        metrics.clear_metrics()  # nobody collects them here, and a hundred would be printed
        failed = [entry["itemIdentifier"] for entry in answer["batchItemFailures"]]
        if failed:
            raise HandlerFailedError(f"{name} gave back {', '.join(failed)}")


def _record(message_id: str, body: str) -> dict[str, Any]:
    raw = body.encode("utf-8", "surrogatepass")
    return {
        "messageId": message_id,
        "receiptHandle": message_id,
        "body": body,
        "attributes": {"ApproximateReceiveCount": "1"},
        "messageAttributes": {},
        "md5OfBody": hashlib.md5(raw, usedforsecurity=False).hexdigest(),
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:eu-central-1:123456789012:queue",
        "awsRegion": "eu-central-1",
    }
