"""Batches of queue messages: who waits for whom, and what goes back."""

from collections.abc import Callable
from threading import Barrier, get_ident
from typing import Any

import pytest

from claimwatch.runner import Context
from shared.batches import ENOUGH, Answer, Record, each_case, each_record


class Lasting(Context):
    """A function that Lambda ends after a while."""

    def __init__(self, *left: int) -> None:
        super().__init__("test")
        self._left = iter(left)

    def get_remaining_time_in_millis(self) -> int:  # type: ignore[override]
        return next(self._left)


LONG = Context("test")


def batch(*bodies: str) -> dict[str, Any]:
    return {"Records": [{"messageId": body, "body": body} for body in bodies]}


def case_of(record: Record) -> str:
    return str(record["body"])[0]


def done(event: dict[str, Any], do: Callable[[Record], object]) -> tuple[Answer, list[object]]:
    """Return the answer, and what was told, in order."""
    told: list[object] = []
    answer = each_case(event, LONG, case_of, do, lambda _, found: told.append(found))
    return answer, told


def back(answer: Answer) -> list[str]:
    return [each["itemIdentifier"] for each in answer["batchItemFailures"]]


def test_several_cases_wait_at_the_same_time() -> None:
    all_there = Barrier(8, timeout=20)
    answer, told = done(batch(*"abcdefgh"), lambda _: all_there.wait() >= 0)
    assert (back(answer), told) == ([], [True] * 8)


def test_records_of_one_case_are_done_in_their_order() -> None:
    order: list[str] = []

    def do(record: Record) -> str:
        order.append(record["body"])
        return str(record["body"])

    _, told = done(batch("a1", "b1", "a2", "c1", "a3", "b2"), do)
    assert [each for each in order if each[0] == "a"] == ["a1", "a2", "a3"]
    assert sorted(map(str, told)) == ["a1", "a2", "a3", "b1", "b2", "c1"]


def test_a_single_case_needs_no_thread() -> None:
    _, told = done(batch("a1", "a2"), lambda _: get_ident())
    assert told == [get_ident()] * 2


def test_what_is_told_is_told_by_the_one_who_asked() -> None:
    told: list[int] = []
    each_case(batch(*"abc"), LONG, case_of, lambda _: None, lambda _, __: told.append(get_ident()))
    assert told == [get_ident()] * 3


def test_the_environment_says_how_many_go_side_by_side(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CASES_AT_ONCE", "1")
    _, told = done(batch(*"abc"), lambda _: get_ident())
    assert told == [get_ident()] * 3


@pytest.mark.parametrize("bodies", [("a1", "bad", "a2"), ("bad", "a1", "b2", "a2"), ("bad",)])
def test_a_record_that_fails_goes_back_alone_and_is_seen(
    bodies: tuple[str, ...], caplog: pytest.LogCaptureFixture
) -> None:
    def do(record: Record) -> str:
        if record["body"] == "bad":
            raise ValueError("it broke here")
        return str(record["body"])

    (beside, told), after = done(batch(*bodies), do), each_record(batch(*bodies), LONG, do)

    assert back(beside) == back(after) == ["bad"]
    assert sorted(map(str, told)) == sorted({*bodies} - {"bad"})
    assert [vars(each)["message_id"] for each in caplog.records] == ["bad", "bad"]
    assert all("it broke here" in str(each.exc_info) for each in caplog.records)


def test_what_there_is_no_time_for_goes_back_and_what_is_done_does_not() -> None:
    done: list[str] = []
    lasting = Lasting(20_000, ENOUGH, ENOUGH - 1, 0)

    answer = each_record(batch(*"abcd"), lasting, lambda record: done.append(record["body"]))

    assert (done, back(answer)) == (["a", "b"], ["c", "d"])


def test_a_process_that_is_ended_answers_nothing() -> None:
    def end(_: Record) -> None:
        raise SystemExit

    with pytest.raises(SystemExit):
        each_record(batch("a", "b"), LONG, end)
