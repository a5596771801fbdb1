"""What every mail has in common: the pages, the foot and whom an answer reaches."""

from datetime import datetime
from email.message import EmailMessage
from typing import Any

from shared.domain.accounts import Account, Contact
from shared.mail.calendar import Calendar
from shared.mail.envelope import Envelope, sealed
from shared.mail.language import Tongue
from shared.mail.pages import page


def written(  # noqa: PLR0913, PLR0917 - a message depends on all of it
    name: str,
    envelope: Envelope,
    say: Tongue,
    now: datetime,
    shown: dict[str, Any],
    calendar: Calendar | None = None,
) -> EmailMessage:
    """Write the text and the HTML page of a kind of mail and seal them."""
    shown = {
        "next": "",
        "page": "",
        "unvouched": "",
        **shown,
        "subject": envelope.subject,
        "language": envelope.language,
        "reference": envelope.ref,
        "account": envelope.account,
        "unsubscribe": envelope.unsubscribe,
    }
    text = page(say, f"{name}.txt.j2", shown)
    return sealed(envelope, now, text, page(say, f"{name}.html.j2", shown), calendar)


def answers_go_to(account: Account, reader: Contact) -> str:
    """Return whom a reply reaches: the next person of the account, else the reader."""
    others = (each.email for each in account.contacts if each.email and each.key != reader.key)
    return next(others, reader.email)
