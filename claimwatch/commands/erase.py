"""`claimwatch erase`: everything known of an account, or of one order, is forgotten."""

import json

import click

from claimwatch.commands.handing import json_option
from claimwatch.commands.stacks import stack_option
from claimwatch.place import place
from claimwatch.store.file import backups, store_file
from shared.domain.errors import InputError
from shared.domain.protocol import StoredCase


@click.command()
@click.option("--account", required=True, help="Whose cases.")
@click.option("--order", help="Only this order; the account itself stays.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
@stack_option
def erase(account: str, order: str | None, yes: bool, as_json: bool, stack: str | None) -> None:
    """Forget an account with all its cases, or one order of it. There is no way back.

    What was open is no longer reminded of. Backups of the table keep it for up to 35 days.
    """
    with place(stack) as here:
        here.accounts.get(account)
        cases = list(here.cases.of_account(account))
        chosen = [case for case in cases if order is None or case.order_id == order]
        if order is not None and not chosen:
            raise InputError("--order", f"{account} has no case about order {order[:60]}")
        waiting = sum(_is_open(case) for case in chosen)
        what = f"{len(chosen)} cases of {account}" if order is None else f"order {order}"
        if not yes:
            click.confirm(f"Forget {what}, {waiting} of them open?", abort=True, err=True)
        with here.at_once():
            if order is None:
                here.accounts.erase(account)  # first: from now on nobody begins a case of it
            orders = here.cases.orders(account) if order is None else [order]
            for each in list(orders):
                here.cases.forget(account, each)
            if order is None and stack is None:  # nobody is at work on a local store meanwhile
                here.accounts.forget(account)
    if stack is None:
        for old in backups(store_file().resolve()):
            click.echo(f"{old} still keeps what an older version stored; delete it too", err=True)
    told = {"account": account, "cases": len(chosen), "open": waiting}
    click.echo(json.dumps(told) if as_json else f"forgotten: {what}")


def _is_open(case: StoredCase) -> bool:
    states = (each["state"] for each in case.summary.get("obligations", {}).values())
    return any(state in {"open", "in_doubt"} for state in states)
