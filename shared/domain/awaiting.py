"""What a case waits for: obligations that open once a fact is known, or a date Amazon states."""

from collections.abc import Iterator
from typing import NamedTuple

from shared.domain.case import Case
from shared.domain.events import ClaimEvent
from shared.domain.filing import OBLIGATION as FILING
from shared.domain.returns import Returns
from shared.domain.rules import Pack
from shared.domain.transitions import closes, openings

_LEAD_TO_FILING = frozenset({"refund_issued", "return_delivered", "last_carrier_scan"})


class Awaited(NamedTuple):
    """An obligation that is not open yet, and the facts of which any one would open it."""

    obligation: str
    anchors: tuple[str, ...]


def awaited(case: Case, pack: Pack) -> list[Awaited]:
    """Return what a case waits for: not what has been open once, nor what ended before it began.

    Source: an opener without a known anchor opens nothing yet; a SAFE-T claim may be filed once
    Amazon has refunded, and is counted from what the rule of the store names.
    """
    found = dict[str, tuple[str, ...]]()
    for event in case.events:
        if event.verified:
            for ended, _ in closes(event, pack):
                found = {name: given for name, given in found.items() if name not in ended}
        found.update(_begun(event, case, pack))
    safet = case.claims.get("safet")
    if _given_up(case) or (safet is not None and safet.known):
        found.pop(FILING, None)
    return [Awaited(*each) for each in found.items() if each[0] not in case.rounds]


def _begun(event: ClaimEvent, case: Case, pack: Pack) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield what an event would open if there were something to count from."""
    self_ship = event.get("case") == "self_ship"
    if self_ship or (event.type in _LEAD_TO_FILING and event.get("by") != "seller"):
        yield FILING, _for_filing(case, pack)
    for obligation, given in openings(event, pack, case.store):
        wanted = _counted(obligation, "", case, pack)
        if wanted and given.keys().isdisjoint(wanted):
            yield obligation, wanted


def _for_filing(case: Case, pack: Pack) -> tuple[str, ...]:
    facts, wanted = case.facts, list[str]()
    for group in facts.groups():
        if facts.claimable(group, pack, case.store):
            wanted += _counted(FILING, facts.case(group), case, pack)
        else:
            wanted.append("refund_issued")
    return tuple(dict.fromkeys(wanted))


def _counted(obligation: str, variant: str, case: Case, pack: Pack) -> tuple[str, ...]:
    rules = pack.choose(obligation, case.store, variant).rules
    return tuple(dict.fromkeys(name for rule in rules for name in rule.anchors))


def _given_up(case: Case) -> bool:
    """Say whether a SAFE-T claim is out of the question: refunded by the seller, or not his."""
    believed = [event for event in case.events if event.verified]
    if Returns.of(believed, case.store.zone).fba is not None:
        return True
    return all(case.facts.given_up & {"", group} for group in case.facts.groups())
