"""Our own CSV: one row an event, one column a field of the queue message."""

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from shared.domain.errors import InputError
from shared.domain.instants import iso, parse_moment
from shared.intake.findings import Finding, Found, Refused
from shared.intake.reports.dates import moment
from shared.intake.reports.entry import Reading
from shared.intake.reports.sheets import Row, Sheet, Table
from shared.intake.reports.values import as_amount, flag, normal, shape, sum_of_money
from shared.messages import read_message

_TEXTS = (
    "event_id", "type", "occurred_at", "account", "programme", "order_id", "store", "order_kind",
    "product_order_id", "claim_ref", "claim_label", "reason", "asin", "sku", "stated", "asks",
    "decision", "account_debited_at", "case", "item_ref", "by", "extent", "obligation", "to",
    "until", "item", "ordered_at", "ship_by", "shipped_at", "first_scan_at",
    "latest_estimated_delivery", "delivered_at", "fulfilment", "carrier", "tracking", "paid_with",
)  # fmt: skip
_FLAGS = (
    "no_reply_needed", "action_required", "digital", "buy_shipping_label", "valid_tracking",
    "return_address_given", "claims_protected", "freight_forwarder", "chargeback_open", "verified",
)  # fmt: skip
_OTHERS = ("amount", "currency", "window")
_DATES = (
    "occurred_at", "account_debited_at", "ordered_at", "ship_by", "shipped_at", "first_scan_at",
    "latest_estimated_delivery", "delivered_at",
)  # fmt: skip
_LONGEST_AMOUNT = 4
_QUOTED = re.compile("'([^']*)'")

EVENTS = Table(
    name="CSV of claim events",
    columns={normal(name): name for name in (*_TEXTS, *_FLAGS, *_OTHERS)},
    needs=frozenset({"type", "occurred_at", "programme", "order_id"}),
    left_out=frozenset({"schema", "source"}),
    dates=_DATES,
)


def read_row(row: Row, sheet: Sheet, reading: Reading) -> Iterator[Finding]:
    """Yield the event of one row, checked like any queue message."""
    where = f"line {row.line}"
    try:
        message = _message(row, sheet, reading)
        checked = read_message(json.dumps(message))
        occurred = parse_moment("occurred_at", checked["occurred_at"])
    except (InputError, ValueError) as wrong:
        yield Refused(where, _without_values(str(wrong)))
        return
    if problem := reading.outside(occurred):
        yield Refused(where, f"occurred_at: {problem}", message["order_id"])
    else:
        yield Found(message)


def _message(row: Row, sheet: Sheet, reading: Reading) -> dict[str, Any]:
    """Return the queue message of a row; raises ValueError naming the column."""
    texts = row.cells
    message: dict[str, Any] = {name: texts[name] for name in _TEXTS if texts.get(name)}
    message["account"] = texts.get("account") or reading.account
    readings: dict[str, Callable[[str], Any]] = {
        **dict.fromkeys(_DATES, lambda text: _moment(text, sheet)),
        **dict.fromkeys(_FLAGS, flag),
        "amount": lambda text: _amount(text, texts.get("currency") or reading.store.currency),
        "window": _window,
    }
    for name, read in readings.items():
        if text := texts.get(name):
            message[name] = _named(name, read, text)
    if not reading.verified:
        message["verified"] = False
    message = {"schema": 1, "source": "report", **message}
    message.setdefault("event_id", _id(message))
    return message


def _named(column: str, reading: Callable[[str], Any], text: str) -> Any:  # noqa: ANN401
    try:
        return reading(text)
    except ValueError as wrong:
        raise ValueError(f"{column}: {wrong}") from None


def _moment(text: str, sheet: Sheet) -> str:
    """Return a moment as messages write it; a time of day without a zone is refused."""
    try:
        return iso(parse_moment("", text))
    except InputError:
        read = moment(text, day_first=sheet.day_first)
    if ":" in text and not isinstance(read, datetime):
        raise ValueError(f"{shape(text)} has a time of day but no offset; add it, as in +01:00")
    return iso(read)


def _amount(text: str, currency: str) -> dict[str, str]:
    return as_amount(sum_of_money(text, currency), currency)


def _window(text: str) -> dict[str, Any]:
    amount, _, unit = text.replace(":", " ", 1).partition(" ")
    if not amount.isdecimal() or len(amount) > _LONGEST_AMOUNT or not unit:
        raise ValueError(f"{shape(text)} is not like 3 calendar_days")
    return {"amount": int(amount), "unit": unit.strip().replace(" ", "_")}


def _id(message: Mapping[str, Any]) -> str:
    """Return an id made of all a row says: the same row is the same event."""
    digest = hashlib.sha256(json.dumps(message, sort_keys=True).encode()).hexdigest()
    return f"csv-{digest[:32]}"


def _without_values(words: str) -> str:
    """Return a complaint without what it quotes from the row."""
    return _QUOTED.sub(lambda found: shape(found[1]), words)
