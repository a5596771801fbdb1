"""The facts of one message, one set per obligation: ready sentences, the same for text and HTML."""

from collections.abc import Iterator
from dataclasses import dataclass

from shared.domain.ladder import RUNGS
from shared.domain.plan import Slot
from shared.domain.rounds import Round
from shared.domain.tracks import track_of
from shared.mail import lines, rungs
from shared.mail.actions import Action, actions, stated
from shared.mail.dates import When
from shared.mail.proofs import Proof, missing, proofs
from shared.mail.scene import Scene, cut_off, phase
from shared.mail.why import reasons_why
from shared.mail.wording import wording


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything a message says about one obligation; what does not apply is empty."""

    obligation: str
    name: str
    headline: str
    told_first: tuple[str, ...]
    """Of a copy: why it comes, and who was told before."""
    kicker: str
    cutoff: When
    left: str
    waking: str
    elsewhere: str
    latest: str
    opens: str
    asked_head: str
    asked: tuple[str, ...]
    missed_head: str
    if_missed: tuple[str, ...]
    menu: str
    step: str
    ready: tuple[Proof, ...]
    """What to have ready; what is missing first."""
    good: tuple[str, ...]
    actions: tuple[Action, ...]
    known: tuple[str, ...]
    about: tuple[str, ...]
    """Why this message comes now."""
    why: tuple[str, ...]
    """Why the cut-off is when it is."""
    correct: Action
    """What to do where Seller Central shows another time."""
    missing: str
    """How many items of the checklist are missing, in a few words."""


def facts(slot: Slot, each: Round, scene: Scene) -> Facts:
    """Build the facts of one obligation for one reader."""
    say, words = scene.say, wording(each.obligation)
    stands = phase(each, slot.name, scene.now)
    name = lines.name_of(each, words, scene)
    ready = () if stands == "passed" else proofs(each, words, scene)
    return Facts(
        obligation=each.obligation,
        name=name,
        headline=rungs.headline(slot, each, name, scene, last=_is_last(slot, scene)),
        told_first=tuple(rungs.told_first(slot, scene)),
        kicker=lines.kicker(words, stands, scene),
        cutoff=scene.here(cut_off(each, stands)),
        left=lines.left(each, stands, scene),
        waking=lines.waking(each, stands, scene),
        elsewhere=lines.elsewhere(each, stands, scene),
        latest=lines.latest(each, stands, scene),
        opens=lines.opens(each, scene),
        asked_head=say("What Amazon wants") if words.by_amazon else say("What this is about"),
        asked=tuple(lines.asked(each, name, scene)),
        missed_head=say("If it was missed") if stands == "passed" else say("If this is missed"),
        if_missed=tuple(lines.if_missed(each, scene)),
        menu=say.known(words.menu),
        step=lines.step(words, stands, scene),
        ready=ready,
        good=tuple(lines.good(each, words, stands, scene, listed=bool(ready))),
        actions=tuple(actions(slot, each, words, stands, scene)),
        known=tuple(lines.known(each, scene)),
        about=tuple(_about(slot, each, scene)),
        why=reasons_why(say, each.deadline, scene.contact.zone),
        correct=stated(
            each.obligation,
            say("If Seller Central shows another time, trust Seller Central and record it:"),
            scene,
        ),
        missing=missing(ready, scene),
    )


def _about(slot: Slot, each: Round, scene: Scene) -> Iterator[str]:
    track = track_of(each, scene.of.tracks)
    yield from rungs.moved(slot, each, scene, track.since if track else None)
    yield from rungs.merged(slot, scene)


def _is_last(slot: Slot, scene: Scene) -> bool:
    own = slot.id.partition(":")[0]
    return slot.name in RUNGS and not any(
        other.name in RUNGS and other.due > slot.due and other.id.startswith(f"{own}:")
        for other in scene.ahead
    )
