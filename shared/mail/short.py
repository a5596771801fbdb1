"""Short messages: one SMS of plain ASCII, whatever is known."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from shared.domain.case import Case
from shared.domain.plan import Slot
from shared.domain.protocol import StoredCase
from shared.mail.dates import between, city, clock, offset, short, span
from shared.mail.language import tongue
from shared.mail.scene import by_urgency, money, reader
from shared.mail.wording import PROGRAMMES, wording

LONGEST = 160


def sms(slots: Sequence[Slot], case: Case, of: StoredCase, now: datetime) -> str:
    """Return at most 160 characters that every phone shows; the least important is left out."""
    text = ""
    for part in _parts(slots, case, of, now):
        longer = f"{text} {part}".strip()
        if part and len(longer) <= LONGEST:
            text = longer
    return "".join(char if char.isascii() and char.isprintable() else "?" for char in text)


def _parts(slots: Sequence[Slot], case: Case, of: StoredCase, now: datetime) -> Iterator[str]:
    """Yield the parts in the order of their weight: the cut-off first."""
    say, pairs = tongue("en"), by_urgency(slots, now)
    slot, each = pairs[0]
    by, zone = each.deadline.remind_by, reader(slot).zone
    verb, programme = wording(each.obligation).verb, PROGRAMMES.get(each.programme, each.programme)
    yield f"{verb} by {short(say, by, zone)} {city(zone)} ({offset(by, zone)}):"
    yield f"{programme}, order ..{of.order_id[-4:]}."
    if now <= by:
        left = span(say, between(now, by))
        yield f"{left} left at {clock(now.astimezone(zone))}."
    elif now <= each.deadline.missed_after:
        yield f"May run until {short(say, each.deadline.missed_after, zone)}."
    else:
        yield "This time has passed."
    if at_stake := money(case.amount(each.programme)):
        yield f"{at_stake}."
    if len(pairs) > 1:
        yield f"{len(pairs) - 1} more on this order."
    yield "Open Seller Central."
