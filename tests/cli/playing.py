"""Run the command as a user would, in a store of its own."""

import contextlib
import io
import json
import os
import sqlite3
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from claimwatch.command import main

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Done:
    """What a command left behind."""

    returncode: int
    stdout: str
    stderr: str


def claimwatch(*arguments: str | Path, store: Path | None = None, **environment: str) -> Done:
    """Run `claimwatch` in this process, as its entry point does, in the project's root."""
    own = {"CLAIMWATCH_STORE": str(store)} if store else {}
    out, err = io.StringIO(), io.StringIO()
    with (
        patch.dict(os.environ, {**own, **environment}),
        patch.object(sys, "argv", ["claimwatch", *map(str, arguments)]),
        contextlib.chdir(ROOT),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        pytest.raises(SystemExit) as ended,
    ):
        main()
    return Done(int(ended.value.code or 0), out.getvalue(), err.getvalue())


def kept(store: Path) -> dict[tuple[str, str], str]:
    """Return everything a local store keeps, by key."""
    with closing(sqlite3.connect(store)) as database:
        found = database.execute("SELECT pk, sk, item FROM items").fetchall()
    return {(pk, sk): item for pk, sk, item in found}


def rewrite(store: Path, old: str, new: str) -> None:
    """Put other words into everything a local store keeps, as no command would."""
    with closing(sqlite3.connect(store)) as database, database:
        database.execute("UPDATE items SET item = replace(item, ?, ?)", (old, new))


def lines(text: str) -> list[dict[str, Any]]:
    """Read JSON lines."""
    return [json.loads(line) for line in text.splitlines()]


def last_standing(told: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return how every obligation and claim of a replay stood in the end."""
    ends: dict[str, Any] = {}
    for line in told:
        if line["kind"] == "obligation":
            name = f"{line['claim']} {line['obligation']}#{line['round']}"
            ends[name] = (line["state"], line["late"], line["remind_by"], line["missed_after"])
        if line["kind"] == "claim":
            ends[line["claim"]] = (line["status"], line["amount"])
    return ends
