"""A new AWS account, second by second: ten executions at once, none of which can be set apart.

Lambda as its documentation has it, the worse reading where it leaves two. A call nobody waits for
stands in a queue; turned away, it is tried again after 1 s, 2 s, 4 s … 5 min, until it is too old
and is put aside. A batch of SQS that is turned away is hidden for the visibility timeout and has
been received once more. A visitor who is turned away is gone. Caps, ages and timeouts are those of
template.yaml.
"""

from collections import deque
from dataclasses import dataclass, field
from random import Random
from typing import Any

from tests.template import FUNCTION, MAPPING, QUEUE, resources, target, timeout

MINUTE, HOUR = 60, 3600
ALLOWED = 10
FUNCTIONS, MAPPINGS, QUEUES = resources(FUNCTION), resources(MAPPING), resources(QUEUE)
MOST_RECEIVED = 5
SLOWEST_RETRY = 300


def small(value: Any) -> int:  # noqa: ANN401 - a number of the template, or one of two
    """Return what a value is in a small account."""
    return int(value["Fn::If"][2] if isinstance(value, dict) else value)


@dataclass
class Call:
    """A call nobody waits for."""

    function: str
    seconds: int
    born: int
    again: int
    """When it is tried next."""
    pause: int = 1


@dataclass
class Batch:
    """Messages that travel together."""

    born: int
    seconds: int
    visible: int
    received: int = 0


@dataclass
class Account:
    """What happens in it."""

    seed: int
    now: int = 0
    running: list[tuple[int, str, Batch | None]] = field(default_factory=list)
    waiting: deque[Call] = field(default_factory=deque)
    queues: dict[str, list[Batch]] = field(default_factory=dict)
    due: list[int] = field(default_factory=list)
    """Seconds at which a reminder falls due that was not sent yet."""
    delays: list[int] = field(default_factory=list)
    put_aside: list[str] = field(default_factory=list)
    turned_away: int = 0

    def __post_init__(self) -> None:
        """Nothing waits yet."""
        self.chance = Random(self.seed)  # noqa: S311 - a seed, not a secret
        self.queues = {target(each["EventSourceArn"]): [] for each in MAPPINGS.values()}

    def free(self) -> bool:
        """Say whether another function may run; note who was turned away."""
        if len(self.running) < ALLOWED:
            return True
        self.turned_away += 1
        return False

    def second(self, visitors: int = 0) -> None:
        """Let one second pass."""
        self._end()
        self._call()
        self._poll()
        for _ in range(visitors):
            if self.free():
                self.running.append((self.now + self.chance.randint(1, 4), "WebFunction", None))
        self.now += 1

    def ask(self, function: str, seconds: int) -> None:
        """Call a function without waiting for it."""
        self.waiting.append(Call(function, seconds, self.now, self.now))

    def _end(self) -> None:
        for end, function, batch in [each for each in self.running if each[0] <= self.now]:
            self.running.remove((end, function, batch))
            if function == "SweepDueFunction":
                # each sweep asks for whatever is due and not yet sent, as the shipped one does
                asked = [Batch(at, 3, self.now) for at in self.due if at <= self.now]
                self.queues["RemindersQueue"] += asked
            elif batch and function == "SendReminderFunction" and batch.born in self.due:
                self.due.remove(batch.born)
                self.delays.append(self.now - batch.born)
                for _ in range(3):  # SES tells three times of a mail
                    self.queues["DeliveryEventsQueue"].append(Batch(self.now, 1, self.now + 2))

    def _call(self) -> None:
        for call in [each for each in self.waiting if each.again <= self.now]:
            invoking = FUNCTIONS[call.function].get("EventInvokeConfig", {})
            if self.now - call.born > invoking.get("MaximumEventAgeInSeconds", 6 * HOUR):
                self.waiting.remove(call)
                self.put_aside.append(call.function)
            elif self.free():
                self.waiting.remove(call)
                self.running.append((self.now + call.seconds, call.function, None))
            else:
                call.again, call.pause = self.now + call.pause, min(SLOWEST_RETRY, call.pause * 2)

    def _poll(self) -> None:
        for mapping in MAPPINGS.values():
            name, function = target(mapping["EventSourceArn"]), target(mapping["FunctionName"])
            cap = small(mapping["ScalingConfig"]["MaximumConcurrency"])
            busy = sum(each[1] == function for each in self.running)
            ready = [each for each in self.queues[name] if each.visible <= self.now]
            for batch in ready[: max(0, cap - busy)]:
                batch.received += 1
                if self.free():
                    self.queues[name].remove(batch)
                    seconds = min(batch.seconds, timeout(function))
                    self.running.append((self.now + seconds, function, batch))
                elif batch.received >= MOST_RECEIVED:
                    self.queues[name].remove(batch)
                    self.put_aside.append(function)
                else:
                    batch.visible = self.now + QUEUES[name]["VisibilityTimeout"]


def day(seed: int, *, visitors_each: int = 0, imported: int = 0, reports: int = 0) -> Account:
    """Play two hours: reminders fall due all along, an import and visitors come on top.

    Every ``visitors_each`` seconds ten visitors knock at once; ``imported`` batches of events and
    ``reports`` of five minutes each come in at the tenth minute. Reconciliation and digests take as
    long as they may, at the minutes the template names.
    """
    account = Account(seed)
    account.due = sorted(account.chance.sample(range(2 * HOUR - 10 * MINUTE), 240))
    while account.now < 2 * HOUR:
        if account.now % MINUTE == 0:
            account.ask("SweepDueFunction", account.chance.choice([1, 1, 1, 3]))
        if account.now % (5 * MINUTE) == 7:
            account.ask("SweepDueFunction", 1)
        if account.now % (30 * MINUTE) == 0:
            account.ask("CheckCanaryFunction", 10)
        for function in ("ReconcileFunction", "SendDigestsFunction"):
            if account.now % HOUR == hourly_minute(function) * MINUTE:
                account.ask(function, timeout(function))
        if account.now == 10 * MINUTE:
            waiting = account.queues["ClaimEventsQueue"]
            waiting += [Batch(account.now, 4, account.now) for _ in range(imported)]
            files = account.queues["IntakeFilesQueue"]
            files += [Batch(account.now, 300, account.now) for _ in range(reports)]
        knock = visitors_each and account.now % visitors_each == 0
        account.second(10 if knock else 0)
    return account


def hourly_minute(function: str) -> int:
    """Return the minute of the hour at which a function is called."""
    (schedule,) = FUNCTIONS[function]["Events"].values()
    return int(schedule["Properties"]["ScheduleExpression"].partition("(")[2].split()[0])
