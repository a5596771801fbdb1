"""The facts of one message, one set per obligation: ready sentences, the same for text and HTML."""

from collections.abc import Iterator
from dataclasses import dataclass

from shared.domain.ladder import RUNGS
from shared.domain.plan import Slot
from shared.domain.rounds import Round
from shared.domain.tracks import track_of
from shared.mail import lines, rungs
from shared.mail.dates import When
from shared.mail.scene import Phase, Scene, phase
from shared.mail.why import reasons_why
from shared.mail.wording import wording


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything a message says about one obligation; what does not apply is empty."""

    obligation: str
    name: str
    headline: str
    kicker: str
    cutoff: When
    left: str
    waking: str
    elsewhere: str
    latest: str
    opens: str
    what: tuple[str, ...]
    missed_head: str
    if_missed: str
    at_stake: str
    menu: str
    step: str
    good: tuple[str, ...]
    record: str
    record_command: str
    seen: str
    seen_command: str
    about: tuple[str, ...]
    """Why this message comes now."""
    why: tuple[str, ...]
    """Why the cut-off is when it is."""


def facts(slot: Slot, each: Round, scene: Scene) -> Facts:
    """Build the facts of one obligation for one reader."""
    say, words = scene.say, wording(each.obligation)
    stands = phase(each, slot.name, scene.now)
    name = lines.name_of(each, words, scene)
    record, record_command = _record(each, stands, scene)
    seen, seen_command = _seen(each, stands, scene)
    return Facts(
        obligation=each.obligation,
        name=name,
        headline=rungs.headline(slot, each, name, scene, last=_is_last(slot, scene)),
        kicker=lines.kicker(words, stands, scene),
        cutoff=scene.here(each.deadline.remind_by),
        left=lines.left(each, stands, scene),
        waking=lines.waking(each, scene),
        elsewhere=lines.elsewhere(each, scene),
        latest=lines.latest(each, stands, scene),
        opens=lines.opens(each, scene),
        what=tuple(lines.what(each, name, scene)),
        missed_head=say("If it was missed") if stands == "passed" else say("If this is missed"),
        if_missed=lines.if_missed(each, scene),
        at_stake=lines.at_stake(each, scene),
        menu=say.known(words.menu),
        step=lines.step(words, stands, scene),
        good=tuple(lines.good(each, words, stands, scene)),
        record=record,
        record_command=record_command,
        seen=seen,
        seen_command=seen_command,
        about=tuple(_about(slot, each, scene)),
        why=reasons_why(say, each.deadline, scene.contact.zone),
    )


def _record(each: Round, stands: Phase, scene: Scene) -> tuple[str, str]:
    """Return how to record an answer; a soft obligation is answered by being seen."""
    if not each.hard:
        return "", ""
    # contact before a claim is a message: one reply answers both
    programme = "message" if each.obligation == "atoz.buyer_contact" else each.programme
    command = scene.command("responded", programme)
    if stands == "passed":
        return scene.say("If it was answered, record it:"), command
    return scene.say("Once it is done, record it; only that ends these reminders:"), command


def _seen(each: Round, stands: Phase, scene: Scene) -> tuple[str, str]:
    if each.acknowledged_at is not None or stands == "passed":
        return "", ""
    command = scene.command("ack", each.programme, f"--obligation {each.obligation}")
    if not each.hard:
        return scene.say("Once you have looked, say so; that ends these reminders:"), command
    if len(scene.account.contacts) > 1:
        words = scene.say(
            "To say that it is yours, so that nobody else is told; the last reminders still come:"
        )
        return words, command
    return scene.say("To say that you have seen it; the last reminders still come:"), command


def _about(slot: Slot, each: Round, scene: Scene) -> Iterator[str]:
    track = track_of(each, scene.of.tracks)
    yield from rungs.moved(slot, each, scene, track.since if track else None)
    yield from rungs.merged(slot, scene)
    yield from rungs.told_first(slot, scene)


def _is_last(slot: Slot, scene: Scene) -> bool:
    own = slot.id.partition(":")[0]
    return slot.name in RUNGS and not any(
        other.name in RUNGS and other.due > slot.due and other.id.startswith(f"{own}:")
        for other in scene.ahead
    )
