"""What may arrive on the claim-event queue, checked field by field at the edge."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from shared.domain.accounts import Account
from shared.domain.errors import InputError
from shared.domain.events import DECISIONS, EVENT_TYPES, ClaimEvent, Programme
from shared.domain.instants import early_end, iso, parse_instant, parse_moment
from shared.domain.rules import Pack, parse_window

LARGEST_BODY = 64 * 1024
_PAST, _FUTURE = timedelta(days=400), timedelta(minutes=10)
_ORDER_ID = r"[0-9]{3}-[0-9]{7}-[0-9]{7}"
_SERVICE_ORDER_ID = r"[A-Za-z0-9-]{5,40}"
_MINOR_DIGITS = {
    **dict.fromkeys(("BIF", "CLP", "GNF", "ISK", "JPY", "KRW", "PYG", "UGX", "VND", "XAF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}


_ONE_LINE = r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029]+$"
_EventId = Annotated[str, StringConstraints(max_length=128, pattern=_ONE_LINE)]
_Code = Annotated[str, StringConstraints(max_length=60, pattern=_ONE_LINE)]
_Line = Annotated[str, StringConstraints(max_length=200, pattern=_ONE_LINE)]
_Text = Annotated[str, StringConstraints(max_length=500, pattern=r"^[^\x00-\x08\x0b-\x1f\x7f]*$")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, hide_input_in_errors=True)


class _Amount(_Strict):
    value: Annotated[str, StringConstraints(pattern=r"^[0-9]{1,12}(\.[0-9]{1,3})?$")]
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]


class _Window(_Strict):
    amount: int
    unit: str


class _Item(_Strict):
    asin: _Code | None = None
    sku: _Code | None = None
    item_ref: _Code | None = None
    quantity: Annotated[int, Field(ge=1, le=100_000)] | None = None
    price: _Amount | None = None


class _Message(_Strict):
    """Every field any type of event may have; ``EVENT_TYPES`` says which has which."""

    schema_: Annotated[int, Field(alias="schema", ge=1, le=1)]
    event_id: _EventId
    type: str
    occurred_at: str
    account: str
    programme: Programme
    order_id: str
    store: str | None = None
    order_kind: Literal["product", "service"] | None = None
    product_order_id: Annotated[str, StringConstraints(pattern=rf"^{_ORDER_ID}$")] | None = None
    claim_ref: _Line | None = None
    claim_label: _Line | None = None
    source: Literal["queue", "mail", "report", "cli", "web", "poller"] | None = None
    verified: bool | None = None

    no_reply_needed: bool | None = None
    action_required: bool | None = None
    amount: _Amount | None = None
    reason: _Line | None = None
    asin: _Code | None = None
    sku: _Code | None = None
    window: _Window | None = None
    stated: str | None = None
    asks: _Text | None = None
    decision: str | None = None
    account_debited_at: str | None = None
    case: Literal["self_ship"] | None = None
    item_ref: _Code | None = None
    by: _Line | None = None
    extent: Literal["full", "partial"] | None = None
    obligation: str | None = None
    to: _Line | None = None
    until: str | None = None
    item: _Line | None = None
    ordered_at: str | None = None
    latest_estimated_delivery: str | None = None
    delivered_at: str | None = None
    fulfilment: Literal["mfn", "sfp", "easy_ship", "fba"] | None = None
    paid_with: _Code | None = None
    digital: bool | None = None
    buy_shipping_label: bool | None = None
    valid_tracking: bool | None = None
    return_address_given: bool | None = None
    items: Annotated[list[_Item], Field(max_length=50)] | None = None


_ENVELOPE = {
    "schema", "event_id", "type", "occurred_at", "account", "programme", "order_id", "store",
    "order_kind", "product_order_id", "claim_ref", "claim_label", "source", "verified",
}  # fmt: skip
_ORDER_TIMES = ("ordered_at", "latest_estimated_delivery", "delivered_at")
_TIMES = {"occurred_at", "account_debited_at", "stated", "until", *_ORDER_TIMES}


def read_message(body: str) -> dict[str, Any]:
    """Check the shape of one message body; raises InputError naming the first wrong field."""
    size = len(body.encode("utf-8", "surrogatepass"))
    if size > LARGEST_BODY:
        raise InputError("body", f"{size:,} bytes; at most {LARGEST_BODY:,} are taken")
    try:
        model = _Message.model_validate_json(body)
    except ValidationError as wrong:
        raise _input_error(wrong) from None
    message = model.model_dump(by_alias=True, exclude_none=True)
    _check_type(message)
    _check_order_id(message)
    _check_money(message)
    for name in ("occurred_at", "account_debited_at", *_ORDER_TIMES):
        if name in message:
            parse_moment(name, message[name])
    for name in ("stated", "until"):
        if name in message:
            parse_instant(name, message[name])
    if window := message.get("window"):
        parse_window("window", window["amount"], window["unit"])
    return message


def claim_event(
    message: Mapping[str, Any], account: Account, pack: Pack, now: datetime
) -> ClaimEvent:
    """Check a message against its account, the rules and the clock; raises InputError.

    ``now`` is the arrival, UTC; a date counts from its 00:00:00 in the store's zone.
    """
    store = pack.store(message.get("store", account.store))
    if name := message.get("obligation"):
        pack.of(name)
    for field, past, future in (
        ("occurred_at", _PAST, _FUTURE),
        ("account_debited_at", _PAST, _FUTURE),
        ("stated", _PAST, _PAST),
        ("until", _PAST, _PAST),
    ):
        if field in message:
            instant = early_end(parse_moment(field, message[field]), store.zone)
            if not now - past <= instant <= now + future:
                raise InputError(
                    field,
                    f"{message[field]} is outside {iso(now - past)} to {iso(now + future)}",
                )
    body = {**message, "store": store.code} if "store" in message else dict(message)
    return ClaimEvent(body, now)


def _check_type(message: Mapping[str, Any]) -> None:
    kind, programme = message["type"], message["programme"]
    if kind not in EVENT_TYPES:
        known = ", ".join(EVENT_TYPES)
        raise InputError("type", f"unknown type {kind[:40]!r}; known are {known}")
    rules = EVENT_TYPES[kind]
    if programme not in rules.programmes:
        allowed = ", ".join(rules.programmes)
        raise InputError("programme", f"{kind} is not about {programme}; use {allowed}")
    for name in message.keys() - _ENVELOPE:
        if name not in rules.fields:
            allowed = ", ".join(rules.fields) or "none"
            raise InputError(name, f"unknown field of {kind}; it may have {allowed}")
    for name in rules.required:
        if name not in message:
            raise InputError(name, f"missing; {kind} needs it")
    if "decision" in message and message["decision"] not in DECISIONS.get(programme, ()):
        allowed = ", ".join(DECISIONS.get(programme, ())) or "none"
        raise InputError("decision", f"{message['decision'][:40]!r} of {programme}; use {allowed}")
    if kind == "refund_issued" and message.get("by", "amazon") not in ("amazon", "seller"):
        raise InputError("by", "use amazon or seller")


def _check_order_id(message: Mapping[str, Any]) -> None:
    service = message.get("order_kind") == "service"
    form = _SERVICE_ORDER_ID if service else _ORDER_ID
    if not re.fullmatch(form, message["order_id"], re.ASCII):
        right = "5 to 40 letters, digits and hyphens" if service else "like 113-5550123-5550199"
        raise InputError("order_id", f"{message['order_id'][:60]!r} is not {right}")


def _check_money(message: Mapping[str, Any]) -> None:
    amounts = [("amount", message.get("amount"))]
    amounts += [
        (f"items.{i}.price", x.get("price")) for i, x in enumerate(message.get("items", []))
    ]
    for field, amount in amounts:
        if amount is None:
            continue
        digits = _MINOR_DIGITS.get(amount["currency"], 2)
        exponent = Decimal(amount["value"]).as_tuple().exponent
        if isinstance(exponent, int) and -exponent > digits:
            problem = f"{amount['value']} has more than the {digits} digits of {amount['currency']}"
            raise InputError(f"{field}.value", problem)


def _input_error(wrong: ValidationError) -> InputError:
    first = wrong.errors(include_url=False, include_input=False)[0]
    field = ".".join(str(part) for part in first["loc"]) or "body"
    if first["type"] == "extra_forbidden":
        return InputError(field[:80], "unknown field")
    if first["type"] == "string_type" and field in _TIMES:
        return InputError(field, "not text; write a time as 2026-03-06T18:00:00Z")
    if first["type"] == "missing":
        return InputError(field, "missing")
    return InputError(field, first["msg"][0].lower() + first["msg"][1:])
