"""`claimwatch odr`: the order defect rate now, and if a claim is lost or won."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from textwrap import wrap
from typing import Any

import click

from claimwatch.bars import percent
from claimwatch.commands.handing import json_option
from claimwatch.commands.stacks import stack_option
from claimwatch.naming import claim_in_full
from claimwatch.place import Place, place
from claimwatch.verbs import split_claim
from shared.domain.accounts import Account
from shared.domain.errors import InputError
from shared.domain.odr import LIMIT, WINDOW_DAYS, Counted, Odr
from shared.domain.odr import odr as estimate
from shared.policy.pack import load_pack
from shared.web.periods import today
from shared.wiring import utc_now


@click.command()
@click.argument("claim", required=False)
@click.option("--account", help="Only this account.")
@json_option
@stack_option
def odr(claim: str | None, account: str | None, as_json: bool, stack: str | None) -> None:
    """Estimate the order defect rate, and what each open claim (or CLAIM alone) does to it.

    Counts distinct orders of the last 60 days, by order date. Amazon's own figure in Account
    Health is the one that decides.
    """
    pack, now = load_pack(), utc_now()
    with place(stack) as here:
        claim = claim_in_full(here, claim) if claim else None
        slug = split_claim(claim)[0] if claim else account
        if account and slug != account:
            raise InputError("--account", f"{account!r} is not the account of {claim}")
        accounts = [here.accounts.get(slug)] if slug else list(here.accounts.all())
        found = []
        for each in accounts:
            day = today(pack.stores[each.store], now)
            found.append((each, day, estimated(here, each, day)))
    for each, day, rate in found:
        shown = [c for c in rate.claims if c.open] if claim is None else _one(rate, claim)
        if as_json:
            click.echo(json.dumps(_values(each, day, rate, shown), ensure_ascii=False))
        else:
            click.echo("\n".join(_words(each, day, rate, shown)))


def estimated(here: Place, account: Account, day: date) -> Odr:
    """Return the estimate for one account; ``day`` is a date of its store."""
    first = day - timedelta(days=WINDOW_DAYS)
    return estimate(here.cases.begun(account.slug, first, day), account.orders_60d, day)


def _one(rate: Odr, claim: str) -> list[Counted]:
    slug, programme, order_id = split_claim(claim)
    found = [c for c in rate.claims if (c.programme, c.order_id) == (programme, order_id)]
    if not found:
        why = f"is no part of the rate of {slug}: no A-to-z claim or chargeback on an order of "
        raise InputError("claim", f"{claim} {why}the last {WINDOW_DAYS} days")
    return found


def _values(account: Account, day: date, rate: Odr, shown: list[Counted]) -> dict[str, Any]:
    return {
        "account": account.slug,
        "as_of": day.isoformat(),
        "estimate": True,
        "orders": rate.orders,
        "limit": str(LIMIT),
        "settled": _part(rate, rate.settled),
        "now": _part(rate, rate.now),
        "at_most": _part(rate, rate.at_most),
        "claims": [
            {
                "claim": f"{account.slug}/{each.programme}/{each.order_id}",
                "standing": each.standing,
                "effect": each.effect.weight,
                "doubt": each.effect.doubt,
                "on": each.on.isoformat(),
                "date_of": "claim" if each.by_claim_date else "order",
                **_ends(rate, each, shown),
            }
            for each in rate.claims
        ],
    }


def _ends(rate: Odr, claim: Counted, shown: list[Counted]) -> dict[str, Any]:
    if claim not in shown:
        return {}
    return {
        "if_lost": _part(rate, rate.if_ends(claim, lost=True)),
        "if_won": _part(rate, rate.if_ends(claim, lost=False)),
    }


def _part(rate: Odr, defects: int) -> dict[str, Any]:
    value = rate.rate(defects)
    text = None if value is None else str(value.quantize(Decimal("0.000001")))
    return {"defects": defects, "rate": text, "under_limit": None if value is None
            else value < LIMIT}  # fmt: skip


def _words(account: Account, day: date, rate: Odr, shown: list[Counted]) -> Iterator[str]:
    since = day - timedelta(days=WINDOW_DAYS - 1)
    yield f"{account.slug} ({account.store})  ODR estimate, orders of {since} to {day}"
    yield _line("now", rate, rate.now)
    if rate.settled != rate.now:
        yield _line("decided only", rate, rate.settled)
    if rate.at_most != rate.now:
        yield _line("at most", rate, rate.at_most)
    yield f"  {'limit':<16} under {percent(LIMIT)}"
    for each in shown:
        yield f"  {account.slug}/{each.programme}/{each.order_id}"
        yield _line("  if lost", rate, rate.if_ends(each, lost=True))
        yield _line("  if won", rate, rate.if_ends(each, lost=False))
    yield from _doubts(account, rate)


def _line(label: str, rate: Odr, defects: int) -> str:
    value = rate.rate(defects)
    if value is None:
        return f"  {label:<16} {defects} defective orders"
    over = "" if value < LIMIT else "  NOT UNDER THE LIMIT"
    return f"  {label:<16} {defects}/{rate.orders} = {percent(value, '0.01')}{over}"


def _doubts(account: Account, rate: Odr) -> Iterator[str]:
    told = ["negative feedback counts as well, and is not known here"]
    if not rate.orders:
        told.append(f"set orders_60d of {account.slug} to see a rate")
    by_date = sum(each.by_claim_date for each in rate.claims)
    if by_date:
        told.append(f"{by_date} claims count by their own date: that of the order is not known")
    for each in rate.claims:
        words = f"{each.standing.replace('_', ' ')}: {each.effect.doubt}"
        if each.effect.doubt and words not in told:
            told.append(words)
    for words in told:
        yield from wrap(words, 80, initial_indent="  note  ", subsequent_indent="        ")
