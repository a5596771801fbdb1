"""A synthetic claim twice an hour, through everything a real one goes through.

Its only contact is the mailbox simulator of SES, which takes every mail and reports that it
arrived: nobody is bothered, and the whole way from the queue to the delivery report is walked.
https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.accounts import read_account
from shared.adapters.account_table import AccountTable
from shared.adapters.case_table import CaseTable
from shared.adapters.keys import CANARY
from shared.adapters.queues import ClaimEventQueue
from shared.domain.errors import StaleCaseError
from shared.domain.instants import iso
from shared.domain.protocol import StoredCase
from shared.domain.rules import Pack

IN_TIME = timedelta(minutes=20)
"""A minute to the sweep, some to the mailbox, a quarter of an hour to spare."""
_SETTINGS = {
    "account": CANARY,
    "store": "US",
    "time_zone": "UTC",
    "topic": False,
    "contacts": [{"name": "SES mailbox simulator", "email": "success@simulator.amazonses.com"}],
}


@dataclass(frozen=True, slots=True)
class Canary:
    """The step that sends a synthetic claim in, and looks what became of the ones before."""

    cases: CaseTable
    accounts: AccountTable
    events: ClaimEventQueue
    pack: Pack
    now: Callable[[], datetime]

    def run(self) -> dict[str, int]:
        """Return how many earlier claims were reminded of and arrived, and how many were not."""
        told = {"arrived": 0, "lost": 0}
        for case in self.cases.of_account(CANARY):
            if case.events[0].arrived_at + IN_TIME <= self.now():
                told["arrived" if _arrived(case) else "lost"] += 1
                self._forget(case)
        self.accounts.put(read_account(_SETTINGS, self.pack))
        self.events.add([self._claim()])
        return told

    def _forget(self, case: StoredCase) -> None:
        try:
            self.cases.delete(case)
        except StaleCaseError:  # somebody is at work on it; the next canary forgets it
            return

    def _claim(self) -> str:
        now = self.now()
        number = f"{int(now.timestamp()) // 60:014d}"
        return json.dumps({
            "schema": 1,
            "event_id": f"canary-{number}",
            "type": "claim_opened",
            "occurred_at": iso(now),
            "account": CANARY,
            "programme": "atoz",
            "order_id": f"000-{number[:7]}-{number[7:]}",
            "action_required": True,
        })  # fmt: skip


def _arrived(case: StoredCase) -> bool:
    return any(":email:" in slot for slot in case.delivered) and not case.posted and not case.gone
