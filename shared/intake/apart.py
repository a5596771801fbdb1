"""Reads what strangers wrote in a process of its own, with so much time and memory and no more.

What a mail holds decides how long a parser takes and how much it needs, and counting tags and
commas beforehand forgets the next trick. So the parser runs in a fork: when it has used up what it
may, it alone ends, and whoever asked hears why. A fork costs milliseconds and needs nothing that
AWS Lambda lacks. Where there is none, on Windows, the work is done in the process itself.
"""

import faulthandler
import json
import os
import signal
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from select import select
from time import monotonic
from traceback import extract_tb
from typing import Any, NoReturn

from shared.domain.errors import ClaimwatchError

Work = Callable[[], Iterable[Any]]
"""Yields values of JSON."""
_PIECE = 1 << 16
_END, _STOPPED = "end", "stopped"


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a piece of work may take."""

    seconds: int
    """Of a processor."""
    patience: float
    """Seconds by the clock on the wall, whatever they were spent on."""
    memory: int
    """Bytes beyond what the process holds when it begins."""


class StoppedError(ClaimwatchError):
    """Work that could not be done to its end; the message says why, for people."""


def apart(work: Work, limits: Limits) -> Iterator[Any]:
    """Yield what ``work`` yields, done elsewhere; raises StoppedError where it does not end well.

    What came before the end was yielded by then.
    """
    if not hasattr(os, "fork"):
        yield from _here(work)
        return
    ours, theirs = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # the child starts no thread
        child = os.fork()
    if not child:
        os.close(ours)
        _work(work, limits, theirs)
    os.close(theirs)
    ended = -1
    try:
        yield from _heard(ours, limits, monotonic() + limits.patience)
    except EOFError:  # it is gone, and did not say why
        ended = os.waitpid(child, 0)[1]
        raise StoppedError(_why(ended, limits)) from None
    finally:
        os.close(ours)
        if ended < 0:
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)


def _heard(pipe: int, limits: Limits, until: float) -> Iterator[Any]:
    """Yield values as they come; raises EOFError where the end was not said."""
    rest = b""
    while True:
        if not select([pipe], [], [], max(0.0, until - monotonic()))[0]:
            raise StoppedError(f"takes more than {limits.patience:.0f} seconds to read")
        piece = os.read(pipe, _PIECE)
        if not piece:
            raise EOFError
        *lines, rest = (rest + piece).split(b"\n")
        for line in lines:
            kind, value = json.loads(line)
            if kind == _END:
                return
            if kind == _STOPPED:
                raise StoppedError(value)
            yield value


def _work(work: Work, limits: Limits, pipe: int) -> NoReturn:
    """Do the work in the child, and end it: nothing of the parent's may run here any more."""
    try:
        faulthandler.disable()
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # what a library says when it is out of memory
        _bind(limits)
        with open(pipe, "wb", buffering=_PIECE) as told:
            try:
                told.writelines(_line("", value) for value in work())
                told.write(_line(_END))
            except BaseException as wrong:  # noqa: BLE001 - told to whoever asked
                told.write(_line(_STOPPED, _reason(wrong, limits)))
    finally:
        os._exit(0)


def _line(kind: str, value: object = None) -> bytes:
    return json.dumps([kind, value], ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n"


def _bind(limits: Limits) -> None:
    import resource  # noqa: PLC0415 - Windows has none

    def most(kind: int, value: int) -> None:
        with suppress(ValueError, OSError):  # a system that knows no such limit, or a lower one
            resource.setrlimit(kind, (value, value))

    most(resource.RLIMIT_CORE, 0)
    most(resource.RLIMIT_CPU, limits.seconds)
    with suppress(OSError), open("/proc/self/statm", encoding="ascii") as pages:  # noqa: PTH123
        held = int(pages.read().split()[0]) * resource.getpagesize()
        most(resource.RLIMIT_AS, held + limits.memory)


def _here(work: Work) -> Iterator[Any]:
    try:
        yield from work()
    except Exception as wrong:
        raise StoppedError(_reason(wrong, None)) from wrong


def _reason(wrong: BaseException, limits: Limits | None) -> str:
    """Say what happened, in words for a person and never in words of what was read."""
    if isinstance(wrong, MemoryError):
        return f"takes more than {limits.memory >> 20} MB to read" if limits else "is too large"
    if isinstance(wrong, RecursionError):
        return "is nested too deeply to be read"
    frames = extract_tb(wrong.__traceback__)
    where = f" in {os.path.basename(frames[-1].filename)}" if frames else ""  # noqa: PTH119
    return f"cannot be read: {type(wrong).__name__}{where}"


def _why(status: int, limits: Limits) -> str:
    """Say what a process that ended without a word died of."""
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) in {signal.SIGXCPU, signal.SIGKILL}:
        return f"takes more than {limits.seconds} seconds of a processor to read"
    return f"takes more than {limits.memory >> 20} MB to read"
