"""The queues claimwatch writes to: cases to look at, and messages it refused."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from shared.adapters.case_table import DueCase

if TYPE_CHECKING:
    from mypy_boto3_sqs.client import SQSClient

_BATCH = 10
_MOST_KEPT = 64 * 1024
_LONGEST_REASON = 1000


class ReminderQueue:
    """Hands cases that need a look to the senders."""

    def __init__(self, client: SQSClient, url: str) -> None:
        """Write to the queue at ``url``."""
        self._client, self._url = client, url

    def add(self, cases: Sequence[DueCase]) -> int:
        """Enqueue cases in this order; return how many the queue took.

        What it did not take is still due in a minute.
        """
        taken = 0
        for first in range(0, len(cases), _BATCH):
            entries = [
                {
                    "Id": str(index),
                    "MessageBody": json.dumps({"account": due.account, "order_id": due.order_id}),
                }
                for index, due in enumerate(cases[first : first + _BATCH])
            ]
            answer = self._client.send_message_batch(QueueUrl=self._url, Entries=entries)  # type: ignore[arg-type]
            taken += len(answer.get("Successful", ()))
        return taken


class Quarantine:
    """Keeps what was refused, with the reason, until somebody has looked at it."""

    def __init__(self, client: SQSClient, url: str) -> None:
        """Write to the queue at ``url``."""
        self._client, self._url = client, url

    def add(self, body: str, reason: str, source: str, message_id: str) -> None:
        """Keep one refused message; of a body beyond 64 KB only the beginning."""
        kept = body.encode("utf-8", "replace")[:_MOST_KEPT].decode("utf-8", "ignore")
        entry = {
            "reason": reason[:_LONGEST_REASON],
            "source": source,
            "id": message_id,
            "size": len(body),
            "body": kept,
        }
        self._client.send_message(QueueUrl=self._url, MessageBody=json.dumps(entry))
