"""`claimwatch export`: what is known, as a file for other programs."""

import json
from collections.abc import Iterator
from pathlib import Path

import click

from claimwatch.commands.export_rows import csv_, json_
from claimwatch.commands.stacks import stack_option
from claimwatch.place import Place, place
from shared.domain.accounts import Account
from shared.domain.case import Case
from shared.domain.errors import InputError
from shared.domain.instants import iso
from shared.domain.protocol import StoredCase, World
from shared.mail.calendar import Entry, file_of
from shared.mail.deadline_entry import open_deadlines
from shared.wiring import utc_now


@click.group()
def export() -> None:
    """Write what is known in the form of another program."""


export.add_command(csv_)
export.add_command(json_)


@export.command()
@click.option("--account", help="Only this account.")
@click.option("--out", type=click.Path(path_type=Path), help="A file, instead of stdout.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object an entry, no calendar.")
@stack_option
def ics(account: str | None, out: Path | None, as_json: bool, stack: str | None) -> None:
    """Write every open deadline as an iCalendar file, soonest first.

    Each is in the language and the time zone of the first contact of its account. Importing a newer
    file moves the entries of an older one; what is no longer open has to be deleted by hand.
    """
    now = utc_now()
    with place(stack) as here:
        entries = open_deadlines(_cases(here, account), now)
    if as_json:
        text = "".join(json.dumps(_as_values(each), ensure_ascii=False) + "\n" for each in entries)
    else:
        text = file_of(entries, now)
    if out is None:
        click.echo(text, nl=False)
        return
    try:
        out.write_bytes(text.encode())
    except OSError as wrong:
        raise InputError("--out", f"{out}: {wrong.strerror}") from None
    click.echo(f"open deadlines in {out}: {len(entries)}", err=True)


def _cases(here: Place, account: str | None) -> Iterator[tuple[Account, StoredCase, Case]]:
    for each in [here.accounts.get(account)] if account else list(here.accounts.all()):
        world = World(here.rules.of(each.slug), each)
        for stored in here.cases.of_account(each.slug):
            yield each, stored, world.case(stored)


def _as_values(entry: Entry) -> dict[str, str | int]:
    return {
        "uid": entry.uid,
        "sequence": entry.sequence,
        "at": iso(entry.at),
        "summary": entry.summary,
        "details": entry.details,
        "link": entry.link,
    }
