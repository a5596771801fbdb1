"""What cannot be believed only adds: held against random pairs of histories.

    python -m tests.simulation.unbelieved --pairs 100000 --seed 1
    python -m tests.simulation.unbelieved --replay 4711

Each pair is a history V that can be believed and other events U of the same order: forged or
forwarded, dated before and after, stating dates that are over. V is played alone, then with U, on a
clock that stops wherever something is due, and every message is taken at once. Then reminder by
reminder: what V alone sends is sent with U as well, of the same obligation, rung and date, to the
same recipient, at the same second. Only an arrival that repeats a date this recipient was told
already may be missing. What becomes of V's obligations is the same.
"""

import os
import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from json import dumps
from multiprocessing import Pool
from typing import Any, NamedTuple

from shared.domain.events import ClaimEvent
from shared.domain.instants import iso
from shared.domain.protocol import StoredCase, World, absorb, mark, take
from tests.conftest import ORDER
from tests.simulation.pairs import DAY, MINUTE, Pair, pair

_AFTER = 14 * DAY
"""How long after the last event a pair is watched."""


class Told(NamedTuple):
    """One reminder that somebody got."""

    at: datetime
    obligation: str
    rung: str
    to: str
    by: datetime
    """The cut-off it names."""
    missed_after: datetime


@dataclass
class Played:
    """What came of one history."""

    told: list[Told] = field(default_factory=list)
    ends: Mapping[str, Any] = field(default_factory=dict)


def play(world: World, events: Sequence[ClaimEvent], until: datetime) -> Played:
    """Play a history; the clock stops wherever something arrives or is due."""
    waiting = sorted(events, key=lambda each: (each.arrived_at, each.event_id))
    case, result = StoredCase(world.account.slug, ORDER), Played()
    while True:
        stops = [*(each.arrived_at for each in waiting[:1]), *([case.next] if case.next else [])]
        now = min(stops, default=until)
        if now >= until:
            break
        while waiting and waiting[0].arrived_at <= now:
            case = absorb(case, waiting.pop(0), world, now) or case
        looked = take(case, world, now, "me")
        result.told += _told(looked.parcels, now)
        sent = {slot: each.ref for each in looked.parcels for slot in each.stands_for}
        case = mark(looked.of, world, now, "me", sent)
        case = StoredCase(**{**_fields(case), "posted": {}})  # every mail arrives
        if case.next is not None and case.next <= now:
            case = mark(case, world, now + timedelta(seconds=1), "", {})
    result.ends = case.summary.get("obligations", {})
    return result


def _fields(case: StoredCase) -> dict[str, Any]:
    return {name: getattr(case, name) for name in StoredCase.__dataclass_fields__}


def _told(parcels: Sequence[Any], now: datetime) -> Iterator[Told]:
    for parcel in parcels:
        for slot in parcel.slots:
            if slot.kind == "reminder":
                found = slot.of.deadline
                to = f"{slot.channel}:{slot.to}"
                yield Told(now, slot.of.obligation, slot.name, to, found.remind_by,
                           found.missed_after)  # fmt: skip


def wrong(of: Pair) -> list[str]:
    """Return where the events in doubt took something away."""
    every = [*of.believed, *of.others]
    until = max(each.arrived_at for each in every) + _AFTER
    alone, both = play(of.world, of.believed, until), play(of.world, every, until)
    left = Counter(both.told)
    found = [
        f"not sent any more: {told}"
        for told in alone.told
        if not left[told] and not _repeats(told, both.told)
    ]
    found += [
        f"{name} is now {both.ends.get(name)} instead of {end}"
        for name, end in alone.ends.items()
        if both.ends.get(name) != end
    ]
    return found


def _repeats(told: Told, others: Sequence[Told]) -> bool:
    """Say whether an arrival would only repeat what its recipient had been told."""
    return told.rung == "arrival" and any(
        other.to == told.to
        and other.obligation == told.obligation
        and other.at <= told.at
        and abs(other.by - told.by) <= MINUTE
        for other in others
    )


def violations(seeds: Sequence[int]) -> list[tuple[int, str]]:
    """Return the first thing wrong with each pair of these seeds."""
    found = ((seed, wrong(pair(seed))) for seed in seeds)
    return [(seed, what[0]) for seed, what in found if what]


_PART = 100


def main(arguments: Sequence[str] | None = None) -> int:
    """Try pairs on all cores; return 1 when the law was broken."""
    parser = ArgumentParser(description=__doc__, formatter_class=RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=100_000, metavar="N")
    parser.add_argument("--seed", type=int, default=1, help="of the first pair")
    parser.add_argument("--replay", type=int, metavar="SEED", help="show one pair")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args(arguments)
    if asked.replay is not None:
        return _show(pair(asked.replay))
    last = asked.seed + asked.pairs
    parts = [range(at, min(at + _PART, last)) for at in range(asked.seed, last, _PART)]
    broken, tried = 0, 0
    with Pool(asked.workers) as pool:
        for part, found in zip(parts, pool.imap(violations, parts), strict=True):
            tried += len(part)
            broken += len(found)
            for seed, what in found:
                _say(f"seed {seed}: {what}")
            if tried % (10 * _PART) == 0:
                _say(f"{tried:,} pairs, {broken} broken", sys.stderr)
    _say(dumps({"pairs": tried, "broken": broken}))
    return 1 if broken else 0


def _show(of: Pair) -> int:
    every = [*of.believed, *of.others]
    _say(str(of.world.account))
    for each in sorted(every, key=lambda event: event.arrived_at):
        _say(f"{iso(each.arrived_at)} {dict(each.body)}")
    until = max(each.arrived_at for each in every) + _AFTER
    for name, events in (("alone", of.believed), ("with the others", every)):
        _say(f"── {name}")
        played = play(of.world, events, until)
        for told in played.told:
            _say(f"{iso(told.at)} {told.obligation} {told.rung} {told.to} {iso(told.by)}")
        for end in played.ends.items():
            _say(str(end))
    found = wrong(of)
    _say("\n".join(found) or "nothing is wrong")
    return 1 if found else 0


def _say(line: str, stream: Any = sys.stdout) -> None:  # noqa: ANN401 - a text stream
    stream.write(f"{line}\n")
    stream.flush()


if __name__ == "__main__":
    sys.exit(main())
