"""Where each claim of a case stands, and how it ended."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shared.domain.events import ClaimEvent
from shared.domain.instants import Moment

FINAL = frozenset({
    "granted_seller_funded", "granted_amazon_funded", "denied", "withdrawn", "order_cancelled",
    "order_refunded", "granted", "partly_granted", "closed_no_response", "won", "lost",
})  # fmt: skip
_WHO_PAYS = {
    "granted_seller_funded": "seller",
    "granted_amazon_funded": "amazon",
    "granted": "amazon",
    "partly_granted": "amazon and seller",
    "denied": {"atoz": "nobody", "safet": "seller"},
    "closed_no_response": "seller",
    "won": "nobody",
    "lost": "seller",
}
_WAITING = {"atoz": "under_review", "safet": "under_investigation", "chargeback": "under_review"}
_AMAZONS_TURN = frozenset({"under_review", "under_investigation", "appealed"})
_FIRST = {"chargeback": "action_required", "message": "open", "return": "open"}
_ASKED = {"atoz": "action_required", "safet": "awaiting_seller", "chargeback": "action_required"}


@dataclass(slots=True)
class Claim:
    """One programme of one case; written by the fold, read by everybody else."""

    programme: str
    status: str = "none"
    amount: Mapping[str, Any] | None = None
    """Value as decimal text, and currency."""
    reason: str = ""
    claim_ref: str = ""
    opened: ClaimEvent | None = None
    withdrawn: str = ""
    """``before`` or ``after`` the decision."""
    outcome: Mapping[str, Any] | None = None
    """Decision, who pays, amount, reason and date; None while nothing is decided."""
    decided_by: ClaimEvent | None = None
    appealed: bool = False
    waiting_since: Moment | None = None
    """Since when it is Amazon's turn; None while it is not."""

    @property
    def known(self) -> bool:
        """Whether there is a claim at all, not only an obligation to act."""
        return self.status != "none"


def new_claim(programme: str) -> Claim:
    """Return the claim of a programme of which only an obligation to act is known."""
    return Claim(programme, _FIRST.get(programme, "none"))


def apply_to_claim(claim: Claim, event: ClaimEvent) -> None:
    """Move a claim on by one event of its own programme that may be believed."""
    claim.amount = event.get("amount") or claim.amount
    claim.claim_ref = str(event.get("claim_ref") or claim.claim_ref)
    _move(claim, event)
    _turn(claim, event)


def _move(claim: Claim, event: ClaimEvent) -> None:
    match event.type:
        case "claim_opened":
            _open(claim, event)
        case "information_requested":
            claim.status = _ASKED[claim.programme]
        case "seller_responded" if claim.status == _ASKED.get(claim.programme):
            claim.status = _WAITING[claim.programme]
        case "claim_decided" | "appeal_decided":
            claim.status = str(event.get("decision"))
            claim.appealed = claim.appealed or event.type == "appeal_decided"
            _end(claim, event, claim.status)
        case "appeal_filed":
            claim.appealed = True
            if claim.programme != "chargeback":
                claim.status = "appealed"
        case "claim_withdrawn":
            claim.withdrawn = "after" if claim.outcome else "before"
            chargeback = claim.programme == "chargeback"
            claim.status = "under_review" if chargeback else "withdrawn"
            _end(claim, event, "withdrawn")
        case "order_cancelled" if claim.programme == "atoz":
            claim.status = "order_cancelled"
            _end(claim, event, "order_cancelled")
        case _:
            pass


def _turn(claim: Claim, event: ClaimEvent) -> None:
    if claim.status not in _AMAZONS_TURN or claim.withdrawn:
        claim.waiting_since = None
    elif claim.waiting_since is None or event.type in ("seller_responded", "appeal_filed"):
        claim.waiting_since = event.occurred


def _open(claim: Claim, event: ClaimEvent) -> None:
    claim.opened = claim.opened or event
    claim.reason = str(event.get("reason") or claim.reason)
    asked = event.get("action_required") or claim.programme == "chargeback"
    if asked or claim.status == "none" or claim.status in FINAL:
        claim.status = (_ASKED if asked else _WAITING)[claim.programme]


def apply_refund(claim: Claim, event: ClaimEvent) -> None:
    """Note a full refund by the seller on an A-to-z claim that nobody has decided yet."""
    if claim.known and claim.status not in FINAL:
        claim.status = "order_refunded"
        _end(claim, event, "order_refunded")
        _turn(claim, event)


def apply_to_thread(claim: Claim, event: ClaimEvent) -> None:
    """Move a message or a return on: neither is a claim, both have a state people look for."""
    claim.amount = event.get("amount") or claim.amount
    match event.type:
        case "buyer_contacted" | "return_requested":
            claim.status = "open"
        case "seller_replied" | "return_answered":
            claim.status = "answered"
        case "refund_issued" | "claim_withdrawn" | "order_cancelled":
            claim.status = "closed"
        case _:
            pass


def _end(claim: Claim, event: ClaimEvent, decision: str) -> None:
    claim.decided_by = event
    payer = _WHO_PAYS.get(decision, "")
    claim.outcome = {
        "decision": decision,
        "who_pays": payer.get(claim.programme, "") if isinstance(payer, dict) else payer,
        "amount": claim.amount,
        "reason": str(event.get("reason") or ""),
        "date": str(event.body["occurred_at"]),
    }
