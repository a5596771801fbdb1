"""Files that look like others, cells that are not what they seem, rows of somewhere else."""

import gzip
from pathlib import Path

import pytest

from shared.intake.reports import packed
from tests.unit.intake.reports.reports import events_of, noon, read, refusals_of
from tests.unit.intake.reports.test_what_a_report_tells import (
    HEADER,
    ORDER,
    SETTLEMENT,
    report,
    settlement,
    told,
)

FIXTURES = Path(__file__).parents[3] / "fixtures" / "reports" / "headings"
OTHER = "111-0000001-0000002"
ARRIVED = {"Return delivery date": "12-Oct-2026", "Refunded Amount": "21.38"}
CLAIM = {"SafeT claim id": "12345-67890-1234567", "SafeT claim creation time": "16-Oct-2026"}


@pytest.mark.parametrize("mark", ["-", " ", "_"])
def test_the_status_of_a_return_is_never_that_of_a_claim(mark: str) -> None:
    text = (FIXTURES / "hyphens.txt").read_text()
    header, _, rows = text.partition("\n")

    events = events_of(read(f"{header.replace('-', mark)}\n{rows}", store="IN"))

    decided = {e["order_id"]: e["decision"] for e in events if e["type"] == "claim_decided"}
    claims = {e["order_id"] for e in events if e["programme"] == "safet"}
    assert decided == {"408-2000001-0000001": "denied", "408-2000001-0000002": "granted"}
    assert claims == decided.keys()
    assert {e["order_id"] for e in events if e["type"] == "return_answered"} == {
        f"408-2000001-000000{number}" for number in (1, 2, 3)
    }


def test_what_amazon_ships_itself_is_said_to_have_nothing_to_watch() -> None:
    text = (
        "return-date\torder-id\tsku\tasin\tfnsku\tproduct-name\tquantity\tfulfillment-center-id\t"
        "detailed-disposition\treason\tstatus\tlicense-plate-number\tcustomer-comments\n"
        f"2026-11-02T08:00:00+00:00\t{ORDER}\tS\tB0TEST0001\tX0\tMug\t1\tABE8\tSELLABLE\t"
        "UNWANTED_ITEM\tUnit returned to inventory\tLPN1\t\n"
    )

    findings = read(text)

    assert events_of(findings) == []
    ((_, reason),) = refusals_of(findings)
    assert "FBA" in reason
    assert "no SAFE-T claims" in reason


def test_a_row_of_another_store_is_not_of_this_account() -> None:
    line = f"A-to-z Guarantee Refund | {ORDER} | ItemPrice | Principal | -21.38 | MFN | 2026-11-10"
    header = [*SETTLEMENT, "marketplace-name"]
    here, there = (
        settlement(line).replace("\t".join(SETTLEMENT), "\t".join(header)).rstrip("\n")
        + f"\t{name}\n"
        for name in ("Amazon.com", "Amazon.ca")
    )
    in_euro = settlement(line).replace("USD", "EUR")
    returned = report({"Currency code": "EUR", **ARRIVED}, {"Order ID": OTHER})

    assert [e["type"] for e in events_of(read(here))] == ["claim_decided"]
    for text, words in ((there, "Amazon.ca (CA)"), (in_euro, "is in EUR, not in USD")):
        findings = read(text)
        assert events_of(findings) == []
        ((_, reason),) = refusals_of(findings)
        assert words in reason
        assert ORDER in reason
    assert {e["order_id"] for e in events_of(read(returned))} == {OTHER}
    assert ORDER in refusals_of(read(returned))[0][1]


def test_a_refund_larger_than_its_order_is_taken_without_a_sum_and_said() -> None:
    row = {**ARRIVED, "Refunded Amount": "42.76", "Order Amount": "21.38"}

    findings = read(report(row))

    (refund,) = (e for e in events_of(findings) if e["type"] == "refund_issued")
    assert "amount" not in refund
    assert refund["extent"] == "full"
    ((_, reason),) = refusals_of(findings)
    assert "42.76 USD is more than the 21.38 of the order" in reason
    assert ORDER in reason


def test_two_equal_items_of_an_xml_return_are_said() -> None:
    item = "<item_details><asin>B0TEST0003</asin><refund_amount>12.5</refund_amount></item_details>"
    text = (
        f"<AmazonEnvelope><Message><return_details>{item}{item}<order_id>{ORDER}</order_id>"
        "<return_request_date>2026-11-05T12:44:17Z</return_request_date>"
        "<label_details><currency_code>USD</currency_code><label_type>AmazonPrePaidLabel"
        "</label_type></label_details><order_amount>12.5</order_amount></return_details>"
        "</Message></AmazonEnvelope>"
    )

    reasons = [reason for _, reason in refusals_of(read(text))]

    assert any("two equal item_details of 12.5" in reason for reason in reasons)
    assert any("25.0 USD is more than the 12.5" in reason for reason in reasons)
    assert all(ORDER in reason for reason in reasons)


def test_a_label_that_amazon_did_not_pay_opens_no_filing_and_is_said_once() -> None:
    header = [*HEADER, "Label type", "Label to be paid by"]
    unpaid = {**ARRIVED, "Label type": "AmazonUnPaidLabel", "Label to be paid by": "Customer"}
    paid = {**ARRIVED, "Label type": "AmazonPrePaidLabel", "Label to be paid by": "Seller"}
    rows = [
        unpaid,
        {**unpaid, "Order ID": OTHER},
        {**paid, "Order ID": "111-0000001-0000003"},
        {**unpaid, "Order ID": "111-0000001-0000004", "Refunded Amount": "0.00"},
    ]

    findings = read(report(*rows, header=header))

    by_order = {(e["order_id"][-1], e["type"]) for e in events_of(findings)}
    assert {kind for order, kind in by_order if order in "12"} == {
        "return_requested",
        "return_answered",
    }
    assert ("3", "refund_issued") in by_order
    assert ("4", "return_delivered") in by_order
    ((_, reason),) = refusals_of(findings)
    assert ORDER in reason
    assert OTHER in reason


@pytest.mark.parametrize("pieces", [2, 3])
def test_a_line_break_within_a_cell_is_healed(pieces: int) -> None:
    header = [*HEADER[:11], "Item Name", *HEADER[11:]]
    name = "\n".join(["Lamp", "with a shade", "of paper"][:pieces])
    broken = report({**ARRIVED, "Item Name": name}, {"Order ID": OTHER}, header=header)

    findings = read(broken)

    assert refusals_of(findings) == []
    assert told(broken)["return refund_issued"]["amount"] == {"value": "21.38", "currency": "USD"}
    assert {e["order_id"] for e in events_of(findings)} == {ORDER, OTHER}


def test_a_row_in_pieces_that_do_not_fit_is_refused_with_its_order() -> None:
    header, first, second = report(ARRIVED, {"Order ID": OTHER}).splitlines()
    cells = first.split("\t")
    lines = [header, "\t".join(cells[:9]), "\t".join(cells[12:]), second]

    findings = read("\n".join(lines))

    assert {e["order_id"] for e in events_of(findings)} == {OTHER}
    (where, reason), _ = refusals_of(findings)
    assert (where, ORDER in reason) == ("line 2", True)
    assert "breaks off after 9 of 19 cells" in reason


def test_the_last_row_of_a_file_that_was_cut_off_is_refused_with_its_order() -> None:
    whole = report({"Order ID": OTHER}, ARRIVED)
    cut = whole[: whole.rindex("12-Oct-2026") + len("12-Oct-20")]

    findings = read(cut)

    assert {e["order_id"] for e in events_of(findings)} == {OTHER}
    ((where, reason),) = refusals_of(findings)
    assert where == "line 3"
    assert "the file ends after 12 of 19 cells" in reason
    assert ORDER in reason


@pytest.mark.parametrize("nothing", ["N/A", "-", "--", "None", "n.a."])
def test_a_cell_that_says_it_is_empty_is(nothing: str) -> None:
    row = {**ARRIVED, **{name: nothing for name in HEADER if name.startswith("SafeT")}}

    findings = read(report(row))

    assert refusals_of(findings) == []
    assert {e["programme"] for e in events_of(findings)} == {"return"}


def test_a_claim_that_is_merely_closed_was_paid_for_or_may_be_appealed() -> None:
    closed = {**CLAIM, "SafeT claim state": "Closed"}

    unpaid = told(report(closed))["safet claim_decided"]
    paid = told(report({**closed, "SafeT claim reimbursement amount": "21.38"}))

    assert unpaid["decision"] == "closed_no_response"
    assert paid["safet claim_decided"]["decision"] == "granted"


def test_a_state_that_nobody_knows_is_said_with_its_order_and_a_name_is_not() -> None:
    (_, of_amazon), (_, of_somebody) = (
        refusals_of(read(report({**CLAIM, "SafeT claim state": state})))[0]
        for state in ("Escalated to carrier", "Jordan Sample")
    )

    assert "'Escalated to carrier' is no known state" in of_amazon
    assert ORDER in of_amazon
    assert "Jordan" not in of_somebody
    assert "Aaaaaa Aaaaaa" in of_somebody


def test_a_packed_report_is_taken_as_it_is_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    text = report(ARRIVED)
    raw = gzip.compress(text.encode())

    assert events_of(read(raw)) == events_of(read(text))
    assert "packed twice" in refusals_of(read(gzip.compress(raw)))[0][1]
    assert "damaged" in refusals_of(read(raw[:-20]))[0][1]
    monkeypatch.setattr(packed, "LARGEST", 100)
    assert "unpacked" in refusals_of(read(raw, now=noon(2026, 11, 22)))[0][1]
