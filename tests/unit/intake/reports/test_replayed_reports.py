import json
from pathlib import Path

import pytest

from tests.cli.playing import Done, claimwatch, lines
from tests.unit.intake.reports.test_import_command import ACCOUNTS
from tests.unit.intake.reports.test_what_a_report_tells import ORDER, report

FIXTURES = Path(__file__).parents[3] / "fixtures" / "reports"
MAIL = """From: atoz-guarantee-no-reply@amazon.com
To: claims@example.com
Subject: Action required: Claim received on order 113-5550123-5550199
Date: Tue, 10 Nov 2026 08:30:00 +0000
X-Space-Notification-Type: A_Z_CLAIM_RESPONDENT_NOTIFY
X-Marketplace-ID: ATVPDKIKX0DER
Content-Type: text/plain; charset=utf-8

An A-to-z Guarantee claim has been filed on order 113-5550123-5550199.
Please respond within 3 calendar days.
"""
SECOND_ACCOUNT = ACCOUNTS.replace("blue-kettle", "oak-and-ash").replace('"US"', '"UK"')


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "accounts.toml").write_text(ACCOUNTS)
    (tmp_path / "returns.txt").write_text(
        report({"Return delivery date": "12-Oct-2026", "Refunded Amount": "21.38"})
        + "111-1\t01-Oct-2026\n"
    )
    (tmp_path / "claim.eml").write_text(MAIL)
    return tmp_path


def replay(folder: Path, *arguments: str) -> Done:
    """Play a week of November."""
    given = [folder / name if (folder / name).exists() else name for name in arguments]
    return claimwatch(
        "replay", *given, "--accounts", folder / "accounts.toml", "--json",
        "--from", "2026-11-09T00:00:00Z", "--until", "2026-11-16T00:00:00Z",
    )  # fmt: skip


def test_a_report_arrives_at_the_start_and_its_deadlines_run(folder: Path) -> None:
    done = replay(folder, "returns.txt")

    told = lines(done.stdout)
    filing = [line for line in told if line.get("obligation") == "safet.file"]
    assert filing[0]["at"] == "2026-11-09T00:00:00Z"
    assert filing[0]["remind_by"] == "2026-11-11T07:00:00Z"  # 30 x 24 h after 12 October began
    assert [line["rung"] for line in filing if line["kind"] == "reminder"][:1] == ["arrival"]
    rejected = [line for line in told if line["kind"] == "rejected"]
    assert [(line["source"], line["id"]) for line in rejected] == [("report", "returns.txt line 3")]
    assert told[-1]["rejected"] == 1


def test_rows_are_judged_by_the_date_given_for_the_report(folder: Path) -> None:
    told = lines(replay(folder, "returns.txt", "--report-as-of", "2026-10-08").stdout)

    reasons = [line["reason"] for line in told if line["kind"] == "rejected"]
    words = "2026-10-12 lies after 2026-10-08, the date of the report"
    assert f"{words} (order {ORDER})" in reasons


def test_what_a_newer_report_tells_arrives_when_it_happens(folder: Path) -> None:
    (folder / "newer.txt").write_text(report({"Return request date": "15-Nov-2026"}))

    told = lines(replay(folder, "newer.txt").stdout)

    assert {line["at"] for line in told if line["kind"] == "obligation"} == {"2026-11-15T08:00:00Z"}
    assert told[-1]["rejected"] == 0


def test_a_file_that_cannot_be_believed_ends_nothing(folder: Path) -> None:
    told = lines(replay(folder, "returns.txt", "--unverified").stdout)

    states = {line["obligation"]: line["state"] for line in told if line["kind"] == "obligation"}
    assert states["return.answer"] == "missed"  # the report says answered, nobody confirmed it


def test_a_mail_arrives_at_its_date(folder: Path) -> None:
    told = lines(replay(folder, "claim.eml", "returns.txt").stdout)

    asked = [line for line in told if line.get("obligation") == "atoz.info_request"]
    assert asked[0]["at"] == "2026-11-10T08:30:00Z"


def test_a_mail_belongs_to_the_account_of_its_store_or_of_its_address(folder: Path) -> None:
    (folder / "accounts.toml").write_text(ACCOUNTS + SECOND_ACCOUNT)
    named = MAIL.replace("claims@", "claims+oak-and-ash@").replace("ATVPDKIKX0DER", "NONE")
    (folder / "named.eml").write_text(named)

    by_store, by_address = (
        {x["account"] for x in lines(replay(folder, name).stdout) if x["kind"] == "obligation"}
        for name in ("claim.eml", "named.eml")
    )

    assert by_store == {"blue-kettle"}
    assert by_address == {"oak-and-ash"}


def test_a_mail_of_nobody_in_particular_is_refused(folder: Path) -> None:
    (folder / "accounts.toml").write_text(ACCOUNTS + SECOND_ACCOUNT)
    (folder / "claim.eml").write_text(MAIL.replace("X-Marketplace-ID: ATVPDKIKX0DER\n", ""))

    told = lines(replay(folder, "claim.eml").stdout)

    (rejected,) = (line for line in told if line["kind"] == "rejected")
    assert (rejected["source"], rejected["id"]) == ("mail", "claim.eml")
    assert rejected["at"] == "2026-11-10T08:30:00Z"


def test_a_report_of_nobody_in_particular_ends_the_replay(folder: Path) -> None:
    (folder / "accounts.toml").write_text(ACCOUNTS + SECOND_ACCOUNT)

    in_doubt = replay(folder, "returns.txt")
    (folder / "blue-kettle.returns.txt").write_bytes((folder / "returns.txt").read_bytes())

    assert in_doubt.returncode == 2
    assert "give --account" in in_doubt.stderr
    assert replay(folder, "blue-kettle.returns.txt").returncode == 0
    assert replay(folder, "returns.txt", "--account", "blue-kettle").returncode == 0


def test_money_finds_its_order_in_another_report_of_the_same_replay(folder: Path) -> None:
    (folder / "claims.txt").write_text(
        report({"SafeT claim id": "12345-67890-1234567", "SafeT claim state": "Pending"})
    )
    page = json.loads((FIXTURES / "other_hands" / "finances_pages.json").read_bytes())[1:]
    (folder / "page.json").write_text(json.dumps(page))

    told = lines(replay(folder, "page.json", "claims.txt").stdout)

    safet = [line for line in told if line["kind"] == "claim" and line["programme"] == "safet"]
    assert {line["order_id"]: line["status"] for line in safet}[ORDER] == "granted"
    assert told[-1]["rejected"] == 0
