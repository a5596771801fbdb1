"""The board of an account, or of all: what is open, soonest first, page by page.

What is said of the whole is counted over the whole: order, totals and what was missed come from an
index that knows every open round, and only the cases of the rows of one page are read.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from shared.adapters.signed_links import EVERY_ACCOUNT, ForgedLinkError, Grant, Seal
from shared.domain.accounts import Account
from shared.domain.rounds import Round
from shared.mail.dates import city
from shared.mail.language import mark
from shared.mail.safe import printable
from shared.observability import logger
from shared.web.board import (
    URGENT,
    Row,
    claim_rows,
    doubt_rows,
    ended_rows,
    head_row,
    missed_rows,
    newest,
    open_row,
    soonest,
    unread_row,
)
from shared.web.case_page import shown as case_shown
from shared.web.exchange import Answer, Request
from shared.web.feed import feed_link
from shared.web.figures_page import figures
from shared.web.filters import Filters, UnknownChoiceError, choices_of, known_filters
from shared.web.found import Found, OutdatedError, Tools
from shared.web.pages import html, page
from shared.web.view import View, view
from shared.web.waiting_list import Line, WaitingList, waiting_list

A_PAGE = 50
MOST_ROWS = 40
"""More of what has ended are only counted."""
Reach = Callable[[str, str], str]
"""The link to a case, by account and order."""


def board(request: Request, grant: Grant, tools: Tools) -> Answer:
    """Answer a request for a board, or for a case or the figures by way of it."""
    seen = _view(request, grant, tools)
    home = seen.to(f"/board/{request.parts[1]}")
    try:
        return _room(request, grant, tools, seen, home)
    except UnknownChoiceError as why:
        told = {"title": seen.say("There is no such choice"), "told": str(why), "back": home}
        return page("explained", seen, told, 400)


def _room(request: Request, grant: Grant, tools: Tools, seen: View, home: str) -> Answer:
    rest = request.parts[2:]
    if not rest:
        return page("board", seen, _shown(request, grant, tools, seen))
    account = tools.account(_within(grant, rest[0]))
    kept = {**seen.query, "lang": seen.language, "zone": seen.zone.key}
    own = replace(seen, quiet=account.first.quiet, query=kept)
    match rest[1:]:
        case ["figures" | "figures.csv" as name]:
            return figures(name, account, tools, own, home)
        case ["order", order]:
            found = tools.of_order(account, order)
            return page("case", own, case_shown(found, own, tools.seal, home))
        case _:
            raise OutdatedError(mark("There is no such page on this board."))


def board_html(cases: Sequence[Found], seen: View, reach: Reach | None = None) -> str:
    """Return a board of cases at hand, with what has ended; it stands alone."""
    reach = reach or (lambda _account, _order: "")
    pairs = [(each, reach(each.account.slug, each.stored.order_id)) for each in cases]
    rounds = [
        (found, each, link)
        for found, link in pairs
        for each in found.case.all_rounds()
        if each.is_open(seen.now)
    ]
    opened = soonest(open_row(found, each, seen, link) for found, each, link in rounds)
    heads = soonest(head_row(found, each, seen, link) for found, each, link in rounds)
    shown = {
        "opened": opened,
        "next": heads[0] if heads else None,
        "counted": str(len(opened)),
        "ended": newest(row for each, link in pairs for row in ended_rows(each, seen, link)),
        "claims": newest(row for each, link in pairs for row in claim_rows(each, seen, link)),
        "doubts": newest(row for each, link in pairs for row in doubt_rows(each, seen, link)),
        "most": MOST_ROWS,
    }
    return html("board", seen, {**_frame(seen), **shown})


def _frame(seen: View) -> dict[str, Any]:
    title = seen.say("What expires next")
    return {
        "title": title, "ticks": True, "city": seen.say.known(city(seen.zone)), "filters": None,
        "choices": {}, "more": "", "first": "", "whole": "", "feeds": [], "accounts": [],
        "ended": None, "claims": None, "missed": [], "missed_all": 0, "totals": "", "unread": 0,
        "empty": seen.say("Nothing is open."), "page": 1, "how_to_add": False,
    }  # fmt: skip


def _shown(request: Request, grant: Grant, tools: Tools, seen: View) -> dict[str, Any]:
    say, here, asked = seen.say, request.here, dict(request.query)
    begin = _after(asked.get("after", ""), grant, tools.seal)
    accounts = list(_accounts(grant, tools))
    _within(grant, asked.get("account") or grant.account)
    waits = waiting_list(tools, accounts, seen.now)
    slugs = [each.slug for each in accounts]
    stores = [each.store for each in accounts]
    choices = choices_of(slugs, stores, _owners(accounts, waits), say)
    filters = known_filters(asked, choices, say)
    cases = _Cases(tools, seen, here)
    fit = [line for line in waits.opened if filters.let(line, seen.now)]
    missed = [line for line in waits.missed if filters.let(line, seen.now, state=False)]
    made = _page(fit, begin, cases)
    cursor = tools.seal.sign(
        Grant("after", grant.account, grant.until, once=made.after)
    ) if made.after else ""  # fmt: skip
    chosen = [each for each in accounts if not filters.account or each.slug == filters.account]
    query = {name: asked[name] for name in ("lang", "zone", *choices) if asked.get(name)}
    return {
        **_frame(seen),
        "opened": made.rows,
        "next": None if begin else _head(waits, cases),
        "page": 2 if begin else 1,
        "counted": _counted(made, len(fit), len(waits.opened), filters, seen),
        "empty": _empty(waits, filters, begin, seen),
        "totals": _totals(waits, seen),
        "unread": waits.unread,
        "missed": [] if begin else list(missed_rows(missed[:A_PAGE], seen, cases.link)),
        "missed_all": len(missed),
        "doubts": made.doubts,
        "most": MOST_ROWS,
        "filters": filters,
        "choices": choices,
        "kept": {name: asked[name] for name in ("lang", "zone") if name in asked},
        "action": here,
        "more": seen.to(here, **{**query, "after": cursor}) if cursor else "",
        "first": seen.to(here, **query) if begin else "",
        "whole": seen.to(here) if filters.any else "",
        "how_to_add": not (waits.opened or waits.missed or waits.unread),
        "feeds": [(each.slug, feed_link(each.slug, tools.seal)) for each in chosen]
        if len(chosen) == 1
        else [],
        "accounts": [(each.slug, seen.to(f"{here}/{each.slug}/figures")) for each in chosen],
    }


@dataclass(frozen=True, slots=True)
class _Cases:
    """The cases of one page, each read once."""

    tools: Tools
    seen: View
    here: str
    """The address of the board."""
    known: dict[tuple[str, str], Found | None] = field(default_factory=dict)

    def link(self, line: Line) -> str:
        """Return the way from the board to an order."""
        return self.seen.to(f"{self.here}/{line.account.slug}/order/{line.order_id}")

    def of(self, line: Line) -> Found | None:
        """Return the case of a line, None where there is none; raises whatever is wrong with it."""
        key = line.account.slug, line.order_id
        if key not in self.known:
            stored = self.tools.cases.get(*key)
            world = self.tools.world(line.account)
            self.known[key] = Found(line.account, stored, world.case(stored)) if stored else None
        return self.known[key]

    def row(self, line: Line, write: Callable[[Found, Round, View, str], Row]) -> Row | None:
        """Return the row of a line; None when its case has moved on since the index was read."""
        try:
            found = self.of(line)
        except Exception:  # noqa: BLE001 - one that is broken never hides the others
            logger.exception("case cannot be read", account=line.account.slug)
            return unread_row(line, self.seen, self.link(line))
        rounds = found.case.rounds.get(line.round.obligation, ()) if found else ()
        for each in rounds:
            if each.number == line.round.number and each.is_open(self.seen.now) and found:
                return write(found, each, self.seen, self.link(line))
        return None


@dataclass(slots=True)
class _Page:
    """Rows of one page, and where the next begins."""

    rows: list[Row] = field(default_factory=list)
    doubts: list[Row] = field(default_factory=list)
    before: int = 0
    """How many lines the pages before have shown."""
    after: str = ""
    """Where this page ends, empty on the last one."""


def _page(fit: Sequence[Line], begin: str, cases: _Cases) -> _Page:
    """Fill a page with what comes after ``begin``; it is shorter only where the list has ended."""
    made, orders = _Page(), dict[tuple[str, str], Line]()
    for line in fit:
        place = line.place(cases.seen.now)
        if place <= begin:
            made.before += 1
        elif len(made.rows) == A_PAGE:
            break
        else:
            made.after = place
            if row := cases.row(line, open_row):
                made.rows.append(row)
                orders.setdefault((line.account.slug, line.order_id), line)
    else:
        made.after = ""
    for key, line in orders.items():
        if found := cases.known.get(key):
            made.doubts += doubt_rows(found, cases.seen, cases.link(line))
    return made


def _head(waits: WaitingList, cases: _Cases) -> Row | None:
    """Return what expires next on the whole board, whatever of it was asked for."""
    return next(filter(None, (cases.row(line, head_row) for line in waits.opened)), None)


def _totals(waits: WaitingList, seen: View) -> str:
    """Return how much there is of everything, of the whole board."""
    say, now = seen.say, seen.now
    if not waits.opened and not waits.missed:
        return ""
    doubtful = sum(line.round.state(now) == "in_doubt" for line in waits.opened)
    soon = sum(line.round.turn(now) - now <= URGENT for line in waits.opened)
    said = [
        say("%(number)d open", number=len(waits.opened)),
        say("%(number)d within 24 hours", number=soon) if soon else "",
        say("%(number)d in doubt", number=doubtful) if doubtful else "",
        say("%(number)d missed within thirty days", number=len(waits.missed))
        if waits.missed
        else "",
    ]
    return " · ".join(each for each in said if each)


def _counted(made: _Page, fit: int, every: int, filters: Filters, seen: View) -> str:
    """Return what stands beside the heading: which of how many these are."""
    say, shown = seen.say, len(made.rows)
    if shown < fit:
        return say(
            "%(first)d to %(last)d of %(all)d",
            first=made.before + 1,
            last=made.before + shown,
            all=fit,
        )
    return say("%(part)d of %(whole)d", part=fit, whole=every) if filters.any else str(fit)


def _empty(waits: WaitingList, filters: Filters, begin: str, seen: View) -> str:
    """Return what is said where no row stands; that nothing is open only where nothing is."""
    say = seen.say
    if waits.unread:
        return say("Nothing that could be read fits.")
    if not waits.opened:
        return say("Nothing is open.")
    if begin:
        return say("Nothing comes after what was shown before.")
    if filters.any:
        return say("Nothing of this kind is open. Open in all: %(all)d.", all=len(waits.opened))
    return say("What was open has just ended. Load the page again.")


def _accounts(grant: Grant, tools: Tools) -> Iterator[Account]:
    """Yield the accounts that a board is of; raises OutdatedError for one that is gone."""
    if grant.account == EVERY_ACCOUNT:
        yield from tools.accounts.all()
    else:
        yield tools.account(grant.account)


def _within(grant: Grant, slug: str) -> str:
    """Return an account that a link reaches; raises ForgedLinkError for any other."""
    if grant.account not in (slug, EVERY_ACCOUNT):
        raise ForgedLinkError
    return slug


def _after(cursor: str, grant: Grant, seal: Seal) -> str:
    """Return where the last page ended; raises ForgedLinkError for one of another board."""
    if not cursor:
        return ""
    said = seal.open(cursor)
    if said.purpose != "after" or said.account != grant.account:
        raise ForgedLinkError
    return said.once


def _owners(accounts: Sequence[Account], waits: WaitingList) -> set[str]:
    """Return who may look after anything here: the contacts, and whoever does."""
    named = {each.name for account in accounts for each in account.contacts}
    held = {line.owner for line in (*waits.opened, *waits.missed)}
    return {printable(name) for name in (*named, *held) if name}


def _view(request: Request, grant: Grant, tools: Tools) -> View:
    one = grant.account != EVERY_ACCOUNT
    whose = iter([tools.account(grant.account)]) if one else tools.accounts.all()
    first = next((each.first for each in whose), None)
    return view(request.here, request.query, tools.now(), first)
