"""Play many schedules, or every fault at every call, on all cores; count what came of it.

    python -m tests.simulation.soak --schedules 1000000 --seed 1
    python -m tests.simulation.soak --every-fault --races --pairs
    python -m tests.simulation.soak --replay 4711

A seed names one schedule: which claim events arrive when, what the surroundings are like, and which
faults strike at which calls. It is the same on every machine and for any number of workers. What is
played is kept in build/soak: broken off, the same command goes on where it was.
"""

import json
import os
import sys
from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from itertools import product
from multiprocessing import Pool
from pathlib import Path
from time import monotonic
from typing import Any

from tests.simulation.campaign import Run, Tally, campaign, pairs, played, races, schedules, singles
from tests.simulation.faults import KINDS
from tests.simulation.journal import Accepted, Arrived, Fault, Stored
from tests.simulation.pieces import Part, Pieces
from tests.simulation.scenarios import SCENARIOS, named
from tests.simulation.words import wordless

PAIRED = ("after the cut-off", "withdrawn five seconds after it came")
"""Plays for which every fault is followed by every other."""
_PART = 250
KEPT = Path("build") / "soak"
_SLICES = 40


def parts(asked: Namespace) -> dict[str, list[Part]]:
    """Return the parts of each campaign that was asked for."""
    chosen: dict[str, list[Part]] = {}
    if asked.every_fault:
        places = range(len(SCENARIOS) * len(KINDS))
        chosen["every fault at every call"] = [("singles", n, n + 1) for n in places]
    if asked.races:
        chosen["races"] = [("races", 0, 0)]
    if asked.pairs:
        chosen["every pair of faults"] = [
            (name, index, _SLICES) for name in PAIRED for index in range(_SLICES)
        ]
    if asked.schedules:
        first, last = asked.seed, asked.seed + asked.schedules
        chosen["schedules by chance"] = [
            ("schedules", begin, min(begin + _PART, last)) for begin in range(first, last, _PART)
        ]
    return chosen


def play_part(part: Part) -> tuple[Part, Tally]:
    """Play one part: seeds, places among plays and faults, or slices of pairs; in a worker."""
    with wordless():
        return part, campaign(_runs(*part))


def _runs(name: str, begin: int, end: int) -> Iterator[Run]:
    if name == "singles":
        for play, kind in list(product(SCENARIOS, KINDS))[begin:end]:
            yield from singles(play, [kind])
    elif name == "races":
        yield from races()
    elif name == "schedules":
        yield from schedules(range(begin, end))
    else:
        yield from pairs(named(name), begin, end)


def play_all(name: str, parts: Sequence[Part], workers: int, pieces: Pieces) -> Tally:
    """Play what is left of one campaign on all cores, and tell how far it is."""
    whole, began, tenths = Tally(), monotonic(), 0
    todo = [part for part in parts if part not in pieces.done]
    for part in parts:
        if part in pieces.done:
            whole.merge(pieces.done[part])
    if whole.runs:
        _say(f"{name}: {whole.runs:,} runs of this code are played already ({pieces.path})")
    with Pool(workers) as pool:
        for done, (part, tally) in enumerate(pool.imap(play_part, todo), 1):
            pieces.add(part, tally)
            whole.merge(tally)
            for run, finding in tally.failed:
                _say(f"FAILED {run}\n       {finding}")
            if 10 * done // len(todo) > tenths:
                tenths = 10 * done // len(todo)
                spent = monotonic() - began
                _say(f"{name}: {10 * tenths} %, {whole.runs:,} runs, {spent:,.0f} s")
    return whole


def figures(tally: Tally) -> dict[str, Any]:
    """Return what a campaign came to as plain values."""
    kept = {name: value for name, value in asdict(tally).items() if name != "failed"}
    return {**kept, "findings": dict(sorted(tally.findings.items()))}


def replay(seed: int) -> int:
    """Play one schedule and print everything that happened."""
    with wordless():
        [run] = schedules([seed])
        stage, verdict = played(run)
    journal = stage.journal
    happened: list[Arrived | Stored | Accepted | Fault] = [
        *journal.arrived, *journal.stored, *journal.accepted, *journal.faults,
    ]  # fmt: skip
    for at, each in sorted((each.at, str(each)) for each in happened):
        _say(f"{at:10.2f}  {each}", sys.stdout)
    for finding in verdict.findings:
        _say(f"FINDING  {finding}", sys.stdout)
    return 1 if verdict.findings else 0


def _say(line: str, stream: Any = sys.stderr) -> None:  # noqa: ANN401 - a text stream
    print(line, file=stream, flush=True)


def _asked(arguments: Sequence[str] | None) -> Namespace:
    parser = ArgumentParser(description=__doc__, formatter_class=RawDescriptionHelpFormatter)
    parser.add_argument("--schedules", type=int, default=0, metavar="N", help="schedules by chance")
    parser.add_argument("--seed", type=int, default=1, help="of the first schedule")
    parser.add_argument("--every-fault", action="store_true", help="every fault at every call")
    parser.add_argument("--races", action="store_true", help="events that meet a message")
    parser.add_argument("--pairs", action="store_true", help="every pair of faults in two plays")
    parser.add_argument("--replay", type=int, metavar="SEED", help="show one schedule")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--kept", type=Path, default=KEPT, help="folder of the parts played")
    parser.add_argument("--out", type=Path, help="write the figures to this file, as JSON")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    """Play what was asked for; return 1 when the oracle found anything."""
    asked = _asked(arguments)
    if asked.replay is not None:
        return replay(asked.replay)
    pieces = Pieces(asked.kept)
    tallies: Mapping[str, Tally] = {
        name: play_all(name, todo, asked.workers, pieces) for name, todo in parts(asked).items()
    }
    result = {name: figures(tally) for name, tally in tallies.items()}
    text = json.dumps(result, indent=2) + "\n"
    if asked.out:
        asked.out.parent.mkdir(parents=True, exist_ok=True)
        asked.out.write_text(text, encoding="utf-8")
    _say(text, sys.stdout)
    return 1 if any(tally.findings for tally in tallies.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
