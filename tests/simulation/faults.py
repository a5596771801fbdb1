"""What can go wrong at an AWS call, and who decides that it does."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from typing import Any

from botocore.exceptions import ReadTimeoutError

from tests.simulation.clockwork import Clockwork, Crash, Point
from tests.simulation.journal import Fault, Journal
from tests.simulation.memory_aws import refusal

KINDS = (
    "crash before",
    "crash after",
    "error, no effect",
    "timeout, no effect",
    "timeout, effect",
    "stall",
    "outlives its lease",
    "sent twice by the SDK",
    "another sender",
)
STALL, FREEZE, READ_TIMEOUT, RIVAL = 20.0, 100.0, 5.0, 3.0
"""Seconds: of a paused process, of one that wakes after its lease, of a client's patience, and
for another sender to come and go."""
_ONCE = ("mail.send", "sms.send", "topic.publish")
"""Calls that the SDK never makes twice: its retries are off for them."""


@dataclass(frozen=True, slots=True)
class Outage:
    """A service that answers nothing but errors for a while."""

    begin: float
    end: float
    calls: str
    """How the names of its calls begin."""
    kind: str = "error, no effect"
    only: str = ""
    """The recipient or order it is about, where it is not about all."""


@dataclass
class Faults:
    """Faults at numbered points, at points chosen by chance, and outages; each is written down."""

    journal: Journal
    at: Mapping[int, str] = field(default_factory=dict)
    outages: Sequence[Outage] = ()
    chance: float = 0.0
    most: int = 0
    """How many faults come by chance at most."""
    random: Random = field(default_factory=lambda: Random(0))  # noqa: S311 - chance, no secret
    slow: float = 0.0
    """How often a call takes up to two seconds instead of a few milliseconds."""
    latencies: Mapping[str, float] = field(default_factory=dict)
    """Seconds a call of each service takes; where none is given, always a few milliseconds."""
    rival: Callable[[], None] = lambda: None
    clock: Clockwork = field(init=False)

    def strike(self, point: Point, effect: Callable[[], Any]) -> Any:  # noqa: ANN401
        """Make one call, in whatever way has been decided for it."""
        kind = self._chosen(point)
        if kind is None:
            self.clock.wait(self._latency(point.call))
            return effect()
        if kind == "sent twice by the SDK" and point.call in _ONCE:
            kind = "another sender"
        outage = next((each.end for each in self._outages(point)), 0.0)
        who = point.actor
        self.journal.faults.append(
            Fault(point.at, point.number, who.look, who.name, point.call, kind, outage)
        )
        return self._strike(kind, point, effect)

    def killed(self, look: int, name: str) -> None:
        """Write down that Lambda ended a function at its limit."""
        here = self.clock.here()
        fault = Fault(self.clock.seconds, here[0], look, name, "", "ended by Lambda")
        self.journal.faults.append(fault)

    def _strike(self, kind: str, point: Point, effect: Callable[[], Any]) -> Any:  # noqa: ANN401
        wait = self.clock.wait
        wait(self._latency(point.call))
        match kind:
            case "crash before":
                raise Crash
            case "crash after":
                effect()
                raise Crash
            case "error, no effect":
                raise refusal(point.call)
            case "timeout, no effect":
                wait(READ_TIMEOUT)
                raise ReadTimeoutError(endpoint_url=point.call)
            case "timeout, effect":
                effect()
                wait(READ_TIMEOUT)
                raise ReadTimeoutError(endpoint_url=point.call)
            case "stall":
                wait(STALL)
            case "outlives its lease":
                point.actor.limit = float("inf")
                wait(FREEZE)
            case "sent twice by the SDK":
                with suppress(Exception):
                    effect()
                wait(self._latency(point.call))
            case "another sender":
                self.rival()
                wait(RIVAL)
            case _:
                raise ValueError(kind)
        return effect()

    def _chosen(self, point: Point) -> str | None:
        if point.number in self.at:
            return self.at[point.number]
        for outage in self._outages(point):
            return outage.kind
        if self.most and self.random.random() < self.chance:
            self.most -= 1
            return self.random.choice(KINDS)
        return None

    def _outages(self, point: Point) -> list[Outage]:
        return [
            each
            for each in self.outages
            if each.begin <= point.at < each.end
            and point.call.startswith(each.calls)
            and each.only in {"", point.key}
        ]

    def _latency(self, call: str) -> float:
        if self.latencies:
            return self.latencies[call.partition(".")[0]]
        if self.slow and self.random.random() < self.slow:
            return self.random.uniform(0.05, 2.0)
        return 0.04
