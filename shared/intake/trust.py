"""Whether a mail that came in through SES may be believed.

Only what SES itself says counts: its DMARC verdict, and the From address as SES read it. Headers of
the mail, Authentication-Results among them, are written by whoever sent it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from shared.domain.accounts import Account
from shared.domain.rules import Store
from shared.intake.addresses import the_address
from shared.intake.mails.topics import amazon_senders


@dataclass(frozen=True, slots=True)
class Verdict:
    """True when a mail is certainly Amazon's; otherwise it may only remind more or earlier."""

    verified: bool
    reason: str
    sender: str = ""
    """The From address, empty where it is not plainly one."""
    amazon: bool = False
    """Whether that is an address of Amazon's, verified or not."""
    passed: bool = False
    """Whether DMARC passed for the sender's domain, whosever it is."""

    def __bool__(self) -> bool:
        """Say whether the mail may be believed."""
        return self.verified

    def one_of(self, accounts: Iterable[Account]) -> Account | None:
        """Return the one account of which the sender certainly is a contact."""
        own = [a for a in accounts if any(c.email.lower() == self.sender for c in a.contacts)]
        return own[0] if self.passed and self.sender and len(own) == 1 else None


def verdict(notification: Mapping[str, Any], stores: Iterable[Store]) -> Verdict:
    """Judge an SES notification, the object with ``mail`` and ``receipt``.

    Verified: DMARC is PASS, nothing is said against spam and virus, and the one From address is at
    exactly a domain of a store of Amazon, or ``marketplace.`` of one. Whatever is missing, GRAY,
    FAIL or PROCESSING_FAILED is unverified; a mail that a person forwards by hand always is.
    """
    receipt = _mapping(notification.get("receipt"))
    headers = _mapping(_mapping(notification.get("mail")).get("commonHeaders"))
    written = headers.get("from")
    senders = [str(each) for each in written] if isinstance(written, list) else []
    sender = the_address(senders[0]) if len(senders) == 1 else ""
    dmarc = _status(receipt, "dmarcVerdict")
    spoilt = [each for each in ("spamVerdict", "virusVerdict") if _status(receipt, each) == "FAIL"]
    why = ""
    if dmarc != "PASS":
        why = f"dmarcVerdict is {dmarc or 'missing'}"
    elif spoilt:
        why = f"{spoilt[0]} is FAIL"
    elif not sender:
        why = f"{len(senders)} From addresses" if len(senders) != 1 else "From is no plain address"
    passed, amazon = not why, bool(amazon_senders(stores).fullmatch(sender))
    if passed and not amazon:
        why = "the From address is not at a domain of Amazon"
    return Verdict(
        verified=not why,
        reason=why or "DMARC passed for a domain of Amazon",
        sender=sender,
        amazon=amazon,
        passed=passed,
    )


def _status(receipt: Mapping[str, Any], name: str) -> str:
    return str(_mapping(receipt.get(name)).get("status", ""))[:40]


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
