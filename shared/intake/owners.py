"""Whose mail or report a file is, where the file itself has to tell."""

import re
from collections.abc import Iterable, Mapping
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import getaddresses

from shared.domain.accounts import Account
from shared.domain.errors import InputError
from shared.domain.rules import Pack

_RECIPIENTS = ("to", "cc", "delivered-to", "x-forwarded-to", "x-original-to", "envelope-to")


def headers_of(raw: bytes) -> EmailMessage:
    """Return the headers of a mail; its body is not looked at."""
    head = re.split(rb"\r?\n\r?\n", raw, maxsplit=1)[0]
    return message_from_bytes(head, policy=policy.default)


def owner_of_mail(
    mail: EmailMessage,
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
    written = [str(value) for value in _values(mail, _RECIPIENTS)]
    named = {
        name
        for _, address in getaddresses([*recipients] or written)
        for name in _names(address.partition("@")[0].lower())
    }
    found = [account for slug, account in accounts.items() if slug in named]
    if not found:
        stores = {str(value).strip() for value in _values(mail, ("x-marketplace-id",))}
        found = [a for a in accounts.values() if pack.stores[a.store].marketplace_id in stores]
    if len(found) == 1:
        return found[0]
    raise InputError("account", f"whose mail this is is in doubt; {_HOW}")


def _names(mailbox: str) -> tuple[str, str]:
    return mailbox, mailbox.rpartition("+")[2]


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


def _values(mail: EmailMessage, names: tuple[str, ...]) -> list[object]:
    found: list[object] = []
    for name in names:
        try:
            found += mail.get_all(name, [])
        except (
            ValueError,
            IndexError,
            AttributeError,
        ):  # what the email package raises on mischief
            continue
    return found
