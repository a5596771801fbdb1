"""One line on what would prevent the most claims: by reason, else by peak, else by product."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from shared.domain.figures import Period
from shared.domain.ledger import ClaimEntry, Entry

FEWEST = 2
"""One claim is an accident."""
PEAK = timedelta(days=7)
_LONG = timedelta(days=28)
"""A shorter period has no peaks."""
_FEWEST_OF_A_PEAK = 6


@dataclass(frozen=True, slots=True)
class Advice:
    """What to look at, why, and who says so."""

    about: str
    """``listing``, ``carrier``, ``returns``, ``service``, ``peak`` or ``product``."""
    words: str
    claims: int
    of: int
    product: str
    """The product that most of these claims are about, where one stands out."""
    source: str


_WORDS: Mapping[str, tuple[str, str]] = {
    "listing": (
        "check that pictures, description and measurements match what is shipped", "seed-002"),
    "carrier": (
        "look at packaging and handling time, and consider another carrier", "seed-002 seed-004"),
    "returns": (
        "check that the return policy says who pays and what you can keep to", "seed-002"),
    "service": ("answer buyers sooner, and offer a remedy with the first answer", "seed-004"),
    "peak": ("claims come in peaks; look at the account every day while sales are up", "seed-004"),
    "product": ("compare this product's listing and packaging with its claims", "seed-003"),
}  # fmt: skip
_ABOUT: Mapping[str, str] = {
    "not_as_described": "listing",
    "materially_different": "listing",
    "not_received": "carrier",
    "not_received_with_proof": "carrier",
    "in_transit_damage": "carrier",
    "carrier_fault": "carrier",
    "refund_not_received": "returns",
    "return_not_possible": "returns",
    "extra_charges": "returns",
    "abuse": "returns",
    "unsellable": "returns",
    "not_returned": "returns",
    "label_refunded": "returns",
    "outside_window": "returns",
    "service": "service",
}
"""Reason of a claim → what it says to look at."""


def advice(entries: Iterable[Entry], period: Period) -> Advice | None:
    """Return the one line that speaks to most of the claims opened in the period, if any does."""
    opened = [
        claim
        for entry in entries
        for claim in entry.claims
        if claim.known and period.holds(claim.opened_on)
    ]
    groups: dict[str, list[ClaimEntry]] = {}
    for claim in opened:
        if claim.reason in _ABOUT:
            groups.setdefault(_ABOUT[claim.reason], []).append(claim)
    about = max(sorted(groups), key=lambda name: len(groups[name]), default="")
    if about and len(groups[about]) >= FEWEST:
        return _advice(about, groups[about], opened)
    peak = _busiest(opened)
    half = len(peak) >= _FEWEST_OF_A_PEAK and 2 * len(peak) >= len(opened)
    if half and period.last - period.first >= _LONG:
        return _advice("peak", peak, opened)
    of_product = [claim for claim in opened if claim.product == _most_named(opened)]
    if len(of_product) >= FEWEST and of_product[0].product:
        return _advice("product", of_product, opened)
    return None


def _advice(about: str, claims: Sequence[ClaimEntry], opened: Sequence[ClaimEntry]) -> Advice:
    words, source = _WORDS[about]
    product = _most_named(claims)
    named = sum(claim.product == product for claim in claims)
    stands_out = bool(product) and named >= FEWEST
    return Advice(about, words, len(claims), len(opened), product if stands_out else "", source)


def _busiest(opened: Iterable[ClaimEntry]) -> list[ClaimEntry]:
    """Return the claims of the seven days on which most were opened."""
    claims = sorted(opened, key=lambda claim: claim.opened_on)
    weeks = [[c for c in claims if first.opened_on <= c.opened_on < first.opened_on + PEAK]
             for first in claims]  # fmt: skip
    return max(weeks, key=len, default=[])


def _most_named(claims: Iterable[ClaimEntry]) -> str:
    named = Counter(claim.product for claim in claims if claim.product)
    return min(named, key=lambda name: (-named[name], name), default="")
