"""What a returns report tells about one return, whichever format it has.

The report says that money went back, not who sent it nor when; that there is an A-to-z claim, not
since when: both are spans up to the date of the report. ``docs/messages.md`` tells people.
"""

from decimal import Decimal

from shared.domain.instants import Moment
from shared.intake.reports.cells import Cells
from shared.intake.reports.states import answered
from shared.intake.reports.values import code, flag, normal

DATES = ("ordered_at", "requested_at", "delivered_at", "safet_at")
"""Our names of the columns that hold dates."""


def tell_return(cells: Cells) -> None:
    """Tell what happened to a return, in the order in which it did."""
    entry = cells.entry
    requested_at = cells.moment("requested_at")
    delivered_at = cells.moment("delivered_at")
    currency = cells.currency()
    refunded = cells.sum("refunded", currency)
    if requested_at is None:
        entry.refuse("has no return request date")
        return
    group = code(cells.text("rma")) or code(cells.text("item"))
    apart = group or _day(cells, requested_at)
    entry.tell("return_requested", "return", requested_at, apart, item_ref=group)
    unpaid = is_label_unpaid(cells)
    if cells.read("status", answered) or delivered_at or refunded:
        # the day of the answer is not told; most returns are authorised at once
        entry.tell("return_answered", "return", requested_at, apart)
    if delivered_at is not None and not unpaid:
        day = _day(cells, delivered_at)
        entry.tell("return_delivered", "return", delivered_at, group or "", day, item_ref=group)
    if refunded and not unpaid:
        since = refunded_since(requested_at, cells.newest("delivered_at"), cells.text("resolution"))
        amount, extent = _refund(cells, refunded, currency)
        entry.tell_state(
            "refund_issued", "return", since, apart, amount=amount, extent=extent, item_ref=group
        )
    if cells.read("atoz", flag):
        asin, sku = code(cells.text("asin")), code(cells.text("sku"))
        entry.tell_state("claim_opened", "atoz", cells.newest(*DATES), asin=asin, sku=sku)


def tell_order(cells: Cells) -> None:
    """Tell what is known of the order itself, where there is a claim that it matters to."""
    if not cells.entry.tells_of_a_claim:
        return
    ordered_at, prime = cells.moment("ordered_at"), cells.read("prime", flag)
    requested_at = cells.moment("requested_at")
    if requested_at is None or (ordered_at is None and not prime):
        return
    day = None if ordered_at is None else _day(cells, ordered_at)
    fulfilment = "sfp" if prime else None
    cells.entry.tell("order_facts", "return", requested_at, ordered_at=day, fulfilment=fulfilment)


def refunded_since(requested_at: Moment, delivered_at: Moment | None, resolution: str) -> Moment:
    """Return the earliest day that a refund can plausibly have had.

    A refund at the first scan comes before the parcel does, any other when it has arrived.
    """
    early = normal(resolution) == "refundatfirstscan"
    return requested_at if early or delivered_at is None else delivered_at


def is_label_unpaid(cells: Cells) -> bool:
    """Say whether a refund was made for a return whose label Amazon did not pay for.

    Such a return Amazon does not refund by itself: there is nothing to claim back, and nothing
    left to look at in it.
    """
    label, payer = normal(cells.text("label")), normal(cells.text("label_paid_by"))
    unpaid = label == "amazonunpaidlabel" or (not label and payer in {"customer", "buyer"})
    return unpaid and bool(cells.text("refunded").strip("0.,"))


def _refund(
    cells: Cells, refunded: Decimal, currency: str
) -> tuple[dict[str, str] | None, str | None]:
    """Return the sum of a refund and its extent; a sum that cannot be is left out, and said."""
    order_amount = cells.sum("order_amount", currency)
    title = cells.titles["refunded"]
    if not order_amount:
        return cells.entry.amount(title, refunded, currency), None
    if refunded > order_amount:
        words = f"{refunded} {currency} is more than the {order_amount} of the order"
        cells.entry.refuse(f"{title}: {words}; the refund is taken without a sum, look it up")
        return None, "full"
    extent = "full" if refunded == order_amount else "partial"
    return cells.entry.amount(title, refunded, currency), extent


def _day(cells: Cells, at: Moment) -> str:
    return str(cells.entry.reading.local_date(at))
