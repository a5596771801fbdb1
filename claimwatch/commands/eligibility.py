"""`claimwatch eligibility`: may a claim be eligible, and would one fight or refund."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from typing import Any

import click

from claimwatch.commands.cases import find_order, hanging, lang_option
from claimwatch.commands.handing import json_option
from claimwatch.commands.stacks import stack_option
from claimwatch.knowledge_rows import eligibility_row, school_row, withdrawal_row
from claimwatch.place import place
from claimwatch.verbs import split_claim
from shared.domain.case import Case
from shared.domain.eligibility import eligibility as judge
from shared.domain.eligibility import grounds_of
from shared.domain.errors import InputError
from shared.domain.events import CLAIM_PROGRAMMES
from shared.domain.protection import protection
from shared.domain.schools import schools
from shared.mail.knowledge import (
    eligibility_lines,
    protection_lines,
    reason_words,
    school_lines,
    withdrawal_lines,
)
from shared.mail.language import Tongue, tongue
from shared.policy.knowledge import load_knowledge
from shared.wiring import utc_now


@click.command()
@click.argument("claim")
@click.option("--reason", help="Try this reason, whatever the claim says.")
@lang_option
@json_option
@stack_option
def eligibility(
    claim: str, reason: str | None, language: str | None, as_json: bool, stack: str | None
) -> None:
    """Say whether CLAIM may be eligible, with sources, and show both schools: fight or refund.

    CLAIM is account/programme/order, or account/order for every claim of the order. "May be
    eligible" is all it ever says: Amazon decides.
    """
    with place(stack) as here:
        account, stored, case = find_order(here, claim)
    now, say = utc_now(), tongue(language or account.first.language)
    for programme in programmes(claim, case):
        tried = _known_reason(reason, case, programme)
        name = f"{account.slug}/{programme}/{stored.order_id}"
        if as_json:
            row = {"account": account.slug, "claim": name, "order_id": stored.order_id}
            row |= _row(case, programme, now, tried)
            click.echo(json.dumps(row, ensure_ascii=False))
            continue
        click.echo(name)
        for line in _lines(say, case, programme, now, tried, account.orders_60d):
            click.echo(hanging(f"  {line}"))


def programmes(claim: str, case: Case) -> list[str]:
    """Return which claims CLAIM is about; raises InputError for what is no claim."""
    if claim.count("/") < 2:  # noqa: PLR2004 - no programme is named
        found = [name for name in CLAIM_PROGRAMMES if name in case.claims]
        if not found:
            raise InputError("claim", f"no claim of {claim[:80]} is known; name the programme")
        return found
    _, programme, _ = split_claim(claim)
    if programme not in CLAIM_PROGRAMMES:
        raise InputError("claim", f"a {programme} is no claim; use {', '.join(CLAIM_PROGRAMMES)}")
    return [programme]


def _known_reason(reason: str | None, case: Case, programme: str) -> str:
    known = [name for each in grounds_of(case, programme, load_knowledge())
             for name in each.scope.reasons]  # fmt: skip
    if reason and reason not in known:
        names = ", ".join(known) or "none"
        raise InputError("--reason", f"{reason[:40]!r} of {programme}; known are {names}")
    return reason or ""


def _row(case: Case, programme: str, now: datetime, reason: str) -> dict[str, Any]:
    knowledge = load_knowledge()
    row = eligibility_row(judge(case, programme, knowledge, now, reason))
    if programme == "atoz":
        row["protected"] = [asdict(each) for each in protection(case)]
        row["schools"] = [school_row(each) for each in schools(case, knowledge, now)]
        if programme in case.claims:
            row["withdrawal"] = withdrawal_row(case.claims[programme], knowledge)
    return row


def _lines(
    say: Tongue, case: Case, programme: str, now: datetime, reason: str, orders_60d: int | None
) -> Iterator[str]:
    knowledge = load_knowledge()
    found = judge(case, programme, knowledge, now, reason)
    if words := reason_words(say, found.reason):
        yield words
    yield from eligibility_lines(say, found)
    if programme != "atoz":
        return
    yield from protection_lines(say, case)
    yield from school_lines(say, schools(case, knowledge, now), orders_60d)
    if programme in case.claims:
        yield from withdrawal_lines(say, case.claims[programme], knowledge)
