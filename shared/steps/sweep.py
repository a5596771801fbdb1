"""Find every case that is due and hand it to the senders, most urgent first."""

from dataclasses import dataclass
from datetime import datetime

from shared.adapters.case_table import CaseTable
from shared.adapters.queues import ReminderQueue


@dataclass(frozen=True, slots=True)
class Swept:
    """What one sweep found and handed on."""

    due: int
    enqueued: int


@dataclass(frozen=True, slots=True)
class Sweep:
    """The step from the due index to the reminder queue; safe to run twice at once."""

    cases: CaseTable
    reminders: ReminderQueue

    def run(self, now: datetime) -> Swept:
        """Enqueue whatever is due by ``now``, UTC; a missed minute is caught up by itself."""
        due = sorted(self.cases.due(now), key=lambda each: (each.urgent_by, each.order_id))
        return Swept(len(due), self.reminders.add(due))
