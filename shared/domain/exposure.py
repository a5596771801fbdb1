"""What may still come: until when a buyer may open an A-to-z claim, and when Amazon should decide.

Both are information: nothing is owed, so nothing is reminded.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from shared.domain.case import Case
from shared.domain.claims import Claim
from shared.domain.instants import Moment, parse_moment

AFTER_DELIVERY, AFTER_ORDER = timedelta(days=3), timedelta(days=30)
"""A buyer may claim from the earlier of the two: latest estimated delivery, order."""
LAST = timedelta(days=90)
"""After the latest estimated delivery; Amazon may still take later ones."""
ABOUT_A_WEEK = timedelta(days=7)
"""What Amazon takes to decide a claim or an appeal; no source promises it."""
VOUCHERS = ("gift_card", "gift card", "giftcard", "voucher", "coupon")


@dataclass(frozen=True, slots=True)
class Exposure:
    """The first and the last day, in the store's zone, on which a buyer may open a claim."""

    first: date
    last: date
    excluded: tuple[str, ...] = ()
    """Why a claim would be excluded all the same."""


def exposure(ordered: date, latest_delivery: date, excluded: tuple[str, ...] = ()) -> Exposure:
    """Return the days on which an A-to-z claim may be opened.

    Source: the earlier of latest estimated delivery + 3 days and order + 30 days, until latest
    estimated delivery + 90 days (seed-004, and Amazon's buyer pages).
    """
    first = min(latest_delivery + AFTER_DELIVERY, ordered + AFTER_ORDER)
    return Exposure(first, latest_delivery + LAST, excluded)


def exclusions(*, digital: bool, paid_with: str, refunded: bool, claimed: bool) -> tuple[str, ...]:
    """Return why an A-to-z claim of such an order would be excluded, whatever the day."""
    reasons = {
        "digital goods are excluded": digital,
        "orders paid with a gift card or voucher are excluded": paid_with.lower() in VOUCHERS,
        "the order was refunded in full": refunded,
        "there is one claim an order, and this one has had it": claimed,
    }
    return tuple(words for words, holds in reasons.items() if holds)


def exposure_of(case: Case) -> Exposure | None:
    """Return the exposure of an order whose facts are known, else None."""
    facts = case.order_facts
    if "ordered_at" not in facts or "latest_estimated_delivery" not in facts:
        return None
    excluded = exclusions(
        digital=bool(facts.get("digital")),
        paid_with=str(facts.get("paid_with", "")),
        refunded=any(each.type == "order_refunded" and each.verified for each in case.events),
        claimed="atoz" in case.claims and case.claims["atoz"].known,
    )
    return exposure(
        _local_date(facts["ordered_at"], case.store.zone),
        _local_date(facts["latest_estimated_delivery"], case.store.zone),
        excluded,
    )


def decision_expected(claim: Claim, zone: ZoneInfo) -> date | None:
    """Return the day by which Amazon usually has decided, None when it is not Amazon's turn."""
    if claim.waiting_since is None:
        return None
    return _date(claim.waiting_since, zone) + ABOUT_A_WEEK


def _local_date(text: Any, zone: ZoneInfo) -> date:  # noqa: ANN401 - a field of a message
    return _date(parse_moment("order_facts", text), zone)


def _date(moment: Moment, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date() if isinstance(moment, datetime) else moment
