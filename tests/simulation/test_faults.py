"""No reminder is lost, late, stale or repeated, whatever goes wrong at whichever call."""

from itertools import islice

import pytest

from tests.simulation.campaign import (
    Run,
    Tally,
    campaign,
    played,
    points,
    races,
    schedules,
    singles,
)
from tests.simulation.faults import KINDS
from tests.simulation.scenarios import SCENARIOS, Scenario

EACH = 7
"""So many of the runs with one fault are played of each play; `make figures` plays them all."""
SCHEDULES, PARTS = 240, 8
FIRST_SEED = 1_000_000
ONCE_FAILED = (
    37, 48, 67, 79, 191, 213, 457, 537, 630, 692, 826, 975, 1478, 2382, 3037, 4316, 4927, 9606,
)  # fmt: skip
"""Seeds of schedules that failed once."""

every_play = pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda each: each.name)


def nothing_found(tally: Tally) -> None:
    assert not tally.findings, "\n".join(f"{run}: {what}" for run, what in tally.failed)


@every_play
def test_every_play_keeps_every_promise_when_nothing_goes_wrong(scenario: Scenario) -> None:
    _, verdict = played(Run(scenario))

    assert verdict.findings == []
    assert verdict.in_window == 0


@every_play
def test_one_fault_at_any_call_breaks_no_promise(scenario: Scenario) -> None:
    every = points(scenario) * len(KINDS)
    begin = SCENARIOS.index(scenario)  # so that the slices of two plays differ

    nothing_found(campaign(islice(singles(scenario), begin, None, every // EACH)))


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_fault_at_every_call_of_a_short_play(kind: str) -> None:
    [short] = (each for each in SCENARIOS if each.name == "withdrawn five seconds after it came")

    nothing_found(campaign(singles(short, [kind])))


def test_an_event_may_arrive_at_any_moment_around_a_message() -> None:
    nothing_found(campaign(races()))


@pytest.mark.parametrize("part", range(PARTS))
def test_schedules_by_chance(part: int) -> None:
    seeds = range(FIRST_SEED + part, FIRST_SEED + SCHEDULES, PARTS)

    nothing_found(campaign(schedules(seeds)))


@pytest.mark.parametrize("seed", ONCE_FAILED)
def test_schedules_that_failed_once(seed: int) -> None:
    nothing_found(campaign(schedules([seed])))


def test_a_seed_names_the_same_run_every_time() -> None:
    first, second = (played(run)[0].journal for run in schedules([5, 5]))

    assert first.accepted == second.accepted
    assert first.faults == second.faults
