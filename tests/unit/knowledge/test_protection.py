"""Whether Buy Shipping protects: forty orders, judged by what public texts say."""

import json
from pathlib import Path
from typing import Any

import pytest

from shared.domain.protection import protection
from shared.mail.knowledge import protection_lines
from shared.mail.language import tongue
from tests.unit.knowledge.telling import told

CLAIM = {
    "type": "claim_opened",
    "programme": "atoz",
    "at": "2026-03-10T12:00:00Z",
    "reason": "not_received",
}
REFUNDS = {
    "seller": {"type": "refund_issued", "programme": "return", "by": "seller", "extent": "full"},
    "seller_part": {"type": "refund_issued", "programme": "return", "by": "seller",
                    "extent": "partial"},
    "amazon": {"type": "refund_issued", "programme": "return", "by": "amazon", "extent": "full"},
    "order_refunded": {"type": "order_refunded", "programme": "atoz"},
}  # fmt: skip
CASES = [
    json.loads(line)
    for line in (Path(__file__).parent / "protection_cases.jsonl")
    .read_text(encoding="utf-8")
    .splitlines()
]


def events(case: dict[str, Any]) -> list[dict[str, Any]]:
    facts = {"type": "order_facts", "programme": "message", "at": "2026-03-10T12:00:00Z"}
    refunds = [{**REFUNDS[name], "at": "2026-03-11T12:00:00Z"} for name in case["refunds"]]
    return [CLAIM, {**facts, **case["facts"]}, *refunds]


@pytest.mark.parametrize("case", CASES, ids=[case["rests_on"] for case in CASES])
def test_an_order_is_protected_only_as_far_as_every_condition_is_known(
    case: dict[str, Any],
) -> None:
    answers = protection(told("US", events(case)))
    found = {each.question: each.answer for each in answers}

    assert found == {name: case[name] for name in ("money", "metric", "appeal")}
    question, _, missing = case["missing"].rpartition(": ")
    lacking = next(each.missing for each in answers if each.question == (question or "money"))
    assert lacking == tuple(missing.split())


def test_there_are_forty_orders_each_with_a_text_it_rests_on() -> None:
    assert len({case["rests_on"] for case in CASES}) == len(CASES) >= 40


def test_a_claim_about_another_thing_is_not_asked_about() -> None:
    assert protection(told("US", [{**CLAIM, "reason": "not_as_described"}])) == ()
    assert protection(told("US", [])) == ()


LABEL = "the label is of a service marked Claims Protected"
SCAN = "the carrier's first scan came by the ship-by time"


def test_the_seller_reads_what_is_missing() -> None:
    assert list(protection_lines(tongue("en"), told("US", [CLAIM]))) == [
        "Protected by Buy Shipping? Three answers [AZ-CA-BSP, AZ-BSP-2025]",
        f"  the money: not known; still to be known: {LABEL}, {SCAN}",
        f"  the order defect rate: not known; still to be known: {LABEL}, {SCAN}",
        (
            f"  a ground to appeal: not known; still to be known: {LABEL}, {SCAN}, "
            "a scan shows the delivery"
        ),
    ]


def test_no_is_said_with_its_reason_and_yes_never_as_a_promise() -> None:
    refused = told("US", events({"facts": {"claims_protected": False}, "refunds": []}))
    met = told("US", events(CASES[1]))
    no = f"  the money: no, because this is not so: {LABEL}"

    assert no in list(protection_lines(tongue("en"), refused))
    assert "  the money: by these conditions, yes" in list(protection_lines(tongue("en"), met))
    assert list(protection_lines(tongue("en"), told("US", []))) == []
