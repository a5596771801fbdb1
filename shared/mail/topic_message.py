"""What is published on the topic: one JSON message a reminder, notice or outcome.

Its form is ``docs/topic.schema.json``.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any

from shared.domain.accounts import Account, Contact
from shared.domain.case import Case
from shared.domain.instants import iso
from shared.domain.parcels import Parcel
from shared.domain.plan import Slot
from shared.domain.protocol import StoredCase
from shared.mail.language import tongue
from shared.mail.notes import readable, sentence
from shared.mail.notices import standing
from shared.mail.safe import clean
from shared.mail.short import sms
from shared.mail.subjects import notice_subject

SCHEMA = 1


def topic_message(
    parcel: Parcel, of: StoredCase, case: Case, now: datetime, account: Account | None = None
) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the message and the attributes subscribers filter on; instants are UTC text.

    Its ``text`` speaks to the first contact of ``account``, else English in the store's time.
    """
    slot = parcel.first
    common = {
        "schema": SCHEMA,
        "kind": slot.kind,
        "at": iso(now),
        "ref": parcel.ref,
        "account": of.account,
        "order_id": of.order_id,
    }
    reader = account.first if account else Contact("", 1, case.store.zone, "en", None)
    match slot.kind:
        case "reminder":
            said = _reminder(slot, of, case, now, reader)
        case "notice":
            said = _notice(slot, of, case, reader)
        case "outcome":
            said = _outcome(slot, of, case, reader)
    message = {**common, **said}
    names = ("account", "programme", "obligation", "rung", "kind")
    return message, {name: str(message[name]) for name in names if message.get(name)}


def _reminder(
    slot: Slot, of: StoredCase, case: Case, now: datetime, reader: Contact
) -> dict[str, Any]:
    each = slot.of
    if each is None:  # pragma: no cover - a reminder is always of a round
        return {}
    deadline = each.deadline
    return {
        "text": sms([replace(slot, contact=reader)], case, of, now),
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
        "owner": clean(tongue("en"), case.owner) or None,
    }


def _notice(slot: Slot, of: StoredCase, case: Case, reader: Contact) -> dict[str, Any]:
    say, words = tongue(reader.language), slot.flag.words if slot.flag else ""
    event_id = slot.flag.event_id if slot.flag else ""
    programme = next((e.programme for e in case.events if event_id and e.event_id == event_id), "")
    told = sentence(readable(say, words, reader.zone))
    if programme:
        told = f"{notice_subject(replace(slot, contact=reader), programme, of.order_id)}. {told}"
    said = {"text": told, "notice": slot.name, "words": clean(tongue("en"), words)}
    return {**said, "programme": programme} if programme else said


def _outcome(slot: Slot, of: StoredCase, case: Case, reader: Contact) -> dict[str, Any]:
    claim, say = case.claims[slot.name], tongue(reader.language)
    outcome = dict(claim.outcome or {})
    if outcome:
        outcome["reason"] = clean(tongue("en"), str(outcome.get("reason") or ""))
    order = say("order %(order)s", order=of.order_id)
    return {
        "text": f"{standing(say, slot.name, case)} ({order})",
        "programme": slot.name,
        "claim": f"{of.account}/{slot.name}/{of.order_id}",
        "status": claim.status,
        **outcome,
    }
