"""Items in a table of DynamoDB, at less than the price of boto3's own table.

boto3's resources cost a cold start a tenth more and every call a sixth more; what we store needs
little of what they know. Text, whole and decimal numbers, yes and no, nothing, lists and maps go
in and come out as boto3 has them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from shared.adapters.items import Item, ItemChangedError, Key, New, Older, Same, When
from shared.adapters.keys import DUE_INDEX, DUE_SHARDS, MONTH_INDEX, OPEN_INDEX, due_shard

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

    Wire = dict[str, Any]


class Table:
    """One table, by name."""

    def __init__(self, client: DynamoDBClient, name: str) -> None:
        """Work on the table ``name``."""
        self.client, self._name = client, name

    def get(self, key: Key, *, latest: bool = True) -> Item | None:
        """Return the item of a key; without ``latest`` a moment old, at half the price."""
        found = self.client.get_item(TableName=self._name, Key=to_wire(key), ConsistentRead=latest)
        return from_wire(found["Item"]) if "Item" in found else None

    def put(self, item: Item, when: When | None = None) -> None:
        """Store an item whole; raises ItemChangedError."""
        try:
            self.client.put_item(TableName=self._name, Item=to_wire(item), **_condition(when))
        except self.client.exceptions.ConditionalCheckFailedException as failed:
            raise _changed(failed) from None

    def delete(self, key: Key, when: When | None = None) -> None:
        """Remove an item, if it is there; raises ItemChangedError."""
        try:
            self.client.delete_item(TableName=self._name, Key=to_wire(key), **_condition(when))
        except self.client.exceptions.ConditionalCheckFailedException as failed:
            raise _changed(failed) from None

    def under(self, partition: str, begin: str = "", *, latest: bool = True) -> Iterator[Item]:
        """Yield the items of a partition whose place begins so, in the order of their places."""
        yield from self._pages(
            "pk = :pk" + (" AND begins_with(sk, :begin)" if begin else ""),
            {":pk": partition, **({":begin": begin} if begin else {})},
            ConsistentRead=latest,
        )

    def places(
        self, partition: str, begin: str, after: str = "", *, latest: bool = True
    ) -> Iterator[str]:
        """Yield the places of a partition that begin so, behind one of them, and no more of it."""
        behind = {"ExclusiveStartKey": to_wire({"pk": partition, "sk": after})} if after else {}
        for item in self._pages(
            "pk = :pk AND begins_with(sk, :begin)",
            {":pk": partition, ":begin": begin},
            ProjectionExpression="sk",
            ConsistentRead=latest,
            **behind,
        ):
            yield item["sk"]

    def due(self, by: str) -> Iterator[Item]:
        """Yield from the due index, all shards and all pages, whatever is due by an instant."""
        for shard in range(DUE_SHARDS):
            yield from self._pages(
                "due_shard = :shard AND due_at <= :by",
                {":shard": due_shard(shard), ":by": by},
                IndexName=DUE_INDEX,
            )

    def begun(self, partition: str, first: str, last: str) -> Iterator[Item]:
        """Yield from the month index what began from one month to another: keys and figures."""
        yield from self._pages(
            "month_pk = :pk AND month_sk BETWEEN :first AND :last",
            {":pk": partition, ":first": first, ":last": f"{last}~"},
            IndexName=MONTH_INDEX,
        )

    def open(self, partition: str, last: str) -> Iterator[Item]:
        """Yield from the open index what stands up to a place of it: keys, and what waits."""
        yield from self._pages(
            "pk = :pk AND urgent_by <= :last",
            {":pk": partition, ":last": last},
            IndexName=OPEN_INDEX,
        )

    def count(self, key: Key, period: str) -> int:
        """Count one more in a period, and return how many it is now; a new one begins at one."""
        try:
            answer = self.client.update_item(
                TableName=self._name,
                Key=to_wire(key),
                UpdateExpression="ADD #count :one",
                ConditionExpression="#period = :period",
                ExpressionAttributeNames={"#count": "count", "#period": "period"},
                ExpressionAttributeValues=to_wire({":one": 1, ":period": period}),
                ReturnValues="UPDATED_NEW",
            )
        except self.client.exceptions.ConditionalCheckFailedException:
            self.put({**key, "period": period, "count": 1})
            return 1
        return int(from_wire(answer["Attributes"])["count"])

    def _pages(self, condition: str, values: Mapping[str, str], **more: Any) -> Iterator[Item]:  # noqa: ANN401
        query = {
            "TableName": self._name,
            "KeyConditionExpression": condition,
            "ExpressionAttributeValues": to_wire(values),
            **more,
        }
        while True:
            page = self.client.query(**query)
            yield from (from_wire(item) for item in page["Items"])
            if "LastEvaluatedKey" not in page:
                return
            query["ExclusiveStartKey"] = page["LastEvaluatedKey"]


def _condition(when: When | None) -> dict[str, Any]:
    match when:
        case New():
            asked: dict[str, Any] = {"ConditionExpression": "attribute_not_exists(pk)"}
        case Same(name, value):
            asked = _about("#it = :it", name, value)
        case Older(name, value):
            asked = _about("attribute_not_exists(#it) OR #it < :it", name, value)
        case None:
            return {}
    return {**asked, "ReturnValuesOnConditionCheckFailure": "ALL_OLD"}


def _about(condition: str, name: str, value: object) -> dict[str, Any]:
    return {
        "ConditionExpression": condition,
        "ExpressionAttributeNames": {"#it": name},
        "ExpressionAttributeValues": to_wire({":it": value}),
    }


def _changed(failed: Any) -> ItemChangedError:  # noqa: ANN401 - made by botocore as it runs
    old = failed.response.get("Item")
    return ItemChangedError(from_wire(old) if old else None)


def to_wire(item: Mapping[str, Any]) -> Wire:
    """Return attributes as DynamoDB takes them; raises TypeError for a value it has no kind for."""
    return {name: _to_wire(value) for name, value in item.items()}


def from_wire(item: Mapping[str, Any]) -> dict[str, Any]:
    """Return attributes as plain values; numbers are Decimal."""
    return {name: _from_wire(value) for name, value in item.items()}


def _to_wire(value: Any) -> Wire:  # noqa: ANN401 - whatever an attribute may be
    match value:
        case str():
            return {"S": value}
        case bool():  # before numbers: it is one in Python
            return {"BOOL": value}
        case int() | Decimal():
            return {"N": str(value)}
        case None:
            return {"NULL": True}
        case Mapping():
            return {"M": to_wire(value)}
        case list() | tuple():
            return {"L": [_to_wire(each) for each in value]}
    raise TypeError(f"no attribute can be a {type(value).__name__}")


def _from_wire(value: Wire) -> Any:  # noqa: ANN401
    ((kind, inner),) = value.items()
    match kind:
        case "N":
            return Decimal(inner)
        case "M":
            return from_wire(inner)
        case "L":
            return [_from_wire(each) for each in inner]
        case "NULL":
            return None
    return inner
