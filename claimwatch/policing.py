"""What other rules would do: which rules differ, and which open cut-offs would move."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple

from claimwatch.place import Place
from shared.adapters.rule_table import DEPLOYMENT
from shared.domain.instants import iso
from shared.domain.protocol import StoredCase, World, settle
from shared.domain.rounds import Round
from shared.domain.rules import Rule
from shared.wiring import utc_now

_A_MINUTE = timedelta(minutes=1)


class Dates(NamedTuple):
    """When an obligation is reminded of, and after which instant it is missed; UTC."""

    remind_by: datetime
    missed_after: datetime

    def __str__(self) -> str:
        """Return both as one span, or the one they are."""
        both = dict.fromkeys((iso(self.remind_by), iso(self.missed_after)))
        return " to ".join(both)

    def line(self) -> dict[str, str]:
        """Return them as plain values."""
        return {"remind_by": iso(self.remind_by), "missed_after": iso(self.missed_after)}


@dataclass(frozen=True, slots=True)
class Move:
    """An open obligation whose dates would be others under other rules."""

    account: str
    order_id: str
    obligation: str
    number: int
    before: Dates | None
    """None where only the other rules let it open."""
    after: Dates | None
    """None where no rule would let it open any more."""

    @property
    def way(self) -> Literal["earlier", "later", "gone", "new"]:
        """Where it moves to: ``later`` if either of its dates does."""
        if self.before is None:
            return "new"
        if self.after is None:
            return "gone"
        later = self.after.remind_by > self.before.remind_by
        later |= self.after.missed_after > self.before.missed_after
        return "later" if later else "earlier"

    @property
    def needs_approval(self) -> bool:
        """Say whether somebody could rely on a date that would no longer be kept."""
        return self.way in {"later", "gone"}

    def line(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {
            "kind": "move",
            "way": self.way,
            "account": self.account,
            "order_id": self.order_id,
            "obligation": self.obligation,
            "round": self.number,
            "before": self.before.line() if self.before else None,
            "after": self.after.line() if self.after else None,
        }


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


def touched(here: Place, layer: str) -> list[str]:
    """Return the accounts for which the rules of a layer hold."""
    return [each.slug for each in here.accounts.all() if layer in (DEPLOYMENT, each.slug)]


def moves(here: Place, text: str, layer: str) -> Iterator[Move]:
    """Yield the open obligations that would move if ``text`` became the rules of a layer.

    Also those that would no longer be there. Raises PackError where rules cannot be read.
    """
    now = utc_now()
    for slug in touched(here, layer):
        owner = here.accounts.get(slug)
        held = World(here.rules.of(slug), owner)
        changed = World(here.rules.proposed(slug, layer, text), owner)
        for stored in here.cases.of_account(slug):
            yield from _moved(stored, held, changed, now)


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


def _moved(stored: StoredCase, held: World, changed: World, now: datetime) -> Iterator[Move]:
    before = {(each.obligation, each.number): each for each in held.case(stored).all_rounds()}
    after = {(each.obligation, each.number): each for each in changed.case(stored).all_rounds()}
    for name in dict.fromkeys((*before, *after)):
        was, becomes = before.get(name), after.get(name)
        if any(each is not None and each.is_open(now) for each in (was, becomes)):
            old, new = _dates(was), _dates(becomes)
            if old is None or new is None or _apart(old, new) > _A_MINUTE:
                yield Move(stored.account, stored.order_id, *name, before=old, after=new)


def _dates(each: Round | None) -> Dates | None:
    return Dates(each.deadline.remind_by, each.deadline.missed_after) if each else None


def _apart(old: Dates, new: Dates) -> timedelta:
    return max(abs(one - other) for one, other in zip(old, new, strict=True))
