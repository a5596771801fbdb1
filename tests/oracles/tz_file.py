"""The clocks of one time zone, read from its compiled file (RFC 9636) into two numpy arrays."""

import re
from datetime import timedelta
from functools import cache
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple
from zoneinfo import TZPATH

import numpy as np

YEARS_BY_RULE = range(1990, 2060)  # as far as the line of rules at a file's end is followed
HEADER = np.dtype(
    [("magic", "S4"), ("version", "S1"), ("reserved", "V15")]
    + [(name, ">u4") for name in ("isut", "isstd", "leap", "time", "type", "char")]
)
CLOCK = np.dtype([("offset", ">i4"), ("is_summer", "u1"), ("name", "u1")])
NAME = r"(?:<[^>]+>|[A-Za-z]+)"
MOVE = r",M(\d+)\.(\d)\.(\d)(?:/([-+\d:]+))?"
RULES = re.compile(rf"{NAME}([-+\d:]+)(?:{NAME}([-+\d:]+)?{MOVE}{MOVE})?", re.ASCII)


class Moves(NamedTuple):
    """The instants at which clocks move, and what they are set to."""

    at: list[int]
    offsets: list[int]


class ZoneClocks:
    """What the clocks of a zone read, and when."""

    def __init__(self, zone: str) -> None:
        """Read the zone's file."""
        start, moves = _read(_file(zone))
        steps = list(pairwise([start, *moves.offsets]))
        self.offsets = np.array([start, *moves.offsets], "m8[s]")
        self.moves = np.array(moves.at, "M8[s]")
        # By the wall, clocks move when the later of both readings comes up: before it a reading
        # that occurs twice is the first, and one that is skipped goes by the old clock.
        walls = [at + max(step) for at, step in zip(moves.at, steps, strict=True)]
        self.moves_on_the_wall = np.array(walls, "M8[s]")

    def wall(self, instant: np.datetime64) -> np.datetime64:
        """Read the wall clock at an instant."""
        wall: np.datetime64 = instant + self.offsets[self.moves.searchsorted(instant, "right")]
        return wall

    def instant(self, wall: np.datetime64) -> np.datetime64:
        """Find when the wall clock reads this: first, or by the clock that runs before a gap."""
        passed = self.moves_on_the_wall.searchsorted(wall, "right")
        instant: np.datetime64 = wall - self.offsets[passed]
        return instant

    def longest_move_near(self, instant: np.datetime64) -> timedelta:
        """Say by how much clocks move within a day of an instant."""
        near = np.abs(self.moves - instant) <= np.timedelta64(1, "D")
        steps = np.abs(np.diff(self.offsets))[near]
        return timedelta(seconds=max(steps.astype(int).tolist(), default=0))


def _file(zone: str) -> bytes:
    """Find a zone's file where Python finds it."""
    folders = (Path(folder, zone) for folder in TZPATH)
    found = next((path for path in folders if path.is_file()), None)
    return (found or files("tzdata").joinpath("zoneinfo", zone)).read_bytes()


def _read(compiled: bytes) -> tuple[int, Moves]:
    """Read the second, 64-bit half of a file, then follow the rules in its last line."""
    start = _end_of_half(compiled, 0, 4)
    head = np.frombuffer(compiled, HEADER, 1, start)[0]
    place = start + HEADER.itemsize
    at = np.frombuffer(compiled, ">i8", head["time"], place)
    kinds = np.frombuffer(compiled, "u1", head["time"], place + at.nbytes)
    clocks = np.frombuffer(compiled, CLOCK, head["type"], place + at.nbytes + kinds.nbytes)
    moves = Moves(at.tolist(), clocks["offset"][kinds].tolist())
    rules = compiled[_end_of_half(compiled, start, 8) :].decode().strip()
    last = moves.at[-1] if moves.at else 0
    ruled = [move for year in YEARS_BY_RULE for move in _by_rules(rules, year) if move[0] > last]
    return int(clocks["offset"][0]), Moves(
        moves.at + [at for at, _ in ruled], moves.offsets + [offset for _, offset in ruled]
    )


def _end_of_half(compiled: bytes, start: int, width: int) -> int:
    head = np.frombuffer(compiled, HEADER, 1, start)[0]
    if head["magic"] != b"TZif" or head["version"] < b"2":
        raise ValueError(compiled[:5])
    widths = {"time": width + 1, "type": 6, "char": 1, "leap": width + 4, "isstd": 1, "isut": 1}
    return start + HEADER.itemsize + sum(int(head[name]) * size for name, size in widths.items())


@cache
def _by_rules(rules: str, year: int) -> list[tuple[int, int]]:
    """List the moves of one year, such as those of PST8PDT,M3.2.0,M11.1.0."""
    found = RULES.fullmatch(rules)
    if found is None:
        raise ValueError(rules)
    winter, summer, *days = found.groups()
    if not days[0]:
        return []
    west = _seconds(winter)
    winter_offset, summer_offset = -west, -_seconds(summer) if summer else 3600 - west
    return sorted(
        [
            (_moment(year, days[:4]) - winter_offset, summer_offset),
            (_moment(year, days[4:]) - summer_offset, winter_offset),
        ]
    )


def _moment(year: int, move: list[str]) -> int:
    """Return the wall clock of a move, such as 3.2.0: the second Sunday of March at 02:00."""
    month, week, weekday = (int(number) for number in move[:3])
    mask = np.roll([False] * 6 + [True], weekday)  # numpy's weeks begin on Monday
    first = np.datetime64(f"{year}-{month:02}", "M") + (week == 5)
    nth = -1 if week == 5 else week - 1
    day = np.busday_offset(first.astype("M8[D]"), nth, roll="forward", weekmask=mask)
    return int(day.astype("M8[s]").astype(int)) + _seconds(move[3] or "2")


def _seconds(clock: str) -> int:
    sign = -1 if clock.startswith("-") else 1
    parts = [int(part) for part in clock.lstrip("+-").split(":")]
    return sign * sum(part * unit for part, unit in zip(parts, (3600, 60, 1), strict=False))
