"""The table of the local store: items in a file, with the calls that our adapters make of DynamoDB.

An embedded AWS takes milliseconds for each of them, and forgets: a store of 100,000 cases would
take minutes to open. Items stay lines of JSON until somebody asks for them.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from shared.adapters.table import to_wire
from shared.domain.errors import InputError

Item = dict[str, Any]
ItemKey = tuple[str, str]
"""Partition and sort key."""

_INDEX_KEYS = {None: "sk", "due": "due_at", "month": "month_sk", "open": "urgent_by"}
"""What each index is sorted by; an item without it is not in the index."""


class ConditionalCheckFailedError(Exception):
    """A write whose condition did not hold; carries the item as boto3 does."""

    def __init__(self, item: Item | None) -> None:
        """Take the item as it is."""
        super().__init__("the condition did not hold")
        self.response = {} if item is None else {"Item": to_wire(item)}


class FileTable:
    """Items by key, read from and written to one file."""

    meta = SimpleNamespace(
        client=SimpleNamespace(
            exceptions=SimpleNamespace(ConditionalCheckFailedException=ConditionalCheckFailedError)
        )
    )

    def __init__(self, path: Path) -> None:
        """Read the file; raises InputError naming a line that is damaged."""
        self._path = path
        self._lines: dict[ItemKey, str] = {}
        self._changed: set[ItemKey] = set()
        try:
            text = path.read_text(encoding="utf-8") if path.exists() else ""
        except (OSError, UnicodeDecodeError) as wrong:
            raise InputError(str(path), f"the local store cannot be read: {wrong}") from None
        for number, line in enumerate(text.split("\n"), start=1):
            if line:
                self._lines[_key_of(line, f"{path}:{number}")] = line

    def save(self) -> None:
        """Write the file, sorted by key, unless nothing was changed."""
        if not self._changed:
            return
        fresh = self._path.with_suffix(".new")
        fresh.touch(mode=0o600)  # it holds addresses and phone numbers
        with fresh.open("w", encoding="utf-8", newline="\n") as out:
            out.writelines(f"{self._lines[key]}\n" for key in sorted(self._lines))
        fresh.replace(self._path)

    def lines(self, keys: Iterable[ItemKey]) -> dict[ItemKey, str]:
        """Return the lines of those items that there are, for another process to work on."""
        return {key: self._lines[key] for key in keys if key in self._lines}

    def keys(self, *partitions: str) -> list[ItemKey]:
        """Return the keys of whole partitions."""
        return [key for key in self._lines if key[0] in partitions]

    def changed(self) -> dict[ItemKey, str]:
        """Return the lines of the items that were stored since this table was made."""
        return {key: self._lines[key] for key in self._changed if key in self._lines}

    def take(self, lines: Mapping[ItemKey, str]) -> None:
        """Take over lines that another process has worked on."""
        self._lines.update(lines)
        self._changed.update(lines)

    def get_item(self, *, Key: Mapping[str, str], **_: object) -> dict[str, Item]:  # noqa: N803
        """Return the item of a key, if there is one."""
        found = self._get((Key["pk"], Key["sk"]))
        return {} if found is None else {"Item": found}

    def put_item(self, *, Item: Item, **condition: Any) -> None:  # noqa: ANN401, N803 - boto3's own
        """Store an item; raises ConditionalCheckFailedError."""
        key = (Item["pk"], Item["sk"])
        self._check(key, condition)
        self._lines[key] = json.dumps(Item, ensure_ascii=False, separators=(",", ":"))
        self._changed.add(key)

    def delete_item(self, *, Key: Mapping[str, str], **condition: Any) -> None:  # noqa: ANN401, N803
        """Remove an item; raises ConditionalCheckFailedError."""
        key = (Key["pk"], Key["sk"])
        self._check(key, condition)
        if self._lines.pop(key, None) is not None:
            self._changed.add(key)

    def query(
        self,
        *,
        KeyConditionExpression: str,  # noqa: N803 - boto3's own
        ExpressionAttributeValues: Mapping[str, str],  # noqa: N803
        IndexName: str | None = None,  # noqa: N803
        **_: object,
    ) -> dict[str, list[Item]]:
        """Return the items that meet a condition, in the order of the table or the index."""
        order = _INDEX_KEYS[IndexName]
        meets = _meeting(KeyConditionExpression, ExpressionAttributeValues)
        found = [item for item in self._all() if order in item and meets(item)]
        return {"Items": sorted(found, key=lambda item: str(item[order]))}

    def _get(self, key: ItemKey) -> Item | None:
        line = self._lines.get(key)
        return None if line is None else json.loads(line)

    def _all(self) -> Iterator[Item]:
        return (json.loads(line) for line in self._lines.values())

    def _check(self, key: ItemKey, condition: Mapping[str, Any]) -> None:
        asked = condition.get("ConditionExpression")
        if asked is None:
            return
        now = self._get(key)
        values = condition.get("ExpressionAttributeValues", {})
        holds = {
            "attribute_not_exists(pk)": now is None,
            "version = :read": now is not None and now.get("version") == values.get(":read"),
            "settings = :read": now is not None and now.get("settings") == values.get(":read"),
        }[asked]
        if not holds:
            raise ConditionalCheckFailedError(now)


def _meeting(expression: str, values: Mapping[str, str]) -> Callable[[Item], bool]:
    """Return the test of a key condition; raises ValueError for a kind we never ask with."""
    partition, _, sort = expression.partition(" AND ")
    key, _, asked = partition.partition(" = ")
    if not sort:
        return lambda item: item.get(key) == values[asked]
    for form, test in _SORTS:
        if found := re.fullmatch(form, sort):
            name, *bounds = found.groups()
            wanted = [values[bound] for bound in bounds]
            return lambda item: item.get(key) == values[asked] and test(item[name], *wanted)
    raise ValueError(f"this table does not know the condition {sort!r}")


_SORTS: tuple[tuple[str, Callable[..., bool]], ...] = (
    (r"(\w+) <= (:\w+)", lambda mine, most: mine <= most),
    (r"begins_with\((\w+), (:\w+)\)", lambda mine, begin: mine.startswith(begin)),
    (r"(\w+) BETWEEN (:\w+) AND (:\w+)", lambda mine, low, high: low <= mine <= high),
)


def _key_of(line: str, where: str) -> ItemKey:
    try:
        item = json.loads(line)
        key = (item["pk"], item["sk"])
    except (ValueError, KeyError, TypeError):
        key = (None, None)
    if not all(isinstance(part, str) for part in key):
        raise InputError(where, "is damaged; move the file away")
    return key
