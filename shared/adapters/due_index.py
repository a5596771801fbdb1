"""The index of what is due; read by the sweep, which needs nothing else of a case."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from shared.adapters.keys import DUE_INDEX, DUE_SHARDS, due_shard
from shared.domain.instants import iso

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table


NOTHING_OPEN = "9999"
"""After every cut-off: a message about what is over goes after those that save something."""


@dataclass(frozen=True, slots=True)
class DueCase:
    """An entry of the due index: which case to look at, and how urgent it is."""

    account: str
    order_id: str
    due_at: str
    urgent_by: str


class DueIndex:
    """Reads which cases need a look."""

    def __init__(self, table: Table) -> None:
        """Work on a table with the keys of ``keys.py``."""
        self._table = table

    def due(self, now: datetime) -> Iterator[DueCase]:
        """Yield every case that needs a look by ``now``, from all shards and all pages."""
        for shard in range(DUE_SHARDS):
            for item in self._pages(
                IndexName=DUE_INDEX,
                KeyConditionExpression="due_shard = :shard AND due_at <= :now",
                ExpressionAttributeValues={":shard": due_shard(shard), ":now": iso(now)},
            ):
                yield DueCase(
                    account=item["pk"].partition("#")[2],
                    order_id=item["sk"].partition("#")[2],
                    due_at=item["due_at"],
                    urgent_by=item.get("urgent_by", NOTHING_OPEN),
                )

    def _pages(self, **query: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - boto3's own
        while True:
            page = self._table.query(**query)
            yield from page["Items"]
            if "LastEvaluatedKey" not in page:
                return
            query["ExclusiveStartKey"] = page["LastEvaluatedKey"]
