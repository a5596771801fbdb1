"""Fight or refund: the two schools of the sources side by side, for one A-to-z claim.

The sources contradict each other on purpose and in practice; claimwatch says what each advises,
what it does to money and ODR, and what would have to be true. It does not choose.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from shared.domain.case import Case
from shared.domain.circumstances import Circumstances, circumstances, holds
from shared.domain.claims import FINAL
from shared.domain.evidence import checklist
from shared.domain.knowledge import Advice, Doubt, Knowledge
from shared.domain.odr import EFFECTS

Money = Literal["seller pays", "nobody pays", "amazon pays"]


@dataclass(frozen=True, slots=True)
class Ending:
    """One way it may end: who pays, and what the sources say of ODR."""

    outcome: str
    money: Money
    amount: Mapping[str, object] | None
    """What the seller is out of, as value and currency; None when not known or when nobody pays."""
    counts_in_odr: bool | None
    """None where the sources contradict each other."""
    says: Advice


@dataclass(frozen=True, slots=True)
class Required:
    """Something that would have to be true, and whether it is."""

    row: Advice
    holds: bool | None


@dataclass(frozen=True, slots=True)
class School:
    """One of the two schools, about this claim."""

    name: Literal["refund", "fight"]
    advice: tuple[Advice, ...]
    required: tuple[Required, ...]
    endings: tuple[Ending, ...]
    doubts: tuple[Doubt, ...]


_ENDS: Mapping[str, tuple[str, Money, str]] = {
    "odr_before": ("refunded before a claim", "seller pays", ""),
    "odr_refund": ("refunded after the claim was opened", "seller pays", "order_refunded"),
    "odr_denied": ("denied", "nobody pays", "denied"),
    "odr_amazon": ("granted, Amazon funded", "amazon pays", "granted_amazon_funded"),
    "odr_lost": ("granted, seller funded", "seller pays", "granted_seller_funded"),
}
"""Kind of a row → how it ends, who pays, and as what it stands in ODR."""
_COUNTED: Mapping[str, bool] = {"counts": True, "no": False}


def schools(case: Case, knowledge: Knowledge, now: datetime) -> tuple[School, ...]:
    """Return both schools while there is something to choose: no decision of A-to-z, no refund.

    ``now`` is UTC.
    """
    claim = case.claims.get("atoz")
    if claim is None or claim.status in FINAL or claim.status == "appealed":
        return ()
    known = _circumstances(case, knowledge, now)
    return tuple(_school(name, case, knowledge, known) for name in ("refund", "fight"))


def _circumstances(case: Case, knowledge: Knowledge, now: datetime) -> Circumstances:
    known = circumstances(case, "atoz", now)
    undelivered = None if known["shipped"] is None else not known["shipped"]
    return {
        **known,
        "not_delivered_or_returned": True if known["returned"] else undelivered,
        "own_fault": None,
        "safet_out": True if known["seller_refunded"] or known["fba"] else None,
        "proofs_complete": checklist(case, "atoz", knowledge, now).complete,
    }


def _school(
    name: Literal["refund", "fight"], case: Case, knowledge: Knowledge, known: Circumstances
) -> School:
    rows = [row for row in knowledge.advice if row.school == name]
    endings = tuple(_endings(rows, case))
    doubtful = [row for row in rows if row.kind == "advice"] + [each.says for each in endings]
    names = dict.fromkeys(row.doubt for row in doubtful if row.doubt)
    return School(
        name=name,
        advice=tuple(row for row in rows if row.kind in ("advice", "odr_pending")),
        required=tuple(
            Required(row, holds(row.fact, known)) for row in rows if row.kind == "condition"
        ),
        endings=endings,
        doubts=tuple(knowledge.doubts[each] for each in names),
    )


def _endings(rows: list[Advice], case: Case) -> Iterator[Ending]:
    claimed = case.claims["atoz"].known
    for row in rows:
        if row.kind not in _ENDS or row.kind == ("odr_before" if claimed else "odr_refund"):
            continue
        outcome, money, standing = _ENDS[row.kind]
        counts = _COUNTED.get(EFFECTS[standing].weight) if standing else False
        amount = case.amount("atoz") if money == "seller pays" else None
        yield Ending(outcome, money, amount, counts, row)
