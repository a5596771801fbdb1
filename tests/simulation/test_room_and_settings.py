"""Cases that fill up, settings that change, people who are refused, accounts that are erased."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial
from itertools import islice
from random import Random
from typing import Any
from unittest.mock import patch

import pytest

from shared.adapters.account_table import AccountTable
from shared.domain import protocol
from tests.simulation.campaign import Run, points, singles
from tests.simulation.faults import KINDS, Faults, Outage
from tests.simulation.journal import Journal
from tests.simulation.memory_aws import LARGEST_ITEM
from tests.simulation.oracle import FILLER, judge
from tests.simulation.scenarios import (
    ACCOUNTS,
    HOUR,
    MINUTE,
    OWNER,
    SECOND,
    Scenario,
    Story,
    named,
    play,
)
from tests.simulation.stage import Stage

NEW = "new@example.com"
Settings = Mapping[str, Any]


def staged(scenario: Scenario, at: Mapping[int, str] | None = None) -> Stage:
    return Stage(scenario, Faults(Journal(), at or {}, scenario.outages))


def told(stage: Stage, to: str, since: float = 0.0) -> list[str]:
    return [
        each.rung
        for message in stage.journal.accepted
        if message.to == to and message.at >= since
        for each in message.tells
    ]


# ── a case that fills up ────────────────────────────────────────────────────────────────────────


def filled(seed: int) -> Scenario:
    """Draw a question whose case is filled with events of any size, by anybody, in an hour."""
    random = Random(seed)  # noqa: S311 - chance, no secret
    story = Story().asked(20, 30)
    for number in range(120):
        at = 30.0 + number * 25
        by: dict[str, Any] = {"event_id": f"{FILLER}{number}-{'識' * random.randrange(60)}"}
        if random.random() < 0.3:
            by |= {"verified": False, "from_contact": random.random() < 0.3}
        if random.random() < 0.6:
            sku = "證" * random.randrange(1, 60)
            items = [{"sku": sku, "item_ref": sku} for _ in range(random.randrange(1, 50))]
            story.add("order_facts", at, items=items, **by)
        else:
            word = "寫" * random.randrange(1, 200)
            story.add("evidence_added", at, obligation="atoz.info_request", item=word, **by)
    return play(f"filled by {seed}", 33 * HOUR, story)


@pytest.mark.parametrize("seed", range(2))
def test_a_case_that_is_full_goes_on_reminding(seed: int) -> None:
    scenario = filled(seed)
    stage = staged(scenario)

    assert judge(scenario, stage.run()).findings == []
    assert 100_000 < stage.table.largest <= LARGEST_ITEM


@contextmanager
def _unbounded() -> Iterator[None]:
    """Bound a case by the number of its events alone, as it was once."""
    with (
        patch.object(protocol, "fitted", lambda events, *_: events),
        patch.object(protocol, "LARGEST", 10**9),
    ):
        yield


def test_a_case_bounded_by_nothing_but_a_number_is_seen_to_fall_silent() -> None:
    story = filled(1)
    twice = [(at, {**body, "event_id": f"{body['event_id']}!"}) for at, body in story.arrivals[1:]]
    arrivals = tuple(sorted((*story.arrivals, *twice), key=lambda each: each[0]))
    scenario = replace(story, arrivals=arrivals, until=6.5 * HOUR)
    with _unbounded():
        findings = judge(scenario, staged(scenario).run()).findings

    assert {"lost"} <= {each.kind for each in findings}


# ── settings that change ────────────────────────────────────────────────────────────────────────


def owned_by(*addresses: str, **more: Any) -> Settings:  # noqa: ANN401
    contacts = [{"name": each, "email": each} for each in addresses]
    return {**ACCOUNTS[0], "contacts": contacts, **more}


def changed(at: float, settings: Settings, faults: Mapping[int, str] | None = None) -> Stage:
    scenario = replace(named("two metronomes"), name="the settings change", until=6 * HOUR)
    stage = staged(scenario, faults)
    stage.clock.at(at, lambda: stage.apply(settings))
    stage.clock.at(at + 5 * MINUTE, stage.reconcile)
    stage.run()
    return stage


def test_whoever_comes_in_is_told_once_and_within_the_minute_whatever_goes_wrong() -> None:
    at = 40 * MINUTE
    calls = points(named("two metronomes")) + 12
    for index, kind in enumerate(KINDS):
        for point in range(index, calls, 29):
            stage = changed(at, owned_by(NEW, SECOND), {point: kind})
            entered = [each for each in stage.journal.accepted if each.to == NEW]
            fault = bool(stage.journal.faults)

            assert entered, f"{kind} at {point}"
            assert entered[0].at <= at + (61 if not fault else 6 * MINUTE), f"{kind} at {point}"
            assert told(stage, OWNER, at + 2 * MINUTE) == [], f"{kind} at {point}"
            assert [walk.repaired for walk in stage.reconciled] in ([[]], []), f"{kind} at {point}"


@pytest.mark.parametrize("offset", range(0, 120, 10))
def test_a_change_around_a_message_repeats_nothing_and_loses_nothing(offset: int) -> None:
    scenario = replace(named("two metronomes"), name="the names change")
    stage = staged(scenario)
    at = HOUR + offset
    settings = owned_by(OWNER, SECOND, time_zone="Asia/Tokyo")
    stage.clock.at(at, lambda: stage.apply(settings))

    verdict = judge(scenario, stage.run())

    assert verdict.findings == []


def test_what_is_over_is_told_to_nobody_who_comes_in() -> None:
    stage = changed(5 * HOUR, owned_by(NEW))

    assert told(stage, NEW) == []


def test_a_plan_that_owes_all_anew_is_seen() -> None:
    def naive(account: Any, tracks: Any, _: Any, owing: Any) -> Any:  # noqa: ANN401
        return owing(account, tracks)

    with patch.object(protocol, "following", naive):
        stage = changed(5 * HOUR, owned_by(NEW))

    assert told(stage, NEW) != []


def moved(faults: Mapping[int, str] | None = None) -> Stage:
    """Play a refund that asks for nothing in the Emirates, and a move to the US 40 minutes on."""
    refund = Story(programme="return").add("refund_issued", 3 * MINUTE, by="amazon")
    scenario = play("the store changes", 4 * HOUR, refund)
    stage = staged(scenario, faults)
    for at, store in ((1, "AE"), (40 * MINUTE, "US")):
        stage.clock.at(at, partial(stage.apply, {**ACCOUNTS[0], "store": store}))
    for at in (38, 46):
        stage.clock.at(at * MINUTE, stage.reconcile)
    stage.run()
    return stage


def open_from(stage: Stage) -> list[float]:
    """Return when the owner was first told of what the new store lets them file."""
    accepted = stage.journal.accepted
    return [each.at for each in accepted if each.to == OWNER and each.at >= 40 * MINUTE][:1]


def test_a_store_in_which_there_is_something_to_do_is_followed_whatever_goes_wrong() -> None:
    [at] = open_from(moved())
    assert at <= 41 * MINUTE + 1
    for index, kind in enumerate(KINDS):
        for point in range(index, 40, 7):
            stage = moved({point: kind})

            [at] = open_from(stage)
            assert at <= 46 * MINUTE, f"{kind} at {point}"
            drift = [name for walk in stage.reconciled for name in walk.repaired]
            assert drift == [], f"{kind} at {point}"


def test_a_store_followed_by_what_is_open_alone_is_seen() -> None:
    with patch.object(AccountTable, "quiet_from", lambda *_: None):
        stage = moved()

    assert [at for at in open_from(stage) if at <= 46 * MINUTE] == []


# ── people who are refused ──────────────────────────────────────────────────────────────────────


def refusing(only: str = OWNER) -> Scenario:
    outage = Outage(0, 30 * HOUR, "mail.", only=only)
    return play("one is refused", 21 * HOUR, Story().asked(20, 20), outages=(outage,))


def test_who_is_refused_is_replaced_within_a_quarter_of_an_hour() -> None:
    stage = staged(refusing())
    stage.run()

    first = next(each for each in stage.journal.accepted if each.to == SECOND)
    assert first.at <= 20 + 16 * MINUTE + MINUTE
    assert {"2h", "30m", "after"} <= set(told(stage, SECOND))
    assert "contact_changed" in told(stage, "topic")


def test_who_waits_for_one_that_is_refused_is_seen() -> None:
    with patch.object(protocol, "LAST_TRY", timedelta(hours=9)):
        stage = staged(refusing())
        stage.run()

    first = next(each for each in stage.journal.accepted if each.to == SECOND)
    assert first.at > HOUR


def test_nobody_is_lost_for_what_the_provider_refused_of_everybody() -> None:
    scenario = named("two hours without mail")
    stage = staged(scenario)

    assert judge(scenario, stage.run()).findings == []


# ── accounts that are erased ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("offset", range(0, 72, 6))
def test_nothing_is_left_of_an_account_erased_at_any_moment(offset: int) -> None:
    asked = Story().asked(20, 3).answered(70, 75)
    scenario = play("erased while it is being told", 3 * HOUR, asked)
    stage = staged(scenario)
    stage.clock.at(21 + offset, lambda: stage.erase("one"))
    stage.clock.at(2 * HOUR, stage.reconcile)
    stage.run()

    mine = [key for key in stage.table.items if "one" in key[0] or "one" in key[1]]
    assert mine == [("ACCOUNTS", "one")]
    assert set(stage.table.items["ACCOUNTS", "one"]) == {"pk", "sk", "erased"}
    assert told(stage, OWNER, 30 * MINUTE) == []


def test_faults_beside_a_change_leave_nothing_behind() -> None:
    """The sweep and the senders of a change meet a fault at each of the calls they make."""
    scenario = replace(named("two metronomes"), name="the zone changes")
    for run in islice(singles(scenario), 0, None, 29):
        stage = staged(run.scenario, run.at)
        stage.clock.at(50 * MINUTE, partial(stage.apply, owned_by(OWNER, SECOND, ladder=["2h"])))
        stage.run()

        for to in (OWNER, SECOND):
            assert {"2h", "after"} <= set(told(stage, to)), str(Run(scenario, run.at))
