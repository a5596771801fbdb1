import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.cli.deadline_command import answers_to
from tests.oracles.agreement import Oracles, engine
from tests.oracles.calendar_walk import UNITS
from tests.oracles.queries import FIRST, LAST, Question, Questions
from tests.oracles.tz_file import ZoneClocks

Instants = dict[str, datetime]

READINGS = ("earliest", "expected", "latest")
ENDS = ("remind_by", "missed_after")
DAY = timedelta(days=1)
ZONES = ["Asia/Taipei", "America/St_Johns", "Pacific/Kiritimati"]

unhurried = settings(deadline=None)  # the first question reads the pack and all holidays
oracles = Oracles()
rows = st.sampled_from(oracles.walk.rows)
stores = st.sampled_from(sorted(store.code for store in oracles.walk.stores.values()))
instants = st.datetimes(datetime(FIRST.year, 1, 1), datetime(LAST.year, 12, 31)).map(  # noqa: DTZ001
    lambda found: found.replace(microsecond=0, tzinfo=UTC)
)
dates = st.dates(FIRST, LAST).map(lambda day: day.isoformat())
windows = st.fixed_dictionaries({"amount": st.integers(1, 100), "unit": st.sampled_from(UNITS)})
steps = st.timedeltas(timedelta(0), timedelta(days=3)).map(
    lambda step: timedelta(seconds=int(step.total_seconds()))
)


@cache
def clocks_of(store: str) -> ZoneClocks:
    return ZoneClocks(oracles.walk.stores[store].zone.key)


@st.composite
def beside_a_clock_change(draw: st.DrawFn, store: str) -> datetime:
    moves = clocks_of(store).moves
    inside = moves[(moves > np.datetime64(FIRST)) & (moves < np.datetime64(LAST))]
    assume(len(inside))
    move = datetime.fromisoformat(f"{draw(st.sampled_from(inside.tolist()))}Z")
    seconds = draw(st.integers(-7_200, 7_200))
    return move - draw(st.integers(0, 9)) * timedelta(days=1) + timedelta(seconds=seconds)


@st.composite
def spans(draw: st.DrawFn) -> str:
    """Draw a span of instants or dates, mostly of a few days; it may end on its first date."""
    first = draw(instants)
    last = first + draw(st.one_of(steps, st.integers(0, 400).map(lambda days: days * DAY)))
    begins, ends = (draw(st.sampled_from([at, at.date()])) for at in (first, last))
    return f"{begins.isoformat()}..{ends.isoformat()}"


@st.composite
def questions(draw: st.DrawFn) -> Question:
    row = draw(rows)
    store = draw(stores if "*" in row.stores else st.sampled_from(row.stores))
    moments = st.one_of(instants.map(datetime.isoformat), dates, spans())
    asked: Question = {
        "obligation": row.obligation,
        "store": store,
        "case": row.case,
        "anchors": draw(st.dictionaries(st.sampled_from(row.anchors), moments, min_size=1)),
    }
    if draw(st.booleans()):
        asked["window"] = draw(windows)
    return asked


def ask(question: Question) -> dict[str, Any]:
    """Ask what has an answer; a fact from before the first rule has none."""
    told = engine(question)
    assume("rule" in told or "crash" in told)
    return told


def instants_of(question: Question) -> Instants:
    told = ask(question)
    return {name: datetime.fromisoformat(told[name]) for name in (*READINGS, *ENDS)}


@contextmanager
def a_reader_in(zone: str) -> Iterator[None]:
    before = os.environ.get("TZ")
    os.environ["TZ"] = zone
    time.tzset()
    try:
        assert (
            datetime.now(UTC).astimezone().utcoffset() == datetime.now(ZoneInfo(zone)).utcoffset()
        )
        yield
    finally:
        os.environ.pop("TZ")
        os.environ.update({"TZ": before} if before is not None else {})
        time.tzset()


@unhurried
@given(questions())
def test_the_readings_come_in_their_order(question: Question) -> None:
    told = instants_of(question)

    assert told["earliest"] <= told["expected"] <= told["latest"]


@unhurried
@given(questions())
def test_nothing_is_missed_before_the_reminders_end(question: Question) -> None:
    told = instants_of(question)

    assert told["remind_by"] == told["earliest"]
    assert told["missed_after"] == told["latest"]
    assert told["remind_by"] <= told["missed_after"]


@unhurried
@given(questions(), instants)
def test_a_stated_date_is_the_only_end_and_changes_no_reading(
    question: Question, stated: datetime
) -> None:
    plain = instants_of(question)

    told = instants_of(question | {"stated": stated.isoformat()})

    assert told == plain | dict.fromkeys(ENDS, stated)


@unhurried
@given(questions(), spans())
def test_a_stated_span_reminds_at_its_early_end_and_may_lose_its_second_reading(
    question: Question, stated: str
) -> None:
    plain = ask(question)

    told = ask(question | {"stated": stated})

    assert {name: told[name] for name in READINGS} == {name: plain[name] for name in READINGS}
    assert told["remind_by"] == told["stated"]
    alone = [engine(question | {"stated": reading}) for reading in stated.split("..")]
    assert told["missed_after"] in {each["missed_after"] for each in alone}


@st.composite
def a_time_within_a_span(draw: st.DrawFn) -> tuple[Question, Question, list[datetime]]:
    """Ask once for a span and once for an instant within it."""
    row = draw(rows)
    store = draw(stores if "*" in row.stores else st.sampled_from(row.stores))
    first = draw(st.one_of(instants, beside_a_clock_change(store)))
    inside, last = first + draw(steps), first + timedelta(days=6)
    asked: Question = {"obligation": row.obligation, "store": store, "case": row.case}
    if draw(st.booleans()):
        asked["window"] = draw(windows)
    spanned, known = (
        asked | {"anchors": dict.fromkeys(row.anchors, text)}
        for text in (f"{first.isoformat()}..{last.isoformat()}", inside.isoformat())
    )
    return spanned, known, [first, inside, last]


@settings(max_examples=500, deadline=None)
@given(a_time_within_a_span())
def test_whenever_it_was_a_span_reminds_no_later_and_is_missed_no_sooner(
    pair: tuple[Question, Question, list[datetime]],
) -> None:
    spanned, known = (instants_of(question) for question in pair[:2])

    clocks = clocks_of(str(pair[0]["store"]))
    beside = [*pair[2], *(told[name] for told in (spanned, known) for name in READINGS)]
    moves = [clocks.longest_move_near(np.datetime64(at.replace(tzinfo=None))) for at in beside]
    assert spanned["remind_by"] <= known["remind_by"] + max(moves)
    assert spanned["expected"] >= known["expected"] - max(moves)
    assert spanned["missed_after"] >= known["missed_after"]


@st.composite
def two_anchors(draw: st.DrawFn) -> tuple[Question, Question]:
    """Ask twice about one rule, the second time a little later."""
    row = draw(rows)
    store = draw(stores if "*" in row.stores else st.sampled_from(row.stores))
    first = draw(st.one_of(instants, beside_a_clock_change(store)))
    asked: Question = {"obligation": row.obligation, "store": store, "case": row.case}
    if draw(st.booleans()):
        asked["window"] = draw(windows)
    one, two = (
        asked | {"anchors": dict.fromkeys(row.anchors, moment.isoformat())}
        for moment in (first, first + draw(steps))
    )
    return one, two


@settings(max_examples=500, deadline=None)
@given(two_anchors())
def test_a_later_anchor_ends_no_earlier_but_for_the_length_of_a_clock_change_beside_it(
    pair: tuple[Question, Question],
) -> None:
    one, two = (instants_of(question) for question in pair)

    clocks = clocks_of(str(pair[0]["store"]))
    anchors = [datetime.fromisoformat(*{*question["anchors"].values()}) for question in pair]  # type: ignore[attr-defined]
    beside = [*anchors, one["expected"], two["expected"]]
    moves = [clocks.longest_move_near(np.datetime64(at.replace(tzinfo=None))) for at in beside]
    assert one["expected"] - two["expected"] <= max(moves)


@unhurried
@given(questions())
def test_every_calendar_agrees_on_whatever_is_made_up(question: Question) -> None:
    assert oracles.difference(question, engine(question)) is None


@unhurried
@given(questions(), st.sampled_from(ZONES))
def test_an_answer_is_the_same_wherever_its_reader_is(question: Question, zone: str) -> None:
    here = ask(question)

    with a_reader_in(zone):
        assert ask(question) == here


@pytest.mark.parametrize(
    "environment",
    [
        *(pytest.param({"TZ": zone}, id=f"a reader in {zone}") for zone in ZONES),
        pytest.param({"PYTHONTZPATH": ""}, id="a machine without time zones"),
    ],
)
def test_the_command_gives_the_same_answers_to(tmp_path: Path, environment: dict[str, str]) -> None:
    asked = Questions(oracles.walk, seed=0).take(500)

    there = answers_to(tmp_path, asked, **environment)

    assert there == answers_to(tmp_path, asked)
