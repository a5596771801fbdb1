"""The returns report as a flat file: returns, refunds, the A-to-z flag, SAFE-T claims."""

from collections.abc import Iterator

from shared.intake.findings import Finding
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
        "currencycode": "currency",
        "atozclaim": "atoz",
        "isprime": "prime",
        "asin": "asin",
        "merchantsku": "sku",
        "sellersku": "sku",
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
        "merchantrmaid", "sellerrmaid", "labeltype", "labelcost", "returncarrier", "trackingid",
        "labeltobepaidby", "itemname", "returnquantity", "returnreason", "returnreasoncode",
        "inpolicy", "returntype", "invoicenumber", "orderquantity", "category", "vat",
    }),
    dates=DATES,
)  # fmt: skip


def read_row(cells: Cells) -> Iterator[Finding]:
    """Yield what one row tells."""
    tell_return(cells)
    tell_claim(cells)
    tell_order(cells)
    yield from cells.entry.findings
