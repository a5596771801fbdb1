"""What goes out when a page cannot be written: few words, no templates, nothing that fails."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from email.message import EmailMessage
from zoneinfo import ZoneInfo

from shared.domain.parcels import reference
from shared.domain.plan import Slot
from shared.domain.protocol import StoredCase
from shared.mail.dates import when
from shared.mail.envelope import Envelope, sealed
from shared.mail.language import Tongue, tongue
from shared.mail.subjects import closed_subject, notice_subject, subject
from shared.mail.wording import wording

_ATOM = ".!#$%&'*+-/=?^_`{|}~"


def plain(
    slots: Sequence[Slot], of: StoredCase, now: datetime, sender: str, *, ref: str = ""
) -> EmailMessage:
    """Return a bare message that names order, obligations and cut-offs; never raises."""
    ids, say = tuple(slot.id for slot in slots), _speak(slots[0])
    envelope = Envelope(
        sender=_address(sender),
        to=_address(slots[0].to),
        subject=_line(_subject(slots[0], of.order_id, now)),
        account=_line(of.account),
        about=_line(of.order_id),
        slots=ids,
        mark="plain",
        ref=_line(ref) or reference(of, ids),
        language=say.tag,
        programmes=tuple(slot.of.programme for slot in slots if slot.of is not None),
    )
    lines = [
        say("Order %(order)s, account %(account)s.", order=of.order_id, account=of.account),
        "",
        *(line for slot in slots for line in _about(say, slot)),
        say("Open Seller Central and look at this order."),
        "",
        say("This is the short form: the full message could not be written."),
        say("Claim watch, message %(ref)s", ref=envelope.ref),
    ]
    return sealed(envelope, now, "".join(f"{_line(line)}\n" for line in lines))


def _subject(slot: Slot, order_id: str, now: datetime) -> str:
    if slot.of is None:
        return notice_subject(slot, "", order_id)
    if slot.kind == "notice":
        return closed_subject(slot, slot.of, order_id)
    return subject(slot, slot.of, order_id, now)


def _about(say: Tongue, slot: Slot) -> Iterator[str]:
    if slot.of is None:
        yield f"{slot.name}: {slot.flag.words if slot.flag else ''}"
    else:
        deadline = slot.of.deadline
        zone = slot.contact.zone if slot.contact else ZoneInfo("UTC")
        yield f"{say.known(wording(slot.of.obligation).name)} ({slot.of.obligation}, {slot.name})"
        yield say("Cut-off: %(when)s.", when=when(say, deadline.remind_by, zone))
        if deadline.missed_after > deadline.remind_by:
            yield say("By another reading: %(when)s.", when=when(say, deadline.missed_after, zone))
    yield ""


def _speak(slot: Slot) -> Tongue:
    return tongue(slot.contact.language if slot.contact else "en")


def _address(text: str) -> str:
    """Return an address without what the parser of headers could stumble over."""
    local, _, domain = text.rpartition("@")
    local = "".join(char for char in local if char.isalnum() or char in _ATOM).strip(".")
    domain = "".join(char for char in domain if char.isalnum() or char in "-.").strip(".")
    return f"{local}@{domain}" if local and domain else "unknown@claimwatch.invalid"


def _line(text: str) -> str:
    """Return text without anything that could end a header or a line."""
    return "".join(char if char.isprintable() else " " for char in text)
