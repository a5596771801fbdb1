"""`claimwatch exposure`: until when a buyer may still open an A-to-z claim."""

import json
from datetime import date, datetime
from typing import Any

import click

from shared.domain.errors import InputError
from shared.domain.exposure import Exposure
from shared.domain.exposure import exposure as compute
from shared.domain.instants import parse_moment


@click.command()
@click.option("--ordered", required=True, metavar="DATE", help="Date of the order.")
@click.option("--latest-delivery", required=True, metavar="DATE",
              help="Latest estimated delivery date.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def exposure(ordered: str, latest_delivery: str, as_json: bool) -> None:
    """Say from when to when a buyer may open an A-to-z claim for an order."""
    first, last = _date("--ordered", ordered), _date("--latest-delivery", latest_delivery)
    if last < first:
        raise InputError("--latest-delivery", f"{last} is before the order of {first}")
    found = compute(first, last)
    click.echo(json.dumps(as_values(found)) if as_json else in_words(found))


def as_values(found: Exposure) -> dict[str, Any]:
    """Return an exposure as plain values."""
    return {
        "first": found.first.isoformat(),
        "last": found.last.isoformat(),
        "excluded": list(found.excluded),
    }


def in_words(found: Exposure) -> str:
    """Return an exposure as one line."""
    but = f"; but {'; '.join(found.excluded)}" if found.excluded else ""
    return f"a buyer may open an A-to-z claim from {found.first} to {found.last}{but}"


def _date(option: str, text: str) -> date:
    moment = parse_moment(option, text)
    if isinstance(moment, datetime):
        raise InputError(option, f"{text!r} is not a date like 2026-02-01")
    return moment
