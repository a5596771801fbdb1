"""Cut-offs as calendar entries (RFC 5545): on a mail, and as a file of all that is open."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

LONGEST_LINE = 75
"""Octets a line may have without its line break."""
ALARMS = ("-PT8H", "-PT2H")
"""Before the cut-off; two rungs that every ladder has."""
_PRODUCT = "-//claimwatch//deadlines//EN"
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Entry:
    """One cut-off in a calendar."""

    uid: str
    """The same for as long as it is the same obligation, wherever its date moves."""
    sequence: int
    """Rises with every change, so that a calendar knows the newest."""
    at: datetime
    """The cut-off, UTC."""
    summary: str
    details: str
    link: str
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Calendar:
    """Entries for one reader: PUBLISH adds or moves them, CANCEL takes them away."""

    method: str
    text: str


def attached(entries: Sequence[Entry], now: datetime, sender: str) -> Calendar:
    """Return what goes on a mail; all entries are cancelled, or none is."""
    method = "CANCEL" if entries[0].cancelled else "PUBLISH"
    head = (f"METHOD:{method}",)
    return Calendar(method, _written(entries, now, head, (f"ORGANIZER:mailto:{sender}",)))


def file_of(entries: Iterable[Entry], now: datetime) -> str:
    """Return a file that a calendar program imports; it may be empty of entries."""
    return _written(entries, now, (), ())


def entry_uid(account: str, order_id: str, obligation: str, number: int) -> str:
    """Return the stable name of an obligation's entry; it shows nothing of the order."""
    whole = "|".join((account, order_id, obligation, str(number)))
    return f"{sha256(whole.encode()).hexdigest()[:32]}@claimwatch"


def _written(
    entries: Iterable[Entry], now: datetime, head: Sequence[str], own: Sequence[str]
) -> str:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{_PRODUCT}", "CALSCALE:GREGORIAN", *head]
    for entry in entries:
        lines += _event(entry, now, own)
    return "".join(f"{_folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"])


def _event(entry: Entry, now: datetime, own: Sequence[str]) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{entry.uid}"
    yield f"SEQUENCE:{entry.sequence}"
    yield f"DTSTAMP:{_utc(now)}"
    yield f"DTSTART:{_utc(entry.at)}"
    yield f"SUMMARY:{_escaped(entry.summary)}"
    yield f"DESCRIPTION:{_escaped(entry.details)}"
    if entry.link:
        yield f"URL:{entry.link}"
    yield f"STATUS:{'CANCELLED' if entry.cancelled else 'CONFIRMED'}"
    yield "TRANSP:TRANSPARENT"  # a cut-off is an instant, not time that is taken
    yield from own
    for trigger in () if entry.cancelled else ALARMS:
        yield "BEGIN:VALARM"
        yield "ACTION:DISPLAY"
        yield f"TRIGGER:{trigger}"
        yield f"DESCRIPTION:{_escaped(entry.summary)}"
        yield "END:VALARM"
    yield "END:VEVENT"


def _utc(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _escaped(text: str) -> str:
    text = _UNPRINTABLE.sub(" ", text)
    for char in ("\\", ";", ","):
        text = text.replace(char, f"\\{char}")
    return text.replace("\n", "\\n")


def _folded(line: str) -> str:
    """Break a line after 75 octets at most, never inside a character."""
    parts, length = [""], 0
    for char in line:
        size = len(char.encode())
        if length + size > LONGEST_LINE:
            parts.append(" ")
            length = 1
        parts[-1] += char
        length += size
    return "\r\n".join(parts)
