"""What is promised, in seconds, and how far each fault that struck may stretch it."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import inf

from tests.simulation.faults import FREEZE
from tests.simulation.journal import Accepted, Fault, Journal
from tests.simulation.scenarios import OWNER, SECOND, Scenario, prompt, text

EVERYBODY = (OWNER, SECOND, "topic")
LADDER = (24.0, 8.0, 2.0, 0.5)
"""Hours before the cut-off, for windows of up to four days."""
SWEEP, MARGIN = 60.0, 15.0
LEASE = 90.0
CLOSE_GRACE = 30.0
"""How long after its obligation ended a message that was on its way may still be accepted."""
_LONGEST_PAUSE = 300.0
_REDELIVERY = 185.0
_LOOK_BACK = 400.0


@dataclass(slots=True)
class Span:
    """A stretch of time over which one cut-off was known and its obligation open."""

    order: str
    programme: str
    by: float
    since: float
    end: float = inf
    changed: bool = False
    """Whether it took the place of another cut-off."""
    silent: bool = False
    """Whether it differs from the one before by a minute at most, which is not worth a message."""
    beside: bool = False
    """Whether it is earlier than what can be believed, and only adds a ladder to that."""

    @property
    def obligation(self) -> str:
        """The name of the obligation."""
        return f"{self.programme}.info_request"

    @property
    def by_text(self) -> str:
        """The cut-off as messages name it."""
        return text(self.by)


@dataclass(frozen=True, slots=True)
class Expected:
    """Somebody had to be told of the span's cut-off at an instant."""

    at: float
    to: str


class Bounds:
    """How late something may be in one run."""

    def __init__(self, scenario: Scenario, journal: Journal) -> None:
        self._scenario, self._journal = scenario, journal
        self.end = scenario.until
        self.faults = journal.faults
        self.broken = bool(scenario.unreadable)

    def of(self, at: float) -> float:
        """Return how many seconds after ``at`` a reminder may be accepted.

        Without faults: the next sweep, and what the index lags behind.
        """
        lag = self._scenario.index_lag
        allowed = SWEEP + lag + MARGIN
        for begin, end in self._scenario.no_sweep:
            if begin - SWEEP <= at < end:
                allowed += end - at
        refused = 0
        for fault in self.faults:
            if not at - _LOOK_BACK <= fault.at <= at + allowed or fault.actor == "claims":
                continue
            if fault.until:
                after = _LONGEST_PAUSE + SWEEP + LEASE + lag + MARGIN
                allowed = max(allowed, fault.until - at + after)
            else:
                refused += fault.kind == "error, no effect"
                allowed += _cost(fault, refused) + lag
        return allowed

    def of_event(self, at: float) -> float:
        """Return how many seconds after its arrival an event may be stored."""
        allowed = MARGIN + 2 * len(self._journal.arrived)
        for fault in self.faults:
            if fault.actor == "claims" and at - _LOOK_BACK <= fault.at <= at + allowed:
                allowed = max(allowed, fault.until - at) if fault.until else allowed
                allowed += 0.0 if fault.until else _REDELIVERY + _cost(fault, 0)
                allowed = allowed + _REDELIVERY if fault.until else allowed
        return allowed

    def grace(self, message: Accepted) -> float:
        """Return for how long after the end of its obligation a message is excused."""
        woke = any(
            fault.look == message.look and fault.kind == "outlives its lease"
            for fault in self.faults
        )
        return CLOSE_GRACE + (FREEZE if woke else 0.0)

    def excused(self, message: Accepted, again: Accepted, order: str) -> bool:
        """Say whether a fault struck between a message's being accepted and its being marked.

        A sender that wakes after its lease is excused from the lease on: nothing but the provider
        could stop it.
        """
        if any(self._between(fault, message, order) for fault in self._of_look(message.look)):
            return message.channel != "email" or not self._reported(message, again)
        return any(
            fault.kind == "outlives its lease" and fault.point <= again.point
            for fault in self._of_look(again.look)
        )

    def _reported(self, message: Accepted, again: Accepted) -> bool:
        """Say whether the provider's report of a mail came in time to mark it."""
        if self._scenario.reports is not prompt or again.at - message.at < _REPORTED_WITHIN:
            return False
        return not any(
            fault.actor == "reports" and message.at <= fault.at <= again.at for fault in self.faults
        )

    def _of_look(self, look: int) -> Iterator[Fault]:
        return (fault for fault in self.faults if fault.look == look)

    def _between(self, fault: Fault, message: Accepted, order: str) -> bool:
        if fault.point < message.point and fault.kind != "outlives its lease":
            return False
        marked = [
            stored.point
            for stored in self._journal.stored
            if stored.look == message.look
            and stored.order == order
            and stored.point > message.point
        ]
        return not marked or fault.point < marked[0]


_REPORTED_WITHIN = 10.0
"""Seconds from a mail to its report being taken in, faults apart."""


def _cost(fault: Fault, refused: int) -> float:
    """Return by how many seconds one fault may put a reminder off."""
    match fault.kind:
        case _ if fault.actor == "reports":
            return SWEEP + 10
        case "error, no effect":
            return max(LEASE, min(60.0 * float(2 ** (refused - 1)), _LONGEST_PAUSE)) + SWEEP + 10
        case "outlives its lease":
            return FREEZE + LEASE + SWEEP + 10
        case "stall" | "ended by Lambda":
            return 30 + LEASE + SWEEP + 10
        case "another sender" | "sent twice by the SDK":
            return 10
        case _:
            return LEASE + SWEEP + 10
