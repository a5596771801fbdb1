"""The ledger: of each case the few facts that figures are made of, compact enough for an index.

An entry holds facts and no judgements: what is late, lost or at stake is decided when it is read.
Dates are those of the case's store, instants are UTC.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from operator import attrgetter
from typing import Any

from shared.domain.events import programme_of
from shared.domain.instants import Moment, iso, parse_moment, stored

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
UNPROMPTED = "unprompted"
"""Acted upon before any reminder of the round had gone out."""


@dataclass(frozen=True, slots=True)
class Money:
    """A sum in one currency; sums of two currencies are never added."""

    value: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class ClaimEntry:
    """One claim, or a SAFE-T claim that could be filed (``status`` is ``none`` until it is)."""

    programme: str
    opened_on: date
    status: str
    asked: Money | None = None
    """What the claim is about; the decision's sum where nothing else names one."""
    got: Money | None = None
    """The sum the decision names."""
    reason: str = ""
    decided_on: date | None = None
    """When it ended, in whatever way."""
    decisions: tuple[str, ...] = ()
    """Amazon's decisions in the order in which they were taken."""
    why: str = ""
    """The reason the decision gives: one of our codes, or Amazon's own words."""
    withdrawn: str = ""
    """``before`` or ``after`` a decision."""
    product: str = ""
    evidence: tuple[str, ...] = ()
    """Proofs that somebody added."""
    shown: tuple[str, ...] = ()
    """Circumstances of ``booking.SHOWN`` that hold; some of them are proofs by themselves."""

    @property
    def known(self) -> bool:
        """Whether there is a claim, not only the chance of filing one."""
        return self.status != "none"


@dataclass(frozen=True, slots=True)
class RoundEntry:
    """One round of an obligation that costs something when it is missed."""

    obligation: str
    heard: datetime
    """When claimwatch took in what opened it."""
    remind_by: datetime
    missed_after: datetime
    ended: str = ""
    """``answered``, ``cancelled``, or nothing yet."""
    answered: Moment | None = None
    acknowledged: datetime | None = None
    rung: str = ""
    """The last rung that went out before somebody acted; ``unprompted`` when none had."""

    @property
    def programme(self) -> str:
        """The programme whose claim the round belongs to."""
        return programme_of(self.obligation)


@dataclass(frozen=True, slots=True)
class Entry:
    """What the ledger holds of one case."""

    order_id: str
    ordered_on: date | None
    claims: tuple[ClaimEntry, ...]
    rounds: tuple[RoundEntry, ...]


def write_entry(
    ordered_on: date | None, claims: Iterable[ClaimEntry], rounds: Iterable[RoundEntry]
) -> str:
    """Return an entry as one line of JSON, without what is empty."""
    whole = {
        "ordered": ordered_on.isoformat() if ordered_on else None,
        "claims": [_written(claim) for claim in claims],
        "rounds": [_written(each) for each in rounds],
    }
    kept = {name: value for name, value in whole.items() if value}
    return _ENCODER.encode(kept)


def read_entry(order_id: str, line: str) -> Entry:
    """Read back what ``write_entry`` wrote."""
    whole = json.loads(line)
    ordered = whole.get("ordered")
    return Entry(
        order_id,
        date.fromisoformat(ordered) if ordered else None,
        tuple(_read_claim(each) for each in whole.get("claims", ())),
        tuple(_read_round(each) for each in whole.get("rounds", ())),
    )


def money(amount: Mapping[str, Any] | None) -> Money | None:
    """Read an amount of a message."""
    return Money(Decimal(amount["value"]), amount["currency"]) if amount else None


_SHORT: Mapping[str, str] = {
    "programme": "p", "opened_on": "on", "status": "s", "asked": "sum", "got": "got",
    "reason": "r", "decided_on": "end", "decisions": "d", "why": "why", "withdrawn": "w",
    "product": "asin", "evidence": "e", "shown": "f", "obligation": "o", "heard": "at",
    "remind_by": "by", "missed_after": "to", "ended": "as", "answered": "ans",
    "acknowledged": "ack", "rung": "rung",
}  # fmt: skip
"""Names in the line: every write of a case pays for their letters."""
_NAMES = {kind: [each.name for each in fields(kind)] for kind in (ClaimEntry, RoundEntry)}
_LAID_OUT = {
    kind: ([_SHORT[name] for name in names], attrgetter(*names)) for kind, names in _NAMES.items()
}
"""Kind of entry → the names of its values in the line, and what fetches the values."""


def _written(of: ClaimEntry | RoundEntry) -> dict[str, Any]:
    names, values = _LAID_OUT[type(of)]
    pairs = zip(names, values(of), strict=True)
    return {name: value if type(value) is str else _plain(value) for name, value in pairs if value}


def _plain(value: Money | date | tuple[str, ...]) -> object:
    match value:
        case Money():
            return f"{value.value} {value.currency}"
        case date():  # instants too
            return iso(value)
        case _:
            return list(value)


def _read_claim(given: Mapping[str, Any]) -> ClaimEntry:
    end = given.get("end")
    return ClaimEntry(
        programme=given["p"],
        opened_on=date.fromisoformat(given["on"]),
        status=given["s"],
        asked=_read_money(given.get("sum")),
        got=_read_money(given.get("got")),
        reason=given.get("r", ""),
        decided_on=date.fromisoformat(end) if end else None,
        decisions=tuple(given.get("d", ())),
        why=given.get("why", ""),
        withdrawn=given.get("w", ""),
        product=given.get("asin", ""),
        evidence=tuple(given.get("e", ())),
        shown=tuple(given.get("f", ())),
    )


def _read_round(given: Mapping[str, Any]) -> RoundEntry:
    answered, seen = given.get("ans"), given.get("ack")
    return RoundEntry(
        obligation=given["o"],
        heard=stored(given["at"]),
        remind_by=stored(given["by"]),
        missed_after=stored(given["to"]),
        ended=given.get("as", ""),
        answered=parse_moment("answered", answered) if answered else None,
        acknowledged=stored(seen) if seen else None,
        rung=given.get("rung", ""),
    )


def _read_money(text: str | None) -> Money | None:
    value, _, currency = (text or "").partition(" ")
    return Money(Decimal(value), currency) if text else None
