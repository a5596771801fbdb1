"""`claimwatch export csv` and `claimwatch export json`: cases, claims, outcomes or totals."""

import json
from collections.abc import Iterator
from pathlib import Path

import click

from claimwatch.commands.stacks import stack_option
from claimwatch.place import Place, place
from claimwatch.rows import KINDS, Kept, rows, table
from shared.domain.errors import InputError
from shared.domain.protocol import World
from shared.web.safe_csv import csv_file, csv_text

_kind = click.argument("kind", type=click.Choice(KINDS), default="outcomes")
_account = click.option("--account", help="Only this account.")
_out = click.option("--out", type=click.Path(path_type=Path), help="A file, instead of stdout.")


@click.command(name="csv")
@_kind
@_account
@_out
@click.option("--json", "as_json", is_flag=True, help="JSON lines, as `export json` writes them.")
@stack_option
def csv_(
    kind: str, account: str | None, out: Path | None, as_json: bool, stack: str | None
) -> None:
    """Write cases, claims, outcomes (if not said) or totals as CSV; no cell is run as a formula.

    Totals count claims and add their sums by programme, status and currency: of each store, and in
    rows without a store of all.

    A file (--out) begins with the mark by which Excel knows UTF-8; stdout, for programs, does not.
    """
    with place(stack) as here:
        found = list(kept(here, account))
    if as_json:
        _write(_lines(kind, found), out)
    elif out:
        _save(csv_file(*table(kind, found)), out)
    else:  # bytes: the line ends are part of the format
        click.echo(csv_text(*table(kind, found)).encode(), nl=False)


@click.command(name="json")
@_kind
@_account
@_out
@click.option("--json", is_flag=True, expose_value=False, help="Taken for granted.")
@stack_option
def json_(kind: str, account: str | None, out: Path | None, stack: str | None) -> None:
    """Write cases, claims, outcomes (if not said) or totals as JSON lines."""
    with place(stack) as here:
        found = list(kept(here, account))
    _write(_lines(kind, found), out)


def kept(here: Place, account: str | None) -> Iterator[Kept]:
    """Yield every case of an account, or of all."""
    for each in [here.accounts.get(account)] if account else list(here.accounts.all()):
        world = World(here.rules.of(each.slug), each)
        for stored in here.cases.of_account(each.slug):
            yield each, stored, world.case(stored)


def _lines(kind: str, found: list[Kept]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows(kind, found))


def _write(text: str, out: Path | None) -> None:
    if out is None:
        click.echo(text, nl=False)
    else:
        _save(text.encode(), out)


def _save(content: bytes, out: Path) -> None:
    try:
        out.write_bytes(content)
    except OSError as wrong:
        raise InputError("--out", f"{out}: {wrong.strerror}") from None
