"""What the seller reads of it, apart from the commands that print it."""

from datetime import datetime

import pytest

from shared.domain.eligibility import eligibility
from shared.domain.errors import InputError
from shared.domain.evidence import checklist, complete, known_item
from shared.domain.schools import schools
from shared.mail.knowledge import (
    checklist_lines,
    eligibility_lines,
    in_short,
    school_lines,
    withdrawal_lines,
)
from shared.mail.language import TRANSLATED, tongue
from shared.mail.reasons import ticks
from shared.policy.knowledge import load_knowledge
from tests.unit.knowledge.telling import told

NOW = datetime.fromisoformat("2026-03-11T08:00:00Z")
SAY = tongue("en")
KNOWLEDGE = load_knowledge()
OPENED = {
    "type": "claim_opened",
    "programme": "atoz",
    "at": "2026-03-06T12:00:00Z",
    "reason": "not_received",
}
FACTS = {
    "type": "order_facts",
    "programme": "message",
    "at": "2026-03-01T12:00:00Z",
    "valid_tracking": True,
}
ADDED = {"type": "evidence_added", "programme": "atoz", "at": "2026-03-07T12:00:00Z"}


def test_a_checklist_ticks_what_was_added_and_what_the_facts_show() -> None:
    case = told("US", [OPENED, FACTS, {**ADDED, "item": "timeline"}, {**ADDED, "item": "a letter"}])
    shown = list(checklist_lines(SAY, checklist(case, "atoz", KNOWLEDGE, NOW)))

    assert shown[0].startswith("[x] timeline: The facts in order")
    assert any("carrier_tracking" in line and "known from the facts" in line for line in shown)
    assert "[x] a letter" in shown
    assert any(line.startswith("[ ] delivery_scan") for line in shown)


def test_a_claim_without_reason_says_how_to_get_a_checklist() -> None:
    case = told("US", [])
    shown = list(checklist_lines(SAY, checklist(case, "safet", KNOWLEDGE, NOW)))

    assert shown[0] == "No checklist yet: the reason of the claim is not on file."


def test_a_mail_gets_what_is_missing_first() -> None:
    case = told("US", [OPENED, FACTS, {**ADDED, "item": "timeline"}])
    found = ticks(SAY, case, "atoz", NOW)

    assert [tick.done for tick in found] == sorted(tick.done for tick in found)
    assert found[0].needed
    assert "The shipping record" in "".join(tick.words for tick in found if not tick.done)


def test_what_must_be_true_and_is_not_is_said() -> None:
    events = [{"type": "claim_opened", "programme": "safet", "at": "2026-03-06", "reason": "abuse"}]
    shown = list(eligibility_lines(SAY, eligibility(told("US", events), "safet", KNOWLEDGE, NOW)))

    assert shown[0] == "May be eligible: no exclusion is known."
    assert any("must be true: The customer has been refunded by Amazon" in line for line in shown)


def test_a_school_names_the_sum_and_the_weight_of_one_defect() -> None:
    amount = {"value": "48.20", "currency": "USD"}
    case = told("US", [{**OPENED, "amount": amount}])
    both = schools(case, KNOWLEDGE, NOW)

    shown = "\n".join(school_lines(SAY, both, 310))
    assert "you are out of the sum (48.20 USD); counts in ODR" in shown
    assert "One defect among 310 orders of 60 days weighs 0.32 % in ODR" in shown
    assert "One defect" not in "\n".join(school_lines(SAY, both, None))


@pytest.mark.parametrize(
    ("events", "words"),
    [
        (["claim_withdrawn"], "Withdrawn before a decision."),
        (["claim_decided", "claim_withdrawn"], "Withdrawn after the decision."),
    ],
)
def test_a_withdrawal_is_told_by_its_place_before_or_after_a_decision(
    events: list[str], words: str
) -> None:
    more = [
        {
            "type": kind,
            "programme": "atoz",
            "at": f"2026-03-0{day}T12:00:00Z",
            **({"decision": "granted_seller_funded"} if kind == "claim_decided" else {}),
        }
        for day, kind in enumerate(events, start=7)
    ]
    case = told("US", [OPENED, *more])

    assert words in list(in_short(SAY, case, "atoz", KNOWLEDGE, NOW))


def test_how_a_buyer_withdraws_is_never_a_request_of_ours() -> None:
    case = told("US", [OPENED])
    first, *steps = withdrawal_lines(SAY, case.claims["atoz"], KNOWLEDGE)

    assert first == "How a buyer withdraws a claim: for you to know, never to ask a buyer for"
    assert len(steps) == 4


def test_completeness_is_told_without_the_case_as_well() -> None:
    claim = (KNOWLEDGE, "safet", "service", "penalty_fee", "US")

    assert complete(*claim, ("service_order_id",), {}) is False
    assert complete(*claim, ("service_order_id", "penalty_proof"), {}) is True


def test_of_an_empty_checklist_nobody_says_that_it_is_complete() -> None:
    assert complete(KNOWLEDGE, "safet", "product", "", "US", (), {}) is None
    assert checklist(told("US", []), "safet", KNOWLEDGE, NOW).complete is None


def test_an_item_is_known_by_its_name_only() -> None:
    lines = checklist(told("US", [OPENED]), "atoz", KNOWLEDGE, NOW)

    assert known_item(lines, "signature") == "signature"
    with pytest.raises(InputError, match="there are timeline, buyer_messages"):
        known_item(lines, "photo")
    with pytest.raises(InputError, match="name the reason of the claim first"):
        known_item(checklist(told("US", []), "safet", KNOWLEDGE, NOW), "photo")


@pytest.mark.parametrize("language", ["en", *TRANSLATED])
def test_every_sentence_can_be_said_in_every_language(language: str) -> None:
    say, case = tongue(language), told("US", [OPENED, FACTS])

    shown = [
        *eligibility_lines(say, eligibility(case, "atoz", KNOWLEDGE, NOW)),
        *checklist_lines(say, checklist(case, "atoz", KNOWLEDGE, NOW)),
        *school_lines(say, schools(case, KNOWLEDGE, NOW), 310),
    ]
    assert not [line for line in shown if "%(" in line]
