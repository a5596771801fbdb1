"""What may still come: until when a buyer may open an A-to-z claim, and when Amazon should decide.

Both are information: nothing is owed, so nothing is reminded.
"""

from collections.abc import Mapping
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


def exposure_of(case: Case) -> Exposure | None:
    """Return the exposure of an order whose facts are known, else None."""
    facts = case.order_facts
    if "ordered_at" not in facts or "latest_estimated_delivery" not in facts:
        return None
    return exposure(
        _local_date(facts["ordered_at"], case.store.zone),
        _local_date(facts["latest_estimated_delivery"], case.store.zone),
        tuple(_excluded(case, facts)),
    )


def decision_expected(claim: Claim, zone: ZoneInfo) -> date | None:
    """Return the day by which Amazon usually has decided, None when it is not Amazon's turn."""
    if claim.waiting_since is None:
        return None
    return _date(claim.waiting_since, zone) + ABOUT_A_WEEK


def _excluded(case: Case, facts: Mapping[str, Any]) -> list[str]:
    found = []
    if facts.get("digital"):
        found.append("digital goods are excluded")
    if str(facts.get("paid_with", "")).lower() in VOUCHERS:
        found.append("orders paid with a gift card or voucher are excluded")
    if any(event.type == "order_refunded" and event.verified for event in case.events):
        found.append("the order was refunded in full")
    if "atoz" in case.claims and case.claims["atoz"].known:
        found.append("there is one claim an order, and this one has had it")
    return found


def _local_date(text: Any, zone: ZoneInfo) -> date:  # noqa: ANN401 - a field of a message
    return _date(parse_moment("order_facts", text), zone)


def _date(moment: Moment, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date() if isinstance(moment, datetime) else moment
