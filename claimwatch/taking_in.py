"""Files on their way into the local store or a stack: streamed, handed in by the thousands."""

import gc
import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from click.termui import progressbar

from claimwatch.arrivals import local_date
from claimwatch.place import Place
from claimwatch.rejects import REJECTED, Rejects
from claimwatch.saved_mails import is_mail
from shared.domain.accounts import Account
from shared.domain.errors import InputError
from shared.domain.instants import Moment
from shared.intake.findings import Finding, Found, Refused
from shared.intake.owners import headers_of, owner_of_mail, owner_of_report
from shared.intake.reports import read_report
from shared.policy.pack import load_pack
from shared.wiring import utc_now

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

_AT_ONCE = 2000
MESSAGES = ".jsonl"
Body = tuple[str, str]


@dataclass(slots=True)
class Intake:
    """Takes in one file, or all files of a folder, and counts what became of them."""

    path: Path
    here: Place
    rejects: Rejects
    account: str | None = None
    """Whose mails and reports they are, where the files do not tell; queue messages say so."""
    as_of: Moment | None = None
    verified: bool = True
    files: int = 0
    handed_in: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    """How many messages there are of each programme and type, in mails and reports."""
    aside: Counter[str] = field(default_factory=Counter)
    """Why something was set aside → how often."""
    _orders: dict[str, dict[str, str]] = field(default_factory=dict)
    """Account → SAFE-T claim id → order id, looked up when it is first asked for."""

    def run(self) -> None:
        """Read the file or folder to its end; raises InputError when it cannot be read at all."""
        files = files_in(self.path) if self.path.is_dir() else [self.path]
        accounts = {account.slug: account for account in self.here.accounts.all()}
        with _bar(sum(map(_size, files)), self.path.name) as bar, _seldom_collected():
            for path in files:
                try:
                    self._read(path, accounts, bar)
                except InputError as wrong:
                    if path == self.path or wrong.field == "--account":
                        raise
                    self.rejects.add(self._name(path), str(wrong))
                self.files += 1
        self.rejects.close()

    def _read(self, path: Path, accounts: Mapping[str, Account], bar: "ProgressBar[int]") -> None:
        before = bar.pos
        try:
            with path.open("rb") as stream:
                for part in _parts(self._bodies(path, stream, accounts)):
                    self._hand_in(part)
                    bar.update(max(0, before + stream.tell() - bar.pos))
        except OSError as wrong:
            raise InputError(str(path), wrong.strerror or "cannot be read") from None

    @property
    def known(self) -> int:
        """How many of the messages changed nothing."""
        return self.here.known

    @property
    def told(self) -> bool:
        """Whether anything was read that is no queue message already."""
        return self.path.suffix.lower() != MESSAGES

    def _name(self, path: Path) -> str:
        """Return what a file is called: in a folder, by the way that leads to it."""
        return path.name if path == self.path else str(path.relative_to(self.path))

    def _hand_in(self, bodies: list[Body]) -> None:
        refused = self.here.submit(bodies)
        self.handed_in += len(bodies) - len(refused)
        for each in refused:
            self.rejects.add(each.message_id, each.reason)

    def _bodies(
        self, path: Path, stream: BinaryIO, accounts: Mapping[str, Account]
    ) -> Iterator[Body]:
        if path.suffix.lower() == MESSAGES:
            return self._messages(path, stream)
        if not accounts:
            raise InputError("--account", "no account is set up; claimwatch accounts apply FILE")
        if is_mail(path, stream):
            return self._mail(path, stream.read(), accounts)
        return self._report(path, stream, owner_of_report(path.name, accounts, self.account))

    def _messages(self, path: Path, stream: BinaryIO) -> Iterator[Body]:
        for number, line in enumerate(stream, start=1):
            where = f"{self._name(path)}:{number}"
            try:
                text = line.decode("utf-8-sig" if number == 1 else "utf-8")
            except UnicodeDecodeError as wrong:
                self.rejects.add(where, f"byte {wrong.start + 1} cannot be read as utf-8")
                continue
            if text.strip():
                yield where, text.rstrip("\r\n")

    def _mail(self, path: Path, raw: bytes, accounts: Mapping[str, Account]) -> Iterator[Body]:
        from shared.intake.bounded import mail_apart  # noqa: PLC0415 - only where mails are

        try:
            account = owner_of_mail(headers_of(raw), accounts, load_pack(), self.account)
        except InputError as doubt:
            if doubt.field == "--account":
                raise
            self.rejects.add(self._name(path), str(doubt))
            return
        for finding in mail_apart(raw, account, load_pack(), verified=self.verified):
            yield from self._told(self._name(path), finding)

    def _report(self, path: Path, stream: BinaryIO, account: Account) -> Iterator[Body]:
        now, pack = utc_now(), load_pack()
        within = "" if path == self.path else f"{self._name(path)} "
        for finding in read_report(
            stream, path.name, account, pack,
            as_of=local_date(self.as_of, account, pack), now=now, not_after=now,
            verified=self.verified, order_of=partial(self._order_of, account.slug),
        ):  # fmt: skip
            if isinstance(finding, Found):
                where = f"{within}{finding.message['event_id']}"
            elif finding.where == path.name:
                where = self._name(path)
            else:
                where = f"{within}{finding.where}"
            yield from self._told(where, finding)

    def _told(self, where: str, finding: Finding) -> Iterator[Body]:
        if isinstance(finding, Found):
            self.kinds[f"{finding.message['programme']} {finding.message['type']}"] += 1
            yield where, json.dumps(finding.message, ensure_ascii=False)
        elif isinstance(finding, Refused):
            self.rejects.add(where, finding.reason, finding.row)
        else:
            self.aside[finding.reason] += 1

    def _order_of(self, account: str, claim_ref: str) -> str | None:
        """Return the order of a SAFE-T claim that the account's cases know."""
        if account not in self._orders:
            self._orders[account] = {
                str(event.get("claim_ref")): case.order_id
                for case in self.here.cases.of_account(account)
                for event in case.events
                if event.programme == "safet" and event.get("claim_ref")
            }
        return self._orders[account].get(claim_ref)


def files_in(folder: Path) -> list[Path]:
    """Return the files to read in a folder and below it; raises InputError where there are none.

    Hidden files and what an import left behind are none. The Finances API names SAFE-T claims
    without orders: what names both is read before it.
    """
    found = [
        path
        for path in folder.rglob("*")
        if path.is_file()
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
        and not path.name.endswith(REJECTED)
    ]
    if not found:
        raise InputError(str(folder), "holds no file; mails (.eml), reports and .jsonl are read")
    return sorted(found, key=lambda path: (path.suffix.lower() == ".json", path))


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


@contextmanager
def _seldom_collected() -> Iterator[None]:
    """Let the collector of garbage rest: of many small things that all live on it finds none."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


def _bar(size: int, name: str) -> "ProgressBar[int]":
    """Return a bar for a person who waits; a log gets none of it."""
    return progressbar(length=size, label=name, file=sys.stderr, hidden=not sys.stderr.isatty())


def _parts(bodies: Iterator[Body]) -> Iterator[list[Body]]:
    part: list[Body] = []
    for body in bodies:
        part.append(body)
        if len(part) == _AT_ONCE:
            yield part
            part = []
    yield part
