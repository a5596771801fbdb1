"""Keep what was refused, and tell whom it concerns: nothing that is refused stays unheard."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage

from shared.adapters.account_table import AccountTable
from shared.adapters.mailer import Mailer
from shared.adapters.queues import Quarantine
from shared.domain.accounts import Account, Contact
from shared.domain.contacts import reachable
from shared.domain.errors import RefusedError, UnsureError
from shared.intake.writers import Writer
from shared.mail.alerts import too_many, unreadable
from shared.observability import logger

_TOLD_AT = frozenset({1, 10, 100, 1000})
"""Of what strangers send in an hour, these are told, with how many there were."""


@dataclass(frozen=True, slots=True)
class Refusals:
    """Quarantine, and the words to the account.

    What Amazon or the account's own people sent is told each time; what anybody else sent, once an
    hour and again when it has become ten times as much. The quarantine's alarm tells the operator.
    """

    quarantine: Quarantine
    accounts: AccountTable
    mailer: Mailer
    sender: str
    stack: str
    now: Callable[[], datetime]

    def unreadable(self, account: Account, writer: Writer, key: str, reason: str) -> None:
        """Tell of a mail that looks like a claim and could not be read."""

        def letter(contact: Contact, count: int) -> EmailMessage:
            return unreadable(
                key, reason, account, contact, self.now(), self.sender,
                stack=self.stack, count=count,
            )  # fmt: skip

        self._tell(account, writer, "unreadable", letter)

    def too_many(self, account: Account, writer: Writer, key: str, most: int) -> None:
        """Tell of a mail that is left out because of how many there were today."""

        def letter(contact: Contact, count: int) -> EmailMessage:
            return too_many(
                key, most, account, contact, self.now(), self.sender,
                stack=self.stack, count=count, own=writer.contact is not None,
            )  # fmt: skip

        self._tell(account, writer, "too-many", letter)

    def _tell(
        self,
        account: Account,
        writer: Writer,
        what: str,
        letter: Callable[[Contact, int], EmailMessage],
    ) -> None:
        count = 1
        if not writer.is_known:
            hour = self.now().isoformat()[:13]
            count = self.accounts.count(account.slug, f"{what}-{writer.group}", hour)
            if count not in _TOLD_AT:
                return
        for contact in self._readers(account, writer):
            try:
                self.mailer.send(letter(contact, count), {"account": account.slug})
            except RefusedError as error:
                logger.warning("notice not taken", account=account.slug, failure=str(error))
            except UnsureError as error:  # it may have been taken
                logger.warning("notice unsure", account=account.slug, failure=str(error))
                return
            else:
                return

    def _readers(self, account: Account, writer: Writer) -> Iterator[Contact]:
        """Yield whom to tell: who sent it, then whoever can be reached."""
        by_mail = [each for each in reachable(account, (), self.now()).contacts if each.email]
        own = writer.contact if writer.is_known else None
        yield from ([own] if own else [])
        yield from (each for each in by_mail if each != own)
