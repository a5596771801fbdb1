"""What is published on the topic: one JSON message a reminder, notice or outcome."""

from datetime import datetime
from typing import Any

from shared.domain.case import Case
from shared.domain.instants import iso
from shared.domain.parcels import Parcel
from shared.domain.plan import Slot
from shared.domain.protocol import StoredCase

SCHEMA = 1


def topic_message(
    parcel: Parcel, of: StoredCase, case: Case, now: datetime
) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the message and the attributes subscribers filter on; instants are UTC text."""
    slot = parcel.first
    common = {
        "schema": SCHEMA,
        "kind": slot.kind,
        "at": iso(now),
        "ref": parcel.ref,
        "account": of.account,
        "order_id": of.order_id,
    }
    match slot.kind:
        case "reminder":
            said = _reminder(slot, of, case, now)
        case "notice":
            said = {"notice": slot.name, "words": slot.flag.words if slot.flag else ""}
        case "outcome":
            said = _outcome(slot, of, case)
    message = {**common, **said}
    names = ("account", "programme", "obligation", "rung", "kind")
    return message, {name: str(message[name]) for name in names if message.get(name)}


def _reminder(slot: Slot, of: StoredCase, case: Case, now: datetime) -> dict[str, Any]:
    each = slot.of
    if each is None:  # pragma: no cover - a reminder is always of a round
        return {}
    deadline = each.deadline
    return {
        "programme": each.programme,
        "claim": f"{of.account}/{each.programme}/{of.order_id}",
        "obligation": each.obligation,
        "round": each.number,
        "rung": slot.name,
        "merged_rungs": list(slot.merged),
        "state": each.state(now),
        "remind_by": iso(deadline.remind_by),
        "missed_after": iso(deadline.missed_after),
        "stated": iso(deadline.stated) if deadline.stated else None,
        "opens_at": iso(deadline.opens_at) if deadline.opens_at else None,
        "rule": deadline.rule.rule_id if deadline.rule else None,
        "if_missed": deadline.rule.if_missed if deadline.rule else None,
        "amount": case.amount(each.programme),
        "owner": case.owner or None,
    }


def _outcome(slot: Slot, of: StoredCase, case: Case) -> dict[str, Any]:
    claim = case.claims[slot.name]
    return {
        "programme": slot.name,
        "claim": f"{of.account}/{slot.name}/{of.order_id}",
        "status": claim.status,
        **(claim.outcome or {}),
    }
