"""Settlement reports: money that was taken or paid for claims, and refunds.

One transaction is many rows, one for each part of its sum, and not always side by side, so that
its sum is known only at the end of the file. Sums are what the buyer got: fees do not count.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from shared.domain.instants import Moment, iso
from shared.intake.findings import Finding, Refused, SetAside
from shared.intake.reports.cells import Cells
from shared.intake.reports.entry import Entry, Reading, entry_of, of_order
from shared.intake.reports.sheets import Row, Sheet, Table
from shared.intake.reports.values import currency_code, normal

SETTLEMENT = Table(
    name="settlement report",
    columns={
        "settlementid": "settlement",
        "currency": "currency",
        "transactiontype": "kind",
        "orderid": "order_id",
        "amounttype": "part",
        "amountdescription": "description",
        "amount": "amount",
        "fulfillmentid": "fulfilment",
        "marketplacename": "marketplace",
        "posteddate": "posted_on",
        "posteddatetime": "posted_at",
    },
    needs=frozenset({"settlement", "kind", "order_id", "amount"}),
    left_out=frozenset({
        "settlementstartdate", "settlementenddate", "depositdate", "totalamount",
        "merchantorderid", "adjustmentid", "shipmentid", "orderitemcode",
        "merchantorderitemid", "merchantadjustmentitemid", "sku", "quantitypurchased",
        "promotionid",
    }),
    dates=("posted_on", "posted_at"),
)  # fmt: skip

Kind = Literal["atoz", "chargeback", "safet", "refund"]

_KINDS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("safet", re.compile(r"safe-?t(?![a-z])", re.IGNORECASE)),
    (
        "atoz",
        re.compile(
            r"\ba[ -]?(to|bis|à|alla|a la|tot|till|do)[ -]?z\b|\ba-z\b|マーケットプレイス保証",
            re.IGNORECASE,
        ),
    ),
    ("chargeback", re.compile(r"charge ?back|チャージバック|rückbuchung", re.IGNORECASE)),
    (
        "refund",
        re.compile(
            r"refund|返金|erstattung|remboursement|rimborso|reembolso|terugbetaling|återbetalning"
            r"|zwrot",
            re.IGNORECASE,
        ),
    ),
)
"""The first that fits; a plain refund must be called so and nothing else."""
_FEES = frozenset({"itemfees", "itemwithheldtax"})
_BY_AMAZON = "AFN"


@dataclass(slots=True)
class Transaction:
    """What was posted for one order on one day under one name."""

    entry: Entry
    kind: Kind
    at: Moment
    currency: str
    total: Decimal = Decimal()


def kind_of(name: str, description: str) -> Kind | None:
    """Return which of the kinds we follow a transaction is, None for all others."""
    for kind, form in _KINDS:
        if kind == "refund":
            return kind if form.fullmatch(name) else None
        if form.search(name) or form.search(description):
            return kind
    return None


def tell_money(posted: Transaction) -> None:
    """Tell what the money that was posted for an order means."""
    entry, day = posted.entry, str(posted.entry.reading.local_date(posted.at))
    owed = posted.total if posted.kind == "safet" else -posted.total
    if owed <= 0:
        words = "was taken back" if posted.kind == "safet" else "came back"
        entry.refuse(f"money for {_NAMES[posted.kind]} {words}; look at the claim and record it")
        return
    amount = entry.amount("amount", owed, posted.currency)
    match posted.kind:
        case "atoz":
            entry.tell_posted(
                "atoz", posted.at, "granted_seller_funded", day,
                decision="granted_seller_funded", amount=amount,
                account_debited_at=iso(posted.at),
            )  # fmt: skip
        case "chargeback":
            entry.tell_posted("chargeback", posted.at, "lost", day, decision="lost", amount=amount)
        case "safet":
            entry.tell_posted("safet", posted.at, "granted", day, decision="granted", amount=amount)
        case "refund":
            entry.tell("refund_issued", "return", posted.at, "posted", day, amount=amount)


_NAMES = {"atoz": "an A-to-z claim", "chargeback": "a chargeback", "safet": "a SAFE-T claim",
          "refund": "a refund"}  # fmt: skip


@dataclass(slots=True)
class Postings:
    """The transactions of one settlement, while its rows come in."""

    reading: Reading
    sheet: Sheet
    _posted: dict[tuple[Kind, str, str], Transaction] = field(default_factory=dict)
    _currency: str = ""

    def add(self, row: Row) -> Iterator[Finding]:
        """Add a row to its transaction; yield what is not part of any."""
        where = f"line {row.line}"
        if not self._currency and row.get("currency"):
            try:
                self._currency = currency_code(row.get("currency"))
            except ValueError as wrong:
                yield Refused(where, f"currency: {wrong}")
        kind = kind_of(row.get("kind"), row.get("description"))
        if kind is None:
            words = "no claim and no refund" if row.get("kind") else "the sum of the settlement"
            yield SetAside(where, words)
            return
        if kind == "refund" and row.get("fulfilment").upper() == _BY_AMAZON:
            yield SetAside(where, "a refund of an order that Amazon fulfilled")
            return
        entry = entry_of(self.reading, where, row.get("order_id"))
        if isinstance(entry, Refused):
            yield entry
            return
        marketplace = row.get("marketplace")
        if other := self.reading.foreign(marketplace, self._currency):
            yield of_order(where, other, entry.order_id)
            return
        self._post(row, kind, entry)
        yield from entry.findings

    def told(self) -> Iterator[Finding]:
        """Yield what the transactions mean."""
        for transaction in self._posted.values():
            tell_money(transaction)
            yield from transaction.entry.findings

    def _post(self, row: Row, kind: Kind, entry: Entry) -> None:
        cells = Cells(row.cells, self.sheet.titles, entry, self.sheet.day_first)
        currency = self._currency or self.reading.store.currency
        at = cells.moment("posted_at") or cells.moment("posted_on")
        amount = cells.sum("amount", currency)
        if at is None or amount is None:
            entry.refuse("has no posted date" if at is None else "has no amount")
            return
        key = (kind, entry.order_id, str(self.reading.local_date(at)))
        if key not in self._posted:
            own = Entry(self.reading, entry.where, entry.order_id)
            self._posted[key] = Transaction(own, kind, at, currency)
        if normal(row.get("part")) not in _FEES:
            self._posted[key].total += amount
