"""The order defect rate as far as our own claims tell: now, and if a claim is lost.

One order has at most one defect; orders count by their date, over the trailing 60 days, and the
rate must stay below one per cent. Negative feedback is a part of the rate that nobody tells us.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from shared.domain.claims import FINAL
from shared.domain.ledger import ClaimEntry, Entry

WINDOW_DAYS = 60
LIMIT = Decimal("0.01")
"""The rate must be under it."""
Weight = Literal["counts", "provisional", "unclear", "no"]


@dataclass(frozen=True, slots=True)
class Effect:
    """What one way of ending does to the rate."""

    weight: Weight
    doubt: str = ""
    """What is not certain about it."""


EFFECTS: Mapping[str, Effect] = {
    "pending": Effect(
        "provisional",
        "an older text counts pending claims, the current page what is not denied",
    ),
    "appealed": Effect(
        "counts", "a won appeal may reverse the sum or the defect, and take 7 days to show"
    ),
    "granted_seller_funded": Effect("counts"),
    "granted_amazon_funded": Effect(
        "unclear",
        "an older text counts it, others do not; points can be won back by a "
        "well-argued letter. Compare with Amazon's own figure",
    ),
    "order_refunded": Effect("counts"),
    "order_cancelled": Effect("counts", "sources contradict each other on cancelled orders"),
    "denied": Effect("no"),
    "withdrawn_before": Effect("no", "Amazon Pay has a rule of its own that says otherwise"),
    "withdrawn_after": Effect("counts", "counts until Amazon corrects it on request"),
    "withdrawn_after_denial": Effect("no"),
    "appeal_won": Effect(
        "no", "a won appeal may reverse the sum or the defect, and take 7 days to show"
    ),
    "chargeback_lost": Effect("counts", "only chargebacks about service count, not about fraud"),
    "chargeback_pending": Effect(
        "provisional", "only chargebacks about service count, not about fraud"
    ),
    "chargeback_won": Effect("no", "whether a won chargeback is taken out is not documented"),
}
"""How a claim stands → its effect. SAFE-T claims have none: they are no part of the rate."""


@dataclass(frozen=True, slots=True)
class Counted:
    """One claim on an order of the window, and what it does."""

    order_id: str
    programme: str
    standing: str
    """A key of ``EFFECTS``."""
    on: date
    by_claim_date: bool
    """The order's date is unknown; that of the claim was taken."""

    @property
    def effect(self) -> Effect:
        """What the claim does to the rate."""
        return EFFECTS[self.standing]

    @property
    def open(self) -> bool:
        """Whether the claim can still be won or lost."""
        return self.effect.weight == "provisional" or self.standing == "appealed"


@dataclass(frozen=True, slots=True)
class Odr:
    """An estimate of the rate, from the claims we know; numbers of distinct orders."""

    orders: int | None
    """Orders of the last 60 days, as the account's settings say; None when they do not."""
    claims: Sequence[Counted]
    settled: int
    """Defects of decided claims alone."""
    now: int
    """Those of undecided claims included."""
    at_most: int
    """And those that Amazon may or may not count."""

    def rate(self, defects: int) -> Decimal | None:
        """Return defects over orders, None when the orders are not known."""
        return Decimal(defects) / self.orders if self.orders else None

    def if_ends(self, claim: Counted, *, lost: bool) -> int:
        """Return the defects now, had this one claim been decided for or against the seller."""
        rest = [each for each in self.claims if each is not claim]
        orders = _orders(rest, "counts", "provisional")
        return len(orders | {claim.order_id} if lost else orders)


def odr(entries: Iterable[Entry], orders: int | None, today: date) -> Odr:
    """Estimate the rate; ``today`` is a date of the store and the last day of the window."""
    claims = sorted(
        (found for entry in entries for found in _counted(entry, today)),
        key=lambda each: (each.on, each.order_id, each.programme),
    )
    return Odr(
        orders=orders,
        claims=claims,
        settled=len(_orders(claims, "counts")),
        now=len(_orders(claims, "counts", "provisional")),
        at_most=len(_orders(claims, "counts", "provisional", "unclear")),
    )


def standing(claim: ClaimEntry) -> str | None:
    """Return how a claim stands with regard to the rate; None: it is no part of it."""
    if not claim.known or claim.programme == "safet":
        return None
    if claim.programme == "chargeback":
        return f"chargeback_{claim.status}" if claim.status in FINAL else "chargeback_pending"
    if claim.status == "withdrawn":
        return _withdrawn(claim)
    if claim.status not in FINAL:
        granted = claim.status == "appealed" and claim.decisions[-1:] == ("granted_seller_funded",)
        return "appealed" if granted else "pending"
    won_by_appeal = claim.status == "denied" and "granted_seller_funded" in claim.decisions
    return "appeal_won" if won_by_appeal else claim.status


def _withdrawn(claim: ClaimEntry) -> str:
    if claim.withdrawn != "after" or not claim.decisions:
        return "withdrawn_before"
    return "withdrawn_after_denial" if claim.decisions[-1] == "denied" else "withdrawn_after"


def _counted(entry: Entry, today: date) -> Iterable[Counted]:
    for claim in entry.claims:
        how, on = standing(claim), entry.ordered_on or claim.opened_on
        if how is not None and today - timedelta(days=WINDOW_DAYS) < on <= today:
            yield Counted(entry.order_id, claim.programme, how, on, entry.ordered_on is None)


def _orders(claims: Iterable[Counted], *weights: Weight) -> set[str]:
    return {each.order_id for each in claims if each.effect.weight in weights}
