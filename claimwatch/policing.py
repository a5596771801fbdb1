"""What can be said about rules: what differs, what is old, what overlaps, what would move."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from claimwatch.place import Place
from shared.adapters.rule_table import DEPLOYMENT
from shared.domain.instants import iso
from shared.domain.protocol import StoredCase, World, settle
from shared.domain.rounds import Round
from shared.domain.rules import Pack, Rule
from shared.wiring import utc_now

OLD = timedelta(days=180)
AHEAD = timedelta(days=396)
_DAY = timedelta(days=1)
_A_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Move:
    """An open obligation whose dates would be others under other rules."""

    account: str
    order_id: str
    obligation: str
    number: int
    before: str
    after: str
    later: bool


def as_values(rule: Rule) -> dict[str, Any]:
    """Return a rule as plain values, windows and dates as text."""
    plain = {each.name: getattr(rule, each.name) for each in fields(rule)}
    return {
        name: list(value)
        if isinstance(value, tuple)
        else value
        if value is None or isinstance(value, bool | str)
        else str(value)
        for name, value in plain.items()
    }


def differences(old: Iterable[Rule], new: Iterable[Rule]) -> Iterator[dict[str, Any]]:
    """Yield what was added, removed and changed between two sets of rules."""
    before = {rule.rule_id: as_values(rule) for rule in old}
    after = {rule.rule_id: as_values(rule) for rule in new}
    for name in dict.fromkeys((*before, *after)):
        if name not in after:
            yield {"rule": name, "change": "removed"}
        elif name not in before:
            yield {"rule": name, "change": "added", **after[name]}
        else:
            changed = {
                field: [before[name][field], value]
                for field, value in after[name].items()
                if before[name][field] != value and field != "layer"
            }
            if changed:
                yield {"rule": name, "change": "changed", "fields": changed}


def doubts(pack: Pack, today: date) -> Iterator[str]:
    """Yield what a keeper of the rules should look at."""
    for rule in pack.rules:
        if rule.checked is None:
            yield f"{rule.rule_id}: nobody noted when it was checked"
        elif today - rule.checked > OLD:
            yield f"{rule.rule_id}: last checked on {rule.checked}, over 180 days ago"
        for source in rule.sources:
            if "-" in source and " " not in source and source not in pack.sources:
                yield f"{rule.rule_id}: source {source} is not in sources.csv"
    ends = {store.calendar.last_year for store in pack.stores.values()}
    if date(min(ends), 12, 31) - today < AHEAD:
        yield f"calendars: holidays end with {min(ends)}, within 13 months; run make calendars"
    yield from _spans(pack)


def _spans(pack: Pack) -> Iterator[str]:
    sets: dict[tuple[str, str, str], list[Rule]] = {}
    for rule in pack.rules:
        for store in rule.stores:
            sets.setdefault((rule.obligation, rule.case, store), []).append(rule)
    for (obligation, case, store), rules in sets.items():
        ordered = sorted(rules, key=lambda rule: rule.effective_from or date.min)
        where = f"{obligation}{f' ({case})' if case else ''} in {store}"
        for one, other in pairwise(ordered):
            end, begin = one.effective_to or date.max, other.effective_from or date.min
            if end >= begin:
                yield f"{where}: {one.rule_id} and {other.rule_id} overlap"
            elif begin - end > _DAY:
                yield f"{where}: no rule between {one.rule_id} and {other.rule_id}"


def moves(here: Place, rows: str, account: str) -> Iterator[Move]:
    """Yield the open obligations that would move if ``rows`` became the rules of a layer."""
    now = utc_now()
    for owner in here.accounts.all():
        if account not in (DEPLOYMENT, owner.slug):
            continue
        rules = here.rules.of(owner.slug)
        changed = World(here.rules.laid_over(rules, rows, account), owner)
        for stored in here.cases.of_account(owner.slug):
            before = {_name(each): each for each in World(rules, owner).case(stored).all_rounds()}
            for each in changed.case(stored).all_rounds():
                was = before.get(_name(each))
                if was is not None and was.is_open(now):
                    yield from _moved(stored, was, each)


def resettle(here: Place, accounts: Sequence[str]) -> int:
    """Recompute every case of some accounts under the rules of now; return how many changed."""
    changed = 0
    for slug in accounts:
        world = World(here.rules.of(slug), here.accounts.get(slug))
        for stored in here.cases.of_account(slug):
            fresh = settle(stored, world, utc_now())
            if fresh != stored:
                here.cases.put(fresh)
                changed += 1
    return changed


def _name(each: Round) -> tuple[str, int]:
    return each.obligation, each.number


def _moved(stored: StoredCase, was: Round, becomes: Round) -> Iterator[Move]:
    old, new = was.deadline, becomes.deadline
    apart = max(abs(new.remind_by - old.remind_by), abs(new.missed_after - old.missed_after))
    if apart > _A_MINUTE:
        yield Move(
            account=stored.account,
            order_id=stored.order_id,
            obligation=was.obligation,
            number=was.number,
            before=f"{iso(old.remind_by)} to {iso(old.missed_after)}",
            after=f"{iso(new.remind_by)} to {iso(new.missed_after)}",
            later=new.remind_by > old.remind_by or new.missed_after > old.missed_after,
        )
