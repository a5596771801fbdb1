"""The queues claimwatch writes to: cases to look at, claim events, and messages it refused."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from shared.domain.errors import ClaimwatchError
from shared.domain.instants import iso, stored

if TYPE_CHECKING:
    from mypy_boto3_sqs.client import SQSClient

_BATCH = 10
_MOST_KEPT = 64 * 1024
_LONGEST_REASON = 1000


@dataclass(frozen=True, slots=True)
class Request:
    """A request to look at some cases of one account."""

    account: str
    orders: list[str]
    horizon: datetime | None = None
    """What falls due until then, UTC, may go out at once; None means only what is due."""
    settings: datetime | None = None
    """When the account's settings changed, UTC: the cases are to follow those."""

    def body(self) -> str:
        """Return the queue message."""
        instants = {"horizon": self.horizon, "settings": self.settings}
        told = {name: iso(at) for name, at in instants.items() if at}
        return json.dumps({"account": self.account, "orders": self.orders, **told})

    @classmethod
    def from_body(cls, body: str) -> Request:
        """Read back what ``body`` wrote."""
        said = json.loads(body)
        ahead, settings = (
            stored(said[name]) if name in said else None for name in ("horizon", "settings")
        )
        return cls(said["account"], said["orders"], ahead, settings)


class ReminderQueue:
    """Hands cases that need a look to the senders."""

    def __init__(self, client: SQSClient, url: str) -> None:
        """Write to the queue at ``url``."""
        self._client, self._url = client, url

    def add(self, requests: Sequence[Request]) -> int:
        """Enqueue requests in this order; return how many cases the queue took.

        What it did not take is still due in a minute.
        """
        taken = 0
        for first in range(0, len(requests), _BATCH):
            part = requests[first : first + _BATCH]
            answer = self._client.send_message_batch(
                QueueUrl=self._url,
                Entries=[
                    {"Id": str(index), "MessageBody": request.body()}
                    for index, request in enumerate(part)
                ],
            )
            taken += sum(len(part[int(each["Id"])].orders) for each in answer.get("Successful", ()))
        return taken


class ClaimEventQueue:
    """Where claim events go in, whatever found them."""

    def __init__(self, client: SQSClient, url: str) -> None:
        """Write to the queue at ``url``."""
        self._client, self._url = client, url

    def add(self, bodies: Sequence[str]) -> None:
        """Enqueue claim events; raises ClaimwatchError when the queue did not take them all."""
        for first in range(0, len(bodies), _BATCH):
            part = bodies[first : first + _BATCH]
            answer = self._client.send_message_batch(
                QueueUrl=self._url,
                Entries=[
                    {"Id": str(index), "MessageBody": body} for index, body in enumerate(part)
                ],
            )
            if answer.get("Failed"):
                raise ClaimwatchError(f"the queue did not take {len(answer['Failed'])} messages")


class Quarantine:
    """Keeps what was refused, with the reason, until somebody has looked at it."""

    def __init__(self, client: Callable[[], SQSClient], url: str) -> None:
        """Write to the queue at ``url``; the client is asked for when something is refused."""
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
        self._client().send_message(QueueUrl=self._url, MessageBody=json.dumps(entry))
