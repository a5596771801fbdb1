"""What a reader can say about an obligation: as buttons where there is a page, else as commands."""

from collections.abc import Iterator
from dataclasses import dataclass

from shared.domain.events import programme_of
from shared.domain.plan import Slot
from shared.domain.rounds import Round
from shared.mail.language import mark
from shared.mail.links import Links, Verb
from shared.mail.scene import Phase, Scene
from shared.mail.wording import Wording

DONE = {
    "Answer": mark("I answered"),
    "Reply": mark("I replied"),
    "File": mark("I filed it"),
    "Appeal": mark("I appealed"),
    "Look": mark("It is done"),
}
"""Verb of an obligation → what its reader says once it is met."""
OURS = {
    "acknowledged", "appeal_filed", "claim_opened", "declined", "return_answered",
    "seller_replied", "seller_responded",
}  # fmt: skip
"""Events that somebody here reports; what Amazon decides is not undone by a click."""


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to say: in words, and where to click or what to type."""

    words: str
    link: str
    """Empty where there is no page."""
    label: str
    """What stands on the button."""
    command: str
    main: bool = False
    """Whether it is one of those most readers need."""


def actions(slot: Slot, each: Round, words: Wording, stands: Phase, scene: Scene) -> list[Action]:
    """Return what the reader of a slot can say about its obligation."""
    offered = _passed(slot, each, scene) if stands == "passed" else _open(slot, each, words, scene)
    return list(offered)


def undo(slot: Slot, each: Round, scene: Scene) -> Action | None:
    """Return how to take back what ended an obligation, where somebody here reported it."""
    if each.closed_by is None or each.closed_by.type not in OURS:
        return None
    return _action(
        "reopen",
        scene.say("If this is wrong, reopen it, and the reminders go on."),
        scene.say("Undo"),
        scene.command("reopen", each.programme, f"--obligation {each.obligation}"),
        slot,
        scene.links,
    )


def stated(obligation: str, words: str, scene: Scene) -> Action:
    """Return how to record the cut-off that Seller Central shows."""
    rest = f"--obligation {obligation} --stated TIME"
    return Action(words, "", "", scene.command("set-deadline", programme_of(obligation), rest))


def responded(each: Round, scene: Scene) -> str:
    """Return what to type once an obligation is met."""
    # contact before a claim is a message: one reply answers both
    programme = "message" if each.obligation == "atoz.buyer_contact" else each.programme
    return scene.command("responded", programme)


def _passed(slot: Slot, each: Round, scene: Scene) -> Iterator[Action]:
    if each.hard:
        said = scene.say("If it was answered, record it:")
        label, command = scene.say.known(DONE["Answer"]), responded(each, scene)
        yield _action("responded", said, label, command, slot, scene.links, main=True)


def _open(slot: Slot, each: Round, words: Wording, scene: Scene) -> Iterator[Action]:
    say, links = scene.say, scene.links
    if each.hard:
        said = say("Once it is done, record it; only that ends these reminders:")
        label, command = say.known(DONE[words.verb]), responded(each, scene)
        yield _action("responded", said, label, command, slot, links, main=True)
    if each.acknowledged_at is None:
        command = scene.command("ack", each.programme, f"--obligation {each.obligation}")
        label = say("I have it") if each.hard else say("I have looked")
        yield _action("ack", _seen(each, scene), label, command, slot, links, main=True)
    if links is not None:
        yield from _others(slot, each, scene, links)


def _seen(each: Round, scene: Scene) -> str:
    say = scene.say
    if not each.hard:
        return say("Once you have looked, say so; that ends these reminders:")
    if len(scene.account.contacts) > 1:
        return say(
            "To say that it is yours, so that nobody else is told; the last reminders still come:"
        )
    return say("To say that you have seen it; the last reminders still come:")


def _others(slot: Slot, each: Round, scene: Scene, links: Links) -> Iterator[Action]:
    """Yield what is said more seldom; the commands of these are not worth a line of a mail."""
    say = scene.say
    yield _action("snooze", say("To be reminded later:"), say("Later"), "", slot, links)
    if len(scene.account.contacts) > 1:
        said = say("To give it to somebody else:")
        yield _action("assign", said, say("Somebody else"), "", slot, links)
    if each.hard:
        said = say("To leave it without an answer, which ends these reminders:")
        yield _action("declined", said, say("Not answering"), "", slot, links)


def _action(  # noqa: PLR0913, PLR0917 - words for both ways of saying it
    name: Verb,
    words: str,
    label: str,
    command: str,
    slot: Slot,
    links: Links | None,
    *,
    main: bool = False,
) -> Action:
    link = links.verb(name, slot) if links is not None else ""
    return Action(words, link, label, command, main)
