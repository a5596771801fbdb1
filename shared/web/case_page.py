"""The page of a case: what is owed and why, what to attach, what was sent, what can be said."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from shared.adapters.signed_links import A_PAGE, Grant, Seal
from shared.domain.claims import FINAL
from shared.domain.drafts.draft import Draft
from shared.domain.drafts.letters import draft
from shared.domain.drafts.lint import lint
from shared.domain.drafts.passages import Subject
from shared.domain.eligibility import eligibility
from shared.domain.events import CLAIM_PROGRAMMES
from shared.domain.evidence import Checklist, checklist
from shared.domain.rounds import Round
from shared.domain.schools import schools
from shared.mail import lines
from shared.mail.dates import awake, between, span
from shared.mail.draft_words import about, remark
from shared.mail.explaining import explanation
from shared.mail.knowledge import (
    checklist_lines,
    eligibility_lines,
    reason_words,
    school_lines,
)
from shared.mail.reasons import CLOSERS, STATUSES
from shared.mail.safe import clean
from shared.mail.scene import money
from shared.mail.why import readable, sentence
from shared.mail.wording import PROGRAMMES, wording
from shared.policy.knowledge import load_knowledge
from shared.web.exchange import Answer, Request
from shared.web.found import Found, Tools, reader_of
from shared.web.history import history, sent
from shared.web.pages import html, page
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
class Side:
    """One claim, ready to print."""

    name: str
    status: str
    sum: str
    reason: str
    may_be: tuple[str, ...]
    proofs: tuple[str, ...]
    proofs_missing: int
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
    seen = view(request.path, request.query, tools.now(), reader, still=tools.still)
    return page("case", seen, shown(found, seen, tools.seal))


def case_html(found: Found, seen: View) -> str:
    """Return the page of a case that stands alone, without anything to press."""
    return html("case", seen, shown(found, seen, None))


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


def case_link(found: Found, seen: View, seal: Seal) -> str:
    """Return a link to the page of a case."""
    grant = Grant("case", found.account.slug, seal.until(A_PAGE), found.stored.order_id)
    return seen.to(f"/case/{seal.sign(grant)}")


def _soonest(rounds: list[Round], seen: View) -> list[Round]:
    """Return rounds as they matter: what is open, soonest first, then the latest to end."""
    live = [each for each in rounds if each.is_open(seen.now)]
    over = [each for each in rounds if not each.is_open(seen.now)]
    live.sort(key=lambda each: each.deadline.remind_by)
    return [*live, *reversed(over)]


def _owed(each: Round, found: Found, seen: View, seal: Seal | None) -> Owed:
    say, by = seen.say, each.deadline.remind_by
    ahead = each.closed_as is None and seen.now <= by
    told = explanation(each, found.case, seen.zone, seen.language, seen.now)
    return Owed(
        name=lines.numbered(say, each, wording(each.obligation)),
        state=state_words(each, seen),
        cutoff=seen.here(by),
        until=by.isoformat() if ahead else "",
        left=span(say, between(seen.now, by)) if ahead else "",
        awake=awake_words(each, seen) if ahead else "",
        urgent=each.is_open(seen.now),
        asks=clean(say, each.asks()),
        why=tuple(told),
        verbs=tuple(verb_links(found, each, seen, seal)) if seal else (),
    )


def state_words(each: Round, seen: View) -> str:
    """Return where a round stands, in words."""
    say, opens_at, later = seen.say, each.deadline.opens_at, each.snoozed_until
    if each.closed_by is not None:
        if each.closed_as == "answered":
            return say("answered late") if each.late else say("answered")
        kind = each.closed_by.type
        why = say.known(CLOSERS.get(kind, kind.replace("_", " ")))
        return say("no longer needed: %(why)s", why=why)
    match each.state(seen.now):
        case "missed":
            return say("missed")
        case "lapsed":
            return say("lapsed, nothing was missed by that")
        case "in_doubt":
            end = seen.briefly(each.deadline.missed_after)
            return say("in doubt, may run until %(when)s", when=end)
        case _:
            pass
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
    waking = span(seen.say, awake(seen.now, by, seen.quiet))
    return seen.say("%(awake)s of it outside quiet hours", awake=waking)


def _sides(found: Found, seen: View, seal: Seal | None) -> Iterator[Side]:
    case, say, knowledge = found.case, seen.say, load_knowledge()
    for name in CLAIM_PROGRAMMES:
        if name not in case.claims:
            continue
        claim = case.claims[name]
        proofs = checklist(case, name, knowledge, seen.now)
        over = claim.status in FINAL and not proofs.appeal
        made = None if over else draft(Subject(case, name, found.stored.order_id, proofs, seen.now))
        rounds = [each for each in case.all_rounds() if each.programme == name]
        both = schools(case, knowledge, seen.now) if name == "atoz" else ()
        yield Side(
            name=say.known(PROGRAMMES[name]),
            status=say.known(STATUSES.get(claim.status, claim.status.replace("_", " "))),
            sum=money(case.amount(name)),
            reason=reason_words(say, claim.reason),
            may_be=tuple(
                _browsed(eligibility_lines(say, eligibility(case, name, knowledge, seen.now)))
            ),
            proofs=tuple(checklist_lines(say, proofs)),
            proofs_missing=_missing(proofs),
            choice=tuple(school_lines(say, both, found.account.orders_60d)),
            draft=made,
            draft_about=tuple(about(say, made, knowledge)) if made else (),
            remarks=tuple(remark(say, each) for each in lint(made.text)) if made else (),
            outcome=outcome_link(found, rounds[-1], seen, seal)
            if seal and rounds and claim.known
            else "",
        )


def _browsed(told: Iterator[str]) -> Iterator[str]:
    """Leave out the options of a command, which a page does not have."""
    return (line.partition(":")[2].strip() if line.startswith("  --") else line for line in told)


def _missing(proofs: Checklist) -> int:
    return len(proofs.missing)
