import tracemalloc
from datetime import date
from pathlib import Path

import pytest

from shared.intake.reports import read_report
from shared.policy.pack import load_pack
from tests.unit.intake.reports.reports import (
    account,
    events_of,
    noon,
    read,
    refusals_of,
    set_aside_of,
)

HEADER = [
    "Order ID", "Order date", "Return request date", "Return request status", "Amazon RMA ID",
    "Currency code", "A-to-Z Claim", "Is prime", "ASIN", "Merchant SKU", "Resolution",
    "Return delivery date", "Order Amount", "SafeT Action reason", "SafeT claim id",
    "SafeT claim state", "SafeT claim creation time", "SafeT claim reimbursement amount",
    "Refunded Amount",
]  # fmt: skip
ORDER = "111-0000001-0000001"
USUAL = {
    "Order ID": ORDER,
    "Order date": "01-Oct-2026",
    "Return request date": "05-Oct-2026",
    "Return request status": "Approved",
    "Amazon RMA ID": "DTESTRMA01",
    "Currency code": "USD",
    "A-to-Z Claim": "N",
    "Is prime": "N",
}


def report(*rows: dict[str, str], header: list[str] = HEADER, delimiter: str = "\t") -> str:
    """Write a returns report of rows that are usual but for what is given."""
    lines = [[{**USUAL, **row}.get(name, " ") for name in header] for row in rows]
    return "\n".join(delimiter.join(line) for line in [header, *lines]) + "\n"


def told(text: str, **options: object) -> dict[str, dict[str, object]]:
    """Return the events of one order by programme and type."""
    events = events_of(read(text, **options))  # type: ignore[arg-type]
    return {f"{event['programme']} {event['type']}": event for event in events}


def test_a_refund_whose_date_is_not_told_is_a_span_from_the_earliest_it_can_have() -> None:
    arrived = {"Refunded Amount": "21.38", "Return delivery date": "12-Oct-2026"}
    at_first_scan = {**arrived, "Resolution": "RefundAtFirstScan"}
    not_arrived = {"Refunded Amount": "21.38"}

    refunds = [
        told(report(row), as_of=date(2026, 11, 2))["return refund_issued"]
        for row in (arrived, at_first_scan, not_arrived)
    ]

    assert [refund["occurred_from"] for refund in refunds] == [
        "2026-10-12",
        "2026-10-05",
        "2026-10-05",
    ]
    assert {refund["occurred_at"] for refund in refunds} == {"2026-11-02"}


def test_what_was_decided_was_decided_after_the_row_and_by_the_date_of_the_report() -> None:
    claim = {
        "SafeT claim id": "12345-67890-1234567",
        "SafeT claim state": "Denied",
        "SafeT claim creation time": "16-Oct-2026",
    }
    later = {"Order ID": "111-0000001-0000002", "Return request date": "20-Oct-2026"}

    by_itself = told(report(claim, later))
    said_by_hand = told(report(claim, later), as_of=date(2026, 11, 2))
    read_much_later = told(report(claim, later), now=noon(2026, 11, 22))

    assert by_itself["safet claim_opened"]["occurred_at"] == "2026-10-16"
    assert by_itself["safet claim_decided"]["occurred_at"] == "2026-10-20"
    assert read_much_later["safet claim_decided"]["occurred_at"] == "2026-11-22"
    ids = {found["safet claim_decided"]["event_id"] for found in (by_itself, read_much_later)}
    assert len(ids) == 1
    assert said_by_hand["safet claim_decided"]["occurred_at"] == "2026-11-02"
    for found in (by_itself, said_by_hand, read_much_later):
        assert found["safet claim_decided"]["occurred_from"] == "2026-10-16"


def test_a_sum_that_is_told_later_is_news() -> None:
    claim = {"SafeT claim id": "12345-67890-1234567", "SafeT claim state": "Approved"}

    first = told(report(claim))["safet claim_decided"]
    later = told(report({**claim, "SafeT claim reimbursement amount": "21.38"}))[
        "safet claim_decided"
    ]

    assert "amount" not in first
    assert later["amount"] == {"value": "21.38", "currency": "USD"}
    assert first["event_id"] != later["event_id"]


def test_a_row_of_a_later_report_repeats_nothing_and_adds_what_is_new() -> None:
    before = report({"Return request status": "Pending"})
    after = report({"Return delivery date": "12-Oct-2026"})

    known = {event["event_id"] for event in events_of(read(before))}
    news = [event for event in events_of(read(after)) if event["event_id"] not in known]

    assert [event["type"] for event in news] == ["return_answered", "return_delivered"]


def test_two_returns_of_an_order_are_told_apart() -> None:
    other = {"Amazon RMA ID": "DTESTRMA02", "Return request date": "09-Oct-2026"}

    events = events_of(read(report({}, other)))

    requested = [event for event in events if event["type"] == "return_requested"]
    assert [event["item_ref"] for event in requested] == ["DTESTRMA01", "DTESTRMA02"]
    assert len({event["event_id"] for event in requested}) == 2


def test_a_flag_of_an_a_to_z_claim_opens_it_once_and_tells_when_the_order_was_placed() -> None:
    found = told(report({"A-to-Z Claim": "Y"}, {"A-to-Z Claim": "Y", "Amazon RMA ID": "OTHER"}))

    assert found["atoz claim_opened"]["occurred_at"] == "2026-10-05"
    assert found["return order_facts"]["ordered_at"] == "2026-10-01"
    ids = [
        event["event_id"]
        for event in events_of(read(report({"A-to-Z Claim": "Y"}, {"A-to-Z Claim": "Y"})))
        if event["programme"] == "atoz"
    ]
    assert len(set(ids)) == 1


@pytest.mark.parametrize(
    ("state", "event", "decision"),
    [
        ("PENDING", None, None),
        ("approved", "claim_decided", "granted"),
        ("No-Grant", "claim_decided", "denied"),
        ("Negado", "claim_decided", "denied"),
        ("Informações solicitadas", "information_requested", None),
        ("Awaiting Seller Response", "information_requested", None),
        ("Withdrawn", "claim_withdrawn", None),
    ],
)
def test_amazons_words_for_the_state_of_a_claim_are_understood(
    state: str, event: str | None, decision: str | None
) -> None:
    claim = {"SafeT claim id": "12345-67890-1234567", "SafeT claim state": state}

    found = told(report(claim))

    after = {name.split()[1] for name in found if name.startswith("safet")} - {"claim_opened"}
    assert after == ({event} if event else set())
    assert found.get("safet claim_decided", {}).get("decision") == decision


def test_a_word_nobody_knows_is_refused_and_the_rest_of_the_row_is_taken() -> None:
    row = {
        "Return request status": "Quarantined",
        "SafeT claim id": "12345-67890-1234567",
        "SafeT claim state": "Resolved",
        "Refunded Amount": "twelve",
        "Return delivery date": "31-Feb-2026",
    }

    findings = read(report(row))

    assert [reason.split(":")[0] for _, reason in refusals_of(findings)] == [
        "Return delivery date",
        "Refunded Amount",
        "Return request status",
        "SafeT claim state",
    ]
    assert {event["type"] for event in events_of(findings)} == {
        "return_requested",
        "claim_opened",
        "order_facts",
    }


@pytest.mark.parametrize(
    ("written", "store", "day"),
    [
        ("14-Jul-2026", "US", "2026-07-14"),
        ("14-Jul-26", "US", "2026-07-14"),
        ("14 July 2026", "UK", "2026-07-14"),
        ("Jul 14, 2026", "US", "2026-07-14"),
        ("2026-07-14", "US", "2026-07-14"),
        ("2026/7/14", "JP", "2026-07-14"),
        ("7/4/2026", "US", "2026-07-04"),
        ("4/7/2026", "UK", "2026-07-04"),
        ("04.07.26", "DE", "2026-07-04"),
        ("14. Jul. 2026", "DE", "2026-07-14"),
        ("05-Dez-2025", "DE", "2025-12-05"),
        ("46217", "US", "2026-07-14"),
        ("46217.75", "US", "2026-07-14"),
        ("14-Jul-2026 10:11:12", "US", "2026-07-14"),
        ("2026-07-14T10:11:12Z", "US", "2026-07-14T10:11:12Z"),
        ("14.07.2026 10:11:12 UTC", "DE", "2026-07-14T10:11:12Z"),
        ("2026-07-14 23:30:00 PDT", "US", "2026-07-15T06:30:00Z"),
        ("Jul 14, 2026 11:30 PM PST", "US", "2026-07-15T07:30:00Z"),
        ("2026-07-14T10:11:12+0530", "IN", "2026-07-14T04:41:12Z"),
        ('="14-Jul-2026"', "US", "2026-07-14"),
        ("１４−Jul−2026", "JP", "2026-07-14"),  # noqa: RUF001 - as a Japanese keyboard writes it
    ],
)
def test_a_date_is_read_however_it_is_written(written: str, store: str, day: str) -> None:
    row = {"Return request date": written, "Order date": "", "Currency code": ""}
    found = told(report(row), store=store)

    assert found["return return_requested"]["occurred_at"] == day


def test_a_date_that_may_be_two_days_is_refused_unless_the_file_tells_which() -> None:
    usual = {"Order date": "", "Currency code": "CAD"}
    other = {**usual, "Order ID": "111-0000001-0000002"}
    in_doubt = report({"Return request date": "05/04/2026", **usual})
    evident = report(
        {"Return request date": "05/04/2026", **usual},
        {"Return request date": "25/04/2026", **other},
    )

    ((_, reason),) = refusals_of(read(in_doubt, store="CA")[:1])

    assert "may be the day or the month first" in reason
    assert [
        event["occurred_at"]
        for event in events_of(read(evident, store="CA"))
        if event["type"] == "return_requested"
    ] == ["2026-04-05", "2026-04-25"]


@pytest.mark.parametrize(
    ("written", "currency", "value"),
    [
        ("21.38", "USD", "21.38"),
        ("21,38", "EUR", "21.38"),
        ("1,021.38", "USD", "1021.38"),
        ("1.021,38", "EUR", "1021.38"),
        ("1\u00a0021,38 €", "EUR", "1021.38"),
        ("1'021.38", "EUR", "1021.38"),
        ("$1,021", "USD", "1021.00"),
        ("1,21,338.50", "INR", "121338.50"),
        ("₹ 1,450.00", "INR", "1450.00"),
        ("￥3,200", "JPY", "3200"),
        ("3200.00", "JPY", "3200"),
        ("12.5", "USD", "12.50"),
        (".5", "USD", "0.50"),
    ],
)
def test_a_sum_is_read_however_it_is_written(written: str, currency: str, value: str) -> None:
    store = {"USD": "US", "EUR": "DE", "INR": "IN", "JPY": "JP"}[currency]
    found = told(report({"Refunded Amount": written, "Currency code": currency}), store=store)

    assert found["return refund_issued"]["amount"] == {"value": value, "currency": currency}


@pytest.mark.parametrize("written", ["21.385", "-21.38", "1.2.3,4.5", "12 or 13", "1e5"])
def test_a_sum_that_is_none_is_refused(written: str) -> None:
    ((_, reason),) = refusals_of(read(report({"Refunded Amount": written})))

    assert reason.startswith("Refunded Amount: ")


def test_rows_are_judged_by_the_date_of_the_report() -> None:
    old = {"Order ID": "111-0000001-0000002", "Return request date": "01-Sep-2025"}
    ahead = {"Order ID": "111-0000001-0000003", "Return request date": "01-Nov-2026"}

    findings = read(report({}, old, ahead), as_of=date(2026, 10, 31))

    assert {event["order_id"] for event in events_of(findings)} == {ORDER}
    assert refusals_of(findings) == [
        (
            "line 3",
            "2025-09-01 lies more than 400 days before 2026-10-31 (order 111-0000001-0000002)",
        ),
        (
            "line 4",
            "2026-11-01 lies after 2026-10-31, the date of the report (order 111-0000001-0000003)",
        ),
    ]


def test_a_slip_of_the_pen_does_not_move_the_date_of_the_report() -> None:
    slip = {"Order ID": "111-0000001-0000002", "Return request date": "05-Oct-2027"}
    now = noon(2026, 11, 22)

    findings = read(report({}, slip), now=now, not_after=now)

    assert [where for where, _ in refusals_of(findings)] == ["line 3"]
    assert {event["order_id"] for event in events_of(findings)} == {ORDER}


def test_columns_nobody_knows_are_named() -> None:
    header = [*HEADER, "Carbon footprint", "Item Name"]

    aside = set_aside_of(read(report({}, header=header)))

    assert aside == [("line 1", "unknown column 'Carbon footprint'")]


def test_an_unknown_column_of_the_download_of_claims_is_said_loudly() -> None:
    text = (
        "Claim ID,Order ID,Status,Appeal by\n12345-67890-1234567,111-0000001-0000001,Pending,soon\n"
    )

    ((where, reason),) = refusals_of(read(text, now=noon(2026, 11, 22)))

    assert (where, reason.split(";")[0]) == ("line 1", "unknown columns: Appeal by")


def test_a_report_without_rows_is_normal() -> None:
    findings = read("\t".join(HEADER) + "\n", now=noon(2026, 11, 22))

    assert set_aside_of(findings) == [("the whole file", "a returns report without rows")]


def test_a_row_with_more_cells_than_the_header_has_shifted() -> None:
    text = report({}) + "\t".join([ORDER, *["x"] * len(HEADER)]) + "\n"

    ((where, reason),) = refusals_of(read(text))

    assert where == "line 3"
    assert "the columns have shifted" in reason


def test_bytes_that_cannot_be_read_are_named_and_the_row_is_taken() -> None:
    rows = [{"ASIN": f"B0{number}", "Order ID": f"111-0000001-{number:07}"} for number in range(4)]
    raw = report(*rows).encode().splitlines(keepends=True)
    raw[1:4] = [line.replace(b"DTESTRMA01", "DÜNN".encode()) for line in raw[1:4]]
    raw[4] = raw[4].replace(b"B03", b"\x81\x30")

    findings = read(b"".join(raw))

    at = raw[4].index(b"\x81") + 1
    ((where, reason),) = refusals_of(findings)
    assert where == "line 5"
    assert reason.startswith(f"byte {at} cannot be read as utf-8")
    assert len({event["order_id"] for event in events_of(findings)}) == 4


def test_a_file_that_cannot_be_believed_says_so_in_every_event() -> None:
    events = events_of(read(report({"Refunded Amount": "5.00"}), verified=False))

    assert [event["verified"] for event in events] == [False] * len(events)
    assert events


SETTLEMENT = [
    "settlement-id", "settlement-start-date", "total-amount", "currency", "transaction-type",
    "order-id", "amount-type", "amount-description", "amount", "fulfillment-id", "posted-date",
]  # fmt: skip


def settlement(*rows: str) -> str:
    """Write a settlement in US dollars."""
    lines = ["\t".join(SETTLEMENT), "1\t2026-11-01\t99.00\tUSD" + "\t" * 7]
    return "\n".join([*lines, *("1\t\t\t\t" + row.replace(" | ", "\t") for row in rows)]) + "\n"


def test_money_that_comes_back_for_a_claim_is_for_a_person_to_judge() -> None:
    row = f"A-to-z Guarantee Refund | {ORDER} | ItemPrice | Principal | 21.38 | MFN | 2026-11-10"

    findings = read(settlement(row))

    assert events_of(findings) == []
    ((_, reason),) = refusals_of(findings)
    words = "money for an A-to-z claim came back; look at the claim and record it"
    assert reason == f"{words} (order {ORDER})"


def test_a_reimbursement_without_an_order_waits_for_a_report_that_names_it() -> None:
    page = (
        '{"payload":{"FinancialEvents":{"SAFETReimbursementEventList":[{"PostedDate":'
        '"2026-11-20T08:00:00Z","SAFETClaimId":"12345-67890-1234567","ReimbursedAmount":'
        '{"CurrencyCode":"USD","CurrencyAmount":21.38},"ReasonCode":"EXAMPLE"}]}}}'
    )

    alone = read(page)
    joined = read(page, orders={"12345-67890-1234567": ORDER})

    assert events_of(alone) == []
    assert "read the returns report first" in refusals_of(alone)[0][1]
    event, filed = events_of(joined)
    assert (filed["type"], filed["claim_ref"]) == ("claim_opened", event["claim_ref"])
    assert (event["order_id"], event["decision"]) == (ORDER, "granted")
    assert event["amount"] == {"value": "21.38", "currency": "USD"}


def test_our_own_csv_refuses_a_row_as_the_queue_would() -> None:
    text = (
        "type,programme,order_id,occurred_at,decision\n"
        f"claim_decided,atoz,{ORDER},2026-11-01,\n"
        f"claim_decided,atoz,{ORDER},2026-11-01 10:00,denied\n"
        f"claim_decided,atoz,{ORDER},2026-11-01,denied\n"
    )

    findings = read(text)

    assert [where for where, _ in refusals_of(findings)] == ["line 2", "line 3"]
    assert "offset" in refusals_of(findings)[1][1]
    (event,) = events_of(findings)
    assert event["account"] == account().slug


def test_reading_keeps_nothing_of_what_it_has_read(tmp_path: Path) -> None:
    def peak(rows: int) -> int:
        text = report(*({"Order ID": f"111-0000001-{number:07}"} for number in range(rows)))
        path = tmp_path / f"{rows}.txt"
        path.write_text(text)
        with path.open("rb") as stream:
            tracemalloc.start()
            for _ in read_report(stream, "x", account(), load_pack(), now=noon(2026, 11, 22)):
                pass
            found = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
        return found

    peak(100)
    assert peak(4000) < peak(500) * 1.2 + 50_000
