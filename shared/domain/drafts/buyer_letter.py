"""The letter to a buyer: five parts, in the language of the store.

The thread is read by Amazon as well: nothing is admitted that a fact on file contradicts.
"""

from collections.abc import Iterator
from datetime import datetime

from shared.domain.drafts.draft import gap
from shared.domain.drafts.passages import Subject
from shared.domain.drafts.timeline import written
from shared.domain.instants import parse_moment

ENGLISH = "en"
_COMPLAINTS = frozenset({
    "not_received", "not_as_described", "refund_not_received", "return_not_possible",
    "extra_charges",
})  # fmt: skip


def language_of(of: Subject) -> str:
    """Return the language of the store's buyers, as far as the letter is written in it."""
    language = of.case.store.language
    return language if language in of.letters else ENGLISH


def buyer_letter(of: Subject, language: str) -> Iterator[str]:
    """Yield the paragraphs of the letter in a language."""
    words = of.letters[language]
    yield words["greeting"]
    yield words[_complaint(of)].format(order=of.order_id, delivered=_delivered(of, language))
    yield words["serious"]
    yield words["right"]
    solution, day = gap("the concrete solution: what you do or send"), gap("date")
    yield words["offer"].format(solution=solution, date=day)
    yield words["reply"]


def _complaint(of: Subject) -> str:
    reason = of.proofs.reason
    if reason == "not_received" and of.case.order_facts.get("delivered_at"):
        return "delivered"
    return reason if reason in _COMPLAINTS else "other"


def _delivered(of: Subject, language: str) -> str:
    text = of.case.order_facts.get("delivered_at")
    if not text:
        return ""
    at, zone = parse_moment("delivered_at", text), of.case.store.zone
    if language == ENGLISH:
        return f"on {written(at, zone)}"
    day = at.astimezone(zone).date() if isinstance(at, datetime) else at
    return day.isoformat()
