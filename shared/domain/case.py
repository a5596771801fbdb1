"""A case: everything about one order of one account, as its events tell it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from operator import attrgetter

from shared.domain.claims import Claim
from shared.domain.events import ClaimEvent
from shared.domain.filing import ReturnFacts
from shared.domain.rounds import Round
from shared.domain.rules import Store


@dataclass(frozen=True, slots=True)
class Flag:
    """A doubt, a refusal or a contradiction that somebody should see."""

    kind: str
    event_id: str
    words: str


@dataclass(slots=True)
class Case:
    """Everything about one order of one account, as its events tell it."""

    store: Store
    events: tuple[ClaimEvent, ...] = ()
    """In the order in which they happened."""
    claims: dict[str, Claim] = field(default_factory=dict)
    rounds: dict[str, list[Round]] = field(default_factory=dict)
    facts: ReturnFacts = field(default_factory=ReturnFacts)
    order_facts: dict[str, object] = field(default_factory=dict)
    owner: str = ""
    evidence: dict[str, tuple[str, ...]] = field(default_factory=dict)
    flags: list[Flag] = field(default_factory=list)

    def flag(self, kind: str, event: ClaimEvent, words: str) -> None:
        """Flag what is odd about an event."""
        self.flags.append(Flag(kind, event.event_id, words))

    def facts_once(self) -> list[ClaimEvent]:
        """Return the events, each fact by the notice that tells most of it."""
        told_better = {name for event in self.events for name in event.also}
        return [event for event in self.events if event.event_id not in told_better]

    def all_rounds(self) -> list[Round]:
        """Return every round, in the order in which they were opened."""
        every = [each for rounds in self.rounds.values() for each in rounds]
        return sorted(every, key=attrgetter("opened_at", "obligation"))

    def amount(self, programme: str) -> Mapping[str, object] | None:
        """Return the sum at stake: the claim's; of SAFE-T also what was refunded."""
        for name in (programme, "return") if programme == "safet" else (programme,):
            if name in self.claims and self.claims[name].amount:
                return self.claims[name].amount
        return None
