"""What a notice tells, as claim events without their envelope: one function a topic."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.domain.errors import ClaimwatchError
from shared.domain.instants import iso
from shared.domain.rules import Store
from shared.intake.mails import verdicts
from shared.intake.mails.asks import asks_in
from shared.intake.mails.facts import (
    asin_in,
    authorised,
    fulfilled_by_amazon,
    reason_in,
    refunded_by,
    safet_claim,
    self_shipped,
    stated_in,
)
from shared.intake.mails.letters import Letter
from shared.intake.mails.money import sum_in
from shared.intake.mails.stages import (
    about_damage,
    announces_question,
    asks_now,
    says_decided,
    says_received,
    says_registered,
    wants_answer,
)
from shared.intake.mails.topics import Topic
from shared.intake.mails.voices import above_buyers
from shared.intake.mails.windows import window_in

Telling = dict[str, Any]
_UNCLEAR = "Amazon does not say in the mail whether it asks or decides; look into the claim."


class UnreadableError(ClaimwatchError):
    """A notice that matters and does not say what it should."""


@dataclass(frozen=True, slots=True)
class Notice:
    """A letter of a known topic about a known order; the texts are folded."""

    at: datetime
    """When the letter was sent, UTC."""
    subject: str
    body: str
    own: Sequence[str]
    """The sentences above a buyer's first words that are Amazon's: what they decide counts."""
    parts: Sequence[str]
    """The sentences beside a buyer's words: what they ask counts."""
    store: Store
    letter: Letter
    order_id: str
    topic: Topic

    @property
    def said(self) -> tuple[str, ...]:
        """The subject and the sentences."""
        return (self.subject, *self.own, *self.parts)


def tellings(notice: Notice) -> Iterator[Telling]:
    """Yield the events of a notice; raises UnreadableError for one that matters and is unclear."""
    yield from _TOPICS[notice.topic](notice)


def _atoz(notice: Notice) -> Iterator[Telling]:
    decision = _atoz_decided(notice)
    if decision == "withdrawn":
        yield _telling(notice, "claim_withdrawn", "atoz", {}, by_day=True)
    elif decision:
        yield _decided(notice, "atoz", decision)
    elif not wants_answer(notice.subject, notice.parts, notice.own):
        yield _opened(notice, "atoz", by_day=True)
    elif says_received(notice.subject) or about_damage(notice.subject):
        yield _opened(notice, "atoz", action_required=True)
    else:
        yield _asked(notice, "atoz")


def _atoz_decided(notice: Notice) -> str:
    """Return how Amazon decided, empty where the notice announces no decision.

    Where the type header or the subject announces one, Amazon's own words say which; a notice that
    asks or tells of a new claim decides nothing, whatever it quotes. Of one that announces neither
    only a sentence about the claim counts, and only where nothing is asked.
    """
    if notice.letter.type.endswith("_CLOSE") or says_decided(notice.subject):
        decision = verdicts.atoz_decision(notice.own, announced=True)
        if not decision and not asks_now(notice.parts):
            raise UnreadableError("a decision, but not how Amazon decided")
        return decision
    if announces_question(notice.subject) or says_received(notice.subject):
        return ""
    decision = verdicts.atoz_decision(notice.own, announced=False)
    asked = asks_now(verdicts.plain_statements(notice.parts))
    return "" if asked and decision != "withdrawn" else decision


def _safet(notice: Notice) -> Iterator[Telling]:
    ref = safet_claim(notice.subject) or safet_claim(notice.body)
    announced = says_decided(notice.subject)
    decision = verdicts.safet_decision((notice.subject, *notice.own), announced=announced)
    asked = announces_question(notice.subject) or (not announced and _asks(notice, decision))
    if decision and not asked:
        yield _decided(notice, "safet", decision, claim_ref=ref)
    elif says_registered(notice.subject, notice.own) and not asked:
        yield _opened(notice, "safet", by_day=True, claim_ref=ref)
    else:
        yield _asked(notice, "safet", unclear=not asked, claim_ref=ref)


def _asks(notice: Notice, decision: str) -> bool:
    """Say whether a question stands there that is not what is left to do after a denial."""
    for part in verdicts.plain_statements(notice.parts):
        if decision and verdicts.safet_decision([part], announced=False) == decision:
            return False
        if asks_now([part]):
            return True
    return False


def _chargeback(notice: Notice) -> Iterator[Telling]:
    decision = verdicts.chargeback_decision(notice.own)
    closing = says_decided(notice.subject) or notice.letter.sender.startswith("cb-seller-query")
    if closing and decision:
        yield _decided(notice, "chargeback", decision)
    elif closing and asks_now(notice.parts):
        yield _asked(notice, "chargeback")
    elif closing:
        raise UnreadableError("a decision, but not how it was decided")
    else:
        yield _opened(notice, "chargeback")


def _return(notice: Notice) -> Iterator[Telling]:
    case: Telling = {"case": "self_ship"} if self_shipped(notice.body) else {}
    yield _telling(notice, "return_requested", "return", case, by_day=True)
    if authorised(above_buyers(notice.body)):
        yield _telling(notice, "return_answered", "return", {}, by_day=True)


def _refund(notice: Notice) -> Iterator[Telling]:
    if fulfilled_by_amazon(above_buyers(notice.body)):
        yield _telling(notice, "order_facts", "return", {"fulfilment": "fba"}, by_day=True)
        return
    issuer = refunded_by(notice.body)
    fields = {"by": issuer, **_amount(notice)}
    yield _telling(notice, "refund_issued", "return", fields, by_day=True)


def _message(notice: Notice) -> Iterator[Telling]:
    yield _telling(notice, "buyer_contacted", "message", {})


def _reply(notice: Notice) -> Iterator[Telling]:
    yield _telling(notice, "seller_replied", "message", {})


_TOPICS: Mapping[Topic, Callable[[Notice], Iterator[Telling]]] = {
    "atoz": _atoz,
    "safet": _safet,
    "chargeback": _chargeback,
    "return": _return,
    "refund": _refund,
    "message": _message,
    "reply": _reply,
    "cancellation": _message,  # the buyer has written and waits for an answer
}


def _opened(notice: Notice, programme: str, *, by_day: bool = False, **more: object) -> Telling:
    fields = {
        **more,
        **_amount(notice),
        "reason": reason_in(notice.body),
        "asin": asin_in(notice.body),
        **_window(notice),
    }
    return _telling(notice, "claim_opened", programme, fields, by_day=by_day)


def _asked(notice: Notice, programme: str, *, unclear: bool = False, **more: object) -> Telling:
    asks = _UNCLEAR if unclear else asks_in(notice.own) or asks_in(notice.parts)
    fields = {**more, **_window(notice), "asks": asks}
    return _telling(notice, "information_requested", programme, fields)


def _decided(notice: Notice, programme: str, decision: str, **more: object) -> Telling:
    stated = stated_in(notice.own, notice.store.zone)
    fields = {
        "decision": decision,
        **more,
        **_amount(notice),
        "stated": iso(stated) if stated else "",
    }
    return _telling(notice, "claim_decided", programme, fields, by_day=True)


def _amount(notice: Notice) -> Telling:
    found = sum_in(notice.said, notice.store)
    return {"amount": found} if found else {}


def _window(notice: Notice) -> Telling:
    window, stated = window_in(notice.own), stated_in(notice.own, notice.store.zone)
    printed = {"window": {"amount": window.amount, "unit": window.unit}} if window else {}
    return printed | ({"stated": iso(stated)} if stated else {})


def _telling(
    notice: Notice, kind: str, programme: str, fields: Telling, *, by_day: bool = False
) -> Telling:
    """Return an event; its id is made of its facts, so that a forwarded copy is the same event.

    What Amazon says once is told apart by its date in the store: the same decision was seen to come
    twice within a day. Questions and messages may follow each other: theirs has the minute.
    """
    minute = notice.at.strftime("%Y%m%dT%H%MZ")
    when = notice.at.astimezone(notice.store.zone).strftime("%Y%m%d") if by_day else minute
    told = {name: value for name, value in fields.items() if value}
    apart = [str(told[name]) for name in ("decision", "claim_ref", "by") if name in told]
    amount = told.get("amount")
    if by_day and isinstance(amount, dict):
        apart.append(f"{amount['value']}{amount['currency']}")
    return {
        "event_id": "-".join(["mail", programme, notice.order_id, kind, when, *apart])[:128],
        "type": kind,
        "occurred_at": iso(notice.at),
        **({"occurred_from": iso(since)} if (since := notice.letter.since) else {}),
        "programme": programme,
        **told,
    }
