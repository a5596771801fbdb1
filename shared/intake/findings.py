"""What reading a mail or a report may yield: everything in it ends up as one of these."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Found:
    """One queue message, as docs/messages.md describes it."""

    message: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Refused:
    """Something that may matter and could not be read; somebody has to look."""

    where: str
    """The line of a report, the part of a mail."""
    reason: str
    row: str = ""
    """The order it is about, where it names one."""


@dataclass(frozen=True, slots=True)
class SetAside:
    """Something that is no claim at all; counted, not shown."""

    where: str
    reason: str


Finding = Found | Refused | SetAside


def to_wire(finding: Finding) -> list[Any]:
    """Return a finding as values of JSON."""
    match finding:
        case Found(message):
            return ["found", message]
        case Refused(where, reason, row):
            return ["refused", where, reason, row]
        case SetAside(where, reason):
            return ["aside", where, reason]


def from_wire(told: list[Any]) -> Finding:
    """Read back what ``to_wire`` wrote."""
    kind, *values = told
    kinds: dict[str, type[Finding]] = {"found": Found, "refused": Refused, "aside": SetAside}
    return kinds[kind](*values)
