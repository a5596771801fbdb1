"""Ending the mails to a contact: one click by RFC 8058, and never those to the last one."""

from collections.abc import Mapping, Sequence
from typing import Any

from shared.adapters.signed_links import Grant, contact_mark
from shared.domain.accounts import Account, Contact
from shared.domain.errors import ClaimwatchError
from shared.mail.language import mark
from shared.web.exchange import Answer, Request
from shared.web.found import OutdatedError, Tools
from shared.web.pages import page
from shared.web.view import View, view

_NOBODY = mark("No mails go to this address any more.")


class LastContactError(ClaimwatchError):
    """Without this contact nobody would be told of anything."""


def stopping(request: Request, grant: Grant, tools: Tools) -> Answer:
    """Answer a request to the page that ends somebody's mails; raises OutdatedError."""
    account = tools.account(grant.account)
    contact = next((each for each in account.contacts if contact_mark(each) == grant.contact), None)
    if contact is None or not contact.email:
        raise OutdatedError(_NOBODY)
    seen = view(request.here, request.query, tools.now(), contact)
    left = _left(account, contact)
    if request.method == "POST" and left:
        try:
            tools.accounts.change(account.slug, lambda settings: _without(settings, contact))
        except LastContactError:
            left = []
        else:
            return page("stopped", seen, _shown(account, contact, left, seen))
    status = 409 if request.method == "POST" else 200
    return page("stop", seen, _shown(account, contact, left, seen), status)


def _shown(
    account: Account, contact: Contact, left: Sequence[Contact], seen: View
) -> dict[str, Any]:
    names = [each.name or each.key for each in left]
    return {
        "title": seen.say("Stop these e-mails"),
        "account": account.slug,
        "address": contact.email,
        "left": seen.say.listed(names),
        "only": len(left) == 1,
        "last": not left,
    }


def _left(account: Account, contact: Contact) -> list[Contact]:
    return [each for each in account.contacts if each.key != contact.key]


def _without(settings: Mapping[str, Any], contact: Contact) -> Mapping[str, Any]:
    """Return settings without a contact; raises LastContactError when nobody would be left."""
    kept = [each for each in settings["contacts"] if each.get("email") != contact.email]
    if not kept:
        raise LastContactError(contact.name)
    return {**settings, "contacts": kept}
