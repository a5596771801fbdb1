from datetime import timedelta
from unittest.mock import patch

import pytest

from shared import wiring
from shared.observability import logger
from tests.conftest import ORDER, WEDNESDAY, body
from tests.integration.conftest import Stack

HOUR = timedelta(hours=1)


def order(number: int) -> str:
    return f"113-5550123-{number:07}"


def test_one_malformed_message_in_ten_is_quarantined_and_nine_are_applied(stack: Stack) -> None:
    good = [body("information_requested", order_id=order(n)) for n in range(9)]
    naive = body("information_requested", "2026-03-11T08:00:00", order_id=order(9))

    stack.receive(*good[:5], naive, *good[5:])

    (refused,) = stack.quarantined()
    assert refused["reason"].startswith("occurred_at: naive time")
    assert refused["body"] == naive
    assert [stack.case(order(n)).version for n in range(9)] == [1] * 9


def test_a_batch_whose_cases_wait_together_ends_as_one_that_goes_one_by_one(
    stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CASES_AT_ONCE", "8")
    asked = [body("information_requested", order_id=order(n), event_id=f"a{n}") for n in range(3)]
    answered = [
        body("seller_responded", WEDNESDAY + HOUR, order_id=order(n), event_id=f"b{n}")
        for n in range(3)
    ]
    naive = [body("information_requested", "2026-03-11T08:00:00", event_id=f"c{n}") for n in (0, 1)]

    stack.now += HOUR
    stack.receive(*answered[:1], *asked, *naive, *answered[1:], asked[0])

    assert sorted(each["body"] for each in stack.quarantined()) == sorted(naive)
    assert [stack.case(order(n)).version for n in range(3)] == [2, 2, 2]
    assert [len(stack.case(order(n)).events) for n in range(3)] == [2, 2, 2]


def test_a_redelivered_message_changes_nothing(stack: Stack) -> None:
    stack.receive(body("information_requested"))
    before = stack.case()

    stack.receive(body("information_requested"))

    assert stack.case() == before


def test_the_outcome_is_recorded_in_the_table(stack: Stack) -> None:
    stack.receive(
        body("information_requested"),
        body(
            "claim_decided",
            WEDNESDAY + timedelta(minutes=5),
            decision="granted_amazon_funded",
            amount={"value": "48.20", "currency": "USD"},
        ),
    )

    claim = stack.case().summary["claims"]["atoz"]
    assert claim["status"] == "granted_amazon_funded"
    assert claim["outcome"]["who_pays"] == "amazon"
    assert claim["amount"] == {"value": "48.20", "currency": "USD"}


def test_two_accounts_never_share_a_case(stack: Stack) -> None:
    stack.receive(body("information_requested"))

    item = stack.aws.dynamodb.scan(TableName="cases")["Items"]

    keys = {entry["pk"]["S"] for entry in item} - {"ACCOUNTS"}
    assert keys == {"ACCOUNT#blue-kettle"}
    assert stack.case().order_id == ORDER


def test_rules_that_cannot_be_read_any_more_give_way_to_what_ships_and_are_told(
    stack: Stack,
) -> None:
    wiring.services().rules.put("rule_id,obligation\nmine,safet.bygone\n", "blue-kettle")

    with patch.object(logger, "error") as told:
        stack.receive(body("information_requested"))

    (asked,) = stack.case().summary["obligations"].values()
    assert (asked["rule"], asked["remind_by"]) == ("atoz.info-request", "2026-03-13T08:00:00Z")
    assert "rules of account blue-kettle" in told.call_args.kwargs["reason"]
