"""Financial events of the Finances API v0, saved as JSON: one page, a list of pages, one a line.

Libraries write its names in either case, or hand out the lists alone. Read as a whole: a page holds
at most a hundred events of a kind.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

from shared.domain.errors import InputError
from shared.domain.instants import parse_instant
from shared.intake.findings import Finding, Refused, SetAside
from shared.intake.reports.dates import local_date
from shared.intake.reports.entry import Entry, Reading, entry_of, of_order
from shared.intake.reports.safet import reason
from shared.intake.reports.settlement import Kind, Transaction, tell_money
from shared.intake.reports.values import as_amount, claim_id, currency_code

LARGEST = 16 * 1024 * 1024
OrderOf = Callable[[str], str | None]
"""SAFE-T claim id → order id, where another report has told it."""
Group = Mapping[str, Any]

_LISTS: Mapping[str, Kind] = {
    "GuaranteeClaimEventList": "atoz",
    "ChargebackEventList": "chargeback",
    "RefundEventList": "refund",
}
_SAFET_LIST = "SAFETReimbursementEventList"
_CHARGES = ("ItemChargeAdjustmentList", "ItemChargeList")
_NAMES = {
    name.casefold(): name
    for name in (
        *_LISTS, _SAFET_LIST, *_CHARGES, "payload", "FinancialEvents", "AmazonOrderId",
        "MarketplaceName", "PostedDate", "SAFETClaimId", "ReimbursedAmount", "ReasonCode",
        "OrderChargeAdjustmentList", "OrderChargeList", "ShipmentItemAdjustmentList",
        "ShipmentItemList", "ItemFeeAdjustmentList", "FeeType", "ChargeAmount", "CurrencyAmount",
        "CurrencyCode", "transactions", "transactionId", "transactionType", "transactionStatus",
        "description", "totalAmount", "relatedIdentifiers", "relatedIdentifierName",
        "relatedIdentifierValue", "breakdowns", "breakdownType", "breakdownAmount",
        "sellingPartnerMetadata", "marketplaceDetails", "marketplaceId", "items", "contexts",
        "fulfillmentNetwork", "accountStatuses", "performanceMetrics",
    )
}  # fmt: skip
_FURTHEST_EXPONENT = 15


def pages(stream: BinaryIO) -> list[Any]:
    """Return the values of JSON in a file; raises ValueError saying what is wrong with it."""
    stream.seek(0)
    raw = stream.read(LARGEST + 1)
    if len(raw) > LARGEST:
        raise ValueError(f"is more than {LARGEST // 2**20} MB of JSON; save the pages apart")
    try:
        return [_as_named(page) for page in _values(raw.decode("utf-8-sig"))]
    except UnicodeDecodeError as wrong:
        raise ValueError(f"byte {wrong.start + 1} cannot be read as UTF-8") from None
    except json.JSONDecodeError as wrong:
        raise ValueError(f"is not JSON: {wrong}") from None
    except (ValueError, RecursionError):
        raise ValueError("is not JSON: nested too deeply, or with numbers that are none") from None


def groups_of(read: Sequence[Any]) -> list[Group]:
    """Return the groups of events of pages; raises ValueError where there are none."""
    groups = [_group(page) for page in read]
    if not groups or None in groups:
        raise ValueError(
            "is JSON, but neither of listFinancialEvents (FinancialEvents is missing) nor of "
            "listTransactions (transactions is missing)"
        )
    return [group for group in groups if group is not None]


def _values(text: str) -> list[Any]:
    """Return one value, those of a list, or one a line."""
    try:
        read = _loads(text)
    except json.JSONDecodeError as wrong:
        lines = [line for line in text.splitlines() if line.strip()]
        if not wrong.msg.startswith("Extra data") or len(lines) < 2:  # noqa: PLR2004 - one is a value
            raise
        return [_loads(line) for line in lines]
    return read if isinstance(read, list) else [read]


def _loads(text: str) -> Any:  # noqa: ANN401 - values of JSON
    return json.loads(text, parse_float=Decimal, parse_constant=_no_number)


def _as_named(value: Any) -> Any:  # noqa: ANN401 - values of JSON
    """Return values with the names that we know as we write them: libraries change their case."""
    if isinstance(value, list):
        return [_as_named(each) for each in value]
    if isinstance(value, dict):
        return {_NAMES.get(name.casefold(), name): _as_named(each) for name, each in value.items()}
    return value


def newest(groups: Sequence[Group], zone: ZoneInfo, last: date | None) -> date | None:
    """Return the newest local date, up to ``last``, on which anything was posted."""
    posted = [
        local_date(at, zone)
        for group in groups
        for name in (*_LISTS, _SAFET_LIST)
        for _, event in _events(group, name)
        if isinstance(at := posted_at(event), datetime)
    ]
    return max((day for day in posted if last is None or day <= last), default=None)


def read_groups(groups: Sequence[Group], reading: Reading, order_of: OrderOf) -> Iterator[Finding]:
    """Yield what the events tell: those that are no claims first, then the transactions."""
    posted: dict[tuple[Kind, str, str], Transaction] = {}
    for group in groups:
        for name in group:
            if name not in _LISTS and name != _SAFET_LIST:
                count = len(group[name]) if isinstance(group[name], list) else 0
                if count:
                    yield SetAside(_known(name), f"{count} events that are no claims")
        for name, kind in _LISTS.items():
            for where, event in _events(group, name):
                yield from _add(where, event, kind, reading, posted)
        for where, event in _events(group, _SAFET_LIST):
            yield from _reimbursed(where, event, reading, order_of)
    for transaction in posted.values():
        tell_money(transaction)
        yield from transaction.entry.findings


def _add(
    where: str,
    event: Group,
    kind: Kind,
    reading: Reading,
    posted: dict[tuple[Kind, str, str], Transaction],
) -> Iterator[Finding]:
    """Add one event to its transaction; yield what is not part of any."""
    if kind == "refund" and _is_fulfilled_by_amazon(event):
        yield SetAside(where, "a refund of an order that Amazon fulfilled")
        return
    entry = entry_of(reading, where, str(event.get("AmazonOrderId") or ""))
    if isinstance(entry, Refused):
        yield entry
        return
    try:
        at, total, currency = _posting(event, reading)
    except ValueError as wrong:
        yield of_order(where, str(wrong), entry.order_id)
        return
    key = (kind, entry.order_id, str(reading.local_date(at)))
    transaction = posted.setdefault(key, Transaction(entry, kind, at, currency))
    transaction.total += total


def _posting(event: Group, reading: Reading) -> tuple[datetime, Decimal, str]:
    """Return when what was posted, in which currency; raises ValueError."""
    at, charges = posted_at(event), list(_charges(event))
    if isinstance(at, str):
        raise ValueError(at)  # noqa: TRY004 - it says what is wrong with the date
    if not charges:
        raise ValueError("has no sum")
    currencies = {currency for _, currency in charges}
    if len(currencies) > 1:
        raise ValueError("has sums in several currencies")
    currency = currencies.pop()
    if other := reading.foreign(str(event.get("MarketplaceName") or ""), currency):
        raise ValueError(other)
    return at, sum((value for value, _ in charges), Decimal()), currency


def _reimbursed(where: str, event: Group, reading: Reading, order_of: OrderOf) -> Iterator[Finding]:
    """Tell of a SAFE-T reimbursement; the event itself does not name the order."""
    ref = claim_id(str(event.get("SAFETClaimId") or ""))
    if ref is None:
        yield Refused(where, "has no SAFE-T claim id")
        return
    order_id = order_of(ref)
    if order_id is None:
        words = "names no order, and no order with this claim is known: read the returns report"
        yield Refused(where, f"SAFE-T claim {ref} {words} first")
        return
    entry = Entry(reading, where, order_id)
    at = posted_at(event)
    try:
        value, currency = money(event.get("ReimbursedAmount"))
        amount = as_amount(value, currency)
        if other := reading.foreign(currency=currency):
            raise ValueError(other)  # noqa: TRY301 - refused like a sum that is none
    except ValueError as wrong:
        yield Refused(where, str(wrong), order_id)
        return
    if isinstance(at, str) or not value:
        yield Refused(where, at if isinstance(at, str) else "reimburses nothing", order_id)
        return
    entry.tell_posted(
        "safet", at, ref, "granted", f"{amount['value']} {amount['currency']}",
        decision="granted", amount=amount, claim_ref=ref,
        reason=reason(str(event.get("ReasonCode") or "")),
    )  # fmt: skip
    yield from entry.findings


def _group(page: object) -> Group | None:
    if isinstance(page, dict):
        page = page.get("payload", page)
    found = page.get("FinancialEvents", page) if isinstance(page, dict) else None
    if not isinstance(found, dict):
        return None
    is_group = found is not page or any(name.endswith("EventList") for name in found)
    return found if is_group else None


def _events(group: Group, name: str) -> Iterator[tuple[str, Group]]:
    events = group.get(name)
    for number, event in enumerate(events if isinstance(events, list) else (), start=1):
        yield f"{name} {number}", event if isinstance(event, dict) else {}


def posted_at(event: Group) -> datetime | str:
    """Return when an event was posted, or what is wrong with its date."""
    try:
        return parse_instant("PostedDate", event.get("PostedDate"))
    except InputError:
        return "PostedDate is missing or no instant like 2026-11-18T20:15:00Z"


def _charges(event: Group) -> Iterator[tuple[Decimal, str]]:
    """Yield what the buyer got, part by part; fees and taxes withheld do not count."""
    lists = [event.get("OrderChargeAdjustmentList"), event.get("OrderChargeList")]
    for name in ("ShipmentItemAdjustmentList", "ShipmentItemList"):
        for item in dicts(event.get(name)):
            lists += [item.get(charges) for charges in _CHARGES]
    for charges in lists:
        for charge in dicts(charges):
            yield money(charge.get("ChargeAmount"))


def _is_fulfilled_by_amazon(event: Group) -> bool:
    items = dicts(event.get("ShipmentItemAdjustmentList"))
    fees = (fee for item in items for fee in dicts(item.get("ItemFeeAdjustmentList")))
    return any(str(fee.get("FeeType")).startswith("FBA") for fee in fees)


def dicts(value: object) -> list[dict[str, Any]]:
    """Return the objects of a list, nothing of what is none."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def money(value: object) -> tuple[Decimal, str]:
    """Read a Currency; raises ValueError."""
    if isinstance(value, dict):
        number, currency = value.get("CurrencyAmount"), value.get("CurrencyCode")
        is_number = isinstance(number, (int, Decimal)) and not isinstance(number, bool)
        if is_number and isinstance(currency, str):
            read = Decimal(number)  # type: ignore[arg-type]
            if abs(read.adjusted()) <= _FURTHEST_EXPONENT:
                return read, currency_code(currency)
    raise ValueError("a sum is not CurrencyAmount and CurrencyCode")


def _known(name: str) -> str:
    return name if name.isidentifier() and name.isascii() and len(name) <= 60 else "a list"  # noqa: PLR2004


def _no_number(name: str) -> None:
    raise ValueError(name)
