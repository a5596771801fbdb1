"""The commands that change a case: each makes a claim event and hands it in."""

from collections.abc import Mapping
from typing import Any

import click

from claimwatch.commands.handing import (
    at_option,
    case_of,
    hand_in,
    json_option,
    say_standing,
    zone_option,
)
from claimwatch.commands.stacks import stack_option
from claimwatch.naming import claim_in_full
from claimwatch.place import Place, place
from claimwatch.typed import money, spanned, when
from claimwatch.verbs import message, split_claim
from shared.domain.answering import REFUNDERS, answers, asks_who_refunded
from shared.domain.case import Case
from shared.domain.errors import ClaimwatchError, InputError
from shared.domain.events import CLAIM_PROGRAMMES, ending, endings, programme_of
from shared.wiring import utc_now

_WHO = (
    "Amazon has refunded something of this order; say who refunded this return: "
    "--refunded-by amazon keeps the SAFE-T claim alive, --refunded-by seller gives it up"
)


@click.command()
@click.argument("claim")
@click.option("--obligation", help="Which one; all that are open, if not given.")
@click.option("--by", help="Who has it.")
@json_option
@stack_option
def ack(
    claim: str, obligation: str | None, by: str | None, as_json: bool, stack: str | None
) -> None:
    """Say that CLAIM is seen: ends the escalation, thins out the reminders, stops none."""
    _verb(claim, stack, "acknowledged", obligation, {"by": by}, as_json=as_json)


@click.command()
@click.argument("claim")
@click.option("--obligation", help="Which one; all that are open, if not given.")
@click.option(
    "--refunded-by",
    type=click.Choice(REFUNDERS),
    help="Who refunded a return; asked for where Amazon has refunded something of the order.",
)
@at_option
@zone_option
@json_option
@stack_option
def responded(
    claim: str,
    obligation: str | None,
    refunded_by: str | None,
    at: str | None,
    zone: str | None,
    as_json: bool,
    stack: str | None,
) -> None:
    """Say that CLAIM was answered, replied to, filed or appealed: ends its reminders."""
    happened = spanned("--at", at, zone)
    with place(stack) as here:
        slug, programme, order = split_claim(claim_in_full(here, claim))
        case = case_of(here, slug, order)
        names = [obligation] if obligation else _open_obligations(here, slug, programme, order)
        if refunded_by is None and any(asks_who_refunded(name, case) for name in names):
            raise InputError("--refunded-by", _WHO)
        given = [each for name in names for each in answers(name, case, refunded_by or "")]
        # one event may answer two obligations: a reply is one for the message and the claim to come
        done = [
            message(kind, slug, about, order, happened, dict(fields))
            for kind, about, fields in {repr(each): each for each in given}.values()
        ]
        hand_in(here, done)
        say_standing(here, stack, slug, order, as_json=as_json)


@click.command()
@click.argument("claim")
@click.option("--obligation", help="Which one; all that are open, if not given.")
@click.option("--reason", help="Why.")
@json_option
@stack_option
def declined(
    claim: str, obligation: str | None, reason: str | None, as_json: bool, stack: str | None
) -> None:
    """Say that CLAIM will not be answered on purpose: cancelled, not missed."""
    _verb(claim, stack, "declined", obligation, {"reason": reason}, as_json=as_json)


@click.command()
@click.argument("claim")
@click.option("--obligation", required=True, help="Which one.")
@click.option("--reason", help="Why.")
@json_option
@stack_option
def reopen(
    claim: str, obligation: str, reason: str | None, as_json: bool, stack: str | None
) -> None:
    """Take back the end of an obligation of CLAIM: its reminders go on."""
    _verb(claim, stack, "reopened", obligation, {"reason": reason}, as_json=as_json)


@click.command()
@click.argument("claim")
@click.option("--to", required=True, help="Who has it.")
@json_option
@stack_option
def assign(claim: str, to: str, as_json: bool, stack: str | None) -> None:
    """Say who has CLAIM."""
    with place(stack) as here:
        slug, programme, order = split_claim(claim_in_full(here, claim))
        case_of(here, slug, order)
        hand_in(here, [message("assigned", slug, programme, order, None, {"to": to})])
        say_standing(here, stack, slug, order, as_json=as_json)


@click.command()
@click.argument("claim")
@click.option("--until", required=True, metavar="TIME", help="No reminder before.")
@click.option("--obligation", help="Which one; all that are open, if not given.")
@zone_option
@json_option
@stack_option
def snooze(
    claim: str,
    until: str,
    obligation: str | None,
    zone: str | None,
    as_json: bool,
    stack: str | None,
) -> None:
    """Leave out the reminders of CLAIM before a time; the last safe one always comes."""
    _verb(
        claim,
        stack,
        "snoozed",
        obligation,
        {"until": when("--until", until, zone)},
        as_json=as_json,
    )


@click.command(name="set-deadline")
@click.argument("claim")
@click.option("--obligation", required=True, help="Which one.")
@click.option("--stated", required=True, metavar="TIME",
              help="The cut-off Amazon shows; A..B where it can be read in two ways.")  # fmt: skip
@zone_option
@json_option
@stack_option
def set_deadline(
    claim: str, obligation: str, stated: str, zone: str | None, as_json: bool, stack: str | None
) -> None:
    """Say which cut-off Amazon itself shows; it goes before the computed one."""
    _verb(
        claim,
        stack,
        "deadline_stated",
        obligation,
        {"stated": spanned("--stated", stated, zone)},
        as_json=as_json,
    )


@click.command()
@click.argument("claim")
@click.option(
    "--decision",
    required=True,
    metavar="NAME",
    help="; ".join(f"{name}: {', '.join(endings(name))}" for name in CLAIM_PROGRAMMES),
)
@click.option("--amount", metavar="SUM", help="Such as 48.20:USD.")
@click.option("--reason", help="Amazon's reason.")
@at_option
@zone_option
@json_option
@stack_option
def outcome(
    claim: str,
    decision: str,
    amount: str | None,
    reason: str | None,
    at: str | None,
    zone: str | None,
    as_json: bool,
    stack: str | None,
) -> None:
    """Record how CLAIM ended."""
    happened, sum_ = spanned("--at", at, zone), money(amount)
    with place(stack) as here:
        slug, programme, order = split_claim(claim_in_full(here, claim))
        kind, fields = _ending(programme, decision, {"amount": sum_, "reason": reason})
        case_of(here, slug, order)
        hand_in(here, [message(kind, slug, programme, order, happened, fields)])
        say_standing(here, stack, slug, order, as_json=as_json)


def _ending(
    programme: str, decision: str, told: Mapping[str, Any]
) -> tuple[str, Mapping[str, Any]]:
    """Return type and fields of the event by which a claim ends; raises InputError."""
    found = ending(programme, decision.replace("-", "_"), told)
    if found is None:
        known = ", ".join(endings(programme))
        raise InputError("--decision", f"{decision!r} of {programme}; use {known}")
    return found


def _verb(
    claim: str,
    stack: str | None,
    kind: str,
    obligation: str | None,
    fields: Mapping[str, Any],
    *,
    as_json: bool,
) -> None:
    with place(stack) as here:
        slug, programme, order = split_claim(claim_in_full(here, claim))
        case = case_of(here, slug, order)
        if obligation is not None and kind in ("acknowledged", "snoozed"):
            _must_be_open(case, obligation)
        names = [obligation] if obligation else _open_obligations(here, slug, programme, order)
        bodies = [
            message(kind, slug, programme, order, None, {"obligation": name, **fields})
            for name in names
        ]
        hand_in(here, bodies)
        say_standing(here, stack, slug, order, as_json=as_json)


def _must_be_open(case: Case, obligation: str) -> None:
    if not any(each.is_open(utc_now()) for each in case.rounds.get(obligation, ())):
        known = ", ".join(case.rounds) or "nothing"
        raise InputError("--obligation", f"{obligation} is not open; this order has {known}")


def _open_obligations(here: Place, slug: str, programme: str, order: str) -> list[str]:
    """Return what has not ended yet, missed or not: a late answer is an answer."""
    names = dict.fromkeys(
        each.obligation
        for each in case_of(here, slug, order).all_rounds()
        if programme_of(each.obligation) == programme and each.closed_as is None
    )
    if not names:
        raise ClaimwatchError(f"nothing of {slug}/{programme}/{order} is open")
    return list(names)
