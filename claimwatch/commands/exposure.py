"""`claimwatch exposure`: until when a buyer may still open an A-to-z claim, and why none."""

import json
from typing import Any

import click

from claimwatch.commands.cases import find_order
from claimwatch.commands.handing import json_option
from claimwatch.commands.stacks import stack_option
from claimwatch.exposures import as_values, in_words
from claimwatch.place import place
from claimwatch.typed import day
from shared.domain.errors import InputError
from shared.domain.exposure import Exposure, exclusions, exposure_of
from shared.domain.exposure import exposure as compute


@click.command()
@click.argument("claim", required=False)
@click.option("--ordered", metavar="DATE", help="Date of the order.")
@click.option("--latest-delivery", metavar="DATE", help="Latest estimated delivery date.")
@click.option("--digital", is_flag=True, help="It is about digital goods.")
@click.option("--paid-with", default="", metavar="WORD", help="How it was paid: card, gift_card, …")
@click.option("--refunded", is_flag=True, help="You refunded it in full.")
@click.option("--claimed", is_flag=True, help="There was an A-to-z claim already.")
@json_option
@stack_option
def exposure(
    claim: str | None,
    ordered: str | None,
    latest_delivery: str | None,
    digital: bool,
    paid_with: str,
    refunded: bool,
    claimed: bool,
    as_json: bool,
    stack: str | None,
) -> None:
    """Say from when to when a buyer may open an A-to-z claim, and why it would be excluded.

    Either for the order of CLAIM (account/programme/order or account/order), by what is known of
    it, or for --ordered and --latest-delivery and whatever else is said.
    """
    told = any((ordered, latest_delivery, digital, paid_with, refunded, claimed))
    if claim is not None:
        if told:
            raise InputError("claim", "takes dates and facts from the order, not from options")
        found, named = _of_order(claim, stack)
    else:
        excluded = exclusions(
            digital=digital, paid_with=paid_with, refunded=refunded, claimed=claimed
        )
        found, named = _of_dates(ordered, latest_delivery, excluded), {}
    click.echo(json.dumps({**named, **as_values(found)}) if as_json else in_words(found))


def _of_order(claim: str, stack: str | None) -> tuple[Exposure, dict[str, Any]]:
    with place(stack) as here:
        account, stored, case = find_order(here, claim)
    found = exposure_of(case)
    if found is None:
        raise InputError(
            "claim", f"of {stored.order_id} nobody has told ordered_at and "
            "latest_estimated_delivery (a message order_facts does); "
            "give --ordered and --latest-delivery in place of CLAIM"
        )  # fmt: skip
    return found, {"account": account.slug, "order_id": stored.order_id}


def _of_dates(ordered: str | None, latest: str | None, excluded: tuple[str, ...]) -> Exposure:
    for option, text in (("--ordered", ordered), ("--latest-delivery", latest)):
        if text is None:
            raise InputError(option, "missing; give both dates such as 2026-02-01, or a CLAIM")
    first, last = day("--ordered", ordered or ""), day("--latest-delivery", latest or "")
    if last < first:
        raise InputError("--latest-delivery", f"{last} is before the order of {first}")
    return compute(first, last, excluded)
