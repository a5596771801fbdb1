"""What the sources say beyond deadlines, as tables: who may be eligible, with what, and how.

Every row is a statement: one sentence, who says it, when that was last compared with its sources,
and how far it may be relied on. Which rows hold for an order is decided elsewhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Verified = Literal["yes", "no", "seed", "own"]
"""``seed``: a founding document alone says so; ``own``: our reading of the sources named."""
Effect = Literal["ground", "excludes", "loses", "waits", "doubt", "requires", "helps", "note"]


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence about the world, and where it comes from."""

    words: str
    sources: tuple[str, ...]
    checked: date
    verified: Verified


@dataclass(frozen=True, slots=True)
class Scope:
    """For which claims a row speaks; an empty part speaks for all."""

    programme: str
    orders: str = ""
    """``product`` or ``service``."""
    reasons: tuple[str, ...] = ()
    stores: tuple[str, ...] = ("*",)

    def covers(self, programme: str, orders: str, reason: str, store: str) -> bool:
        """Say whether the row speaks for a claim of this kind."""
        return (
            self.programme == programme
            and self.orders in ("", orders)
            and (not self.reasons or reason in self.reasons)
            and ("*" in self.stores or store in self.stores)
        )


@dataclass(frozen=True, slots=True)
class Condition:
    """A ground, an exclusion, a requirement or a remark about eligibility."""

    id: str
    scope: Scope
    effect: Effect
    says: Statement
    fact: str = ""
    """The circumstance it depends on, with ``not`` before it where its absence matters."""
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Proof:
    """One thing to have ready, or a remark about such things."""

    item: str
    scope: Scope
    need: str
    """``needed``, ``advised``, ``if_any``; empty for a remark."""
    says: Statement
    fact: str = ""
    """The circumstance that shows that it is there, if one does."""
    attached: str = ""
    """What a seller writes of it to Amazon once it is attached; empty for what is no attachment."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where proofs of a programme are attached."""

    programme: str
    stores: tuple[str, ...]
    says: Statement


@dataclass(frozen=True, slots=True)
class Advice:
    """What one school says of fighting or refunding: advice, a condition, the effect on ODR."""

    id: str
    school: Literal["refund", "fight"]
    kind: str
    says: Statement
    fact: str = ""
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Two sentences that contradict each other, and what is made of it."""

    id: str
    one: Statement
    other: Statement
    reading: str


@dataclass(frozen=True)
class Knowledge:
    """All tables."""

    conditions: tuple[Condition, ...]
    proofs: tuple[Proof, ...]
    places: tuple[Place, ...]
    advice: tuple[Advice, ...]
    procedures: Mapping[str, tuple[Statement, ...]] = field(default_factory=dict)
    """Name → its steps in order."""
    doubts: Mapping[str, Doubt] = field(default_factory=dict)
    letters: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Language → the sentences of a letter to a buyer, by the part they play."""

    @property
    def advice_to_seller(self) -> frozenset[str]:
        """What the checklists say to the seller alone: it has no place in a letter."""
        return frozenset(each.says.words for each in self.proofs) - {
            each.attached for each in self.proofs
        }

    def place(self, programme: str, store: str) -> Place | None:
        """Return where to attach: the row of the store before the row for all."""
        here = [each for each in self.places if each.programme == programme]
        named = [each for each in here if store in each.stores]
        return next(iter(named or [each for each in here if "*" in each.stores]), None)
