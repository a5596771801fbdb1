"""Whether a claim may be eligible: grounds, exclusions and doubts, never a promise.

Of an A-to-z claim the question is whether the guarantee covers what the buyer claims; of a SAFE-T
claim it is whether the seller may be reimbursed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from shared.domain.case import Case
from shared.domain.circumstances import Circumstances, circumstances, holds, service
from shared.domain.knowledge import Condition, Doubt, Knowledge

Verdict = Literal["excluded", "loses", "not_yet", "doubtful", "unknown", "possible"]

_VERDICT_OF: Mapping[str, Verdict] = {
    "excludes": "excluded",
    "loses": "loses",
    "waits": "not_yet",
    "doubt": "doubtful",
}
_REASON = "reason:"
_GRAVEST_FIRST: tuple[Verdict, ...] = ("excluded", "loses", "not_yet", "doubtful")


@dataclass(frozen=True, slots=True)
class Finding:
    """One row that speaks for this claim, and whether what it depends on is so."""

    rule: Condition
    holds: bool | None
    """None where nobody has told."""


@dataclass(frozen=True, slots=True)
class Eligibility:
    """What the sources say about one claim."""

    programme: str
    reason: str
    verdict: Verdict
    ground: Condition | None
    grounds: tuple[Condition, ...]
    """What there is to choose from for an order of this kind."""
    findings: tuple[Finding, ...]
    doubts: tuple[Doubt, ...]


def eligibility(
    case: Case, programme: str, knowledge: Knowledge, now: datetime, reason: str = ""
) -> Eligibility:
    """Judge one claim of a case; ``reason`` is the claim's own unless another is tried."""
    reason = reason or reason_of(case, programme)
    known = circumstances(case, programme, now)
    grounds = tuple(grounds_of(case, programme, knowledge))
    ground = next((each for each in grounds if reason in each.scope.reasons), None)
    findings = tuple(_findings(case, programme, reason, knowledge, known))
    named = [*_doubtful(findings), *([ground.doubt] if ground is not None else [])]
    doubts = tuple(knowledge.doubts[name] for name in dict.fromkeys(named) if name)
    return Eligibility(
        programme, reason, _verdict(findings, ground), ground, grounds, findings, doubts
    )


def grounds_of(case: Case, programme: str, knowledge: Knowledge) -> Iterator[Condition]:
    """Yield the grounds of a programme for an order of this kind."""
    orders = kind_of_order(case)
    for each in knowledge.conditions:
        scope = each.scope
        if (
            each.effect == "ground"
            and scope.programme == programme
            and scope.orders in ("", orders)
        ):
            yield each


def reason_of(case: Case, programme: str) -> str:
    """Return the reason of a claim, or the one named before it was filed; empty without one."""
    claim = case.claims.get(programme)
    if claim is not None and claim.reason:
        return claim.reason
    named = [found for item in case.evidence.get(programme, ()) if (found := named_reason(item))]
    return named[-1] if named else ""


def reason_item(reason: str) -> str:
    """Return the item of evidence under which the reason of a claim still to be filed is kept."""
    return f"{_REASON}{reason}"


def named_reason(item: str) -> str:
    """Return the reason that an item of evidence names, empty for any other item."""
    return item.removeprefix(_REASON) if item.startswith(_REASON) else ""


def kind_of_order(case: Case) -> str:
    """Return ``service`` or ``product``."""
    return "service" if service(case) else "product"


def _findings(
    case: Case, programme: str, reason: str, knowledge: Knowledge, known: Circumstances
) -> Iterator[Finding]:
    orders = kind_of_order(case)
    for each in knowledge.conditions:
        if each.effect == "ground":
            continue
        if each.scope.covers(programme, orders, reason, case.store.code):
            always = each.effect == "note" and not each.fact
            yield Finding(each, True if always else _known(each, known))


def _known(each: Condition, known: Circumstances) -> bool | None:
    return holds(each.fact, known) if each.fact else None


def _doubtful(findings: tuple[Finding, ...]) -> Iterator[str]:
    return (each.rule.doubt for each in findings if each.holds)


def _verdict(findings: tuple[Finding, ...], ground: Condition | None) -> Verdict:
    found = {
        _VERDICT_OF[f.rule.effect] for f in findings if f.holds and f.rule.effect in _VERDICT_OF
    }
    if ground is not None and ground.doubt and ground.says.verified == "no":
        found.add("doubtful")
    for verdict in _GRAVEST_FIRST:
        if verdict in found:
            return verdict
    return "possible" if ground is not None else "unknown"
