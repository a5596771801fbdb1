"""Old and new code beside each other, and accounts that are erased while somebody is at work."""

from datetime import timedelta
from typing import Any

import pytest

from claimwatch.runner import Context, HandlerFailedError
from functions.reconcile import lambda_handler as reconcile
from shared.adapters.account_table import AccountTable
from shared.adapters.keys import account_key, case_key
from shared.domain.errors import UnknownAccountError
from shared.wiring import services
from tests.conftest import ORDER, body
from tests.integration.conftest import Stack

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def change(key: dict[str, str], **fields: Any) -> None:  # noqa: ANN401
    items = services().cases._items  # noqa: SLF001 - as newer code would write it
    items.put({**(items.get(key) or key), **fields})


def item(key: dict[str, str]) -> dict[str, Any] | None:
    return services().cases._items.get(key)  # noqa: SLF001


def erase(stack: Stack) -> None:
    use = services()
    use.accounts.erase("blue-kettle")
    for order in list(use.cases.orders("blue-kettle")):
        use.cases.forget("blue-kettle", order)


CASE, ACCOUNT = case_key("blue-kettle", ORDER), account_key("blue-kettle")


def test_what_newer_code_stored_outlives_every_write(stack: Stack) -> None:
    stack.receive(body("information_requested", stack.now))
    change(CASE, mood={"of": "the buyer"}, tracks=[*(item(CASE) or {})["tracks"]])
    change(ACCOUNT, colour="blue")

    stack.minute()
    stack.receive(body("seller_responded", stack.now))
    services().accounts.put(services().accounts.get("blue-kettle"))

    assert (item(CASE) or {})["mood"] == {"of": "the buyer"}
    assert (item(ACCOUNT) or {})["colour"] == "blue"


def test_a_track_with_one_value_more_is_read_and_kept(stack: Stack) -> None:
    stack.receive(body("information_requested", stack.now))
    [line] = (item(CASE) or {})["tracks"]
    change(CASE, tracks=[f'{line[:-1]},true,[],null,"newer"]'])

    stack.minute()

    assert stack.case().tracks[0].rest == ("newer",)


def test_a_case_that_only_newer_code_can_read_holds_nobody_up(stack: Stack) -> None:
    other = "113-5550123-5550002"
    stack.receive(body("information_requested", stack.now))
    stack.receive(body("information_requested", stack.now, order_id=other))
    change(CASE, schema=99)

    mails = stack.minute()

    assert [mail["To"] for mail in mails] == ["owner@example.com"]
    assert reconcile({}, Context("reconcile"))["cases"] == 1


def test_an_event_for_it_comes_again_later(stack: Stack) -> None:
    stack.receive(body("information_requested", stack.now))
    change(CASE, schema=99)

    with pytest.raises(HandlerFailedError):
        stack.receive(body("seller_responded", stack.now))


def test_what_is_written_of_an_account_that_was_erased_is_forgotten_by_the_next_sweep(
    stack: Stack,
) -> None:
    stack.receive(body("information_requested", stack.now))
    kept = item(CASE)
    assert kept is not None
    erase(stack)
    change(CASE, **kept)  # by somebody who had read the settings a moment before

    assert stack.minute() == []
    assert item(CASE) is None


def test_what_is_not_due_is_forgotten_within_the_hour_and_the_name_after_two_days(
    stack: Stack,
) -> None:
    stack.receive(body("information_requested", stack.now))
    kept = item(CASE)
    assert kept is not None
    erase(stack)
    change(CASE, **{**kept, "due_at": "2027-01-01T00:00:00Z"})

    reconcile({}, Context("reconcile"))
    assert item(CASE) is None
    assert item(ACCOUNT) is not None
    stack.now += 2 * DAY
    reconcile({}, Context("reconcile"))
    assert item(ACCOUNT) is None


def test_a_warm_container_begins_no_case_of_an_account_that_was_erased(stack: Stack) -> None:
    services().accounts.get("blue-kettle")
    elsewhere = AccountTable(services().cases._items, services().pack, lambda: stack.now)  # noqa: SLF001
    elsewhere.count("blue-kettle", "unverified", "2026-03-11")
    elsewhere.digest_sent("blue-kettle", "owner@example.com", "2026-03-11")
    elsewhere.erase("blue-kettle")

    stack.receive(body("information_requested", stack.now))

    assert item(CASE) is None
    assert "unknown account" in stack.quarantined()[0]["reason"]
    everything = stack.aws.dynamodb.scan(TableName="cases")["Items"]
    assert [set(each) for each in everything] == [{"pk", "sk", "erased"}]


def test_a_report_of_a_mail_of_an_erased_account_is_nobodys(stack: Stack) -> None:
    stack.receive(body("information_requested", stack.now))
    stack.runner.aws.mails()
    erase(stack)

    with pytest.raises(UnknownAccountError):
        services().accounts.get("blue-kettle")
    stack.minute()  # reports come back here, and fail nothing


def test_a_case_of_an_account_nobody_knows_leaves_the_index_once(stack: Stack) -> None:
    stack.receive(body("information_requested", stack.now))
    services().cases._items.delete(ACCOUNT)  # noqa: SLF001
    services().accounts._known.clear()  # noqa: SLF001

    with pytest.raises(HandlerFailedError):
        stack.minute()
    assert "due_at" not in (item(CASE) or {})
    assert stack.minute(MINUTE) == []


def test_an_account_that_is_set_up_again_is_as_new(stack: Stack) -> None:
    account = services().accounts.get("blue-kettle")
    erase(stack)
    services().accounts.put(account)

    assert services().accounts.get("blue-kettle").before == ()
    assert not services().accounts.is_erased("blue-kettle")
