"""Attributes on the wire: what boto3's own writer and reader say is the judge."""

from decimal import Decimal
from typing import Any, cast

import pytest
from boto3.dynamodb.types import TypeDeserializer, TypeSerializer
from hypothesis import given
from hypothesis import strategies as some

from shared.adapters.table import Table, from_wire, to_wire

TEXT = some.text(max_size=20)
PLAIN = some.none() | some.booleans() | TEXT | some.integers(-(10**37), 10**37)
DECIMALS = some.decimals(-(10**9), 10**9, places=2)
VALUES = some.recursive(
    PLAIN | DECIMALS,
    lambda inner: some.lists(inner, max_size=4) | some.dictionaries(TEXT, inner, max_size=4),
    max_leaves=8,
)
ITEMS = some.dictionaries(TEXT, VALUES, max_size=5)


@given(ITEMS)
def test_attributes_are_written_as_boto3_writes_them(item: dict[str, object]) -> None:
    written = {name: TypeSerializer().serialize(value) for name, value in item.items()}

    assert to_wire(item) == written


@given(ITEMS)
def test_attributes_are_read_as_boto3_reads_them(item: dict[str, object]) -> None:
    wire = {name: TypeSerializer().serialize(value) for name, value in item.items()}
    read = {name: TypeDeserializer().deserialize(value) for name, value in wire.items()}

    assert from_wire(wire) == read


def test_a_tuple_is_a_list() -> None:
    assert to_wire({"rungs": ("8h", 2)}) == {"rungs": {"L": [{"S": "8h"}, {"N": "2"}]}}


def test_numbers_come_back_exact() -> None:
    assert from_wire(to_wire({"value": Decimal("48.20")})) == {"value": Decimal("48.20")}


@pytest.mark.parametrize("value", [0.5, b"raw", {1, 2}])
def test_what_we_never_store_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="no attribute can be a"):
        to_wire({"value": value})


class Paged:
    """A client whose pages hold one item each."""

    def __init__(self, places: list[str]) -> None:
        self.places, self.asked = places, list[dict[str, Any]]()

    def query(self, **asked: Any) -> dict[str, Any]:  # noqa: ANN401 - boto3's own
        self.asked.append(dict(asked))
        begun = asked.get("ExclusiveStartKey", {"sk": {"S": ""}})["sk"]["S"]
        left = [each for each in self.places if each > begun]
        item = {"pk": {"S": "A"}, "sk": {"S": left[0]}, "due_at": {"S": "2026"}}
        return {"Items": [item], **({"LastEvaluatedKey": item} if left[1:] else {})}


def test_every_page_of_a_list_is_read() -> None:
    client = Paged(["1", "2", "3"])
    table = Table(cast("Any", client), "cases")

    assert [each["sk"] for each in table.under("A")] == ["1", "2", "3"]
    assert [each["sk"] for each in table.due("2027")] == ["1", "2", "3"] * 4, "in each shard"
    assert {each["TableName"] for each in client.asked} == {"cases"}
