"""Who wrote a mail, as far as that is certain: it decides what the mail may use up.

What nobody vouches for is counted, because every such event brings mails to a seller. It is counted
by who stands behind it, so that strangers use up the share of strangers, one of them no more than a
part of it, and never what Amazon and the account's own people need.
"""

from dataclasses import dataclass
from zlib import crc32

from shared.domain.accounts import Account, Contact
from shared.intake.trust import Verdict

MOST_OF_A_GROUP, MOST_OF_A_DOMAIN = 200, 50
"""Unverified events a day of one account."""
_SLOTS = 16
"""Counters that the domains of strangers share: those are without number."""


@dataclass(frozen=True, slots=True)
class Share:
    """What is counted together, and how much of it is taken in a day."""

    name: str
    most: int


@dataclass(frozen=True, slots=True)
class Writer:
    """Who wrote a mail to an account."""

    verified: bool
    """Amazon, beyond doubt."""
    proved: bool
    """Whether it is certain that the mail came from the sender's domain."""
    domain: str
    contact: Contact | None
    """Whose address of the account's own people it bears."""
    claims_amazon: bool = False
    """Whether it bears an address of Amazon's, verified or not."""

    @property
    def is_known(self) -> bool:
        """Whether somebody wrote whom the account needs: nothing of theirs is passed over."""
        return self.verified or (self.proved and self.contact is not None)

    @property
    def group(self) -> str:
        """What the writer is counted with."""
        if self.contact is not None:
            return "contact" if self.proved else "contact-unproved"
        if self.claims_amazon:
            return "amazon-unproved"
        return "proved" if self.proved else "nobody"

    @property
    def shares(self) -> tuple[Share, ...]:
        """What an unverified event of this writer takes from, the smallest share first."""
        whole = Share(f"unverified-{self.group}", MOST_OF_A_GROUP)
        if self.group not in {"proved", "nobody"}:
            return (whole,)
        slot = crc32(self.domain.encode()) % _SLOTS
        return (Share(f"{whole.name}-{slot}", MOST_OF_A_DOMAIN), whole)


def writer_of(verdict: Verdict, account: Account) -> Writer:
    """Return who wrote a mail, by the verdict of SES."""
    own = {each.email.lower(): each for each in account.contacts if each.email}
    return Writer(
        verified=verdict.verified,
        proved=verdict.passed,
        domain=verdict.sender.rpartition("@")[2],
        contact=own.get(verdict.sender),
        claims_amazon=verdict.amazon,
    )
