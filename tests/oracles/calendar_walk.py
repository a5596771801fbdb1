"""A slow, second reading of the deadline rules, to be held against the engine's answers.

It shares nothing with the engine: it reads the two tables itself, counts days by walking them one
by one, and finds a wall clock by looking for the instants that read it.
"""

import csv
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from tests.oracles.store_clock import Anchor, Reading, Span, Store

LAST_SECOND = time(23, 59, 59)
UNITS = ("elapsed_hours", "calendar_days", "business_days")
LONGEST_AMOUNT = 10_000  # no notice prints more; it bounds the walk
A_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
AN_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)", re.ASCII)


class OracleError(Exception):
    """The question has no answer."""


@dataclass(frozen=True)
class Row:
    """One line of the policy table."""

    rule: str
    obligation: str
    case: str
    stores: tuple[str, ...]
    anchors: tuple[str, ...]
    combine: str
    span: Span
    may_run_to: Span | None
    opens: Span | None
    first_day: date
    last_day: date


def _rows(policy: Path) -> Iterable[Row]:
    with policy.open(encoding="utf-8", newline="") as table:
        for line in csv.DictReader(table):
            yield Row(
                rule=line["rule_id"],
                obligation=line["obligation"],
                case=line["case"],
                stores=tuple(line["stores"].split()),
                anchors=tuple(line["anchors"].split()),
                combine=line["combine"],
                span=Span(int(line["amount"]), line["unit"]),
                may_run_to=_optional_span(line["may_run_to_amount"], line["may_run_to_unit"]),
                opens=_optional_span(line["opens_amount"], line["opens_unit"]),
                first_day=date.fromisoformat(line["effective_from"] or "0001-01-01"),
                last_day=date.fromisoformat(line["effective_to"] or "9999-12-31"),
            )


def _optional_span(amount: str, unit: str) -> Span | None:
    return Span(int(amount), unit) if amount else None


class CalendarWalk:
    """Answers to deadline questions, worked out on the calendar."""

    def __init__(self, policy: Path, stores: Path) -> None:
        """Read the two tables."""
        self.rows = tuple(_rows(policy))
        self.stores: dict[str, Store] = {}
        with stores.open(encoding="utf-8", newline="") as table:
            for line in csv.DictReader(table):
                store = Store(line["store"], line["time_zone"], line["business_week"])
                self.stores[line["store"]] = self.stores[line["marketplace_id"]] = store

    def answer(self, query: Mapping[str, Any]) -> dict[str, str | None]:
        """Answer one line of a batch, or raise OracleError."""
        store = self.stores.get(query["store"])
        if store is None:
            raise OracleError(query["store"])
        told = query.get("stated") or ""
        stated = _anchor(told, store) if told else None
        window = _window(query.get("window"))
        rows = self._set_of_rows(query["obligation"], store.code, query.get("case") or "")
        known = self._known(query["anchors"], store)
        anchors = {row: anchor for row in rows if (anchor := _combined(row, known))}
        computed: dict[str, str | None] = dict.fromkeys(
            ("rule", "opens_at", "earliest", "expected", "latest")
        )
        if anchors:
            rule, opens_at, reading = _apply(store, anchors, window)
            computed = {"rule": rule, "opens_at": _text(opens_at)}
            computed |= {name: _text(end) for name, end in reading._asdict().items()}
            if stated:
                stated = _possible(told, stated, store, reading.latest)
        elif stated is None:
            message = "no anchor"
            raise OracleError(message)
        return {
            "obligation": query["obligation"],
            "store": store.code,
            "time_zone": store.zone.key,
            **computed,
            "stated": _text(stated.early) if stated else None,
            "remind_by": _text(stated.early) if stated else computed["earliest"],
            "missed_after": _text(stated.late) if stated else computed["latest"],
        }

    def _set_of_rows(self, obligation: str, store: str, case: str) -> list[Row]:
        every = [row for row in self.rows if row.obligation == obligation]
        if not every or case not in {"", *(row.case for row in every)}:
            raise OracleError(obligation, case)
        here = [row for row in every if {store, "*"} & {*row.stores}]
        of_case = [row for row in here if row.case == case] or [row for row in here if not row.case]
        rows = [row for row in of_case if store in row.stores] or of_case
        return sorted(rows, key=lambda row: row.first_day)

    def _known(self, given: Mapping[str, str], store: Store) -> dict[str, Anchor]:
        names = {name for row in self.rows for name in row.anchors}
        if not names >= {*given}:
            raise OracleError(*given)
        return {name: _anchor(value, store) for name, value in given.items()}


def _combined(row: Row, known: Mapping[str, Anchor]) -> Anchor | None:
    used = [known[name] for name in row.anchors if name in known]
    pick: Callable[[Iterable[datetime]], datetime] = max if row.combine == "later_of" else min
    if not used:
        return None
    return Anchor(pick(one.early for one in used), pick(one.late for one in used))


def _apply(
    store: Store, anchors: Mapping[Row, Anchor], window: Span | None
) -> tuple[str, datetime | None, Reading]:
    """Read the rule in force at the anchor, then those that take effect before its end."""
    used: Row | None = None
    for row, anchor in anchors.items():
        start = store.instant(row.first_day) if row.first_day.year > 1 else anchor.early
        if used is None:
            day = store.wall(anchor.early).date()
            if row.first_day <= day <= row.last_day:
                used, total = row, _read(store, row, anchor, window)
        elif window is None and start < total.expected:
            later = _read(store, row, anchor, None).not_before(start)
            total = Reading(
                min(total.earliest, later.earliest), later.expected, max(total.latest, later.latest)
            )
            used = row
    if used is None:
        message = "no rule in force"
        raise OracleError(message)
    opens = used.opens if window is None else None
    opens_at = store.count(opens, anchors[used]).expected if opens else None
    return used.rule, opens_at, total


def _read(store: Store, row: Row, anchor: Anchor, window: Span | None) -> Reading:
    reading = store.count(window or row.span, anchor)
    if row.may_run_to is None or window:
        return reading
    latest = store.count(row.may_run_to, anchor).latest
    return reading._replace(latest=max(reading.latest, latest))


def _anchor(value: str, store: Store) -> Anchor:
    ends = value.split("..")
    if len(ends) > 2:
        raise OracleError(value)
    anchor = Anchor(_moment(ends[0], store).early, _moment(ends[-1], store).late)
    if anchor.late < anchor.early:
        raise OracleError(value)
    return anchor


def _possible(told: str, stated: Anchor, store: Store, latest: datetime) -> Anchor:
    """Keep the first of two readings alone when the second begins after all that can be."""
    first, *second = told.split("..")
    if second and _moment(second[0], store).early > latest:
        return _moment(first, store)
    return stated


def _moment(value: str, store: Store) -> Anchor:
    if not A_DATE.fullmatch(value):
        instant = _instant(value)
        return Anchor(instant, instant)
    try:
        day = date.fromisoformat(value)
    except ValueError as error:
        raise OracleError(value) from error
    return Anchor(store.instant(day), store.instant(day, LAST_SECOND))


def _instant(value: str) -> datetime:
    if not AN_INSTANT.fullmatch(value):
        raise OracleError(value)
    try:
        return datetime.fromisoformat(value).astimezone(UTC)
    except ValueError as error:
        raise OracleError(value) from error


def _window(window: Mapping[str, Any] | None) -> Span | None:
    if not window:
        return None
    amount, unit = window["amount"], window["unit"]
    if unit not in UNITS or type(amount) is not int or not 0 < amount <= LONGEST_AMOUNT:
        raise OracleError(amount, unit)
    return Span(amount, unit)


def _text(instant: datetime | None) -> str | None:
    return f"{instant:%Y-%m-%dT%H:%M:%SZ}" if instant else None
