"""The policy pack as the engine sees it: windows, rules, stores, and how a rule is chosen."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Literal, NamedTuple, get_args
from zoneinfo import ZoneInfo

from shared.domain.calendars import Calendar
from shared.domain.errors import InputError
from shared.domain.instants import day_number

Unit = Literal["elapsed_hours", "calendar_days", "business_days"]
UNITS: tuple[Unit, ...] = get_args(Unit)
LONGEST_WINDOW = 3660
"""The largest amount a window may have, in its own unit; about ten years of days."""


@dataclass(frozen=True, slots=True)
class Window:
    """How long there is: an amount of hours or days."""

    amount: int
    unit: Unit

    def __str__(self) -> str:
        """Return it as a person writes it, ``2 business days``."""
        words = self.unit.replace("_", " ")
        return f"{self.amount} {words if self.amount != 1 else words.removesuffix('s')}"


def parse_window(field: str, amount: object, unit: object) -> Window:
    """Check an amount and a unit; raises InputError naming ``field``."""
    if unit not in UNITS:
        raise InputError(f"{field}.unit", f"unknown unit {unit!r}; use one of {', '.join(UNITS)}")
    if isinstance(amount, bool) or not isinstance(amount, int):
        raise InputError(f"{field}.amount", f"{amount!r} is not a whole number")
    if not 1 <= amount <= LONGEST_WINDOW:
        raise InputError(f"{field}.amount", f"{amount} is outside 1 to {LONGEST_WINDOW}")
    return Window(amount, UNITS[UNITS.index(unit)])


@dataclass(frozen=True, slots=True)
class Rule:
    """One dated row of the policy pack."""

    rule_id: str
    obligation: str
    hard: bool
    """Missing a hard one costs something; a soft one is advice."""
    case: str
    stores: tuple[str, ...]
    """Store codes, or ``*`` for every store."""
    anchors: tuple[str, ...]
    later_of: bool
    """Of several known anchors the latest counts; otherwise the earliest."""
    window: Window
    may_run_to: Window | None
    opens: Window | None
    effective_from: date | None
    effective_to: date | None
    """Local dates, both included."""
    if_missed: str
    verified: str
    """``yes``, ``no``, or ``seed`` where only a founding document says so."""
    sources: tuple[str, ...]
    checked: date | None = None
    """When somebody last compared the rule with its sources."""
    layer: str = "pack"
    """Who speaks: the pack that ships, this ``deployment``, or one ``account``."""

    @property
    def days(self) -> range:
        """The days, by number, on which the rule is in force."""
        first, last = self.effective_from or date.min, self.effective_to or date.max
        return range(day_number(first), day_number(last) + 1)


@dataclass(frozen=True, eq=False)
class Store:
    """One Amazon marketplace; each is itself and equals no other."""

    code: str
    marketplace_id: str
    name: str
    domain: str
    zone: ZoneInfo
    currency: str
    language: str
    calendar: Calendar
    note: str


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule comes from."""

    source: str
    publisher: str
    """Amazon, or who says so in its place."""
    what: str
    dated: str


class Choice(NamedTuple):
    """The rules that speak for a store and a case."""

    rules: tuple[Rule, ...]
    """In date order."""
    days: tuple[range, ...]
    """The days, by number, on which each of them is in force."""
    anchors: frozenset[str]
    """Every fact that one of them counts from."""


@dataclass(frozen=True, eq=False)
class Pack:
    """Everything the engine knows about the world: rules, stores and where the rules come from.

    Each is itself and equals no other, so that what was computed by one can be remembered.
    """

    rules: tuple[Rule, ...]
    stores: Mapping[str, Store]
    sources: Mapping[str, Source] = field(default_factory=dict)
    anchors_below: frozenset[str] = frozenset()
    """Facts that rules counted from over which others were laid; events still tell of them."""

    def overlaid(self, rules: Iterable[Rule]) -> "Pack":
        """Return the pack with rules of another layer: same id replaces, a new id is added."""
        merged = {rule.rule_id: rule for rule in (*self.rules, *rules)}
        return Pack(tuple(merged.values()), self.stores, self.sources, self.anchors)

    @cached_property
    def obligations(self) -> Mapping[str, tuple[Rule, ...]]:
        """The rules of each obligation."""
        names = dict.fromkeys(rule.obligation for rule in self.rules)
        return {n: tuple(rule for rule in self.rules if rule.obligation == n) for n in names}

    @cached_property
    def anchors(self) -> frozenset[str]:
        """Every fact that some rule counts from, or did before others were laid over it."""
        return self.anchors_below.union(*(rule.anchors for rule in self.rules))

    @cached_property
    def _chosen(self) -> dict[tuple[str, str, str], Choice]:
        return {}

    def store(self, name: str) -> Store:
        """Return the store of a code or a marketplace id; raises InputError."""
        if name in self.stores:
            return self.stores[name]
        for store in self.stores.values():
            if store.marketplace_id == name:
                return store
        known = ", ".join(self.stores)
        raise InputError("store", f"unknown store {name[:40]!r}; known are {known}")

    def of(self, obligation: str) -> tuple[Rule, ...]:
        """Return all rules of an obligation; raises InputError for a name none has."""
        if obligation not in self.obligations:
            known = ", ".join(self.obligations)
            raise InputError(
                "obligation", f"unknown obligation {obligation[:60]!r}; known are {known}"
            )
        return self.obligations[obligation]

    def choose(self, obligation: str, store: Store, case: str) -> Choice:
        """Return the rules that speak for this store and case.

        Rows of the asked case go before rows without one, a named store before ``*``; a less
        specific row is never a fallback in time. Raises InputError for a case no row has.
        """
        key = (obligation, store.code, case)
        found = self._chosen.get(key)
        if found is None:
            rules = _chosen(self.of(obligation), store.code, case)
            days = tuple(rule.days for rule in rules)
            anchors = frozenset(anchor for rule in rules for anchor in rule.anchors)
            found = self._chosen[key] = Choice(rules, days, anchors)
        return found


def _chosen(rows: Sequence[Rule], store: str, case: str) -> tuple[Rule, ...]:
    cases = sorted({row.case for row in rows if row.case})
    if case and case not in cases:
        known = ", ".join(cases) or "none"
        raise InputError(
            "case", f"unknown case {case[:40]!r} of {rows[0].obligation}; known are {known}"
        )
    here = [row for row in rows if store in row.stores or "*" in row.stores]
    asked = [row for row in here if row.case == case] or [row for row in here if not row.case]
    chosen = [row for row in asked if store in row.stores] or asked
    return tuple(sorted(chosen, key=lambda row: row.effective_from or date.min))
