"""`claimwatch policy`: the rules, what differs, what is old, and rules of one's own."""

import json
from pathlib import Path

import click

from claimwatch.place import place
from claimwatch.policing import Move, as_values, differences, doubts, moves, resettle
from shared.adapters.rule_table import DEPLOYMENT
from shared.domain.errors import ClaimwatchError, InputError
from shared.domain.rules import Pack, Rule
from shared.policy.pack import load_pack, read_rules
from shared.wiring import utc_now

LOOK = 10
SHIPPED = "shipped"
_json = click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
_stack = click.option("--stack", metavar="NAME", help="A deployed stack, not the local store.")
_account = click.option("--account", default="", help="Rules of this account, not of everybody.")


@click.group()
def policy() -> None:
    """Look at the rules deadlines come from, and lay rules of one's own over them."""


@policy.command(name="list")
@click.option("--store", help="Only rules that hold in this store.")
@click.option("--account", help="With the rules of this account and its deployment.")
@_json
@_stack
def list_(store: str | None, account: str | None, as_json: bool, stack: str | None) -> None:
    """List every rule: window, since when, verified or not, when it was checked."""
    pack = _pack(account, stack)
    code = pack.store(store).code if store else None
    for rule in pack.rules:
        if code is None or code in rule.stores or "*" in rule.stores:
            click.echo(_json_line(rule) if as_json else _line(rule))


@policy.command()
@click.argument("rule_id")
@click.option("--account", help="With the rules of this account and its deployment.")
@_json
@_stack
def show(rule_id: str, account: str | None, as_json: bool, stack: str | None) -> None:
    """Show one rule whole, with the sources it comes from."""
    pack = _pack(account, stack)
    found = [rule for rule in pack.rules if rule.rule_id == rule_id]
    if not found:
        names = ", ".join(rule.rule_id for rule in pack.rules)
        raise InputError("rule", f"unknown rule {rule_id[:60]!r}; known are {names}")
    if as_json:
        click.echo(_json_line(found[0]))
        return
    for name, value in as_values(found[0]).items():
        words = ", ".join(value) if isinstance(value, list) else value
        if words not in (None, ""):
            click.echo(f"{name.replace('_', ' '):<15} {words}")
    for name in found[0].sources:
        source = pack.sources.get(name)
        if source:
            click.echo(f"  {name}: {source.publisher}: {source.what} ({source.dated})")


@policy.command()
@click.argument("old")
@click.argument("new")
@_json
def diff(old: str, new: str, as_json: bool) -> None:
    """Show what differs between two files of rules; `shipped` is the pack that ships."""
    for line in differences(_rules(old), _rules(new)):
        if as_json:
            click.echo(json.dumps(line, ensure_ascii=False))
            continue
        click.echo(f"{line['change']:<8} {line['rule']}")
        for field, (before, after) in line.get("fields", {}).items():
            click.echo(f"         {field.replace('_', ' ')}: {before} → {after}")


@policy.command()
@click.option("--account", help="With the rules of this account and its deployment.")
@_stack
def check(account: str | None, stack: str | None) -> int:
    """Name rules unchecked for 180 days, overlaps, gaps, calendars that end; 10 if any."""
    found = list(doubts(_pack(account, stack), utc_now().date()))
    for words in found:
        click.echo(words)
    if not found:
        click.echo("nothing to look at", err=True)
    return LOOK if found else 0


@policy.command()
@click.argument("file", type=click.Path(path_type=Path))
@_account
@click.option("--later", is_flag=True, help="Approve cut-offs that move later.")
@click.option("--dry-run", is_flag=True, help="Only show what would move.")
@_stack
def apply(file: Path, account: str, later: bool, dry_run: bool, stack: str | None) -> None:
    """Lay the rules of FILE (the columns of policy.csv) over those that ship.

    A rule with a known id replaces it, a new id is added; an empty file takes them back. Open
    cut-offs move earlier by themselves, later only with --later.
    """
    rows = _read(file)
    with place(stack) as here:
        if account:
            here.accounts.get(account)
        here.rules.laid_over(load_pack(), rows, account)
        moved = list(moves(here, rows, account))
        for move in moved:
            click.echo(_moved(move))
        held = [move for move in moved if move.later]
        if held and not later and not dry_run:
            words = f"{len(held)} open cut-offs would move later; approve them with --later"
            raise ClaimwatchError(words)
        if dry_run:
            return
        here.rules.put(rows, account)
        slugs = [each.slug for each in here.accounts.all() if account in (DEPLOYMENT, each.slug)]
        click.echo(f"applied; {resettle(here, slugs)} cases changed", err=True)


def _pack(account: str | None, stack: str | None) -> Pack:
    if account is None and stack is None:
        return load_pack()
    with place(stack) as here:
        if account:
            here.accounts.get(account)
        return here.rules.of(account or DEPLOYMENT)


def _rules(name: str) -> tuple[Rule, ...]:
    if name == SHIPPED:
        return load_pack().rules
    return read_rules(name, _read(Path(name)), load_pack().stores, "file")


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as wrong:
        raise InputError(str(path), str(wrong)) from None


def _json_line(rule: Rule) -> str:
    return json.dumps(as_values(rule), ensure_ascii=False)


def _line(rule: Rule) -> str:
    until = f" to {rule.effective_to}" if rule.effective_to else ""
    since = f"from {rule.effective_from}{until}" if rule.effective_from else until.strip()
    doubt = "" if rule.verified == "yes" else "not verified"
    run_to = f", may run to {rule.may_run_to}" if rule.may_run_to else ""
    layer = "" if rule.layer == "pack" else f"[{rule.layer}]"
    parts = (
        f"{rule.rule_id:<26} {rule.window}{run_to}",
        " ".join(rule.stores),
        since,
        doubt,
        layer,
    )
    return "  ".join(part for part in parts if part)


def _moved(move: Move) -> str:
    way = "later  " if move.later else "earlier"
    return f"{way}  {move.account}/{move.order_id}  {move.obligation}  {move.before} → {move.after}"
