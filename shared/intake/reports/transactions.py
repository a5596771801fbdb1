"""Transactions of the Finances API 2024-06-19, saved as JSON.

Amazon documents one type of them; the others are known from what sellers have stored. What is of no
known type is counted.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from shared.intake.findings import Finding, Refused, SetAside
from shared.intake.reports.dates import local_date
from shared.intake.reports.entry import Entry, Reading, entry_of, of_order
from shared.intake.reports.finances import dicts, money, posted_at
from shared.intake.reports.settlement import Kind, Transaction, kind_of, tell_money
from shared.intake.reports.values import normal

Posted = Mapping[str, Any]
_REFUNDED, _SAFET = "refundedsales", "safetreimbursement"


def transactions_of(pages: Sequence[Any]) -> list[Posted] | None:
    """Return the transactions of pages, None where these are something else."""
    bodies = [page.get("payload", page) for page in pages if isinstance(page, dict)]
    known = [body for body in bodies if isinstance(body, dict) and "transactions" in body]
    if not known or len(known) != len(pages):
        return None
    return [each for body in known for each in dicts(body["transactions"])]


def newest(transactions: Sequence[Posted], zone: ZoneInfo, last: date | None) -> date | None:
    """Return the newest local date, up to ``last``, on which anything was posted."""
    read = (posted_at(each) for each in transactions)
    days = (local_date(at, zone) for at in read if isinstance(at, datetime))
    return max((day for day in days if last is None or day <= last), default=None)


def read_transactions(transactions: Sequence[Posted], reading: Reading) -> Iterator[Finding]:
    """Yield what the transactions tell: what is no claim first."""
    ids = {each.get("transactionId") for each in transactions}
    posted: dict[tuple[Kind, str, str], Transaction] = {}
    for number, each in enumerate(transactions, start=1):
        where, kind = f"transaction {number}", _kind(each)
        if kind is None:
            yield SetAside(where, "no claim and no refund")
        elif reason := _not_counted(each, kind, ids):
            yield SetAside(where, reason)
        else:
            yield from _add(where, each, kind, reading, posted)
    for transaction in posted.values():
        tell_money(transaction)
        yield from transaction.entry.findings


def _add(
    where: str,
    each: Posted,
    kind: Kind,
    reading: Reading,
    posted: dict[tuple[Kind, str, str], Transaction],
) -> Iterator[Finding]:
    entry = entry_of(reading, where, _related(each, "ORDER_ID"))
    if isinstance(entry, Refused):
        yield entry
        return
    at = posted_at(each)
    try:
        total, currency, is_whole = _sum(each, kind)
        other = reading.foreign(_marketplace(each), currency)
    except ValueError as wrong:
        yield of_order(where, str(wrong), entry.order_id)
        return
    if isinstance(at, str) or other:
        yield of_order(where, at if isinstance(at, str) else other, entry.order_id)
        return
    key = (kind, entry.order_id, str(reading.local_date(at)))
    own = Entry(reading, where, entry.order_id)
    transaction = posted.setdefault(key, Transaction(own, kind, at, currency))
    transaction.total += total
    transaction.is_whole &= is_whole


def _kind(each: Posted) -> Kind | None:
    name, words = str(each.get("transactionType") or ""), str(each.get("description") or "")
    if _part(each, _SAFET) is not None:
        return "safet"
    if normal(name) in {"shipment", "order"}:
        return None
    return kind_of(name, words)


def _not_counted(each: Posted, kind: Kind, ids: set[Any]) -> str:
    """Say why a transaction does not count, empty when it does."""
    if kind == "safet" and each.get("transactionStatus") == "DEFERRED":
        return "deferred: it is no money yet"
    if _related(each, "DEFERRED_TRANSACTION_ID") in ids:
        return "the release of a transaction that counts already"
    networks = {
        context.get("fulfillmentNetwork")
        for holder in (each, *dicts(each.get("items")))
        for context in dicts(holder.get("contexts"))
    }
    is_fba = kind == "refund" and networks & {"AFN"}
    return "a refund of an order that Amazon fulfilled" if is_fba else ""


def _sum(each: Posted, kind: Kind) -> tuple[Decimal, str, bool]:
    """Return what the buyer or seller got, its currency, and whether that is free of fees."""
    part = _part(each, _SAFET if kind == "safet" else _REFUNDED)
    if part is not None:
        return *money(part), True
    return *money(each.get("totalAmount")), not dicts(each.get("breakdowns"))


def _part(each: Posted, name: str) -> Any | None:  # noqa: ANN401 - values of JSON
    """Return the sum of a part of a transaction, however deep it lies; None without one."""
    for part in dicts(each.get("breakdowns")):
        if normal(str(part.get("breakdownType"))) == name:
            return part.get("breakdownAmount")
        deeper = _part(part, name)
        if deeper is not None:
            return deeper
    return None


def _related(each: Posted, name: str) -> str:
    related = dicts(each.get("relatedIdentifiers"))
    found = (x for x in related if x.get("relatedIdentifierName") == name)
    return str(next(found, {}).get("relatedIdentifierValue") or "")


def _marketplace(each: Posted) -> str:
    for name in ("marketplaceDetails", "sellingPartnerMetadata"):
        details = each.get(name)
        if isinstance(details, dict) and details.get("marketplaceId"):
            return str(details["marketplaceId"])
    return ""
