"""SAFE-T claims in tables: the columns of the returns report, and the download of all claims."""

import re
from collections.abc import Iterator

from shared.domain.instants import Moment
from shared.intake.findings import Finding
from shared.intake.reports.cells import Cells
from shared.intake.reports.sheets import Table
from shared.intake.reports.states import SafetState, safet_state
from shared.intake.reports.values import claim_id, code, normal, shape

SAFET = Table(
    name="download of SAFE-T claims",
    columns={
        "safetclaimid": "safet_id",
        "claimid": "safet_id",
        "orderid": "order_id",
        "asin": "asin",
        "sku": "sku",
        "merchantsku": "sku",
        "claimreason": "safet_reason",
        "reason": "safet_reason",
        "claimstatus": "safet_state",
        "status": "safet_state",
        "claimstate": "safet_state",
        "reimbursementamount": "safet_amount",
        "amount": "safet_amount",
        "currency": "currency",
        "currencycode": "currency",
        "claimdate": "safet_at",
        "date": "safet_at",
        "creationdate": "safet_at",
    },
    needs=frozenset({"safet_id", "order_id", "safet_state"}),
    dates=("safet_at",),
)

_REASONS = {
    "abuse": "abuse",
    "unsellable": "unsellable",
    "materiallydifferent": "materially_different",
    "notreturned": "not_returned",
    "neverreturned": "not_returned",
    "returnlabel": "label_refunded",
    "withproof": "not_received_with_proof",
    "outsidereturnwindow": "outside_window",
    "outofreturnwindow": "outside_window",
    "damagedintransit": "in_transit_damage",
    "transitdamage": "in_transit_damage",
}
_CODE = re.compile(r"[A-Za-z0-9]+(?:[-_][A-Za-z0-9]+)+", re.ASCII)
_LONGEST_WORDS = 60


def read_row(cells: Cells) -> Iterator[Finding]:
    """Yield what one row of the download tells."""
    tell_claim(cells, None)
    if not cells.entry.findings:
        cells.entry.refuse("has neither a claim id nor a state")
    yield from cells.entry.findings


def tell_claim(cells: Cells, not_before: Moment | None) -> None:
    """Tell of the SAFE-T claim that the columns of a row describe, if they describe one.

    The claim itself dates from its creation, where that is missing from ``not_before``, the last
    date of the row. Its state was reached by the date of the report: when exactly is not told.
    """
    entry = cells.entry
    ref = cells.read("safet_id", _claim_id)
    state = cells.read("safet_state", safet_state)
    created = cells.moment("safet_at")
    currency = cells.currency()
    amount = cells.sum("safet_amount", currency)
    if amount and not cells.text("safet_state"):
        state = "granted"
    if not (ref or state or created):
        return
    entry.tell(
        "claim_opened", "safet", created or not_before or entry.reading.seen_on, ref or "",
        claim_ref=ref,
        reason=reason(cells.text("safet_reason")),
        asin=code(cells.text("asin")),
        sku=code(cells.text("sku")),
    )  # fmt: skip
    paid = entry.amount("reimbursement amount", amount, currency) if amount else None
    _tell_state(cells, state, ref, paid)


def _tell_state(
    cells: Cells, state: SafetState | None, ref: str | None, paid: dict[str, str] | None
) -> None:
    entry, words = cells.entry, cells.text("safet_state")
    label = words if words.isprintable() and 0 < len(words) <= _LONGEST_WORDS else None
    seen = entry.reading.seen_on
    match state:
        case None | "pending":
            pass
        case "asked":
            entry.tell(
                "information_requested", "safet", seen, ref or "", claim_ref=ref, claim_label=label
            )
        case "withdrawn":
            entry.tell("claim_withdrawn", "safet", seen, ref or "", claim_ref=ref)
        case decision:
            sum_ = f"{paid['value']} {paid['currency']}" if paid else ""
            entry.tell(
                "claim_decided", "safet", seen, ref or "", decision, sum_,
                decision=decision, amount=paid, claim_ref=ref, claim_label=label,
            )  # fmt: skip


def reason(text: str) -> str | None:
    """Return a reason as one of our codes, or Amazon's own code; free text is left out."""
    known = normal(text)
    for words, meaning in _REASONS.items():
        if words in known:
            return meaning
    return text if len(text) <= _LONGEST_WORDS and _CODE.fullmatch(text) else None


def _claim_id(text: str) -> str:
    found = claim_id(text)
    if found is None:
        raise ValueError(f"{shape(text)} is not the id of a claim")
    return found
