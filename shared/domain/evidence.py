"""Which proofs a claim needs, which of them are there, and where they are attached."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from shared.domain.case import Case
from shared.domain.circumstances import Circumstances, circumstances
from shared.domain.eligibility import kind_of_order, named_reason, reason_of
from shared.domain.errors import InputError
from shared.domain.knowledge import Knowledge, Place, Proof

APPEAL = "appeal"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a checklist."""

    proof: Proof
    done: Literal["", "added", "facts"]
    """Empty while missing; somebody added it, or the facts of the order show it."""


@dataclass(frozen=True, slots=True)
class Checklist:
    """What to have ready for one claim, or for the appeal against its decision."""

    programme: str
    reason: str
    appeal: bool
    lines: tuple[Line, ...]
    remarks: tuple[Proof, ...]
    others: tuple[str, ...]
    """Proofs somebody added that no row of the table names, in their own words."""
    place: Place | None

    @property
    def missing(self) -> tuple[Line, ...]:
        """The lines that are needed and not there."""
        return tuple(each for each in self.lines if each.proof.need == "needed" and not each.done)

    @property
    def complete(self) -> bool | None:
        """Whether everything that is needed is there; None where no checklist is known."""
        return _complete(self.lines)


def checklist(
    case: Case, programme: str, knowledge: Knowledge, now: datetime, reason: str = ""
) -> Checklist:
    """Return the checklist of a claim by programme, reason and store; ``now`` is UTC."""
    reason = reason or reason_of(case, programme)
    known = circumstances(case, programme, now)
    kept = case.evidence.get(programme, ())
    added = tuple(item for item in kept if not named_reason(item))
    appeal = appealing(case, programme, now)
    about = (kind_of_order(case), reason, case.store.code)
    rows = [
        *_rows(knowledge, programme, *about),
        *(_rows(knowledge, APPEAL, *about) if appeal else ()),
    ]
    lines = tuple(_lines(rows, added, known))
    named = {row.item for row in rows}
    return Checklist(
        programme=programme,
        reason=reason,
        appeal=appeal,
        lines=lines,
        remarks=tuple(row for row in rows if not row.need),
        others=tuple(dict.fromkeys(item for item in added if item not in named)),
        place=_place(case, programme, knowledge, appeal=appeal),
    )


def appealing(case: Case, programme: str, now: datetime) -> bool:
    """Say whether an appeal against the decision is still open."""
    return any(each.is_open(now) for each in case.rounds.get(f"{programme}.appeal", ()))


def known_item(lines: Checklist, item: str) -> str:
    """Return an item of the checklist by its name; raises InputError naming those there are."""
    names = [each.proof.item for each in lines.lines]
    if item not in names:
        known = ", ".join(names) or "none; name the reason of the claim first"
        raise InputError("--item", f"{item[:60]!r} is not on the checklist; there are {known}")
    return item


def complete(  # noqa: PLR0913, PLR0917 - a checklist depends on all of it
    knowledge: Knowledge,
    programme: str,
    orders: str,
    reason: str,
    store: str,
    added: tuple[str, ...],
    known: Circumstances,
) -> bool | None:
    """Say the same as ``Checklist.complete`` of a claim whose case is not at hand.

    ``orders`` is ``product`` or ``service``; ``known`` may leave circumstances out.
    """
    return _complete(
        tuple(_lines(_rows(knowledge, programme, orders, reason, store), added, known))
    )


def _complete(lines: tuple[Line, ...]) -> bool | None:
    if not lines:
        return None
    return all(each.done or each.proof.need != "needed" for each in lines)


def _rows(
    knowledge: Knowledge, programme: str, orders: str, reason: str, store: str
) -> Iterator[Proof]:
    return (row for row in knowledge.proofs if row.scope.covers(programme, orders, reason, store))


def _lines(rows: Iterable[Proof], added: tuple[str, ...], known: Circumstances) -> Iterator[Line]:
    return (Line(row, _done(row, added, known)) for row in rows if row.need)


def _done(
    row: Proof, added: tuple[str, ...], known: Circumstances
) -> Literal["", "added", "facts"]:
    if row.item in added:
        return "added"
    return "facts" if row.fact and known.get(row.fact) else ""


def _place(case: Case, programme: str, knowledge: Knowledge, *, appeal: bool) -> Place | None:
    special = appeal and programme == "atoz"
    return knowledge.place(APPEAL if special else programme, case.store.code)
