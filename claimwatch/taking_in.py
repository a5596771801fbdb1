"""A file on its way into the local store or a stack: streamed, handed in by the thousands."""

import gc
import json
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from click.termui import progressbar

from claimwatch.place import Place
from claimwatch.rejects import Rejects
from shared.domain.accounts import Account
from shared.domain.errors import InputError
from shared.intake.findings import Found, Refused
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
    """Takes in one file, and counts what became of it."""

    path: Path
    here: Place
    rejects: Rejects
    account: Account | None = None
    """Whose report it is; queue messages say so themselves."""
    as_of: date | None = None
    verified: bool = True
    handed_in: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    """How many messages there are of each programme and type, in a report."""
    aside: Counter[str] = field(default_factory=Counter)
    """Why something was set aside → how often."""
    _orders: dict[str, str] | None = None
    """SAFE-T claim id → order id, looked up when it is first asked for."""

    def run(self) -> None:
        """Read the whole file; raises InputError when it cannot be read."""
        try:
            with self.path.open("rb") as stream:
                bodies = self._messages(stream) if self.account is None else self._report(stream)
                size = self.path.stat().st_size
                with _bar(size, self.path.name) as bar, _seldom_collected():
                    for part in _parts(bodies):
                        self._hand_in(part)
                        bar.update(max(0, stream.tell() - bar.pos))
        except OSError as wrong:
            raise InputError(str(self.path), wrong.strerror or "cannot be read") from None
        self.rejects.close()

    @property
    def known(self) -> int:
        """How many of the messages changed nothing."""
        return self.here.known

    def _hand_in(self, bodies: list[Body]) -> None:
        refused = self.here.submit(bodies)
        self.handed_in += len(bodies) - len(refused)
        for each in refused:
            self.rejects.add(each.message_id, each.reason)

    def _messages(self, stream: BinaryIO) -> Iterator[Body]:
        for number, line in enumerate(stream, start=1):
            where = f"{self.path.name}:{number}"
            try:
                text = line.decode("utf-8-sig" if number == 1 else "utf-8")
            except UnicodeDecodeError as wrong:
                self.rejects.add(where, f"byte {wrong.start + 1} cannot be read as utf-8")
                continue
            if text.strip():
                yield where, text.rstrip("\r\n")

    def _report(self, stream: BinaryIO) -> Iterator[Body]:
        if self.account is None:
            return
        now = utc_now()
        for finding in read_report(
            stream, self.path.name, self.account, load_pack(), as_of=self.as_of,
            now=now, not_after=now, verified=self.verified, order_of=self._order_of,
        ):  # fmt: skip
            if isinstance(finding, Found):
                self.kinds[f"{finding.message['programme']} {finding.message['type']}"] += 1
                yield finding.message["event_id"], json.dumps(finding.message, ensure_ascii=False)
            elif isinstance(finding, Refused):
                self.rejects.add(finding.where, finding.reason, finding.row)
            else:
                self.aside[finding.reason] += 1

    def _order_of(self, claim_ref: str) -> str | None:
        """Return the order of a SAFE-T claim that the account's cases know."""
        if self._orders is None and self.account is not None:
            self._orders = {
                str(event.get("claim_ref")): case.order_id
                for case in self.here.cases.of_account(self.account.slug)
                for event in case.events
                if event.programme == "safet" and event.get("claim_ref")
            }
        return (self._orders or {}).get(claim_ref)


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
