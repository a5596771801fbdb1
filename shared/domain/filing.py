"""When a SAFE-T claim may be filed: one obligation per order, counted per return group.

A *group* is what one ``item_ref`` of a return refers to; facts without one speak for every group.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from shared.domain.deadlines import Deadline, Query, deadline
from shared.domain.errors import NoAnchorError, NoRuleError
from shared.domain.events import ClaimEvent
from shared.domain.rounds import Round, over_groups, with_reported
from shared.domain.rules import Pack, Store
from shared.domain.spans import When

OBLIGATION = "safet.file"


@dataclass(slots=True)
class ReturnFacts:
    """What is known about the return of an order, by group."""

    anchors: dict[str, dict[str, When]] = field(default_factory=dict)
    """Group → name of the fact → when; the empty group speaks for all."""
    refunded_by_amazon: set[str] = field(default_factory=set)
    self_ship: set[str] = field(default_factory=set)
    given_up: set[str] = field(default_factory=set)
    """What the seller has refunded; no SAFE-T claim can be filed of that any more."""

    def note(self, name: str, event: ClaimEvent) -> None:
        """Keep a fact: the first of its name stays, but the *last* scan is the last one."""
        known = self.anchors.setdefault(_group(event), {})
        if name not in known or name == "last_carrier_scan":
            known[name] = event.when
        if name == "refund_issued":
            self.refunded_by_amazon.add(_group(event))
        if event.get("case") == "self_ship":
            self.self_ship.add(_group(event))

    def overlaid(self, other: "ReturnFacts") -> "ReturnFacts":
        """Return what is known when both hold and ``other`` wins."""
        groups = (*self.anchors, *other.anchors)
        return ReturnFacts(
            {
                name: {**self.anchors.get(name, {}), **other.anchors.get(name, {})}
                for name in groups
            },
            self.refunded_by_amazon | other.refunded_by_amazon,
            self.self_ship | other.self_ship,
            self.given_up | other.given_up,
        )

    def groups(self) -> list[str]:
        """Return the groups there are, or the empty one where no event names any."""
        return sorted(name for name in self.anchors if name) or [""]

    def of(self, group: str) -> dict[str, When]:
        """Return the facts of one group."""
        return {**self.anchors.get("", {}), **self.anchors.get(group, {})}

    def case(self, group: str) -> str:
        """Return which windows apply: ``self_ship``, ``lost``, or none in particular."""
        known = self.of(group)
        if self.self_ship & {"", group}:
            return "self_ship"
        if "last_carrier_scan" in known and "return_delivered" not in known:
            return "lost"
        return ""

    def claimable(self, group: str, pack: Pack, store: Store) -> bool:
        """Say whether something opens the filing of this group at all."""
        case = self.case(group)
        if self.given_up & {"", group}:
            return False
        if case == "self_ship" or self.refunded_by_amazon & {"", group}:
            return True
        counted = pack.choose(OBLIGATION, store, case).anchors
        return counted == {"return_delivered"} and "return_delivered" in self.of(group)


def filing_deadline(
    pack: Pack, store: Store, believed: ReturnFacts, doubted: ReturnFacts, of: Round
) -> Deadline:
    """Compute the deadline of filing: reminded on the earliest group, missed on the latest.

    Raises NoAnchorError while nothing is known to count from, NoRuleError like ``deadline``.
    """
    found = list(_per_group(pack, store, doubted.overlaid(believed), of))
    if found:
        best = over_groups(found)
        if doubted.anchors:
            best = best._replace(remind_by=_earlier(pack, store, best, believed, doubted))
        return with_reported(best, of.reported)
    date = of.stated or of.reported
    if date is None:
        raise NoAnchorError(f"nothing to count {OBLIGATION} from is known yet")
    return deadline(pack, Query(OBLIGATION, store, stated=date))


def _earlier(
    pack: Pack, store: Store, best: Deadline, believed: ReturnFacts, doubted: ReturnFacts
) -> datetime:
    """Return when to remind at the latest, were the doubted facts the right ones."""
    both, dues = believed.overlaid(doubted), [best.remind_by]
    for group in both.groups():
        with suppress(NoRuleError):  # no rule covers that, so it brings nothing forward
            found = _of_group(pack, store, both, group, None)
            dues += [found.remind_by] if found else []
    return min(dues)


def _per_group(pack: Pack, store: Store, facts: ReturnFacts, of: Round) -> Iterator[Deadline]:
    found = (_of_group(pack, store, facts, group, of.stated) for group in facts.groups())
    return (each for each in found if each is not None)


def _of_group(
    pack: Pack, store: Store, facts: ReturnFacts, group: str, stated: When | None
) -> Deadline | None:
    if not facts.claimable(group, pack, store) and stated is None:
        return None
    case = facts.case(group)
    counted = pack.choose(OBLIGATION, store, case).anchors
    anchors = {name: when for name, when in facts.of(group).items() if name in counted}
    return (
        deadline(pack, Query(OBLIGATION, store, case, anchors, stated=stated)) if anchors else None
    )


def _group(event: ClaimEvent) -> str:
    return str(event.get("item_ref") or "")
