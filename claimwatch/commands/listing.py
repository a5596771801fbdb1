"""`claimwatch list`: what is owed, soonest first, and claims Amazon is silent about."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from re import fullmatch
from typing import Any

import click

from claimwatch.commands.stacks import stack_option
from claimwatch.list_table import table
from claimwatch.owed import AWAITED, Asked, Owed, Owing
from claimwatch.place import Place, place
from shared.domain.accounts import Account
from shared.domain.case import Case
from shared.domain.errors import InputError
from shared.domain.exposure import decision_expected
from shared.domain.instants import iso
from shared.domain.protocol import StoredCase, World
from shared.domain.rounds import Round, State
from shared.wiring import utc_now

URGENT = 10
_json = click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")


@click.command(name="list")
@click.option("--account", help="Only this account.")
@click.option("--state", "states", multiple=True, type=click.Choice(AWAITED),
              help="Only these; may be repeated.")  # fmt: skip
@click.option("--limit", type=click.IntRange(min=1), metavar="N",
              help="Show the N most urgent, then missed the latest; count all.")  # fmt: skip
@click.option(
    "--due-within",
    default="24h",
    metavar="SPAN",
    help="What is urgent: 12h, 2d, 90m; 24h, if not given.",
)
@click.option("--silent", is_flag=True, help="List the claims Amazon should have decided by now.")
@_json
@stack_option
def list_(
    account: str | None,
    states: tuple[State, ...],
    limit: int | None,
    due_within: str,
    silent: bool,
    as_json: bool,
    stack: str | None,
) -> int:
    """List what can still be saved, soonest first, then what was missed, the newest last.

    What was missed stays, however long ago, until its claim is over. A board counts otherwise:
    what was missed within thirty days, over or not, and as open also what is in doubt.

    Exits with 10 when anything is in doubt, missed or due within --due-within, shown or not.
    """
    span, now = _span(due_within), utc_now()
    if silent:
        return _list_silent(account, stack, now, as_json=as_json)
    with place(stack) as here:
        accounts = [here.accounts.get(account)] if account else list(here.accounts.all())
        asked = Asked(now, now + span, states or AWAITED, limit)
        owing = here.owing(accounts, asked)
        rows = list(_rows(here, {each.slug: each for each in accounts}, owing.shown, now))
    if as_json:
        rows.sort(key=lambda row: str(row["remind_by"]))
    for line in map(_as_json, rows) if as_json else table(rows, accounts, now):
        click.echo(line)
    if not as_json:
        click.echo(_counted(owing, len(rows), owing.chosen(asked)), err=True)
    return URGENT if owing.urgent else 0


def _counted(owing: Owing, shown: int, asked: int) -> str:
    """Say how much there is, whatever is shown of it."""
    words = ", ".join(f"{owing.counts[state]} {state.replace('_', ' ')}" for state in AWAITED)
    some = f"; {shown} of {asked} are shown" if shown < asked else ""
    return f"{words}; {owing.urgent} urgent{some}"


def _as_json(row: Mapping[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False)


def _list_silent(account: str | None, stack: str | None, now: datetime, *, as_json: bool) -> int:
    with place(stack) as here:
        accounts = [here.accounts.get(account)] if account else list(here.accounts.all())
        rows = sorted(_silent(here, accounts, now), key=lambda row: str(row["decision_expected"]))
    for row in rows:
        due = f"decision was expected about {row['decision_expected']}"
        words = f"{row['claim']}  {row['status']}  {due}"
        click.echo(json.dumps(row, ensure_ascii=False) if as_json else words)
    return 0


def _silent(here: Place, accounts: list[Account], now: datetime) -> Iterator[dict[str, Any]]:
    for account in accounts:
        world = World(here.rules.of(account.slug), account)
        for stored in here.cases.of_account(account.slug):
            case = world.case(stored)
            today = now.astimezone(case.store.zone).date()
            for name, claim in case.claims.items():
                expected = decision_expected(claim, case.store.zone)
                if expected is not None and expected < today:
                    yield {
                        "account": account.slug,
                        "claim": f"{account.slug}/{name}/{stored.order_id}",
                        "status": claim.status,
                        "decision_expected": expected.isoformat(),
                    }


def _rows(
    here: Place, accounts: Mapping[str, Account], owed: Iterable[Owed], now: datetime
) -> Iterator[dict[str, Any]]:
    """Yield the rows of what is owed; only these cases are read."""
    worlds: dict[str, World] = {}
    for each in owed:
        account = accounts.get(each.account)
        stored = here.cases.get(each.account, each.order_id) if account else None
        if account is None or stored is None:
            continue
        if account.slug not in worlds:
            worlds[account.slug] = World(here.rules.of(account.slug), account)
        case = worlds[account.slug].case(stored)
        for one in case.rounds.get(each.obligation, ()):
            if one.number == each.number and one.state(now) in AWAITED:
                yield standing(account, stored, case, one, now)


def standing(
    account: Account, stored: StoredCase, case: Case, each: Round, now: datetime
) -> dict[str, Any]:
    """Return one round as the row of a list; instants are UTC text."""
    return {
        "account": account.slug,
        "claim": f"{account.slug}/{each.programme}/{stored.order_id}",
        "order_id": stored.order_id,
        "obligation": each.obligation,
        "round": each.number,
        "state": each.state(now),
        "remind_by": iso(each.deadline.remind_by),
        "missed_after": iso(each.deadline.missed_after),
        "cut_off": iso(each.cut_off(now)),
        "status": case.claims[each.programme].status,
        "amount": case.amount(each.programme),
        "acknowledged": each.acknowledged_at is not None,
        "owner": case.owner or None,
    }


def _span(text: str) -> timedelta:
    found = fullmatch(r"(\d{1,5})([mhd])", text)
    if found is None:
        raise InputError("--due-within", f"{text!r} must be like 24h, 2d or 90m")
    unit = {"m": "minutes", "h": "hours", "d": "days"}[found[2]]
    return timedelta(**{unit: int(found[1])})
