"""One row of a report on its way to claim events."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from shared.domain.instants import Moment, iso
from shared.domain.rules import Store
from shared.intake.findings import Finding, Found, Refused
from shared.intake.reports.dates import local_date
from shared.intake.reports.values import as_amount, is_order_id, shape

LONGEST_PAST = timedelta(days=400)
_LONGEST_SPAN = timedelta(days=399)
"""A day less than messages may go back, so that they still do when they arrive."""
_LONGEST_ID = 128


@dataclass(frozen=True, slots=True)
class Reading:
    """What a report is read against."""

    account: str
    store: Store
    as_of: date
    """No event lies after this local date, nor more than 400 days before it."""
    seen_on: date
    """The newest date in the report, or the one given for it: the same file has the same on every
    day. What it shows had come about by ``as_of``, for it may be newer than any date in it."""
    verified: bool = True
    today: date | None = None
    """The local date on which it is read, where that is known."""
    stores: Mapping[str, Store] = field(default_factory=dict)
    """All stores by their codes: a row may be of another one."""

    def local_date(self, at: Moment) -> date:
        """Return the date of a moment in the store."""
        return local_date(at, self.store.zone)

    def outside(self, at: Moment) -> str:
        """Say why a moment cannot be taken, empty when it can."""
        day = self.local_date(at)
        if day > self.as_of:
            return f"{day} lies after {self.as_of}, the date of the report"
        if day < self.as_of - LONGEST_PAST:
            return f"{day} lies more than 400 days before {self.as_of}"
        return ""

    def foreign(self, marketplace: str = "", currency: str = "") -> str:
        """Say why a row is of another store, empty when it is of this one or does not tell."""
        there = _store_named(marketplace, self.stores)
        if there is not None and there is not self.store:
            what = f"is of {there.name} ({there.code})"
        elif currency and currency.upper() != self.store.currency and there is None:
            what = f"is in {currency.upper()[:3]}, not in {self.store.currency}"
        else:
            return ""
        return f"{what}, {self.account} sells in {self.store.code}: read it for the account there"

    def since(self, first: Moment | None, at: Moment) -> Moment | None:
        """Return since when what had happened by ``at`` may be so; None where both are one.

        Of a row without any date nothing is known but that messages do not go back further.
        """
        limit = max(self.as_of, self.today or self.as_of) - _LONGEST_SPAN
        if first is None or self.local_date(first) < limit:
            first = limit
        day, last = self.local_date(first), self.local_date(at)
        within = isinstance(first, datetime) and not isinstance(at, datetime)
        return first if day < last or (day == last and within) else None


@dataclass(slots=True)
class Entry:
    """Gathers what one row tells; a row that tells nothing is refused by ``done``."""

    reading: Reading
    where: str
    order_id: str
    findings: list[Finding] = field(default_factory=list)

    @property
    def tells_of_a_claim(self) -> bool:
        """Whether anything but a return and its refund was told."""
        told = (each.message for each in self.findings if isinstance(each, Found))
        return any(message["programme"] != "return" for message in told)

    def tell(self, kind: str, programme: str, at: Moment, *facts: str, **fields: object) -> None:
        """Add one claim event; ``facts`` tell it apart from others of its kind on this order.

        The id is made of the facts alone, so that the same row in another report is the same event.
        """
        if problem := self.reading.outside(at):
            self.refuse(problem)
            return
        self.findings.append(
            Found(message(self.reading, kind, programme, self.order_id, at, facts, fields))
        )

    def tell_state(
        self, kind: str, programme: str, since: Moment | None, *facts: str, **fields: object
    ) -> None:
        """Tell of what the report shows: it came about after ``since``, by the report's date."""
        self.tell_span(kind, programme, since, self.reading.as_of, *facts, **fields)

    def tell_posted(self, programme: str, at: Moment, *facts: str, **fields: object) -> None:
        """Tell of a decision for which money was posted: it was made before, nobody says when.

        The claim's opening, where it is known, is the earliest: the case knows it.
        """
        self.tell_span("claim_decided", programme, None, at, *facts, **fields)
        if programme == "safet":  # who is paid has filed, on whatever day
            ref = fields.get("claim_ref")
            ids = ("paid", str(ref or ""))
            self.tell_span("claim_opened", programme, None, at, *ids, claim_ref=ref)

    def tell_span(
        self, kind: str, programme: str, first: Moment | None, last: Moment,
        *facts: str, **fields: object,
    ) -> None:  # fmt: skip
        """Tell of what happened between two moments, the first not known if None."""
        if last == date.max:
            self.refuse("nothing in the file says of which day it is; say so when it is read")
            return
        since = self.reading.since(first, last)
        occurred_from = None if since is None else iso(since)
        self.tell(kind, programme, last, *facts, occurred_from=occurred_from, **fields)

    def refuse(self, reason: str) -> None:
        """Say what of this row could not be taken, once."""
        refused = of_order(self.where, reason, self.order_id)
        if refused not in self.findings:
            self.findings.append(refused)

    def amount(self, column: str, value: Decimal, currency: str) -> dict[str, str] | None:
        """Return a sum as messages write it; None and a refusal when it cannot be one."""
        try:
            return as_amount(value, currency)
        except ValueError as wrong:
            self.refuse(f"{column}: {wrong}")
            return None


def of_order(where: str, reason: str, order_id: str) -> Refused:
    """Return a refusal that names the order it is about."""
    return Refused(where, f"{reason} (order {order_id})", order_id)


def _store_named(marketplace: str, stores: Mapping[str, Store]) -> Store | None:
    """Return the store of a name such as Amazon.co.uk, or of a marketplace id."""
    name = marketplace.strip().casefold()
    return next(
        (each for each in stores.values() if name in {each.domain, each.marketplace_id.casefold()}),
        None,
    )


def message(  # noqa: PLR0913, PLR0917 - the envelope of a queue message
    reading: Reading,
    kind: str,
    programme: str,
    order_id: str,
    at: Moment,
    facts: tuple[str, ...],
    fields: dict[str, Any],
) -> dict[str, Any]:
    """Return a queue message without the fields that are None."""
    given = {name: value for name, value in fields.items() if value is not None}
    return {
        "schema": 1,
        "event_id": event_id(kind, programme, *facts),
        "type": kind,
        "occurred_at": iso(at),
        "account": reading.account,
        "programme": programme,
        "order_id": order_id,
        "source": "report",
        **({} if reading.verified else {"verified": False}),
        **given,
    }


def event_id(kind: str, programme: str, *facts: str) -> str:
    """Return the id of a fact of an order, readable as long as it is short."""
    words = ":".join(("report", programme, kind, *(fact for fact in facts if fact)))
    if len(words) <= _LONGEST_ID:
        return words
    return f"report:{programme}:{kind}:{hashlib.sha256(words.encode()).hexdigest()}"


def entry_of(reading: Reading, where: str, order_id: str) -> Entry | Refused:
    """Begin an entry about an order; refused when the id is not one."""
    if is_order_id(order_id):
        return Entry(reading, where, order_id)
    if not order_id:
        return Refused(where, "has no order id")
    return Refused(where, f"order id: {shape(order_id)} is not like 999-9999999-9999999")
