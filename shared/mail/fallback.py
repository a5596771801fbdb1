"""What is sent when a page cannot be written: few fixed words, no templates, nothing that fails."""

from collections.abc import Sequence
from datetime import datetime
from email.message import EmailMessage

from shared.domain.plan import Slot
from shared.domain.protocol import StoredCase
from shared.mail.dates import when
from shared.mail.envelope import Envelope, sealed
from shared.mail.language import tongue
from shared.mail.subjects import subject


def plain(
    slots: Sequence[Slot], of: StoredCase, now: datetime, sender: str
) -> EmailMessage:
    """Return a bare message that names order, obligations and cut-offs; never raises."""
    named = [slot for slot in slots if slot.of is not None]
    lines = [f"Order {of.order_id}, account {of.account}.", ""]
    lines += [line for slot in slots for line in _about(slot)]
    lines += ["Open Seller Central and look at this order.", ""]
    lines += ["This is the short form: the full message could not be written."]
    envelope = Envelope(
        sender=_line(sender),
        to=_line(slots[0].to) if slots else "",
        subject=subject(named[0], of.order_id) if named else f"Order …{_line(of.order_id)[-4:]}",
        account=_line(of.account),
        order_id=_line(of.order_id),
        slots=tuple(_line(slot.id) for slot in slots),
        mark="plain",
    )
    return sealed(envelope, now, "\n".join(map(_line, lines)) + "\n")


def _about(slot: Slot) -> list[str]:
    if slot.of is None:
        return [slot.name.replace("_", " "), ""]
    say, by, end = tongue("en"), slot.of.deadline.remind_by, slot.of.deadline.missed_after
    zone = slot.contact.zone if slot.contact else None
    lines = [f"{slot.of.obligation}: {slot.name}", f"cut-off {when(say, by, zone)}"]
    if end > by:
        lines.append(f"by another reading it may run until {when(say, end, zone)}")
    return [*lines, ""]


def _line(text: str) -> str:
    """Return text without anything that could end a header or a line."""
    return "".join(char if char.isprintable() else " " for char in text)
