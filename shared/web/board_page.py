"""The board of an account, or of all: what is open, soonest first, page by page.

The order comes from the keys of the due index, then only the cases of one page are read.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from shared.adapters.signed_links import EVERY_ACCOUNT, ForgedLinkError, Grant, Seal
from shared.domain.accounts import Account
from shared.domain.events import PROGRAMMES
from shared.mail.dates import city
from shared.mail.language import mark
from shared.mail.safe import printable
from shared.mail.wording import PROGRAMMES as PROGRAMME_NAMES
from shared.web.board import (
    NOBODY,
    Filters,
    Row,
    claim_rows,
    doubt_rows,
    ended_rows,
    missed_rows,
    newest,
    open_row,
    soonest,
)
from shared.web.case_page import shown as case_shown
from shared.web.exchange import Answer, Request
from shared.web.feed import feed_link
from shared.web.figures_page import figures
from shared.web.found import Found, OutdatedError, Tools
from shared.web.pages import html, page
from shared.web.view import View, view

A_PAGE = 50
MOST_ASKED = 25
"""Accounts on one board whose ledgers are read for what was missed."""
BEGUN_WITHIN = timedelta(days=120)
MOST_READ = 200
"""Cases read for one page of a filtered board; what comes after is a page of its own."""
STATES = {
    "new": mark("not seen yet"),
    "seen": mark("seen"),
    "snoozed": mark("snoozed"),
    "in_doubt": mark("in doubt"),
}
MOST_ROWS = 40
"""More of what has ended are only counted."""
Reach = Callable[[str, str], str]
"""The link to a case, by account and order."""


@dataclass(slots=True)
class Page:
    """Rows of a board, and where the next page begins."""

    rows: list[Row] = field(default_factory=list)
    doubts: list[Row] = field(default_factory=list)
    after: str = ""
    """Where this page ends, empty on the last one."""
    owners: set[str] = field(default_factory=set)


def board(request: Request, grant: Grant, tools: Tools) -> Answer:
    """Answer a request for a board, or for a case or the figures by way of it."""
    token, *rest = request.parts[1:]
    seen = _view(request, grant, tools)
    home = seen.to(f"/board/{token}")
    if not rest:
        return page("board", seen, _shown(request, grant, tools, seen, token))
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
    rows = (open_row(each, Filters(), seen, link) for each, link in pairs)
    opened = soonest(row for row in rows if row)
    shown = {
        "opened": opened,
        "next": _next(opened, seen),
        "ended": newest(row for each, link in pairs for row in ended_rows(each, seen, link)),
        "claims": newest(row for each, link in pairs for row in claim_rows(each, seen, link)),
        "doubts": newest(row for each, link in pairs for row in doubt_rows(each, seen, link)),
        "most": MOST_ROWS,
    }
    return html("board", seen, {**_frame(seen), **shown})


def _frame(seen: View) -> dict[str, Any]:
    title = seen.say("What expires next")
    return {
        "title": title, "ticks": True, "city": seen.say.known(city(seen.zone)),
        "filters": None, "choices": {}, "more": "", "first": "", "feeds": [], "accounts": [],
        "ended": None, "claims": None, "missed": [],
    }  # fmt: skip


def _shown(request: Request, grant: Grant, tools: Tools, seen: View, token: str) -> dict[str, Any]:
    filters, say = Filters.asked(request.query), seen.say
    accounts = _accounts(grant, tools, request.query.get("account", ""))
    every = (
        list(tools.accounts.all()) if grant.account == EVERY_ACCOUNT else list(accounts.values())
    )
    begin = _after(request.query.get("after", ""), grant, tools.seal)
    found = _read(grant, tools, accounts, filters, seen, token, begin)
    here, asked = f"/board/{token}", dict(request.query)
    cursor = tools.seal.sign(
        Grant("after", grant.account, grant.until, once=found.after)
    ) if found.after else ""  # fmt: skip
    return {
        **_frame(seen),
        "opened": found.rows,
        "next": None if begin else _next(found.rows, seen),
        "missed": _missed(tools, accounts, seen, here) if not begin else [],
        "doubts": found.doubts,
        "most": MOST_ROWS,
        "filters": filters,
        "chosen": request.query.get("account", ""),
        "choices": {
            "state": [(name, say.known(words)) for name, words in STATES.items()],
            "programme": [(name, say.known(PROGRAMME_NAMES[name])) for name in PROGRAMMES],
            "store": [(code, code) for code in sorted({each.store for each in every})],
            "owner": [(NOBODY, say("nobody")), *((x, x) for x in _owners(every, found))],
            "account": [(each.slug, each.slug) for each in every] if len(every) > 1 else [],
        },
        "kept": {name: asked[name] for name in ("lang", "zone") if name in asked},
        "action": here,
        "more": seen.to(here, **{**_query(asked), "after": cursor}) if cursor else "",
        "first": seen.to(here, **_query(asked)) if begin else "",
        "feeds": [(each.slug, feed_link(each.slug, tools.seal)) for each in accounts.values()]
        if len(accounts) == 1
        else [],
        "accounts": [
            (each.slug, seen.to(f"{here}/{each.slug}/figures")) for each in accounts.values()
        ],
    }


def _missed(tools: Tools, accounts: Mapping[str, Account], seen: View, here: str) -> list[Row]:
    """Return what was missed lately; not of so many accounts that it takes a query each."""
    if len(accounts) > MOST_ASKED:
        return []
    first, last = seen.now.date() - BEGUN_WITHIN, seen.now.date() + timedelta(days=1)
    return newest(
        row
        for each in accounts.values()
        for row in missed_rows(
            each,
            tools.cases.begun(each.slug, first, last),
            seen,
            lambda order, slug=each.slug: seen.to(f"{here}/{slug}/order/{order}"),  # type: ignore[misc]
        )
    )


def _query(asked: Mapping[str, str]) -> dict[str, str]:
    names = ("lang", "zone", "account", *Filters.__slots__)
    return {name: asked[name] for name in names if asked.get(name)}


def _read(  # noqa: PLR0913, PLR0917 - whose board, what of it, for whom, from where
    grant: Grant,
    tools: Tools,
    accounts: Mapping[str, Account],
    filters: Filters,
    seen: View,
    token: str,
    begin: str,
) -> Page:
    read, made = 0, Page()
    for urgency, slug, order in tools.by_urgency(grant.account):
        key = f"{urgency}|{slug}|{order}"
        if slug not in accounts or key <= begin:
            continue
        if filters.store and accounts[slug].store != filters.store:
            continue
        if len(made.rows) == A_PAGE or read == MOST_READ:
            return made
        read, made.after = read + 1, key
        stored = tools.cases.get(slug, order)
        if stored is None:
            continue
        found = Found(accounts[slug], stored, tools.world(accounts[slug]).case(stored))
        link = seen.to(f"/board/{token}/{slug}/order/{order}")
        if found.case.owner:
            made.owners.add(printable(found.case.owner))
        if row := open_row(found, filters, seen, link):
            made.rows.append(row)
            made.doubts += doubt_rows(found, seen, link)
    made.after = ""
    return made


def _accounts(grant: Grant, tools: Tools, only: str) -> dict[str, Account]:
    """Return the accounts a board shows; raises OutdatedError for one it may not."""
    if only or grant.account != EVERY_ACCOUNT:
        slug = _within(grant, only or grant.account)
        return {slug: tools.account(slug)}
    return {each.slug: each for each in tools.accounts.all()}


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


def _owners(accounts: Sequence[Account], found: Page) -> Iterator[str]:
    named = {printable(each.name) for account in accounts for each in account.contacts if each.name}
    yield from sorted(named | found.owners)


def _next(rows: Sequence[Row], seen: View) -> Row | None:
    return next((row for row in rows if row.until and row.at >= seen.now), None)


def _view(request: Request, grant: Grant, tools: Tools) -> View:
    one = grant.account != EVERY_ACCOUNT
    whose = iter([tools.account(grant.account)]) if one else tools.accounts.all()
    first = next((each.first for each in whose), None)
    return view(request.here, request.query, tools.now(), first)
