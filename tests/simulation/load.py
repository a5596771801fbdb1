"""Load: what a crowd of cases does, with the shipped steps and the limits of the real services.

    python -m tests.simulation.load            # everything at full size; takes a while
    python -m tests.simulation.load --share 20 # a twentieth of it, at the same rates

Cases are copied into the table rather than taken in one by one, except where arriving is the point.
"""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from tests.simulation.faults import Faults
from tests.simulation.journal import Journal
from tests.simulation.scenarios import (
    HOUR,
    MINUTE,
    ORDER,
    OWNER,
    SECOND,
    Scenario,
    Story,
    delivered,
    play,
)
from tests.simulation.stage import Stage
from tests.simulation.words import wordless

LATENCIES = {"table": 0.008, "claims": 0.02, "reminders": 0.02, "reports": 0.02, "mail": 0.06,
             "topic": 0.02, "quarantine": 0.02}  # fmt: skip
"""Seconds a call takes; assumed, not measured on AWS."""
DUE = 48 * HOUR
"""When everything falls due."""
RUNGS = {"30m": 0.5, "2h": 2.0, "8h": 8.0, "24h": 24.0}


@dataclass(frozen=True)
class Load:
    """What came of one crowd."""

    name: str
    cases: int
    told: int
    """Cases of which the first contact was told of the rung that fell due, or of the arrival."""
    before_cut_off: int
    latest: float
    """Minutes from the due time until the last case was told of."""
    latest_urgent: float
    """The same, of the cases with half an hour left."""
    earliest: float
    """Minutes before the due time of the first message."""
    most_writes: int
    """Into one shard of the due index in one second."""
    repeated: int
    throttled: int
    ended_by_lambda: int


def in_one_minute(cases: int, accounts: int, *, poison: int = 0) -> Load:
    """Let cases of many accounts fall due in one minute, with fourteen mails a second."""
    name = f"{cases:,} due in one minute, {accounts:,} accounts" + (
        f", {poison} unreadable in front" if poison else ""
    )
    ahead = 16 * MINUTE
    scenario = play(name, DUE + 2 * HOUR)
    stage = _crowd(replace(scenario, reports=delivered, page=250, crowd_ahead=900), accounts)
    stage.provider.rate = 14
    stage.clock.seconds = DUE - ahead
    for number in range(cases):
        rung = list(RUNGS)[number % len(RUNGS)]
        _copy(stage, _slug(number // 4 % accounts), _order(number), rung)
    for number in range(poison):
        stage.break_item(_slug(number % accounts), f"999-0000000-{number:07d}", DUE - ahead)
    stage.journal.index_writes.clear()  # the copying is not part of it
    journal = stage.run()
    return _load(name, stage, journal, {_order(n): list(RUNGS)[n % 4] for n in range(cases)})


def arriving(cases: int, minutes: float, accounts: int) -> Load:
    """Let cases arrive over some minutes, with fifty mails a second."""
    name = f"{cases:,} arriving in {minutes:g} minutes, {accounts:,} accounts"
    step = minutes * MINUTE / cases
    stories = (
        Story(_order(number), account=_slug(number % accounts)).asked(int(20 + number * step), 48)
        for number in range(cases)
    )
    scenario = play(name, minutes * MINUTE + 20 * MINUTE, *stories)
    stage = _crowd(replace(scenario, reports=delivered, page=250), accounts)
    stage.provider.rate = 50
    journal = stage.run()
    return _load(name, stage, journal, {_order(n): "arrival" for n in range(cases)})


def _slug(number: int) -> str:
    return f"seller-{number}"


def _order(number: int) -> str:
    return f"113-{number:07d}-5550000"


def _crowd(scenario: Scenario, accounts: int) -> Stage:
    settings: list[Mapping[str, Any]] = [
        {
            "account": _slug(number),
            "store": "US",
            "time_zone": "UTC",
            "quiet_hours": "",
            "contacts": [
                {"name": "Owner", "email": f"{_slug(number)}-{OWNER}", "order": 1},
                {"name": "Second", "email": f"{_slug(number)}-{SECOND}", "order": 2},
            ],
        }
        for number in range(accounts)
    ]
    return Stage(scenario, Faults(Journal(), latencies=LATENCIES), accounts=settings)


@cache
def _template(rung: str) -> str:
    """Return an item, as JSON, of a case whose next rung is due at ``DUE``."""
    by = DUE + RUNGS[rung] * HOUR
    hours = 48
    story = Story(ORDER.format(1)).asked(by - hours * HOUR, hours)
    stage = Stage(play("template", DUE - HOUR, story), Faults(Journal()))
    stage.run()
    [item] = [item for key, item in stage.table.items.items() if key[1].startswith("ORDER#")]
    return json.dumps(item)


def _copy(stage: Stage, account: str, order: str, rung: str) -> None:
    whole = _template(rung).replace(ORDER.format(1), order)
    whole = whole.replace("ACCOUNT#one", f"ACCOUNT#{account}")
    whole = whole.replace('\\"account\\":\\"one\\"', f'\\"account\\":\\"{account}\\"')
    whole = whole.replace(f":{OWNER}", f":{account}-{OWNER}").replace(
        f":{SECOND}", f":{account}-{SECOND}"
    )
    stage.put_item(account, order, json.loads(whole))


def _load(name: str, stage: Stage, journal: Journal, wanted: Mapping[str, str]) -> Load:
    first: dict[str, float] = {}
    seen: set[tuple[str, str, str]] = set()
    repeated = 0
    for message in journal.accepted:
        for told in message.tells:
            if told.rung != wanted.get(told.order):
                continue
            repeated += (message.to, told.order, told.rung) in seen
            seen.add((message.to, told.order, told.rung))
            if message.to.endswith(f"-{OWNER}"):
                first.setdefault(told.order, message.at)
    arrived = {str(each.body["order_id"]): each.at for each in journal.arrived}
    waited = {order: at - arrived.get(order, DUE) for order, at in first.items()}
    left = {order: RUNGS.get(rung, 48.0) * HOUR for order, rung in wanted.items()}
    urgent = [waited[order] for order in waited if wanted[order] in {"30m", "arrival"}]
    return Load(
        name=name,
        cases=len(wanted),
        told=len(first),
        before_cut_off=sum(waited[order] < left[order] for order in waited),
        latest=round(max(waited.values(), default=0.0) / MINUTE, 1),
        latest_urgent=round(max(urgent, default=0.0) / MINUTE, 1),
        earliest=round(-min(waited.values(), default=0.0) / MINUTE, 1),
        most_writes=max(journal.index_writes.values(), default=0),
        repeated=repeated,
        throttled=stage.provider.throttled,
        ended_by_lambda=sum(each.kind == "ended by Lambda" for each in journal.faults),
    )


def loads(share: int) -> Iterator[Load]:
    """Yield every load at one ``share`` th of its full size."""
    yield in_one_minute(10_000 // share, max(1, 2_500 // share))
    yield in_one_minute(10_000 // share, max(1, 2_500 // share), poison=200 // share)
    yield in_one_minute(5_000 // share, 1)
    yield arriving(100_000 // share, 60 / share, max(1, 20_000 // share))


def main() -> int:
    """Print every load as a line of JSON."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--share", type=int, default=1, help="play one part in so many")
    share = parser.parse_args().share
    with wordless():
        for load in loads(share):
            sys.stdout.write(json.dumps(load.__dict__) + "\n")
            sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
