"""Sentences in the tables of ``shared/policy``, for the catalogues: `make catalogues`."""

import csv
import io
from collections.abc import Iterator
from typing import Any, BinaryIO

Found = tuple[int, str, str, list[str]]


def words_of_table(
    file: BinaryIO,
    keywords: object,  # noqa: ARG001 - Babel's own
    comment_tags: object,  # noqa: ARG001 - Babel's own
    options: dict[str, Any],
) -> Iterator[Found]:
    """Yield the columns of a table that hold sentences, as Babel asks for them."""
    rows = csv.DictReader(io.TextIOWrapper(file, encoding="utf-8", newline=""))
    for row in rows:
        for column in options["columns"].split():
            yield rows.line_num, "mark", row[column], []
