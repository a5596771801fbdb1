"""Run the command as a user would, in a store of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
COMMAND = Path(sys.executable).parent / "claimwatch"


def claimwatch(
    *arguments: str | Path, store: Path | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run `claimwatch`; the caller looks at exit code, stdout and stderr."""
    own = {"CLAIMWATCH_STORE": str(store)} if store else {}
    return subprocess.run(  # noqa: S603 - our own command
        [COMMAND, *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, **own, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )


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
