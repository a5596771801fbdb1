"""What a notice says: an obligation has ended, or something about a case is in doubt."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from shared.domain.case import Case
from shared.domain.events import CLAIM_PROGRAMMES
from shared.domain.plan import Slot
from shared.domain.rounds import Round
from shared.mail.actions import Action, stated, undo
from shared.mail.language import Tongue, mark
from shared.mail.lines import ended, name_of
from shared.mail.notes import readable, sentence
from shared.mail.reasons import STATUSES
from shared.mail.scene import Scene, money
from shared.mail.subjects import closed_subject, notice_subject
from shared.mail.wording import PROGRAMMES, wording

_DOUBTS = {
    "closed": (
        mark("No longer needed"),
        mark(
            "An event that happened earlier and was heard of later settles it: there are no more "
            "reminders about it."
        ),
    ),
    "second_claim": (
        mark("A second claim on this order"),
        mark(
            "Amazon takes one claim of a kind per order. Nothing is counted twice, and whatever "
            "the second one asks is reminded as well. See in Seller Central which one stands."
        ),
    ),
    "too_early": (
        mark("Filed before it may be filed"),
        mark(
            "A claim filed too early may be refused. See in Seller Central whether it was taken; "
            "if not, file it again while the time for it runs."
        ),
    ),
    "contradiction": (
        mark("Two decisions that do not fit together"),
        mark(
            "Both are kept and the later one counts here. See in Seller Central which one stands."
        ),
    ),
    "no_rule": (
        mark("No rule is known for this"),
        mark(
            "So no cut-off can be computed and there are no reminders. See in Seller Central until "
            "when it has to be done, and record that time."
        ),
    ),
}
_UNRULED = re.compile(r"no rule for (\w+\.\w+) ")
_ANY_DOUBT = (
    mark("Something about this order needs a look"),
    mark("Compare it with Seller Central; where they differ, trust Seller Central."),
)


@dataclass(frozen=True, slots=True)
class Notice:
    """Everything a notice says."""

    subject: str
    kicker: str
    headline: str
    said: tuple[str, ...]
    standing: tuple[str, ...]
    """Where the claims of the order stand."""
    still_open: tuple[str, ...]
    action: Action | None = None
    """How to take back what ended it, or to give the time that is not known."""


def notice_facts(slot: Slot, scene: Scene) -> Notice:
    """Build what a notice says to its reader."""
    told = _closed(slot.of, slot, scene) if slot.of is not None else _doubt(slot, scene)
    subject_, kicker, headline, said = told
    return Notice(
        subject=subject_,
        kicker=kicker,
        headline=headline,
        said=tuple(said),
        standing=tuple(_standing(scene)),
        still_open=tuple(_still_open(scene, slot.of)),
        action=undo(slot, slot.of, scene) if slot.of is not None else _unruled(slot, scene),
    )


def _closed(each: Round, slot: Slot, scene: Scene) -> tuple[str, str, str, Iterator[str]]:
    say = scene.say
    kicker = {
        "answered": say("Answered late") if each.late else say("Answered"),
        "cancelled": say("No longer needed"),
    }.get(each.closed_as or "", say("Ended"))
    headline = say(
        "%(name)s, order %(order)s: no more reminders.",
        name=name_of(each, wording(each.obligation), scene),
        order=scene.of.order_id,
    )
    return closed_subject(slot, each, scene.of.order_id), kicker, headline, _how(each, scene)


def _how(each: Round, scene: Scene) -> Iterator[str]:
    say, closer = scene.say, each.closed_by
    yield say("The cut-off was %(when)s.", when=scene.here(each.deadline.remind_by))
    if closer is not None:
        yield ended(say, closer, scene.contact.zone)
    if each.late:
        yield say("That was after the cut-off by every reading; Amazon may not accept it.")


def _doubt(slot: Slot, scene: Scene) -> tuple[str, str, str, Iterator[str]]:
    say, flag = scene.say, slot.flag
    programme = next(
        (e.programme for e in scene.case.events if flag and e.event_id == flag.event_id), ""
    )
    kicker, advice = _DOUBTS.get(slot.name, _ANY_DOUBT)

    def said() -> Iterator[str]:
        if flag is not None:
            yield sentence(readable(say, flag.words, scene.contact.zone))
        yield say.known(advice)

    headline = say(
        "%(programme)s, order %(order)s.",
        programme=say.known(PROGRAMMES.get(programme, programme)),
        order=scene.of.order_id,
    )
    return (
        notice_subject(slot, programme, scene.of.order_id),
        say.known(kicker),
        headline,
        said(),
    )


def _unruled(slot: Slot, scene: Scene) -> Action | None:
    """Return how to give a cut-off that no rule can compute."""
    found = _UNRULED.match(slot.flag.words if slot.flag else "")
    if slot.name != "no_rule" or found is None:
        return None
    return stated(found[1], scene.say("Record the time Seller Central shows:"), scene)


def standing(say: Tongue, programme: str, case: Case) -> str:
    """Return where the claim of a programme stands."""
    status = case.claims[programme].status
    words = {
        "programme": say.known(PROGRAMMES[programme]),
        "status": say.known(STATUSES.get(status, status)),
    }
    if amount := money(case.amount(programme)):
        return say("%(programme)s claim: %(status)s, %(sum)s.", sum=amount, **words)
    return say("%(programme)s claim: %(status)s.", **words)


def _standing(scene: Scene) -> Iterator[str]:
    for name, claim in scene.case.claims.items():
        if name in CLAIM_PROGRAMMES and claim.known:
            yield standing(scene.say, name, scene.case)


def _still_open(scene: Scene, ended: Round | None) -> Iterator[str]:
    for each in scene.case.all_rounds():
        if each is not ended and each.is_open(scene.now):
            yield scene.say(
                "%(name)s until %(when)s.",
                name=name_of(each, wording(each.obligation), scene),
                when=scene.here(each.deadline.remind_by),
            )
