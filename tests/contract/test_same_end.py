from collections.abc import Mapping
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from tests.contract.accounts import PLAIN, Account, accounts_file
from tests.contract.conftest import StageMaker
from tests.contract.playing import (
    Line,
    Play,
    Replayed,
    Stage,
    instant,
    order_of,
    replay,
    script,
    written,
)
from tests.contract.plays_ladders import WEEK
from tests.contract.plays_rounds import ROUNDS
from tests.contract.plays_safet import SAFET
from tests.contract.test_event_table import PLAYS as EVENT_TABLE

FEW: Mapping[str, Play] = {
    name: ({name: play for name, (play, _) in WEEK.items()} | ROUNDS | SAFET)[name]
    for name in (
        "what was due before it arrived is merged into its arrival",
        "a question after an answer is a new round",
        "an answer known after the miss but given before it was in time",
        "in the US the claim counts from the later of return and refund",
    )
}
ONE = accounts_file(Account("us", "US"))
PARTS = ("state", "late", "remind_by", "missed_after", "rule")


def by_lot(messages: list[Line]) -> list[Line]:
    return sorted(messages, key=lambda line: sha256(line["event_id"].encode()).digest())


@pytest.fixture(scope="module")
def once(make_stage: StageMaker) -> Replayed:
    return make_stage("once", FEW, "04-14 00:00", "04-17 20:05", ONE).run


@pytest.fixture(scope="module")
def again(make_stage: StageMaker) -> Replayed:
    return make_stage("again", FEW, "04-14 00:00", "04-17 20:05", ONE).run


@pytest.fixture(scope="module")
def doubled(shared_folder: Path) -> Replayed:
    firsts = [{"arrives_at": line["occurred_at"]} | line for line in script(FEW)]
    seconds = [line | {"arrives_at": an_hour_after(line["arrives_at"])} for line in firsts]
    lines = written(by_lot(firsts + seconds))
    return replay(shared_folder / "doubled", lines, ONE, "04-14 00:00", "04-17 20:05")


def an_hour_after(at: str) -> str:
    return f"{instant(at) + timedelta(hours=1):%Y-%m-%dT%H:%M:%SZ}"


@pytest.fixture(scope="module")
def in_order(make_stage: StageMaker) -> Stage:
    return make_stage("event_table", EVENT_TABLE, "04-14 00:00", "04-19 01:00")


@pytest.fixture(scope="module")
def out_of_order(shared_folder: Path) -> Replayed:
    evening = instant("04-18 19:00")
    some = [line for line in script(EVENT_TABLE) if line["order_id"] in orders()]
    shuffled = [
        line | {"arrives_at": f"{evening + timedelta(minutes=minute):%Y-%m-%dT%H:%M:%SZ}"}
        for minute, line in enumerate(by_lot(some))
    ]
    return replay(
        shared_folder / "shuffled", written(shuffled), PLAIN, "04-18 18:00", "04-19 01:00"
    )


def orders() -> set[str]:
    return {order_of(EVENT_TABLE, name) for name in ROUNDS | SAFET}


def files(run: Replayed) -> dict[str, bytes]:
    return {
        str(path.relative_to(run.out)): path.read_bytes()
        for path in run.out.rglob("*")
        if path.is_file()
    }


def test_the_same_input_gives_the_same_lines_byte_for_byte(once: Replayed, again: Replayed) -> None:
    assert once.stdout == again.stdout


def test_the_same_input_gives_the_same_files_byte_for_byte(once: Replayed, again: Replayed) -> None:
    assert files(once) == files(again)


def test_every_message_is_written_to_a_file(once: Replayed) -> None:
    messages = {
        line["message"]
        for line in once.lines
        if line.get("channel") == "email" and line["kind"] in {"reminder", "notice"}
    }

    assert len([name for name in files(once) if name.endswith(".eml")]) == len(messages)
    assert "topic.jsonl" in files(once)


def test_what_is_told_twice_is_reminded_once(once: Replayed, doubled: Replayed) -> None:
    def reminders(run: Replayed) -> list[list[str]]:
        return sorted(
            [str(line[part]) for part in line if part != "message"] for line in run.of("reminder")
        )

    assert reminders(doubled) == reminders(once)


def test_what_is_told_twice_is_refused_by_nobody(doubled: Replayed) -> None:
    assert (doubled.code, doubled.of("rejected")) == (0, [])


@pytest.mark.parametrize("name", FEW)
def test_what_is_told_twice_ends_in_the_same_state(
    once: Replayed, doubled: Replayed, name: str
) -> None:
    order = Stage(FEW, once).order(name)

    assert without_moments(doubled.ends(order)) == without_moments(once.ends(order))
    assert doubled.statuses(order) == once.statuses(order)


@pytest.mark.parametrize("name", ROUNDS | SAFET)
def test_the_end_does_not_depend_on_the_order_of_arrival(
    in_order: Stage, out_of_order: Replayed, name: str
) -> None:
    order = in_order.order(name)
    wanted = without_moments(in_order.run.ends(order))
    ends = without_moments(out_of_order.ends(order))

    assert {key: line for key, line in ends.items() if key in wanted} == wanted
    assert {line["state"] for key, line in ends.items() if key not in wanted} <= {"cancelled"}
    assert out_of_order.statuses(order) == in_order.run.statuses(order)


def without_moments(ends: dict[str, Line]) -> dict[str, Line]:
    return {key: {part: line[part] for part in PARTS} for key, line in ends.items()}
