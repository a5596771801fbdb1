"""Hold the deadline engine against two other calendars, on as many questions as wanted.

    python -m tests.proof 1000000 --seed 7 --workers 2

The questions cover every rule, every store and the years 2016 to 2030, and crowd around clock
changes, weekends, the ends of years, leap days, public holidays and changes of rules. The engine's
answer, one that walks the calendar day by day and one counted by numpy must be the same in every
field. A seed names the same questions on every machine, for any number of workers.

Another version of the time zone database is tried beside the one Python finds:

    pip install --target FOLDER tzdata==2025.1
    python -m tests.proof 20000 --tzdata FOLDER

The cut-offs that were computed by hand are then tested with that version alone, and the command
that runs with it must give the same answers as the engine here. Answers differ rightly where the
two versions know different clocks, for example a change that a country announced in between.
"""

import json
import os
import subprocess
import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections import Counter
from collections.abc import Iterator
from functools import cache
from multiprocessing import Pool
from pathlib import Path
from random import SystemRandom
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Any, NamedTuple

from tests.cli.deadline_command import answers_to
from tests.oracles.agreement import Oracles, engine
from tests.oracles.queries import Question, Questions

PART = 5_000
SEEDS = 1_000_000
SHOWN = 5
BY_HAND = [
    f"tests/cli/test_deadline_{what}.py" for what in ("vectors", "readings", "rules", "spans")
]


class Part(NamedTuple):
    """Questions that one worker asks in a row."""

    seed: int
    questions: int
    zones: str | None


class Outcome(NamedTuple):
    """What came of a part: how often each rule answered in each store, and what differs."""

    reached: Counter[tuple[str | None, str | None]]
    differences: list[dict[str, Any]]


class Progress:
    """A line that is written over on a terminal, and one line for each tenth elsewhere."""

    def __init__(self, wanted: int) -> None:
        """Begin to count."""
        self.wanted, self.done, self.tenths = wanted, 0, 0
        self.began = monotonic()

    def add(self, questions: int, differences: int) -> None:
        """Tell how far we are."""
        self.done += questions
        tenths = 10 * self.done // self.wanted
        line = (
            f"{self.done:,} of {self.wanted:,} questions, {differences:,} differences, "
            f"{self.seconds:,.0f} s, {self.done / self.seconds:,.0f} a second"
        )
        if sys.stdout.isatty():
            write(f"\r{line}\x1b[K", end="\n" if self.done == self.wanted else "")
        elif tenths > self.tenths:
            write(line)
        self.tenths = tenths

    @property
    def seconds(self) -> float:
        """Return the seconds since the beginning."""
        return monotonic() - self.began


def write(text: str, end: str = "\n") -> None:
    """Write at once, even into a pipe."""
    sys.stdout.write(text + end)
    sys.stdout.flush()


@cache
def oracles() -> Oracles:
    """Return the oracles of this process."""
    return Oracles()


def compare(part: Part) -> Outcome:
    """Ask one part everywhere."""
    questions = Questions(oracles().walk, part.seed).take(part.questions)
    answers = [engine(question) for question in questions]
    compared = map(oracles().difference, questions, answers)
    differences = [difference for difference in compared if difference]
    if part.zones:
        there = _command(questions, part.zones)
        differences += [
            {"question": question, "engine": here, "engine with the other zones": other}
            for question, here, other in zip(questions, answers, there, strict=True)
            if here != other
        ]
    reached = Counter((answer.get("rule"), answer.get("store")) for answer in answers)
    return Outcome(reached, differences)


def _command(questions: list[Question], zones: str) -> list[dict[str, Any]]:
    with TemporaryDirectory() as folder:
        return answers_to(Path(folder), questions, PYTHONTZPATH=zones)


def parts(wanted: int, seed: int, zones: str | None) -> Iterator[Part]:
    """Cut the questions into parts that do not depend on the number of workers."""
    for place, first in enumerate(range(0, wanted, PART)):
        yield Part(seed * SEEDS + place, min(PART, wanted - first), zones)


def zone_folder(folder: Path) -> str:
    """Return the folder of time zones inside one that a package was installed into."""
    inner = folder.resolve() / "tzdata" / "zoneinfo"
    zones = inner if inner.is_dir() else folder.resolve()
    if not (zones / "America" / "Los_Angeles").is_file():
        sys.exit(f"{folder} holds no time zones; see python -m tests.proof --help")
    return str(zones)


def by_hand(zones: str) -> bool:
    """Run the tests of what was computed by hand with other time zones."""
    pytest = [sys.executable, "-m", "pytest", "-q", "-n", "0", *BY_HAND]
    environment = os.environ | {"PYTHONTZPATH": zones}
    return subprocess.run(pytest, check=False, env=environment).returncode == 0  # noqa: S603


def main() -> int:
    """Ask, compare and tell."""
    reads = ArgumentParser(description=__doc__, formatter_class=RawDescriptionHelpFormatter)
    reads.add_argument("questions", type=int, nargs="?", default=1_000_000)
    reads.add_argument("--seed", type=int, help="a number; another one each time unless given")
    reads.add_argument("--workers", type=int, default=os.cpu_count())
    reads.add_argument("--tzdata", type=Path, metavar="FOLDER", help="other time zones to try")
    given = reads.parse_args()
    if given.questions < 1:
        reads.error("at least one question, please")
    seed = SystemRandom().randrange(SEEDS) if given.seed is None else given.seed
    zones = zone_folder(given.tzdata) if given.tzdata else None
    if zones and not by_hand(zones):
        return 1
    write(f"seed {seed}")
    progress = Progress(given.questions)
    reached: Counter[tuple[str | None, str | None]] = Counter()
    differences: list[dict[str, Any]] = []
    with Pool(given.workers) as pool:
        for outcome in pool.imap(compare, parts(given.questions, seed, zones)):
            reached += outcome.reached
            differences += outcome.differences
            progress.add(outcome.reached.total(), len(differences))
    for difference in differences[:SHOWN]:
        write("\n".join(f"{name}: {json.dumps(said)}" for name, said in difference.items()) + "\n")
    rules, stores = ({pair[place] for pair in reached} - {None} for place in (0, 1))
    write(
        f"{len(differences):,} differences in {given.questions:,} questions about {len(rules)} "
        f"rules and {len(stores)} stores: {progress.seconds:,.0f} s, seed {seed}"
    )
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
