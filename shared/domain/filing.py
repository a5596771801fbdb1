"""When a SAFE-T claim may be filed: one obligation per order, counted per return group.

A *group* is what one ``item_ref`` of a return refers to; facts without one speak for every group.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from shared.domain.deadlines import Deadline, Query, deadline
from shared.domain.errors import NoAnchorError
from shared.domain.events import ClaimEvent
from shared.domain.instants import Moment
from shared.domain.rounds import Round, over_groups, with_reported
from shared.domain.rules import Pack, Store

OBLIGATION = "safet.file"


@dataclass(slots=True)
class ReturnFacts:
    """What is known about the return of an order, by group."""

    anchors: dict[str, dict[str, Moment]] = field(default_factory=dict)
    """Group → name of the fact → when; the empty group speaks for all."""
    refunded_by_amazon: set[str] = field(default_factory=set)
    self_ship: set[str] = field(default_factory=set)
    doubted: set[tuple[str, str]] = field(default_factory=set)
    """Group and name of facts that only an unverified source has told."""

    def note(self, name: str, event: ClaimEvent) -> None:
        """Keep a fact: the first of its name stays, but the *last* scan is the last one.

        A fact that can be believed replaces one that cannot, never the other way round.
        """
        known = self.anchors.setdefault(_group(event), {})
        fact = (_group(event), name)
        if name not in known:
            known[name] = event.occurred
            if not event.verified:
                self.doubted.add(fact)
        elif event.verified and (name == "last_carrier_scan" or fact in self.doubted):
            known[name] = event.occurred
            self.doubted.discard(fact)
        if name == "refund_issued":
            self.refunded_by_amazon.add(_group(event))
        if event.get("case") == "self_ship":
            self.self_ship.add(_group(event))

    def copy(self) -> "ReturnFacts":
        """Return the same facts, to which others may be added."""
        anchors = {group: dict(known) for group, known in self.anchors.items()}
        return ReturnFacts(
            anchors, set(self.refunded_by_amazon), set(self.self_ship), set(self.doubted)
        )

    def groups(self) -> list[str]:
        """Return the groups there are, or the empty one where no event names any."""
        return sorted(name for name in self.anchors if name) or [""]

    def of(self, group: str) -> dict[str, Moment]:
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
        if case == "self_ship" or self.refunded_by_amazon & {"", group}:
            return True
        counted = pack.choose(OBLIGATION, store, case).anchors
        return counted == {"return_delivered"} and "return_delivered" in self.of(group)


def filing_deadline(pack: Pack, store: Store, facts: ReturnFacts, of: Round | None) -> Deadline:
    """Compute the deadline of filing: reminded on the earliest group, missed on the latest.

    Raises NoAnchorError while nothing is known to count from, NoRuleError like ``deadline``.
    """
    stated = of.stated if of else None
    reported = of.reported if of else None
    found = list(_per_group(pack, store, facts, of))
    if not found:
        date = stated or reported
        if date is None:
            raise NoAnchorError(f"nothing to count {OBLIGATION} from is known yet")
        return deadline(pack, Query(OBLIGATION, store, stated=date))
    return with_reported(over_groups(found), reported)


def _per_group(
    pack: Pack, store: Store, facts: ReturnFacts, of: Round | None
) -> Iterator[Deadline]:
    stated = of.stated if of else None
    for group in facts.groups():
        if not facts.claimable(group, pack, store) and stated is None:
            continue
        case = facts.case(group)
        counted = pack.choose(OBLIGATION, store, case).anchors
        anchors = {name: when for name, when in facts.of(group).items() if name in counted}
        if anchors:
            yield deadline(pack, Query(OBLIGATION, store, case, anchors, stated=stated))


def _group(event: ClaimEvent) -> str:
    return str(event.get("item_ref") or "")
