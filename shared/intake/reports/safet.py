"""SAFE-T claims in tables: the columns of the returns report, and the download of all claims."""

import re
from collections.abc import Iterator

from shared.domain.instants import Moment
from shared.intake.findings import Finding
from shared.intake.reports.cells import Cells
from shared.intake.reports.parcel import DATES
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
        "safetactionreason": "safet_reason",
        "claimreason": "safet_reason",
        "reason": "safet_reason",
        "safetclaimstate": "safet_state",
        "safetclaimstatus": "safet_state",
        "claimstatus": "safet_state",
        "claimstate": "safet_state",
        "status": "safet_state",
        "safetclaimreimbursementamount": "safet_amount",
        "reimbursementamount": "safet_amount",
        "amount": "safet_amount",
        "currency": "currency",
        "currencycode": "currency",
        "safetclaimcreationtime": "safet_at",
        "claimdate": "safet_at",
        "date": "safet_at",
        "creationdate": "safet_at",
    },
    needs=frozenset({"safet_id", "order_id", "safet_state"}),
    dates=("safet_at",),
    never=frozenset({
        "rmaid", "amazonrmaid", "returndate", "returnrequestdate", "returnrequeststatus",
        "returndeliverydate",
    }),
)  # fmt: skip

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
    tell_claim(cells)
    if not cells.entry.findings:
        cells.entry.refuse("has neither a claim id nor a state")
    yield from cells.entry.findings


def tell_claim(cells: Cells) -> None:
    """Tell of the SAFE-T claim that the columns of a row describe, if they describe one.

    Its state was reached after the newest date of the row and by the date of the report: when
    exactly is not told. So was the claim itself where its creation is not dated.
    """
    entry = cells.entry
    ref = cells.read("safet_id", _claim_id)
    state = cells.read("safet_state", safet_state)
    created = cells.moment("safet_at")
    currency = cells.currency()
    amount = cells.sum("safet_amount", currency)
    if amount and (state == "closed" or not cells.text("safet_state")):
        state = "granted"
    if not (ref or state or created):
        return
    newest = cells.newest(*DATES)
    fields = {
        "claim_ref": ref,
        "reason": reason(cells.text("safet_reason")),
        "asin": code(cells.text("asin")),
        "sku": code(cells.text("sku")),
    }
    if created is None:
        seen = entry.reading.seen_on  # no later: it was opened before whatever became of it
        entry.tell_span("claim_opened", "safet", newest, seen, ref or "", **fields)
    else:
        entry.tell("claim_opened", "safet", created, ref or "", **fields)
    paid = entry.amount("reimbursement amount", amount, currency) if amount else None
    _tell_state(cells, newest, state, ref, paid)


def _tell_state(
    cells: Cells,
    since: Moment | None,
    state: SafetState | None,
    ref: str | None,
    paid: dict[str, str] | None,
) -> None:
    """Tell of a state; a question under an id of the report's date.

    A claim is decided once, whichever reports show it. But what a later report asks may be asked
    anew after an answer, which no report shows.
    """
    entry, words = cells.entry, cells.text("safet_state")
    label = words if words.isprintable() and 0 < len(words) <= _LONGEST_WORDS else None
    seen = str(entry.reading.seen_on)
    match state:
        case None | "pending":
            pass
        case "asked":
            entry.tell_state(
                "information_requested", "safet", since, ref or "", seen,
                claim_ref=ref, claim_label=label,
            )  # fmt: skip
        case "withdrawn":
            entry.tell_state("claim_withdrawn", "safet", since, ref or "", claim_ref=ref)
        case "closed":  # whether it was denied or never answered: an appeal has a deadline
            entry.tell_state(
                "claim_decided", "safet", since, ref or "", "closed",
                decision="closed_no_response", claim_ref=ref, claim_label=label,
            )  # fmt: skip
        case decision:
            sum_ = f"{paid['value']} {paid['currency']}" if paid else ""
            entry.tell_state(
                "claim_decided", "safet", since, ref or "", decision, sum_,
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
