"""States that a report shows for the first time: nobody knows since when, so they are spans."""

import json
from datetime import date
from pathlib import Path
from random import Random

import pytest

from tests.cli.playing import claimwatch, lines
from tests.unit.intake.reports.reports import events_of, noon, read, refusals_of
from tests.unit.intake.reports.test_import_command import ACCOUNTS
from tests.unit.intake.reports.test_what_a_report_tells import ORDER, report, settlement, told

CLAIM = {"SafeT claim id": "12345-67890-1234567", "SafeT claim creation time": "16-Oct-2026"}
ASKED = {**CLAIM, "SafeT claim state": "Awaiting seller response"}
ARRIVED = {"Return delivery date": "12-Oct-2026", "Refunded Amount": "21.38"}


@pytest.mark.parametrize(
    ("row", "fact", "since"),
    [
        pytest.param({**CLAIM, "SafeT claim state": "Denied"}, "safet claim_decided", "2026-10-16"),
        pytest.param(ASKED, "safet information_requested", "2026-10-16"),
        pytest.param(
            {**CLAIM, "SafeT claim state": "Withdrawn"}, "safet claim_withdrawn", "2026-10-16"
        ),
        pytest.param({"A-to-Z Claim": "Y", **ARRIVED}, "atoz claim_opened", "2026-10-12"),
        pytest.param({"SafeT claim state": "Pending"}, "safet claim_opened", "2026-10-05"),
        pytest.param(ARRIVED, "return refund_issued", "2026-10-12"),
    ],
)
def test_a_state_lies_between_its_row_and_the_report(
    row: dict[str, str], fact: str, since: str
) -> None:
    found = told(report(row), as_of=date(2026, 10, 30))[fact]

    assert (found["occurred_from"], found["occurred_at"]) == (since, "2026-10-30")


def test_a_download_without_dates_says_only_that_it_was_within_399_days() -> None:
    text = f"SAFE-T Claim ID,Order ID,Claim Status\n12345-67890-1234567,{ORDER},Denied\n"

    opened, decided = events_of(read(text, undated=noon(2026, 11, 22)))
    nobody_knows = read(text)

    for event in (opened, decided):
        assert (event["occurred_from"], event["occurred_at"]) == ("2025-10-19", "2026-11-22")
    assert events_of(nobody_knows) == []
    assert "nothing in the file says of which day it is" in refusals_of(nobody_knows)[0][1]


def test_money_says_when_it_was_posted_and_not_when_amazon_decided() -> None:
    text = settlement(
        f"A-to-z Guarantee Refund | {ORDER} | ItemPrice | Principal | -21.38 | MFN | 2026-11-10"
    )

    (event,) = events_of(read(text, now=noon(2026, 11, 22)))

    assert (event["occurred_from"], event["occurred_at"]) == ("2025-10-19", "2026-11-10")
    assert event["account_debited_at"] == "2026-11-10"


def test_the_same_file_in_any_order_tells_the_same() -> None:
    rows = [{**ASKED, **ARRIVED}, {**ARRIVED, "Amazon RMA ID": "B"}, {"A-to-Z Claim": "Y"}]
    header, *body = report(*rows).splitlines()
    dice = Random(7)  # noqa: S311 - repeatable, not secret

    def heard() -> list[str]:
        dice.shuffle(body)
        findings = read("\n".join([header, *body]), as_of=date(2026, 10, 30))
        return sorted({json.dumps(event, sort_keys=True) for event in events_of(findings)})

    assert len({tuple(heard()) for _ in range(6)}) == 1


def played(folder: Path, *arguments: str | Path, store: str = "US") -> list[dict[str, object]]:
    """Play the autumn."""
    accounts = folder / "accounts.toml"
    accounts.write_text(ACCOUNTS.replace('"US"', f'"{store}"'))
    return lines(
        claimwatch(
            "replay", *arguments, "--accounts", accounts, "--json",
            "--from", "2026-10-30T00:00:00Z", "--until", "2026-12-31T00:00:00Z",
        ).stdout
    )  # fmt: skip


def of(told: list[dict[str, object]], obligation: str, kind: str) -> list[dict[str, object]]:
    return [x for x in told if x.get("obligation") == obligation and x["kind"] == kind]


@pytest.mark.parametrize(
    ("row", "store", "obligation", "remind_by", "missed_after"),
    [
        pytest.param(
            {**CLAIM, "SafeT claim state": "Denied"},
            "US", "safet.appeal", "2026-10-23T07:00:00Z", "2026-11-07T08:00:00Z", id="a denial",
        ),
        pytest.param(
            {**ARRIVED, "Return request date": "05-Sep-2026",
             "Return delivery date": "10-Sep-2026"},
            "US", "safet.file", "2026-10-10T07:00:00Z", "2026-11-30T08:00:00Z", id="a refund",
        ),
        pytest.param(
            {"Refunded Amount": "21.38", "Currency code": "EUR",
             "Return request date": "05-Sep-2026"},
            "ES", "safet.file", "2026-10-04T22:00:00Z", "2026-12-29T23:00:00Z", id="not arrived",
        ),
    ],
)  # fmt: skip
def test_nothing_is_missed_before_the_latest_that_it_can_be(  # noqa: PLR0913, PLR0917
    tmp_path: Path, row: dict[str, str], store: str, obligation: str, remind_by: str,
    missed_after: str,
) -> None:  # fmt: skip
    path = tmp_path / "returns.txt"
    path.write_text(report({"Order date": "01-Sep-2026", **row}))

    found = played(tmp_path, path, "--report-as-of", "2026-10-30", store=store)

    states = of(found, obligation, "obligation")
    assert {(x["remind_by"], x["missed_after"]) for x in states} == {(remind_by, missed_after)}
    assert [x["state"] for x in states] == ["in_doubt", "missed"]
    assert str(states[1]["at"]) >= missed_after
    assert [x["rung"] for x in of(found, obligation, "reminder")][:1] == ["late"]


@pytest.mark.parametrize(("days", "rounds"), [((16, 17), 1), ((16, 17, 18, 21, 22), 2)])
def test_a_question_that_reports_still_show_after_the_answer_is_asked_anew(
    tmp_path: Path, days: tuple[int, ...], rounds: int
) -> None:
    row = {**ASKED, "SafeT claim creation time": "14-Nov-2026", "Return request date": "1-Nov-2026"}
    messages = [
        {**event, "arrives_at": f"2026-11-{day}T20:00:00Z"}
        for day in days
        for event in events_of(read(report(row), as_of=date(2026, 11, day)))
    ]
    answer = {
        "schema": 1, "event_id": "answer", "type": "seller_responded", "programme": "safet",
        "occurred_at": "2026-11-17T22:00:00Z", "account": "blue-kettle", "order_id": ORDER,
    }  # fmt: skip
    path = tmp_path / "days.jsonl"
    path.write_text("\n".join(json.dumps(each) for each in [*messages, answer]))

    found = played(tmp_path, path)

    states = [(x["round"], x["state"]) for x in of(found, "safet.info_request", "obligation")]
    assert {number for number, _ in states} == set(range(1, rounds + 1))
    assert (1, "answered") in states


def test_a_reimbursement_ends_the_filing(tmp_path: Path) -> None:
    (tmp_path / "returns.txt").write_text(
        report({**ARRIVED, "Return delivery date": "29-Oct-2026"})
    )
    (tmp_path / "money.txt").write_text(
        settlement(
            f"SAFE-T Reimbursement | {ORDER} | Other | SAFE-T reimbursement | 9 | MFN | 2026-11-10"
        )
    )

    found = played(tmp_path, tmp_path / "returns.txt", tmp_path / "money.txt")

    assert [x["state"] for x in of(found, "safet.file", "obligation")] == ["open", "answered"]
