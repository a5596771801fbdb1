"""Read a mail or a report that came in by S3 into claim events; everything in it is accounted for.

What looks like a claim and cannot be read is kept in quarantine, and the account is told at once.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from tempfile import TemporaryFile
from typing import Any, BinaryIO
from urllib.parse import unquote_plus

from shared.adapters.account_table import AccountTable
from shared.adapters.mailer import Mailer
from shared.adapters.object_store import ObjectStore
from shared.adapters.queues import ClaimEventQueue, Quarantine
from shared.domain.accounts import Account
from shared.domain.contacts import reachable
from shared.domain.errors import InputError, RefusedError, UnsureError
from shared.domain.rules import Pack
from shared.intake.findings import Finding, Found, Refused
from shared.intake.mails import read_mail
from shared.intake.owners import headers_of, owner_of_mail, owner_of_report
from shared.intake.reports import read_report
from shared.intake.trust import verdict
from shared.mail.alerts import unreadable
from shared.observability import logger

MOST_UNVERIFIED = 200
"""Events a day that an account takes from mails nobody vouches for; more is a flood."""
_SET_UP = "Successfully validated SNS topic"
"""What SES says, not as JSON, when it is set up; S3 tries the queue as well."""
LARGEST_MAIL = 40 << 20
"""What SES accepts at most."""


@dataclass(frozen=True, slots=True)
class Files:
    """The step from the bucket of files to the queue of claim events."""

    store: ObjectStore
    accounts: AccountTable
    events: ClaimEventQueue
    quarantine: Quarantine
    mailer: Mailer
    sender: str
    stack: str
    pack: Pack
    now: Callable[[], datetime]

    def take_in(self, body: str) -> Counter[str]:
        """Read what one message announces; return how many findings there were of each kind.

        Raises InputError for an announcement that is neither SES's nor S3's.
        """
        told: Counter[str] = Counter()
        if body.startswith(_SET_UP):
            return told
        said = json.loads(body)
        if said.get("Event") == "s3:TestEvent":
            return told
        if said.get("notificationType") == "Received":
            self._mail(said, told)
        elif isinstance(said.get("Records"), list):
            for record in said["Records"]:
                self._report(record["s3"], told)
        else:
            raise InputError("body", "announces neither a mail nor a file")
        return told

    def _mail(self, said: Mapping[str, Any], told: Counter[str]) -> None:
        receipt = said["receipt"]
        bucket, key = receipt["action"]["bucketName"], receipt["action"]["objectKey"]
        with TemporaryFile() as file:
            self.store.save_to(bucket, key, file)
            file.seek(0)
            raw = file.read(LARGEST_MAIL)
        accounts = {account.slug: account for account in self.accounts.all()}
        try:
            account = owner_of_mail(
                headers_of(raw), accounts, self.pack, recipients=receipt.get("recipients", ())
            )
        except InputError as doubt:
            self.quarantine.add(key, str(doubt), "mail", key)
            told["refused"] += 1
            return
        verified = bool(verdict(said, self.pack.stores.values()))
        findings = read_mail(raw, account, self.pack, verified=verified)
        self._hand_on(account, findings, "mail", key, told)

    def _report(self, s3: Mapping[str, Any], told: Counter[str]) -> None:
        bucket, key = s3["bucket"]["name"], unquote_plus(s3["object"]["key"])
        accounts = {account.slug: account for account in self.accounts.all()}
        try:
            account = owner_of_report(key.removeprefix("reports/"), accounts)
        except InputError as doubt:
            self.quarantine.add(key, str(doubt), "report", key)
            told["refused"] += 1
            return
        with TemporaryFile() as file:
            self.store.save_to(bucket, key, file)
            file.seek(0)
            name, now = key.rpartition("/")[2], self.now()
            findings = read_report(_binary(file), name, account, self.pack, now=now, not_after=now)
            self._hand_on(account, findings, "report", key, told)

    def _hand_on(
        self,
        account: Account,
        findings: Iterable[Finding],
        source: str,
        key: str,
        told: Counter[str],
    ) -> None:
        waiting: list[str] = []
        for finding in findings:
            if isinstance(finding, Found) and self._may_come(account, finding.message):
                told["found"] += 1
                waiting.append(json.dumps(finding.message, ensure_ascii=False))
                if len(waiting) == 10:  # noqa: PLR2004 - what a queue takes at once
                    self.events.add(waiting)
                    waiting = []
            elif isinstance(finding, Found):
                told["refused"] += 1
                reason = f"more than {MOST_UNVERIFIED} unverified events of {account.slug} today"
                self.quarantine.add(json.dumps(finding.message), reason, "queue", key)
            elif isinstance(finding, Refused):
                told["refused"] += 1
                self._refused(account, finding, source, key)
            else:
                told["set_aside"] += 1
        self.events.add(waiting)

    def _may_come(self, account: Account, message: Mapping[str, Any]) -> bool:
        if message.get("verified", True):
            return True
        day = self.now().date().isoformat()
        return self.accounts.count(account.slug, "unverified", day) <= MOST_UNVERIFIED

    def _refused(self, account: Account, finding: Refused, source: str, key: str) -> None:
        where = f"{key} {finding.where}"
        self.quarantine.add(where, finding.reason, source, where)
        if source == "report":  # its rows are looked at together, by whoever uploaded it
            return
        hour = self.now().isoformat()[:13]
        if self.accounts.count(account.slug, "unreadable", hour) > 1:
            return
        now = self.now()
        told = reachable(account, (), now)
        message = unreadable(
            key, finding.reason, account, told.first, now, self.sender, stack=self.stack
        )
        try:
            self.mailer.send(message, {"account": account.slug})
        except (RefusedError, UnsureError) as error:  # the quarantine's alarm tells the operator
            logger.warning("notice not taken", account=account.slug, failure=str(error))


def _binary(file: Any) -> BinaryIO:  # noqa: ANN401 - what TemporaryFile returns
    return file  # type: ignore[no-any-return]
