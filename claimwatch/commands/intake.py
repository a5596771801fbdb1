"""`claimwatch add` and `claimwatch import`: claims get in by hand or from a file."""

import json
import os.path
from pathlib import Path
from typing import Any

import click

from claimwatch.commands.handing import (
    hand_in,
    json_option,
    say_standing,
)
from claimwatch.commands.stacks import stack_option
from claimwatch.place import NOTHING_SENT, WHAT_SENDS, Place, place
from claimwatch.rejects import Rejects
from claimwatch.taking_in import Intake
from claimwatch.typed import moment, money, spanned, window
from claimwatch.verbs import OPENERS, message, opening
from shared.domain.errors import InputError
from shared.domain.events import programme_of
from shared.domain.protocol import World


@click.command()
@click.option("--account", help="Account; may be left out when there is only one.")
@click.option("--order", required=True, metavar="ID", help="Such as 113-5550123-5550199.")
@click.option("--order-kind", type=click.Choice(["product", "service"]),
              help="service: an order of Selling Services, whose id has another form.")  # fmt: skip
@click.option("--kind", required=True, type=click.Choice(sorted(OPENERS)), metavar="OBLIGATION",
              help="What is owed: " + ", ".join(OPENERS))  # fmt: skip
@click.option(
    "--received",
    required=True,
    metavar="TIME",
    help="When Amazon or the buyer asked; A..B where that is not known exactly.",
)
@click.option("--zone", metavar="NAME", help="Zone of local times, such as Asia/Taipei.")
@click.option("--stated", metavar="TIME", help="The cut-off Amazon itself shows; or A..B.")
@click.option("--window", "printed", metavar="N:UNIT", help="Printed window: 3:calendar_days.")
@click.option("--amount", metavar="SUM", help="Such as 48.20:USD.")
@click.option("--reason", help="Amazon's reason; of a filing, the ground you will name.")
@click.option("--asks", help="What Amazon asks for; never the buyer's name or words.")
@json_option
@stack_option
def add(
    account: str | None,
    order: str,
    order_kind: str | None,
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
    at = spanned("--received", received, zone)
    claim = {"amount": money(amount), "reason": reason}
    notice = {
        "window": window(printed),
        "stated": spanned("--stated", stated, zone),
    }
    with place(stack) as here:
        slug = account or _only_account(here)
        hand_in(
            here,
            [
                message(event, slug, programme, order, at, fields, order_kind)
                for event, programme, fields in opening(
                    kind, claim, notice, asks, known=_is_known(here, slug, kind, order)
                )
            ],
        )
        say_standing(here, stack, slug, order, as_json=as_json)
    if stack is None and not as_json:
        click.echo(f"note: {NOTHING_SENT}; {WHAT_SENDS}", err=True)


@click.command(name="import")
@click.argument("file", metavar="FILE|FOLDER", type=click.Path(path_type=Path))
@click.option("--account", help="Whose mail or report it is; may be left out when it shows.")
@click.option("--report-as-of", metavar="TIME", help="Date of the report; today, if not given.")
@click.option(
    "--unverified", is_flag=True, help="Somebody else sent it: let it only remind more or earlier."
)
@click.option("--dry-run", is_flag=True, help="Only say what would happen.")
@json_option
@stack_option
def import_(
    file: Path,
    account: str | None,
    report_as_of: str | None,
    unverified: bool,
    dry_run: bool,
    as_json: bool,
    stack: str | None,
) -> None:
    """Take in a FILE, or all files of a FOLDER and the folders in it.

    A file is a saved mail (.eml), one of Amazon's reports, our own CSV, or queue messages (.jsonl);
    what kind of report it is shows from what is in it. What is known already changes nothing.

    A mail you hand in is believed, as `claimwatch parse` believes it: nobody checks here that
    Amazon signed it. Of one that somebody else sent you, say --unverified; it then can open a claim
    and bring a reminder forward, but close and delay nothing.

    What cannot be taken goes to FILE.rejected.csv with line and reason, and the exit code is 2.
    """
    as_of = None if report_as_of is None else moment("--report-as-of", report_as_of)
    file = Path(os.path.normpath(file.absolute())) if file.is_dir() else file
    rejects = Rejects(file, keep=not dry_run)
    with place(stack, keep=not dry_run) as here:
        intake = Intake(file, here, rejects, account, as_of, verified=not unverified)
        intake.run()
    click.echo(json.dumps(_as_values(intake)) if as_json else _in_words(intake, dry_run=dry_run))
    if rejects.count:
        if rejects.keep:
            click.echo(f"refused: {rejects.path}", err=True)
        raise SystemExit(2)


def _as_values(done: Intake) -> dict[str, Any]:
    return {
        "files": done.files,
        "taken_in": done.handed_in,
        "new": done.handed_in - done.here.known,
        "known": done.here.known,
        "refused": done.rejects.count,
        "set_aside": done.aside.total(),
        "events": dict(done.kinds),
        "aside": dict(done.aside),
        "rejected": str(done.rejects.path) if done.rejects.count and done.rejects.keep else None,
    }


def _in_words(done: Intake, *, dry_run: bool) -> str:
    """Say what became of it: one line, and what mails and reports told."""
    verb = "would be taken in" if dry_run else "taken in"
    words = [f"{done.handed_in} {verb}, {done.rejects.count} refused"]
    if done.told or done.here.known:
        new = f" ({done.handed_in - done.here.known} new)" if done.here.known else ""
        words[0] += f", {done.here.known} known already{new}"
    if done.told:
        words[0] += f", {done.aside.total()} set aside"
        if done.files != 1:
            words[0] = f"{done.files} files: {words[0]}"
        words += [f"  {count:>7}  {kind}" for kind, count in sorted(done.kinds.items())]
        words += [f"  {count:>7}  set aside: {why}" for why, count in done.aside.most_common(20)]
    return "\n".join(words)


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
