"""Cases in DynamoDB: one item an order, every write conditional on the version that was read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from secrets import token_hex
from typing import TYPE_CHECKING, Any, cast

from boto3.dynamodb.conditions import Key
from boto3.dynamodb.types import TypeDeserializer

from shared.adapters.keys import (
    DUE_INDEX,
    DUE_SHARDS,
    account_partition,
    case_key,
    due_key,
    due_shard,
)
from shared.domain.errors import StaleCaseError
from shared.domain.events import ClaimEvent
from shared.domain.instants import iso, stored
from shared.domain.protocol import (
    StoredCase,
    holds_from_store,
    holds_to_store,
    lease_from_store,
    lease_to_store,
)
from shared.domain.tracks import Track

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table


@dataclass(frozen=True, slots=True)
class DueCase:
    """An entry of the due index: which case to look at, and how urgent it is."""

    account: str
    order_id: str
    urgent_by: str


class CaseTable:
    """Reads and writes stored cases."""

    def __init__(self, table: Table) -> None:
        """Work on a table with the keys of ``keys.py``."""
        self._table = table

    def get(self, account: str, order_id: str) -> StoredCase | None:
        """Return the case as it is now, None when there is none."""
        found = self._table.get_item(Key=case_key(account, order_id), ConsistentRead=True)
        return _from_item(found["Item"]) if "Item" in found else None

    def of_account(self, account: str) -> Iterator[StoredCase]:
        """Yield every case of an account, page by page, in the order of their order ids."""
        condition = Key("pk").eq(account_partition(account)) & Key("sk").begins_with("ORDER#")
        for item in self._pages(KeyConditionExpression=condition, ConsistentRead=True):
            yield _from_item(item)

    def due(self, now: datetime) -> Iterator[DueCase]:
        """Yield every case that needs a look by ``now``, from all shards and all pages."""
        for shard in range(DUE_SHARDS):
            condition = Key("due_shard").eq(due_shard(shard)) & Key("due_at").lte(iso(now))
            for item in self._pages(IndexName=DUE_INDEX, KeyConditionExpression=condition):
                yield DueCase(
                    account=item["pk"].partition("#")[2],
                    order_id=item["sk"].partition("#")[2],
                    urgent_by=item.get("urgent_by", iso(now)),
                )

    def put(self, case: StoredCase) -> StoredCase:
        """Store a case under the next version.

        Raises StaleCaseError, carrying the case as it is now, when somebody was faster.
        """
        saved, writer = replace(case, version=case.version + 1), token_hex(8)
        condition = "version = :read" if case.version else "attribute_not_exists(pk)"
        try:
            self._table.put_item(
                Item={**_to_item(saved), "writer": writer},
                ConditionExpression=condition,
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
                **({"ExpressionAttributeValues": {":read": case.version}} if case.version else {}),  # type: ignore[arg-type]
            )
        except self._table.meta.client.exceptions.ConditionalCheckFailedException as failed:
            old = _deserialized(cast("dict[str, Any] | None", failed.response.get("Item")))
            # a retry after a lost answer meets its own write
            if old is not None and old.get("writer") == writer:
                return saved
            raise StaleCaseError(_from_item(old) if old else None) from None
        return saved

    def _pages(self, **query: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - boto3's own
        while True:
            page = self._table.query(**query)
            yield from page["Items"]
            if "LastEvaluatedKey" not in page:
                return
            query["ExclusiveStartKey"] = page["LastEvaluatedKey"]


def _to_item(case: StoredCase) -> dict[str, Any]:
    optional = {
        "lease": lease_to_store(case.lease) if case.lease else None,
        "urgent_by": iso(case.urgent_by) if case.urgent_by else None,
        "holds": holds_to_store(case.holds) or None,
    }
    return {
        **case_key(case.account, case.order_id),
        **due_key(case.account, case.order_id, case.next),
        "version": case.version,
        # one line of JSON an event: readable in the console, and numbers come back as they were
        "events": [_line(event.to_store()) for event in case.events],
        "tracks": [_line(track.to_store()) for track in case.tracks],
        "delivered": dict(case.delivered),
        "summary": dict(case.summary),
        **{name: value for name, value in optional.items() if value is not None},
    }


def _from_item(item: dict[str, Any]) -> StoredCase:
    return StoredCase(
        account=item["pk"].partition("#")[2],
        order_id=item["sk"].partition("#")[2],
        version=int(item["version"]),
        events=tuple(ClaimEvent.from_store(json.loads(line)) for line in item["events"]),
        tracks=tuple(Track.from_store(json.loads(line)) for line in item["tracks"]),
        delivered=item["delivered"],
        lease=lease_from_store(item["lease"]) if "lease" in item else None,
        holds=holds_from_store(item.get("holds", {})),
        next=stored(item["due_at"]) if "due_at" in item else None,
        urgent_by=stored(item["urgent_by"]) if "urgent_by" in item else None,
        summary=item["summary"],
    )


def _line(values: dict[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def _deserialized(item: dict[str, Any] | None) -> dict[str, Any] | None:
    """Read an item of an error response, which boto3 leaves in the wire format."""
    if item is None:
        return None
    read = TypeDeserializer().deserialize
    return {name: read(value) for name, value in item.items()}
