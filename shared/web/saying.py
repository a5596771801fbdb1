"""The page of one verb: a GET shows what it would do, a POST does it, once."""

from collections.abc import Mapping
from typing import Any

from shared.adapters.signed_links import A_PAGE, AFTER_THE_CUT_OFF, Grant, Seal
from shared.domain.accounts import Contact
from shared.domain.errors import InputError
from shared.domain.protocol import StoredCase
from shared.domain.rounds import Round
from shared.mail import lines
from shared.mail.language import mark
from shared.mail.safe import clean
from shared.mail.wording import wording
from shared.messages import claim_event, read_message
from shared.web.exchange import Answer, Request
from shared.web.found import Found, OutdatedError, Tools, reader_of, round_of
from shared.web.pages import page
from shared.web.verbs import SAYINGS, event_id, label, messages, offered, picks
from shared.web.view import View, view

_OVER = mark("This has ended already, so there is nothing to say about it.")
_OPEN = mark("This is open, so there is nothing to take back.")
_LATE = mark("It is too late to put the reminders off: the last safe one must come.")


def saying(request: Request, grant: Grant, tools: Tools) -> Answer:
    """Answer a request to the page of a verb; raises OutdatedError."""
    found = tools.of_order(tools.account(grant.account), grant.order)
    reader = reader_of(found.account, grant)
    seen = view(request.here, request.query, tools.now(), reader)
    each = round_of(found.case, grant)
    shown = _about(found, each, grant, seen, tools.seal)
    before = _used(found.stored, grant)
    if before is not None:
        said = seen.say("This link was used on %(when)s; using it again changes nothing.",
                        when=seen.here(before))  # fmt: skip
        return page("said", seen, {**shown, "told": said})
    chosen = _sensible(grant, found, each, reader, seen)
    if request.method != "POST":
        return page("say", seen, {**shown, **chosen, "wrong": ""})
    try:
        _hand_in(messages(grant, found.case, each, found.account, reader, request.form, seen.now),
                 found, tools)  # fmt: skip
    except InputError as wrong:
        return page("say", seen, {**shown, **chosen, "wrong": str(wrong)}, 422)
    told = seen.say.known(SAYINGS[grant.purpose].done)
    return page("said", seen, {**shown, "told": told, "undo": _undo(grant, each, tools.seal, seen)})


def verb_links(found: Found, each: Round, seen: View, seal: Seal) -> list[tuple[str, str]]:
    """Return label and link of everything that can be said about a round as it stands."""
    names = list(offered(each, found.account, seen.now))
    return [(label(name, each, seen), _link(name, found, each, seal, seen)) for name in names]


def outcome_link(found: Found, each: Round, seen: View, seal: Seal) -> str:
    """Return the link to record how the claim of a round ended."""
    return _link("outcome", found, each, seal, seen)


def _link(name: str, found: Found, each: Round, seal: Seal, seen: View) -> str:
    until = seal.until(AFTER_THE_CUT_OFF, each.deadline.missed_after)
    grant = Grant(
        name, found.account.slug, until, found.stored.order_id, each.obligation, each.number,
        once=str(found.stored.version),
    )  # fmt: skip
    return seen.to(f"/say/{seal.sign(grant)}")


def _hand_in(bodies: list[str], found: Found, tools: Tools) -> None:
    """Put claim events on their queue; what would be refused there is refused here."""
    pack = tools.rules.of(found.account.slug)
    for body in bodies:
        claim_event(read_message(body), found.account, pack, tools.now())
    tools.events.add(bodies)


def _used(stored: StoredCase, grant: Grant) -> Any:  # noqa: ANN401
    own = event_id(grant)
    return next((each.arrived_at for each in stored.events if each.event_id == own), None)


def _sensible(
    grant: Grant, found: Found, each: Round, reader: Contact, seen: View
) -> Mapping[str, Any]:
    """Return what the page asks; raises OutdatedError for what makes no sense any more."""
    name = grant.purpose
    if name == "reopen" and each.closed_as is None:
        raise OutdatedError(_OPEN)
    if name not in ("reopen", "outcome") and each.closed_as is not None:
        raise OutdatedError(_OVER)
    offers = picks(name, found.case, each, found.account, reader, seen)
    if name == "snooze" and not offers:
        raise OutdatedError(_LATE)
    words = SAYINGS[name]
    return {
        "means": seen.say.known(words.means),
        "button": label(name, each, seen),
        "ask": seen.say.known(words.ask),
        "picks": offers,
        "amount": name == "outcome",
    }


def _about(found: Found, each: Round, grant: Grant, seen: View, seal: Seal) -> dict[str, Any]:
    say = seen.say
    case_link = Grant("case", grant.account, seal.until(A_PAGE), grant.order)
    by = seen.here(each.cut_off(seen.now))
    return {
        "title": label(grant.purpose, each, seen),
        "name": lines.numbered(say, each, wording(each.obligation)),
        "order": found.stored.order_id,
        "account": found.account.slug,
        "cutoff": say("Cut-off: %(when)s", when=by),
        "asks": clean(say, each.asks()),
        "case_link": seen.to(f"/case/{seal.sign(case_link)}"),
        "undo": "",
    }


def _undo(grant: Grant, each: Round, seal: Seal, seen: View) -> str:
    if grant.purpose not in ("responded", "declined"):
        return ""
    until = seal.until(AFTER_THE_CUT_OFF, each.deadline.missed_after)
    back = Grant("reopen", grant.account, until, grant.order, grant.obligation, grant.round,
                 grant.contact, event_id(grant)[:20])  # fmt: skip
    return seen.to(f"/say/{seal.sign(back)}")
