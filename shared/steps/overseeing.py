"""What no metric tells: nobody hears the alarms, nobody vouches for the sender, mail goes by."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.adapters.identities import Identities
from shared.adapters.paging import Paging, Receiving

AGAIN = timedelta(hours=24)
"""An alarm that has rung for so long rings again: one mail is soon buried."""


@dataclass(frozen=True, slots=True)
class Overseen:
    """What one look found."""

    heard_by: int
    """Confirmed subscriptions to the alarms."""
    rung_again: tuple[str, ...]
    sender_known: bool
    mail_comes_in: bool


@dataclass(frozen=True, slots=True)
class Overseeing:
    """The step that looks after what the stack stands on and cannot make by itself."""

    paging: Paging
    identities: Identities
    receiving: Receiving
    now: Callable[[], datetime]

    def run(self, sender: str, bucket: str) -> Overseen:
        """Look once; ``bucket`` is where mail comes in, empty where none is asked for."""
        by = self.paging.confirmed()
        return Overseen(
            len(by),
            tuple(self._rung_again(by)),
            self._known(sender),
            not bucket or self.receiving.writes_to(bucket),
        )

    def _rung_again(self, by: frozenset[str]) -> list[str]:
        """Ring what a new subscriber has not heard, and what has rung for a day."""
        before = self.paging.heard_before()
        if by != before:
            self.paging.remember(by)
        old = self.now() - AGAIN
        rung = [each.name for each in self.paging.ringing() if by - before or each.since <= old]
        for name in rung:
            self.paging.ring_again(name)
        return rung

    def _known(self, sender: str) -> bool:
        """Say whether SES vouches for an address, itself or its domain."""
        names = (sender, sender.rpartition("@")[2])
        return any((found := self.identities.find(name)) and found.verified for name in names)
