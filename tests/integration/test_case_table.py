"""What the case table promises, on everything it runs on: moto, the local store, the simulator.

`make e2e` asks another implementation of DynamoDB the same.
"""

import atexit
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

import boto3
import pytest

from claimwatch.embedded import embedded_aws, table_properties
from claimwatch.store.file import opened
from shared.adapters.account_table import AccountTable
from shared.adapters.case_table import CaseTable
from shared.adapters.items import ItemChangedError, Items, New, Older, Same, When
from shared.adapters.rule_table import RuleTable
from shared.adapters.table import Table
from shared.domain.accounts import Account
from shared.domain.errors import StaleCaseError
from shared.domain.protocol import StoredCase, World, absorb, evidence, mark, take
from tests.conftest import ORDER, WEDNESDAY, MakeEvent
from tests.e2e.emulator import EMULATOR, Emulator, emulator
from tests.simulation.clockwork import Clockwork, Striking
from tests.simulation.journal import Journal
from tests.simulation.memory_aws import MemoryTable

MINUTE = timedelta(minutes=1)


def on_moto(stack: ExitStack, _: Path) -> Items:
    stack.enter_context(embedded_aws())
    return Table(boto3.client("dynamodb"), "cases")


def on_sqlite(stack: ExitStack, folder: Path) -> Items:
    stack.enter_context(pytest.MonkeyPatch.context()).setenv(
        "CLAIMWATCH_STORE", str(folder / "store.db")
    )
    return stack.enter_context(opened())


def in_memory(_: ExitStack, __: Path) -> Items:
    idle = Clockwork(WEDNESDAY, cast("Striking", None), lambda _: None)  # nobody acts, so no faults
    return MemoryTable(idle, Journal(), lag=0, page=2)


@cache
def server() -> Emulator:
    """Start an emulator for as long as this process lives."""
    if not EMULATOR.exists():
        pytest.fail("there is no emulator: `make e2e` makes it")
    alive = ExitStack()
    atexit.register(alive.close)
    folder = alive.enter_context(TemporaryDirectory(ignore_cleanup_errors=True))
    return alive.enter_context(emulator(Path(folder)))


def on_ministack(stack: ExitStack, _: Path) -> Items:
    environment = stack.enter_context(pytest.MonkeyPatch.context())
    for name, value in server().client_environment().items():
        environment.setenv(name, value)
    client = boto3.client("dynamodb")
    client.create_table(TableName="cases", **table_properties())
    stack.callback(client.delete_table, TableName="cases")
    return Table(client, "cases")


@pytest.fixture(
    params=[on_moto, on_sqlite, in_memory, pytest.param(on_ministack, marks=pytest.mark.e2e)]
)
def items(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Items]:
    """What keeps items, empty."""
    make = cast("Callable[[ExitStack, Path], Items]", request.param)
    with ExitStack() as stack:
        yield make(stack, tmp_path)


@pytest.fixture
def table(items: Items) -> CaseTable:
    """A case table, empty."""
    return CaseTable(items)


@pytest.fixture
def whole(items: Items) -> Items:
    """What keeps items, months and counts included."""
    if isinstance(items, MemoryTable):
        pytest.skip("the simulator asks for neither months nor counts")
    return items


@pytest.fixture
def asked(world: World, make_event: MakeEvent) -> StoredCase:
    """A case with something due, not stored yet."""
    new = StoredCase("blue-kettle", ORDER)
    case = absorb(new, make_event("information_requested"), world, WEDNESDAY)
    assert case is not None
    return case


def of_order(case: StoredCase, number: int, later: timedelta = timedelta(0)) -> StoredCase:
    due = case.next + later if case.next else None
    return replace(case, order_id=f"113-5550123-{number:07d}", next=due)


def test_what_is_not_there_is_none(table: CaseTable) -> None:
    assert table.get("blue-kettle", ORDER) is None


def test_a_case_comes_back_as_it_was_put(table: CaseTable, asked: StoredCase, world: World) -> None:
    looked = take(asked, world, WEDNESDAY, "me")
    refs = {slot: each.ref for each in looked.parcels for slot in each.stands_for}
    marked = mark(looked.of, world, WEDNESDAY, "me", refs, refused=["second@example.com"])
    (ref,) = marked.posted
    lost = evidence(marked, world, WEDNESDAY + MINUTE, ref, "owner@example.com", "bounced")
    assert lost is not None
    again = take(lost, world, WEDNESDAY + MINUTE, "you").of

    saved = table.put(again)

    assert saved == replace(again, version=1)
    assert table.get("blue-kettle", ORDER) == saved


def test_a_second_case_of_the_same_order_is_refused_and_shows_the_first(
    table: CaseTable, asked: StoredCase
) -> None:
    first = table.put(asked)

    with pytest.raises(StaleCaseError) as stale:
        table.put(asked)

    assert stale.value.current == first


def test_who_read_an_older_version_is_refused_and_sees_the_newer(
    table: CaseTable, asked: StoredCase
) -> None:
    first = table.put(asked)
    second = table.put(first)

    with pytest.raises(StaleCaseError) as stale:
        table.put(first)

    assert stale.value.current == second


def test_what_is_due_is_found_until_its_time_and_not_before(
    table: CaseTable, asked: StoredCase
) -> None:
    for number in range(9):
        table.put(of_order(asked, number, number * MINUTE))

    due = sorted(each.order_id for each in table.due(WEDNESDAY + 4 * MINUTE))

    assert due == [f"113-5550123-{number:07d}" for number in range(5)]


def test_what_has_nothing_due_is_on_no_index(table: CaseTable, asked: StoredCase) -> None:
    saved = table.put(asked)
    table.put(replace(saved, next=None))

    assert list(table.due(WEDNESDAY + timedelta(days=900))) == []


def test_the_cases_of_an_account_come_in_order_and_alone(
    table: CaseTable, asked: StoredCase
) -> None:
    for number in (3, 1, 2):
        table.put(of_order(asked, number))
    table.put(replace(of_order(asked, 4), account="blue"))

    found = [case.order_id[-1] for case in table.of_account("blue-kettle")]

    assert found == ["1", "2", "3"]


def test_a_case_is_removed_only_as_it_was_read(table: CaseTable, asked: StoredCase) -> None:
    first = table.put(asked)
    second = table.put(first)

    with pytest.raises(StaleCaseError):
        table.delete(first)
    table.delete(second)

    assert table.get("blue-kettle", ORDER) is None


def test_an_item_is_written_only_where_its_condition_holds(items: Items) -> None:
    key, seen = {"pk": "DIGESTS", "sk": "blue-kettle#owner@example.com"}, list[bool]()

    def tried(when: When, day: str) -> bool:
        try:
            items.put({**key, "day": day}, when)
        except ItemChangedError as changed:
            seen.append(changed.current == items.get(key))
            return False
        return True

    assert not tried(Same("day", "2026-03-01"), "2026-03-02"), "there is nothing yet"
    assert tried(Older("day", "2026-03-02"), "2026-03-02")
    assert not tried(New(), "2026-03-03")
    assert not tried(Older("day", "2026-03-02"), "2026-03-02"), "not earlier"
    assert tried(Same("day", "2026-03-02"), "2026-03-01")
    assert tried(Older("day", "2026-03-02"), "2026-03-02")
    items.delete(key)
    assert items.get(key) is None
    assert seen == [True, True, True], "each refusal shows what there is"


def test_a_partition_is_listed_in_order_and_from_where_its_places_begin(items: Items) -> None:
    for place in ("ORDER#9", "ORDER", "ORDER#10", "ORDER$", "A"):
        items.put({"pk": "ACCOUNT#x", "sk": place})
    items.put({"pk": "ACCOUNT#y", "sk": "ORDER#1"})

    assert [each["sk"] for each in items.under("ACCOUNT#x", "ORDER#")] == ["ORDER#10", "ORDER#9"]
    assert len(list(items.under("ACCOUNT#x"))) == 5


def test_places_are_listed_from_behind_any_one_of_them(items: Items) -> None:
    places = [f"ORDER#{number:03d}" for number in range(60)]
    for place in (*places, "ORDER", "ORDER$"):
        items.put({"pk": "ACCOUNT#x", "sk": place})

    assert list(items.places("ACCOUNT#x", "ORDER#")) == places
    assert list(items.places("ACCOUNT#x", "ORDER#", "ORDER#030")) == places[31:]
    assert list(items.places("ACCOUNT#x", "ORDER#", "ORDER#0305")) == places[31:], "it may be gone"
    assert list(items.places("ACCOUNT#x", "ORDER#", "ORDER#059", latest=False)) == []


def test_what_is_counted_begins_anew_with_every_period(whole: Items) -> None:
    key = {"pk": "COUNTS", "sk": "blue-kettle#unverified"}

    assert [whole.count(key, day) for day in ("1", "1", "2", "2", "2")] == [1, 2, 1, 2, 3]


def test_cases_are_found_by_the_month_in_which_they_began(whole: Items, asked: StoredCase) -> None:
    table, month = CaseTable(whole), WEDNESDAY.date().replace(day=1)
    table.put(asked)

    def begun(first: date, last: date) -> list[str]:
        return [entry.order_id for entry in table.begun("blue-kettle", first, last)]

    assert begun(month, month) == [ORDER]
    assert begun(month - timedelta(days=400), month + timedelta(days=40)) == [ORDER]
    assert begun(month - timedelta(days=400), month - timedelta(days=1)) == []


def test_accounts_and_rules_are_kept(items: Items, account: Account, world: World) -> None:
    accounts = AccountTable(items, world.pack, lambda: WEDNESDAY)
    rules = RuleTable(items, world.pack, lambda: WEDNESDAY)
    accounts.put(account)
    rules.put("rule_id\n", "blue-kettle")

    assert list(accounts.all()) == [account]
    assert accounts.get("blue-kettle") == account
    assert rules.text("blue-kettle") == "rule_id\n"
    assert rules.text() == ""


def test_what_is_open_comes_soonest_first_and_then_what_was_missed_lately(
    whole: Items, asked: StoredCase
) -> None:
    table = CaseTable(whole)
    assert asked.urgent_by is not None
    for number in (2, 0, 1):
        table.put(replace(of_order(asked, number), urgent_by=asked.urgent_by + number * MINUTE))
    table.put(replace(of_order(asked, 3), account="blue"))
    table.put(replace(of_order(asked, 4), urgent_by=None, waits=""))

    found = list(table.waiting("blue-kettle", WEDNESDAY))

    assert [each.order_id[-1] for each in found] == ["0", "1", "2"]
    assert found[0].rounds[0].obligation == "atoz.info_request"
