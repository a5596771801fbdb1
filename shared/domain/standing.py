"""How an event moves the claims of a case, and what is odd about it.

An event moves the claim of its own programme only; the exception is a refund of the whole order.
"""

from shared.domain.case import Case
from shared.domain.claims import (
    FINAL,
    Claim,
    apply_refund,
    apply_to_claim,
    apply_to_thread,
    new_claim,
)
from shared.domain.events import CLAIM_PROGRAMMES, ClaimEvent

_ASKING = frozenset({
    "claim_opened", "information_requested", "buyer_contacted", "return_requested",
})  # fmt: skip
"""Openers that say where a claim stands even when their source cannot be believed."""
_DECIDED = FINAL - {"withdrawn", "order_cancelled", "order_refunded"}


def claim_of(case: Case, programme: str) -> Claim:
    """Return the claim of a programme; there is one from when its programme is first heard of."""
    claim = case.claims.get(programme)
    if claim is None:
        claim = case.claims[programme] = new_claim(programme)
    return claim


def judge(case: Case, event: ClaimEvent) -> None:
    """Move the claim that an event is about, and flag what cannot be or contradicts."""
    if event.type == "order_refunded":
        _refunded(case, event)
        return
    programme = event.programme
    known = case.claims.get(programme)
    final = known is not None and known.status in FINAL
    if not event.verified and (final or event.type not in _ASKING):
        if programme in CLAIM_PROGRAMMES:
            claim_of(case, programme)
        return
    claim = known or claim_of(case, programme)
    if programme not in CLAIM_PROGRAMMES:
        apply_to_thread(claim, event)
        return
    if event.type == "claim_opened":
        _flag_a_second(case, claim, event)
    elif event.type == "claim_decided":
        _flag_a_contradiction(case, claim, event)
    apply_to_claim(claim, event)


def _refunded(case: Case, event: ClaimEvent) -> None:
    if event.verified and "atoz" in case.claims:
        apply_refund(case.claims["atoz"], event)
    if event.verified and "return" in case.claims:
        case.claims["return"].status = "closed"


def _flag_a_contradiction(case: Case, claim: Claim, event: ClaimEvent) -> None:
    if claim.status not in _DECIDED or claim.appealed:
        return
    decision = event.get("decision")
    if claim.status != decision:
        case.flag("contradiction", event, f"decided {decision} after {claim.status}")


def _flag_a_second(case: Case, claim: Claim, event: ClaimEvent) -> None:
    if claim.opened is None:
        return
    if event.get("source") == "report" and not event.get("claim_ref"):
        return  # a report only says that there is a claim, not which
    first, second = claim.opened.get("claim_ref"), event.get("claim_ref")
    same = first == second if first and second else claim.opened.occurred == event.occurred
    # Amazon announces one claim twice: received, and then that an answer is asked for
    asked = event.get("action_required") and not claim.opened.get("action_required")
    if not same and not (asked and claim.status not in _DECIDED and first in (None, second)):
        words = f"a second {claim.programme} claim on this order, of {event.body['occurred_at']}"
        case.flag("second_claim", event, words)
