"""What a link leads to, or why it leads nowhere."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from shared.adapters.account_table import AccountTable
from shared.adapters.case_table import CaseTable
from shared.adapters.rule_table import RuleTable
from shared.adapters.signed_links import Grant, Seal, contact_mark
from shared.domain.accounts import Account, Contact
from shared.domain.case import Case
from shared.domain.errors import ClaimwatchError, UnknownAccountError
from shared.domain.protocol import StoredCase, World
from shared.domain.rounds import Round
from shared.mail.language import mark

GONE = mark("There is nothing about this order here any more.")


class Intake(Protocol):
    """Where claim events go in."""

    def add(self, bodies: Sequence[str]) -> None:
        """Hand in claim events; raises ClaimwatchError when they are not taken."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What the pages may use; they write nothing but claim events, and who wants no mails."""

    cases: CaseTable
    accounts: AccountTable
    rules: RuleTable
    events: Intake
    seal: Seal
    now: Callable[[], datetime]

    def of_order(self, account: Account, order: str) -> "Found":
        """Return a case of an account as it is; raises OutdatedError when there is none."""
        stored = self.cases.get(account.slug, order)
        if stored is None:
            raise OutdatedError(GONE)
        return Found(account, stored, self.world(account).case(stored))

    def world(self, account: Account) -> World:
        """Return what the cases of an account are judged by."""
        return World(self.rules.of(account.slug), account)

    def account(self, slug: str) -> Account:
        """Return an account; raises OutdatedError when there is none any more."""
        try:
            return self.accounts.get(slug)
        except UnknownAccountError:
            raise OutdatedError(mark("This account is not watched any more.")) from None


class OutdatedError(ClaimwatchError):
    """A good link to something that is not so any more; the message is a text of a catalogue."""


@dataclass(frozen=True, slots=True)
class Found:
    """A case a link leads to."""

    account: Account
    stored: StoredCase
    case: Case


def reader_of(account: Account, grant: Grant) -> Contact:
    """Return whose link it is: the first contact's where it names nobody who is there now."""
    named = (each for each in account.contacts if contact_mark(each) == grant.contact)
    return next(named, account.first)


def round_of(case: Case, grant: Grant) -> Round:
    """Return the round a link is about; raises OutdatedError when there is none any more."""
    for each in case.rounds.get(grant.obligation, ()):
        if each.number == grant.round:
            return each
    raise OutdatedError(mark("This is not owed any more: an earlier event has come to light."))
