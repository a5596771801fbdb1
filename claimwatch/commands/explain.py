"""`claimwatch explain`: why each deadline is when it is, and what is awaited before one is."""

import json
from typing import Any

import click

from claimwatch.commands.cases import find_order, lang_option, trace
from claimwatch.commands.handing import json_option
from claimwatch.commands.stacks import stack_option
from claimwatch.place import place
from claimwatch.verbs import programme_named
from shared.domain.awaiting import Awaited, awaited
from shared.domain.events import programme_of
from shared.mail.explaining import explanation, headline, nothing_owed, waiting
from shared.wiring import utc_now


@click.command()
@click.argument("claim")
@lang_option
@json_option
@stack_option
def explain(claim: str, language: str | None, as_json: bool, stack: str | None) -> None:
    """Say why each deadline of CLAIM is when it is: rule, source, readings.

    With account/order of the whole order; with a programme named only of that one's. Where nothing
    is owed it says so, and what is awaited before something is.
    """
    with place(stack) as here:
        account, stored, case = find_order(here, claim)
        waits = awaited(case, here.rules.of(account.slug))
    programme, now, reader = programme_named(claim), utc_now(), account.first
    rounds = [each for each in case.all_rounds() if programme in ("", each.programme)]
    if rounds and programme:
        waits = [wait for wait in waits if programme_of(wait.obligation) == programme]
    if as_json:
        known = {"account": account.slug, "order_id": stored.order_id}
        lines = [{**trace(each, case), "state": each.state(now)} for each in rounds]
        for line in lines or [_nothing(programme)]:
            click.echo(json.dumps({**known, **line}, ensure_ascii=False))
        for wait in waits:
            click.echo(json.dumps({**known, **_waits(wait)}, ensure_ascii=False))
        return
    language = language or reader.language
    for each in rounds:
        click.echo(headline(each, language, now))
        for words in explanation(each, case, reader.zone, language, now):
            click.echo(f"  {words}")
    if not rounds:
        others = dict.fromkeys(each.programme for each in case.all_rounds())
        claims = [f"{account.slug}/{name}/{stored.order_id}" for name in others]
        click.echo("\n".join(nothing_owed(language, programme, claims)))
    for wait in waits:
        click.echo(waiting(wait, language))


def _nothing(programme: str) -> dict[str, Any]:
    return {"programme": programme or None, "obligation": None, "state": "nothing_owed"}


def _waits(wait: Awaited) -> dict[str, Any]:
    return {"obligation": wait.obligation, "state": "awaited", "awaits": list(wait.anchors)}
