"""`claimwatch list`: what is owed, soonest first, and claims Amazon is silent about."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from re import fullmatch
from typing import Any

import click

from claimwatch.commands.stacks import stack_option
from claimwatch.place import Place, place
from shared.domain.accounts import Account
from shared.domain.case import Case
from shared.domain.claims import FINAL
from shared.domain.errors import InputError
from shared.domain.exposure import decision_expected
from shared.domain.instants import iso
from shared.domain.protocol import StoredCase, World
from shared.domain.rounds import Round
from shared.wiring import utc_now

URGENT = 10
_json = click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")


@click.command(name="list")
@click.option("--account", help="Only this account.")
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
    account: str | None, due_within: str, silent: bool, as_json: bool, stack: str | None
) -> int:
    """List what is open, in doubt or missed, soonest first.

    Exits with 10 when something is in doubt, missed or due within --due-within.
    """
    span, now = _span(due_within), utc_now()
    if silent:
        return _list_silent(account, stack, now, as_json=as_json)
    with place(stack) as here:
        accounts = [here.accounts.get(account)] if account else list(here.accounts.all())
        rows = sorted(_rows(here, accounts, now), key=lambda row: str(row["remind_by"]))
    for row in rows:
        click.echo(json.dumps(row, ensure_ascii=False) if as_json else _as_text(row, now))
    urgent = sum(
        row["state"] in ("in_doubt", "missed") or row["remind_by"] <= iso(now + span)
        for row in rows
    )
    if not as_json:
        click.echo(f"{len(rows)} open, {urgent} urgent", err=True)
    return URGENT if urgent else 0


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


def _rows(here: Place, accounts: list[Account], now: datetime) -> Iterator[dict[str, Any]]:
    for account in accounts:
        world = World(here.rules.of(account.slug), account)
        for stored in here.cases.of_account(account.slug):
            case = world.case(stored)
            for each in case.all_rounds():
                state = each.state(now)
                claim = case.claims[each.programme]
                settled = state == "missed" and claim.status in FINAL
                if state in ("open", "in_doubt", "missed") and not settled:
                    yield standing(account, stored, case, each, now)


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
        "status": case.claims[each.programme].status,
        "amount": case.amount(each.programme),
        "acknowledged": each.acknowledged_at is not None,
        "owner": case.owner or None,
    }


def _as_text(row: dict[str, Any], now: datetime) -> str:
    by = datetime.fromisoformat(row["remind_by"])
    amount = row["amount"]
    money = f"{amount['value']} {amount['currency']}" if amount else ""
    return (
        f"{row['remind_by']}  {_left(by - now):>9}  {row['state']:<8}  {row['obligation']:<20}  "
        f"{row['claim']}  {money}  {row['owner'] or ''}"
    ).rstrip()


def _left(span: timedelta) -> str:
    minutes = int(abs(span).total_seconds()) // 60
    sign = "-" if span < timedelta() else ""
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    return f"{sign}{days}d {hours}h" if days else f"{sign}{hours}h {rest:02}m"


def _span(text: str) -> timedelta:
    found = fullmatch(r"(\d{1,5})([mhd])", text)
    if found is None:
        raise InputError("--due-within", f"{text!r} must be like 24h, 2d or 90m")
    unit = {"m": "minutes", "h": "hours", "d": "days"}[found[2]]
    return timedelta(**{unit: int(found[1])})
