"""The commands that change a case: each makes a claim event and hands it in."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
from click.termui import progressbar

from claimwatch.place import Place, place
from claimwatch.verbs import (
    ANSWERS,
    NO_FIELDS,
    OPENERS,
    message,
    money,
    opening,
    split_claim,
    when,
    window,
)
from shared.domain.case import Case
from shared.domain.errors import ClaimwatchError, InputError
from shared.domain.events import DECISIONS, programme_of
from shared.domain.instants import iso
from shared.domain.protocol import World
from shared.wiring import utc_now

_AT_ONCE = 100
_stack = click.option("--stack", metavar="NAME", help="A deployed stack, not the local store.")
_at = click.option("--at", metavar="TIME", help="When it happened; now, if not given.")
_zone = click.option("--zone", metavar="NAME", help="Zone of a local --at, such as Asia/Taipei.")


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
@_stack
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
        _hand_in(
            here,
            [
                message(event, slug, programme, order, at, fields)
                for event, programme, fields in opening(kind, claim, notice, asks)
            ],
        )
        if stack is None:
            _say_standing(here, slug, order)
        else:
            click.echo(f"handed to the queue of {stack}: {slug}, order {order}", err=True)


@click.command(name="import")
@click.argument("file", type=click.Path(path_type=Path))
@_stack
def import_(file: Path, stack: str | None) -> None:
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
    click.echo(f"{len(lines) - refused} taken in, {refused} refused")
    if refused:
        raise SystemExit(2)


@click.command()
@click.argument("claim")
@click.option("--obligation", help="Which one; all that are open, if not given.")
@click.option("--by", help="Who has it.")
@_stack
def ack(claim: str, obligation: str | None, by: str | None, stack: str | None) -> None:
    """Say that CLAIM is seen: ends the escalation, thins out the reminders, stops none."""
    _verb(claim, stack, "acknowledged", obligation, {"by": by})


@click.command()
@click.argument("claim")
@click.option("--obligation", help="Which one; all that are open, if not given.")
@_at
@_zone
@_stack
def responded(
    claim: str, obligation: str | None, at: str | None, zone: str | None, stack: str | None
) -> None:
    """Say that CLAIM was answered, replied to, filed or appealed: ends its reminders."""
    slug, programme, order = split_claim(claim)
    happened, asked = when("--at", at, zone), ("seller_responded", programme, NO_FIELDS)
    with place(stack) as here:
        names = [obligation] if obligation else _open_obligations(here, slug, programme, order)
        answers = {found[:2]: found for found in (ANSWERS.get(name, asked) for name in names)}
        done = [
            message(event, slug, about, order, happened, fields)
            for event, about, fields in answers.values()
        ]
        _hand_in(here, done)
        if stack is None:
            _say_standing(here, slug, order)


@click.command()
@click.argument("claim")
@click.option("--obligation", help="Which one; all that are open, if not given.")
@click.option("--reason", help="Why.")
@_stack
def declined(claim: str, obligation: str | None, reason: str | None, stack: str | None) -> None:
    """Say that CLAIM will not be answered on purpose: cancelled, not missed."""
    _verb(claim, stack, "declined", obligation, {"reason": reason})


@click.command()
@click.argument("claim")
@click.option("--obligation", required=True, help="Which one.")
@click.option("--reason", help="Why.")
@_stack
def reopen(claim: str, obligation: str, reason: str | None, stack: str | None) -> None:
    """Take back the end of an obligation of CLAIM: its reminders go on."""
    _verb(claim, stack, "reopened", obligation, {"reason": reason})


@click.command()
@click.argument("claim")
@click.option("--to", required=True, help="Who has it.")
@_stack
def assign(claim: str, to: str, stack: str | None) -> None:
    """Say who has CLAIM."""
    slug, programme, order = split_claim(claim)
    with place(stack) as here:
        _hand_in(here, [message("assigned", slug, programme, order, None, {"to": to})])
        if stack is None:
            _say_standing(here, slug, order)


@click.command()
@click.argument("claim")
@click.option("--until", required=True, metavar="TIME", help="No reminder before.")
@click.option("--obligation", help="Which one; all that are open, if not given.")
@_zone
@_stack
def snooze(
    claim: str, until: str, obligation: str | None, zone: str | None, stack: str | None
) -> None:
    """Leave out the reminders of CLAIM before a time; the last safe one always comes."""
    _verb(claim, stack, "snoozed", obligation, {"until": when("--until", until, zone)})


@click.command(name="set-deadline")
@click.argument("claim")
@click.option("--obligation", required=True, help="Which one.")
@click.option("--stated", required=True, metavar="TIME", help="The cut-off Amazon shows.")
@_zone
@_stack
def set_deadline(
    claim: str, obligation: str, stated: str, zone: str | None, stack: str | None
) -> None:
    """Say which cut-off Amazon itself shows; it goes before the computed one."""
    _verb(claim, stack, "deadline_stated", obligation, {"stated": when("--stated", stated, zone)})


@click.command()
@click.argument("claim")
@click.option("--decision", required=True, metavar="NAME",
              help="; ".join(f"{name}: {', '.join(words)}" for name, words in DECISIONS.items())
              + "; or withdrawn")  # fmt: skip
@click.option("--amount", metavar="SUM", help="Such as 48.20:USD.")
@click.option("--reason", help="Amazon's reason.")
@_at
@_zone
@_stack
def outcome(
    claim: str,
    decision: str,
    amount: str | None,
    reason: str | None,
    at: str | None,
    zone: str | None,
    stack: str | None,
) -> None:
    """Record how CLAIM ended."""
    slug, programme, order = split_claim(claim)
    name = decision.replace("-", "_")
    happened = when("--at", at, zone)
    if name == "withdrawn":
        body = message("claim_withdrawn", slug, programme, order, happened, {})
    elif name in DECISIONS.get(programme, ()):
        fields = {"decision": name, "amount": money(amount), "reason": reason}
        body = message("claim_decided", slug, programme, order, happened, fields)
    else:
        known = ", ".join((*DECISIONS.get(programme, ()), "withdrawn"))
        raise InputError("--decision", f"{decision!r} of {programme}; use {known}")
    with place(stack) as here:
        _hand_in(here, [body])
        if stack is None:
            _say_standing(here, slug, order)


def _verb(
    claim: str, stack: str | None, kind: str, obligation: str | None, fields: Mapping[str, Any]
) -> None:
    slug, programme, order = split_claim(claim)
    with place(stack) as here:
        names = [obligation] if obligation else _open_obligations(here, slug, programme, order)
        bodies = [
            message(kind, slug, programme, order, None, {"obligation": name, **fields})
            for name in names
        ]
        _hand_in(here, bodies)
        if stack is None:
            _say_standing(here, slug, order)


def _open_obligations(here: Place, slug: str, programme: str, order: str) -> list[str]:
    """Return what has not ended yet, missed or not: a late answer is an answer."""
    names = dict.fromkeys(
        each.obligation
        for each in _case(here, slug, order).all_rounds()
        if programme_of(each.obligation) == programme and each.closed_as is None
    )
    if not names:
        raise ClaimwatchError(f"nothing of {slug}/{programme}/{order} is open")
    return list(names)


def _case(here: Place, slug: str, order: str) -> Case:
    account = here.accounts.get(slug)
    stored = here.cases.get(slug, order)
    if stored is None:
        raise InputError("claim", f"{slug} has no case about order {order}")
    return World(here.rules.of(account.slug), account).case(stored)


def _hand_in(here: Place, bodies: list[tuple[str, str]]) -> None:
    for refused in here.submit(bodies):
        raise ClaimwatchError(refused.reason)


def _only_account(here: Place) -> str:
    names = [account.slug for account in here.accounts.all()]
    if len(names) == 1:
        return names[0]
    if not names:
        raise InputError("--account", "no account is set up; claimwatch accounts apply FILE")
    raise InputError("--account", f"which one: {', '.join(names)}")


def _say_standing(here: Place, slug: str, order: str) -> None:
    case, now = _case(here, slug, order), utc_now()
    for each in case.all_rounds():
        by = each.deadline.remind_by
        click.echo(f"{slug}/{each.programme}/{order}  {each.obligation}  {each.state(now)}  "
                   f"answer by {iso(by)}")  # fmt: skip
    for flag in case.flags:
        click.echo(f"note: {flag.words}", err=True)
