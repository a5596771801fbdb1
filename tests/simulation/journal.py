"""What can be seen from outside: what went in, what was durable, what the provider accepted.

The oracle reads nothing else. Seconds count from the start of the clock.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Arrived:
    """A claim event reached the queue."""

    at: float
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Stored:
    """A case was written."""

    at: float
    point: int
    look: int
    order: str
    event_ids: frozenset[str]


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that a message says."""

    kind: str
    order: str
    obligation: str
    rung: str
    remind_by: str
    """The cut-off it names, as UTC text; empty when it names none."""
    which: str = ""
    """What tells two notices of one kind apart."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """The provider took a message."""

    at: float
    point: int
    look: int
    channel: str
    to: str
    tells: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """Something went wrong at a point."""

    at: float
    point: int
    look: int
    actor: str
    call: str
    kind: str
    until: float = 0.0
    """For an outage: when it ends."""


@dataclass(slots=True)
class Journal:
    """Everything that happened, in order."""

    arrived: list[Arrived] = field(default_factory=list)
    stored: list[Stored] = field(default_factory=list)
    accepted: list[Accepted] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    dead: list[str] = field(default_factory=list)
    """Bodies of claim events that failed too often."""
    errors: list[str] = field(default_factory=list)
    """Errors of the functions that no fault explains."""
    index_writes: dict[tuple[str, int], int] = field(default_factory=dict)
    """Writes to each shard of the due index in each second."""
