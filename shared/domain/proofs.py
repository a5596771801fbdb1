"""Whether a claim had every proof it needed, told from its entry in the ledger."""

from shared.domain.evidence import complete
from shared.domain.figures import Proofs
from shared.domain.knowledge import Knowledge
from shared.domain.ledger import ClaimEntry


def proofs_by(knowledge: Knowledge, store: str) -> Proofs:
    """Return what says of a claim in a store whether its checklist was complete."""

    def proven(claim: ClaimEntry) -> bool | None:
        orders = "service" if "service" in claim.shown else "product"
        shown = dict.fromkeys(claim.shown, True)
        return complete(
            knowledge, claim.programme, orders, claim.reason, store, claim.evidence, shown
        )

    return proven
