"""Virtual time, and actors that stop at every AWS call.

An actor is a greenlet that runs the shipped, synchronous code. Each of its AWS calls is a numbered
point, at which it waits, at which others run, and at which a fault may strike.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import count
from typing import Any, Protocol

from greenlet import greenlet  # type: ignore[import-untyped]

LAMBDA_LIMIT = 30.0
"""Seconds after which Lambda ends a function, as the template sets it."""


class Crash(BaseException):
    """The process is gone."""


@dataclass
class Actor:
    """One invocation of one function."""

    name: str
    limit: float
    """When Lambda ends it, in seconds of the clock."""
    look: int = 0
    """Names the record it is working on."""
    point: int = 0
    """The AWS call it is making."""
    thread: Any = None


@dataclass(frozen=True, slots=True)
class Point:
    """One AWS call that is about to be made."""

    number: int
    call: str
    actor: Actor
    at: float
    key: str
    """What the call is about: the order of a case, the recipient of a message."""


class Striking(Protocol):
    """Whatever decides what happens at a point."""

    def strike(self, point: Point, effect: Callable[[], Any]) -> Any:  # noqa: ANN401
        """Make the call, or not, or twice; return its answer or raise."""


@dataclass
class Clockwork:
    """The only thing that moves time, and the only thing that chooses who runs."""

    start: datetime
    strikes: Striking
    on_killed: Callable[[Actor], None]
    seconds: float = 0.0
    points: int = 0
    actor: Actor | None = None
    _agenda: list[tuple[float, int, Callable[[], None]]] = field(default_factory=list)
    _order: "count[int]" = field(default_factory=count)
    _hub: Any = None

    def now(self) -> datetime:
        """Return the time as the product reads it: whole seconds, UTC."""
        return self.start + timedelta(seconds=int(self.seconds))

    def after(self, seconds: float, action: Callable[[], None]) -> None:
        """Do something later."""
        heappush(self._agenda, (self.seconds + seconds, next(self._order), action))

    def at(self, second: float, action: Callable[[], None]) -> None:
        """Do something at a second of the clock."""
        self.after(max(0.0, second - self.seconds), action)

    def spawn(self, name: str, work: Callable[[], None], ended: Callable[[bool], None]) -> None:
        """Start an actor now; ``ended`` learns whether it came to its end or crashed."""
        actor = Actor(name, self.seconds + LAMBDA_LIMIT)

        def body() -> None:
            try:
                work()
            except Crash:
                ended(False)  # noqa: FBT003 - whether it came to its end
            else:
                ended(True)  # noqa: FBT003

        actor.thread = greenlet(body, self._hub)
        self.after(0, lambda: self._resume(actor))

    def wait(self, seconds: float) -> None:
        """Let time pass for the actor that runs; Lambda ends it at its limit."""
        actor = self.actor
        if actor is None:
            raise RuntimeError("only an actor waits")
        until = self.seconds + seconds
        self.at(min(until, actor.limit), lambda: self._resume(actor))
        self._hub.switch()
        if until > actor.limit:
            self.on_killed(actor)
            raise Crash

    def call(self, name: str, key: str, effect: Callable[[], Any]) -> Any:  # noqa: ANN401
        """Make one AWS call as the actor that runs; outside of actors there are no points."""
        if self.actor is None:
            return effect()
        point = Point(self.points, name, self.actor, self.seconds, key)
        self.points += 1
        self.actor.point = point.number
        return self.strikes.strike(point, effect)

    def here(self) -> tuple[int, int]:
        """Return the call that is being made, and the record it is made for."""
        return (self.actor.point, self.actor.look) if self.actor else (-1, 0)

    def run(self, until: float) -> None:
        """Let everything happen up to a second of the clock."""
        self._hub = self._hub or greenlet.getcurrent()
        while self._agenda and self._agenda[0][0] <= until:
            self.seconds, _, action = heappop(self._agenda)
            action()
        self.seconds = until

    def _resume(self, actor: Actor) -> None:
        before, self.actor = self.actor, actor
        actor.thread.switch()
        self.actor = before
