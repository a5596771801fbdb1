"""The calendar of an account, for programs that fetch it by themselves."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from shared.adapters.signed_links import Grant, Seal
from shared.domain.accounts import Account
from shared.domain.case import Case
from shared.domain.protocol import StoredCase
from shared.mail.calendar import Entry, entry_uid, file_of
from shared.mail.deadline_entry import open_deadlines
from shared.mail.language import tongue
from shared.observability import logger
from shared.web.exchange import Answer, Request
from shared.web.found import Tools
from shared.web.waiting_list import Line, orders, waiting_list

A_FEED = timedelta(days=400)
"""A program that fetches a calendar is set up once and forgotten."""
MOST = 500
"""Orders read for one answer, the soonest; an entry of its own says what is left out."""


def feed(request: Request, grant: Grant, tools: Tools) -> Answer:  # noqa: ARG001 - as all rooms
    """Answer with every open deadline of an account; raises OutdatedError."""
    account, now = tools.account(grant.account), tools.now()
    waits = waiting_list(tools, [account], now)
    watched = [line for line in waits.opened if account.watches(line.round.obligation)]
    read = list(orders(watched))[:MOST]
    cases, broken = _read(account, read, tools)
    shown = set(read) - broken
    left_out = [line for line in watched if line.order_id not in shown]
    entries = open_deadlines(cases, now)
    if left_out or waits.unread:
        entries.append(_rest(account, left_out, waits.unread, now))
    return Answer(file_of(entries, now), kind="text/calendar; charset=utf-8")


def feed_link(account: str, seal: Seal) -> str:
    """Return the path of an account's calendar."""
    return f"/feed/{seal.sign(Grant('feed', account, seal.until(A_FEED)))}"


def _read(
    account: Account, read: Sequence[str], tools: Tools
) -> tuple[list[tuple[Account, StoredCase, Case]], set[str]]:
    """Return the cases of orders, and the orders whose case cannot be read."""
    world = tools.world(account)
    cases, broken = [], set[str]()
    for order in read:
        try:
            stored = tools.cases.get(account.slug, order)
            if stored is not None:
                cases.append((account, stored, world.case(stored)))
        except Exception:  # noqa: BLE001 - one that is broken never hides the others
            logger.exception("case cannot be read", account=account.slug, order=order[-4:])
            broken.add(order)
    return cases, broken


def _rest(account: Account, left_out: Sequence[Line], unread: int, now: datetime) -> Entry:
    """Return the entry that says what this calendar does not show, at the first cut-off of it."""
    say = tongue(account.first.language)
    summary = say(
        "More cut-offs from here on: %(number)d · %(account)s",
        number=len(left_out) + unread,
        account=account.slug,
    )
    return Entry(
        uid=entry_uid(account.slug, "", "left out", 0),
        sequence=0,
        at=left_out[0].round.turn(now) if left_out else now,
        summary=summary,
        details=say("They are not in this calendar. The board shows them."),
        link="",
    )
