"""Whose mail or report a file is, where the file itself has to tell."""

import re
from collections.abc import Iterable, Iterator, Mapping
from email import message_from_bytes
from email.message import Message

from shared.domain.accounts import Account
from shared.domain.errors import InputError
from shared.domain.rules import Pack

_RECIPIENTS = ("to", "cc", "delivered-to", "x-forwarded-to", "x-original-to", "envelope-to")
_ADDRESS = re.compile(r"[\w.+=-]{1,80}@", re.ASCII)
_MOST_WRITTEN = 64 * 1024
"""Characters of such headers that are looked through: two thousand addresses."""


def headers_of(raw: bytes) -> Message:
    """Return the headers of a mail; its body is not looked at."""
    head = re.split(rb"\r?\n\r?\n", raw, maxsplit=1)[0]
    return message_from_bytes(head)


def owner_of_mail(
    mail: Message,
    accounts: Mapping[str, Account],
    pack: Pack,
    given: str | None = None,
    recipients: Iterable[str] = (),
) -> Account:
    """Return the account a mail belongs to; raises InputError when that is in doubt.

    It is the one given, or the one named in the recipient's address (``claims+blue-kettle@…``, or
    ``blue-kettle@…`` of a domain kept for it), or the only one there is, or the only one in the
    store that ``X-Marketplace-ID`` names. ``recipients``: to whom it was delivered, where that is
    known better than from its headers.
    """
    if given is not None or len(accounts) == 1:
        return _given(accounts, given)
    to = [*recipients] or [each.group() for each in _ADDRESS.finditer(_written(mail, _RECIPIENTS))]
    found = _named(to, accounts)
    if not found:
        stores = set(_written(mail, ("x-marketplace-id",)).split())
        found = [a for a in accounts.values() if pack.stores[a.store].marketplace_id in stores]
    if len(found) == 1:
        return found[0]
    raise InputError("account", f"whose mail this is is in doubt; {_HOW}")


def owner_in(recipients: Iterable[str], accounts: Mapping[str, Account]) -> Account | None:
    """Return the account to whose address a mail was delivered, or the only one there is."""
    found = list(accounts.values()) if len(accounts) == 1 else _named(recipients, accounts)
    return found[0] if len(found) == 1 else None


def _named(recipients: Iterable[str], accounts: Mapping[str, Account]) -> list[Account]:
    mailboxes = {each.partition("@")[0].strip().lower() for each in recipients}
    names = mailboxes | {each.rpartition("+")[2] for each in mailboxes}
    return [account for slug, account in accounts.items() if slug in names]


def owner_of_report(
    name: str, accounts: Mapping[str, Account], given: str | None = None
) -> Account:
    """Return the account a report belongs to; raises InputError when that is in doubt.

    It is the one given, or the only one there is, or the one with which the file's name begins.
    """
    if given is not None or len(accounts) == 1:
        return _given(accounts, given)
    found = [slug for slug in accounts if re.match(rf"{re.escape(slug)}(?![a-z0-9])", name)]
    if found:
        return accounts[max(found, key=len)]
    raise InputError(name, "whose report this is is in doubt; give --account")


_HOW = "give --account, or send it to …+account@…"


def _given(accounts: Mapping[str, Account], given: str | None) -> Account:
    if given is None:
        return next(iter(accounts.values()))
    if given not in accounts:
        raise InputError("--account", f"unknown {given[:64]!r}; known are {', '.join(accounts)}")
    return accounts[given]


def _written(mail: Message, names: tuple[str, ...]) -> str:
    """Return the values of some headers as they stand, a line each; of very many the first."""

    def values() -> Iterator[str]:
        room = _MOST_WRITTEN
        for key, value in mail.raw_items():
            if key.lower() in names and room > 0:
                yield str(value)[:room]
                room -= len(str(value))

    return "\n".join(values())
