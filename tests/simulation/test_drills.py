"""Drills: what is to happen once in a long while, and must work then."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import cycle
from typing import Any

import pytest

from shared.adapters import case_table
from shared.domain.parcels import Parcel
from shared.domain.protocol import StoredCase
from shared.mail.topic_message import topic_message
from tests.simulation.campaign import Run, campaign, played, singles
from tests.simulation.faults import Faults
from tests.simulation.journal import Journal
from tests.simulation.oracle import judge
from tests.simulation.scenarios import (
    HOUR,
    MINUTE,
    ORDER,
    OWNER,
    SECOND,
    Scenario,
    Story,
    named,
    play,
)
from tests.simulation.stage import Stage
from tests.simulation.words import POISON


def staged(scenario: Scenario) -> Stage:
    return Stage(scenario, Faults(Journal(), outages=scenario.outages))


def mails(stage: Stage, to: str = OWNER, since: float = 0.0) -> list[str]:
    """Return what mails to somebody told, by rung or name."""
    return [
        told.rung
        for message in stage.journal.accepted
        if message.to == to and message.at >= since
        for told in message.tells
    ]


def test_after_a_sweep_that_was_off_everybody_gets_one_message_for_all_that_was_missed() -> None:
    stage = staged(named("seven hours without a sweep"))
    stage.run()

    assert mails(stage) == ["arrival", "24h", "2h", "30m", "after"]
    assert mails(stage, SECOND) == ["2h", "30m", "after"]


@pytest.mark.parametrize("gone_at", [5 * MINUTE, 23.9 * HOUR], ids=["early", "just before a rung"])
def test_a_case_that_fell_off_the_index_is_back_within_the_hour(gone_at: float) -> None:
    stage = staged(named("a question nobody answers"))
    stage.clock.at(gone_at, lambda: stage.table.take_off_index(ORDER.format(1)))
    stage.clock.at(gone_at + 30 * MINUTE, stage.reconcile)
    journal = stage.run()

    assert [done.repaired for done in stage.reconciled] == [[f"one …{ORDER.format(1)[-4:]}"]]
    lost = [each.kind for each in judge(stage.scenario, journal).findings]
    assert set(lost) <= {"late"}, "late by half an hour at most, and nothing lost"
    assert mails(stage) == ["arrival", "24h", "8h", "2h", "30m", "after"]


def test_a_walk_over_cases_that_are_right_changes_nothing() -> None:
    stage = staged(named("two accounts, pages of one"))
    stage.clock.at(90 * MINUTE, stage.reconcile)
    stage.run()

    [walk] = stage.reconciled
    assert (walk.cases, walk.repaired, walk.overdue) == (3, [], 0)


def test_the_walk_may_meet_any_fault_and_any_message() -> None:
    scenario = replace(named("two metronomes"), name="the walk meets a message")
    for offset in range(24):
        stage = staged(scenario)
        stage.clock.at(HOUR + 58 + offset / 6, stage.reconcile)

        assert judge(scenario, stage.run()).findings == [], f"at {offset / 6:.2f} s"


def test_a_table_of_yesterday_repeats_one_message_and_loses_nothing_that_is_sent_again() -> None:
    old = Story().asked(20, 48)
    young = Story(ORDER.format(2)).asked(10 * HOUR, 48)
    stage = staged(play("restored", 60 * HOUR, old, young))
    backups: list[object] = []
    stage.clock.at(HOUR, lambda: backups.append(stage.table.saved()))
    stage.clock.at(25 * HOUR, lambda: stage.table.restore(backups[0]))  # type: ignore[arg-type]
    stage.clock.at(25.1 * HOUR, lambda: stage._arrive(young.arrivals[0][1]))  # noqa: SLF001
    stage.run()

    again = Counter(told for told in _told(stage) if "001" in told)
    assert [told for told, times in again.items() if times > 1] == ["001 24h"]
    assert again["001 24h"] == 2
    assert [told for told in _told(stage) if "002" in told] == [
        "002 arrival", "002 arrival", "002 24h", "002 8h", "002 2h", "002 30m", "002 after",
    ]  # fmt: skip


def _told(stage: Stage) -> list[str]:
    return [
        f"{told.order[-3:]} {told.rung}"
        for message in stage.journal.accepted
        if message.to == OWNER
        for told in message.tells
    ]


@pytest.mark.parametrize("unknown", [("holds",), ("posted", "gone"), ("urgent_by", "holds")])
def test_old_and_new_code_may_run_together(
    unknown: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every other write is by code that does not know some attributes and drops them."""
    new, is_old = case_table._to_item, cycle((False, True))  # noqa: SLF001

    def written(case: object) -> dict[str, object]:
        item = new(case)  # type: ignore[arg-type]
        dropped = unknown if next(is_old) else ()
        return {name: value for name, value in item.items() if name not in dropped}

    monkeypatch.setattr(case_table, "_to_item", written)
    for name in ("two metronomes", "two hours without mail", "asked again while it is being sent"):
        _, verdict = played(Run(named(name)))

        assert verdict.findings == [], name


def test_an_event_that_failed_five_times_does_no_harm_when_it_is_sent_again_days_later() -> None:
    answered = Story().asked(20, 3)
    stage = staged(play("redriven", 80 * HOUR, answered))
    stage.clock.at(75 * HOUR, lambda: stage._arrive(answered.arrivals[0][1]))  # noqa: SLF001
    stage.run()

    assert mails(stage, since=75 * HOUR) == []


def test_a_topic_message_that_cannot_be_written_holds_nobody_up_and_repeats_no_mail(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def written(parcel: Parcel, of: StoredCase, *rest: Any) -> object:  # noqa: ANN401
        if of.order_id.startswith(POISON):
            raise ValueError("no topic message can be written for this order")
        return topic_message(parcel, of, *rest)

    monkeypatch.setattr("shared.steps.posting.topic_message", written)
    stage = staged(named("six that cannot be written, in front"))
    stage.run()

    for rung in ("2h", "30m", "after"):
        owner = [told for told in _told(stage) if told.endswith(f" {rung}")]
        assert len(owner) == 7, f"{rung}, once for each order"
    first = next(each for each in stage.journal.accepted if each.to == "topic")
    assert first.at <= 20 + 2 * MINUTE


def test_a_message_is_on_time_though_an_event_came_while_the_case_was_being_leased() -> None:
    asked = Story().asked(20, 3).asked(3600, 3, 3660.19)
    scenario = play("an event meets the lease", 2 * HOUR, asked)
    stage = staged(scenario)
    stage.run()

    [sent] = [
        message.at
        for message in stage.journal.accepted
        if message.to == OWNER and any(told.rung == "2h" for told in message.tells)
    ]
    meeting = [each.at for each in stage.journal.stored if 3660 < each.at < 3661]
    assert len(meeting) >= 2, "the event is stored between the sweep and the message"
    assert sent < 3662


# ── mails that do not arrive ────────────────────────────────────────────────────────────────────


def bounces(to: str) -> Sequence[tuple[str, float]]:
    return (("Send", 1.0), ("Bounce" if to == OWNER else "Delivery", 3.0))


def complains(to: str) -> Sequence[tuple[str, float]]:
    return (("Send", 1.0), ("Delivery", 3.0), ("Complaint" if to == OWNER else "Open", 60.0))


def is_rejected(to: str) -> Sequence[tuple[str, float]]:
    return (("Reject", 2.0),) if to == OWNER else (("Delivery", 3.0),)


def never_arrives(to: str) -> Sequence[tuple[str, float]]:
    return (("Send", 1.0),) if to == OWNER else (("Send", 1.0), ("Delivery", 3.0))


def nobody_is_reached(to: str) -> Sequence[tuple[str, float]]:
    return (("Bounce", 3.0),)


@pytest.mark.parametrize("reports", [bounces, complains, is_rejected, never_arrives])
def test_who_cannot_be_reached_is_replaced_within_a_quarter_of_an_hour(
    reports: Callable[[str], Sequence[tuple[str, float]]],
) -> None:
    asked = play("the owner is not reached", 50 * HOUR, Story().asked(20, 48))
    stage = staged(replace(asked, reports=reports))
    stage.run()

    first = next(each for each in stage.journal.accepted if each.to == SECOND)
    assert first.at <= 20 + MINUTE + 15 * MINUTE + MINUTE
    assert "arrival" in mails(stage, SECOND)
    assert "contact_changed" in mails(stage, "topic"), "the operator is told"
    assert mails(stage, since=20 * MINUTE) == []


def test_somebody_is_always_written_to_even_when_nobody_is_reached() -> None:
    asked = play("nobody is reached", 50 * HOUR, Story().asked(20, 48))
    stage = staged(replace(asked, reports=nobody_is_reached))
    stage.run()

    for rung in ("24h", "8h", "2h", "30m", "after"):
        assert rung in [*mails(stage, OWNER), *mails(stage, SECOND)], rung
    assert "nobody_reachable" in mails(stage, "topic")


@pytest.mark.parametrize("kind", ["crash before", "crash after", "timeout, effect", "stall"])
def test_a_fault_in_taking_the_report_of_a_bounce_keeps_nobody_from_being_told(kind: str) -> None:
    asked = play("the owner bounces", 2 * HOUR, Story().asked(20, 1))
    for run in singles(replace(asked, reports=bounces), [kind]):
        stage, _ = played(run)

        assert {"after", "30m"} <= set(mails(stage, SECOND)), str(run)


def test_the_campaign_counts_what_it_plays() -> None:
    tally = campaign([Run(named("after the cut-off"))] * 2)

    assert (tally.runs, tally.faults, tally.accepted) == (2, 0, 6)
