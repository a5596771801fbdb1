"""The steps of the check: what each does, how long it may take and what it may cost, in order."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

MOST_TIME, MOST_USD = timedelta(hours=2), Decimal(2)


@dataclass(frozen=True, slots=True)
class Step:
    """One step; ``takes`` and ``usd`` are the most it may."""

    name: str
    words: str
    takes: timedelta
    usd: Decimal


def _step(name: str, minutes: int, usd: str, words: str) -> Step:
    return Step(name, words, timedelta(minutes=minutes), Decimal(usd))


STEPS = (
    _step("deploy", 15, "0.10", "sam deploy under a name of its own, with the web"),
    _step("warm", 45, "0.02", "20 questions, one after the other: how long until SES takes each"),
    _step("crowd", 10, "0.10", "200 questions at once: how long until SES says they arrived"),
    _step("bounce", 10, "0.01", "a contact that bounces, one that complains: SES's word of them"),
    _step("throttled", 15, "0.01", "no reminder may be sent for six minutes: what comes after"),
    _step("stopped", 10, "0.01", "the first metronome off: the second carries on"),
    _step("denied", 2, "0.00", "writing to queues that only services or one role may write to"),
    _step("read", 3, "0.02", "cold starts, alarms that rang, what was put aside"),
    _step("delete", 10, "0.05", "the stack, its table and its key"),
)
"""Those of the dry run, and what `steps.py` does."""


def planned() -> tuple[timedelta, Decimal]:
    """Return the most that all of it may take and cost."""
    return (
        sum((step.takes for step in STEPS), timedelta()),
        sum((step.usd for step in STEPS), Decimal(0)),
    )
