"""What a message says about itself: why it comes now, and what it stands for."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from shared.domain.ladder import RUNGS
from shared.domain.plan import Slot
from shared.domain.rounds import Round
from shared.mail.dates import between, clock, hours, span
from shared.mail.language import Tongue, mark
from shared.mail.scene import Phase, Scene, cut_off, phase

_MINUTE = timedelta(minutes=1)
_RUNGS = {
    "7d": mark("7 days"),
    "3d": mark("3 days"),
    "24h": mark("24 hours"),
    "8h": mark("8 hours"),
    "2h": mark("2 hours"),
    "30m": mark("30 minutes"),
}
_HEADLINES = {
    "changed": mark("The cut-off has moved; what earlier messages said no longer holds."),
    "opens": mark("This may be filed from now on."),
    "2h": mark("Last working stretch before the cut-off."),
}


_PROBABLY = {
    "after": mark(
        "The earliest reading of the cut-off has passed; you have time, probably until %(likely)s."
    ),
    "late": mark(
        "This reached us after the earliest cut-off; you have time, probably until %(likely)s."
    ),
    "changed": mark(
        "The cut-off has moved. By the earliest reading it has passed; you have time, probably "
        "until %(likely)s."
    ),
}


def headline(slot: Slot, each: Round, name: str, scene: Scene, *, last: bool) -> str:
    """Return the first sentence: why this message comes; ``name`` is the obligation's."""
    say, stands = scene.say, phase(each, slot.name, scene.now)
    if stands != "ahead":
        return _past(slot, each, stands, scene, last=last)
    if each.beside is not None:
        return _not_confirmed(each.beside, scene)
    if slot.name == "arrival":
        return _arrived(slot, each, name, scene)
    if last or slot.name == "30m":
        return say("Last reminder before the cut-off.")
    if slot.name in _HEADLINES:
        return say.known(_HEADLINES[slot.name])
    return _planned(slot.name, say)


def _not_confirmed(own: Round, scene: Scene) -> str:
    return scene.say(
        "A notice that is not confirmed gives this earlier cut-off. By what is confirmed it is "
        "%(when)s.",
        when=scene.here(own.deadline.remind_by),
    )


def _planned(rung: str, say: Tongue) -> str:
    if rung not in _RUNGS:
        return say("Reminder of a cut-off that is still ahead.")
    return say("Reminder planned for %(rung)s before the cut-off.", rung=say.known(_RUNGS[rung]))


def _arrived(slot: Slot, each: Round, name: str, scene: Scene) -> str:
    if not slot.merged:
        return scene.say("New on this order: %(name)s.", name=name)
    left = span(scene.say, between(scene.now, each.deadline.remind_by))
    return scene.say("This reached us with %(left)s left; earlier reminders fall away.", left=left)


def _past(slot: Slot, each: Round, stands: Phase, scene: Scene, *, last: bool) -> str:
    """Return why a message comes after the earliest cut-off."""
    if stands == "probable":
        return _probably(slot, each, scene, last=last)
    return (_passed if stands == "passed" else _in_doubt)(slot, each, scene)


def _probably(slot: Slot, each: Round, scene: Scene, *, last: bool) -> str:
    """Return why a message comes after the earliest reading, while the likely one is ahead."""
    likely, rung = scene.here(cut_off(each, "probable")), _RUNGS.get(slot.name)
    if rung and last:
        return scene.say("Last reminder: you have time, probably until %(likely)s.", likely=likely)
    if rung:
        return scene.say(
            "Planned for %(rung)s before: you have time, probably until %(likely)s.",
            rung=scene.say.known(rung),
            likely=likely,
        )
    return scene.say(_PROBABLY.get(slot.name, _PROBABLY["after"]), likely=likely)


def _in_doubt(slot: Slot, each: Round, scene: Scene) -> str:
    end = scene.here(each.deadline.missed_after)
    if slot.name == "late":
        return scene.say(
            "This reached us after the earliest cut-off; you may have until %(end)s.", end=end
        )
    return scene.say(
        "The earliest reading of the cut-off has passed; you may have until %(end)s.", end=end
    )


def _passed(slot: Slot, each: Round, scene: Scene) -> str:
    say = scene.say
    if not each.hard:
        return say("The time advised for this has passed; nothing is missed by that alone.")
    if slot.name == "late":
        ago = span(say, between(each.deadline.missed_after, scene.now))
        return say("This reached us after the cut-off, which passed %(ago)s ago.", ago=ago)
    return say(
        "The cut-off has passed. Was this answered or missed? If it was answered, record it; "
        "otherwise it counts as missed."
    )


def moved(slot: Slot, each: Round, scene: Scene, since: datetime | None) -> Iterator[str]:
    """Yield why a message comes at another time than its own, when it does."""
    quiet, own = scene.contact.quiet, since if slot.name == "arrival" else None
    if slot.name in RUNGS:
        likely = each.deadline.probably
        second = slot.due > each.deadline.remind_by and likely is not None
        own = (likely if second and likely else each.deadline.remind_by) - RUNGS[slot.name]
    if quiet is None or own is None or quiet.around(own) is None:
        return
    values = {
        "due": scene.briefly(slot.due),
        "own": scene.briefly(own),
        "hours": hours(quiet),
    }
    if own - slot.due >= _MINUTE:
        yield scene.say(
            "Sent early, at %(due)s, because its own time, %(own)s, falls in your quiet hours "
            "(%(hours)s).",
            **values,
        )
    elif slot.due - own >= _MINUTE:
        yield scene.say(
            "Held until %(due)s, because its own time, %(own)s, fell in your quiet hours "
            "(%(hours)s).",
            **values,
        )


def merged(slot: Slot, scene: Scene) -> Iterator[str]:
    """Yield which other reminders a message stands for."""
    rungs = [scene.say.known(_RUNGS[rung]) for rung in slot.merged if rung in _RUNGS]
    if rungs:
        yield scene.say(
            "It also stands for the reminders planned for %(rungs)s before the cut-off.",
            rungs=scene.say.listed(rungs),
        )


def told_first(slot: Slot, scene: Scene) -> Iterator[str]:
    """Yield who was told before this reader, and when."""
    track, first = slot.id.partition(".")[0], scene.account.first
    times = sorted(
        told.partition(" ")[0]
        for key, told in scene.of.delivered.items()
        if key.startswith(f"{track}.") and key.lower().endswith(f":{first.key.lower()}")
    )
    if times and slot.contact is not None and slot.contact.key != first.key:
        yield scene.say(
            "This is a copy for you, because nobody has said yet that it is theirs. %(name)s was "
            "told first, on %(when)s.",
            name=first.name,
            when=scene.briefly(datetime.fromisoformat(times[0])),
        )


def coming(scene: Scene) -> str:
    """Return when the next reminders come to the same reader."""
    say = scene.say
    before = [slot.due for slot in scene.ahead if slot.name in RUNGS or slot.name in _HEADLINES]
    later = [slot.due for slot in scene.ahead if slot.name == "after"]
    if before:
        return say("Next reminders: %(times)s.", times=_listed(before, scene))
    if later:
        return say(
            "Next message, if no answer is recorded: %(times)s.", times=_listed(later, scene)
        )
    return say("No further message is planned.")


def _listed(times: Sequence[datetime], scene: Scene) -> str:
    """Return times in order; one on the same day as the one before it gives only its clock."""
    words, day = [], None
    for due in sorted(set(times)):
        at = due.astimezone(scene.contact.zone)
        words.append(clock(at) if at.date() == day else scene.briefly(due))
        day = at.date()
    return scene.say.listed(words)
