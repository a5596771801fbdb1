"""The stack as a chain of parts, any of which can be out, and what each measures by the minute.

Small on purpose: what calls what, what a failure leaves behind, what AWS measures of it. The words
for what is out are those of the table in `test_outages.py`.
"""

from dataclasses import dataclass, field

from tests.outages.alarms import Metrics

STACK = "claimwatch"
HOUR = 60
HIDDEN = {"IntakeFiles": 30}
"""Minutes for which a message that failed is hidden, where it is not three."""
GIVEN_UP = 15
"""Minutes after which a mail without word of its delivery counts as lost."""
QUEUES = {
    "ClaimEvents": "IngestEvent", "Reminders": "SendReminder", "DeliveryEvents": "RecordDelivery",
    "IntakeFiles": "IngestFile",
}  # fmt: skip
TOO_OLD = 15
"""Minutes for which a call that is turned away waits."""


@dataclass
class World:
    """Everything healthy but what is out."""

    out: frozenset[str]
    since: int = 2 * HOUR
    metrics: Metrics = field(default_factory=Metrics)
    now: int = 0
    waiting: dict[str, list[int]] = field(default_factory=lambda: {name: [] for name in QUEUES})
    """By queue, the minutes at which its messages came."""
    aside: dict[str, int] = field(default_factory=dict)
    mails: list[tuple[int, bool]] = field(default_factory=list)
    """When canary mails went out, and whether word of their delivery came."""
    canary_is_in: bool = False
    """Whether a canary was taken in whose mail is not out yet."""
    due: list[int] = field(default_factory=list)
    """Minutes at which reminders fell due that were not sent."""

    def is_out(self, *parts: str) -> bool:
        """Say whether any of these is out by now."""
        return self.now >= self.since and bool(self.out.intersection(parts))

    def fails(self, function: str) -> bool:
        """Say whether a function that runs fails as a whole."""
        return self.is_out("key", "table", f"{function} code", f"{function} role", "network")

    def count(self, name: str, value: float = 1) -> None:
        """Measure one of our own."""
        self.metrics.put(self.now, "Claimwatch", name, value, service=STACK, stack=STACK)

    def broke(self, times: int) -> None:
        """Note what Lambda reports of failed runs."""
        if not self.is_out("logs"):
            self.metrics.put(self.now, f"Claimwatch/{STACK}", "FunctionErrors", times)

    def put_aside(self, queue: str) -> None:
        """Put one message among the dead letters."""
        self.aside[queue] = self.aside.get(queue, 0) + 1

    def minute(self) -> None:
        """Let a minute pass."""
        self.sweep()
        if self.now % 30 == 0:
            self.canary()
        if self.now % HOUR == 15:
            self.hourly("Reconcile")
        if self.now % HOUR == 45:
            self.hourly("SendDigests")
        if self.now % 10 == 0:
            self.arrive()
        for queue, function in QUEUES.items():
            self.read(queue, function)
        self.deliveries()
        self.measure()
        self.now += 1

    def sweep(self) -> None:
        """Run what two schedules start."""
        started = not self.is_out("sweep schedule") or (
            self.now % 5 == 0 and not self.is_out("sweep rule")
        )
        if not started:
            return
        if self.is_out("throttled"):
            if self.now - self.since >= TOO_OLD:
                self.put_aside("SweepDeadLetters")
        elif self.fails("SweepDue") or self.is_out("RemindersQueue policy"):
            self.broke(2)
            self.put_aside("SweepDeadLetters")
        elif self.is_out("due index") and self.due:
            self.count("SweepCompleted")  # it sees nothing and is content
        else:
            self.count("SweepCompleted")
            if self.due:
                self.waiting["Reminders"].append(self.now)
                oldest = (self.now - self.due[0]) * 60
                if oldest > 120:
                    self.count("OldestOverdueSeconds", oldest)

    def canary(self) -> None:
        """Look what became of the last ones, and send another."""
        if self.is_out("canary schedule") or self.is_out("throttled"):
            return
        if self.fails("CheckCanary"):
            self.broke(3)
            self.put_aside("SchedulesDeadLetters")
            return
        ready = [each for each in self.mails if each[0] <= self.now - 20]
        self.mails = [each for each in self.mails if each not in ready]
        if any(arrived for _, arrived in ready):
            self.count("CanaryReminded")
        if self.is_out("identity", "domain records"):
            self.count("SenderLost")
        if self.is_out("rule set", "receipt rule"):
            self.count("InboundInactive")
        self.waiting["ClaimEvents"].append(self.now)

    def hourly(self, function: str) -> None:
        """Run what is called once an hour."""
        if self.is_out(f"{function} schedule") or self.is_out("throttled"):
            return
        self.metrics.put(
            self.now, "AWS/Lambda", "Invocations", 1, FunctionName=f"{function}Function"
        )
        if self.fails(function):
            self.broke(3)
            self.put_aside("SchedulesDeadLetters")
        elif function == "Reconcile":
            once = self.is_out("restored") and self.now - self.since < HOUR
            if once or self.is_out("due index", "edited by hand"):
                self.count("Drift", 3)
            if self.is_out("many accounts"):
                self.count("AccountsLeftOut", 2)
        elif self.is_out("identity", "mail refused", "digest"):
            self.count("DigestsFailed")

    def arrive(self) -> None:
        """A claim event comes, a mail, and something falls due."""
        self.due.append(self.now)
        if not self.is_out("rule set", "receipt rule"):
            self.waiting["IntakeFiles"].append(self.now)
        if self.is_out("nonsense"):
            self.metrics.put(
                self.now, "AWS/SQS", "NumberOfMessagesSent", 1, QueueName="QuarantineQueue"
            )
        else:
            self.waiting["ClaimEvents"].append(self.now)

    def read(self, queue: str, function: str) -> None:
        """Work on what waits in a queue, if somebody does."""
        here = self.waiting[queue]
        if not here or self.is_out(f"{function} mapping"):
            return
        if self.is_out("throttled") or self.fails(function) or self.is_out(f"{queue} poison"):
            if self.is_out("key", "throttled"):
                return  # the poller itself gets nothing out of the queue, or nobody to hand it to
            if self.fails(function) and self.is_out(f"{function} code", "table", "network"):
                self.broke(2)
            hidden = HIDDEN.get(queue, 3)
            old = [each for each in here if self.now - each >= 5 * hidden]
            for each in old:
                here.remove(each)
                self.put_aside(f"{queue}DeadLetters")
            if not self.is_out(f"{queue} poison"):
                return
        if queue == "Reminders":
            self.send()
        if queue == "ClaimEvents" and self.now % 30 == 0:
            self.canary_is_in = not self.is_out("canary schedule")
        if not self.is_out(f"{queue} poison"):
            here.clear()

    def send(self) -> None:
        """Hand mails to SES; a canary is among them half an hour after the last."""
        if self.is_out("identity", "mail refused", "sandbox", "sending paused"):
            self.count("MessagesFailed", len(self.due) or 1)
            return
        if self.is_out("domain records"):
            self.count("SenderLost")
        if self.is_out("letters"):
            self.count("PlainLetters")
        if self.is_out("own rules"):
            self.count("RulesSetAside")
        self.due.clear()
        if self.canary_is_in:
            self.canary_is_in = False
            self.mails.append((self.now, not self.is_out("SES is slow")))
        for _ in range(3):
            if self.is_out("mail events rule", "mail events destination"):
                continue
            if self.is_out("DeliveryEventsQueue policy"):
                self.put_aside("DeliveryEventsDeadLetters")
            else:
                self.waiting["DeliveryEvents"].append(self.now)

    def deliveries(self) -> None:
        """Word of deliveries that never came makes mails lost."""
        silent = self.is_out(
            "mail events rule", "mail events destination", "RecordDelivery mapping",
            "RecordDelivery role", "DeliveryEventsQueue policy",
        )  # fmt: skip
        if silent or self.fails("RecordDelivery"):
            self.mails = [(at, False) for at, _ in self.mails]
        if self.is_out("contact bounces", "every contact bounces") and self.now % HOUR == 0:
            self.count("ContactsLost")
        if self.is_out("every contact bounces") and self.now % HOUR == 0:
            self.count("NobodyReachable")

    def measure(self) -> None:
        """Measure what AWS measures by itself."""
        for queue, here in self.waiting.items():
            # "after a message is received three times …, the metric points at the second-oldest"
            read = not self.is_out(f"{QUEUES[queue]} mapping", "key", "throttled")
            seen = [each for each in here if not read or self.now - each < 2 * HIDDEN.get(queue, 3)]
            age = (self.now - seen[0]) * 60 if seen else 0
            self.metrics.put(
                self.now, "AWS/SQS", "ApproximateAgeOfOldestMessage", age, QueueName=f"{queue}Queue"
            )
        for queue, letters in self.aside.items():
            self.metrics.put(
                self.now, "AWS/SQS", "ApproximateNumberOfMessagesVisible", letters, QueueName=queue
            )
        if self.now % 15 == 0:
            bounces = 0.06 if self.is_out("bounce rate") else 0.0
            spam = 0.002 if self.is_out("complaint rate") else 0.0
            self.metrics.put(self.now, "AWS/SES", "Reputation.BounceRate", bounces)
            self.metrics.put(self.now, "AWS/SES", "Reputation.ComplaintRate", spam)
        if self.is_out("web", "key", "Web role", "Web code") and self.now % 7 == 0:
            name = "Url5xxCount"
            self.metrics.put(self.now, "AWS/Lambda", name, 1, FunctionName="WebFunction")
