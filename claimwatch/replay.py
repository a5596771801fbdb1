"""The whole product under a virtual clock: real handlers, embedded AWS, time that jumps."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import groupby
from operator import attrgetter

from claimwatch.arrivals import Arrival
from claimwatch.embedded import Aws
from claimwatch.observer import Line, Observer
from claimwatch.runner import Runner
from shared import wiring
from shared.domain.accounts import Account
from shared.policy.pack import load_pack

_MINUTE = timedelta(minutes=1)


@dataclass(slots=True)
class Replay:
    """Plays arrivals from ``start`` to ``until``, both UTC and both included."""

    aws: Aws
    accounts: Sequence[Account]
    start: datetime
    until: datetime
    now: datetime = field(init=False)
    observer: Observer = field(init=False)
    wait: Callable[[datetime], None] = lambda _: None
    """Called with each instant before it is played; a demo sleeps here."""

    def __post_init__(self) -> None:
        """Set the clock and the accounts."""
        self.now = self.start
        wiring.use_clock(lambda: self.now)
        by_name = {account.slug: account for account in self.accounts}
        self.observer = Observer(self.aws, by_name, load_pack())
        for account in self.accounts:
            wiring.services().accounts.put(account)

    def lines(self, arrivals: Sequence[Arrival]) -> Iterator[Line]:
        """Yield what happens, in order; the summary comes last."""
        runner = Runner(self.aws)
        waiting = [(at, list(group)) for at, group in groupby(arrivals, key=attrgetter("at"))]
        swept = digested = self.start - _MINUTE
        while True:
            sweep_at, digest_at = self._next_sweep(swept), self._next_digest(digested)
            arrive_at = waiting[0][0] if waiting else None
            instants = [at for at in (arrive_at, sweep_at, digest_at) if at is not None]
            if not instants or min(instants) > self.until:
                break
            self.wait(min(instants))
            self.now = min(instants)
            if arrive_at == self.now:
                yield from self._arrive(runner, waiting.pop(0)[1])
            elif sweep_at == self.now:
                swept = self.now
                yield from self.observer.changed(runner.sweep(self.now), self.now)
            else:
                digested = self.now
                runner.digest()
                yield from self.observer.digests(self.now)
        self.wait(self.until)
        self.now = self.until
        yield self.observer.summary(self.until)

    def _arrive(self, runner: Runner, arrivals: Sequence[Arrival]) -> Iterator[Line]:
        quarantine = wiring.services().quarantine
        for each in arrivals:
            if each.refused:
                quarantine.add(each.body, each.refused, each.source, each.message_id)
        runner.ingest([(each.message_id, each.body) for each in arrivals if not each.refused])
        yield from self.observer.rejected(self.now)
        yield from self.observer.changed(self._touched(arrivals), self.now)

    def _touched(self, arrivals: Sequence[Arrival]) -> Iterator[tuple[str, str]]:
        for arrival in arrivals:
            key = arrival.case_key()
            if key is not None and key[0] in self.observer.accounts:
                yield key

    def _next_sweep(self, swept: datetime) -> datetime | None:
        """Return the first full minute with something due; the ones before would find nothing."""
        due = self.observer.next_due()
        if due is None:
            return None
        minute = due.replace(second=0)
        return max(minute if minute == due else minute + _MINUTE, swept + _MINUTE)

    def _next_digest(self, digested: datetime) -> datetime | None:
        """Return the first full hour of anybody's morning; the other hours would send nothing."""
        hours = []
        for contact in (account.first for account in self.accounts):
            day = digested.astimezone(contact.zone).date()
            mornings = (contact.morning(day + timedelta(days=ahead)) for ahead in range(3))
            full = (-(-int(each.timestamp()) // 3600) * 3600 for each in mornings)
            struck = (datetime.fromtimestamp(each, UTC) for each in full)
            hours.append(next(each for each in struck if each > digested))
        return min(hours, default=None)
