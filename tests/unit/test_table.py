"""Attributes on the wire: what boto3's own writer and reader say is the judge."""

from decimal import Decimal

import pytest
from boto3.dynamodb.types import TypeDeserializer, TypeSerializer
from hypothesis import given
from hypothesis import strategies as some

from shared.adapters.table import from_wire, to_wire

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
