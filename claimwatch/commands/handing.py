"""What the commands that change a case share: options, handing in, saying how it stands."""

import json

import click

from claimwatch.commands.listing import standing
from claimwatch.place import Place
from shared.domain.case import Case
from shared.domain.errors import ClaimwatchError, InputError
from shared.domain.protocol import World
from shared.wiring import utc_now

at_option = click.option(
    "--at",
    metavar="TIME",
    help="When it happened; now, if not given; A..B where it is not known exactly.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
zone_option = click.option(
    "--zone", metavar="NAME", help="Zone of a local time, such as Asia/Taipei."
)


def case_of(here: Place, slug: str, order: str) -> Case:
    """Return a case as it is; raises InputError for an order nobody has heard of."""
    account = here.accounts.get(slug)
    stored = here.cases.get(slug, order)
    if stored is None:
        raise InputError("claim", f"{slug} has no case about order {order[:60]}; add it first")
    return World(here.rules.of(account.slug), account).case(stored)


def hand_in(here: Place, bodies: list[tuple[str, str]]) -> None:
    """Hand in queue messages; raises ClaimwatchError with the reason of the first refused."""
    for refused in here.submit(bodies):
        raise ClaimwatchError(refused.reason)


def say_standing(here: Place, stack: str | None, slug: str, order: str, *, as_json: bool) -> None:
    """Say how the order stands now; a stack will know once its queue has delivered."""
    if stack is not None:
        sent = {"account": slug, "order_id": order, "stack": stack}
        click.echo(json.dumps(sent) if as_json else f"handed to the queue of {stack}")
        return
    account, stored = here.accounts.get(slug), here.cases.get(slug, order)
    if stored is None:  # pragma: no cover - it was handed in a moment ago
        return
    case, now = World(here.rules.of(slug), account).case(stored), utc_now()
    for each in case.all_rounds():
        row = standing(account, stored, case, each, now)
        by = each.cut_off(now).astimezone(account.first.zone).strftime("%a %d %b %Y %H:%M")
        words = f"{row['claim']}  {each.obligation}  {row['state']}  by {by} {account.first.zone}"
        click.echo(json.dumps(row, ensure_ascii=False) if as_json else words)
    for flag in case.flags:
        click.echo(f"note: {flag.words}", err=True)
