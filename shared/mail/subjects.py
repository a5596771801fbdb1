"""Subjects: constant for obligation, recipient and cut-off, so that a thread stays a thread."""

from datetime import datetime
from zoneinfo import ZoneInfo

from shared.domain.plan import Slot
from shared.domain.rounds import Round
from shared.mail.dates import short
from shared.mail.language import Tongue, mark, tongue
from shared.mail.scene import cut_off, phase
from shared.mail.wording import PROGRAMMES, SUBJECTS, SUBJECTS_PASSED, wording

_UTC = ZoneInfo("UTC")
_NOTICES = {
    "closed": mark("No longer needed · %(programme)s · order …%(tail)s"),
    "second_claim": mark("Second claim · %(programme)s · order …%(tail)s"),
    "too_early": mark("Filed too early · %(programme)s · order …%(tail)s"),
    "contradiction": mark("Decisions differ · %(programme)s · order …%(tail)s"),
    "no_rule": mark("No rule known · %(programme)s · order …%(tail)s"),
}
_DOUBT = mark("Please check · %(programme)s · order …%(tail)s")
_ANSWERED = mark("Answered · %(programme)s · order …%(tail)s")
_ANSWERED_LATE = mark("Answered late · %(programme)s · order …%(tail)s")


def subject(slot: Slot, each: Round, order_id: str, now: datetime) -> str:
    """Return the subject of whatever reminds the reader of a slot of a round.

    It names the cut-off that is still ahead at ``now``, and no time once none is.
    """
    zone, stands = slot.contact.zone if slot.contact else _UTC, phase(each, slot.name, now)
    if stands == "passed":
        verb = SUBJECTS_PASSED[wording(each.obligation).verb]
        return _about(_speak(slot), verb, each.programme, order_id)
    return cut_off_subject(_speak(slot), each, order_id, zone, cut_off(each, stands))


def cut_off_subject(say: Tongue, each: Round, order_id: str, zone: ZoneInfo, at: datetime) -> str:
    """Return what is to be done by when, as a reader in ``zone`` knows it."""
    return say(
        SUBJECTS[wording(each.obligation).verb],
        when=short(say, at, zone),
        programme=say.known(PROGRAMMES.get(each.programme, each.programme)),
        tail=order_id[-4:],
    )


def closed_subject(slot: Slot, each: Round, order_id: str) -> str:
    """Return the subject of the word that a round is over; it asks for nothing any more."""
    if each.closed_as != "answered":
        words = _NOTICES["closed"]
    else:
        words = _ANSWERED_LATE if each.late else _ANSWERED
    return _about(_speak(slot), words, each.programme, order_id)


def notice_subject(slot: Slot, programme: str, order_id: str) -> str:
    """Return the subject of a doubt about a programme of an order."""
    return _about(_speak(slot), _NOTICES.get(slot.name, _DOUBT), programme, order_id)


def _about(say: Tongue, words: str, programme: str, order_id: str) -> str:
    named = say.known(PROGRAMMES.get(programme, programme))
    return say(words, programme=named, tail=order_id[-4:])


def _speak(slot: Slot) -> Tongue:
    return tongue(slot.contact.language if slot.contact else "en")
