"""Take one queue message into its case, or refuse it where somebody will see it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from shared.adapters.account_table import AccountTable
from shared.adapters.case_table import CaseTable
from shared.adapters.keys import FULL
from shared.adapters.queues import Quarantine
from shared.adapters.rule_table import RuleTable
from shared.domain.errors import (
    CaseFullError,
    InputError,
    StaleCaseError,
    UnknownAccountError,
)
from shared.domain.events import ClaimEvent
from shared.domain.protocol import StoredCase, World, absorb
from shared.messages import claim_event, read_message

MOST_TRIES = 8
_EVENT_ID = re.compile(r'"event_id"\s*:\s*"([^"\\]{1,128})"')


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one message."""

    outcome: Literal["applied", "known", "refused"]
    reason: str = ""
    doubts: tuple[str, ...] = ()
    """Kind and event id of each doubt the case has now and had not before."""


@dataclass(frozen=True, slots=True)
class Ingest:
    """The step from the claim-event queue into the case table."""

    cases: CaseTable
    accounts: AccountTable
    quarantine: Quarantine
    rules: RuleTable
    now: Callable[[], datetime]

    def take_in(self, body: str, message_id: str) -> Taken:
        """Apply one message; return what became of it: applied, known, or refused with why.

        A refused message is in quarantine by then. Any error raised here means: try again.
        """
        now = self.now()
        try:
            message = read_message(body)
            account = self.accounts.get(message["account"])
            world = World(self.rules.of(account.slug), account)
            event = claim_event(message, account, world.pack, now)
            return self._apply(event, world, now)
        except (InputError, CaseFullError) as refused:
            if isinstance(refused, CaseFullError):  # its owner is told of these once an hour
                hour = now.isoformat()[:13]
                self.accounts.count(message["account"], f"{FULL}{hour}", hour)
            found = _EVENT_ID.search(body[:4096])
            self.quarantine.add(body, str(refused), "queue", found[1] if found else message_id)
            return Taken("refused", str(refused))

    def _apply(self, event: ClaimEvent, world: World, now: datetime) -> Taken:
        new = StoredCase(world.account.slug, str(event.body["order_id"]))
        current = new
        for _ in range(MOST_TRIES):
            changed = absorb(current, event, world, now)
            if changed is None:
                return Taken("known")
            try:
                self.cases.put(changed)
            except StaleCaseError as stale:
                current = stale.current if isinstance(stale.current, StoredCase) else new
            else:
                if not current.version:
                    self._still_there(changed, now)
                doubts = set(changed.summary["doubts"]) - set(current.summary.get("doubts", ()))
                return Taken("applied", doubts=tuple(sorted(doubts)))
        raise StaleCaseError(current)

    def _still_there(self, begun: StoredCase, now: datetime) -> None:
        """Forget a case that was begun of an account erased since its settings were read."""
        try:
            self.accounts.get(begun.account, now)
        except UnknownAccountError:
            self.cases.forget(begun.account, begun.order_id)
            raise
