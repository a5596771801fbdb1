"""The rows of a file that were not taken, in a file beside it."""

from dataclasses import dataclass, field
from pathlib import Path

import click

from shared.web.safe_csv import csv_file, csv_text

REJECTED = ".rejected.csv"
_COLUMNS = ("line", "reason", "order_id")
_AT_ONCE = 1000
_MOST_SAID = 20
"""Refusals that are printed as well."""


@dataclass(slots=True)
class Rejects:
    """Writes ``FILE.rejected.csv`` as it goes; there is none when nothing was rejected.

    Of a row only the line, the reason and the order are told: the row itself stands in the file,
    with everything about the buyer.
    """

    of: Path
    keep: bool
    """False counts only, and leaves the file of an earlier run alone."""
    count: int = 0
    _waiting: list[dict[str, object]] = field(default_factory=list)

    @property
    def path(self) -> Path:
        """Where they are written."""
        return self.of.with_name(f"{self.of.name}{REJECTED}")

    def add(self, line: str, reason: str, order_id: str = "") -> None:
        """Note one row."""
        if self.keep and not self.count:
            self.path.write_bytes(csv_file(_COLUMNS, ()))
        self.count += 1
        if self.count <= _MOST_SAID:
            click.echo(f"refused {line}: {reason}", err=True)
        self._waiting.append({"line": line, "reason": reason, "order_id": order_id})
        if len(self._waiting) >= _AT_ONCE:
            self.close()

    def close(self) -> None:
        """Write what waits; a file of an earlier run goes when this one rejected nothing."""
        if self.keep and self._waiting:
            rows = csv_text(_COLUMNS, self._waiting).encode().split(b"\r\n", 1)[1]
            with self.path.open("ab") as out:
                out.write(rows)
        elif self.keep and not self.count:
            self.path.unlink(missing_ok=True)
        self._waiting = []
