"""Batches of queue messages: a record that fails goes back to its queue alone.

Powertools can do this too, but its batch module loads the shapes of every kind of event there is,
a tenth of a cold start; ours come from queues only.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypedDict

from shared.observability import logger

Record = Mapping[str, Any]
"""One message as SQS hands it over: ``body``, ``messageId`` and more."""


class Answer(TypedDict):
    """What SQS is told: the ids of the messages to deliver again."""

    batchItemFailures: list[dict[str, str]]


def each_record(event: Mapping[str, Any], do: Callable[[Record], None]) -> Answer:
    """Do something with every record of a batch; those that raised are to be delivered again."""
    failed = []
    for record in event["Records"]:
        try:
            do(record)
        except Exception:  # noqa: BLE001 - its neighbours are not to be delivered again
            logger.exception("message goes back to its queue", message_id=record["messageId"])
            failed.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failed}
