"""The returns report as a flat file: returns, refunds, the A-to-z flag, SAFE-T claims."""

from collections.abc import Iterator

from shared.intake.findings import Finding, Refused
from shared.intake.reports.cells import Cells
from shared.intake.reports.parcel import DATES, tell_order, tell_return
from shared.intake.reports.safet import tell_claim
from shared.intake.reports.sheets import Table

RETURNS = Table(
    name="returns report",
    columns={
        "orderid": "order_id",
        "orderdate": "ordered_at",
        "returnrequestdate": "requested_at",
        "returnrequeststatus": "status",
        "amazonrmaid": "rma",
        "orderitemid": "item",
        "returndate": "requested_at",
        "status": "status",
        "rmaid": "rma",
        "currencycode": "currency",
        "labeltype": "label",
        "labeltobepaidby": "label_paid_by",
        "atozclaim": "atoz",
        "isprime": "prime",
        "asin": "asin",
        "merchantsku": "sku",
        "sellersku": "sku",
        "sku": "sku",
        "resolution": "resolution",
        "returndeliverydate": "delivered_at",
        "orderamount": "order_amount",
        "safetactionreason": "safet_reason",
        "safetclaimid": "safet_id",
        "safetclaimstate": "safet_state",
        "safetclaimcreationtime": "safet_at",
        "safetclaimreimbursementamount": "safet_amount",
        "refundedamount": "refunded",
        "refundamount": "refunded",
    },
    needs=frozenset({"order_id", "requested_at"}),
    left_out=frozenset({
        "merchantrmaid", "sellerrmaid", "labelcost", "returncarrier", "carrier", "trackingid",
        "itemname", "returnquantity", "quantity", "returnreason", "returnreasoncode", "reason",
        "inpolicy", "returntype", "invoicenumber", "orderquantity", "category", "vat",
    }),
    dates=DATES,
)  # fmt: skip

BY_AMAZON = Table(
    name="report of returns to Amazon's own centres (FBA)",
    columns={
        "orderid": "order_id", "fulfillmentcenterid": "centre", "licenseplatenumber": "plate",
        "detaileddisposition": "disposition", "returndate": "requested_at",
    },
    needs=frozenset({"order_id", "centre", "disposition"}),
    instead="what Amazon ships itself has no SAFE-T claims and no returns to answer; "
    "there is nothing in it to watch",
)  # fmt: skip
_MOST_NAMED = 20


def read_row(cells: Cells) -> Iterator[Finding]:
    """Yield what one row tells."""
    tell_return(cells)
    tell_claim(cells)
    tell_order(cells)
    yield from cells.entry.findings


def unpaid_labels(rows: list[tuple[str, str]]) -> Iterator[Finding]:
    """Say once of a whole report which refunds open no filing."""
    if not rows:
        return
    orders = list(dict.fromkeys(order_id for _, order_id in rows))
    named = ", ".join(orders[:_MOST_NAMED])
    more = f" and {len(orders) - _MOST_NAMED} more" if len(orders) > _MOST_NAMED else ""
    words = (
        "the label was paid by the seller or the buyer, so the refund is not taken for Amazon's "
        "and no SAFE-T filing is watched; where Amazon did refund, add refund_issued by hand"
    )
    yield Refused(rows[0][0], f"{words} (orders {named}{more})", orders[0])
