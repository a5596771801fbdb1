"""Reasons and statuses in words, and which proof speaks to a reason."""

from dataclasses import dataclass
from datetime import datetime

from shared.domain.case import Case
from shared.domain.evidence import checklist
from shared.mail.language import Tongue, mark
from shared.policy.knowledge import load_knowledge

REASONS = {
    "not_received": mark("item not received"),
    "not_as_described": mark("item not as described"),
    "refund_not_received": mark("returned, but no refund received"),
    "service": mark("trouble with a service"),
    "return_not_possible": mark("a return was not possible"),
    "extra_charges": mark("extra charges"),
    "abuse": mark("abuse of the return policy"),
    "unsellable": mark("came back unsellable"),
    "materially_different": mark("a materially different item came back"),
    "not_returned": mark("refunded, but not returned"),
    "label_refunded": mark("the return label was refunded"),
    "not_received_with_proof": mark("reported as not received, with proof of delivery"),
    "outside_window": mark("outside the window"),
    "in_transit_damage": mark("damaged on the way"),
    "trip_credit": mark("trip credit"),
    "penalty_fee": mark("penalty fee"),
    "cancellation_incorrect": mark("incorrect cancellation"),
    "second_appointment": mark("a second appointment"),
    "insufficient_information": mark("not enough information"),
    "photos_missing": mark("photos missing"),
    "wrong_reason": mark("the wrong reason was chosen"),
    "seller_refunded_first": mark("the seller refunded first"),
    "atoz_exists": mark("there is an A-to-z claim"),
    "carrier_fault": mark("the carrier's fault"),
    "no_response": mark("no response"),
    "other": mark("other"),
}

_DELIVERY = mark(
    "Proofs to name: the tracking number, the delivery scan with its date, and the signature or "
    "photo of delivery."
)
_ITEM = mark(
    "Proofs to name: photos of the item as sent, the text of the listing, and what the buyer "
    "reported and when."
)
_BACK = mark(
    "Proofs to name: photos of item, label and packaging as they came back, and both weights."
)
_REFUND = mark("Proofs to name: the refund with its date and sum, or where the return is now.")
_SERVICE = mark(
    "Proofs to name: what was agreed, and photos or messages that show the work completed."
)
_RETURN = mark(
    "Proofs to name: the return address and the label given, each with its date, or the full "
    "refund without a return."
)
_CHARGES = mark(
    "Proofs to name: who was to pay the charge by the listing, and the invoice of what you bore."
)

PROOFS = {
    "not_received": _DELIVERY,
    "not_received_with_proof": _DELIVERY,
    "not_as_described": _ITEM,
    "refund_not_received": _REFUND,
    "unsellable": _BACK,
    "materially_different": _BACK,
    "in_transit_damage": _BACK,
    "photos_missing": _BACK,
    "not_returned": _REFUND,
    "label_refunded": _REFUND,
    "service": _SERVICE,
    "second_appointment": _SERVICE,
    "return_not_possible": _RETURN,
    "extra_charges": _CHARGES,
}


@dataclass(frozen=True, slots=True)
class Tick:
    """One line of the checklist in a mail."""

    words: str
    done: bool
    needed: bool
    """Otherwise advised, or only where there is one."""


def ticks(say: Tongue, case: Case, programme: str, now: datetime) -> list[Tick]:
    """Return the checklist of a claim: what is missing first, then what is there.

    Empty while no reason is known; ``now`` is UTC. Source: the table of proofs in
    ``shared/policy/evidence.csv``.
    """
    found = checklist(case, programme, load_knowledge(), now)
    told = [
        Tick(say.known(line.proof.says.words), bool(line.done), line.proof.need == "needed")
        for line in found.lines
    ]
    return sorted(told, key=lambda each: (each.done, not each.needed))


STATUSES = {
    "none": mark("no claim yet"),
    "under_review": mark("under review"),
    "action_required": mark("action required"),
    "granted_seller_funded": mark("granted, seller funded"),
    "granted_amazon_funded": mark("granted, Amazon funded"),
    "order_refunded": mark("order refunded"),
    "denied": mark("denied"),
    "withdrawn": mark("withdrawn"),
    "order_cancelled": mark("order cancelled"),
    "appealed": mark("appealed"),
    "awaiting_seller": mark("waiting for you"),
    "under_investigation": mark("under investigation"),
    "granted": mark("granted"),
    "partly_granted": mark("partly granted"),
    "closed_no_response": mark("closed for no response"),
    "won": mark("won"),
    "lost": mark("lost"),
    "open": mark("open"),
    "answered": mark("answered"),
    "closed": mark("closed"),
}

ANCHORS = {
    "information_requested": mark("Amazon's request"),
    "claim_opened": mark("the opening of the claim"),
    "chargeback_opened": mark("the opening of the chargeback"),
    "claim_granted": mark("the decision for the buyer"),
    "account_debited": mark("the debit of your account"),
    "claim_denied": mark("the denial"),
    "buyer_contacted": mark("the buyer's message"),
    "return_requested": mark("the return request"),
    "return_delivered": mark("the delivery of the return"),
    "refund_issued": mark("the refund by Amazon"),
    "last_carrier_scan": mark("the carrier's last scan"),
}

CLOSERS = {
    "seller_replied": mark("a reply to the buyer"),
    "seller_responded": mark("an answer to Amazon"),
    "claim_opened": mark("the opening of the claim"),
    "information_requested": mark("Amazon's request for information"),
    "claim_decided": mark("Amazon's decision"),
    "appeal_filed": mark("the filing of the appeal"),
    "appeal_decided": mark("the decision on the appeal"),
    "claim_withdrawn": mark("the withdrawal of the claim"),
    "order_cancelled": mark("the cancellation of the order"),
    "order_refunded": mark("your refund of the order"),
    "return_answered": mark("an answer to the return request"),
    "return_delivered": mark("the arrival of the return"),
    "refund_issued": mark("the refund to the buyer"),
    "declined": mark("your decision not to act"),
    "acknowledged": mark("your look at it"),
}
"""What ended an obligation, by the type of the event."""

EVENTS = {
    "buyer_contacted": mark("the buyer's message"),
    "return_requested": mark("the return request"),
    "last_carrier_scan": mark("the carrier's last scan"),
    "deadline_stated": mark("a date stated by Amazon"),
    "assigned": mark("whose it is"),
    "snoozed": mark("a request to be reminded later"),
    "reopened": mark("a reopening"),
    "evidence_added": mark("a proof"),
    "order_facts": mark("facts about the order"),
}
"""The other types of events, as things that happened."""
