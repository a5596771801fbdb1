"""The drafts: a letter to the buyer, a statement, a SAFE-T filing, an appeal, an ODR letter."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from shared.domain.drafts.draft import Draft, gap
from shared.domain.drafts.passages import Subject, communication, happened, proofs, silence
from shared.domain.drafts.timeline import written
from shared.domain.errors import InputError
from shared.domain.evidence import appealing
from shared.domain.instants import parse_moment

TRIP_CREDIT = "50 USD, the flat rate of an eligible trip credit"
"""Source: seed-000, 21 June 2018."""
CORRECTED = ("withdrawn", "denied", "granted_amazon_funded")
"""Statuses after which an ODR letter makes sense; source: seed-001."""
_NAMES = {"atoz": "A-to-z claim", "safet": "SAFE-T claim", "chargeback": "chargeback"}
_REGRET = {
    "not_received": "We are sorry that your order {order} has not reached you.",
    "not_as_described": "We are sorry that your order {order} is not what you expected.",
    "refund_not_received": "We are sorry that your refund for order {order} is not settled yet.",
    "return_not_possible": "We are sorry that returning your order {order} has not worked so far.",
    "extra_charges": "We are sorry that your order {order} has cost you extra.",
}
_OUTCOMES = {
    "withdrawn": "was withdrawn by the buyer",
    "denied": "was denied",
    "granted_amazon_funded": "was granted at Amazon's expense",
}


def draft(of: Subject, kind: str = "") -> Draft:
    """Return a draft, of the fitting kind if none is asked for; raises InputError for no such."""
    kind = kind or fitting(of)
    if kind not in KINDS:
        raise InputError("--kind", f"{kind[:40]!r}; there are {', '.join(KINDS)}")
    asked = KINDS[kind]
    to = asked.to.format(domain=of.case.store.domain)
    return Draft(kind, to, tuple(asked.parts(of)), asked.notes, asked.doubts)


def fitting(of: Subject) -> str:
    """Return the kind of draft that a claim needs as it stands."""
    if appealing(of.case, of.programme, of.now):
        return "appeal"
    if of.programme == "safet" and not of.claim.known:
        return "safet_filing"
    if of.programme == "atoz" and not of.claim.known:
        return "buyer_letter"
    return "statement"


def _buyer_letter(of: Subject) -> Iterator[str]:
    default = "We are sorry that you are not satisfied with your order {order}."
    yield "Hello,"
    yield _REGRET.get(of.proofs.reason, default).format(order=of.order_id)
    yield "Your opinion matters to us, and we take what you report seriously."
    yield "We want to put this right, so that you are satisfied."
    yield (
        f"This is what we can do for you: {gap('the concrete solution: what you do or send')}, "
        f"by {gap('date')}."
    )
    yield (
        "Please reply in this conversation and tell us whether that suits you, so that we can act "
        "at once. Thank you."
    )


def _statement(of: Subject) -> Iterator[str]:
    name = _NAMES[of.programme]
    yield f"{name[0].upper()}{name[1:]} on order {of.order_id}, {of.sum}. Reason: {of.reason}."
    yield happened(of)
    yield silence(of)
    yield (
        f"We checked with the carrier on {gap('date')}: {gap('what the carrier says')}. "
        f"We checked with our supplier on {gap('date')}: {gap('what the supplier says')}."
    )
    yield proofs(of)
    yield {
        "atoz": "We ask Amazon to weigh these facts and to deny the claim.",
        "safet": f"We ask Amazon to consider a reimbursement of {of.sum}.",
        "chargeback": "We ask Amazon to put these facts before the bank.",
    }[of.programme]


def _filing(of: Subject) -> Iterator[str]:
    trip = of.proofs.reason == "trip_credit"
    yield f"Order {of.order_id}. Reason: {of.reason}."
    yield happened(of)
    yield f"What is wrong, and why we are not at fault: {gap('the facts, without adjectives')}."
    yield proofs(of)
    yield f"We ask Amazon to consider a reimbursement of {TRIP_CREDIT if trip else of.sum}."


def _appeal(of: Subject) -> Iterator[str]:
    told = of.claim.outcome or {}
    zone = of.case.store.zone
    when = written(parse_moment("date", told["date"]), zone) if told else gap("date")
    name = _NAMES[of.programme]
    yield f"Appeal: the decision of {when} on order {of.order_id}, {name}, {of.sum}."
    yield f"Why we hold the decision to be unfair: {gap('what it overlooked, in one sentence')}."
    yield f"What the decision has not seen yet: {gap('the new fact, its date, and its proof')}."
    yield communication(of)
    yield proofs(of)
    yield f"A fair solution would be: {gap('what you propose')}."


def _correction(of: Subject) -> Iterator[str]:
    if of.programme != "atoz" or of.claim.status not in CORRECTED:
        raise InputError(
            "--kind",
            "an ODR letter is for an A-to-z claim that was withdrawn, denied or granted at "
            f"Amazon's expense; this one is {of.claim.status}",
        )
    yield (
        f"The A-to-z claim on order {of.order_id} {_OUTCOMES[of.claim.status]}. "
        "Please check whether the order still counts in our order defect rate, and correct it if "
        "it does."
    )
    yield happened(of)
    yield f"What went wrong, on our side as well: {gap('in one or two sentences')}."
    steps = ("what you have done already", "what you change now", "how you check it", "by when")
    yield "What we do so that it does not happen again:\n" + "\n".join(
        f"{number}. {gap(step)}" for number, step in enumerate(steps, start=1)
    )


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of draft: where it goes, what explains it, and its paragraphs."""

    to: str
    parts: Callable[[Subject], Iterator[str]]
    notes: tuple[str, ...]
    doubts: tuple[str, ...]


KINDS: Mapping[str, Kind] = {
    "buyer_letter": Kind(
        "the buyer, in Buyer-Seller Messages",
        _buyer_letter,
        ("draft.buyer_letter",),
        ("ask-to-withdraw", "off-platform", "refund-habit"),
    ),
    "statement": Kind("Amazon, in the claim itself", _statement, ("draft.statement",), ("pace",)),
    "safet_filing": Kind(
        "sellercentral.{domain}, Orders > Manage SAFE-T Claims > File a new SAFE-T claim",
        _filing,
        ("safet.file", "draft.safet_filing"),
        ("buyer-programme",),
    ),
    "appeal": Kind(
        "Amazon, under the option to appeal", _appeal, ("draft.appeal",), ("outcome-name",)
    ),
    "odr_correction": Kind(
        "seller-guarantee@amazon.com, an old address",
        _correction,
        ("draft.odr_correction",),
        ("points-back", "amazon-funded", "withdrawn", "cancelled"),
    ),
}
