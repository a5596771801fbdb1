"""What a message says about itself: why it comes now, and what it stands for."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal

from shared.domain.ladder import RUNGS
from shared.domain.plan import Slot
from shared.domain.protocol import StoredCase
from shared.domain.rounds import Round
from shared.mail.dates import between, hours, short, span, when
from shared.mail.language import Tongue, mark

Phase = Literal["ahead", "doubt", "passed"]
_MINUTE = timedelta(minutes=1)
RUNG_WORDS = {
    "7d": mark("7 days"),
    "3d": mark("3 days"),
    "24h": mark("24 hours"),
    "8h": mark("8 hours"),
    "2h": mark("2 hours"),
    "30m": mark("30 minutes"),
}


def phase(of: Round, name: str, now: datetime) -> Phase:
    """Return what is true at ``now``, however late a message goes out."""
    by, end = of.deadline.remind_by, of.deadline.missed_after
    if now > end or (name == "after" and now == end):
        return "passed"
    return "doubt" if now > by or (name == "after" and now == by) else "ahead"


def headline(say: Tongue, slot: Slot, of: Round, subject: str, now: datetime, *, last: bool) -> str:
    """Return the first sentence: why this message comes; ``subject`` is the obligation's name."""
    stands = phase(of, slot.name, now)
    if stands == "passed":
        return _passed(say, slot, of, now)
    if stands == "doubt":
        return _in_doubt(say, slot, of)
    left = span(say, between(now, of.deadline.remind_by))
    match slot.name:
        case "changed":
            return say("The cut-off has moved; what earlier messages said no longer holds.")
        case "opens":
            return say("This may be filed from now on.")
        case "arrival" if slot.merged:
            return say("This reached us with %(left)s left; earlier reminders fall away.", left=left)
        case "arrival":
            return say("New on this order: %(name)s.", name=subject)
        case _ if last or slot.name == "30m":
            return say("Last reminder before the cut-off.")
        case "2h":
            return say("Last working stretch before the cut-off.")
        case _:
            return say(
                "Reminder for %(rung)s before the cut-off.",
                rung=say.known(RUNG_WORDS.get(slot.name, slot.name)),
            )


def _in_doubt(say: Tongue, slot: Slot, of: Round) -> str:
    zone = slot.contact.zone if slot.contact else of.deadline.missed_after.tzinfo
    end = when(say, of.deadline.missed_after, zone)  # type: ignore[arg-type]
    if slot.name == "late":
        return say("This reached us after the earliest cut-off; you may have until %(end)s.", end=end)
    return say("The earliest reading of the cut-off has passed; you may have until %(end)s.", end=end)


def _passed(say: Tongue, slot: Slot, of: Round, now: datetime) -> str:
    if not of.hard:
        return say("The time advised for this has passed; nothing is missed by that alone.")
    if slot.name == "late":
        ago = span(say, between(of.deadline.missed_after, now))
        return say("This reached us after the cut-off, which passed %(ago)s ago.", ago=ago)
    return say("The cut-off has passed. Was this answered or missed? Record it if it was answered.")


def moved(say: Tongue, slot: Slot, of: Round, since: datetime | None) -> str:
    """Return why a message comes at another time than its own, empty when it does not."""
    quiet = slot.contact.quiet if slot.contact else None
    if quiet is None:
        return ""
    if slot.name in RUNGS:
        own = of.deadline.remind_by - RUNGS[slot.name]
    elif slot.name == "arrival" and since is not None:
        own = since
    else:
        return ""
    if quiet.around(own) is None or abs(slot.due - own) < _MINUTE:
        return ""
    values = {
        "due": short(say, slot.due, quiet.zone),
        "own": short(say, own, quiet.zone),
        "hours": hours(quiet),
    }
    if slot.due < own:
        return say(
            "Sent earlier, at %(due)s, because its own time, %(own)s, falls in your quiet hours "
            "(%(hours)s).",
            **values,
        )
    return say(
        "Held until %(due)s, because its own time, %(own)s, fell in your quiet hours (%(hours)s).",
        **values,
    )


def merged(say: Tongue, slot: Slot) -> str:
    """Return which other reminders a message stands for."""
    rungs = [say.known(RUNG_WORDS[rung]) for rung in slot.merged if rung in RUNG_WORDS]
    if not rungs:
        return ""
    return say(
        "It also stands for the reminders planned for %(rungs)s before the cut-off.",
        rungs=", ".join(rungs),
    )


def coming(say: Tongue, slots: Sequence[Slot], now: datetime) -> str:
    """Return when the next reminders come to the same reader."""
    times = sorted({
        (slot.due, slot.channel)
        for slot in slots
        if slot.kind == "reminder" and slot.due > now and slot.contact is not None
    })  # fmt: skip
    zones = [slot.contact.zone for slot in slots if slot.contact is not None]
    if not times:
        return say("No further reminder is planned.")
    listed = [
        say("%(when)s by SMS", when=short(say, due, zones[0]))
        if channel == "sms"
        else short(say, due, zones[0])
        for due, channel in times[:6]
    ]
    return say("Next reminders: %(times)s.", times=", ".join(listed))


def told_first(say: Tongue, slot: Slot, of: StoredCase, name: str, address: str) -> str:
    """Return who was told before this reader, and when; empty for nobody."""
    track = slot.id.partition(".")[0]
    times = sorted(
        at
        for key, at in of.delivered.items()
        if key.startswith(f"{track}.") and key.endswith(f":{address}")
    )
    if not times or slot.contact is None or slot.to == address:
        return ""
    return say(
        "You get this as well because nobody has said they have it. %(name)s was told first, on "
        "%(when)s.",
        name=name,
        when=when(say, datetime.fromisoformat(times[0]), slot.contact.zone),
    )
