"""The facts of one message, one set per obligation: ready sentences, the same for text and HTML."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.domain.accounts import Account, Contact
from shared.domain.case import Case
from shared.domain.ladder import RUNGS
from shared.domain.plan import Slot, track_of
from shared.domain.protocol import StoredCase
from shared.domain.rounds import Round
from shared.mail import rungs
from shared.mail.dates import When, awake, between, hours, short, span, when
from shared.mail.language import Tongue, tongue
from shared.mail.reasons import PROOFS, REASONS
from shared.mail.safe import clean
from shared.mail.why import reasons_why, sentence
from shared.mail.wording import ONE_ANSWER, SUBJECTS, Wording, programme_word, wording


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything a message says about one obligation; what does not apply is empty."""

    obligation: str
    name: str
    headline: str
    kicker: str
    cutoff: When
    left: str
    awake: str
    elsewhere: str
    """The cut-off on the store's clock, where that is another."""
    latest: str
    """Until when it may run by another reading."""
    opens: str
    what: tuple[str, ...]
    if_missed: str
    menu: str
    steps: tuple[str, ...]
    good: str
    record: str
    record_command: str
    seen: str
    seen_command: str
    about: tuple[str, ...]
    """Why this message comes now."""
    why: tuple[str, ...]
    """Why the cut-off is when it is."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What all obligations of one message share."""

    case: Case
    of: StoredCase
    account: Account
    contact: Contact
    now: datetime
    ahead: Sequence[Slot] = ()

    @property
    def say(self) -> Tongue:
        """Speak the reader's language."""
        return tongue(self.contact.language)


def facts(slot: Slot, each: Round, scene: Scene) -> Facts:
    """Build the facts of one obligation for one reader."""
    say, words = scene.say, wording(each.obligation)
    stands = rungs.phase(each, slot.name, scene.now)
    name = _name(say, each, words)
    record, command = _record(say, each, scene)
    return Facts(
        obligation=each.obligation,
        name=name,
        headline=rungs.headline(say, slot, each, name, scene.now, last=_is_last(slot, scene)),
        kicker=_kicker(say, words, stands),
        cutoff=when(say, each.deadline.remind_by, scene.contact.zone),
        left=_left(say, each, stands, scene),
        awake=_awake(say, each, scene) if stands == "ahead" else "",
        elsewhere=_elsewhere(say, each, scene),
        latest=_latest(say, each, scene),
        opens=_opens(say, each, scene),
        what=_what(say, each, name, scene),
        if_missed=_if_missed(say, each),
        menu=say.known(words.menu),
        steps=(say.known(words.step),),
        good=_good(say, each, words, scene),
        record=record,
        record_command=command,
        seen=_seen(say, each),
        seen_command=_command("ack", scene, f"--obligation {each.obligation}")
        if each.acknowledged_at is None and stands != "passed"
        else "",
        about=_about(say, slot, each, scene),
        why=reasons_why(say, each.deadline, scene.contact.zone),
    )


def subject(slot: Slot, each: Round, order_id: str) -> str:
    """Return the subject: constant for obligation, recipient and cut-off."""
    contact = slot.contact
    say = tongue(contact.language if contact else "en")
    by = each.deadline.remind_by
    zone = contact.zone if contact else by.tzinfo
    return say(
        SUBJECTS[wording(each.obligation).verb],
        when=short(say, by, zone),  # type: ignore[arg-type]
        programme=say.known(programme_word(each.obligation)),
        tail=order_id[-4:],
    )


def money(amount: object) -> str:
    """Return a sum as value and currency, empty when none is known."""
    return f"{amount['value']} {amount['currency']}" if isinstance(amount, dict) else ""


def _name(say: Tongue, each: Round, words: Wording) -> str:
    name = say.known(words.name)
    if each.number == 1:
        return name
    return say("%(name)s, round %(number)d", name=name, number=each.number)


def _kicker(say: Tongue, words: Wording, stands: rungs.Phase) -> str:
    if stands == "ahead":
        return say.known(words.kicker)
    return say("The earliest cut-off was") if stands == "doubt" else say("The cut-off was")


def _left(say: Tongue, each: Round, stands: rungs.Phase, scene: Scene) -> str:
    by, end = each.deadline.remind_by, each.deadline.missed_after
    now = short(say, scene.now, scene.contact.zone)
    if stands == "ahead":
        return say("%(left)s left as of %(now)s.", left=span(say, between(scene.now, by)), now=now)
    ago = span(say, between(by, scene.now))
    if stands == "passed":
        return say("It passed %(ago)s ago, as of %(now)s.", ago=ago, now=now)
    return say(
        "It passed %(ago)s ago, as of %(now)s; by the latest reading %(left)s are left.",
        ago=ago,
        now=now,
        left=span(say, between(scene.now, end)),
    )


def _awake(say: Tongue, each: Round, scene: Scene) -> str:
    quiet, by = scene.contact.quiet, each.deadline.remind_by
    if quiet is None or by - scene.now > 2 * RUNGS["24h"]:
        return ""
    outside = awake(scene.now, by, quiet)
    if outside >= by - scene.now:
        return say("All of it lies outside your quiet hours (%(hours)s).", hours=hours(quiet))
    if outside < RUNGS["30m"]:
        return say("Almost all of it lies in your quiet hours (%(hours)s).", hours=hours(quiet))
    return say(
        "%(awake)s of it lie outside your quiet hours (%(hours)s).",
        awake=span(say, outside),
        hours=hours(quiet),
    )


def _elsewhere(say: Tongue, each: Round, scene: Scene) -> str:
    zone = scene.case.store.zone
    if str(zone) == str(scene.contact.zone):
        return ""
    there = when(say, each.deadline.remind_by, zone)
    return say("In the store's time that is %(when)s.", when=there)


def _latest(say: Tongue, each: Round, scene: Scene) -> str:
    by, end = each.deadline.remind_by, each.deadline.missed_after
    if between(by, end) <= between(by, by):
        return ""
    return say(
        "By another reading it may run until %(when)s; these reminders keep to the earlier one.",
        when=when(say, end, scene.contact.zone),
    )


def _opens(say: Tongue, each: Round, scene: Scene) -> str:
    opens_at = each.deadline.opens_at
    if opens_at is None or opens_at <= scene.now:
        return ""
    return say(
        "It may be filed from %(when)s on; filed earlier it may be refused.",
        when=when(say, opens_at, scene.contact.zone),
    )


def _what(say: Tongue, each: Round, name: str, scene: Scene) -> tuple[str, ...]:
    sum_ = money(scene.case.amount(each.programme))
    reason, asks = _reason(each, scene), clean(say, each.asks())
    label = clean(say, _label(each))
    lines = [
        say("%(name)s, order %(order)s.", name=name, order=scene.of.order_id),
        say(
            "Account %(account)s, store %(store)s.",
            account=scene.account.slug,
            store=scene.case.store.name,
        ),
        say("At stake: %(sum)s.", sum=sum_) if sum_ else "",
        say("Reason given: %(reason)s.", reason=_reason_words(say, reason)) if reason else "",
        say("Amazon calls it: “%(label)s”", label=label) if label else "",
        say("Amazon asks: “%(asks)s”", asks=asks) if asks else "",
        say("Looked after by %(owner)s.", owner=clean(say, scene.case.owner))
        if scene.case.owner
        else "",
    ]
    return tuple(line for line in lines if line)


def _reason(each: Round, scene: Scene) -> str:
    claim = scene.case.claims.get(each.programme)
    if claim is None:
        return ""
    decided = claim.outcome if each.obligation.endswith(".appeal") else None
    return str((decided or {}).get("reason") or claim.reason)


def _reason_words(say: Tongue, reason: str) -> str:
    if reason in REASONS:
        return say.known(REASONS[reason])
    return say("“%(words)s”", words=clean(say, reason))


def _label(each: Round) -> str:
    labels = [opening.event.get("claim_label") for opening in each.openings]
    return next((str(label) for label in reversed(labels) if label), "")


def _if_missed(say: Tongue, each: Round) -> str:
    rule = each.deadline.rule
    if rule is None:
        return say("What follows is not known here; Seller Central says it.")
    return sentence(say.known(rule.if_missed))


def _good(say: Tongue, each: Round, words: Wording, scene: Scene) -> str:
    proofs = PROOFS.get(_reason(each, scene), "")
    lines = [words.good, proofs, ONE_ANSWER if words.final else ""]
    return " ".join(say.known(line) for line in lines if line)


def _record(say: Tongue, each: Round, scene: Scene) -> tuple[str, str]:
    if not each.hard:
        return "", ""
    programme = "message" if each.obligation == "atoz.buyer_contact" else each.programme
    command = _command("responded", scene, f"--programme {programme}")
    return say("When it is sent to Amazon, record it; only that ends these reminders:"), command


def _seen(say: Tongue, each: Round) -> str:
    if not each.hard:
        return say("When you have looked, say so; that ends these reminders:")
    return say("To say that you have it, so that nobody else is told (reminders go on):")


def _command(verb: str, scene: Scene, rest: str) -> str:
    slug, order = scene.account.slug, scene.of.order_id
    return f"claimwatch {verb} --account {slug} --order {order} {rest}"


def _about(say: Tongue, slot: Slot, each: Round, scene: Scene) -> tuple[str, ...]:
    track = track_of(each, scene.of.tracks)
    first = scene.account.first
    lines = [
        rungs.moved(say, slot, each, track.since if track else None),
        rungs.merged(say, slot),
        rungs.told_first(say, slot, scene.of, first.name, first.email),
    ]
    return tuple(line for line in lines if line)


def _is_last(slot: Slot, scene: Scene) -> bool:
    own = slot.id.partition(":")[0]
    return slot.name in RUNGS and not any(
        other.name in RUNGS and other.due > slot.due and other.id.startswith(f"{own}:")
        for other in scene.ahead
    )
