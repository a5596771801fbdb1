"""Load the policy pack: rules, stores and calendars, checked row by row."""

import csv
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import groupby
from operator import itemgetter
from typing import TypeVar
from zoneinfo import ZoneInfo

from shared.domain.calendars import Calendar, parse_week
from shared.domain.errors import ClaimwatchError
from shared.domain.events import PROGRAMMES
from shared.domain.rules import Pack, Rule, Source, Store, Window, parse_window

_Value = TypeVar("_Value")


class PackError(ClaimwatchError):
    """A row of the pack cannot be used; the message names file, line and field."""


@cache
def load_pack() -> Pack:
    """Return the pack that ships with claimwatch; raises PackError for a row that is wrong."""
    calendars = _holidays()
    stores = {
        row["store"]: _store(row, line, calendars)
        for line, row in _rows("stores.csv", _text("stores.csv"))
    }
    sources = {
        row["source"]: Source(**row) for _, row in _rows("sources.csv", _text("sources.csv"))
    }
    rules = read_rules("policy.csv", _text("policy.csv"), stores, "pack")
    return Pack(rules=rules, stores=stores, sources=sources)


def read_rules(file: str, text: str, stores: Mapping[str, Store], layer: str) -> tuple[Rule, ...]:
    """Read rules as CSV with the columns of policy.csv; raises PackError naming the field."""
    rules = tuple(_rule(file, row, line, stores, layer) for line, row in _rows(file, text))
    names = [rule.rule_id for rule in rules]
    for name in names:
        if names.count(name) > 1:
            raise PackError(f"{file}, rule_id: {name!r} is there twice")
    return rules


def _rows(file: str, text: str) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.DictReader(text.splitlines())
    columns = _COLUMNS.get(file.rpartition("/")[2], _COLUMNS["policy.csv"])
    if set(reader.fieldnames or ()) != columns:
        wrong = ", ".join(sorted(columns ^ set(reader.fieldnames or ())))
        raise PackError(f"{file} line 1: the columns differ from what they must be: {wrong}")
    for row in reader:
        if None in row or None in row.values():
            raise PackError(f"{file} line {reader.line_num}: has not one value a column")
        yield reader.line_num, row


_COLUMNS = {
    "policy.csv": {
        "rule_id", "obligation", "kind", "case", "stores", "anchors", "combine", "amount", "unit",
        "may_run_to_amount", "may_run_to_unit", "opens_amount", "opens_unit", "effective_from",
        "effective_to", "if_missed", "verified", "source_ids", "checked",
    },
    "stores.csv": {
        "store", "marketplace_id", "name", "domain", "time_zone", "currency", "language",
        "business_week", "note",
    },
    "sources.csv": {"source", "publisher", "what", "dated"},
}  # fmt: skip


def _text(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def _rule(
    file: str, row: Mapping[str, str], line: int, stores: Mapping[str, Store], layer: str
) -> Rule:
    def read(name: str, reading: Callable[[str], _Value]) -> _Value:
        return _field(file, line, name, row, reading)

    return Rule(
        rule_id=read("rule_id", _required),
        obligation=read("obligation", _obligation),
        hard=read("kind", _one_of("hard", "soft")) == "hard",
        case=row["case"],
        stores=read("stores", lambda text: _known_stores(text, stores)),
        anchors=read("anchors", lambda text: tuple(_required(text).split())),
        later_of=read("combine", _one_of("", "later_of", "earlier_of")) == "later_of",
        window=read("amount", lambda text: parse_window("window", int(text), row["unit"])),
        may_run_to=read("may_run_to_amount", lambda text: _window(text, row["may_run_to_unit"])),
        opens=read("opens_amount", lambda text: _window(text, row["opens_unit"])),
        effective_from=read("effective_from", _date),
        effective_to=read("effective_to", _date),
        if_missed=read("if_missed", _required),
        verified=read("verified", _one_of("yes", "no", "seed")),
        sources=read("source_ids", _sources),
        checked=read("checked", _date),
        layer=layer,
    )


def _store(
    row: Mapping[str, str], line: int, calendars: Callable[[str, frozenset[int]], Calendar]
) -> Store:
    def read(name: str, reading: Callable[[str], _Value]) -> _Value:
        return _field("stores.csv", line, name, row, reading)

    code = read("store", _required)
    return Store(
        code=code,
        marketplace_id=read("marketplace_id", _required),
        name=read("name", _required),
        domain=read("domain", _required),
        zone=read("time_zone", ZoneInfo),
        currency=read("currency", _required),
        language=read("language", _required),
        calendar=calendars(code, read("business_week", parse_week)),
        note=row["note"],
    )


def _field(
    file: str, line: int, name: str, row: Mapping[str, str], reading: Callable[[str], _Value]
) -> _Value:
    try:
        return reading(row[name])
    except (ValueError, KeyError, ClaimwatchError) as wrong:
        raise PackError(f"{file} line {line}, {name}: {row.get(name)!r}: {wrong}") from None


def _holidays() -> Callable[[str, frozenset[int]], Calendar]:
    """Return how to build a store's calendar from the generated file."""
    days: dict[str, set[date]] = {}
    lines = csv.reader(_text("calendars.csv").splitlines())
    _, _, first, last = next(lines)
    for store, rows in groupby(lines, itemgetter(0)):  # six thousand rows at every cold start
        days.setdefault(store, set()).update(map(date.fromisoformat, map(itemgetter(1), rows)))

    def calendar(store: str, weekdays: frozenset[int]) -> Calendar:
        return Calendar(weekdays, frozenset(days.get(store, ())), int(first), int(last))

    return calendar


def _required(text: str) -> str:
    if not text:
        raise ValueError("must not be empty")
    return text


def _obligation(text: str) -> str:
    if text.partition(".")[0] not in PROGRAMMES:
        raise ValueError(f"must begin with one of {', '.join(PROGRAMMES)} and a dot")
    return text


def _one_of(*allowed: str) -> Callable[[str], str]:
    def reading(text: str) -> str:
        if text not in allowed:
            raise ValueError(f"must be one of {', '.join(word or 'empty' for word in allowed)}")
        return text

    return reading


def _known_stores(text: str, stores: Mapping[str, Store]) -> tuple[str, ...]:
    names = tuple(_required(text).split())
    for name in names:
        if name != "*" and name not in stores:
            raise ValueError(f"store {name} is not in stores.csv")
    return names


def _window(amount: str, unit: str) -> Window | None:
    return parse_window("window", int(amount), unit) if amount else None


def _date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _sources(text: str) -> tuple[str, ...]:
    """Read source ids, or one sentence where the rule is our own caution."""
    words = tuple(text.split())
    return words if all("-" in word for word in words) else (text,)
