"""What reaches claimwatch during a replay, and when: queue messages, mails, reports."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

from claimwatch.saved_mails import is_mail
from shared.domain.accounts import Account
from shared.domain.errors import InputError
from shared.domain.instants import Moment, parse_instant, parse_moment
from shared.domain.rules import Pack
from shared.domain.spans import early_end
from shared.intake.findings import Finding, Found, Refused
from shared.intake.owners import headers_of, owner_of_mail, owner_of_report

LONGEST_ORDER_ID = 40
REPORTS = frozenset({".csv", ".tsv", ".txt", ".xml", ".json"})


@dataclass(frozen=True, slots=True)
class Arrival:
    """One queue message, or something that was refused before it became one."""

    at: datetime
    """When it arrives, UTC."""
    message_id: str
    body: str
    source: str = "queue"
    refused: str = ""
    """Why a mail or a row of a report could not be read; there is no body then."""

    def case_key(self) -> tuple[str, str] | None:
        """Return account and order the message is about, None when it does not say."""
        try:
            message = json.loads(self.body)
        except (ValueError, RecursionError):
            return None
        if not isinstance(message, dict):
            return None
        account, order_id = message.get("account"), message.get("order_id")
        if not isinstance(account, str) or not isinstance(order_id, str):
            return None
        return (account, order_id) if account and 0 < len(order_id) <= LONGEST_ORDER_ID else None


@dataclass(frozen=True, slots=True)
class Inbox:
    """Reads files as what would have arrived, none of it before ``start`` (UTC)."""

    accounts: Mapping[str, Account]
    pack: Pack
    start: datetime
    account: str | None = None
    """Whose mails and reports they are, where the files do not tell."""
    report_as_of: Moment | None = None
    """The date of the reports; if None their newest date, or that of ``start`` if later."""
    verified: bool = True
    """Whether mails and reports can be believed."""
    _claims: dict[str, str] = field(default_factory=dict)
    """SAFE-T claim id → order id, from reports that name both."""

    def read(self, paths: Iterable[Path]) -> list[Arrival]:
        """Return the arrivals of all files in order.

        Raises InputError naming the file, and the line where a line's ``arrives_at`` is unusable.
        """
        found: list[Arrival] = []
        # the Finances API names SAFE-T claims without orders: what names both is read before it
        for path in sorted(paths, key=lambda path: path.suffix.lower() == ".json"):
            match path.suffix.lower():
                case ".jsonl":
                    found += self._messages(path)
                case ".eml":
                    found += self._mail(path)
                case suffix if suffix in REPORTS:
                    found += self._mail(path) if _begins_as_mail(path) else self._report(path)
                case _:
                    known = ", ".join(sorted({".jsonl", ".eml", *REPORTS}))
                    raise InputError(str(path), f"cannot be replayed; known are {known}")
        return sorted(found, key=lambda arrival: arrival.at)

    def _messages(self, path: Path) -> Iterator[Arrival]:
        text = _read(path).decode("utf-8-sig", "surrogateescape")
        for number, line in enumerate(text.split("\n"), start=1):
            if line.strip():
                yield self._message(f"{path.name}:{number}", line.rstrip("\r"))

    def _message(self, where: str, line: str) -> Arrival:
        try:
            message = json.loads(line)
        except (ValueError, RecursionError):
            return Arrival(self.start, where, line)
        if not isinstance(message, dict):
            return Arrival(self.start, where, line)
        if "arrives_at" not in message:
            return Arrival(self._occurred(message), where, line)
        try:
            at = parse_instant("arrives_at", message.pop("arrives_at"))
        except InputError as wrong:
            raise InputError(where, str(wrong)) from None
        return Arrival(max(self.start, at), where, json.dumps(message, ensure_ascii=False))

    def _mail(self, path: Path) -> Iterator[Arrival]:
        from shared.intake.bounded import mail_apart  # noqa: PLC0415 - only where mails are

        raw = _read(path)
        headers = headers_of(raw)
        at = max(self.start, _sent(str(headers.get("date", "")), self.start))
        try:
            account = owner_of_mail(headers, self.accounts, self.pack, self.account)
        except InputError as doubt:
            if doubt.field == "--account":
                raise
            yield Arrival(at, path.name, "", "mail", str(doubt))
            return
        for finding in mail_apart(raw, account, self.pack, verified=self.verified):
            yield from self._found(path, finding, "mail", at)

    def _report(self, path: Path) -> Iterator[Arrival]:
        from shared.intake.reports import read_report  # noqa: PLC0415 - only where reports are

        account = owner_of_report(path.name, self.accounts, self.account)
        found: list[Arrival] = []
        try:
            with path.open("rb") as stream:
                for finding in read_report(
                    stream,
                    path.name,
                    account,
                    self.pack,
                    as_of=local_date(self.report_as_of, account, self.pack),
                    now=self.start,
                    verified=self.verified,
                    order_of=self._claims.get,
                ):
                    found += self._found(path, finding, "report", self.start)
        except OSError as wrong:
            raise InputError(str(path), wrong.strerror or "cannot be read") from None
        yield from _together(found)

    def _found(self, path: Path, finding: Finding, source: str, at: datetime) -> Iterator[Arrival]:
        if isinstance(finding, Refused):
            where = finding.where if finding.where == path.name else f"{path.name} {finding.where}"
            yield Arrival(at, where, "", source, finding.reason)
        elif isinstance(finding, Found):
            message = finding.message
            if message["programme"] == "safet" and "claim_ref" in message:
                self._claims[message["claim_ref"]] = message["order_id"]
            # a report may be newer than the start of the clock; nothing arrives before it happens
            arrives = max(at, self._occurred(message)) if source == "report" else at
            body = json.dumps(message, ensure_ascii=False)
            yield Arrival(arrives, message["event_id"], body, source)

    def _occurred(self, message: Mapping[str, Any]) -> datetime:
        """Return when a message says it happened; one that does not say arrives at the start."""
        try:
            moment = parse_moment("occurred_at", message.get("occurred_at"))
            account = self.accounts[str(message.get("account"))]
            happened = early_end(moment, self.pack.stores[account.store].zone)
        except (InputError, KeyError):
            return self.start
        return max(self.start, happened)


def _together(found: Iterable[Arrival]) -> Iterator[Arrival]:
    """Let all that a report tells of an order arrive at once, as in life it does.

    Half of it would be judged alone where the clock starts before the date of the report.
    """
    arrivals = list(found)
    latest: dict[tuple[str, str] | None, datetime] = {}
    for each in arrivals:
        key = each.case_key()
        latest[key] = max(each.at, latest.get(key, each.at))
    for each in arrivals:
        key = each.case_key()
        yield each if key is None else replace(each, at=latest[key])


def read_arrivals(
    paths: Iterable[Path], accounts: Mapping[str, Account], pack: Pack, start: datetime
) -> list[Arrival]:
    """Return the messages of all files in the order of their arrival, none before ``start``."""
    return Inbox(accounts, pack, start).read(paths)


def local_date(at: Moment | None, account: Account, pack: Pack) -> date | None:
    """Return the date of a moment in the account's store."""
    if isinstance(at, datetime):
        return at.astimezone(pack.stores[account.store].zone).date()
    return at


def _begins_as_mail(path: Path) -> bool:
    try:
        with path.open("rb") as stream:
            return is_mail(path, stream)
    except OSError as wrong:
        raise InputError(str(path), wrong.strerror or "cannot be read") from None


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as wrong:
        raise InputError(str(path), wrong.strerror or "cannot be read") from None


def _sent(text: str, otherwise: datetime) -> datetime:
    """Return the Date of a mail; one without is as good as sent now."""
    try:
        sent = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return otherwise
    return sent.astimezone(UTC).replace(microsecond=0) if sent.tzinfo else sent.replace(tzinfo=UTC)
