"""The product on a stage: the shipped steps over the shipped adapters over AWS in memory."""

import json
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from math import ceil
from random import Random
from typing import Any

from botocore.exceptions import ClientError, ReadTimeoutError

from functions.ingest_event import tell
from functions.record_delivery import record as report
from functions.send_reminder import send
from shared.accounts import read_account
from shared.adapters.keys import case_key, due_key
from shared.adapters.mailer import Mailer
from shared.adapters.queues import Quarantine, ReminderQueue
from shared.adapters.topic import Topic
from shared.batches import Record
from shared.domain.instants import iso
from shared.domain.rules import Pack
from shared.policy.pack import load_pack
from shared.steps.covers import COVERS
from shared.steps.deliveries import Deliveries
from shared.steps.ingest import Ingest
from shared.steps.posting import Posting
from shared.steps.reconcile import Reconcile, Reconciled
from shared.steps.send import Send
from shared.steps.sweep import Sweep
from shared.wiring import Services
from tests.simulation.clockwork import Actor, Clockwork, Crash
from tests.simulation.faults import Faults
from tests.simulation.journal import Arrived, Journal
from tests.simulation.memory_aws import MemoryProvider, MemoryQueues, MemoryTable
from tests.simulation.scenarios import ACCOUNTS, START, Scenario

VISIBILITY, MOST_RECEIVES = 180.0, 5
"""As the template sets them for both queues, in seconds and in times."""
_MINUTE = 60.0
load_rules: Callable[[], Pack] = cache(load_pack)


@dataclass
class _Message:
    body: str
    name: str
    received: int = 0


@dataclass
class Queue:
    """An SQS queue and the mapping that hands its messages to a function, in any order."""

    name: str
    batch: int
    most_at_once: int
    work: Callable[[Record, Services], None]
    waiting: deque[_Message] = field(default_factory=deque)
    running: int = 0


class Stage:
    """One run of one scenario under some faults."""

    def __init__(
        self,
        scenario: Scenario,
        faults: Faults,
        seed: int = 0,
        accounts: Sequence[Mapping[str, Any]] = ACCOUNTS,
    ) -> None:
        self.scenario, self.journal, self.faults = scenario, faults.journal, faults
        self.random, self._accounts = Random(seed), accounts  # noqa: S311 - chance
        self.clock = Clockwork(START, faults, self._killed)
        faults.clock, faults.rival = self.clock, self._rival
        self.table = MemoryTable(
            self.clock, self.journal, lag=scenario.index_lag, page=scenario.page
        )
        self.provider = MemoryProvider(self.clock, self.journal)
        self.sqs = MemoryQueues(self.clock, self._deliver)
        self.queues = {
            "claims": Queue("claims", 10, 10, self._ingest),
            "reminders": Queue("reminders", 5, 5, self._send),
            "reports": Queue("reports", 10, 5, self._report),
        }
        self.provider.on_mail = self._reports
        self._idle: dict[str, list[Services]] = {}
        self.reconciled: list[Reconciled] = []
        self._looks = 0
        self._messages = 0
        self._planned: set[float] = set()
        self.table.on_due = self._plan_beats
        self._set_up()

    def run(self) -> Journal:
        """Play the scenario to its end; return everything that could be seen."""
        for at, body in self.scenario.arrivals:
            self.clock.at(at, lambda body=body: self._arrive(body))  # type: ignore[misc]
        for order in self.scenario.unreadable:
            self.break_item("one", order, 0.0)
        self.clock.run(self.scenario.until)
        return self.journal

    def put_item(self, account: str, order: str, item: Mapping[str, Any]) -> None:
        """Put a case into the table as if it had been there for long."""
        key = case_key(account, order)
        due_at = datetime.fromisoformat(item["due_at"])
        self.table.write((key["pk"], key["sk"]), {**item, **key, **due_key(account, order, due_at)})

    def break_item(self, account: str, order: str, due: float) -> None:
        """Put an item into the table that nobody can read, due at a second of the clock."""
        due_at = iso(START + timedelta(seconds=due))
        self.put_item(account, order, {"due_at": due_at, "urgent_by": "", "version": 1})

    # ── what arrives ────────────────────────────────────────────────────────────────────────

    def _arrive(self, body: Mapping[str, Any]) -> None:
        self.journal.arrived.append(Arrived(self.clock.seconds, body))
        self._deliver("claims", json.dumps(body))

    def _deliver(self, queue: str, body: str) -> None:
        if queue not in self.queues:
            self.journal.refused.append(body)
            return
        self._messages += 1
        self._offer(self.queues[queue], _Message(body, f"m{self._messages}"), 0.1)

    def _offer(self, queue: Queue, message: _Message, later: float) -> None:
        def arrived() -> None:
            if message.received >= MOST_RECEIVES:
                if queue.name == "claims":
                    self.journal.dead.append(message.body)
                return
            queue.waiting.append(message)
            if self.scenario.shuffled and len(queue.waiting) > 1:
                self.random.shuffle(queue.waiting)
            self._poll(queue)

        self.clock.after(later, arrived)

    def _poll(self, queue: Queue) -> None:
        while queue.waiting and queue.running < queue.most_at_once:
            count = min(queue.batch, len(queue.waiting))
            batch = [queue.waiting.popleft() for _ in range(count)]
            self._invoke(queue, batch)

    def _invoke(self, queue: Queue, batch: list[_Message]) -> None:
        queue.running += 1
        done: set[str] = set()
        for message in batch:
            message.received += 1

        def work(use: Services) -> None:
            for message in batch:
                self._next_look()
                record = {"body": message.body, "messageId": message.name}
                try:
                    queue.work(record, use)
                except Exception as error:  # noqa: BLE001 - as the batch processor does
                    self._failed(error)
                    continue
                done.add(message.name)

        def ended(in_peace: bool) -> None:  # noqa: FBT001 - told by the clockwork
            queue.running -= 1
            for message in batch:
                if not in_peace or message.name not in done:
                    self._offer(queue, message, VISIBILITY)
                elif self.random.random() < self.scenario.redelivered:
                    again = _Message(message.body, message.name)
                    self._offer(queue, again, self.random.uniform(1, 400))
            self._poll(queue)

        self._start(queue.name, work, ended)

    # ── what runs ───────────────────────────────────────────────────────────────────────────

    def _ingest(self, record: Any, use: Services) -> None:  # noqa: ANN401
        step = Ingest(use.cases, use.accounts, use.quarantine, use.rules, use.now)
        tell(record, step.take_in(record["body"], record["messageId"]))

    def _send(self, record: Any, use: Services) -> None:  # noqa: ANN401
        posting = Posting(use.mailer, use.topic, use.sender, use.stack, use.now)
        send(record, Send(use.cases, use.accounts, use.rules, posting, use.now))

    def _report(self, record: Any, use: Services) -> None:  # noqa: ANN401
        report(record, Deliveries(use.cases, use.accounts, use.rules, use.now))

    def _reports(self, to: str, covers: str) -> None:
        """Let the provider report that a mail was taken, and that it arrived."""
        headers = [{"name": COVERS, "value": covers}]
        for kind, later in self.scenario.reports(to):
            body = {"eventType": kind, "mail": {"destination": [to], "headers": headers}}
            self.clock.after(later, lambda body=body: self._deliver("reports", json.dumps(body)))  # type: ignore[misc]

    def _plan_beats(self, due_at: str) -> None:
        """Let each metronome beat when a case falls due; other beats would find nothing.

        They would write nothing and send nothing, and are left out.
        """
        due = (utc(due_at) - START).total_seconds() - self.scenario.crowd_ahead
        due = max(due, self.clock.seconds)
        for phase in self.scenario.metronomes:
            beats = ceil((due - phase) / _MINUTE)
            self._plan_beat(phase + beats * _MINUTE)

    def _plan_beat(self, at: float) -> None:
        if at not in self._planned:
            self._planned.add(at)
            self.clock.at(at, self._beat)

    def _beat(self) -> None:
        ahead = timedelta(seconds=self.scenario.crowd_ahead)
        if not self.table.is_due(iso(self.clock.now() + ahead)):
            return
        self._plan_beat(self.clock.seconds + _MINUTE)
        if not any(begin <= self.clock.seconds < end for begin, end in self.scenario.no_sweep):
            self._sweep()

    def _sweep(self) -> None:
        scheduled = self.clock.now()

        def work(use: Services) -> None:
            self._next_look()
            Sweep(use.cases, use.reminders, lambda: use.accounts).run(scheduled)

        self._start("sweep", work, lambda _: None)

    def reconcile(self) -> None:
        """Let the hourly walk begin."""

        def work(use: Services) -> None:
            self._next_look()
            step = Reconcile(use.cases, use.accounts, use.rules, use.now)
            self.reconciled.append(step.run(lambda: timedelta(seconds=30)))

        self._start("reconcile", work, lambda _: None)

    def _rival(self) -> None:
        self._sweep()

    def _start(
        self, name: str, work: Callable[[Services], None], ended: Callable[[bool], None]
    ) -> None:
        """Run a function in an idle container, or in a new one; one that crashed is gone."""
        pool = self._idle.setdefault(name, [])
        use = pool.pop() if pool else self._container()

        def body() -> None:
            try:
                work(use)
            except Exception as error:  # noqa: BLE001 - it fails, and Lambda says so
                self._failed(error)
                raise Crash from None

        def finished(in_peace: bool) -> None:  # noqa: FBT001 - told by the clockwork
            if in_peace:
                pool.append(use)
            ended(in_peace)

        self.clock.spawn(name, body, finished)

    def _container(self) -> Services:
        use = Services()
        use.__dict__.update(
            now=self.clock.now,
            pack=load_rules(),
            _items=self.table,
            _sqs=self.sqs,
            mailer=Mailer(self.provider, "", self.clock.wait),  # type: ignore[arg-type]
            topic=Topic(self.provider, "topic"),  # type: ignore[arg-type]
            reminders=ReminderQueue(self.sqs, "reminders"),  # type: ignore[arg-type]
            quarantine=Quarantine(lambda: self.sqs, "quarantine"),  # type: ignore[arg-type, return-value]
            sender="watch@example.com",
            stack="claimwatch",
        )
        return use

    def _next_look(self) -> None:
        self._looks += 1
        if self.clock.actor is not None:
            self.clock.actor.look = self._looks

    def _killed(self, actor: Actor) -> None:
        self.faults.killed(actor.look, actor.name)

    def _failed(self, error: Exception) -> None:
        """Write down what no fault explains."""
        if not isinstance(error, ClientError | ReadTimeoutError):
            self.journal.errors.append(f"{type(error).__name__}: {error}")

    def apply(self, settings: Mapping[str, Any]) -> None:
        """Change an account's settings, as somebody's command does."""
        self._container().accounts.put(read_account(settings, load_rules()))

    def erase(self, slug: str) -> None:
        """Forget an account and its cases, as somebody's command does."""
        use = self._container()
        use.accounts.erase(slug)
        for order in list(use.cases.orders(slug)):
            use.cases.forget(slug, order)

    def _set_up(self) -> None:
        accounts = self._container().accounts
        for settings in self._accounts:
            accounts.put(read_account(settings, load_rules()))


def utc(text: str) -> datetime:
    """Read an instant of a journal."""
    return datetime.fromisoformat(text).astimezone(UTC)
