"""Load the policy pack: rules, stores and calendars, checked row by row."""

import csv
from collections.abc import Callable
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import groupby
from operator import itemgetter
from zoneinfo import ZoneInfo

from shared.domain.calendars import Calendar, parse_week
from shared.domain.rules import Pack, Source, Store
from shared.policy.rows import Row, required, rows
from shared.policy.rule_rows import read_rules

_STORES = (
    "store", "marketplace_id", "name", "domain", "time_zone", "currency", "language",
    "business_week", "note",
)  # fmt: skip
_SOURCES = ("source", "publisher", "what", "dated")


@cache
def load_pack() -> Pack:
    """Return the pack that ships with claimwatch; raises PackError for a row that is wrong."""
    calendars = _holidays()
    stores = {
        row.values["store"]: _store(row, calendars)
        for row in rows("stores.csv", _text("stores.csv"), _STORES)
    }
    sources = {
        row.values["source"]: Source(**row.values)
        for row in rows("sources.csv", _text("sources.csv"), _SOURCES)
    }
    rules = read_rules("policy.csv", _text("policy.csv"), stores)
    return Pack(rules=rules, stores=stores, sources=sources)


def _text(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def _store(row: Row, calendars: Callable[[str, frozenset[int]], Calendar]) -> Store:
    code = row.read("store", required)
    return Store(
        code=code,
        marketplace_id=row.read("marketplace_id", required),
        name=row.read("name", required),
        domain=row.read("domain", required),
        zone=row.read("time_zone", ZoneInfo),
        currency=row.read("currency", required),
        language=row.read("language", required),
        calendar=calendars(code, row.read("business_week", parse_week)),
        note=row.values["note"],
    )


@cache
def holidays_of(store: str) -> dict[date, str]:
    """Return the public holidays of a store by date, with their names."""
    lines = csv.reader(_text("calendars.csv").splitlines()[1:])
    return {date.fromisoformat(on): name for code, on, name in lines if code == store}


def _holidays() -> Callable[[str, frozenset[int]], Calendar]:
    """Return how to build a store's calendar from the generated file."""
    days: dict[str, set[date]] = {}
    lines = csv.reader(_text("calendars.csv").splitlines())
    _, _, first, last = next(lines)
    for store, dated in groupby(lines, itemgetter(0)):  # six thousand rows at every cold start
        days.setdefault(store, set()).update(map(date.fromisoformat, map(itemgetter(1), dated)))

    def calendar(store: str, weekdays: frozenset[int]) -> Calendar:
        return Calendar(weekdays, frozenset(days.get(store, ())), int(first), int(last))

    return calendar
