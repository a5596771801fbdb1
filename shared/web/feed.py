"""The calendar of an account, for programs that fetch it by themselves."""

from datetime import timedelta

from shared.adapters.signed_links import Grant, Seal
from shared.domain.protocol import World
from shared.mail.deadline_entry import deadlines_ics
from shared.web.exchange import Answer, Request
from shared.web.found import Tools

A_FEED = timedelta(days=400)
"""A program that fetches a calendar is set up once and forgotten."""
MOST = 500
"""The soonest; a calendar with more cut-offs than that is read by nobody."""


def feed(request: Request, grant: Grant, tools: Tools) -> Answer:  # noqa: ARG001 - as all rooms
    """Answer with every open deadline of an account; raises OutdatedError."""
    account = tools.account(grant.account)
    world = World(tools.rules.of(account.slug), account)
    orders = [order for _, _, order in tools.by_urgency(account.slug)[:MOST]]
    kept = (tools.cases.get(account.slug, order) for order in orders)
    cases = [(account, stored, world.case(stored)) for stored in kept if stored is not None]
    return Answer(deadlines_ics(cases, tools.now()), kind="text/calendar; charset=utf-8")


def feed_link(account: str, seal: Seal) -> str:
    """Return the path of an account's calendar."""
    return f"/feed/{seal.sign(Grant('feed', account, seal.until(A_FEED)))}"
