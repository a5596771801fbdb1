"""`claimwatch policy`: the rules, what differs, what is old, and rules of one's own."""

import json
from pathlib import Path

import click

from claimwatch.commands.handing import json_option
from claimwatch.commands.policy_apply import apply
from claimwatch.commands.stacks import stack_option
from claimwatch.place import Place, place
from claimwatch.policing import differences
from claimwatch.rule_doubts import doubts, layers_with_rules, of_all_layers, today
from claimwatch.rule_words import (
    change_lines,
    json_line,
    layers_line,
    read_text,
    rule_line,
    rule_lines,
)
from claimwatch.store.file import store_file
from shared.adapters.rule_table import DEPLOYMENT
from shared.domain.errors import InputError
from shared.domain.rules import Pack, Rule
from shared.policy.pack import load_pack
from shared.policy.rule_rows import read_layer, read_rules
from shared.wiring import utc_now

LOOK = 10
SHIPPED = "shipped"
_account = click.option("--account", default=DEPLOYMENT, help="With this account's own rules.")


@click.group()
def policy() -> None:
    """Look at the rules deadlines come from, and lay rules of one's own over them.

    Shown is what is in force in the local store or, with --stack, on a deployed stack.
    """


policy.add_command(apply)


@policy.command(name="list")
@click.option("--store", help="Only rules that hold in this store.")
@_account
@json_option
@stack_option
def list_(store: str | None, account: str, as_json: bool, stack: str | None) -> None:
    """List every rule: window, stores, since when, when it was checked, verified or not, source."""
    pack = _in_force(account, stack, as_json=as_json)
    code = pack.store(store).code if store else None
    for rule in pack.rules:
        if code is None or code in rule.stores or "*" in rule.stores:
            click.echo(json_line(rule) if as_json else rule_line(rule))


@policy.command()
@click.argument("rule_id")
@_account
@json_option
@stack_option
def show(rule_id: str, account: str, as_json: bool, stack: str | None) -> None:
    """Show one rule whole, with the sources it comes from."""
    pack = _in_force(account, stack, as_json=as_json)
    for rule in pack.rules:
        if rule.rule_id == rule_id:
            click.echo(json_line(rule) if as_json else "\n".join(rule_lines(rule, pack)))
            return
    names = ", ".join(rule.rule_id for rule in pack.rules)
    raise InputError("rule", f"unknown rule {rule_id[:60]!r}; known are {names}")


@policy.command()
@click.argument("old")
@click.argument("new")
@json_option
def diff(old: str, new: str, as_json: bool) -> None:
    """Show what differs between two files of rules; `shipped` is the pack that ships.

    A file with rules for every obligation is a pack of its own; any other is laid over what ships.
    """
    for line in differences(_whole(old), _whole(new)):
        told = [json.dumps(line, ensure_ascii=False)] if as_json else change_lines(line)
        click.echo("\n".join(told))


@policy.command()
@_account
@json_option
@stack_option
def check(account: str, as_json: bool, stack: str | None) -> int:
    """Name rules unchecked for 180 days, overlaps, gaps, calendars that end; 10 if any.

    Looks at the rules that ship, those of the deployment, and those of every account or, with
    --account, of that one.
    """
    on = today(utc_now())
    if _untouched(account, stack):
        layers, found = ["shipped"], list(doubts(load_pack(), on))
    else:
        with place(stack, keep=False) as here:
            slugs = [here.accounts.get(account).slug] if account else _slugs(here)
            layers = ["shipped", *layers_with_rules(here.rules, slugs)]
            found = list(of_all_layers(here.rules, slugs, on))
    click.echo(f"looked at, {_where(stack)}: {', '.join(layers)}", err=as_json)
    for doubt in found:
        click.echo(json.dumps(doubt.line(), ensure_ascii=False) if as_json else doubt)
    if not found:
        click.echo("nothing to look at", err=True)
    return LOOK if found else 0


def _in_force(account: str, stack: str | None, *, as_json: bool) -> Pack:
    """Return the rules that hold, having said which layers they come from."""
    pack = load_pack()
    if not _untouched(account, stack):
        with place(stack, keep=False) as here:
            if account:
                here.accounts.get(account)
            pack = here.rules.of(account)
    click.echo(layers_line(pack, _where(stack), account), err=as_json)
    return pack


def _untouched(account: str, stack: str | None) -> bool:
    """Say whether nothing was ever stored here, so that only what ships can be in force."""
    return not account and stack is None and not store_file().exists()


def _where(stack: str | None) -> str:
    return f"stack {stack}" if stack else "local store"


def _slugs(here: Place) -> list[str]:
    return [each.slug for each in here.accounts.all()]


def _whole(name: str) -> tuple[Rule, ...]:
    """Return a pack, or what ships with the rules of a file laid over it."""
    shipped = load_pack()
    if name == SHIPPED:
        return shipped.rules
    text = read_text(Path(name))
    rules = read_rules(name, text, shipped.stores) if text.strip() else ()
    if {rule.obligation for rule in rules} >= set(shipped.obligations):
        return rules
    click.echo(f"{name}: laid over the rules that ship", err=True)
    return shipped.overlaid(read_layer(name, text, shipped, "file")).rules
