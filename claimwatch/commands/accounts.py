"""`claimwatch accounts`: who is reminded; `accounts apply` sets it up."""

import json
from pathlib import Path

import click

from claimwatch.accounts_file import read_accounts
from claimwatch.commands.stacks import stack_option
from claimwatch.place import place
from shared.domain.accounts import Account
from shared.policy.pack import load_pack


@click.group(invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@stack_option
@click.pass_context
def accounts(context: click.Context, as_json: bool, stack: str | None) -> None:
    """List the accounts and who is reminded of them."""
    if context.invoked_subcommand is None:
        _list(stack, as_json=as_json)


@accounts.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@stack_option
@click.pass_context
def list_(context: click.Context, as_json: bool, stack: str | None) -> None:
    """List the accounts and who is reminded of them, as no subcommand does."""
    before = context.parent.params if context.parent else {}
    _list(stack or before.get("stack"), as_json=as_json or bool(before.get("as_json")))


@accounts.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@stack_option
@click.pass_context
def apply(context: click.Context, file: Path, as_json: bool, stack: str | None) -> None:
    """Set up the accounts of FILE (accounts.toml), replacing what they were."""
    before = context.parent.params if context.parent else {}
    found = read_accounts(file, load_pack())
    with place(stack or before.get("stack")) as here, here.at_once():
        for account in found:
            here.accounts.put(account)
    for account in found:
        click.echo(_line(account, as_json=as_json or bool(before.get("as_json"))))


def _list(stack: str | None, *, as_json: bool) -> None:
    with place(stack) as here:
        known = list(here.accounts.all())
    for account in known:
        click.echo(_line(account, as_json=as_json))
    if not known and not as_json:
        click.echo("no account is set up; claimwatch accounts apply FILE", err=True)


def _line(account: Account, *, as_json: bool) -> str:
    told = [contact.key for contact in account.contacts]
    if as_json:
        line = {"account": account.slug, "store": account.store, "contacts": told}
        return json.dumps(line, ensure_ascii=False)
    return f"{account.slug}  {account.store}  {', then '.join(told)}"
