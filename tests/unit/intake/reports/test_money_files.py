"""Every file of money that sellers have: two settlements, date ranges, two APIs."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.unit.intake.reports.reports import events_of, read, refusals_of, set_aside_of
from tests.unit.intake.reports.test_what_a_report_tells import ORDER

MONEY = Path(__file__).parents[3] / "fixtures" / "reports" / "money"
Told = tuple[str, str, str | None, str | None]


def told(raw: bytes, store: str = "US") -> list[Told]:
    """Return order, programme, decision and sum of what a file tells; nothing is refused."""
    findings = read(raw, store=store)
    assert refusals_of(findings) == []
    return [
        (
            e["order_id"][-2:],
            e["programme"],
            e.get("decision"),
            (e.get("amount") or {}).get("value"),
        )
        for e in events_of(findings)
        if e["type"] in {"claim_decided", "refund_issued"}
    ]


SELLER, GRANTED = "granted_seller_funded", "granted"


@pytest.mark.parametrize(
    ("name", "store", "expected"),
    [
        (
            "wide.txt", "US",
            [("01", "atoz", SELLER, "27.50"), ("02", "safet", GRANTED, "18.40"),
             ("03", "chargeback", "lost", "9.99"), ("04", "return", None, "45.00")],
        ),
        (
            "date_range_us.csv", "US",
            [("01", "atoz", SELLER, "21.60"), ("02", "safet", GRANTED, "18.40"),
             ("03", "chargeback", "lost", "9.99"), ("04", "return", None, "1040.00")],
        ),
        (
            "date_range_de.csv", "DE",
            [("01", "atoz", SELLER, "1020.00"), ("02", "safet", GRANTED, "18.40"),
             ("03", "return", None, "30.00")],
        ),
        (
            "date_range_jp.csv", "JP",
            [("01", "atoz", SELLER, "2980"), ("02", "return", None, "1000")],
        ),
        (
            "transactions.json", "US",
            [("01", "atoz", SELLER, "30.00"), ("02", "safet", GRANTED, "18.40"),
             ("04", "return", None, "40.00")],
        ),
    ],
)  # fmt: skip
def test_a_file_of_money_tells_what_the_buyer_or_seller_got(
    name: str, store: str, expected: list[Told]
) -> None:
    assert told((MONEY / name).read_bytes(), store) == expected


def test_a_deferred_transaction_and_its_release_are_one_of_the_first_date() -> None:
    findings = read((MONEY / "transactions.json").read_bytes())

    (refund,) = (e for e in events_of(findings) if e["type"] == "refund_issued")
    assert refund["occurred_at"] == "2026-10-12T20:15:00Z"
    aside = [reason for _, reason in set_aside_of(findings)]
    assert "deferred: it is no money yet" in aside
    assert "the release of a transaction that counts already" in aside
    assert "a refund of an order that Amazon fulfilled" in aside


def test_a_transaction_that_does_not_part_fees_from_sales_has_no_sum() -> None:
    page = json.loads((MONEY / "transactions.json").read_bytes())
    page["payload"]["transactions"][0]["breakdowns"][0]["breakdownType"] = "Something else"

    (first, *_) = told(json.dumps(page).encode())

    assert first == ("01", "atoz", SELLER, None)


EVENTS: dict[str, Any] = {
    "GuaranteeClaimEventList": [
        {
            "AmazonOrderId": ORDER,
            "MarketplaceName": "Amazon.com",
            "PostedDate": "2026-11-18T20:15:00Z",
            "ShipmentItemAdjustmentList": [
                {
                    "ItemChargeAdjustmentList": [
                        {
                            "ChargeType": "Principal",
                            "ChargeAmount": {"CurrencyCode": "USD", "CurrencyAmount": -17.25},
                        }
                    ]
                }
            ],
        }
    ]
}


def lowered(value: Any) -> Any:  # noqa: ANN401 - values of JSON
    """Return values with names as libraries of Java and JavaScript write them."""
    if isinstance(value, list):
        return [lowered(each) for each in value]
    if isinstance(value, dict):
        return {name[0].lower() + name[1:]: lowered(each) for name, each in value.items()}
    return value


PAGE = {"payload": {"FinancialEvents": EVENTS}}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(json.dumps(PAGE), id="as Amazon writes it"),
        pytest.param(json.dumps(lowered(PAGE)), id="camel case"),
        pytest.param(json.dumps(EVENTS), id="bare lists"),
        pytest.param(json.dumps(lowered(EVENTS)), id="bare lists in camel case"),
        pytest.param(f"{json.dumps(PAGE)}\n{json.dumps(PAGE)}\n", id="one page a line"),
        pytest.param(json.dumps([PAGE, EVENTS]), id="a list of pages"),
    ],
)
def test_financial_events_are_read_however_a_library_hands_them_out(text: str) -> None:
    pages = text.count("uaranteeClaimEventList")

    (first, *_) = told(text.encode())

    assert first == ("01", "atoz", SELLER, f"{17.25 * pages:.2f}")


def test_a_performance_report_is_known_and_says_what_it_is_for() -> None:
    report = {"accountStatuses": [{"marketplaceId": "ATVPDKIKX0DER", "status": "NORMAL"}],
              "performanceMetrics": []}  # fmt: skip

    ((where, reason),) = refusals_of(read(json.dumps(report), name="health.json"))

    assert where == "health.json"
    assert "seller performance report" in reason
    assert "names no order" in reason


def test_an_unknown_table_says_what_to_download() -> None:
    ((_, reason),) = refusals_of(read("Ledger,Debit,Credit\nRent,10,\n"))

    assert "Date Range transactions" in reason
    assert "Manage Returns" in reason


def test_money_that_names_no_store_is_of_the_one_that_the_file_names() -> None:
    text = (MONEY / "date_range_us.csv").read_text()
    abroad = text.replace("amazon.com", "amazon.ca").replace(
        '"SAFE-T Reimbursement","1","amazon.ca"', '"SAFE-T Reimbursement","1",""'
    )

    assert events_of(read(abroad)) == []
    assert any("113-3000002-0000002" in reason for _, reason in refusals_of(read(abroad)))


def test_a_prime_returns_csv_is_a_returns_report() -> None:
    text = (
        "order id,amazon rma id,merchant rma id,merchant sku,asin,item name,return request date,"
        "return request status,return delivery date,return type,resolution,label cost,"
        "refund amount,carrier,tracking id\n"
        f'{ORDER},PRMA1,,SKU,B0TEST0001,"Lamp, 2 pieces",05-Oct-2026,Approved,12-Oct-2026,'
        "C-Returns,RefundAtFirstScan,4.10,21.38,UPS,TEST1\n"
    )

    findings = read(text)

    assert refusals_of(findings) == []
    assert {e["type"] for e in events_of(findings)} == {
        "return_requested", "return_answered", "return_delivered", "refund_issued",
    }  # fmt: skip
    assert set_aside_of(findings) == []
