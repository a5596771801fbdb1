"""A table of DynamoDB: the calls of boto3's own table, at less than its price.

boto3's resources cost a cold start a tenth more and every call a sixth more; what we store needs
little of what they know. Text, whole and decimal numbers, yes and no, nothing, lists and maps go
in and come out as boto3 has them.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

    Wire = dict[str, Any]

_MAPS = ("Key", "Item", "ExpressionAttributeValues", "ExclusiveStartKey")
"""Arguments that hold attributes."""


class _Meta(NamedTuple):
    client: DynamoDBClient


class Table:
    """One table, by name."""

    def __init__(self, client: DynamoDBClient, name: str) -> None:
        """Work on the table ``name``; ``meta.client`` is there as boto3's table has it."""
        self.meta = _Meta(client)
        self._name = name

    def get_item(self, **asked: Any) -> dict[str, Any]:  # noqa: ANN401 - boto3's own
        """Return the item of a key, if there is one."""
        return _read(self.meta.client.get_item(**self._written(asked)))

    def put_item(self, **asked: Any) -> dict[str, Any]:  # noqa: ANN401
        """Store an item."""
        return _read(self.meta.client.put_item(**self._written(asked)))

    def update_item(self, **asked: Any) -> dict[str, Any]:  # noqa: ANN401
        """Change attributes of an item."""
        return _read(self.meta.client.update_item(**self._written(asked)))

    def delete_item(self, **asked: Any) -> dict[str, Any]:  # noqa: ANN401
        """Remove an item."""
        return _read(self.meta.client.delete_item(**self._written(asked)))

    def query(self, **asked: Any) -> dict[str, Any]:  # noqa: ANN401
        """Return one page of the items that meet a key condition."""
        return _read(self.meta.client.query(**self._written(asked)))

    def _written(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        wire = {name: to_wire(asked[name]) for name in _MAPS if name in asked}
        return {"TableName": self._name, **asked, **wire}


def to_wire(item: Mapping[str, Any]) -> Wire:
    """Return attributes as DynamoDB takes them; raises TypeError for a value it has no kind for."""
    return {name: _to_wire(value) for name, value in item.items()}


def from_wire(item: Mapping[str, Any]) -> dict[str, Any]:
    """Return attributes as plain values; numbers are Decimal."""
    return {name: _from_wire(value) for name, value in item.items()}


def _read(answer: Mapping[str, Any]) -> dict[str, Any]:
    read = dict(answer)
    for name in ("Item", "Attributes", "LastEvaluatedKey"):
        if name in read:
            read[name] = from_wire(read[name])
    if "Items" in read:
        read["Items"] = [from_wire(item) for item in read["Items"]]
    return read


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
