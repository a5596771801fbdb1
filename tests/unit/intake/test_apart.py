"""Work that is done in a process of its own, and what becomes of it when it takes too much."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from shared.intake.apart import Limits, StoppedError, apart

LITTLE = Limits(seconds=1, patience=20, memory=64 << 20)


def endless() -> Iterator[str]:
    yield "first"
    while True:
        pass


def asleep() -> Iterator[str]:
    time.sleep(30)
    yield "never"


def growing() -> Iterator[int]:
    held = []
    while True:
        held.append(bytes(1 << 20))
        yield len(held)


def deep() -> Iterator[str]:
    def down() -> str:
        return down()

    yield down()


def wrong() -> Iterator[str]:
    yield "jane"
    raise KeyError("Jane Buyer, 12 Privet Drive")


def shot() -> Iterator[str]:
    os.kill(os.getpid(), signal.SIGSEGV)
    yield "never"


def heard(work: Callable[[], Iterator[Any]], limits: Limits = LITTLE) -> tuple[list[Any], str]:
    """Return what work yielded, and why it was stopped."""
    got: list[Any] = []
    try:
        got.extend(apart(work, limits))
    except StoppedError as why:
        return got, str(why)
    return got, ""


def test_what_work_yields_comes_as_it_was() -> None:
    values = ["ü\n\u2028", None, {"a": [1, True]}, "x" * 200_000, *range(20_000)]

    assert heard(lambda: iter(values)) == (values, "")


@pytest.mark.parametrize(
    ("work", "words"),
    [
        (endless, "takes more than 1 seconds of a processor"),
        (growing, "takes more than 64 MB"),
        (deep, "nested too deeply"),
        (wrong, "cannot be read: KeyError in test_apart.py"),
        (shot, "takes more than 64 MB"),  # a library that dies for want of memory says nothing
    ],
)
def test_work_that_does_not_end_well_says_why_and_not_what_it_read(
    work: Callable[[], Iterator[Any]], words: str
) -> None:
    _, why = heard(work)

    assert words in why
    assert "Jane" not in why


def test_work_that_sleeps_is_not_waited_for_any_longer_than_there_is_patience() -> None:
    begun = time.monotonic()

    _, why = heard(asleep, Limits(seconds=5, patience=0.2, memory=64 << 20))

    assert "seconds to read" in why
    assert time.monotonic() - begun < 10


def test_nobody_is_left_behind_when_the_reader_goes_away() -> None:
    reading = apart(lambda: iter(range(100_000)), LITTLE)
    assert next(reading) == 0

    reading.close()  # type: ignore[attr-defined]

    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_where_there_are_no_forks_work_is_done_here_and_refused_in_the_same_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delattr(os, "fork")

    assert heard(lambda: iter([1, 2])) == ([1, 2], "")
    assert "nested too deeply" in heard(deep)[1]
    assert heard(wrong) == (["jane"], "cannot be read: KeyError in test_apart.py")
