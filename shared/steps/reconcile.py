"""Walk every case once an hour: what fell off the due index is put back, what is late is told."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from shared.adapters.account_table import AccountTable
from shared.adapters.case_table import CaseTable
from shared.adapters.rule_table import RuleTable
from shared.domain.errors import StaleCaseError
from shared.domain.protocol import Looked, StoredCase, World, look
from shared.observability import logger

SETTLED = timedelta(hours=2)
"""What is different for so long after settings were changed is theirs: two walks see it."""
REMEMBERED = timedelta(days=2)
"""For so long after an account was erased its name is kept; nobody is at work on it any more."""
OVERDUE = timedelta(minutes=10)
"""The sweep comes every minute: what has been due for longer is stuck."""
ENOUGH = timedelta(seconds=20)
"""No account is begun with less time left."""


@dataclass(slots=True)
class Reconciled:
    """What one walk found."""

    cases: int = 0
    repaired: list[str] = field(default_factory=list)
    """Account and end of the order of each case that stood wrongly in an index."""
    broken: list[str] = field(default_factory=list)
    """What could not be looked at: it does not stop the walk."""
    overdue: int = 0
    oldest: timedelta = timedelta(0)
    open: Counter[str] = field(default_factory=Counter)
    """Open obligations by name."""
    soon: int = 0
    """Open obligations whose cut-off lies within 24 hours."""
    left_out: int = 0
    """Accounts there was no time for; the next walk begins with others."""
    followed: int = 0
    """Cases that settings have moved, and that had not been told."""
    forgotten: int = 0
    """Cases that were written of an account while it was being erased."""


@dataclass(frozen=True, slots=True)
class Reconcile:
    """The step that holds the due index against the cases themselves."""

    cases: CaseTable
    accounts: AccountTable
    rules: RuleTable
    now: Callable[[], datetime]

    def run(self, time_left: Callable[[], timedelta]) -> Reconciled:
        """Look at every case of every account, beginning elsewhere each hour."""
        done = Reconciled()
        for slug, since in list(self.accounts.erased()):
            with _noted(done, slug):
                self._forget(slug, since, done)
        accounts = list(self.accounts.all())
        turn = self.now().hour % len(accounts) if accounts else 0
        for account in (*accounts[turn:], *accounts[:turn]):
            if time_left() < ENOUGH:
                done.left_out += 1
                continue
            with _noted(done, account.slug):
                world = World(self.rules.of(account.slug), account)
                # what has changed this moment was looked at this moment; a repair of what is old
                # is refused by the table
                for stored in self.cases.of_account(account.slug, done.broken, latest=False):
                    with _noted(done, f"{account.slug} …{stored.order_id[-4:]}"):
                        self._compare(stored, world, done)
        return done

    def _forget(self, slug: str, since: datetime, done: Reconciled) -> None:
        """Forget what was written of an account by somebody who did not know yet."""
        for order in list(self.cases.orders(slug)):
            self.cases.forget(slug, order)
            done.forgotten += 1
        if since + REMEMBERED <= self.now():
            self.accounts.forget(slug)

    def _compare(self, stored: StoredCase, world: World, done: Reconciled) -> None:
        now = self.now()
        done.cases += 1
        looked = look(stored, world, now)
        _count(looked, now, done)
        if stored.next is not None and stored.next <= now:  # the sweep's to do
            done.overdue += now - stored.next > OVERDUE
            done.oldest = max(done.oldest, now - stored.next)
            return
        told, seen = ((of.next, of.urgent_by, of.waits) for of in (stored, looked.of))
        if told == seen:
            return
        try:
            self.cases.put(looked.of)
        except StaleCaseError:  # somebody is at work on it, and leaves it right
            return
        changed_at = world.account.changed_at
        if changed_at is not None and now < changed_at + SETTLED:
            done.followed += 1
        elif stored.next != looked.of.next or stored.waits:  # else of a version without that line
            done.repaired.append(f"{stored.account} …{stored.order_id[-4:]}")


@contextmanager
def _noted(done: Reconciled, name: str) -> Iterator[None]:
    try:
        yield
    except Exception:  # noqa: BLE001 - one that is broken never hides the others
        logger.exception("could not be looked at", name=name)
        done.broken.append(name)


def _count(looked: Looked, now: datetime, done: Reconciled) -> None:
    for each in looked.case.all_rounds():
        if each.closed_as is None and each.state(now) in {"open", "in_doubt"}:
            done.open[each.obligation] += 1
            done.soon += each.deadline.remind_by <= now + timedelta(hours=24)
