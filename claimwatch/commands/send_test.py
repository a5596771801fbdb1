"""`claimwatch send-test`: the mail a contact would get, so that they see it before it matters."""

import json
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import boto3
import click

from claimwatch.alarm_test import ring
from claimwatch.commands.handing import json_option
from claimwatch.commands.stacks import stack_option
from claimwatch.place import Place, place
from claimwatch.stack import Stack
from shared.adapters.mailer import Instead, Mailer
from shared.domain.accounts import Account
from shared.domain.errors import InputError
from shared.domain.instants import iso
from shared.domain.protocol import StoredCase, World, absorb, look
from shared.mail import letters
from shared.messages import claim_event
from shared.wiring import utc_now

_SENDER = "claimwatch@example.com"


@click.command("send-test")
@click.option("--account", help="Whose contact; of every account, if not given.")
@click.option("--to", "address", help="Address of the contact; the first, if not given.")
@click.option("--out", type=click.Path(path_type=Path), help="Write it to a file, send nothing.")
@click.option("--alarm", is_flag=True, help="Ring one alarm of the stack instead, from end to end.")
@json_option
@stack_option
def send_test(
    account: str | None,
    address: str | None,
    out: Path | None,
    alarm: bool,
    as_json: bool,
    stack: str | None,
) -> None:
    """Send contacts the reminder of an invented claim; without --stack only show it."""
    if account is None and (address or out):
        raise InputError("--account", "is needed with --to and --out")
    with place(stack) as here:
        found = Stack(stack) if stack else None
        if alarm:
            if found is None:
                raise InputError("--alarm", "rings an alarm of a stack: name it with --stack")
            _say(ring(found), as_json=as_json)
            return
        chosen = [here.accounts.get(account)] if account else list(here.accounts.all())
        if not chosen:
            raise InputError("accounts", "none is set up: claimwatch accounts apply accounts.toml")
        for each in chosen:
            message = _letter(here, _with_first(each, address), _sender(found), stack or "")
            _hand_over(message, each.slug, found, out, as_json=as_json)


def _sender(stack: Stack | None) -> str:
    if stack is None:
        return _SENDER
    domain = stack.parameter("SenderDomain")
    return f"claimwatch@{domain}" if domain else stack.parameter("OwnerEmail")


def _hand_over(
    message: EmailMessage, account: str, stack: Stack | None, out: Path | None, *, as_json: bool
) -> None:
    if out is not None:
        out.write_bytes(message.as_bytes())
        click.echo(f"written to {out}", err=True)
    elif stack is not None:
        _mailer(stack).send(message, {"account": account})
        click.echo(f"sent to {message['To']}; nothing else was changed", err=True)
    elif not as_json:
        click.echo(f"To: {message['To']}\nSubject: {message['Subject']}\n")
        click.echo(_text(message), nl=False)
    if as_json:
        line = {
            "account": account,
            "to": message["To"],
            "subject": message["Subject"],
            "text": _text(message),
            "sent": out is None and stack is not None,
            "written": str(out) if out else None,
        }
        click.echo(json.dumps(line, ensure_ascii=False))


def _mailer(stack: Stack) -> Mailer:
    owner = stack.parameter("OwnerEmail")
    words = f"SES does not know the domain yet; it went out in the name of {owner}"
    other = Instead(owner, lambda: click.echo(words, err=True))
    events = stack.parts.get("MailEvents", ("", ""))[1]
    instead = other if stack.parameter("SenderDomain") else None
    return Mailer(boto3.client("sesv2"), events, instead=instead)


def _say(line: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(line, ensure_ascii=False))
        return
    heard = f"{line['heard_by']} confirmed subscription{'' if line['heard_by'] == 1 else 's'}"
    handed = "handed to the topic" if line["handed"] else "not yet handed to the topic"
    click.echo(
        f"{line['alarm']} rings: {handed}, which has {heard}. Look for it; it ends by itself"
    )


def _text(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    return str(body.get_content()) if body else ""


def _with_first(account: Account, address: str | None) -> Account:
    if address is None:
        return account
    chosen = [contact for contact in account.contacts if contact.email == address]
    if not chosen:
        known = ", ".join(contact.email for contact in account.contacts if contact.email)
        raise InputError("--to", f"{address} is no contact of {account.slug}; known are {known}")
    return replace(account, contacts=tuple(chosen))


def _letter(here: Place, account: Account, sender: str, stack: str) -> EmailMessage:
    """Write the arrival message of an A-to-z question that came in just now."""
    now = utc_now()
    world = World(here.rules.of(account.slug), account)
    asked = {
        "schema": 1,
        "event_id": "send-test",
        "type": "information_requested",
        "occurred_at": iso(now - timedelta(minutes=1)),
        "account": account.slug,
        "programme": "atoz",
        "order_id": "000-0000000-0000000",
    }
    new = StoredCase(account.slug, "000-0000000-0000000")
    case = absorb(new, claim_event(asked, account, world.pack, now), world, now)
    if case is None:  # pragma: no cover - a new case knows no event
        raise InputError("--account", "no test could be written")
    looked = look(case, world, now)
    mails = sorted(
        (slot for slot in looked.slots if slot.channel == "email"), key=lambda slot: slot.due
    )
    if not mails:
        raise InputError(
            "--to", f"{account.first.name} gets no mail, only {account.first.channels}"
        )
    first, *later = mails
    said = ([first], looked.case, looked.of, account, later, now, sender)
    message = letters.reminder(*said, ref="TEST", stack=stack)
    words = str(message["Subject"])
    del message["Subject"]
    message["Subject"] = f"Test · {words}"
    return message
