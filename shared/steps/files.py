"""Read a mail or a report that came in by S3 into claim events; everything in it is accounted for.

What looks like a claim and cannot be read is kept in quarantine, and the account is told at once.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from tempfile import TemporaryFile
from typing import Any, BinaryIO
from urllib.parse import unquote_plus

from shared.adapters.account_table import AccountTable
from shared.adapters.object_store import ObjectStore
from shared.adapters.queues import ClaimEventQueue
from shared.domain.accounts import Account
from shared.domain.errors import InputError
from shared.domain.rules import Pack
from shared.intake.bounded import open_apart, report_apart
from shared.intake.findings import Finding, Found, Refused
from shared.intake.owners import owner_of_report
from shared.intake.reports import read_report
from shared.intake.trust import verdict
from shared.intake.writers import Share, Writer, writer_of
from shared.steps.refusals import Refusals

_SET_UP = "Successfully validated SNS topic"
"""What SES says, not as JSON, when it is set up; S3 tries the queue as well."""
LARGEST_MAIL, LARGEST_REPORT = 40 << 20, 200 << 20
"""What SES accepts at most, and what there is room for beside another one."""
_TOGETHER, _MOST_SHOWN = 10, 3
"""Messages that a queue takes at once; reasons that a notice repeats."""


@dataclass(slots=True)
class _Left:
    """What of a file was not handed on."""

    reasons: list[str] = field(default_factory=list)
    """Why parts of it cannot be read; of very many the first."""
    full: Share | None = None
    """What was used up, where parts of it were too many."""

    def heard(self, reason: str) -> None:
        if len(self.reasons) < _MOST_SHOWN and reason not in self.reasons:
            self.reasons.append(reason)


@dataclass(frozen=True, slots=True)
class Files:
    """The step from the bucket of files to the queue of claim events."""

    store: ObjectStore
    accounts: AccountTable
    events: ClaimEventQueue
    refusals: Refusals
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
        accounts = {account.slug: account for account in self.accounts.all()}
        judged = verdict(said, self.pack.stores.values())
        with TemporaryFile() as file:
            self.store.save_to(bucket, key, file, LARGEST_MAIL)
            opened = open_apart(
                file.read(), accounts, self.pack,
                verified=judged.verified, recipients=receipt.get("recipients", ()),
            )  # fmt: skip
        account = opened.account or judged.one_of(accounts.values())
        writer = writer_of(judged, account) if account else None
        left = self._hand_on(opened.findings, writer, account, ("mail", key), told)
        if account is None or writer is None:  # the quarantine's alarm tells the operator
            return
        if left.reasons:
            self.refusals.unreadable(account, writer, key, "; ".join(left.reasons))
        if left.full:
            self.refusals.too_many(account, writer, key, left.full.most)

    def _report(self, s3: Mapping[str, Any], told: Counter[str]) -> None:
        """Hand on what the rows tell; the refused ones are looked at by whoever uploaded it."""
        bucket, key = s3["bucket"]["name"], unquote_plus(s3["object"]["key"])
        accounts = {account.slug: account for account in self.accounts.all()}
        name, now = key.rpartition("/")[2], self.now()
        try:
            account = owner_of_report(key.removeprefix("reports/"), accounts)
            with TemporaryFile() as file:
                self.store.save_to(bucket, key, file, LARGEST_REPORT)
                read = partial(
                    read_report, _binary(file), name, account, self.pack, now=now, not_after=now
                )
                self._hand_on(report_apart(read, name), None, account, ("report", key), told)
        except InputError as doubt:
            self.refusals.quarantine.add(key, str(doubt), "report", key)
            told["refused"] += 1

    def _hand_on(
        self,
        findings: Iterable[Finding],
        writer: Writer | None,
        account: Account | None,
        whence: tuple[str, str],
        told: Counter[str],
    ) -> _Left:
        """Put events on their queue and what is refused into quarantine; return what was."""
        (source, key), left, waiting = whence, _Left(), list[str]()
        for finding in findings:
            if isinstance(finding, Found):
                if writer is not None and writer.proved and writer.contact is not None:
                    finding.message["from_contact"] = True
                body = json.dumps(finding.message, ensure_ascii=False)
                share = self._used_up(finding.message, writer, account)
                if share is None:
                    told["found"] += 1
                    waiting.append(body)
                else:
                    told["refused"] += 1
                    left.full = share
                    reason = f"more than {share.most} unverified events ({share.name}) today"
                    self.refusals.quarantine.add(body, reason, "queue", key)
            elif isinstance(finding, Refused):
                told["refused"] += 1
                left.heard(finding.reason)
                where = f"{key} {finding.where}"
                self.refusals.quarantine.add(where, finding.reason, source, where)
            else:
                told["set_aside"] += 1
            if len(waiting) == _TOGETHER:
                self.events.add(waiting)
                waiting = []
        self.events.add(waiting)
        return left

    def _used_up(
        self, message: Mapping[str, Any], writer: Writer | None, account: Account | None
    ) -> Share | None:
        """Count an unverified event of a mail; return what is used up, None when it may come."""
        if writer is None or account is None or message.get("verified", True):
            return None
        day = self.now().date().isoformat()
        shares = writer.shares
        full = (x for x in shares if self.accounts.count(account.slug, x.name, day) > x.most)
        return next(full, None)


def _binary(file: Any) -> BinaryIO:  # noqa: ANN401 - what TemporaryFile returns
    return file  # type: ignore[no-any-return]
