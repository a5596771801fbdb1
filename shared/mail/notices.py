"""What a notice says: an obligation has ended, or something about a case is in doubt."""

from collections.abc import Iterator
from dataclasses import dataclass

from shared.domain.events import CLAIM_PROGRAMMES
from shared.domain.plan import Slot
from shared.domain.rounds import Round
from shared.mail.language import mark
from shared.mail.lines import ended, name_of
from shared.mail.notes import readable, sentence
from shared.mail.reasons import STATUSES
from shared.mail.scene import Scene, money
from shared.mail.subjects import notice_subject, subject
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
}
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


def notice_facts(slot: Slot, scene: Scene) -> Notice:
    """Build what a notice says to its reader."""
    told = _closed(slot, slot.of, scene) if slot.of is not None else _doubt(slot, scene)
    subject_, kicker, headline, said = told
    return Notice(
        subject=subject_,
        kicker=kicker,
        headline=headline,
        said=tuple(said),
        standing=tuple(_standing(scene)),
        still_open=tuple(_still_open(scene, slot.of)),
    )


def _closed(slot: Slot, each: Round, scene: Scene) -> tuple[str, str, str, Iterator[str]]:
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
    return subject(slot, each, scene.of.order_id), kicker, headline, _how(each, scene)


def _how(each: Round, scene: Scene) -> Iterator[str]:
    say, closer = scene.say, each.closed_by
    yield say("The cut-off was %(when)s.", when=scene.here(each.deadline.remind_by))
    if closer is not None:
        yield ended(say, closer, scene.contact.zone)
    if each.late:
        yield say("That was after the cut-off by every reading; Amazon may not accept it.")
    elif each.closed_as == "answered" and each.hard:
        yield say("If this is wrong, reopen it, and the reminders go on.")


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


def _standing(scene: Scene) -> Iterator[str]:
    say = scene.say
    for name, claim in scene.case.claims.items():
        if name not in CLAIM_PROGRAMMES or not claim.known:
            continue
        words = {
            "programme": say.known(PROGRAMMES[name]),
            "status": say.known(STATUSES.get(claim.status, claim.status)),
        }
        if amount := money(scene.case.amount(name)):
            yield say("%(programme)s claim: %(status)s, %(sum)s.", sum=amount, **words)
        else:
            yield say("%(programme)s claim: %(status)s.", **words)


def _still_open(scene: Scene, ended: Round | None) -> Iterator[str]:
    for each in scene.case.all_rounds():
        if each is not ended and each.is_open(scene.now):
            yield scene.say(
                "%(name)s until %(when)s.",
                name=name_of(each, wording(each.obligation), scene),
                when=scene.here(each.deadline.remind_by),
            )
