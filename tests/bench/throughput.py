"""What taking in an event costs beside storing its item, and what a full sweep takes."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.bench.built import Built

PROGRAM = str(Path(__file__).with_name("stubbed.py"))
FEW, MANY = 20, 80
"""Between so many and so many events; what happens once falls out."""
BESIDE = "`put_item` of the same item, by a client as it comes"
NAMES = {
    "put_trimmed": "that `put_item` alone, by our own client of the table",
    "ingest": "an event taken in: check, fold, deadlines, plan, item, conditional `put_item`",
    "handle": "the same in its function, in batches of ten, a line of log each",
}
DUE = 10_000


@dataclass(frozen=True)
class Swept:
    """One sweep of 10,000 due cases, each of an account of its own."""

    seconds: float
    """Of processor time, on this machine."""
    calls: Mapping[str, int]


def counted(built: Built) -> dict[str, float]:
    """Return the instructions of one more event of each kind, as multiples of a bare put."""
    runs = {
        (what, times): (PROGRAM, what, str(times))
        for what in ("put", *NAMES)
        for times in (FEW, MANY)
    }
    found = built.all_instructions({f"{what} {n}": program for (what, n), program in runs.items()})
    each = {what: found[f"{what} {MANY}"] - found[f"{what} {FEW}"] for what in ("put", *NAMES)}
    return {what: count / each["put"] for what, count in each.items()}


def swept(built: Built) -> Swept:
    """Run the sweep's function once."""
    said = json.loads(built.said(PROGRAM, "sweep", str(DUE)).splitlines()[-1])
    return Swept(said["seconds"], said["calls"])


def waited(built: Built) -> float:
    """Return how many times longer a batch of ten takes when its cases do not wait together."""
    said = json.loads(built.said(PROGRAM, "wait", "20").splitlines()[-1])
    return float(said["1"] / said["8"])


def rows(ratios: Mapping[str, float]) -> Iterator[str]:
    """Yield the lines of the events."""
    for what, name in NAMES.items():
        yield f"| {name} | {BESIDE} | {ratios[what]:.3f} | |"
