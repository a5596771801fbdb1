"""What the store says to somebody who comes too late, or asks for somebody it does not know."""

import pytest

from claimwatch.store.items import SqliteItems, in_memory
from shared.adapters.account_table import AccountTable
from shared.adapters.case_table import CaseTable
from shared.domain.accounts import Account
from shared.domain.errors import InputError, StaleCaseError, UnknownAccountError
from shared.domain.protocol import StoredCase, World, absorb
from tests.conftest import ORDER, WEDNESDAY, MakeEvent


@pytest.fixture
def items() -> SqliteItems:
    return in_memory()


@pytest.fixture
def accounts(items: SqliteItems, world: World) -> AccountTable:
    return AccountTable(items, world.pack, lambda: WEDNESDAY)


def test_of_two_who_read_the_same_the_second_is_shown_what_the_first_wrote(
    items: SqliteItems,
    world: World,
    make_event: MakeEvent,
) -> None:
    cases = CaseTable(items)
    asked = absorb(
        StoredCase("blue-kettle", ORDER), make_event("information_requested"), world, WEDNESDAY
    )
    assert asked is not None
    first = cases.put(asked)

    with pytest.raises(StaleCaseError, match="changed in the meantime") as late:
        cases.put(asked)

    assert late.value.current == first


def test_an_account_nobody_set_up_is_named_as_the_field_that_is_wrong(
    accounts: AccountTable, account: Account
) -> None:
    accounts.put(account)

    assert accounts.get("blue-kettle") == account
    with pytest.raises(UnknownAccountError) as unknown:
        accounts.get("green-kettle")
    assert str(unknown.value) == "account: unknown account 'green-kettle'; set it up first"
    assert unknown.value.field == "account"


def test_a_name_without_end_is_not_repeated_in_full(accounts: AccountTable) -> None:
    with pytest.raises(InputError) as unknown:
        accounts.get("k" * 50_000)

    assert len(str(unknown.value)) < 200
