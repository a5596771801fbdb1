"""`claimwatch add` and `claimwatch import`: claims get in by hand or from a file."""

import json
import sys
from pathlib import Path

import click
from click.termui import progressbar

from claimwatch.commands.handing import (
    hand_in,
    json_option,
    say_standing,
    stack_option,
)
from claimwatch.place import Place, place
from claimwatch.verbs import OPENERS, message, money, opening, when, window
from shared.domain.errors import InputError
from shared.domain.events import programme_of
from shared.domain.protocol import World

_AT_ONCE = 100


@click.command()
@click.option("--account", help="Account; may be left out when there is only one.")
@click.option("--order", required=True, metavar="ID", help="Such as 113-5550123-5550199.")
@click.option("--kind", required=True, type=click.Choice(sorted(OPENERS)), metavar="OBLIGATION",
              help="What is owed: " + ", ".join(OPENERS))  # fmt: skip
@click.option("--received", required=True, metavar="TIME", help="When Amazon or the buyer asked.")
@click.option("--zone", metavar="NAME", help="Zone of local times, such as Asia/Taipei.")
@click.option("--stated", metavar="TIME", help="The cut-off Amazon itself shows.")
@click.option("--window", "printed", metavar="N:UNIT", help="Printed window: 3:calendar_days.")
@click.option("--amount", metavar="SUM", help="Such as 48.20:USD.")
@click.option("--reason", help="Amazon's reason.")
@click.option("--asks", help="What Amazon asks for; never the buyer's name or words.")
@json_option
@stack_option
def add(
    account: str | None,
    order: str,
    kind: str,
    received: str,
    zone: str | None,
    stated: str | None,
    printed: str | None,
    amount: str | None,
    reason: str | None,
    asks: str | None,
    as_json: bool,
    stack: str | None,
) -> None:
    """Add one claim or question in one line."""
    at = when("--received", received, zone)
    claim = {"amount": money(amount), "reason": reason}
    notice = {
        "window": window(printed),
        "stated": when("--stated", stated, zone),
    }
    with place(stack) as here:
        slug = account or _only_account(here)
        hand_in(
            here,
            [
                message(event, slug, programme, order, at, fields)
                for event, programme, fields in opening(
                    kind, claim, notice, asks, known=_is_known(here, slug, kind, order)
                )
            ],
        )
        say_standing(here, stack, slug, order, as_json=as_json)


@click.command(name="import")
@click.argument("file", type=click.Path(path_type=Path))
@json_option
@stack_option
def import_(file: Path, as_json: bool, stack: str | None) -> None:
    """Take in a FILE of queue messages (.jsonl); a message known already changes nothing."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as wrong:
        raise InputError(str(file), str(wrong)) from None
    lines = [
        (f"{file.name}:{number}", line)
        for number, line in enumerate(text.split("\n"), start=1)
        if line.strip()
    ]
    refused = 0
    parts = [lines[first : first + _AT_ONCE] for first in range(0, len(lines), _AT_ONCE)]
    progress = progressbar(parts, label=file.name, file=sys.stderr)
    with place(stack) as here, progress as bar:
        for part in bar:
            for each in here.submit(part):
                refused += 1
                click.echo(f"refused {each.message_id}: {each.reason}", err=True)
    done = {"taken_in": len(lines) - refused, "refused": refused}
    click.echo(json.dumps(done) if as_json else f"{done['taken_in']} taken in, {refused} refused")
    if refused:
        raise SystemExit(2)


def _is_known(here: Place, slug: str, kind: str, order: str) -> bool:
    """Say whether the claim was opened before: a question about it is then no second claim."""
    stored = here.cases.get(slug, order)
    if stored is None:
        return False
    about = World(here.rules.of(slug), here.accounts.get(slug)).case(stored).claims
    claim = about.get(programme_of(kind))
    return claim is not None and claim.opened is not None


def _only_account(here: Place) -> str:
    names = [account.slug for account in here.accounts.all()]
    if len(names) == 1:
        return names[0]
    if not names:
        raise InputError("--account", "no account is set up; claimwatch accounts apply FILE")
    raise InputError("--account", f"which one: {', '.join(names)}")
