"""What an operator says becomes a queue message like any other."""

import hashlib
import json
import time
from collections.abc import Mapping
from typing import Any

from shared.domain.eligibility import reason_item
from shared.domain.errors import InputError
from shared.domain.events import PROGRAMMES, programme_of
from shared.domain.filing import OBLIGATION as FILING
from shared.domain.instants import iso
from shared.domain.spans import BETWEEN
from shared.wiring import utc_now

OPENERS: Mapping[str, tuple[str, str, Mapping[str, Any]]] = {
    "atoz.info_request": ("information_requested", "atoz", {}),
    "atoz.review": ("claim_opened", "atoz", {}),
    "atoz.appeal": ("claim_decided", "atoz", {"decision": "granted_seller_funded"}),
    "atoz.buyer_contact": ("buyer_contacted", "message", {}),
    "safet.info_request": ("information_requested", "safet", {}),
    "safet.file": ("refund_issued", "return", {}),
    "safet.appeal": ("claim_decided", "safet", {"decision": "denied"}),
    "chargeback.respond": ("claim_opened", "chargeback", {}),
    "message.reply": ("buyer_contacted", "message", {}),
    "return.answer": ("return_requested", "return", {}),
    "return.process": ("return_delivered", "return", {}),
}
"""Obligation → the event that opens it: type, programme and what else it must say."""


def opening(
    kind: str,
    claim: Mapping[str, Any],
    notice: Mapping[str, Any],
    asks: str | None,
    *,
    known: bool,
) -> list[tuple[str, str, Mapping[str, Any]]]:
    """Return type, programme and fields of the events that open an obligation.

    A question says nothing of money: where a sum or a reason is given and the claim is not
    ``known`` yet, the claim itself opens.
    """
    event, programme, fixed = OPENERS[kind]
    if kind == FILING and claim.get("reason"):  # a refund has no reason; the claim to come has
        reason = {"item": reason_item(str(claim["reason"]))}
        rest = opening(kind, {**claim, "reason": None}, notice, asks, known=known)
        return [*rest, ("evidence_added", programme_of(kind), reason)]
    if event != "information_requested":
        return [(event, programme, {**fixed, **claim, **notice, "asks": asks})]
    opened: list[tuple[str, str, Mapping[str, Any]]] = []
    if any(claim.values()) and not known:
        opened.append(("claim_opened", programme, {"action_required": True, **claim, **notice}))
    if asks or not opened:
        opened.append((event, programme, {**notice, "asks": asks}))
    return opened


def message(  # noqa: PLR0913, PLR0917 - the envelope of a queue message
    kind: str,
    account: str,
    programme: str,
    order_id: str,
    at: str | None,
    fields: Mapping[str, Any],
    order_kind: str | None = None,
) -> tuple[str, str]:
    """Return id and body of a queue message; ``at`` may be a span ``A..B``.

    With a time given the same words give the same id, so that saying it twice is saying it once;
    what happens now is told apart by the nanosecond, and sorts in the order it was said.
    """
    first, _, last = (at or "").rpartition(BETWEEN)
    said = {name: value for name, value in fields.items() if value is not None}
    if first:
        said["occurred_from"] = first
    facts = {
        "type": kind,
        "occurred_at": last or iso(utc_now()),
        "account": account,
        "programme": programme,
        "order_id": order_id,
        **({"order_kind": order_kind} if order_kind else {}),
        **said,
    }
    digest = hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()
    event_id = f"cli-{digest[:24]}" if at else f"cli-{time.time_ns():020}"
    body = {"schema": 1, "event_id": event_id, "source": "cli", "from_contact": True, **facts}
    return event_id, json.dumps(body, ensure_ascii=False)


def split_claim(text: str) -> tuple[str, str, str]:
    """Read a claim id, account/programme/order; raises InputError."""
    parts = text.split("/")
    if len(parts) != 3 or parts[1] not in PROGRAMMES:  # noqa: PLR2004 - the three parts
        raise InputError(
            "claim", f"{text[:80]!r} is not account/programme/order, as in "
            "blue-kettle/atoz/113-5550123-5550199"
        )  # fmt: skip
    return parts[0], parts[1], parts[2]


def split_order(text: str) -> tuple[str, str]:
    """Read a claim id or account/order; raises InputError."""
    if text.count("/") == 1:
        account, _, order_id = text.partition("/")
        return account, order_id
    account, _, order_id = split_claim(text)
    return account, order_id


def programme_named(text: str) -> str:
    """Return the programme that a claim id names, empty where none does; raises InputError."""
    return split_claim(text)[1] if text.count("/") > 1 else ""
