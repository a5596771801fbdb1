"""Tables of money: what was taken or paid for claims, and refunds.

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
from shared.intake.reports.money_tables import DATE_RANGE, sum_of
from shared.intake.reports.sheets import Row, Sheet
from shared.intake.reports.values import currency_code

Kind = Literal["atoz", "chargeback", "safet", "refund"]

_KINDS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("safet", re.compile(r"safe-?t(?![a-z])", re.IGNORECASE)),
    (
        "atoz",
        re.compile(
            r"guarantee ?claim|\ba[ -]?(to|bis|à|alla|a la|tot|till|do)[ -]?z\b|\ba-z\b"
            r"|マーケットプレイス保証",
            re.IGNORECASE,
        ),
    ),
    ("chargeback", re.compile(r"charge ?back|チャージバック|rückbuchung", re.IGNORECASE)),
    (
        "refund",
        re.compile(
            r"refund|返金|(rück)?erstattung|remboursement|rimborso|reembolso|terugbetaling|återbetalning"
            r"|zwrot",
            re.IGNORECASE,
        ),
    ),
)
"""The first that fits; a plain refund must be called so and nothing else."""
_BY_AMAZON = frozenset({"AFN", "AMAZON"})


@dataclass(slots=True)
class Transaction:
    """What was posted for one order on one day under one name."""

    entry: Entry
    kind: Kind
    at: Moment
    currency: str
    total: Decimal = Decimal()
    is_whole: bool = True
    """Whether the total is what the buyer got, without fees; otherwise it has only its sign."""


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
    amount = entry.amount("amount", owed, posted.currency) if posted.is_whole else None
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
    _elsewhere: str = ""
    """Why a row was of another store; of that store are then those that name none."""
    _is_here: bool = False

    def add(self, row: Row) -> Iterator[Finding]:
        """Add a row to its transaction; yield what is not part of any."""
        where = f"line {row.line}"
        if not self._currency and row.get("currency"):
            try:
                self._currency = currency_code(row.get("currency"))
            except ValueError as wrong:
                yield Refused(where, f"currency: {wrong}")
        is_of_an_item = self.sheet.table is DATE_RANGE and row.get("sku")
        kind = kind_of(row.get("kind"), "" if is_of_an_item else row.get("description"))
        if kind is None:
            words = "no claim and no refund" if row.get("kind") else "the sum of the settlement"
            yield SetAside(where, words)
            return
        if kind == "refund" and row.get("fulfilment").upper() in _BY_AMAZON:
            yield SetAside(where, "a refund of an order that Amazon fulfilled")
            return
        entry = entry_of(self.reading, where, row.get("order_id"))
        if isinstance(entry, Refused):
            yield entry
            return
        marketplace = row.get("marketplace")
        if other := self.reading.foreign(marketplace, self._currency):
            self._elsewhere = self._elsewhere or other
            yield of_order(where, other, entry.order_id)
            return
        self._is_here |= bool(marketplace)
        self._post(row, kind, entry)
        yield from entry.findings

    def told(self) -> Iterator[Finding]:
        """Yield what the transactions mean."""
        for transaction in self._posted.values():
            if self._elsewhere and not self._is_here:
                transaction.entry.refuse(self._elsewhere)
            else:
                tell_money(transaction)
            yield from transaction.entry.findings

    def _post(self, row: Row, kind: Kind, entry: Entry) -> None:
        cells = Cells(row.cells, self.sheet.titles, entry, self.sheet.day_first)
        currency = self._currency or self.reading.store.currency
        at = cells.moment("posted_at") or cells.moment("posted_on")
        amount = sum_of(self.sheet.table, cells, currency)
        if at is None or amount is None:
            entry.refuse("has no posted date" if at is None else "has no amount")
            return
        key = (kind, entry.order_id, str(self.reading.local_date(at)))
        if key not in self._posted:
            own = Entry(self.reading, entry.where, entry.order_id)
            self._posted[key] = Transaction(own, kind, at, currency)
        self._posted[key].total += amount
