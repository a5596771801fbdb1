"""Short messages: one SMS of plain ASCII, or two of what Chinese needs, whatever is known."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from shared.domain.case import Case
from shared.domain.plan import Slot
from shared.domain.protocol import StoredCase
from shared.mail.dates import between, city, clock, offset, short, span
from shared.mail.language import Tongue, mark, tongue
from shared.mail.scene import by_urgency, cut_off, money, phase, reader
from shared.mail.wording import PROGRAMMES, wording

LONGEST = 160
"""Characters of the plain alphabet that go into one SMS."""
LONGEST_WIDE = 2 * 67
"""Characters of any other that go into two; each gives three away to be joined."""
_CUT_OFF = {
    "Answer": mark("Answer by %(when)s %(city)s (%(offset)s):"),
    "Reply": mark("Reply by %(when)s %(city)s (%(offset)s):"),
    "File": mark("File by %(when)s %(city)s (%(offset)s):"),
    "Appeal": mark("Appeal by %(when)s %(city)s (%(offset)s):"),
    "Look": mark("Look by %(when)s %(city)s (%(offset)s):"),
}


_LEFT = {
    "ahead": mark("%(left)s left at %(clock)s."),
    "probable": mark("Probably %(left)s left at %(clock)s."),
    "doubt": mark("Perhaps %(left)s left at %(clock)s."),
}


def sms(slots: Sequence[Slot], case: Case, of: StoredCase, now: datetime) -> str:
    """Return a message of bounded length; the least important is left out.

    English keeps to what every phone shows in 160 characters; Chinese takes two messages at most.
    """
    pairs = by_urgency(slots, now)
    say = tongue(reader(pairs[0][0]).language)
    plain, text = say.tag == "en", ""
    for part in _parts(say, slots, case, of, now):
        space = " " if text[-1:].isascii() else ""
        longer = f"{text}{space}{part}".strip()
        if part and len(longer) <= (LONGEST if plain else LONGEST_WIDE):
            text = longer
    return "".join(char if _shows(char, plain=plain) else "?" for char in text)


def _shows(char: str, *, plain: bool) -> bool:
    return char.isprintable() and (char.isascii() if plain else char <= "\uffff")


def _parts(
    say: Tongue, slots: Sequence[Slot], case: Case, of: StoredCase, now: datetime
) -> Iterator[str]:
    """Yield the parts in the order of their weight: the cut-off first."""
    pairs = by_urgency(slots, now)
    slot, each = pairs[0]
    zone, stands = reader(slot).zone, phase(each, slot.name, now)
    at = cut_off(each, stands)
    yield say(
        _CUT_OFF[wording(each.obligation).verb],
        when=short(say, at, zone),
        city=say.known(city(zone)),
        offset=offset(at, zone),
    )
    yield say(
        "%(programme)s, order ..%(tail)s.",
        programme=say.known(PROGRAMMES.get(each.programme, each.programme)),
        tail=of.order_id[-4:],
    )
    if stands == "passed":
        yield say("This time has passed.")
    else:
        left, as_of = span(say, between(now, at)), clock(now.astimezone(zone))
        yield say(_LEFT[stands], left=left, clock=as_of)
    if at_stake := money(case.amount(each.programme)):
        yield say("%(sum)s.", sum=at_stake)
    if len(pairs) > 1:
        yield say("%(number)d more on this order.", number=len(pairs) - 1)
    yield say("Open Seller Central.")
