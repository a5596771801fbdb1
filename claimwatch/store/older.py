"""The store of older versions, lines of JSON; read once, into the database."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

from shared.adapters.items import Item


def holds_items(path: Path) -> bool:
    """Say whether a file is there and any line of it is an item."""
    return path.is_file() and any(True for _ in items_of_lines(path, path, lambda _: None))


def items_of_lines(path: Path, named: Path, say: Callable[[str], None]) -> Iterator[Item]:
    """Yield the items of a file; says of each line that cannot be read where it is, and goes on.

    ``named`` is where the lines lie once they are taken over.
    """
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            if not line.strip():
                continue
            try:
                item = json.loads(line.decode("utf-8-sig" if number == 1 else "utf-8"))
                whole = isinstance(item["pk"], str) and isinstance(item["sk"], str)
            except (ValueError, KeyError, TypeError):
                whole = False
            if whole:
                yield item
            else:
                say(f"{named}:{number} is damaged and was left out; all other lines are taken over")
