"""Figures, the defect rate and exports: from messages through the table and its index to print."""

import csv
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from shared.wiring import services
from tests.cli.playing import ROOT, claimwatch, lines
from tests.conftest import WEDNESDAY, MakeBody
from tests.integration.conftest import Stack

DAY = timedelta(days=1)
TODAY = datetime.now(UTC).replace(microsecond=0)


def order(number: int) -> str:
    return f"113-5550123-{number:07}"


def test_an_order_with_a_claim_is_found_by_account_and_month(
    stack: Stack, make_body: MakeBody
) -> None:
    stack.receive(
        make_body("claim_opened", order_id=order(1)),
        make_body("order_facts", order_id=order(2), digital=True),
        make_body("claim_opened", "2026-02-28", order_id=order(3)),
    )
    february, march = datetime(2026, 2, 1, tzinfo=UTC), datetime(2026, 3, 1, tzinfo=UTC)
    cases = services().cases

    def found(first: datetime, last: datetime) -> list[str]:
        return [entry.order_id for entry in cases.begun("blue-kettle", first, last)]

    assert found(march, march) == [order(1)]
    assert found(february, march) == [order(3), order(1)]
    assert list(cases.begun("oak-and-ash", february, march)) == []


def test_a_case_comes_back_from_the_table_as_it_went_in(stack: Stack, make_body: MakeBody) -> None:
    stack.receive(make_body("claim_opened"))
    before = stack.case()

    again = services().cases.put(before)

    assert stack.case() == again
    assert before.summary == again.summary
    assert before.summary["month"] == "2026-03"


def test_sending_reminders_leaves_the_entry_of_the_index_alone(
    stack: Stack, make_body: MakeBody
) -> None:
    """What an index holds is written again only when it changes, and every write is paid for."""
    stack.receive(make_body("information_requested"))
    before = stack.case()
    stack.minute()
    after = stack.case()

    assert after.version > before.version
    assert after.summary["figures"] == before.summary["figures"]


def test_the_rung_that_was_mailed_last_gets_the_credit(stack: Stack, make_body: MakeBody) -> None:
    stack.receive(make_body("information_requested"))
    stack.minute()
    stack.minute(DAY)
    stack.now += timedelta(minutes=5)
    stack.receive(make_body("seller_responded", stack.now))

    (entry,) = services().cases.begun("blue-kettle", WEDNESDAY, WEDNESDAY)

    assert [each.rung for each in entry.rounds] == ["24h"]


def test_a_full_claim_stays_within_one_write_unit_of_the_index(
    stack: Stack, make_body: MakeBody
) -> None:
    usd = {"value": "123456.78", "currency": "USD"}
    stack.receive(
        make_body("claim_opened", amount=usd, reason="not_as_described", asin="B0TEAPOT01"),
        make_body("information_requested", WEDNESDAY + timedelta(seconds=1)),
        *(
            make_body("evidence_added", item=item, event_id=item)
            for item in ("timeline", "buyer_messages", "carrier_tracking", "delivery_scan")
        ),
        make_body("order_facts", ordered_at="2026-02-20", valid_tracking=True),
    )
    stack.now += 2 * DAY
    stack.receive(
        make_body("seller_responded", stack.now),
        make_body(
            "claim_decided", stack.now, decision="granted_seller_funded", amount=usd,
            reason="The seller did not provide proof of delivery",
        ),
        make_body("appeal_filed", stack.now + timedelta(minutes=1)),
    )  # fmt: skip
    item = stack.aws.dynamodb.scan(
        TableName="cases", IndexName="month", ReturnConsumedCapacity="INDEXES"
    )["Items"][0]

    assert set(item) == {"pk", "sk", "month_pk", "month_sk", "figures"}
    assert sum(len(name) + len(value["S"].encode()) for name, value in item.items()) < 1024


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "store.db"
    assert (
        claimwatch("accounts", "apply", ROOT / "events/accounts.toml", store=path).returncode == 0
    )
    return path


def take_in(store: Path, messages: Sequence[dict[str, Any]]) -> None:
    """Import messages about one account; what they do not name is an A-to-z claim."""
    source = store.with_name("claims.jsonl")
    common = {"schema": 1, "account": "blue-kettle", "programme": "atoz"}
    source.write_text(
        "".join(
            json.dumps({**common, "event_id": f"fact-{number}", **message}) + "\n"
            for number, message in enumerate(messages)
        ),
        encoding="utf-8",
    )
    done = claimwatch("import", source, store=store)
    assert done.returncode == 0, done.stderr


def ago(days: int) -> str:
    return f"{TODAY - days * DAY:%Y-%m-%dT%H:%M:%SZ}"


def opened(number: int, days: int, **more: Any) -> dict[str, Any]:  # noqa: ANN401
    return {"type": "claim_opened", "occurred_at": ago(days), "order_id": order(number), **more}


def decided(number: int, days: int, decision: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401
    fields = {"occurred_at": ago(days), "order_id": order(number), "decision": decision, **more}
    return {"type": "claim_decided", **fields}


def test_the_command_counts_what_the_messages_said(store: Path) -> None:
    usd = {"value": "20.00", "currency": "USD"}
    take_in(store, [
        *(opened(n, 20, programme="safet", amount=usd, asin="TEAPOT") for n in range(6)),
        *(decided(n, 10, "granted", programme="safet") for n in range(4)),
        decided(4, 10, "denied", programme="safet", reason="photos_missing"),
    ])  # fmt: skip

    (found,) = lines(
        claimwatch("figures", "--account", "blue-kettle", "--json", store=store).stdout
    )
    safet = found["programmes"]["safet"]

    assert safet["granted"] == {"claims": 4, "of": 5, "share": "0.8000"}
    assert safet["reimbursed"] == [{"value": "80.00", "currency": "USD"}]
    assert safet["at_stake"] == safet["lost_sums"] == [usd]
    assert safet["reasons"] == [{"code": "photos_missing", "words": "", "claims": 1}]
    assert safet["products"][0]["product"] == "TEAPOT"
    told = claimwatch("figures", "--account", "blue-kettle", store=store).stdout
    assert "  granted         4 of 5 (80 %)" in told


def test_every_account_gets_a_line_of_its_own(store: Path) -> None:
    told = lines(claimwatch("figures", "--json", "--month", "2026-03", store=store).stdout)

    own = [line for line in told if line["account"]]
    assert len(own) == len({line["account"] for line in own}) == 8
    assert {(line["from"], line["until"]) for line in told} == {("2026-03-01", "2026-03-31")}


def ended(number: int, account: str, value: str, currency: str, how: str) -> dict[str, Any]:
    amount = {"value": value, "currency": currency}
    return decided(number, 20, how, account=account, amount=amount)


def test_totals_of_each_store_and_of_all_add_no_two_currencies(store: Path) -> None:
    take_in(store, [
        ended(0, "blue-kettle", "10.10", "USD", "denied"),
        ended(1, "blue-kettle", "20.20", "USD", "granted_seller_funded"),
        ended(2, "oak-and-ash", "30.30", "GBP", "denied"),
        ended(3, "lumen-haus", "40.40", "EUR", "denied"),
    ])  # fmt: skip

    told = lines(claimwatch("figures", "--json", store=store).stdout)
    rows = claimwatch("figures", "--csv", store=store).stdout
    text = claimwatch("figures", store=store).stdout

    totals = {line["store"]: line for line in told if line["account"] is None}
    own = [line for line in told if line["account"]]
    assert list(totals) == [*sorted({line["store"] for line in own}), None]
    whole = totals[None]
    assert whole["accounts"] == len(own) == 8
    assert whole["programmes"]["atoz"]["decided"] == 4
    assert whole["programmes"]["atoz"]["won"] == {"claims": 3, "of": 4, "share": None}
    kept = {sum_["currency"]: sum_["value"] for sum_ in whole["programmes"]["atoz"]["kept"]}
    assert kept == {"EUR": "40.40", "GBP": "30.30", "USD": "10.10"}
    assert totals["US"]["programmes"]["atoz"]["lost_sums"] == [
        {"value": "20.20", "currency": "USD"}
    ]
    assert rows.count('"programmes.atoz.decided","4",""') == 1
    assert "Total of US (1 account)  " in text
    assert "Total of all (8 accounts)  " in text
    alone = claimwatch("figures", "--account", "blue-kettle", store=store).stdout
    assert "Total" not in alone


def test_exported_totals_are_of_each_store_then_of_all(store: Path) -> None:
    take_in(store, [
        ended(0, "blue-kettle", "10.10", "USD", "denied"),
        ended(1, "blue-kettle", "20.20", "USD", "denied"),
        ended(2, "oak-and-ash", "30.30", "GBP", "denied"),
    ])  # fmt: skip

    rows = lines(claimwatch("export", "json", "totals", store=store).stdout)
    out = store.with_name("totals.csv")
    claimwatch("export", "csv", "totals", "--out", out, store=store)

    found = [(row["store"], row["claims"], row["amount"], row["currency"]) for row in rows]
    uk = next(row["store"] for row in rows if row["currency"] == "GBP")
    assert found == [
        *sorted([(uk, 1, "30.30", "GBP"), ("US", 2, "30.30", "USD")]),
        (None, 1, "30.30", "GBP"),
        (None, 2, "30.30", "USD"),
    ]
    assert len(out.read_text(encoding="utf-8-sig").splitlines()) == 5


@pytest.mark.parametrize(
    ("options", "named"),
    [
        (("--month", "2026-13"), "--month"),
        (("--month", "March"), "--month"),
        (("--month", "2026-03", "--from", "2026-03-01"), "--month"),
        (("--from", "2026-03-02", "--until", "2026-03-01"), "--until"),
        (("--from", "yesterday"), "--from"),
        (("--json", "--csv"), "--csv"),
        (("--account", "nobody"), "account"),
    ],
)
def test_what_cannot_be_used_is_named(tmp_path: Path, options: tuple[str, ...], named: str) -> None:
    done = claimwatch("figures", *options, store=tmp_path / "store.db")

    assert done.returncode == 2
    assert done.stdout == ""
    assert named in done.stderr


def test_the_defect_rate_now_and_if_a_claim_is_lost(store: Path) -> None:
    take_in(store, [
        *(opened(n, 20) for n in range(3)),
        *(decided(n, 10, "granted_seller_funded") for n in range(2)),
        {"type": "order_facts", "occurred_at": ago(9), "order_id": order(1), "ordered_at": ago(30)},
    ])  # fmt: skip
    claim = f"blue-kettle/atoz/{order(2)}"

    (rate,) = lines(claimwatch("odr", claim, "--json", store=store).stdout)
    told = claimwatch("odr", claim, store=store).stdout

    assert (rate["orders"], rate["estimate"]) == (310, True)
    assert rate["settled"] == {"defects": 2, "rate": "0.006452", "under_limit": True}
    (asked,) = [each for each in rate["claims"] if each["claim"] == claim]
    assert asked["if_lost"] == {"defects": 3, "rate": "0.009677", "under_limit": True}
    assert asked["if_won"] == rate["settled"]
    assert [each["date_of"] for each in rate["claims"]] == ["order", "claim", "claim"]
    assert "    if lost        3/310 = 0.97 %" in told
    assert "2 claims count by their own date" in told


def test_a_claim_outside_the_window_is_no_part_of_the_rate(store: Path) -> None:
    take_in(store, [opened(1, 100)])

    done = claimwatch("odr", f"blue-kettle/atoz/{order(1)}", store=store)

    assert done.returncode == 2
    assert "last 60 days" in done.stderr


def test_exports_hold_one_row_a_claim_and_run_nothing(store: Path) -> None:
    take_in(store, [
        opened(1, 20, amount={"value": "20.00", "currency": "USD"}, reason="=1+1"),
        decided(1, 10, "denied", reason="@SUM(A1)"),
        opened(2, 20),
    ])  # fmt: skip

    claims = exported(store, "claims")
    outcomes = exported(store)
    cases = lines(claimwatch("export", "json", "cases", store=store).stdout)

    assert [(row["status"], row["reason"]) for row in claims] == [
        ("denied", "'=1+1"),
        ("under_review", ""),
    ]
    assert [(row["decision"], row["amount"], row["reason"], row["odr"]) for row in outcomes] == [
        ("denied", "20.00", "'@SUM(A1)", "no")
    ]
    assert [case["order_id"] for case in cases] == [order(1), order(2)]


def exported(store: Path, *kind: str) -> list[dict[str, str]]:
    out = store.with_name("out.csv")
    assert claimwatch("export", "csv", *kind, "--out", out, store=store).returncode == 0
    with out.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
