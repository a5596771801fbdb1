"""Read reports as the commands do, and look at what came out."""

import io
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from shared.domain.accounts import Account, Contact
from shared.intake.findings import Finding, Found, Refused, SetAside
from shared.intake.reports import read_report
from shared.policy.pack import load_pack


def account(store: str = "US") -> Account:
    """Return a seller in a store."""
    contact = Contact("Owner", 1, ZoneInfo("UTC"), "en", None, "owner@example.com")
    return Account("blue-kettle", store, (contact,))


def noon(year: int, month: int, day: int) -> datetime:
    """Return the middle of a day, UTC."""
    return datetime(year, month, day, 12, tzinfo=UTC)


def read(  # noqa: PLR0913 - each says one thing about the file
    content: str | bytes,
    *,
    store: str = "US",
    name: str = "report.txt",
    as_of: date | None = None,
    now: datetime | None = None,
    not_after: datetime | None = None,
    undated: datetime | None = None,
    verified: bool = True,
    orders: dict[str, str] | None = None,
) -> list[Finding]:
    """Return everything that a report yields."""
    raw = content.encode() if isinstance(content, str) else content
    return list(
        read_report(
            io.BytesIO(raw), name, account(store), load_pack(),
            as_of=as_of, now=now, not_after=not_after, undated=undated, verified=verified,
            order_of=(orders or {}).get,
        )
    )  # fmt: skip


def events_of(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """Return the queue messages."""
    return [finding.message for finding in findings if isinstance(finding, Found)]


def refusals_of(findings: Iterable[Finding]) -> list[tuple[str, str]]:
    """Return where something was refused, and why."""
    return [(each.where, each.reason) for each in findings if isinstance(each, Refused)]


def set_aside_of(findings: Iterable[Finding]) -> list[tuple[str, str]]:
    """Return what was set aside, and why."""
    return [(each.where, each.reason) for each in findings if isinstance(each, SetAside)]
