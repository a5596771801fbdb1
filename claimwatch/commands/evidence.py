"""`claimwatch evidence`: what to have ready for a claim, and marking that it is there."""

import json

import click

from claimwatch.commands.cases import find_order, hanging, lang_option
from claimwatch.commands.eligibility import programmes
from claimwatch.commands.handing import hand_in, json_option
from claimwatch.commands.stacks import stack_option
from claimwatch.knowledge_rows import checklist_row
from claimwatch.naming import claim_in_full
from claimwatch.place import place
from claimwatch.verbs import message, split_claim
from shared.domain.evidence import checklist, known_item
from shared.mail.knowledge import checklist_lines, counted
from shared.mail.language import tongue
from shared.policy.knowledge import load_knowledge
from shared.wiring import utc_now


@click.command()
@click.argument("claim")
@click.option("--item", "items", multiple=True, metavar="NAME",
              help="Mark this item of the checklist as done; may be repeated.")  # fmt: skip
@click.option("--by", help="Who has added it.")
@click.option("--reason", help="The checklist of this reason, whatever the claim says.")
@lang_option
@json_option
@stack_option
def evidence(
    claim: str,
    items: tuple[str, ...],
    by: str | None,
    reason: str | None,
    language: str | None,
    as_json: bool,
    stack: str | None,
) -> None:
    """Show the proofs CLAIM needs, done and missing, and where to attach them.

    The files themselves stay with you: claimwatch keeps only that they are there.
    """
    knowledge, now = load_knowledge(), utc_now()
    with place(stack) as here:
        account, stored, case = find_order(here, claim)
        if items:
            slug, programme, order = split_claim(claim_in_full(here, claim))
            lines = checklist(case, programme, knowledge, now, reason or "")
            said = [{"item": known_item(lines, item), "by": by} for item in dict.fromkeys(items)]
            hand_in(
                here,
                [message("evidence_added", slug, programme, order, None, each) for each in said],
            )
            if stack is None:
                account, stored, case = find_order(here, claim)
            else:
                click.echo(f"handed to the queue of {stack}", err=True)
    say = tongue(language or account.first.language)
    for programme in programmes(claim, case):
        found = checklist(case, programme, knowledge, now, reason or "")
        name = f"{account.slug}/{programme}/{stored.order_id}"
        if as_json:
            row = {"account": account.slug, "claim": name, "order_id": stored.order_id}
            click.echo(json.dumps(row | checklist_row(found), ensure_ascii=False))
            continue
        click.echo(f"{name}  {counted(say, found)}")
        for line in checklist_lines(say, found):
            click.echo(hanging(f"  {line}"))
