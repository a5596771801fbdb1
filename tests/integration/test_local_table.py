import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import boto3
import pytest

from claimwatch import sharing
from claimwatch.embedded import embedded_aws
from claimwatch.file_table import FileTable
from shared.accounts import read_account
from shared.adapters.account_table import AccountTable
from shared.adapters.case_table import CaseTable
from shared.adapters.rule_table import RuleTable
from shared.adapters.table import Table
from shared.domain.errors import InputError, StaleCaseError
from shared.domain.events import ClaimEvent
from shared.domain.protocol import StoredCase, World, settle
from shared.policy.pack import load_pack

AnyTable = Any
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
SETTINGS = {
    "account": "blue-kettle",
    "store": "US",
    "time_zone": "UTC",
    "contacts": [{"name": "Owner", "email": "owner@example.com", "order": 1}],
}
ACCOUNT = read_account(SETTINGS, load_pack())


@pytest.fixture(params=["file", "moto"])
def table(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Any]:
    """Return the table of the local store, and beside it what stands for DynamoDB elsewhere."""
    if request.param == "file":
        yield FileTable(tmp_path / "store.jsonl")
        return
    with embedded_aws():
        yield Table(boto3.client("dynamodb"), "cases")


def case(order: str = "113-5550123-5550199", days: int = 1) -> StoredCase:
    """Return a settled case with one A-to-z claim."""
    event = {
        "schema": 1, "event_id": order, "type": "claim_opened", "programme": "atoz",
        "occurred_at": f"2026-11-{20 - days:02}T08:00:00Z", "account": "blue-kettle",
        "order_id": order, "action_required": True,
    }  # fmt: skip
    new = StoredCase("blue-kettle", order, events=(ClaimEvent(event, NOW),))
    return settle(new, World(load_pack(), ACCOUNT), NOW)


def test_a_case_comes_back_as_it_was_stored(table: AnyTable) -> None:
    saved = CaseTable(table).put(case())

    assert CaseTable(table).get("blue-kettle", "113-5550123-5550199") == saved
    assert CaseTable(table).get("blue-kettle", "113-0000000-0000000") is None


def test_of_two_writers_only_the_first_wins_and_the_second_sees_what_there_is(
    table: AnyTable,
) -> None:
    cases = CaseTable(table)
    saved = cases.put(case())
    cases.put(saved)

    with pytest.raises(StaleCaseError) as new:
        cases.put(case())
    with pytest.raises(StaleCaseError) as old:
        cases.put(saved)

    assert cast("StoredCase", new.value.current).version == 2
    assert cast("StoredCase", old.value.current).version == 2


def test_a_case_is_removed_only_as_it_was_read(table: AnyTable) -> None:
    cases = CaseTable(table)
    saved = cases.put(case())
    changed = cases.put(saved)

    with pytest.raises(StaleCaseError):
        cases.delete(saved)
    cases.delete(changed)

    assert list(cases.of_account("blue-kettle")) == []


def test_the_cases_of_an_account_come_in_the_order_of_their_orders(table: AnyTable) -> None:
    cases, orders = CaseTable(table), ["113-0000000-0000002", "113-0000000-0000001"]
    for order in orders:
        cases.put(case(order))
    cases.put(replace(case("113-0000000-0000003"), account="oak-and-ash"))

    found = [each.order_id for each in cases.of_account("blue-kettle")]

    assert found == sorted(orders)


def test_only_what_is_due_is_due(table: AnyTable) -> None:
    cases = CaseTable(table)
    saved = cases.put(case())
    cases.put(replace(case("113-0000000-0000002"), next=None))
    assert saved.next is not None

    assert [each.order_id for each in cases.due(saved.next)] == [saved.order_id]
    assert list(cases.due(saved.next.replace(year=2025))) == []


def test_cases_are_found_by_the_month_in_which_they_began(table: AnyTable) -> None:
    cases = CaseTable(table)
    cases.put(case("113-0000000-0000001"))

    found, none = (
        [entry.order_id for entry in cases.begun("blue-kettle", first, first)]
        for first in (NOW.date(), NOW.date().replace(month=10))
    )

    assert found == ["113-0000000-0000001"]
    assert none == []


def test_accounts_and_rules_are_kept(table: AnyTable) -> None:
    clock: Callable[[], datetime] = lambda: NOW  # noqa: E731 - a clock that stands still
    AccountTable(table, load_pack(), clock).put(ACCOUNT)
    RuleTable(table, load_pack(), clock).put("rule_id\n", "blue-kettle")

    assert [each.slug for each in AccountTable(table, load_pack(), clock).all()] == ["blue-kettle"]
    assert AccountTable(table, load_pack(), clock).get("blue-kettle") == ACCOUNT
    assert RuleTable(table, load_pack(), clock).text("blue-kettle") == "rule_id\n"


def test_the_file_is_written_when_something_changed_and_read_again(tmp_path: Path) -> None:
    path = tmp_path / "store.jsonl"
    table = FileTable(path)
    table.save()
    assert not path.exists()

    saved = CaseTable(cast("Any", table)).put(case())
    table.save()

    assert CaseTable(cast("Any", FileTable(path))).get("blue-kettle", saved.order_id) == saved
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("line", ["{", "[]", '{"pk": 1, "sk": "x"}', '{"pk": "x"}'])
def test_a_damaged_line_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "store.jsonl"
    path.write_text(f'{{"pk":"ACCOUNTS","sk":"x"}}\n{line}\n')

    with pytest.raises(InputError, match=r"store\.jsonl:2: is damaged"):
        FileTable(path)


def opened(number: int, order: int) -> tuple[str, str]:
    """Return one of several messages about one of a few orders."""
    body = {
        "schema": 1, "event_id": f"event-{number}", "type": "buyer_contacted",
        "occurred_at": f"2026-11-19T{number % 24:02}:00:00Z", "account": "blue-kettle",
        "programme": "message", "order_id": f"113-5550123-{order:07}",
    }  # fmt: skip
    return f"line {number}", json.dumps(body)


def test_all_processors_together_do_what_one_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sharing, "WORTH_SHARING", 10)
    bodies = [opened(number, number % 7) for number in range(60)]
    bodies += [bodies[3], ("line x", '{"account": "nobody"}'), ("line y", "\ud800 no JSON")]
    found = []
    for processors in (1, 2):
        monkeypatch.setattr("os.cpu_count", lambda count=processors: count)
        table = FileTable(tmp_path / f"{processors}.jsonl")
        AccountTable(cast("Any", table), load_pack(), lambda: NOW).put(ACCOUNT)
        together = sharing.Sharing(table)

        done = [together.take_in(part, NOW) for part in (bodies[:30], bodies[30:])]

        together.close()
        cases = list(CaseTable(cast("Any", table)).of_account("blue-kettle"))
        refused = sorted(refusal for each in done for refusal in each.refused)
        found.append((cases, (sum(each.known for each in done), refused)))

    one, two = found
    assert two == one
    assert len(one[0]) == 7
    assert one[1][0] == 1
    assert [name for name, _ in one[1][1]] == ["line x", "line y"]
