"""Send what is due of some cases of one account: lease each, send, mark each."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from secrets import token_hex

from shared.adapters.account_table import AccountTable
from shared.adapters.case_table import CaseTable
from shared.adapters.rule_table import RuleTable
from shared.domain.contacts import lost_the_last
from shared.domain.errors import (
    NewerItemError,
    NoAnswerError,
    NoRouteError,
    RefusedError,
    StaleCaseError,
    UnknownAccountError,
    UnsureError,
)
from shared.domain.protocol import Looked, StoredCase, World, mark, may_send, take
from shared.observability import logger
from shared.steps.posting import Post, Posting, posts

MOST_TRIES = 8
_PATIENCE = 2
"""So often one channel may leave us waiting; then those who wait for the others go first."""


@dataclass(slots=True)
class Sent:
    """What one look at some cases sent, and what the provider did not take."""

    posts: list[Post] = field(default_factory=list)
    failures: list[tuple[Post, str]] = field(default_factory=list)
    """What was not taken, or may not have been, and why."""
    refused: dict[str, set[str]] = field(default_factory=dict)
    """Order → addresses whose message was not taken."""
    unsure: set[str] = field(default_factory=set)
    """Orders of which nobody knows whether a message was taken, or that ran out of time."""
    stranded: int = 0
    """Cases of which nobody is left to be told."""
    marks: dict[str, dict[str, str]] = field(default_factory=dict)
    """Order → slot id → reference of the message the provider took."""


@dataclass(frozen=True, slots=True)
class Send:
    """The step from the reminder queue to people; it alone leases."""

    cases: CaseTable
    accounts: AccountTable
    rules: RuleTable
    posting: Posting
    now: Callable[[], datetime]
    silent: Counter[str] = field(default_factory=Counter)
    """How often each channel has left this invocation waiting."""

    def look_at(
        self,
        account: str,
        orders: Sequence[str],
        horizon: datetime | None = None,
        settings: datetime | None = None,
    ) -> Sent:
        """Send whatever is due of these cases; nothing of those somebody else is at.

        ``horizon``: what falls due until then, UTC, may go out now. ``settings``: when those of
        the account changed. A case that cannot be looked at does not stop the others; its error
        is raised when they are done.
        """
        try:
            world = World(self.rules.of(account), self.accounts.get(account, settings))
        except UnknownAccountError:
            self._nobodys(account, orders)
            if self.accounts.is_erased(account):
                return Sent()
            raise
        token, done = token_hex(8), Sent()
        errors: list[Exception] = []
        leased: list[Looked] = []
        for order in orders:
            with _collected(errors, account, order):
                leased += self._leased(order, world, token, horizon, done)
        by_order = {looked.of.order_id: looked.of for looked in leased}
        whole = posts(leased)
        open_posts = Counter(order for post in whole for order in post.orders)
        for post in whole:
            self._send(post, done)
            open_posts.subtract(post.orders)
            for order in post.orders:
                if not open_posts[order]:  # at once: what is not marked may be sent again
                    with _collected(errors, account, order):
                        self._mark(by_order[order], world, token, done)
        if errors:
            raise errors[0]
        return done

    def _nobodys(self, account: str, orders: Sequence[str]) -> None:
        """Forget cases of an erased account; those of an unknown one leave the index, once told."""
        for order in orders:
            if self.accounts.is_erased(account):
                self.cases.forget(account, order)
            else:
                self.cases.set_aside(account, order)
                logger.error("case of an unknown account", account=account, order=order[-4:])

    def _leased(
        self, order: str, world: World, token: str, horizon: datetime | None, done: Sent
    ) -> Iterator[Looked]:
        stored = self.cases.get(world.account.slug, order)
        for _ in range(MOST_TRIES):
            if stored is None:
                return
            looked = take(stored, world, self.now(), token, horizon)
            if looked.of == stored:
                return
            try:
                saved = self.cases.put(looked.of)
            except StaleCaseError as stale:  # an event came in between, or somebody else sends
                stored = stale.current if isinstance(stale.current, StoredCase) else None
            else:
                done.stranded += lost_the_last(world.account, stored.gone, saved.gone)
                if looked.parcels:
                    yield replace(looked, of=saved)
                return

    def _send(self, whole: Post, done: Sent) -> None:
        try:
            ready = self.posting.ready(whole)
        except Exception as error:  # noqa: BLE001 - nothing has left, and others wait
            logger.exception("message could not be written", refs=whole.refs)
            _refuse(whole, f"not written: {type(error).__name__}", done)
            return
        for post, send in ready:
            in_time = all(may_send(entry.looked.of, self.now()) for entry in post.entries)
            if not in_time or self.silent[post.channel] >= _PATIENCE:
                done.unsure.update(post.orders)
                continue
            try:
                send()
            except RefusedError as error:
                self.silent[post.channel] += isinstance(error, NoRouteError)
                _refuse(post, f"refused: {error}", done)
            except UnsureError as error:
                self.silent[post.channel] += isinstance(error, NoAnswerError)
                done.unsure.update(post.orders)
                done.failures.append((post, f"unsure: {error}"))
            except Exception as error:  # noqa: BLE001 - it may have left; what did is marked
                logger.exception("message could not be sent", refs=post.refs)
                done.unsure.update(post.orders)
                done.failures.append((post, f"unsure: {type(error).__name__}"))
            else:
                done.posts.append(post)
                for entry in post.entries:
                    taken = dict.fromkeys(entry.parcel.stands_for, entry.parcel.ref)
                    done.marks.setdefault(entry.looked.of.order_id, {}).update(taken)

    def _mark(self, leased: StoredCase, world: World, token: str, done: Sent) -> None:
        current, order = leased, leased.order_id
        for _ in range(MOST_TRIES):
            marked = mark(
                current, world, self.now(), token, done.marks.get(order, {}),
                refused=done.refused.get(order, ()), unsure=order in done.unsure,
            )  # fmt: skip
            try:
                self.cases.put(marked)
            except StaleCaseError as stale:
                if not isinstance(stale.current, StoredCase):
                    return
                current = stale.current
            else:
                done.stranded += lost_the_last(world.account, current.gone, marked.gone)
                return
        raise StaleCaseError(current)


def _refuse(post: Post, why: str, done: Sent) -> None:
    """Note that a message certainly did not go out, and is tried again after a pause."""
    for order in post.orders:
        done.refused.setdefault(order, set()).add(post.to)
    done.failures.append((post, why))


@contextmanager
def _collected(errors: list[Exception], account: str, order: str) -> Iterator[None]:
    try:
        yield
    except NewerItemError as error:  # the newer code will look at it; to try again is no help
        logger.error("newer code stored this case", account=account, reason=str(error))
    except Exception as error:  # noqa: BLE001 - one case never stops the others
        logger.exception("case could not be looked at", account=account, order=order[-4:])
        errors.append(error)
