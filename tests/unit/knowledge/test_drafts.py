from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pytest

from shared.domain.drafts.draft import Draft, gaps
from shared.domain.drafts.letters import KINDS, draft
from shared.domain.drafts.lint import lint
from shared.domain.drafts.passages import Subject
from shared.domain.eligibility import reason_item
from shared.domain.errors import InputError
from shared.domain.evidence import checklist
from shared.mail.draft_words import address
from shared.mail.language import tongue
from shared.policy.knowledge import load_knowledge
from shared.policy.pack import load_pack
from tests.conftest import ORDER
from tests.unit.knowledge.telling import told

NOW = datetime.fromisoformat("2026-03-11T08:00:00Z")
Event = Mapping[str, Any]


def event(kind: str, at: str, programme: str = "atoz", **fields: Any) -> Event:  # noqa: ANN401
    return {"type": kind, "at": at, "programme": programme, **fields}


CLAIM = event(
    "claim_opened",
    "2026-03-06T18:00:00Z",
    reason="not_received",
    amount={"value": "48.20", "currency": "USD"},
)
FACTS = event(
    "order_facts",
    "2026-03-06T00:00:00Z",
    "message",
    ordered_at="2026-02-20",
    latest_estimated_delivery="2026-02-28",
    delivered_at="2026-02-27T21:30:00Z",
    items=[{"asin": "B0TEST0001", "price": {"value": "39.90", "currency": "USD"}}],
)
WROTE = event("buyer_contacted", "2026-03-05T18:00:00Z", "message")
REPLIED = event("seller_replied", "2026-03-06T08:00:00Z", "message")


def drafted(kind: str, *events: Event, programme: str = "atoz", reason: str = "") -> Draft:
    case = told("US", events)
    proofs = checklist(case, programme, load_knowledge(), NOW, reason)
    return draft(Subject(case, programme, ORDER, proofs, NOW, load_knowledge().letters), kind)


def test_a_letter_to_the_buyer_has_its_five_parts_in_order() -> None:
    text = drafted("buyer_letter", CLAIM).text

    parts = ["sorry", "opinion matters", "want to put this right", "what we can do", "Please reply"]
    places = [text.index(part) for part in parts]
    assert places == sorted(places)
    assert gaps(text) == ("[the concrete solution: what you do or send]", "[date]")


def test_a_letter_to_the_buyer_names_what_the_buyer_complains_about() -> None:
    assert f"order {ORDER} has not reached you" in drafted("buyer_letter", CLAIM).text
    other = drafted("buyer_letter", CLAIM, reason="service").text
    assert f"not satisfied with your order {ORDER}" in other


def test_a_statement_tells_the_facts_in_time_order_on_the_clock_of_the_store() -> None:
    text = drafted("statement", FACTS, WROTE, REPLIED, CLAIM).text

    told_lines = [line for line in text.splitlines() if line.startswith("- ") and "2026" in line]
    assert told_lines == [
        "- Fri 20 Feb 2026: The order was placed.",
        "- Fri 27 Feb 2026, 13:30 (UTC-08:00): The carrier delivered the order.",
        "- Sat 28 Feb 2026: Latest estimated delivery.",
        "- Thu 5 Mar 2026, 10:00 (UTC-08:00): The buyer wrote to us.",
        "- Fri 6 Mar 2026, 00:00 (UTC-08:00): We replied to the buyer.",
        "- Fri 6 Mar 2026, 10:00 (UTC-08:00): The claim was opened.",
    ]
    assert "- Price of the order: 39.90 USD." in text
    assert text.startswith(f"A-to-z claim on order {ORDER}, 48.20 USD. Reason: item not received.")
    assert text.endswith("We ask Amazon to weigh these facts and to deny the claim.")


def test_a_statement_counts_the_hours_the_buyer_has_not_answered() -> None:
    silent = drafted("statement", WROTE, REPLIED, CLAIM).text
    by_date = drafted("statement", {**REPLIED, "at": "2026-03-06"}, CLAIM).text
    answered = drafted("statement", REPLIED, {**WROTE, "at": "2026-03-07T08:00:00Z"}, CLAIM).text
    no_need = drafted("statement", {**REPLIED, "no_reply_needed": True}, CLAIM).text

    assert "has not answered for 120 hours" in silent  # 6 March 08:00 to 11 March 08:00
    assert "has not answered for 96 hours" in by_date  # from the end of 6 March in Los Angeles
    assert "for [number] hours" in answered
    assert "for [number] hours" in no_need


def test_proofs_that_are_there_are_named_and_missing_ones_are_gaps() -> None:
    added = event("evidence_added", "2026-03-07T00:00:00Z", item="shipping_record")
    text = drafted("statement", FACTS, CLAIM, added).text

    assert "- Shipping record with the scan of the dispatch" in text
    assert "[attach: Carrier record with the tracking number]" in text


def test_what_several_items_cost_together_is_a_gap() -> None:
    two = {**FACTS, "items": [{"sku": "A"}, {"sku": "B"}]}

    assert "- Price of the order: [price and currency]." in drafted("statement", two, CLAIM).text


@pytest.mark.parametrize(
    ("programme", "asked"),
    [
        ("safet", "We ask Amazon to consider a reimbursement of 20.00 USD."),
        ("chargeback", "We ask Amazon to put these facts before the bank."),
    ],
)
def test_a_statement_asks_for_what_its_programme_can_give(programme: str, asked: str) -> None:
    money = {"value": "20.00", "currency": "USD"}
    opened = event("claim_opened", "2026-03-06T18:00:00Z", programme, amount=money)

    assert drafted("statement", opened, programme=programme).text.endswith(asked)


def test_a_filing_tells_the_return_and_asks_for_the_sum() -> None:
    refund = event(
        "refund_issued", "2026-03-01T18:00:00Z", "return", by="amazon",
        amount={"value": "35.90", "currency": "USD"},
    )  # fmt: skip
    partly = event("refund_issued", "2026-03-02T18:00:00Z", "return", by="seller", extent="partial")
    came = event("return_delivered", "2026-03-03", "return")
    made = drafted("", refund, partly, came, programme="safet", reason="unsellable")

    assert made.kind == "safet_filing"
    assert "Reason: returned unsellable, seller not at fault." in made.text
    assert "Amazon refunded the order." in made.text
    assert "We refunded a part of the order." in made.text
    assert "- Tue 3 Mar 2026: The return arrived." in made.text
    assert made.text.endswith("We ask Amazon to consider a reimbursement of 35.90 USD.")
    where = address(tongue("en"), made, load_pack().store("US"))
    assert where.startswith("sellercentral.amazon.com, Orders > Manage SAFE-T Claims")


def test_a_trip_credit_is_asked_for_at_its_flat_rate() -> None:
    case = told("US", [], "service")
    proofs = checklist(case, "safet", load_knowledge(), NOW, "trip_credit")
    made = draft(Subject(case, "safet", "SRV-2026-0042", proofs, NOW, load_knowledge().letters))

    assert "a reimbursement of 50 USD, the flat rate of an eligible trip credit." in made.text


def test_an_appeal_names_the_decision_the_messages_and_a_fair_solution() -> None:
    lost = event("claim_decided", "2026-03-10T18:00:00Z", decision="granted_seller_funded")
    made = drafted("", WROTE, REPLIED, CLAIM, lost)

    assert made.kind == "appeal"
    assert "the decision of Tue 10 Mar 2026, 11:00 (UTC-07:00)" in made.text
    assert "- Thu 5 Mar 2026, 10:00 (UTC-08:00): The buyer wrote to us." in made.text
    for said in ("unfair", "has not seen yet", "A fair solution"):
        assert said in made.text


def test_an_appeal_without_messages_or_decision_leaves_gaps() -> None:
    made = drafted("appeal", event("claim_opened", "2026-03-06T18:00:00Z"))

    assert {"[date]", "[sum and currency]", "[dates of the messages on both sides]"} <= {*made.gaps}


@pytest.mark.parametrize(
    ("ending", "words"),
    [
        (event("claim_withdrawn", "2026-03-08T00:00:00Z"), "was withdrawn by the buyer"),
        (event("claim_decided", "2026-03-08T00:00:00Z", decision="denied"), "was denied"),
        (
            event("claim_decided", "2026-03-08T00:00:00Z", decision="granted_amazon_funded"),
            "was granted at Amazon's expense",
        ),
    ],
)
def test_an_odr_letter_follows_three_endings_and_says_that_its_address_is_old(
    ending: Event, words: str
) -> None:
    made = drafted("odr_correction", CLAIM, ending)

    assert words in made.text
    assert address(tongue("en"), made, load_pack().store("US")).endswith("an old address")
    assert [line[:2] for line in made.text.splitlines()[-4:]] == ["1.", "2.", "3.", "4."]


@pytest.mark.parametrize(
    "events",
    [
        (CLAIM,),
        (CLAIM, event("claim_decided", "2026-03-08T00:00:00Z", decision="granted_seller_funded")),
    ],
)
def test_no_odr_letter_for_another_ending(events: tuple[Event, ...]) -> None:
    with pytest.raises(InputError, match="an ODR letter is for"):
        drafted("odr_correction", *events)


def test_an_unknown_kind_names_those_there_are() -> None:
    with pytest.raises(InputError, match="buyer_letter, statement"):
        drafted("threat", CLAIM)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "odr_correction"])
@pytest.mark.parametrize("reason", ["not_received", "not_as_described", "extra_charges", ""])
def test_a_draft_needs_nothing_but_its_gaps_filled(kind: str, reason: str) -> None:
    text = drafted(kind, FACTS, WROTE, REPLIED, CLAIM, reason=reason).text
    for found in gaps(text):
        text = text.replace(found, "12 March 2026")

    assert [remark for remark in lint(text) if remark.kind != "too_short"] == []


def test_nothing_a_stranger_wrote_gets_into_a_draft() -> None:
    free = "Jane Roe of 12 Main Street says +12065550100"
    asked = event("information_requested", "2026-03-07T00:00:00Z", asks=free)
    decided = event(
        "claim_decided", "2026-03-08T00:00:00Z", decision="granted_seller_funded", reason=free
    )
    opened = {**CLAIM, "reason": free, "claim_label": free}

    for kind in ("buyer_letter", "statement", "appeal"):
        made = drafted(kind, opened, asked, decided)
        assert "Jane" not in made.text + made.in_english


def test_an_unconfirmed_fact_is_told_to_nobody() -> None:
    doubtful = {**WROTE, "verified": False}

    assert "The buyer wrote" not in drafted("statement", doubtful, CLAIM).text


ASKED = event(
    "information_requested",
    "2026-03-07T00:00:00Z",
    asks="Amazon asks for: tracking number and carrier, proof of delivery, a smoke signal.",
)


def test_what_amazon_asked_is_answered_first_point_by_point_with_what_is_on_file() -> None:
    shipped = {**FACTS, "carrier": "UPS", "tracking": "1Z999AA10123456784"}
    parts = drafted("statement", shipped, CLAIM, ASKED).parts

    assert parts[1].splitlines() == [
        "What Amazon asked for, in its order:",
        "1. Carrier and tracking: UPS, 1Z999AA10123456784.",
        "2. Proof of delivery: delivered Fri 27 Feb 2026, 13:30 (UTC-08:00); the scan is attached.",
        "3. [your answer to this point of the notice]",
    ]


def test_a_question_without_words_leaves_one_gap_and_no_question_leaves_none() -> None:
    asked = event("information_requested", "2026-03-07T00:00:00Z")

    assert "What Amazon asked for: [your answer to each" in drafted("statement", CLAIM, asked).text
    assert "What Amazon asked for" not in drafted("statement", CLAIM).text


def test_a_claim_known_by_its_question_is_not_told_as_opened_then() -> None:
    text = drafted("statement", {**CLAIM, "action_required": True}).text

    assert "10:00 (UTC-08:00): Amazon told us of the claim and asked for information." in text
    assert "The claim was opened" not in text


@pytest.mark.parametrize("programme", ["safet", "chargeback"])
def test_only_an_a_to_z_claim_is_argued_with_the_silence_of_the_buyer(programme: str) -> None:
    opened = event("claim_opened", "2026-03-06T18:00:00Z", programme, action_required=True)
    text = drafted("statement", opened, programme=programme).text

    assert "has not answered" not in text
    assert "supplier" not in text


def test_a_delivered_order_is_not_said_to_be_missing() -> None:
    text = drafted("buyer_letter", FACTS, CLAIM).text

    assert "has not reached you" not in text
    assert "it was delivered on Fri 27 Feb 2026, 13:30 (UTC-08:00)." in text


@pytest.mark.parametrize(
    ("store", "language", "words"),
    [
        ("DE", "de", "noch nicht bei Ihnen angekommen"),
        ("FR", "fr", "parvenue"),
        ("IT", "it", "non le sia arrivato"),
        ("MX", "es", "no le haya llegado"),
        ("BR", "pt", "não tenha chegado"),
        ("BE", "nl", "niet is aangekomen"),
        ("SE", "sv", "inte har kommit fram"),
        ("PL", "pl", "nie dotarło"),
        ("TR", "tr", "siparişinizin size"),
        ("JP", "ja", "届いていない"),
    ],
)
def test_a_letter_to_a_buyer_speaks_the_language_of_the_store(
    store: str, language: str, words: str
) -> None:
    case = told(store, [CLAIM])
    proofs = checklist(case, "atoz", load_knowledge(), NOW)
    made = draft(
        Subject(case, "atoz", ORDER, proofs, NOW, load_knowledge().letters), "buyer_letter"
    )

    assert made.language == language
    assert words in made.text
    assert ORDER in made.text
    assert "has not reached you" in made.in_english


def test_what_is_only_known_to_lie_between_two_times_is_told_as_that() -> None:
    came = event("return_delivered", "2026-03-05", "return", occurred_from="2026-03-02")
    made = drafted("safet_filing", came, programme="safet", reason="unsellable")

    assert "- between Mon 2 Mar 2026 and Thu 5 Mar 2026: The return arrived." in made.text


def test_the_old_pace_is_a_doubt_of_a_to_z_claims_alone() -> None:
    opened = event("claim_opened", "2026-03-06T18:00:00Z", "safet")

    assert "pace" in drafted("statement", CLAIM).doubts
    assert "pace" not in drafted("statement", opened, programme="safet").doubts


def test_the_words_of_a_checklist_are_not_written_to_amazon() -> None:
    added = event("evidence_added", "2026-03-07T00:00:00Z", "chargeback", item="asked_for")
    opened = event("claim_opened", "2026-03-06T18:00:00Z", "chargeback", amount=CLAIM["amount"])
    text = drafted("statement", opened, added, programme="chargeback").text

    assert "too little information" not in text
    assert [
        each
        for each in lint(text, load_knowledge().advice_to_seller)
        if each.kind == "inner_advice"
    ] == []


def test_a_delivered_order_is_told_in_the_language_of_the_store_as_well() -> None:
    case = told("DE", [FACTS, CLAIM])
    proofs = checklist(case, "atoz", load_knowledge(), NOW)
    of = Subject(case, "atoz", ORDER, proofs, NOW, load_knowledge().letters)

    assert "wurde sie am 2026-02-27 zugestellt" in draft(of, "buyer_letter").text


def test_when_it_was_sent_is_answered_from_the_facts() -> None:
    asked = {**ASKED, "asks": "Amazon asks for: shipping method and dates."}
    shipped = {**FACTS, "shipped_at": "2026-02-21T18:00:00Z"}

    text = drafted("statement", shipped, CLAIM, asked).text
    assert "1. Shipping method and dates: shipped Sat 21 Feb 2026, 10:00 (UTC-08:00)." in text


def test_a_reason_named_before_the_filing_is_its_reason() -> None:
    named = event("evidence_added", "2026-03-07T00:00:00Z", "safet", item=reason_item("unsellable"))

    text = drafted("safet_filing", named, programme="safet").text
    assert "Reason: returned unsellable, seller not at fault." in text
