"""`claimwatch draft`: a scaffold of what to write, and a check of what is written."""

import json
import sys
from pathlib import Path

import click

from claimwatch.commands.cases import find_order, hanging, lang_option
from claimwatch.commands.eligibility import programmes
from claimwatch.commands.handing import json_option
from claimwatch.commands.stacks import stack_option
from claimwatch.knowledge_rows import doubt_row, said
from claimwatch.place import place
from shared.domain.drafts.letters import KINDS
from shared.domain.drafts.letters import draft as scaffold
from shared.domain.drafts.lint import lint
from shared.domain.drafts.passages import Subject
from shared.domain.errors import InputError
from shared.domain.evidence import checklist
from shared.mail.draft_words import about, address, nothing_found, remark
from shared.mail.language import tongue
from shared.policy.knowledge import load_knowledge
from shared.wiring import utc_now

REMARKS = 10


@click.command()
@click.argument("claim", required=False)
@click.option("--kind", help=f"What to write: {', '.join(KINDS)}; the fitting one, if not given.")
@click.option("--reason", help="Write for this reason, whatever the claim says.")
@click.option(
    "--check", "file", metavar="FILE", help="Check a text instead; - reads it from stdin."
)
@lang_option
@json_option
@stack_option
def draft(
    claim: str | None,
    kind: str | None,
    reason: str | None,
    file: str | None,
    language: str | None,
    as_json: bool,
    stack: str | None,
) -> int:
    """Write a scaffold for CLAIM, with gaps for what is not known; send nothing.

    It is English, but for the letter to a buyer, which is in the language of the store.

    With --check: say what should be looked at in a text before it goes out; exits with 10 when
    there is something. A scaffold holds no buyer data, and none should be put in.
    """
    if file is not None:
        return _check(file, language or "en", as_json=as_json)
    if claim is None:
        raise InputError("claim", "name a claim, or a text with --check FILE")
    _write(claim, kind or "", reason or "", language, stack, as_json=as_json)
    return 0


def _write(
    claim: str, kind: str, reason: str, language: str | None, stack: str | None, *, as_json: bool
) -> None:
    knowledge, now = load_knowledge(), utc_now()
    with place(stack) as here:
        account, stored, case = find_order(here, claim)
    programme = programmes(claim, case)[0]
    proofs = checklist(case, programme, knowledge, now, reason)
    made = scaffold(Subject(case, programme, stored.order_id, proofs, now, knowledge.letters), kind)
    if as_json:
        row = {
            "account": account.slug,
            "claim": f"{account.slug}/{programme}/{stored.order_id}",
            "order_id": stored.order_id,
            "kind": made.kind,
            "to": address(tongue("en"), made, case.store),
            "language": made.language,
            "text": made.text,
            "english": made.in_english,
            "gaps": list(made.gaps),
            "notes": [said(step) for name in made.notes for step in knowledge.procedures[name]],
            "doubts": [doubt_row(knowledge.doubts[name]) for name in made.doubts],
        }
        click.echo(json.dumps(row, ensure_ascii=False))
        return
    for line in about(tongue(language or account.first.language), made, case.store, knowledge):
        click.echo(hanging(line), err=True)
    click.echo(made.text)
    if made.english:
        click.echo(f"\n{made.in_english}", err=True)


def _check(file: str, language: str, *, as_json: bool) -> int:
    remarks, say = lint(_read(file), load_knowledge().advice_to_seller), tongue(language)
    for each in remarks:
        words = remark(say, each)
        row = {"kind": each.kind, "line": each.line or None, "found": each.found, "words": words}
        click.echo(json.dumps(row, ensure_ascii=False) if as_json else words)
    if not remarks and not as_json:
        click.echo(nothing_found(say))
    return REMARKS if remarks else 0


def _read(file: str) -> str:
    try:
        if file == "-":
            return sys.stdin.read()
        return Path(file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as wrong:
        raise InputError(file, f"cannot be read: {wrong}") from None
