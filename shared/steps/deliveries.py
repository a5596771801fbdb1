"""Take in what SES reports of a mail: a crash's marks are made up for, lost contacts found."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.adapters.account_table import AccountTable
from shared.adapters.case_table import CaseTable
from shared.adapters.rule_table import RuleTable
from shared.domain.contacts import lost_the_last
from shared.domain.errors import InputError, StaleCaseError, UnknownAccountError
from shared.domain.protocol import Report, StoredCase, World, evidence
from shared.steps.covers import COVERS

MOST_TRIES = 8
_MEANS: dict[str, Report] = {
    "Send": "taken",
    "Delivery": "arrived",
    "Bounce": "bounced",
    "Complaint": "complained",
    "Reject": "rejected",
}


@dataclass(frozen=True, slots=True)
class Reported:
    """What one report said, and how many cases learned something from it."""

    what: Report | None
    """None: nothing that changes anything, such as a mail that is merely delayed."""
    account: str
    changed: int
    stranded: int = 0
    """Cases of which nobody is left to be told."""


@dataclass(frozen=True, slots=True)
class Deliveries:
    """The step from the mail provider's reports into the case table."""

    cases: CaseTable
    accounts: AccountTable
    rules: RuleTable
    now: Callable[[], datetime]

    def take_in(self, body: str) -> Reported:
        """Apply one report; raises InputError for what is not a report of one of our mails."""
        try:
            report = json.loads(body)
            what = _MEANS.get(report["eventType"])
            to = report["mail"]["destination"][0]
            account, *covered = _covers(report["mail"]["headers"]) or [""]
        except (ValueError, KeyError, IndexError, TypeError) as wrong:
            raise InputError("report", f"{type(wrong).__name__}: {wrong}") from None
        if what is None or _passing(report) or not covered:
            return Reported(what, account, 0)
        try:
            world = World(self.rules.of(account), self.accounts.get(account))
        except UnknownAccountError:  # erased while its mail was on its way
            return Reported(what, account, 0)
        address = _as_written(world, to)
        pairs = [each.partition(":") for each in covered]
        learned = [self._apply(world, order, ref, address, what) for order, _, ref in pairs]
        return Reported(what, account, sum(new for new, _ in learned), sum(s for _, s in learned))

    def _apply(
        self, world: World, order: str, ref: str, to: str, what: Report
    ) -> tuple[bool, bool]:
        """Apply a report to one case; say whether that is new, and whether nobody is left now."""
        current = self.cases.get(world.account.slug, order)
        for _ in range(MOST_TRIES):
            changed = current and evidence(current, world, self.now(), ref, to, what)
            if not changed or not current:
                return False, False
            try:
                self.cases.put(changed)
            except StaleCaseError as stale:
                current = stale.current if isinstance(stale.current, StoredCase) else None
            else:
                return True, lost_the_last(world.account, current.gone, changed.gone)
        raise StaleCaseError(current)


def _covers(headers: list[Mapping[str, str]]) -> list[str]:
    """Return account and covered messages; nothing for a digest, which covers none."""
    found = (each["value"] for each in headers if each["name"].lower() == COVERS.lower())
    return next(found, "").split()


def _passing(report: Mapping[str, Any]) -> bool:
    """Say whether a bounce is only passing: an answer by a machine, or a full mailbox.

    If nothing arrives within a quarter of an hour, the missing delivery says so.
    """
    return bool(report.get("bounce", {}).get("bounceType") == "Transient")


def _as_written(world: World, to: str) -> str:
    """Return an address as the account's settings have it, whatever the provider made of it."""
    own = (contact.email for contact in world.account.contacts)
    return next((email for email in own if email.lower() == to.lower()), to)
