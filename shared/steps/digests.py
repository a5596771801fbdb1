"""Tell each account's first contact once a day what is open, and once a week that all is quiet."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage

from shared.adapters.account_table import AccountTable
from shared.adapters.case_table import CaseTable
from shared.adapters.keys import FULL
from shared.adapters.mailer import Mailer
from shared.adapters.rule_table import RuleTable
from shared.adapters.signed_links import SignedLinks
from shared.domain.accounts import Account, Contact
from shared.domain.contacts import reachable
from shared.domain.errors import RefusedError, UnsureError
from shared.domain.protocol import Looked, World, look
from shared.mail.alerts import case_full
from shared.mail.digests import Aside, Quiet, all_quiet, digest
from shared.observability import logger

MONDAY = 0
_LONGEST_MORNING = timedelta(hours=4)
"""A digest that could not go out until then is not worth sending."""
_WEEK = timedelta(days=7)
OVERDUE = timedelta(minutes=10)
"""What no sweep has fetched for so long is stuck."""


@dataclass(frozen=True, slots=True)
class Digests:
    """The step from the cases of an account to one mail a day; a day's mail goes out once."""

    cases: CaseTable
    accounts: AccountTable
    rules: RuleTable
    mailer: Mailer
    sender: str
    stack: str
    now: Callable[[], datetime]
    links: SignedLinks | None = None
    """Into the web page, where there is one."""

    def run(self) -> dict[str, int]:
        """Write to whoever's morning it is; what is not taken is tried again an hour later."""
        done = {"sent": 0, "failed": 0}
        for account in self.accounts.all():
            self._tell_of_full(account)
            contact = reachable(account, (), self.now()).first
            day = self.now().astimezone(contact.zone).date().isoformat()
            if "email" not in contact.channels or not _is_morning(contact, self.now()):
                continue
            if self.accounts.last_digest(account.slug, contact.email) >= day:
                continue
            try:
                message = self._letter(account, contact)
                if message is not None:
                    self.mailer.send(message, {"account": account.slug})
                    done["sent"] += 1
            except (RefusedError, UnsureError) as error:
                logger.warning("digest not taken", account=account.slug, failure=str(error))
                done["failed"] += 1
            except Exception:  # noqa: BLE001 - one account never stops the others
                logger.exception("digest could not be written", account=account.slug)
                done["failed"] += 1
            else:
                self.accounts.digest_sent(account.slug, contact.email, day)
        return done

    def _tell_of_full(self, account: Account) -> None:
        """Say how many messages of the hours that are over found no room in their case."""
        hour, now = self.now().isoformat()[:13], self.now()
        past = {at: n for at, n in self.accounts.counted(account.slug, FULL).items() if at < hour}
        contact = reachable(account, (), now).first
        if not past or "email" not in contact.channels:
            return
        letter = case_full(sum(past.values()), account, contact, now, self.sender, stack=self.stack)
        try:
            self.mailer.send(letter, {"account": account.slug})
        except (RefusedError, UnsureError) as error:  # told with the next hour's
            logger.warning("notice not taken", account=account.slug, failure=str(error))
            return
        for at in past:
            self.accounts.uncount(account.slug, f"{FULL}{at}")

    def _letter(self, account: Account, contact: Contact) -> EmailMessage | None:
        now = self.now()
        looked, unread = self._looked(account, now)
        opened = [(each, at) for at in looked for each in at.case.all_rounds() if each.is_open(now)]
        owed = [(each, at.case, at.of) for each, at in opened if account.watches(each.obligation)]
        aside = Aside(unwatched=len(opened) - len(owed), unread=unread)
        sent = (now, self.sender)
        links = self.links.of(account.slug) if self.links else None
        if owed:
            return digest(owed, account, contact, *sent, aside=aside, stack=self.stack, links=links)
        if unread or now.astimezone(contact.zone).weekday() == MONDAY:
            week = _quiet(looked, aside, now)
            return all_quiet(account, contact, week, *sent, stack=self.stack, links=links)
        return None

    def _looked(self, account: Account, now: datetime) -> tuple[list[Looked], int]:
        """Return every case as it is now, and how many cannot be read."""
        world, broken = World(self.rules.of(account.slug), account), list[str]()
        looked = []
        for stored in self.cases.of_account(account.slug, broken):
            try:
                looked.append(look(stored, world, now))
            except Exception:  # noqa: BLE001 - one that is broken never hides the others
                logger.exception("case cannot be read", account=account.slug)
                broken.append(stored.order_id)
        return looked, len(broken)


def _quiet(looked: Sequence[Looked], aside: Aside, now: datetime) -> Quiet:
    """Count what the week brought."""
    rounds = [each for at in looked for each in at.case.all_rounds()]
    week = [each for each in rounds if each.closed_by and each.closed_by.arrived_at > now - _WEEK]
    answered = sum(each.closed_as == "answered" and not each.late for each in week)
    missed = sum(
        each.state(now) == "missed" and each.deadline.missed_after > now - _WEEK for each in rounds
    )
    overdue = sum(at.of.next is not None and at.of.next < now - OVERDUE for at in looked)
    return Quiet(answered_on_time=answered, missed=missed, overdue=overdue, aside=aside)


def _is_morning(contact: Contact, now: datetime) -> bool:
    begin = contact.morning(now.astimezone(contact.zone).date())
    return begin <= now < begin + _LONGEST_MORNING
