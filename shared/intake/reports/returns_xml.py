"""The returns report as XML, entry by entry; entities and document types are refused."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import BinaryIO
from xml.etree.ElementTree import Element, ParseError
from zoneinfo import ZoneInfo

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from shared.intake.findings import Finding, Refused
from shared.intake.reports.cells import Cells
from shared.intake.reports.dates import local_date, moment
from shared.intake.reports.entry import Reading, entry_of, of_order
from shared.intake.reports.parcel import is_label_unpaid, tell_order, tell_return
from shared.intake.reports.returns import unpaid_labels
from shared.intake.reports.values import clean, filled, shape

_ENTRY = "return_details"
_COLUMNS = {
    "order_id": "order_id",
    "order_date": "ordered_at",
    "return_request_date": "requested_at",
    "return_request_status": "status",
    "amazon_rma_id": "rma",
    "currency_code": "currency",
    "a_to_z_claim": "atoz",
    "is_prime": "prime",
    "asin": "asin",
    "merchant_sku": "sku",
    "resolution": "resolution",
    "return_delivery_date": "delivered_at",
    "order_amount": "order_amount",
    "refund_amount": "refunded",
    "label_type": "label",
    "label_to_be_paid_by": "label_paid_by",
}
"""Element → our name of the column: nothing else of the file is kept."""
_TITLES = {ours: element for element, ours in _COLUMNS.items()}
_DEEPEST = 30


class BrokenXmlError(Exception):
    """The file cannot be read to its end as XML."""


def newest(stream: BinaryIO, zone: ZoneInfo, last: date | None) -> date | None:
    """Return the newest local date up to ``last``; a broken file counts as far as it goes."""
    found: date | None = None
    try:
        for element in _entries(stream):
            texts = _texts(element)
            for name in ("requested_at", "ordered_at", "delivered_at"):
                try:
                    read = moment(texts.get(name, ""), day_first=None)
                except ValueError:
                    continue
                day = local_date(read, zone)
                if last is None or day <= last:
                    found = max(found or day, day)
    except BrokenXmlError:
        pass
    return found


def read_entries(stream: BinaryIO, reading: Reading) -> Iterator[Finding]:
    """Yield what each entry tells; a break in the file is refused and ends it."""
    number, unpaid = 0, list[tuple[str, str]]()
    try:
        for number, element in enumerate(_entries(stream), start=1):
            texts = _texts(element)
            entry = entry_of(reading, f"{_ENTRY} {number}", texts.get("order_id", ""))
            if isinstance(entry, Refused):
                yield entry
                continue
            cells = Cells(texts, _TITLES, entry)
            if other := reading.foreign(currency=texts.get("currency", "")):
                yield of_order(entry.where, other, entry.order_id)
                continue
            if is_label_unpaid(cells):
                unpaid.append((entry.where, entry.order_id))
            if again := _told_twice(element):
                what = shape(again) if not again.replace(".", "", 1).isdigit() else again
                entry.refuse(f"two equal item_details of {what}: both are counted, look at them")
            tell_return(cells)
            tell_order(cells)
            yield from entry.findings
    except BrokenXmlError as broken:
        yield Refused(f"after {_ENTRY} {number}", str(broken))
    else:
        if not number:
            yield Refused("the whole file", f"is XML without any {_ENTRY}: no returns report")
    yield from unpaid_labels(unpaid)


def _entries(stream: BinaryIO) -> Iterator[Element]:
    """Yield the entries one by one, keeping none; raises BrokenXmlError."""
    stream.seek(0)
    outer: list[Element] = []
    try:
        for happened, element in iterparse(stream, ("start", "end"), forbid_dtd=True):
            if happened == "start":
                outer.append(element)
                if len(outer) > _DEEPEST:
                    raise BrokenXmlError("is nested too deeply to be a report")
                continue
            outer.pop()
            if _name(element) == _ENTRY:
                yield element
            if outer and not any(_name(each) == _ENTRY for each in outer):
                outer[-1].clear()  # keeps nothing of what was read
    except ParseError as wrong:
        line, column = wrong.position
        raise BrokenXmlError(f"is not XML from line {line}, column {column + 1} on") from None
    except DefusedXmlException:
        raise BrokenXmlError("declares a document type or entities; no report does") from None
    except (ValueError, LookupError):
        raise BrokenXmlError("is in an encoding that cannot be read; save it as UTF-8") from None


def _texts(element: Element) -> dict[str, str]:
    """Return the columns of an entry; refunds of its items are added up."""
    found: dict[str, str] = {}
    refunds: list[str] = []
    for part in element.iter():
        ours = _COLUMNS.get(_name(part))
        text = filled(clean(part.text or ""))
        if ours == "refunded" and text:
            refunds.append(text)
        elif ours is not None and text:
            found.setdefault(ours, text)
    if refunds:
        found["refunded"] = _total(refunds)
    return found


def _told_twice(element: Element) -> str:
    """Return the refund of two items that are equal in all that is told of them, if any are."""
    items = [
        tuple((_name(part), (part.text or "").strip()) for part in item.iter())
        for item in element.iter()
        if _name(item) == "item_details"
    ]
    again = next((item for at, item in enumerate(items) if item in items[:at]), ())
    return filled(clean(dict(again).get("refund_amount", ""))) if again else ""


def _total(sums: list[str]) -> str:
    try:
        return str(sum(map(Decimal, sums)))
    except InvalidOperation:
        return next(text for text in sums if not text.replace(".", "", 1).isdigit())


def _name(element: Element) -> str:
    """Return the name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]
