"""The commands that look at one order: show and history."""

import json
from datetime import date, datetime
from typing import Any

import click

from claimwatch.commands.listing import standing
from claimwatch.commands.stacks import stack_option
from claimwatch.exposures import as_values, in_words
from claimwatch.knowledge_rows import checklist_row, eligibility_row
from claimwatch.naming import order_in_full
from claimwatch.place import NOTHING_SENT, WHAT_SENDS, Place, place
from shared.accounts import LANGUAGES
from shared.domain.accounts import Account
from shared.domain.case import Case
from shared.domain.eligibility import eligibility
from shared.domain.errors import InputError
from shared.domain.events import CLAIM_PROGRAMMES
from shared.domain.evidence import checklist
from shared.domain.exposure import decision_expected, exposure_of
from shared.domain.instants import iso
from shared.domain.plan import plan
from shared.domain.protocol import StoredCase, World
from shared.domain.rounds import Round
from shared.domain.spans import written
from shared.domain.tracks import track_of
from shared.mail.knowledge import in_short
from shared.mail.language import tongue
from shared.mail.pages import wrapped
from shared.policy.knowledge import load_knowledge
from shared.wiring import utc_now

_json = click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
lang_option = click.option(
    "--lang", "language", type=click.Choice(LANGUAGES), help="The reader's, if not given."
)


@click.command()
@click.argument("claim")
@_json
@stack_option
def show(claim: str, as_json: bool, stack: str | None) -> None:
    """Show everything about the order of CLAIM (account/programme/order, or the order alone)."""
    with place(stack) as here:
        account, stored, case = find_order(here, claim)
    now = utc_now()
    if as_json:
        click.echo(
            json.dumps(
                {**_whole(account, stored, case, now), "sent_from_here": stack is not None},
                ensure_ascii=False,
            )
        )
        return
    for name, about in case.claims.items():
        amount = case.amount(name)
        money = f"  {amount['value']} {amount['currency']}" if amount else ""
        expected = decision_expected(about, case.store.zone)
        until = f"  decision expected about {expected}" if expected else ""
        click.echo(f"{account.slug}/{name}/{stored.order_id}  {about.status}{money}{until}")
        if name in CLAIM_PROGRAMMES:
            say = tongue("en")  # as the rest of what is shown
            for words in in_short(say, case, name, load_knowledge(), now):
                click.echo(hanging(f"  {words}"))
    for each in case.all_rounds():
        click.echo(f"  {_round_line(each, now)}")
    owed = sorted(_owed(account, stored, case), key=lambda slot: slot.due)
    if owed and stack is None:
        click.echo(f"  {NOTHING_SENT}; {WHAT_SENDS}; it would send:")
    for slot in owed:
        click.echo(f"  next  {iso(slot.due)}  {slot.name}  {slot.channel}  {slot.to}")
    open_to = exposure_of(case)
    if open_to is not None:
        click.echo(f"  {in_words(open_to)}")
    for flag in case.flags:
        click.echo(f"  note  {flag.words}")


@click.command()
@click.argument("claim")
@_json
@stack_option
def history(claim: str, as_json: bool, stack: str | None) -> None:
    """Tell what happened, in order: events, messages sent, doubts."""
    with place(stack) as here:
        _, stored, case = find_order(here, claim)
    told = [
        {"at": written(event.when), "what": event.type, **_details(event.body)}
        for event in case.events
    ]
    told += [_delivery(slot, value) for slot, value in stored.delivered.items()]
    told += [{"at": "", "what": "note", "words": flag.words} for flag in case.flags]
    for line in sorted(told, key=lambda each: str(each["at"]) or "9"):
        if as_json:
            click.echo(json.dumps(line, ensure_ascii=False))
        else:
            rest = "  ".join(f"{k}={v}" for k, v in line.items() if k not in ("at", "what"))
            click.echo(f"{line['at']:<20}  {line['what']:<22} {rest}")


def hanging(line: str) -> str:
    """Return a line wrapped, in any script: the first part where it stands, the rest further in."""
    words = line.lstrip()
    lead = line[: len(line) - len(words)]
    first, *rest = wrapped(words).splitlines()
    return "\n".join([lead + first, *(f"{lead}    {each}" for each in rest)])


def find_order(here: Place, claim: str) -> tuple[Account, StoredCase, Case]:
    """Return account, stored case and case of what names an order; raises InputError."""
    slug, order = order_in_full(here, claim)
    account = here.accounts.get(slug)
    stored = here.cases.get(slug, order)
    if stored is None:
        raise InputError("claim", f"{slug} has no case about order {order[:60]}")
    return account, stored, World(here.rules.of(account.slug), account).case(stored)


def _exposure(case: Case) -> dict[str, Any] | None:
    found = exposure_of(case)
    return None if found is None else as_values(found)


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _owed(account: Account, stored: StoredCase, case: Case) -> list[Any]:
    slots = plan(case, stored.tracks, stored.delivered, account)
    return [slot for slot in slots if slot.id not in stored.delivered]


def _round_line(each: Round, now: datetime) -> str:
    by = each.deadline
    late = ", late" if each.late else ""
    until = f", may run to {iso(by.missed_after)}" if by.missed_after > each.cut_off(now) else ""
    return (
        f"{each.obligation} round {each.number}: {each.state(now)}{late}, "
        f"by {iso(each.cut_off(now))}{until}"
    )


def _whole(account: Account, stored: StoredCase, case: Case, now: datetime) -> dict[str, Any]:
    return {
        "account": account.slug,
        "order_id": stored.order_id,
        "store": case.store.code,
        "owner": case.owner or None,
        "claims": [
            {
                "claim": f"{account.slug}/{name}/{stored.order_id}",
                "programme": name,
                "status": about.status,
                "amount": case.amount(name),
                "reason": about.reason or None,
                "outcome": about.outcome,
                "decision_expected": _day(decision_expected(about, case.store.zone)),
                "withdrawn": about.withdrawn or None,
                **_known(case, name, now),
            }
            for name, about in case.claims.items()
        ],
        "obligations": [
            {**standing(account, stored, case, each, now), **trace(each, case), "late": each.late}
            for each in case.all_rounds()
        ],
        "reminders": [
            {"due": iso(slot.due), "rung": slot.name, "channel": slot.channel, "to": slot.to}
            for slot in sorted(_owed(account, stored, case), key=lambda slot: slot.due)
        ],
        "exposure": _exposure(case),
        "notes": [flag.words for flag in case.flags],
        "announced": [
            iso(track.since)
            for each in case.all_rounds()
            if (track := track_of(each, stored.tracks)) is not None
        ],
    }


def _known(case: Case, programme: str, now: datetime) -> dict[str, Any]:
    if programme not in CLAIM_PROGRAMMES:
        return {}
    knowledge = load_knowledge()
    return {
        "eligibility": eligibility_row(eligibility(case, programme, knowledge, now)),
        "checklist": checklist_row(checklist(case, programme, knowledge, now)),
    }


def trace(each: Round, case: Case) -> dict[str, Any]:
    """Return where the deadline of a round comes from; instants are UTC text."""
    found = each.deadline
    instants = ("opens_at", "earliest", "expected", "latest", "stated")
    answered = {name: getattr(found, name) for name in instants}
    rule = found.rule
    return {
        "obligation": each.obligation,
        "round": each.number,
        **{name: iso(value) if value else None for name, value in answered.items()},
        "reported": iso(each.reported) if each.reported else None,
        "doubted": iso(each.doubted.deadline.remind_by) if each.doubted else None,
        "remind_by": iso(found.remind_by),
        "missed_after": iso(found.missed_after),
        "counted_from": iso(found.counted_from) if found.counted_from else None,
        "rule": rule.rule_id if rule else None,
        "window": str(rule.window) if rule else None,
        "may_run_to": str(rule.may_run_to) if rule and rule.may_run_to else None,
        "verified": rule.verified if rule else None,
        "checked": _day(rule.checked) if rule else None,
        "layer": rule.layer if rule else None,
        "sources": list(rule.sources) if rule else [],
        "if_missed": rule.if_missed if rule else None,
        "time_zone": case.store.zone.key,
        "notes": list(found.notes),
    }


def _details(body: Any) -> dict[str, Any]:  # noqa: ANN401 - a queue message
    shown = ("programme", "obligation", "decision", "stated", "amount", "by", "to", "source")
    return {name: body[name] for name in shown if name in body}


def _delivery(slot: str, value: str) -> dict[str, Any]:
    at, _, ref = value.partition(" ")
    return {"at": at, "what": "sent", "slot": slot, "ref": ref}
