"""Short messages: one SMS of plain ASCII, whatever was known."""

from collections.abc import Sequence
from datetime import datetime

from shared.domain.case import Case
from shared.domain.plan import Slot
from shared.domain.protocol import StoredCase
from shared.mail.dates import between, city, offset, short, span
from shared.mail.facts import money
from shared.mail.language import tongue
from shared.mail.wording import programme_word, wording

LONGEST = 160


def sms(slots: Sequence[Slot], case: Case, of: StoredCase, now: datetime) -> str:
    """Return at most 160 characters that every phone shows: verb, cut-off, order, sum, time left.

    What does not fit is left out, least important first; the cut-off never is.
    """
    say = tongue("en")
    slot = min(
        (slot for slot in slots if slot.of is not None),
        key=lambda slot: slot.of.deadline.remind_by if slot.of else now,
    )
    each, contact = slot.of, slot.contact
    if each is None or contact is None:
        raise ValueError(f"slot {slot.id} is for no person")
    by, zone = each.deadline.remind_by, contact.zone
    verb, programme = wording(each.obligation).verb, programme_word(each.obligation)
    left = (
        f"{span(say, between(now, by))} left at {short(say, now, zone)[-5:]}."
        if by >= now
        else "This time has passed."
    )
    parts = [
        f"{verb} by {short(say, by, zone)} {city(zone)} ({offset(by, zone)}):",
        f"{programme}, order ..{of.order_id[-4:]}.",
        left,
        f"{money(case.amount(each.programme))}." if case.amount(each.programme) else "",
        f"{len(slots) - 1} more due on this order." if len(slots) > 1 else "",
        "Open Seller Central.",
    ]
    text = ""
    for part in parts:
        longer = f"{text} {part}".strip()
        if part and len(longer) <= LONGEST:
            text = longer
    return "".join(char if char.isascii() and char.isprintable() else "?" for char in text)
