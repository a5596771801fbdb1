"""Parts of a campaign that are played already, kept so that a long one can be broken off.

A file belongs to one state of the code: whatever decides what a run comes to is in its name. Parts
of other code count for nothing.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from tests.simulation.campaign import Tally

ROOT = Path(__file__).parents[2]
PLAYED = (
    "functions/*.py",
    "shared/*.py",
    *(f"shared/{room}/**/*.py" for room in ("adapters", "domain", "mail", "policy", "steps")),
    "shared/policy/*.csv",
    "tests/simulation/*.py",
    "tests/conftest.py",
)
"""What a schedule runs; how a mail or a report is read, and the pages, are not among it."""
Part = tuple[str, int, int]


def state_of_the_code() -> str:
    """Return a name for what is played: the shipped code, the plays and the oracle."""
    digest = hashlib.sha256()
    for path in sorted({path for pattern in PLAYED for path in ROOT.glob(pattern)}):
        digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()[:12]


class Pieces:
    """What the parts of a campaign came to, a line each, as far as they are played."""

    def __init__(self, folder: Path) -> None:
        """Read what is there for the code as it is."""
        self.path = folder / f"{state_of_the_code()}.jsonl"
        self.done = dict(self._read())

    def _read(self) -> Iterator[tuple[Part, Tally]]:
        if not self.path.exists():
            return
        for line in self.path.read_text(encoding="utf-8").splitlines():
            try:
                name, begin, end, told = json.loads(line)
            except ValueError:  # the line at which somebody pulled the plug
                continue
            tally = Tally(**{**told, "findings": Counter(told["findings"])})
            tally.failed = [(run, finding) for run, finding in told["failed"]]
            yield (name, begin, end), tally

    def add(self, part: Part, tally: Tally) -> None:
        """Keep what a part came to; it is not played again."""
        self.done[part] = tally
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps([*part, asdict(tally)], ensure_ascii=False) + "\n")
