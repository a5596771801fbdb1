"""What may arrive on the claim-event queue, checked field by field at the edge.

The check is written in the terms of pydantic's core. Its model classes would say the same in fewer
words, and a cold start would pay a fifth more for them.
"""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from pydantic_core import SchemaValidator, ValidationError
from pydantic_core.core_schema import (
    CoreConfig,
    CoreSchema,
    bool_schema,
    int_schema,
    list_schema,
    literal_schema,
    nullable_schema,
    str_schema,
    typed_dict_field,
    typed_dict_schema,
)

from shared.domain.accounts import Account
from shared.domain.errors import InputError
from shared.domain.events import DECISIONS, EVENT_TYPES, PROGRAMMES, ClaimEvent
from shared.domain.instants import iso, parse_instant, parse_moment
from shared.domain.rules import Pack, parse_window
from shared.domain.spans import Span, check_order, early_end, late_end, parse_when

LARGEST_BODY = 64 * 1024
_PAST, _FUTURE = timedelta(days=400), timedelta(minutes=10)
_ORDER_ID = r"[0-9]{3}-[0-9]{7}-[0-9]{7}"
_SERVICE_ORDER_ID = r"[A-Za-z0-9-]{5,40}"
_MINOR_DIGITS = {
    **dict.fromkeys(("BIF", "CLP", "GNF", "ISK", "JPY", "KRW", "PYG", "UGX", "VND", "XAF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}


_STRICT = CoreConfig(extra_fields_behavior="forbid", strict=True, hide_input_in_errors=True)


def _text(most: int | None = None, pattern: str | None = None) -> CoreSchema:
    return str_schema(max_length=most, pattern=pattern)


def _one_of(*values: str) -> CoreSchema:
    return literal_schema(list(values))


def _object(must: Mapping[str, CoreSchema], may: Mapping[str, CoreSchema]) -> CoreSchema:
    """Return the schema of an object; null in place of a field that may be there is nothing."""
    fields = {name: typed_dict_field(schema) for name, schema in must.items()}
    fields |= {
        name: typed_dict_field(nullable_schema(schema), required=False)
        for name, schema in may.items()
    }
    return typed_dict_schema(fields, config=_STRICT)


_ONE_LINE = r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029]+$"
_STRING, _FLAG = _text(), bool_schema()
_CODE, _LINE = _text(60, _ONE_LINE), _text(200, _ONE_LINE)
_ASKS = _text(500, r"^[^\x00-\x08\x0b-\x1f\x7f]*$")

_AMOUNT = _object(
    {
        "value": _text(pattern=r"^[0-9]{1,12}(\.[0-9]{1,3})?$"),
        "currency": _text(pattern=r"^[A-Z]{3}$"),
    },
    {},
)
_WINDOW = _object({"amount": int_schema(), "unit": _STRING}, {})
_ITEM = _object(
    {},
    {
        "asin": _CODE,
        "sku": _CODE,
        "item_ref": _CODE,
        "quantity": int_schema(ge=1, le=100_000),
        "price": _AMOUNT,
    },
)
_MESSAGE = _object(
    {
        "schema": int_schema(ge=1, le=1),
        "event_id": _text(128, _ONE_LINE),
        "type": _STRING,
        "occurred_at": _STRING,
        "account": _STRING,
        "programme": _one_of(*PROGRAMMES),
        "order_id": _STRING,
    },
    {
        "occurred_from": _STRING,
        "store": _STRING,
        "order_kind": _one_of("product", "service"),
        "product_order_id": _text(pattern=rf"^{_ORDER_ID}$"),
        "claim_ref": _LINE,
        "claim_label": _LINE,
        "source": _one_of("queue", "mail", "report", "cli", "web", "poller"),
        "verified": _FLAG,
        "from_contact": _FLAG,
        "no_reply_needed": _FLAG,
        "action_required": _FLAG,
        "amount": _AMOUNT,
        "reason": _LINE,
        "asin": _CODE,
        "sku": _CODE,
        "window": _WINDOW,
        "stated": _STRING,
        "asks": _ASKS,
        "decision": _STRING,
        "account_debited_at": _STRING,
        "case": _one_of("self_ship"),
        "item_ref": _CODE,
        "by": _LINE,
        "extent": _one_of("full", "partial"),
        "obligation": _STRING,
        "to": _LINE,
        "until": _STRING,
        "item": _LINE,
        "ordered_at": _STRING,
        "ship_by": _STRING,
        "shipped_at": _STRING,
        "first_scan_at": _STRING,
        "latest_estimated_delivery": _STRING,
        "delivered_at": _STRING,
        "fulfilment": _one_of("mfn", "sfp", "easy_ship", "fba"),
        "carrier": _CODE,
        "tracking": _CODE,
        "claims_protected": _FLAG,
        "freight_forwarder": _FLAG,
        "chargeback_open": _FLAG,
        "paid_with": _CODE,
        "digital": _FLAG,
        "buy_shipping_label": _FLAG,
        "valid_tracking": _FLAG,
        "return_address_given": _FLAG,
        "items": list_schema(_ITEM, max_length=50),
    },
)
"""Every field any type of event may have; ``EVENT_TYPES`` says which has which."""
_CHECKED = SchemaValidator(_MESSAGE)


_ENVELOPE = {
    "schema", "event_id", "type", "occurred_at", "account", "programme", "order_id",
    "occurred_from", "store", "order_kind", "product_order_id", "claim_ref", "claim_label",
    "source", "verified", "from_contact",
}  # fmt: skip
_RIGHT = {
    "value": "write a decimal number such as 48.20: no sign, no commas, at most 3 decimals",
    "currency": "write three capital letters such as USD",
    "product_order_id": "write it like 113-5550123-5550199",
    "asks": "holds a control character",
}
"""What to write in a field that has a form."""
_NOT_ONE_LINE = "is empty, or holds a line break or another control character"
_ORDER_TIMES = (
    "ordered_at", "ship_by", "shipped_at", "first_scan_at", "latest_estimated_delivery",
    "delivered_at",
)  # fmt: skip
_TIMES = {"occurred_at", "occurred_from", "account_debited_at", "stated", "until", *_ORDER_TIMES}


def read_message(body: str) -> dict[str, Any]:
    """Check the shape of one message body; raises InputError naming the first wrong field."""
    size = len(body.encode("utf-8", "surrogatepass"))
    if size > LARGEST_BODY:
        raise InputError("body", f"{size:,} bytes; at most {LARGEST_BODY:,} are taken")
    try:
        message: dict[str, Any] = _without_nulls(_CHECKED.validate_json(body))
    except ValidationError as wrong:
        raise _input_error(wrong) from None
    _check_type(message)
    _check_order_id(message)
    _check_money(message)
    for name in ("occurred_at", "occurred_from", "account_debited_at", *_ORDER_TIMES):
        if name in message:
            parse_moment(name, message[name])
    if "stated" in message:
        parse_when("stated", message["stated"])
    if "until" in message:
        parse_instant("until", message["until"])
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
        ("occurred_from", _PAST, _FUTURE),
        ("account_debited_at", _PAST, _FUTURE),
        ("stated", _PAST, _PAST),
        ("until", _PAST, _PAST),
    ):
        if field in message:
            when = parse_when(field, message[field])
            check_order(field, when, store.zone)
            for moment in when if isinstance(when, Span) else (when,):
                if not now - past <= early_end(moment, store.zone) <= now + future:
                    limits = f"{iso(now - past)} to {iso(now + future)}"
                    raise InputError(field, f"{message[field]} is outside {limits}")
    _check_span(message, store.zone)
    body = {**message, "store": store.code} if "store" in message else dict(message)
    return ClaimEvent(body, now)


def _check_span(message: Mapping[str, Any], zone: ZoneInfo) -> None:
    """Refuse an event that began after it was over."""
    if "occurred_from" not in message:
        return
    begins, ends = (parse_when(name, message[name]) for name in ("occurred_from", "occurred_at"))
    if early_end(begins, zone) > late_end(ends, zone):
        raise InputError(
            "occurred_from",
            f"{message['occurred_from']} is after occurred_at, {message['occurred_at']}; "
            "write the earliest time at which it may have happened",
        )


def _without_nulls(value: Any) -> Any:  # noqa: ANN401 - any value of JSON
    if isinstance(value, dict):
        return {name: _without_nulls(each) for name, each in value.items() if each is not None}
    return [_without_nulls(each) for each in value] if isinstance(value, list) else value


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
        of_replay = "; only claimwatch replay reads it" if field == "arrives_at" else ""
        return InputError(field[:80], f"unknown field{of_replay}")
    if first["type"] == "string_type" and field in _TIMES:
        return InputError(field, "not text; write a time as 2026-03-06T18:00:00Z")
    if first["type"] == "missing":
        return InputError(field, "missing")
    if first["type"] == "string_pattern_mismatch":
        return InputError(field, _RIGHT.get(str(first["loc"][-1]), _NOT_ONE_LINE))
    return InputError(field, first["msg"][0].lower() + first["msg"][1:])
