"""Outages made by hand: each rings the alarm that names the section of the runbook that helps."""

import re

import pytest

from tests.outages.alarms import Metrics, ringing, rings, watched
from tests.outages.world import HOUR, World
from tests.template import ALARM, ROOT, resources

ALARMS = resources(ALARM)
SIX_HOURS = 6 * HOUR


def rung(*out: str) -> set[str]:
    """Return every alarm that rang while these were out, for six hours."""
    world, seen = World(frozenset(out)), set[str]()
    for _ in range(world.since + SIX_HOURS):
        world.minute()
        if world.now > world.since:
            seen |= ringing(world.metrics, world.now)
    return seen


CANARY, ERRORS = "CanaryMissing", "FunctionErrors"
DOWN = {"SweepMissing", "SweepFailed", ERRORS, CANARY}
ALL_FAIL = {*DOWN, "ClaimEventFailed", "FileFailed", "ScheduledRunFailed"}
SILENT = {"MessagesRefused", "OldestOverdue", CANARY}
OUTAGES: dict[str, tuple[str, set[str]]] = {
    # what calls
    "sweep schedule+sweep rule": ("no-sweep", {"SweepMissing", CANARY}),
    "sweep schedule": ("no-sweep", {"SweepMissing"}),
    "canary schedule": ("no-canary", {CANARY}),
    "Reconcile schedule": ("no-reconciliation", {"ReconcileMissing"}),
    # functions, their roles, their code
    "SweepDue role": ("a-sweep-failed", DOWN),
    "SweepDue code": ("no-sweep", DOWN),
    "CheckCanary role": ("a-scheduled-run-failed", {"ScheduledRunFailed", ERRORS, CANARY}),
    "CheckCanary code": ("a-function-fails", {"ScheduledRunFailed", ERRORS, CANARY}),
    "Reconcile role": ("a-scheduled-run-failed", {"ScheduledRunFailed", ERRORS}),
    "Reconcile code": ("a-function-fails", {"ScheduledRunFailed", ERRORS}),
    "SendDigests role": ("a-scheduled-run-failed", {"ScheduledRunFailed", ERRORS}),
    "SendDigests code": ("a-function-fails", {"ScheduledRunFailed", ERRORS}),
    "IngestEvent role": ("a-claim-event-failed", {"ClaimEventFailed", CANARY}),
    "IngestEvent code": ("a-function-fails", {"ClaimEventFailed", ERRORS, CANARY}),
    "SendReminder role": ("a-reminder-failed", {"ReminderFailed", "OldestOverdue", CANARY}),
    "SendReminder code": ("a-function-fails", {"ReminderFailed", "OldestOverdue", ERRORS, CANARY}),
    "RecordDelivery role": ("a-delivery-event-failed", {"DeliveryEventFailed", CANARY}),
    "RecordDelivery code": ("a-function-fails", {"DeliveryEventFailed", ERRORS, CANARY}),
    "IngestFile role": ("a-file-failed", {"FileFailed"}),
    "IngestFile code": ("a-function-fails", {"FileFailed", ERRORS}),
    "Web role": ("the-web-fails", {"WebFailed"}),
    "Web code": ("the-web-fails", {"WebFailed"}),
    "web": ("the-web-fails", {"WebFailed"}),
    # queues: nobody reads, one message that always fails, who may write
    "IngestEvent mapping": ("a-queue-is-stuck", {"ClaimEventsLate", CANARY}),
    "SendReminder mapping": ("a-queue-is-stuck", {"RemindersLate", "OldestOverdue", CANARY}),
    "RecordDelivery mapping": ("a-queue-is-stuck", {"DeliveryEventsLate", CANARY}),
    "IngestFile mapping": ("a-queue-is-stuck", {"IntakeFilesLate"}),
    "ClaimEvents poison": ("a-claim-event-failed", {"ClaimEventFailed"}),
    "Reminders poison": ("a-reminder-failed", {"ReminderFailed"}),
    "DeliveryEvents poison": ("a-delivery-event-failed", {"DeliveryEventFailed"}),
    "IntakeFiles poison": ("a-file-failed", {"FileFailed"}),
    "nonsense": ("a-claim-event-was-refused", {"ClaimEventRefused"}),
    "RemindersQueue policy": ("a-sweep-failed", DOWN),
    "DeliveryEventsQueue policy": ("a-delivery-event-failed", {"DeliveryEventFailed", CANARY}),
    # mail: out, back and in
    "identity": ("the-sender-is-lost", {"SenderLost", "DigestsFailed", *SILENT}),
    "domain records": ("the-sender-is-lost", {"SenderLost"}),
    "mail refused": ("messages-are-refused", {"DigestsFailed", *SILENT}),
    "sandbox": ("messages-are-refused", SILENT),
    "sending paused": ("messages-are-refused", SILENT),
    "mail events rule": ("no-canary", {CANARY}),
    "mail events destination": ("no-canary", {CANARY}),
    "SES is slow": ("no-canary", {CANARY}),
    "contact bounces": ("a-contact-is-lost", {"ContactsLost"}),
    "every contact bounces": (
        "nobody-is-reachable", {"NobodyReachable", "ContactsLost"},
    ),
    "bounce rate": ("bounces-and-complaints", {"Bounces"}),
    "complaint rate": ("bounces-and-complaints", {"Complaints"}),
    "rule set": ("no-mail-comes-in", {"InboundInactive"}),
    "receipt rule": ("no-mail-comes-in", {"InboundInactive"}),
    # what is worked out, and what is written
    "due index": ("drift", {"Drift", CANARY}),
    "edited by hand": ("drift", {"Drift"}),
    "restored": ("drift", {"Drift"}),
    "many accounts": ("no-reconciliation", {"AccountsLeftOut"}),
    "letters": ("plain-letters", {"PlainLetters"}),
    "own rules": ("rules-set-aside", {"RulesSetAside"}),
    "digest": ("a-digest-failed", {"DigestsFailed"}),
    # the account as a whole
    "throttled": (
        "no-sweep",
        {"SweepMissing", "SweepFailed", CANARY, "ReconcileMissing", "ClaimEventsLate",
         "IntakeFilesLate"},
    ),
    "key": (
        "a-queue-is-stuck",
        {*DOWN, "ClaimEventsLate", "IntakeFilesLate", "ScheduledRunFailed", "WebFailed"},
    ),
    "table": ("a-function-fails", ALL_FAIL),
    "network": ("a-function-fails", ALL_FAIL),
}  # fmt: skip


def section(alarm: str) -> str:
    (named,) = re.findall(r"runbook\.md#([\w-]+)", ALARMS[f"{alarm}Alarm"]["AlarmDescription"])
    return str(named)


@pytest.mark.parametrize("outage", OUTAGES)
def test_an_outage_rings_what_names_the_section_that_helps_and_nothing_unforeseen(
    outage: str,
) -> None:
    helps, expected = OUTAGES[outage]

    assert rung(*outage.split("+")) == expected
    assert helps in map(section, expected)


def test_there_are_many_and_together_they_ring_every_alarm() -> None:
    assert len(OUTAGES) >= 40
    assert {f"{name}Alarm" for _, alarms in OUTAGES.values() for name in alarms} == set(ALARMS)


def test_a_healthy_day_rings_nothing() -> None:
    assert rung() == set()


def flaps(name: str, outage: str) -> int:
    """Return how often an alarm went off and on again while the outage lasted."""
    world, before, changes = World(frozenset(outage.split("+"))), False, 0
    for _ in range(world.since + SIX_HOURS):
        world.minute()
        now = rings(ALARMS[f"{name}Alarm"], world.metrics, world.now)
        changes += now != before and world.now > world.since
        before = now
    return changes


@pytest.mark.parametrize(
    ("name", "outage"),
    [("SweepMissing", "sweep schedule"), ("CanaryMissing", "mail events rule"),
     ("ClaimEventsLate", "IngestEvent mapping"), ("RemindersLate", "SendReminder mapping")],
)  # fmt: skip
def test_an_outage_that_lasts_rings_once_and_does_not_flap(name: str, outage: str) -> None:
    assert flaps(name, outage) == 1


# The evaluator, on cases of the user guide.

ONE = {
    "Namespace": "N", "MetricName": "m", "Statistic": "Sum", "Period": 60, "EvaluationPeriods": 3,
    "Threshold": 0, "ComparisonOperator": "GreaterThanThreshold",
    "TreatMissingData": "notBreaching",
}  # fmt: skip


def measured(*values: float | None) -> Metrics:
    metrics = Metrics()
    for minute, value in enumerate(values):
        if value is not None:
            metrics.put(minute, "N", "m", value)
    return metrics


@pytest.mark.parametrize(
    ("values", "more", "loud"),
    [
        ((1, 1, 1), {}, True),
        ((1, 0, 1), {}, False),
        ((1, None, 1), {}, False),
        ((1, None, 1), {"TreatMissingData": "breaching"}, True),
        ((None, None, None), {"TreatMissingData": "breaching"}, True),
        ((None, None, None), {}, False),
        ((1, 0, 1), {"DatapointsToAlarm": 2}, True),
        ((0, 0, 1), {"DatapointsToAlarm": 2}, False),
        ((0, 0, 0), {"ComparisonOperator": "LessThanThreshold", "Threshold": 1}, True),
    ],
)
def test_m_of_n_periods_and_what_is_missing(
    values: tuple[float | None, ...], more: dict[str, object], *, loud: bool
) -> None:
    assert rings({**ONE, **more}, measured(*values), 3) is loud


def test_a_period_that_still_runs_is_not_looked_at() -> None:
    alarm = {**ONE, "Period": 300, "EvaluationPeriods": 1}

    assert not rings(alarm, measured(0, 0, 0, 1), 4)
    assert rings(alarm, measured(0, 0, 0, 1), 5)


def test_another_stack_is_another_metric() -> None:
    metrics = Metrics()
    metrics.put(0, "Claimwatch", "Drift", 3, service="claimwatch", stack="claimwatch-prod")

    assert watched(ALARMS["DriftAlarm"]) not in metrics.samples


def test_every_section_of_an_alarm_is_in_the_runbook() -> None:
    headings = re.findall(r"^## (.+)$", (ROOT / "docs/runbook.md").read_text(), re.MULTILINE)
    slugs = {re.sub(r"[^\w -]", "", each.lower()).replace(" ", "-") for each in headings}

    assert {helps for helps, _ in OUTAGES.values()} <= slugs
