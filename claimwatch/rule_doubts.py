"""What a keeper of the rules should look at: what is old, overlaps, ends, or is not covered."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from shared.adapters.rule_table import DEPLOYMENT, RuleTable, layer_name
from shared.domain.rules import Pack, Rule
from shared.policy.pack import load_pack

OLD = timedelta(days=180)
AHEAD = timedelta(days=396)
BACK = timedelta(days=400)
"""A fact may be this old when it is told; a rule must hold for it as well."""
_EASTERNMOST = timedelta(hours=14)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something about rules that somebody should look at."""

    about: str
    """A rule, the calendars, or an obligation in some stores."""
    words: str
    layer: str = "pack"

    def __str__(self) -> str:
        """Return it as one line."""
        return f"{self.about}: {self.words}" + ("" if self.layer == "pack" else f" [{self.layer}]")

    def line(self) -> dict[str, str]:
        """Return it as plain values."""
        return {"kind": "doubt", "about": self.about, "words": self.words, "layer": self.layer}


def today(now: datetime) -> date:
    """Return the last date that somebody on earth writes at an instant, given in UTC."""
    return (now + _EASTERNMOST).date()


def doubts(pack: Pack, on: date) -> Iterator[Doubt]:
    """Yield what should be looked at in a pack by itself."""
    for rule in pack.rules:
        if rule.checked is None:
            yield Doubt(rule.rule_id, "nobody noted when it was checked", rule.layer)
        elif on - rule.checked > OLD:
            words = f"last checked on {rule.checked}, over 180 days ago"
            yield Doubt(rule.rule_id, words, rule.layer)
        for source in rule.sources:
            if "-" in source and " " not in source and source not in pack.sources:
                words = f"source {source} is none that ships; a sentence may stand for it"
                yield Doubt(rule.rule_id, words, rule.layer)
    ends = {store.calendar.last_year for store in pack.stores.values()}
    if date(min(ends), 12, 31) - on < AHEAD:
        words = f"holidays end with {min(ends)}, within 13 months; run make calendars"
        yield Doubt("calendars", words)
    yield from _spans(pack)


def brought(below: Pack, above: Pack, on: date) -> Iterator[Doubt]:
    """Yield what should be looked at because of a layer: ``above`` is ``below`` with it."""
    known = frozenset(doubts(below, on))
    yield from (each for each in doubts(above, on) if each not in known)
    yield from _softened(below, above)
    yield from _uncovered(below, above, on)


def of_all_layers(rules: RuleTable, accounts: Iterable[str], on: date) -> Iterator[Doubt]:
    """Yield the doubts of the pack that ships and of every layer; raises PackError."""
    shipped, deployment = load_pack(), rules.of(DEPLOYMENT)
    yield from doubts(shipped, on)
    yield from brought(shipped, deployment, on)
    for slug in accounts:
        if rules.text(slug).strip():
            yield from brought(deployment, rules.of(slug), on)


def layers_with_rules(rules: RuleTable, accounts: Iterable[str]) -> list[str]:
    """Return the names of the layers in which anything was ever written."""
    return [layer_name(each) for each in (DEPLOYMENT, *accounts) if rules.text(each).strip()]


def _spans(pack: Pack) -> Iterator[Doubt]:
    sets: dict[tuple[str, str, str], list[Rule]] = {}
    for rule in pack.rules:
        for store in rule.stores:
            sets.setdefault((rule.obligation, rule.case, store), []).append(rule)
    for (obligation, case, store), rules in sets.items():
        ordered = sorted(rules, key=lambda rule: rule.effective_from or date.min)
        where = _where(obligation, case, [store])
        for one, other in pairwise(ordered):
            end, begin = one.effective_to or date.max, other.effective_from or date.min
            layer = one.layer if other.layer == "pack" else other.layer
            if end >= begin:
                yield Doubt(where, f"{one.rule_id} and {other.rule_id} overlap", layer)
            elif begin - end > _DAY:
                yield Doubt(where, f"no rule between {one.rule_id} and {other.rule_id}", layer)


def _softened(below: Pack, above: Pack) -> Iterator[Doubt]:
    for rule in above.rules:
        if not rule.hard and any(each.hard for each in below.obligations[rule.obligation]):
            words = "soft where the rule below it is hard: seeing it answers it, it is never missed"
            yield Doubt(rule.rule_id, words, rule.layer)


def _uncovered(below: Pack, above: Pack, on: date) -> Iterator[Doubt]:
    """Yield the dates from which a layer leaves stores without the rule they had."""
    own = [rule for rule in above.rules if rule not in below.rules]
    lost: dict[tuple[str, str, str, str, str], list[str]] = {}
    for obligation in dict.fromkeys(rule.obligation for rule in own):
        layer = next(rule.layer for rule in own if rule.obligation == obligation)
        for case in sorted({rule.case for rule in above.obligations[obligation]} | {""}):
            for code, store in above.stores.items():
                had = below.choose(obligation, store, case).rules
                has = above.choose(obligation, store, case).rules
                if case and not any(rule.case for rule in (*had, *has)):
                    continue  # as without a case, which comes first
                for span, rule in _holes(had, has, on - BACK):
                    name = (obligation, case, span, rule.rule_id, layer)
                    lost.setdefault(name, []).append(code)
    for (obligation, case, span, rule_id, layer), stores in lost.items():
        words = f"no rule for facts {span}, where {rule_id} would hold without this layer"
        yield Doubt(_where(obligation, case, stores), words, layer)


def _holes(had: Iterable[Rule], has: Iterable[Rule], since: date) -> Iterator[tuple[str, Rule]]:
    """Yield the spans without a rule, in words, and the first rule that was there before."""
    begins = {rule.effective_from for rule in has if rule.effective_from}
    ends = {rule.effective_to + _DAY for rule in has if rule.effective_to}
    for at in sorted({since, *(end for end in ends if end > since)}):
        before = next((rule for rule in had if _holds(rule, at)), None)
        if before is not None and not any(_holds(rule, at) for rule in has):
            until = min((begin for begin in begins if begin > at), default=None)
            words = [f"from {at}"] if at > since else []
            words += [f"before {until}"] if until else []
            yield " and ".join(words) or "of any date", before


def _holds(rule: Rule, on: date) -> bool:
    return (rule.effective_from or date.min) <= on <= (rule.effective_to or date.max)


def _where(obligation: str, case: str, stores: Iterable[str]) -> str:
    return f"{obligation}{f' ({case})' if case else ''} in {' '.join(stores)}"
