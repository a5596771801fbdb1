"""A crowd that falls due at once is thinned out before its time, and only a crowd."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest

from shared.adapters.case_table import CaseTable
from shared.adapters.due_index import DueCase, DueIndex
from shared.adapters.keys import DUE_SHARDS, due_shard
from shared.adapters.queues import ReminderQueue, Request
from shared.domain.instants import iso
from shared.steps.sweep import CROWD, Sweep
from tests.simulation.clockwork import Clockwork, Striking
from tests.simulation.journal import Journal
from tests.simulation.memory_aws import MemoryTable

NOON = datetime(2026, 3, 11, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def accounts() -> Any:  # noqa: ANN401
    raise AssertionError("no settings have changed")


@dataclass
class Index:
    """A due index from which whatever is handed on disappears."""

    entries: dict[str, DueCase]
    handed_on: list[Request] = field(default_factory=list)

    def looks(self, by: str) -> Iterator[DueCase]:
        return (each for each in list(self.entries.values()) if each.due_at <= by)

    def add(self, requests: Sequence[Request]) -> int:
        self.handed_on += requests
        for order in (order for request in requests for order in request.orders):
            del self.entries[order]
        return sum(len(request.orders) for request in requests)

    def sweep(self, now: datetime) -> int:
        """Return how many cases one sweep hands on."""
        cases, queue = cast("CaseTable", self), cast("ReminderQueue", self)
        return Sweep(cases, queue, accounts).run(now).enqueued


def index_of(number: int, due: datetime = NOON) -> Index:
    named = [f"113-5550123-{each:07d}" for each in range(number)]
    cases = (
        DueCase(f"account-{index % 7}", order, iso(due), iso(due + index * MINUTE))
        for index, order in enumerate(named)
    )
    return Index({case.order_id: case for case in cases})


def test_a_crowd_is_spread_over_the_quarter_of_an_hour_before() -> None:
    index = index_of(10_000)

    shares = [index.sweep(NOON - ahead * MINUTE) for ahead in range(20, -1, -1)]

    assert shares[:5] == [0] * 5, "never earlier than fifteen minutes"
    assert sum(shares) == 10_000
    assert max(shares) <= 14 * 60, "what fourteen messages a second can carry"


def test_what_is_no_crowd_waits_for_its_time() -> None:
    index = index_of(CROWD)

    assert [index.sweep(NOON - MINUTE), index.sweep(NOON)] == [0, CROWD]


def test_what_goes_early_says_until_when_it_may_look_ahead() -> None:
    index = index_of(CROWD + 1)

    index.sweep(NOON - 5 * MINUTE)

    assert {request.horizon for request in index.handed_on} == {NOON + 10 * MINUTE}


def test_the_most_urgent_go_first() -> None:
    index = index_of(70)

    index.sweep(NOON)

    assert index.handed_on[0].orders[0] == "113-5550123-0000000"
    firsts = [request.orders[0] for request in index.handed_on]
    assert firsts == sorted(firsts)


def test_how_long_the_oldest_has_waited_is_told() -> None:
    index = index_of(3, due=NOON - 7 * MINUTE)
    cases, queue = cast("CaseTable", index), cast("ReminderQueue", index)

    assert Sweep(cases, queue, accounts).run(NOON).oldest == 7 * MINUTE


@pytest.mark.parametrize("number", [1_000, 100_000, 1_000_000])
def test_an_idle_sweep_asks_the_same_of_aws_however_much_is_open(
    number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    idle = Clockwork(NOON, cast("Striking", None), lambda _: None)  # nobody acts, so no faults
    table = MemoryTable(idle, Journal(), lag=0, page=1000)
    tomorrow = iso(NOON + 24 * 60 * MINUTE)
    for shard in range(DUE_SHARDS):
        open_here = range(shard, number, DUE_SHARDS)
        table.index[due_shard(shard)] = [
            (tomorrow, ("ACCOUNT#a", f"ORDER#113-5550123-{each:07d}")) for each in open_here
        ]
    calls: list[tuple[str, object]] = []

    def counted(name: str, _: str, effect: Callable[[], Any]) -> Any:  # noqa: ANN401
        calls.append((name, effect()))
        return calls[-1][1]

    monkeypatch.setattr(idle, "call", counted)
    queue = ReminderQueue(cast("Any", None), "")

    swept = Sweep(DueIndex(table), queue, accounts).run(NOON)

    assert (swept.due, swept.enqueued) == (0, 0)
    assert calls == [("table.query", ([], False))] * 4, "half a read unit each, and nothing written"
