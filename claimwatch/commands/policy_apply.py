"""`claimwatch policy apply`: rules of one's own, shown before they hold."""

import json
from pathlib import Path

import click

from claimwatch.commands.handing import json_option
from claimwatch.commands.stacks import stack_option
from claimwatch.place import Place, place
from claimwatch.policing import Move, moves, resettle, touched
from claimwatch.rule_doubts import brought, today
from claimwatch.rule_words import read_text
from shared.adapters.rule_table import DEPLOYMENT, layer_name
from shared.domain.errors import ClaimwatchError
from shared.domain.rules import Rule
from shared.policy.pack import load_pack
from shared.policy.rows import PackError
from shared.policy.rule_rows import read_layer
from shared.wiring import utc_now


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--account", default=DEPLOYMENT, help="Rules of this account, not of everybody.")
@click.option("--later", is_flag=True, help="Approve cut-offs that move later or fall away.")
@click.option("--dry-run", is_flag=True, help="Only show what would move.")
@json_option
@stack_option
def apply(
    file: Path, account: str, later: bool, dry_run: bool, as_json: bool, stack: str | None
) -> None:
    """Lay the rules of FILE (the columns of policy.csv) over those that ship.

    A rule with a known id replaces it, a new id is added; an empty file takes them back. Open
    cut-offs move earlier by themselves; later, or away altogether, only with --later.
    """
    text = read_text(file)
    with place(stack) as here:
        rules = _looked_at(here, file, text, account, as_json=as_json)
        moved = _would_move(here, text, account, approved=later or dry_run)
        for move in moved:
            click.echo(json.dumps(move.line()) if as_json else _line(move))
        held = sum(move.needs_approval for move in moved)
        if held and not later and not dry_run:
            which = f"{held} open cut-off{'' if held == 1 else 's'}"
            words = f"{which} would move later or fall away; approve with --later"
            raise ClaimwatchError(f"nothing applied: {words}")
        changed = 0
        if not dry_run:
            with here.at_once():
                here.rules.put(text, account)
                changed = resettle(here, touched(here, account))
                here.resettled()
    _say_done(len(rules), changed, applied=not dry_run, as_json=as_json)


def _looked_at(
    here: Place, file: Path, text: str, account: str, *, as_json: bool
) -> tuple[Rule, ...]:
    """Read the rules of a file and say what should be looked at in them."""
    if account:
        here.accounts.get(account)
    below = here.rules.of(DEPLOYMENT) if account else load_pack()
    on = today(utc_now())
    rules = read_layer(str(file), text, below, layer_name(account), on)
    for doubt in brought(below, below.overlaid(rules), on):
        click.echo(json.dumps(doubt.line(), ensure_ascii=False) if as_json else f"look at  {doubt}")
    return rules


def _would_move(here: Place, text: str, account: str, *, approved: bool) -> list[Move]:
    try:
        return list(moves(here, text, account))
    except PackError as wrong:
        for slug in touched(here, account):
            here.rules.proposed(slug, account, text)  # raises where it is not this layer
        if not approved:
            words = f"{wrong}; nobody knows what would move, so replace these with --later"
            raise ClaimwatchError(f"nothing applied: {words}") from None
        return []


def _line(move: Move) -> str:
    name = f"{move.account}/{move.order_id}  {move.obligation}"
    return f"{move.way:<7}  {name}  {move.before or 'none'} → {move.after or 'none'}"


def _say_done(rules: int, changed: int, *, applied: bool, as_json: bool) -> None:
    if as_json:
        told = {"kind": "summary", "applied": applied, "rules": rules, "cases_changed": changed}
        click.echo(json.dumps(told))
    elif applied:
        done = f"{rules} rule{'' if rules == 1 else 's'} applied" if rules else "taken back"
        click.echo(f"{done}; {changed} case{'' if changed == 1 else 's'} changed", err=True)
