"""The drafts: a letter to the buyer, a statement, a SAFE-T filing, an appeal, an ODR letter."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from shared.domain.drafts.buyer_letter import ENGLISH, buyer_letter, language_of
from shared.domain.drafts.draft import Draft, gap
from shared.domain.drafts.passages import (
    Subject,
    checked,
    communication,
    happened,
    proofs,
    silence,
)
from shared.domain.drafts.questions import answers
from shared.domain.drafts.timeline import written
from shared.domain.errors import InputError
from shared.domain.evidence import appealing
from shared.domain.instants import parse_moment

BUYER_LETTER = "buyer_letter"
TRIP_CREDIT = "50 USD, the flat rate of an eligible trip credit"
"""Source: seed-000, 21 June 2018."""
CORRECTED = ("withdrawn", "denied", "granted_amazon_funded")
"""Statuses after which an ODR letter makes sense; source: seed-001."""
_NAMES = {"atoz": "A-to-z claim", "safet": "SAFE-T claim", "chargeback": "chargeback"}
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
    made = Draft(
        kind=kind,
        parts=tuple(part for part in asked.parts(of) if part),
        notes=asked.notes,
        doubts=tuple(name for name in asked.doubts if _concerns(name, of.programme)),
    )
    language = language_of(of)
    if kind != BUYER_LETTER or language == ENGLISH:
        return made
    there = tuple(buyer_letter(of, language))
    return replace(made, language=language, parts=there, english=made.parts)


def _concerns(doubt: str, programme: str) -> bool:
    """Say whether a doubt is one about claims of a programme: the old pace is that of A-to-z."""
    return doubt != "pace" or programme == "atoz"


def fitting(of: Subject) -> str:
    """Return the kind of draft that a claim needs as it stands."""
    if appealing(of.case, of.programme, of.now):
        return "appeal"
    if of.programme == "safet" and not of.claim.known:
        return "safet_filing"
    if of.programme == "atoz" and not of.claim.known:
        return "buyer_letter"
    return "statement"


def _letter_in_english(of: Subject) -> Iterator[str]:
    return buyer_letter(of, ENGLISH)


def _statement(of: Subject) -> Iterator[str]:
    name = _NAMES[of.programme]
    yield f"{name[0].upper()}{name[1:]} on order {of.order_id}, {of.sum}. Reason: {of.reason}."
    yield answers(of.case, of.programme)
    yield happened(of)
    if of.programme == "atoz":
        yield silence(of)
        yield checked(of)
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
    """One kind of draft: its paragraphs, what explains it, and what is contradicted about it."""

    parts: Callable[[Subject], Iterator[str]]
    notes: tuple[str, ...]
    doubts: tuple[str, ...]


KINDS: Mapping[str, Kind] = {
    BUYER_LETTER: Kind(
        _letter_in_english,
        ("draft.buyer_letter",),
        ("ask-to-withdraw", "off-platform", "refund-habit"),
    ),
    "statement": Kind(_statement, ("draft.statement",), ("pace",)),
    "safet_filing": Kind(
        _filing,
        ("safet.file", "draft.safet_filing"),
        ("buyer-programme",),
    ),
    "appeal": Kind(_appeal, ("draft.appeal",), ("outcome-name",)),
    "odr_correction": Kind(
        _correction,
        ("draft.odr_correction",),
        ("points-back", "amazon-funded", "withdrawn", "cancelled"),
    ),
}
