"""Who is told about which case, and when: what all obligations of one message share."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from shared.domain.accounts import Account, Contact
from shared.domain.case import Case
from shared.domain.plan import Slot
from shared.domain.protocol import StoredCase
from shared.domain.rounds import Round
from shared.mail.dates import When, short, when
from shared.mail.language import Tongue, tongue
from shared.mail.links import Links

Phase = Literal["ahead", "probable", "doubt", "passed"]
"""Where a cut-off stands: still ahead by the earliest reading, then probably, then perhaps."""


@dataclass(frozen=True, slots=True)
class Scene:
    """One case, one reader, one moment."""

    case: Case
    of: StoredCase
    account: Account
    contact: Contact
    now: datetime
    ahead: Sequence[Slot] = ()
    """The reminders still planned for the same reader."""
    stack: str = ""
    """The deployed stack that speaks, empty where none does."""
    links: Links | None = None
    """The web page, where there is one."""

    @property
    def say(self) -> Tongue:
        """Speak the reader's language."""
        return tongue(self.contact.language)

    def here(self, instant: datetime) -> When:
        """Return an instant in full on the reader's clock."""
        return when(self.say, instant, self.contact.zone)

    def briefly(self, instant: datetime) -> str:
        """Return an instant on the reader's clock without naming the place again."""
        return short(self.say, instant, self.contact.zone)

    @property
    def seller_central(self) -> str:
        """The front page of the store's own Seller Central: deeper links move."""
        return f"https://sellercentral.{self.case.store.domain}/"

    def command(self, verb: str, programme: str, rest: str = "") -> str:
        """Return what to type for a claim of this case."""
        claim = f"{self.account.slug}/{programme}/{self.of.order_id}"
        where = f"--stack {self.stack}" if self.stack else ""
        return " ".join(part for part in ("claimwatch", verb, claim, rest, where) if part)


def phase(each: Round, name: str, now: datetime) -> Phase:
    """Return what is true at ``now``, however late a message goes out."""
    by, likely, end = each.deadline.remind_by, each.deadline.probably, each.deadline.missed_after
    if name == "after":  # goes out at the very instant it speaks of
        now += timedelta(microseconds=1)
    if now <= by:
        return "ahead"
    if likely is not None and now <= likely:
        return "probable"
    return "doubt" if now <= end else "passed"


def cut_off(each: Round, stands: Phase) -> datetime:
    """Return the cut-off to name: the earliest while it is ahead, the likely one, the last."""
    deadline = each.deadline
    if stands == "ahead":
        return deadline.remind_by
    likely = deadline.probably if stands == "probable" else None
    return likely or deadline.missed_after


def money(amount: object) -> str:
    """Return a sum as value and currency, empty when none is known."""
    return f"{amount['value']} {amount['currency']}" if isinstance(amount, dict) else ""


def reader(slot: Slot) -> Contact:
    """Return whom a slot is for; raises ValueError for one that is for no person."""
    if slot.contact is None:
        raise ValueError(f"slot {slot.id} is for no person")
    return slot.contact


def by_urgency(slots: Sequence[Slot], now: datetime) -> list[tuple[Slot, Round]]:
    """Return slots with their rounds, most urgent first, what has passed last.

    Raises ValueError when none of them is about a round.
    """
    pairs = [(slot, slot.of) for slot in slots if slot.of is not None]
    if not pairs:
        raise ValueError("no slot is about a round")
    return sorted(
        pairs,
        key=lambda pair: (
            phase(pair[1], pair[0].name, now) == "passed",
            pair[1].deadline.remind_by,
            pair[1].obligation,
            pair[0].id,
        ),
    )
