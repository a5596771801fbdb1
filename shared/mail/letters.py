"""Messages ready to send: reminders, notices, short messages, and what goes out when all fails."""

from collections.abc import Sequence
from datetime import datetime
from email.message import EmailMessage
from typing import Any

from shared.domain.accounts import Account
from shared.domain.case import Case
from shared.domain.parcels import reference
from shared.domain.plan import Slot
from shared.domain.protocol import StoredCase
from shared.mail.envelope import Envelope, sealed
from shared.mail.facts import facts
from shared.mail.fallback import plain
from shared.mail.notices import notice_facts
from shared.mail.pages import page
from shared.mail.rungs import coming
from shared.mail.scene import Scene, by_urgency, money, reader
from shared.mail.short import sms
from shared.mail.subjects import subject

__all__ = ["notice", "plain", "reminder", "sms"]
_URGENT = ("2h", "30m")


def reminder(  # noqa: PLR0913, PLR0917 - a message depends on all of it
    slots: Sequence[Slot],
    case: Case,
    of: StoredCase,
    account: Account,
    ahead: Sequence[Slot],
    now: datetime,
    sender: str,
    *,
    ref: str = "",
    stack: str = "",
) -> EmailMessage:
    """Return one message to one recipient about one or several obligations of a case.

    ``slots`` share recipient and channel; ``ahead`` are the reminders still planned for them;
    ``ref`` is the parcel's reference, by default that of the slots; ``stack`` is named in the
    commands the mail prints.
    """
    pairs = by_urgency(slots, now)
    first, each = pairs[0]
    scene = Scene(case, of, account, reader(first), now, ahead, stack)
    told = [facts(slot, round_, scene) for slot, round_ in pairs]
    envelope = Envelope(
        sender=sender,
        to=first.to,
        subject=subject(first, each, of.order_id),
        account=account.slug,
        order_id=of.order_id,
        slots=tuple(slot.id for slot, _ in pairs),
        mark=f"ob={each.obligation} rung={first.name}",
        ref=ref or reference(of, [slot.id for slot, _ in pairs]),
        language=scene.say.tag,
        urgent=any(slot.name in _URGENT for slot, _ in pairs),
    )
    at_stake = money(case.amount(each.programme))
    preheader = (told[0].left.rstrip(".。"), at_stake, told[0].name)
    shown = {
        "told": told,
        "preheader": " · ".join(part for part in preheader if part),
        "next": coming(scene),
    }
    return _written("reminder", envelope, scene, shown)


def notice(  # noqa: PLR0913, PLR0917 - a message depends on all of it
    slot: Slot,
    case: Case,
    of: StoredCase,
    account: Account,
    now: datetime,
    sender: str,
    *,
    ref: str = "",
    stack: str = "",
) -> EmailMessage:
    """Return the word that an obligation has ended, or that something about a case is in doubt."""
    scene = Scene(case, of, account, reader(slot), now, stack=stack)
    told = notice_facts(slot, scene)
    envelope = Envelope(
        sender=sender,
        to=slot.to,
        subject=told.subject,
        account=account.slug,
        order_id=of.order_id,
        slots=(slot.id,),
        mark=f"notice={slot.name}",
        ref=ref or reference(of, [slot.id]),
        language=scene.say.tag,
    )
    preheader = f"{told.kicker} · {told.headline}"
    return _written("notice", envelope, scene, {"told": told, "preheader": preheader})


def _written(name: str, envelope: Envelope, scene: Scene, shown: dict[str, Any]) -> EmailMessage:
    shown = {
        **shown,
        "subject": envelope.subject,
        "language": envelope.language,
        "reference": envelope.ref,
        "link": f"https://sellercentral.{scene.case.store.domain}/",
        "account": scene.account.slug,
    }
    text = page(scene.say, f"{name}.txt.j2", shown)
    return sealed(envelope, scene.now, text, page(scene.say, f"{name}.html.j2", shown))
