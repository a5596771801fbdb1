"""Mails and reports read within bounds, whatever is in them; every end of it is a finding."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from shared.domain.accounts import Account
from shared.domain.errors import InputError
from shared.domain.rules import Pack
from shared.intake.apart import Limits, StoppedError, apart
from shared.intake.findings import Finding, Refused, from_wire, to_wire
from shared.intake.mails import read_mail
from shared.intake.mails.reading import unopened
from shared.intake.owners import headers_of, owner_in, owner_of_mail

MAIL = Limits(seconds=5, patience=40, memory=192 << 20)
"""A mail of 25 MB takes two seconds and 180 MB; Amazon's take a tenth of a second."""
REPORT = Limits(seconds=150, patience=240, memory=256 << 20)
"""A hundred thousand rows; the function that reads them lives for 300 seconds."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A mail that was read: whose it is, and what it tells."""

    account: Account | None
    """None where nobody can say."""
    findings: list[Finding]


def open_apart(
    raw: bytes,
    accounts: Mapping[str, Account],
    pack: Pack,
    *,
    verified: bool,
    recipients: Iterable[str] = (),
) -> Opened:
    """Find out whose mail it is and read it, in a process of its own.

    What cannot be read within bounds is refused, and told to whom it was delivered.
    """
    delivered = list(recipients)
    account: Account | None = None
    findings: list[Finding] = []

    def work() -> Iterator[Any]:
        whose = owner_of_mail(headers_of(raw), accounts, pack, recipients=delivered)
        yield whose.slug
        yield from map(to_wire, read_mail(raw, whose, pack, verified=verified))

    def doubt() -> Iterator[Any]:
        try:
            yield from work()
        except InputError as wrong:
            yield None
            yield to_wire(Refused("mail", str(wrong)))

    try:
        for told in apart(doubt, MAIL):
            if isinstance(told, list):
                findings.append(from_wire(told))
            elif told is not None:
                account = accounts[told]
    except StoppedError as why:
        account = account or owner_in(delivered, accounts)
        findings = [unopened(raw, str(why))]
    return Opened(account, findings)


def mail_apart(raw: bytes, account: Account, pack: Pack, *, verified: bool) -> list[Finding]:
    """Read a mail whose account is known as ``open_apart`` does."""
    read = partial(read_mail, raw, account, pack, verified=verified)
    try:
        return [from_wire(told) for told in apart(lambda: map(to_wire, read()), MAIL)]
    except StoppedError as why:
        return [unopened(raw, str(why))]


def report_apart(read: Callable[[], Iterable[Finding]], name: str) -> Iterator[Finding]:
    """Yield what a report tells; where it takes too much, what was read before counts."""
    more = "; the rows before are taken, hand in the rest in parts"
    try:
        for told in apart(lambda: map(to_wire, read()), REPORT):
            yield from_wire(told)
    except StoppedError as why:
        yield Refused(name, f"{why}{more}")
