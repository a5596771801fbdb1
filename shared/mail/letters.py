"""Messages ready to send: reminders, notices, short messages, and what is sent when all else fails."""

from collections.abc import Sequence
from datetime import datetime
from email.message import EmailMessage
from typing import Any

from shared.domain.accounts import Account, Contact
from shared.domain.case import Case
from shared.domain.plan import Slot
from shared.domain.protocol import StoredCase
from shared.domain.rounds import Round
from shared.mail.envelope import Envelope, sealed
from shared.mail.facts import Facts, Scene, facts, money, subject
from shared.mail.fallback import plain
from shared.mail.notices import notice_facts
from shared.mail.pages import page
from shared.mail.rungs import coming
from shared.mail.short import sms

__all__ = ["notice", "plain", "reminder", "sms"]
_URGENT = ("2h", "30m")


def reminder(  # noqa: PLR0913 - a message depends on all of it
    slots: Sequence[Slot],
    case: Case,
    of: StoredCase,
    account: Account,
    ahead: Sequence[Slot],
    now: datetime,
    sender: str,
) -> EmailMessage:
    """Return one message to one recipient about one or several obligations of a case.

    ``slots`` share recipient and channel; ``ahead`` are the reminders still planned for them.
    """
    pairs = by_urgency(slots, now)
    first, each = pairs[0]
    scene = Scene(case, of, account, reader(first), now, ahead)
    told = [facts(slot, round_, scene) for slot, round_ in pairs]
    envelope = Envelope(
        sender=sender,
        to=first.to,
        subject=subject(first, each, of.order_id),
        account=account.slug,
        order_id=of.order_id,
        slots=tuple(slot.id for slot, _ in pairs),
        mark=f"ob={each.obligation} rung={first.name}",
        language=scene.say.tag,
        urgent=any(slot.name in _URGENT for slot, _ in pairs),
    )
    shown = {
        **_frame(envelope, scene),
        "told": told,
        "preheader": _preheader(scene, told[0], each),
        "next": coming(scene.say, ahead, now),
    }
    return _written("reminder", envelope, scene, shown)


def notice(  # noqa: PLR0913 - a message depends on all of it
    slot: Slot, case: Case, of: StoredCase, account: Account, now: datetime, sender: str
) -> EmailMessage:
    """Return the word that an obligation has ended, or that something about a case is in doubt."""
    scene = Scene(case, of, account, reader(slot), now)
    told = notice_facts(slot, scene)
    envelope = Envelope(
        sender=sender,
        to=slot.to,
        subject=told.subject,
        account=account.slug,
        order_id=of.order_id,
        slots=(slot.id,),
        mark=f"notice={slot.name}",
        language=scene.say.tag,
    )
    shown = {**_frame(envelope, scene), "told": told, "preheader": told.headline}
    return _written("notice", envelope, scene, shown)


def by_urgency(slots: Sequence[Slot], now: datetime) -> list[tuple[Slot, Round]]:
    """Return slots with their rounds, most urgent first, what has passed last."""
    pairs = [(slot, slot.of) for slot in slots if slot.of is not None]
    return sorted(
        pairs,
        key=lambda pair: (
            now > pair[1].deadline.missed_after,
            pair[1].deadline.remind_by,
            pair[1].obligation,
            pair[0].id,
        ),
    )


def reader(slot: Slot) -> Contact:
    """Return whom a slot is for; raises ValueError for one that is for no person."""
    if slot.contact is None:
        raise ValueError(f"slot {slot.id} is for no person")
    return slot.contact


def _preheader(scene: Scene, told: Facts, each: Round) -> str:
    sum_ = money(scene.case.amount(each.programme))
    return " · ".join(part for part in (told.left.rstrip("."), sum_, told.name) if part)


def _frame(envelope: Envelope, scene: Scene) -> dict[str, Any]:
    return {
        "subject": envelope.subject,
        "language": envelope.language,
        "reference": envelope.reference,
        "link": f"https://sellercentral.{scene.case.store.domain}/",
        "account": scene.account.slug,
    }


def _written(name: str, envelope: Envelope, scene: Scene, shown: dict[str, Any]) -> EmailMessage:
    text = page(scene.say, f"{name}.txt.j2", shown)
    return sealed(envelope, scene.now, text, page(scene.say, f"{name}.html.j2", shown))
