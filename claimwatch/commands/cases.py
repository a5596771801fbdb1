"""The commands that look: list, show, explain, history."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from re import fullmatch
from typing import Any

import click

from claimwatch.place import Place, place
from claimwatch.verbs import split_order
from shared.domain.accounts import Account
from shared.domain.case import Case
from shared.domain.claims import FINAL
from shared.domain.errors import InputError
from shared.domain.instants import iso
from shared.domain.plan import plan, track_of
from shared.domain.protocol import StoredCase, World
from shared.domain.rounds import Round
from shared.policy.pack import load_pack
from shared.wiring import utc_now

URGENT = 10
_json = click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
_stack = click.option("--stack", metavar="NAME", help="A deployed stack, not the local store.")


@click.command(name="list")
@click.option("--account", help="Only this account.")
@click.option("--due-within", default="24h", metavar="SPAN", help="What is urgent: 12h, 2d, 90m.")
@_json
@_stack
def list_(account: str | None, due_within: str, as_json: bool, stack: str | None) -> int:
    """List what is open, in doubt or missed, soonest first.

    Exits with 10 when something is in doubt, missed or due within --due-within.
    """
    span, now = _span(due_within), utc_now()
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


@click.command()
@click.argument("claim")
@_json
@_stack
def show(claim: str, as_json: bool, stack: str | None) -> None:
    """Show everything about the order of CLAIM (account/programme/order or account/order)."""
    with place(stack) as here:
        account, stored, case = _find(here, claim)
    now = utc_now()
    if as_json:
        click.echo(json.dumps(_whole(account, stored, case, now), ensure_ascii=False))
        return
    for name, about in case.claims.items():
        amount = case.amount(name)
        money = f"  {amount['value']} {amount['currency']}" if amount else ""
        click.echo(f"{account.slug}/{name}/{stored.order_id}  {about.status}{money}")
    for each in case.all_rounds():
        click.echo(f"  {_round_line(each, now)}")
    owed = sorted(_owed(account, stored, case), key=lambda slot: slot.due)
    for slot in owed:
        click.echo(f"  next  {iso(slot.due)}  {slot.name}  {slot.channel}  {slot.to}")
    for flag in case.flags:
        click.echo(f"  note  {flag.words}")


@click.command()
@click.argument("claim")
@_json
@_stack
def explain(claim: str, as_json: bool, stack: str | None) -> None:
    """Say why each deadline of CLAIM is when it is: rule, source, readings."""
    with place(stack) as here:
        account, stored, case = _find(here, claim)
    for each in case.all_rounds():
        trace = _trace(each, case)
        if as_json:
            line = {"account": account.slug, "order_id": stored.order_id, **trace}
            click.echo(json.dumps(line, ensure_ascii=False))
            continue
        click.echo(f"{each.obligation} round {each.number}: {each.state(utc_now())}")
        for name, value in trace.items():
            if value not in (None, [], "", each.obligation) and name != "round":
                words = "; ".join(value) if isinstance(value, list) else str(value)
                click.echo(f"  {name.replace('_', ' '):<13} {words}")


@click.command()
@click.argument("claim")
@_json
@_stack
def history(claim: str, as_json: bool, stack: str | None) -> None:
    """Tell what happened, in order: events, messages sent, doubts."""
    with place(stack) as here:
        _, stored, case = _find(here, claim)
    told = [
        {"at": iso(event.occurred), "what": event.type, **_details(event.body)}
        for event in case.events
    ]
    told += [_delivery(slot, value) for slot, value in stored.delivered.items()]
    told += [{"at": "", "what": "note", "words": flag.words} for flag in case.flags]
    for line in sorted(told, key=lambda each: str(each["at"]) or "9"):
        if as_json:
            click.echo(json.dumps(line, ensure_ascii=False))
        else:
            rest = "  ".join(f"{k}={v}" for k, v in line.items() if k not in ("at", "what"))
            click.echo(f"{line['at']:<20}  {line['what']:<22} {rest}")


def _rows(here: Place, accounts: list[Account], now: datetime) -> Iterator[dict[str, Any]]:
    for account in accounts:
        world = World(load_pack(), account)
        for stored in here.cases.of_account(account.slug):
            case = world.case(stored)
            for each in case.all_rounds():
                state = each.state(now)
                claim = case.claims[each.programme]
                settled = state == "missed" and claim.status in FINAL
                if state in ("open", "in_doubt", "missed") and not settled:
                    yield _row(account, stored, case, each, now)


def _row(
    account: Account, stored: StoredCase, case: Case, each: Round, now: datetime
) -> dict[str, Any]:
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


def _find(here: Place, claim: str) -> tuple[Account, StoredCase, Case]:
    slug, order = split_order(claim)
    account = here.accounts.get(slug)
    stored = here.cases.get(slug, order)
    if stored is None:
        raise InputError("claim", f"{slug} has no case about order {order[:60]}")
    return account, stored, World(load_pack(), account).case(stored)


def _owed(account: Account, stored: StoredCase, case: Case) -> list[Any]:
    slots = plan(case, stored.tracks, stored.delivered, account)
    return [slot for slot in slots if slot.id not in stored.delivered]


def _round_line(each: Round, now: datetime) -> str:
    by = each.deadline
    late = ", late" if each.late else ""
    until = f", may run to {iso(by.missed_after)}" if by.missed_after > by.remind_by else ""
    return (
        f"{each.obligation} round {each.number}: {each.state(now)}{late}, "
        f"by {iso(by.remind_by)}{until}"
    )


def _whole(account: Account, stored: StoredCase, case: Case, now: datetime) -> dict[str, Any]:
    return {
        "account": account.slug,
        "order_id": stored.order_id,
        "store": case.store.code,
        "owner": case.owner or None,
        "claims": [
            {
                "claim": f"{account.slug}/{name}/{stored.order_id}",
                "programme": name,
                "status": about.status,
                "amount": case.amount(name),
                "reason": about.reason or None,
                "outcome": about.outcome,
            }
            for name, about in case.claims.items()
        ],
        "obligations": [
            {**_row(account, stored, case, each, now), **_trace(each, case), "late": each.late}
            for each in case.all_rounds()
        ],
        "reminders": [
            {"due": iso(slot.due), "rung": slot.name, "channel": slot.channel, "to": slot.to}
            for slot in sorted(_owed(account, stored, case), key=lambda slot: slot.due)
        ],
        "notes": [flag.words for flag in case.flags],
        "announced": [
            iso(track.since)
            for each in case.all_rounds()
            if (track := track_of(each, stored.tracks)) is not None
        ],
    }


def _trace(each: Round, case: Case) -> dict[str, Any]:
    found = each.deadline
    instants = ("opens_at", "earliest", "expected", "latest", "stated")
    answered = {name: getattr(found, name) for name in instants}
    rule = found.rule
    return {
        "obligation": each.obligation,
        "round": each.number,
        **{name: iso(value) if value else None for name, value in answered.items()},
        "remind_by": iso(found.remind_by),
        "missed_after": iso(found.missed_after),
        "counted_from": iso(found.counted_from) if found.counted_from else None,
        "rule": rule.rule_id if rule else None,
        "window": str(rule.window) if rule else None,
        "may_run_to": str(rule.may_run_to) if rule and rule.may_run_to else None,
        "verified": rule.verified if rule else None,
        "sources": list(rule.sources) if rule else [],
        "if_missed": rule.if_missed if rule else None,
        "time_zone": case.store.zone.key,
        "notes": list(found.notes),
    }


def _details(body: Any) -> dict[str, Any]:  # noqa: ANN401 - a queue message
    shown = ("programme", "obligation", "decision", "stated", "amount", "by", "to", "source")
    return {name: body[name] for name in shown if name in body}


def _delivery(slot: str, value: str) -> dict[str, Any]:
    at, _, ref = value.partition(" ")
    return {"at": at, "what": "sent", "slot": slot, "ref": ref}
