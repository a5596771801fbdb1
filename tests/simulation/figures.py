"""Write the table of what the simulation found into README.md and docs/reliability.md.

    python -m tests.simulation.figures            # play, write the tables
    python -m tests.simulation.figures --check    # play, fail when a table differs
    python -m tests.simulation.figures --from build/simulation.json [--check]   # play nothing

The figures are the same on every machine, so a table that differs is out of date.
"""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.simulation import soak
from tests.simulation.faults import KINDS
from tests.simulation.mutants import MUTANTS
from tests.simulation.scenarios import SCENARIOS

ROOT = Path(__file__).parents[2]
PAGES = (ROOT / "README.md", ROOT / "docs" / "reliability.md")
BEGIN, END = "<!-- simulation figures -->", "<!-- end of simulation figures -->"
PUBLISHED = ("--races", "--pairs", "--schedules", "20000", "--seed", "1")
"""What the table shows; every fault at every call takes half an hour more: `soak --every-fault`."""
_LOST = ("lost", "event lost", "refused", "error")
_REPEATED = ("repeated without cause", "repeated in the window")
_STALE = ("after close", "stale", "invented", "early")


def table(results: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the table as Markdown."""
    heads = ("campaign", "runs", "faults", "messages", "lost", "late", "stale", *_REPEATED)
    lines = [f"| {' | '.join(heads)} |", "|---" + "|--:" * (len(heads) - 1) + "|"]
    for name, each in results.items():
        found = each["findings"]
        columns = [
            each["runs"],
            each["faults"],
            each["accepted"],
            sum(found.get(kind, 0) for kind in _LOST),
            found.get("late", 0),
            sum(found.get(kind, 0) for kind in _STALE),
            found.get("duplicate", 0),
            each["in_window"],
        ]
        lines.append(f"| {name} | " + " | ".join(f"{value:,}" for value in columns) + " |")
    size = f"{len(SCENARIOS)} plays, {len(KINDS)} kinds of fault"
    lines += ["", f"{size}; {len(MUTANTS)} bugs made by hand, every one of them seen."]
    return "\n".join(lines)


def with_table(page: str, written: str) -> str:
    """Return a page with the table in its place; raises ValueError when it has none."""
    before, found, rest = page.partition(BEGIN)
    _, closed, after = rest.partition(END)
    if not (found and closed):
        raise ValueError(f"no {BEGIN} … {END}")
    return f"{before}{BEGIN}\n{written}\n{END}{after}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the tables, or check them; return 1 when one differs or anything was found."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing")
    parser.add_argument("--from", dest="source", type=Path, help="figures played before")
    asked = parser.parse_args(arguments)
    source = asked.source or ROOT / "build" / "simulation.json"
    failed = 0 if asked.source else soak.main([*PUBLISHED, "--out", str(source)])
    written = table(json.loads(source.read_text(encoding="utf-8")))
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        if BEGIN not in text:
            continue
        wanted = with_table(text, written)
        if asked.check and wanted != text:
            sys.stderr.write(f"{page.name}: the table differs; run make figures\n")
            failed = 1
        elif wanted != text:
            page.write_text(wanted, encoding="utf-8")
    return failed


if __name__ == "__main__":
    sys.exit(main())
