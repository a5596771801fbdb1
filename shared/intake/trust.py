"""Whether a mail that came in through SES may be believed.

Only what SES itself says counts: its DMARC verdict, and the From address as SES read it. Headers of
the mail, Authentication-Results among them, are written by whoever sent it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from email.utils import getaddresses
from typing import Any

from shared.domain.rules import Store
from shared.intake.mails.topics import amazon_senders


@dataclass(frozen=True, slots=True)
class Verdict:
    """True when a mail is certainly Amazon's; otherwise it may only remind more or earlier."""

    verified: bool
    reason: str

    def __bool__(self) -> bool:
        """Say whether the mail may be believed."""
        return self.verified


def verdict(notification: Mapping[str, Any], stores: Iterable[Store]) -> Verdict:
    """Judge an SES notification, the object with ``mail`` and ``receipt``.

    Verified: DMARC is PASS, nothing is said against spam and virus, and the one From address is at
    exactly a domain of a store of Amazon, or ``marketplace.`` of one. Whatever is missing, GRAY,
    FAIL or PROCESSING_FAILED is unverified; a mail that a person forwards by hand always is.
    """
    receipt = _mapping(notification.get("receipt"))
    dmarc = _status(receipt, "dmarcVerdict")
    if dmarc != "PASS":
        return Verdict(verified=False, reason=f"dmarcVerdict is {dmarc or 'missing'}")
    for name in ("spamVerdict", "virusVerdict"):
        if _status(receipt, name) == "FAIL":
            return Verdict(verified=False, reason=f"{name} is FAIL")
    headers = _mapping(_mapping(notification.get("mail")).get("commonHeaders"))
    written = headers.get("from")
    senders = getaddresses([str(each) for each in written]) if isinstance(written, list) else []
    if len(senders) != 1:
        return Verdict(verified=False, reason=f"{len(senders)} From addresses")
    if not amazon_senders(stores).fullmatch(senders[0][1].lower()):
        return Verdict(verified=False, reason="the From address is not at a domain of Amazon")
    return Verdict(verified=True, reason="DMARC passed for a domain of Amazon")


def _status(receipt: Mapping[str, Any], name: str) -> str:
    return str(_mapping(receipt.get(name)).get("status", ""))[:40]


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
