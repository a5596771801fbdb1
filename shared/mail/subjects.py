"""Subjects: constant for obligation, recipient and cut-off, so that a thread stays a thread."""

from zoneinfo import ZoneInfo

from shared.domain.plan import Slot
from shared.domain.rounds import Round
from shared.mail.dates import short
from shared.mail.language import Tongue, mark, tongue
from shared.mail.wording import PROGRAMMES, SUBJECTS, wording

_UTC = ZoneInfo("UTC")
_NOTICES = {
    "second_claim": mark("Second claim · %(programme)s · order …%(tail)s"),
    "too_early": mark("Filed too early · %(programme)s · order …%(tail)s"),
    "contradiction": mark("Decisions differ · %(programme)s · order …%(tail)s"),
}
_DOUBT = mark("Please check · %(programme)s · order …%(tail)s")


def subject(slot: Slot, each: Round, order_id: str) -> str:
    """Return the subject of whatever is said about a round to the reader of a slot."""
    say = _speak(slot)
    return say(
        SUBJECTS[wording(each.obligation).verb],
        when=short(say, each.deadline.remind_by, slot.contact.zone if slot.contact else _UTC),
        programme=say.known(PROGRAMMES.get(each.programme, each.programme)),
        tail=order_id[-4:],
    )


def notice_subject(slot: Slot, programme: str, order_id: str) -> str:
    """Return the subject of a doubt about a programme of an order."""
    say = _speak(slot)
    return say(
        _NOTICES.get(slot.name, _DOUBT),
        programme=say.known(PROGRAMMES.get(programme, programme)),
        tail=order_id[-4:],
    )


def _speak(slot: Slot) -> Tongue:
    return tongue(slot.contact.language if slot.contact else "en")
