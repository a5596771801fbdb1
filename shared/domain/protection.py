"""Whether Buy Shipping protects against a claim for an order that did not come: three answers.

Money, metric and the ground of an appeal are three questions with their own conditions, and none
of them is answered with yes while one of its conditions is unknown.

Source of the conditions: AZ-CA-BSP, AZ-BSP-2025 (a label of a service marked Claims Protected, the
carrier's first scan by the ship-by time, and a buyer refunded by Amazon and not by the seller).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from shared.domain.case import Case
from shared.domain.circumstances import believed
from shared.domain.instants import parse_moment
from shared.domain.spans import early_end, late_end

Answer = Literal["yes", "no", "unknown"]
REASON = "not_received"
SOURCES = ("AZ-CA-BSP", "AZ-BSP-2025")
_OF_THE_LABEL = ("claims_protected", "scanned_in_time")
_NEEDED: Mapping[str, tuple[str, ...]] = {
    "money": (*_OF_THE_LABEL, "not_refunded_by_seller"),
    "metric": (*_OF_THE_LABEL, "not_refunded_by_seller"),
    "appeal": (*_OF_THE_LABEL, "delivered"),
}
"""What each answer rests on. An appeal is argued with the scan of the delivery as well."""


@dataclass(frozen=True, slots=True)
class Protected:
    """One of the three answers, and the conditions that stand in its way."""

    question: str
    """``money``, ``metric`` or ``appeal``."""
    answer: Answer
    missing: tuple[str, ...]
    """Conditions that are not met, or not known yet."""


def protection(case: Case) -> tuple[Protected, ...]:
    """Answer for money, metric and an appeal; nothing where a claim is about another thing."""
    claim = case.claims.get("atoz")
    if claim is None or claim.reason != REASON:
        return ()
    known = _conditions(case)
    return tuple(_answered(question, needs, known) for question, needs in _NEEDED.items())


def _answered(question: str, needs: tuple[str, ...], known: Mapping[str, bool | None]) -> Protected:
    failed = tuple(name for name in needs if known[name] is False)
    open_ = tuple(name for name in needs if known[name] is None)
    if failed:
        return Protected(question, "no", failed)
    return Protected(question, "unknown" if open_ else "yes", open_)


def _conditions(case: Case) -> dict[str, bool | None]:
    facts = case.order_facts
    by_seller = any(
        event.type == "order_refunded" or event.get("by") == "seller"
        for event in believed(case, "order_refunded", "refund_issued")
    )
    label = facts.get("claims_protected")
    if facts.get("buy_shipping_label") is False:
        label = False
    return {
        "claims_protected": None if label is None else bool(label),
        "scanned_in_time": _scanned_in_time(case),
        "not_refunded_by_seller": not by_seller,
        "delivered": True if facts.get("delivered_at") else None,
    }


def _scanned_in_time(case: Case) -> bool | None:
    """Say whether the carrier's first scan came by the ship-by time; a doubt of a day is none."""
    scan, by = (case.order_facts.get(name) for name in ("first_scan_at", "ship_by"))
    if not scan or not by:
        return None
    zone = case.store.zone
    scanned, until = parse_moment("first_scan_at", scan), parse_moment("ship_by", by)
    if late_end(scanned, zone) <= late_end(until, zone):
        return True
    return None if early_end(scanned, zone) <= late_end(until, zone) else False
