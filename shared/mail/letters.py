"""Messages about cases, ready to send: reminders, notices, lists, and what goes when all fails."""

from collections.abc import Sequence
from datetime import datetime
from email.message import EmailMessage

from shared.domain.accounts import Account
from shared.domain.case import Case
from shared.domain.events import programme_of
from shared.domain.parcels import reference
from shared.domain.plan import Slot
from shared.domain.protocol import StoredCase
from shared.domain.rounds import Round
from shared.domain.senders import unvouched
from shared.mail.alerts import contact_changed
from shared.mail.bundles import bundle
from shared.mail.calendar import Calendar, attached
from shared.mail.deadline_entry import deadline_entry, first_told
from shared.mail.envelope import Envelope
from shared.mail.facts import facts
from shared.mail.fallback import plain
from shared.mail.frame import answers_go_to, written
from shared.mail.links import Links
from shared.mail.notices import notice_facts
from shared.mail.rungs import coming
from shared.mail.scene import Scene, by_urgency, money, phase, reader
from shared.mail.short import sms
from shared.mail.subjects import subject

__all__ = ["bundle", "contact_changed", "notice", "plain", "reminder", "sms"]
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
    links: Links | None = None,
) -> EmailMessage:
    """Return one message to one recipient about one or several obligations of a case.

    ``slots`` share recipient and channel; ``ahead`` are the reminders still planned for them;
    ``ref`` is the parcel's reference, by default that of the slots; ``stack`` is named in the
    commands the mail prints; ``links`` stand for the commands where there is a page.
    """
    pairs = by_urgency(slots, now)
    first, each = pairs[0]
    scene = Scene(case, of, account, reader(first), now, ahead, stack, links)
    told = [facts(slot, round_, scene) for slot, round_ in pairs]
    envelope = Envelope(
        sender=sender,
        to=first.to,
        subject=subject(first, each, of.order_id, now),
        account=account.slug,
        about=of.order_id,
        slots=tuple(slot.id for slot, _ in pairs),
        mark=f"ob={each.obligation} rung={first.name}",
        ref=ref or reference(of, [slot.id for slot, _ in pairs]),
        language=scene.say.tag,
        urgent=any(slot.name in _URGENT for slot, _ in pairs),
        programmes=tuple(round_.programme for _, round_ in pairs),
        reply_to=answers_go_to(account, scene.contact),
        unsubscribe=links.unsubscribe(scene.contact) if links else "",
    )
    missing = told[0].missing
    preheader = (told[0].left.rstrip(".。"), money(case.amount(each.programme)), missing)
    shown = {
        "told": told,
        "preheader": " · ".join(part for part in preheader if part),
        "next": coming(scene),
        "link": scene.seller_central,
        "page": links.page(case) if links else "",
        # said once, on the first message of each question: later it would only be in the way
        "unvouched": unvouched(sender) if first.name == "arrival" else "",
    }
    return written("reminder", envelope, scene.say, now, shown, _calendar(pairs, scene, sender))


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
    links: Links | None = None,
) -> EmailMessage:
    """Return the word that an obligation has ended, or that something about a case is in doubt."""
    scene = Scene(case, of, account, reader(slot), now, (), stack, links)
    told = notice_facts(slot, scene)
    envelope = Envelope(
        sender=sender,
        to=slot.to,
        subject=told.subject,
        account=account.slug,
        about=of.order_id,
        slots=(slot.id,),
        mark=f"notice={slot.name}",
        ref=ref or reference(of, [slot.id]),
        language=scene.say.tag,
        programmes=_programmes(slot, case),
        reply_to=answers_go_to(account, scene.contact),
        unsubscribe=links.unsubscribe(scene.contact) if links else "",
    )
    shown = {
        "told": told,
        "preheader": f"{told.kicker} · {told.headline}",
        "link": scene.seller_central,
        "page": links.page(case) if links else "",
    }
    ended = attached([deadline_entry(slot.of, scene)], now, sender) if slot.of else None
    return written("notice", envelope, scene.say, now, shown, ended)


def _calendar(pairs: Sequence[tuple[Slot, Round]], scene: Scene, sender: str) -> Calendar | None:
    """Return the entries of cut-offs that are ahead and new to the reader."""
    entries = [
        deadline_entry(each, scene)
        for slot, each in pairs
        if phase(each, slot.name, scene.now) == "ahead" and first_told(slot, scene)
    ]
    return attached(entries, scene.now, sender) if entries else None


def _programmes(slot: Slot, case: Case) -> tuple[str, ...]:
    if slot.of is not None:
        return (programme_of(slot.of.obligation),)
    events = (event for event in case.events if slot.flag and event.event_id == slot.flag.event_id)
    return tuple(event.programme for event in events)
