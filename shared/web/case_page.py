"""The page of a case: what is owed and why, what to attach, what was sent, what can be said."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from shared.adapters.signed_links import Grant, Seal
from shared.domain.claims import FINAL
from shared.domain.drafts.draft import Draft
from shared.domain.drafts.letters import draft
from shared.domain.drafts.lint import lint
from shared.domain.drafts.passages import Subject
from shared.domain.eligibility import eligibility
from shared.domain.events import CLAIM_PROGRAMMES
from shared.domain.evidence import Checklist, checklist
from shared.domain.instants import iso
from shared.domain.rounds import Round
from shared.domain.schools import schools
from shared.mail import lines
from shared.mail.dates import awake
from shared.mail.draft_words import about, remark
from shared.mail.explaining import explanation
from shared.mail.knowledge import (
    NEEDS,
    eligibility_lines,
    origin,
    protection_lines,
    reason_words,
    school_lines,
    sourced,
)
from shared.mail.language import Tongue
from shared.mail.reasons import CLOSERS, STATUSES
from shared.mail.safe import clean
from shared.mail.scene import money
from shared.mail.why import readable, sentence
from shared.mail.wording import PROGRAMMES, wording
from shared.policy.knowledge import load_knowledge
from shared.web.exchange import Answer, Request
from shared.web.found import Found, Tools, reader_of
from shared.web.history import history, sent
from shared.web.pages import page
from shared.web.saying import outcome_link, verb_links
from shared.web.view import View, view


@dataclass(frozen=True, slots=True)
class Owed:
    """One obligation, ready to print."""

    name: str
    state: str
    cutoff: str
    until: str
    """When time is up, for the script that ticks; empty when it does not."""
    left: str
    awake: str
    urgent: bool
    asks: str
    why: tuple[str, ...]
    verbs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Proof:
    """One line of a checklist, ready to print."""

    there: bool
    needed: bool
    words: str
    origin: str


@dataclass(frozen=True, slots=True)
class Side:
    """One claim, ready to print."""

    name: str
    status: str
    sum: str
    reason: str
    may_be: tuple[str, ...]
    proofs: tuple["Proof", ...]
    proofs_missing: int
    where: str
    """Where to attach them."""
    choice: tuple[str, ...]
    draft: Draft | None
    draft_about: tuple[str, ...]
    remarks: tuple[str, ...]
    outcome: str
    """The link to record how it ended."""


def case_of_link(request: Request, grant: Grant, tools: Tools) -> Answer:
    """Answer a request by a link that was mailed; raises OutdatedError."""
    found = tools.of_order(tools.account(grant.account), grant.order)
    reader = reader_of(found.account, grant)
    seen = view(request.here, request.query, tools.now(), reader)
    return page("case", seen, shown(found, seen, tools.seal))


def shown(found: Found, seen: View, seal: Seal | None, home: str = "") -> dict[str, Any]:
    """Return what the page of a case shows; without a seal nothing can be said on it."""
    case, say = found.case, seen.say
    return {
        "title": say("Order %(order)s", order=found.stored.order_id),
        "account": found.account.slug,
        "store": case.store.name,
        "owner": clean(say, case.owner),
        "owed": [_owed(each, found, seen, seal) for each in _soonest(case.all_rounds(), seen)],
        "sides": list(_sides(found, seen, seal)),
        "doubts": [sentence(readable(say, flag.words, seen.zone)) for flag in case.flags],
        "past": history(found, seen),
        "sent": sent(found, seen),
        "home": home,
        "ticks": True,
    }


def _soonest(rounds: list[Round], seen: View) -> list[Round]:
    """Return rounds as they matter: what is open, soonest first, then the latest to end."""
    live = [each for each in rounds if each.is_open(seen.now)]
    over = [each for each in rounds if not each.is_open(seen.now)]
    live.sort(key=lambda each: each.deadline.remind_by)
    return [*live, *reversed(over)]


def _owed(each: Round, found: Found, seen: View, seal: Seal | None) -> Owed:
    say, by = seen.say, each.cut_off(seen.now)
    ahead = each.closed_as is None and seen.now <= by
    told = explanation(each, found.case, seen.zone, seen.language, seen.now)
    return Owed(
        name=lines.numbered(say, each, wording(each.obligation)),
        state=state_words(each, seen),
        cutoff=seen.here(by),
        until=iso(by) if ahead else "",
        left=left_words(by - seen.now, seen) if ahead else "",
        awake=awake_words(each, seen) if ahead else "",
        urgent=each.is_open(seen.now),
        asks=clean(say, each.asks()),
        why=tuple(told),
        verbs=tuple(verb_links(found, each, seen, seal)) if seal else (),
    )


def state_words(each: Round, seen: View) -> str:
    """Return where a round stands, in words."""
    say = seen.say
    if each.closed_by is not None:
        if each.closed_as == "answered":
            return say("answered late") if each.late else say("answered")
        kind = each.closed_by.type
        why = say.known(CLOSERS.get(kind, kind.replace("_", " ")))
        return say("no longer needed: %(why)s", why=why)
    stands = each.state(seen.now)
    if stands == "in_doubt":
        end = seen.briefly(each.deadline.missed_after)
        return say("in doubt, may run until %(when)s", when=end)
    if stands == "open":
        return _waiting_words(each, seen)
    return say("missed") if stands == "missed" else say("lapsed, nothing was missed by that")


def _waiting_words(each: Round, seen: View) -> str:
    say, opens_at, later = seen.say, each.deadline.opens_at, each.snoozed_until
    if opens_at is not None and seen.now < opens_at:
        return say("may be filed from %(when)s", when=seen.briefly(opens_at))
    if later is not None and seen.now < later:
        return say("snoozed until %(when)s", when=seen.briefly(later))
    return say("seen") if each.acknowledged_at is not None else say("open")


def awake_words(each: Round, seen: View) -> str:
    """Return how much of what is left lies outside the reader's quiet hours."""
    by = each.deadline.remind_by
    if seen.quiet is None or by <= seen.now:
        return ""
    return seen.say("%(left)s awake", left=left_words(awake(seen.now, by, seen.quiet), seen))


def left_words(left: timedelta, seen: View) -> str:
    """Return a length of time as the script that ticks writes it."""
    day, hour, minute = seen.say("d h m").split(" ")
    hours, minutes = divmod(int(left / timedelta(minutes=1)), 60)
    if hours >= 24:  # noqa: PLR2004 - hours of a day
        return f"{hours // 24} {day} {hours % 24:02} {hour}"
    return f"{hours} {hour} {minutes:02} {minute}" if hours else f"{minutes} {minute}"


def _sides(found: Found, seen: View, seal: Seal | None) -> Iterator[Side]:
    case, say, knowledge = found.case, seen.say, load_knowledge()
    for name in CLAIM_PROGRAMMES:
        if name not in case.claims:
            continue
        claim = case.claims[name]
        proofs = checklist(case, name, knowledge, seen.now)
        over = claim.status in FINAL and not proofs.appeal
        of = Subject(case, name, found.stored.order_id, proofs, seen.now, knowledge.letters)
        made = None if over else draft(of)
        rounds = [each for each in case.all_rounds() if each.programme == name]
        both = schools(case, knowledge, seen.now) if name == "atoz" else ()
        yield Side(
            name=say.known(PROGRAMMES[name]),
            status=say.known(STATUSES.get(claim.status, claim.status.replace("_", " "))),
            sum=money(case.amount(name)),
            reason=reason_words(say, claim.reason),
            may_be=(
                *_browsed(eligibility_lines(say, eligibility(case, name, knowledge, seen.now))),
                *(protection_lines(say, case) if name == "atoz" else ()),
            ),
            proofs=tuple(_proofs(proofs, say)),
            proofs_missing=len(proofs.missing),
            where=sourced(say, proofs.place.says) if proofs.place else "",
            choice=tuple(school_lines(say, both, found.account.orders_60d)),
            draft=made,
            draft_about=tuple(about(say, made, case.store, knowledge)) if made else (),
            remarks=tuple(remark(say, each) for each in lint(made.text, knowledge.advice_to_seller))
            if made
            else (),
            outcome=outcome_link(found, rounds[-1], seen, seal)
            if seal and rounds and claim.known
            else "",
        )


def _browsed(told: Iterator[str]) -> Iterator[str]:
    """Leave out the options of a command, which a page does not have."""
    return (line.partition(":")[2].strip() if line.startswith("  --") else line for line in told)


def _proofs(of: Checklist, say: Tongue) -> Iterator[Proof]:
    for line in of.lines:
        words = [say.known(line.proof.says.words)]
        if line.proof.need in NEEDS:
            words.append(say.known(NEEDS[line.proof.need]))
        if line.done == "facts":
            words.append(say("(known from the facts of the order)"))
        needed = line.proof.need not in NEEDS
        yield Proof(bool(line.done), needed, " ".join(words), origin(say, line.proof.says))
    for item in of.others:
        yield Proof(there=True, needed=False, words=clean(say, item), origin="")
