"""The ids of slots: what names one thing told to one recipient, whatever the settings say today.

A reminder is named by the announcement it belongs to (number and generation of a track), its rung,
its turn where a rung has several, channel and address: ``12.1:after@end:email:owner@example.com``.
Nothing in it moves when somebody changes quiet hours, zone, language, ladder, order or name, so
that what was told once counts as told for ever.
"""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Literal, NamedTuple

from shared.domain.instants import stored

if TYPE_CHECKING:
    from shared.domain.plan import Slot

Turn = Literal[
    "", "again", "true", "by", "day", "end", "expected", "expected-again", "expected-true"
]
"""Which of several messages of one rung.

``again``: repeated when quiet hours end; ``true``: at its true time, for who is woken; of the word
that a reading has passed ``by``: the earliest, ``day``: a day before the latest, ``end``: the
latest. ``expected``: of the second ladder, which is counted back from the expected reading.
"""
_FORM = re.compile(r"(.+):(email|sms|topic):(.+)", re.DOTALL)
_LONGEST = 100
"""Bytes of what a slot is about; an event's own id may be longer."""
_LONGEST_NAME = 64
_A_MINUTE = timedelta(minutes=1)


class SlotId(NamedTuple):
    """What a slot is about, and whom it reaches."""

    about: str
    channel: str
    to: str
    """An address; two that differ in letter case only are one."""

    def __str__(self) -> str:
        """Return it as it is stored."""
        return f"{self.about}:{self.channel}:{self.to}"

    @classmethod
    def parse(cls, text: str) -> "SlotId":
        """Read what ``slot_id`` made, now or before ids were free of settings.

        A mark that stands for all of something that is over, ``12.1:over@…``, is of no channel.
        """
        found = _FORM.fullmatch(text)
        return cls(_short(found[1]), found[2], found[3].lower()) if found else cls(text, "", "")

    @property
    def announcement(self) -> str:
        """Number and generation of the track, as ``12.1``; of others what kind of slot it is."""
        return self.about.partition(":")[0]

    @property
    def track(self) -> str:
        """The number of the track; of slots of no track something that is none."""
        return self.about.partition(":")[0].partition(".")[0]

    @property
    def name(self) -> str:
        """The rung of a reminder, the name of a notice, ``outcome``, ``closed``, ``taken-back``."""
        head, _, rest = self.about.partition(":")
        kind = head if head == "outcome" else head.partition(".")[2]
        said = rest.partition("@")[0].partition(":")[0]
        return said if head == "notice" or kind.isdecimal() else kind

    @property
    def turn(self) -> str:
        """Which of several messages of this rung; formerly the instant at which it was due."""
        return self.about.partition("@")[2] if self.announcement[:1].isdecimal() else ""


def slot_id(about: str, channel: str, to: str) -> str:
    """Return the id of a slot."""
    return f"{_short(about)}:{channel}:{to.lower()}"


def reminder_id(announcement: str, rung: str, turn: Turn, channel: str, to: str) -> str:
    """Return the id of a reminder."""
    said = f"{rung}@{turn}" if turn else rung
    return f"{announcement}:{said}:{channel}:{to.lower()}"


def short_name(event_id: str) -> str:
    """Return what names an event where its own id would take too much room."""
    raw = event_id.encode()
    if len(raw) <= _LONGEST_NAME:
        return event_id
    return f"{raw[:40].decode('utf-8', 'ignore')}#{sha256(raw).hexdigest()[:16]}"


def _short(about: str) -> str:
    raw = about.encode()
    if len(raw) <= _LONGEST:
        return about
    begin = raw[:60].decode("utf-8", "ignore")
    return f"{begin}#{sha256(raw).hexdigest()[:16]}"


class Told:
    """What has been told of a case, and to whom."""

    def __init__(self, delivered: Iterable[str]) -> None:
        """Read the ids of the slots that were delivered."""
        self._ids: set[str] = set()
        self._recipients: dict[str, set[str]] = {}
        self._dated: dict[tuple[str, str, str, str], list[datetime]] = {}
        self._over: dict[str, datetime] = {}
        for text in delivered:
            each = SlotId.parse(text)
            if not each.channel:
                head, found, at = text.partition(":over@")
                if found:
                    self._over[head] = stored(at)
                continue
            self._ids.add(str(each))
            self._recipients.setdefault(each.track, set()).add(each.to)
            if each.turn[:1].isdecimal():
                key = (each.announcement, each.name, each.channel, each.to)
                self._dated.setdefault(key, []).append(stored(each.turn))

    def reminded(self, track: int) -> set[str]:
        """Return the addresses, in small letters, that were told of a track."""
        return self._recipients.get(str(track), set())

    def has(self, slot: "Slot") -> bool:
        """Say whether a slot was delivered, under its id or under the one it had formerly."""
        if slot.id in self._ids:
            return True
        if not self._dated and not self._over:
            return False
        each = SlotId.parse(slot.id)
        over = self._over.get(each.announcement)
        if over is not None and slot.due <= over:
            return True
        if not each.turn or slot.of is None:
            return False
        times = self._dated.get((each.announcement, each.name, each.channel, each.to), ())
        return any(_was_it(each, at, slot) for at in times)


def _was_it(each: SlotId, at: datetime, slot: "Slot") -> bool:
    """Say whether a slot whose id named the instant it was due at was this one."""
    if each.turn == "end":
        return slot.of is not None and at >= slot.of.deadline.missed_after - _A_MINUTE
    if each.turn == "again":
        return True
    return abs(at - slot.due) <= _A_MINUTE
