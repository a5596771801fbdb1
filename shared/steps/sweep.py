"""Find every case that is due and hand it to the senders, most urgent first."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from math import ceil
from typing import TYPE_CHECKING

from shared.adapters.due_index import NOTHING_OPEN, DueCase, DueIndex
from shared.adapters.queues import ReminderQueue, Request
from shared.domain.instants import iso, stored

if TYPE_CHECKING:
    from shared.adapters.account_table import AccountTable

AHEAD = timedelta(minutes=15)
"""How much earlier than its time a message may go out when a crowd falls due at once."""
CROWD = 500
"""So many cases due within one minute are a crowd."""
MOST_TOGETHER = 50
"""Cases of one account handed on in one request."""
MOST_QUIET = 4_000
"""Cases with nothing to come, looked at within one minute after a change of the store."""


@dataclass(frozen=True, slots=True)
class Swept:
    """What one sweep found and handed on."""

    due: int
    enqueued: int
    oldest: timedelta
    """How long the case that waits longest has been due."""


@dataclass(frozen=True, slots=True)
class Sweep:
    """The step from the due index to the reminder queue; safe to run twice at once."""

    cases: DueIndex
    reminders: ReminderQueue
    accounts: Callable[[], "AccountTable"]
    """Asked for only when the settings of one have changed."""

    def run(self, now: datetime) -> Swept:
        """Enqueue whatever is due by ``now``, UTC; a missed minute is caught up by itself."""
        found = list(self.cases.looks(iso(now + AHEAD)))
        seen = [each for each in found if each.order_id]
        seen.sort(key=lambda each: (each.urgent_by, each.order_id))
        due = [each for each in seen if each.due_at <= iso(now)]
        early = _share(seen, now)
        taken = self.reminders.add([*_requests(due), *_requests(early, now + AHEAD)])
        oldest = max((now - stored(each.due_at) for each in due), default=timedelta(0))
        changed = [each for each in found if not each.order_id and each.due_at <= iso(now)]
        if changed:
            self._follow(changed)
        return Swept(len(due) + len(early), taken, oldest)

    def _follow(self, changed: Sequence[DueCase]) -> None:
        """Let the cases of some accounts be looked at under their new settings.

        All that are open; after a change of the store those with nothing to come as well, so many
        of them a minute that the senders have room for what is due.
        """
        since = {each.account: each.due_at for each in changed}
        accounts = self.accounts()
        asked = {slug: accounts.quiet_from(slug) for slug in since}
        behind = {slug: after for slug, after in asked.items() if after is not None}
        found = sorted(self.cases.open(since), key=lambda each: (each.due_at, each.order_id))
        is_open = {(each.account, each.order_id) for each in found}
        cases = [each for each in found if not behind.get(each.account)]  # else told a minute ago
        upto: dict[str, str] = {}
        for slug, after in behind.items():
            room = max(1, MOST_QUIET // len(behind))
            orders = self.cases.orders(slug, after, latest=False)
            quiet = list(islice((each for each in orders if (slug, each) not in is_open), room + 1))
            if len(quiet) > room:
                upto[slug] = quiet[room - 1]
            cases += [DueCase(slug, each, since[slug], NOTHING_OPEN) for each in quiet[:room]]
        taken = self.reminders.add([
            replace(each, settings=stored(since[each.account])) for each in _requests(cases)
        ])  # fmt: skip
        if taken == len(cases):  # else the next sweep does it again
            for slug, due_at in since.items():
                accounts.followed(slug, due_at, upto.get(slug))


def _share(seen: Sequence[DueCase], now: datetime) -> list[DueCase]:
    """Return this minute's share of every crowd ahead, so that it has thinned out by its time."""
    ahead = [each for each in seen if each.due_at > iso(now)]
    crowds = Counter(each.due_at[:16] for each in ahead)
    left = {
        minute: ceil(count / (1 + (stored(f"{minute}:00Z") - now) // timedelta(minutes=1)))
        for minute, count in crowds.items()
        if count > CROWD
    }
    early = []
    for each in ahead:
        if left.get(each.due_at[:16], 0) > 0:
            left[each.due_at[:16]] -= 1
            early.append(each)
    return early


def _requests(due: Sequence[DueCase], horizon: datetime | None = None) -> list[Request]:
    """Return requests of up to fifty cases of one account, the one with the most urgent first."""
    open_requests: dict[str, Request] = {}
    requests = []
    for each in due:
        request = open_requests.get(each.account)
        if request is None or len(request.orders) == MOST_TOGETHER:
            request = open_requests[each.account] = Request(each.account, [], horizon)
            requests.append(request)
        request.orders.append(each.order_id)
    return requests
