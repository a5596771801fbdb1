"""`claimwatch send-test`: the mail a contact would get, so that they see it before it matters."""

import json
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import boto3
import click

from claimwatch.commands.handing import json_option
from claimwatch.commands.stacks import stack_option
from claimwatch.place import Place, place
from claimwatch.stack import Stack
from shared.adapters.mailer import Mailer
from shared.domain.accounts import Account
from shared.domain.errors import InputError
from shared.domain.instants import iso
from shared.domain.protocol import StoredCase, World, absorb, look
from shared.mail import letters
from shared.messages import claim_event
from shared.wiring import utc_now

_SENDER = "claimwatch@example.com"


@click.command("send-test")
@click.option("--account", required=True, help="Whose contact.")
@click.option("--to", "address", help="Address of the contact; the first, if not given.")
@click.option("--out", type=click.Path(path_type=Path), help="Write it to a file, send nothing.")
@json_option
@stack_option
def send_test(
    account: str, address: str | None, out: Path | None, as_json: bool, stack: str | None
) -> None:
    """Send a contact the reminder of an invented claim; without --stack only show it."""
    with place(stack) as here:
        known = _with_first(here.accounts.get(account), address)
        found = Stack(stack) if stack else None
        sender = found.parameter("OwnerEmail") if found else _SENDER
        message = _letter(here, known, sender, stack or "")
    if out is not None:
        out.write_bytes(message.as_bytes())
        click.echo(f"written to {out}", err=True)
    elif found is None:
        if not as_json:
            click.echo(f"To: {message['To']}\nSubject: {message['Subject']}\n")
            click.echo(_text(message), nl=False)
    else:
        events = found.parts.get("MailEvents", ("", ""))[1]
        Mailer(boto3.client("sesv2"), events).send(message, {"account": account})
        click.echo(f"sent to {message['To']}; nothing else was changed", err=True)
    if as_json:
        line = {
            "account": account,
            "to": message["To"],
            "subject": message["Subject"],
            "text": _text(message),
            "sent": out is None and found is not None,
            "written": str(out) if out else None,
        }
        click.echo(json.dumps(line, ensure_ascii=False))


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
