import csv
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.playing import claimwatch, lines
from tests.unit.intake.reports.test_what_a_report_tells import ORDER, report

ACCOUNTS = """
[[accounts]]
account = "blue-kettle"
store = "US"
time_zone = "UTC"
language = "en"
quiet_hours = ""
[[accounts.contacts]]
name = "Owner"
email = "owner@example.com"
order = 1
"""


def days_ago(days: int) -> str:
    return f"{datetime.now(UTC) - timedelta(days=days):%d-%b-%Y}"


@pytest.fixture
def store(tmp_path: Path) -> Path:
    accounts = tmp_path / "accounts.toml"
    accounts.write_text(ACCOUNTS)
    path = tmp_path / "data" / "store.db"
    assert claimwatch("accounts", "apply", accounts, store=path).returncode == 0
    return path


@pytest.fixture
def returns(tmp_path: Path) -> Path:
    """Return a report with one return that can be claimed."""
    path = tmp_path / "returns.txt"
    row = {
        "Order date": days_ago(30),
        "Return request date": days_ago(20),
        "Return delivery date": days_ago(10),
        "Refunded Amount": "21.38",
    }
    path.write_text(report(row))
    return path


def test_a_return_that_can_be_claimed_appears_with_its_deadline(store: Path, returns: Path) -> None:
    done = claimwatch("import", returns, store=store)

    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("4 taken in, 0 refused, 0 known already, 0 set aside\n")
    open_ones = lines(claimwatch("list", "--due-within", "720h", "--json", store=store).stdout)
    assert [(row["claim"], row["obligation"], row["amount"]) for row in open_ones] == [
        (f"blue-kettle/safet/{ORDER}", "safet.file", {"value": "21.38", "currency": "USD"})
    ]


def test_the_same_report_twice_changes_nothing(store: Path, returns: Path) -> None:
    claimwatch("import", returns, store=store)
    before = store.read_bytes()

    again = json.loads(claimwatch("import", returns, "--json", store=store).stdout)

    assert (again["new"], again["known"]) == (0, 4)
    assert store.read_bytes() == before


def test_a_dry_run_says_what_would_happen_and_does_nothing(store: Path, returns: Path) -> None:
    returns.write_text(returns.read_text() + "111-1\t01-Oct-2026\n")
    before = store.read_bytes()

    done = claimwatch("import", returns, "--dry-run", store=store)

    assert done.returncode == 2
    assert done.stdout.startswith("4 would be taken in, 1 refused")
    assert "refused line 3: order id: 999-9 is not like" in done.stderr
    assert store.read_bytes() == before
    assert not returns.with_name("returns.txt.rejected.csv").exists()


def test_refused_rows_are_in_a_file_that_no_spreadsheet_runs(store: Path, returns: Path) -> None:
    row = returns.read_text().splitlines()[1].replace("Approved", '=HYPERLINK("x")')
    returns.write_text(returns.read_text() + row + "\n")

    done = claimwatch("import", returns, store=store)

    assert done.returncode == 2
    refusals = returns.with_name("returns.txt.rejected.csv")
    with refusals.open(newline="", encoding="utf-8-sig") as rejected:
        (refused,) = csv.DictReader(rejected)
    assert (refused["line"], refused["order_id"]) == ("line 3", ORDER)
    assert refused["reason"].startswith("Return request status: ")
    assert "=" not in refused["reason"][:1]


def test_a_file_that_was_put_right_leaves_no_refusals_behind(store: Path, returns: Path) -> None:
    good = returns.read_text()
    returns.write_text(good + "nonsense\n")
    claimwatch("import", returns, store=store)
    returns.write_text(good)

    assert claimwatch("import", returns, store=store).returncode == 0

    assert not returns.with_name("returns.txt.rejected.csv").exists()


def test_a_spreadsheet_named_csv_is_refused_in_one_line(store: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "returns.csv"
    sheet.write_bytes(b"PK\x03\x04 and so on")

    done = claimwatch("import", sheet, "--dry-run", store=store)

    assert done.returncode == 2
    assert "save it as CSV or text" in done.stderr


def test_a_reimbursement_finds_its_order_in_the_store(store: Path, tmp_path: Path) -> None:
    claim = {
        "Order date": days_ago(60),
        "Return request date": days_ago(40),
        "SafeT claim id": "12345-67890-1234567",
        "SafeT claim state": "Pending",
    }
    returns = tmp_path / "returns.txt"
    returns.write_text(report(claim))
    posted = f"{datetime.now(UTC) - timedelta(days=2):%Y-%m-%dT%H:%M:%SZ}"
    money = tmp_path / "page.json"
    money.write_text(
        '{"payload":{"FinancialEvents":{"SAFETReimbursementEventList":[{"PostedDate":"' + posted
        + '","SAFETClaimId":"12345-67890-1234567","ReimbursedAmount":{"CurrencyCode":"USD",'
        '"CurrencyAmount":21.38}}]}}}'
    )  # fmt: skip
    claimwatch("import", returns, store=store)

    done = claimwatch("import", money, store=store)

    assert done.returncode == 0, done.stderr
    (shown,) = lines(claimwatch("show", f"blue-kettle/{ORDER}", "--json", store=store).stdout)
    safet = next(claim for claim in shown["claims"] if claim["programme"] == "safet")
    assert (safet["status"], safet["amount"]["value"]) == ("granted", "21.38")


def test_a_byte_that_is_no_utf8_costs_one_message(store: Path, tmp_path: Path) -> None:
    now = f"{datetime.now(UTC) - timedelta(hours=1):%Y-%m-%dT%H:%M:%SZ}"
    good = json.dumps({
        "schema": 1, "event_id": "one", "type": "claim_opened", "occurred_at": now,
        "account": "blue-kettle", "programme": "atoz", "order_id": ORDER,
    })  # fmt: skip
    source = tmp_path / "claims.jsonl"
    source.write_bytes(b'{"asks": "\xff"}\n' + good.encode() + b"\n")

    done = claimwatch("import", source, store=store)

    assert done.stdout == "1 taken in, 1 refused\n"
    assert "claims.jsonl:1: byte 11 cannot be read as utf-8" in done.stderr
