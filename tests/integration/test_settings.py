"""A change of settings is followed by every open case within a minute, and is no fault."""

from datetime import timedelta
from typing import Any

import pytest

from claimwatch.runner import Context
from functions.reconcile import lambda_handler as reconcile
from functions.sweep_due import lambda_handler as sweep
from shared.accounts import read_account
from shared.adapters.account_table import AccountTable
from shared.adapters.keys import case_key
from shared.adapters.queues import Request
from shared.domain.instants import iso
from shared.wiring import services
from tests.conftest import SETTINGS, body
from tests.integration.conftest import Stack

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def orders(number: int) -> list[str]:
    return [f"113-5550123-{each:07d}" for each in range(number)]


def ask(stack: Stack, number: int) -> None:
    asked = [body("information_requested", stack.now, order_id=each) for each in orders(number)]
    stack.receive(*asked)
    stack.minute()


def apply(stack: Stack, **fields: Any) -> None:  # noqa: ANN401
    use = services()
    use.accounts.put(read_account({**SETTINGS, "quiet_hours": "", **fields}, use.pack))


OWNER = {"name": "New", "email": "new@example.com"}


def test_whoever_comes_in_gets_one_message_of_all_that_is_open(stack: Stack) -> None:
    apply(stack)
    ask(stack, 4)
    stack.now += HOUR
    apply(stack, contacts=[OWNER])

    [mail] = stack.minute(MINUTE)
    assert mail["To"] == "new@example.com"
    assert all(order[-4:] in mail.as_string() for order in orders(4))


def test_a_walk_after_a_change_of_settings_finds_no_drift(stack: Stack) -> None:
    apply(stack)
    ask(stack, 3)
    apply(stack, ladder=["2h"])
    stack.now += MINUTE
    walked = reconcile({}, Context("reconcile"))

    assert walked["repaired"] == 0
    stack.minute()
    assert reconcile({}, Context("reconcile"))["repaired"] == 0


def test_a_container_that_believes_the_old_settings_does_not_follow_them(stack: Stack) -> None:
    apply(stack)
    ask(stack, 1)
    use = services()
    warm = AccountTable(use.cases._items, use.pack, lambda: stack.now)  # noqa: SLF001
    assert warm.get("blue-kettle").first.email == "owner@example.com"
    apply(stack, contacts=[OWNER])

    assert warm.get("blue-kettle").first.email == "owner@example.com"
    assert warm.get("blue-kettle", stack.now).first.email == "new@example.com"


def test_the_cases_are_told_twice_and_then_left_alone(stack: Stack) -> None:
    apply(stack)
    ask(stack, 1)
    apply(stack, ladder=["2h"])
    asked = []
    for _ in range(4):
        stack.now += MINUTE
        sweep({"time": iso(stack.now)}, Context("sweep_due"))
        told = [Request.from_body(each["Body"]) for each in stack.aws.drain(stack.aws.reminders)]
        asked.append([iso(each.settings) for each in told if each.settings])

    assert [len(each) for each in asked] == [1, 1, 0, 0]


def test_what_nobody_is_told_differently_moves_no_case(stack: Stack) -> None:
    apply(stack)
    ask(stack, 1)
    before = services().accounts.get("blue-kettle").before
    stack.now += HOUR
    apply(stack, orders_60d=311, language="zh-Hant")

    assert services().accounts.get("blue-kettle").first.language == "zh-Hant"
    assert services().accounts.get("blue-kettle").before == before


def test_only_the_latest_of_many_settings_are_kept(stack: Stack) -> None:
    for number in range(12):
        stack.now += MINUTE
        apply(stack, ladder=["2h"] if number % 2 else ["8h"])

    before = services().accounts.get("blue-kettle").before
    assert len(before) == 7
    assert before[0].since is not None
    assert before[-1].until == stack.now


# ── another store ───────────────────────────────────────────────────────────────────────────────


def refund(stack: Stack, number: int) -> None:
    """Amazon refunds orders: in the US that opens a claim's window, in the Emirates nothing yet."""
    known = {"programme": "return", "by": "amazon"}
    stack.receive(*(body("refund_issued", stack.now, order_id=o, **known) for o in orders(number)))
    stack.minute()
    stack.minute(20 * MINUTE)


def swept(stack: Stack) -> list[str]:
    """Let a minute pass; return the orders that were looked at."""
    stack.now += MINUTE
    return [order for _, order in stack.runner.sweep(stack.now)]


def filing(stack: Stack, order: str) -> list[str]:
    case = stack.case(order)
    return [track.obligation for track in case.tracks if not track.closed and case.next]


def test_a_store_that_gives_quiet_cases_a_duty_is_followed_within_a_minute(stack: Stack) -> None:
    apply(stack, store="AE")
    refund(stack, 3)
    assert [stack.case(order).next for order in orders(3)] == [None] * 3
    apply(stack, store="US")

    assert sorted(swept(stack)) == orders(3)
    assert [filing(stack, order) for order in orders(3)] == [["safet.file"]] * 3
    walked = reconcile({}, Context("reconcile"))
    assert walked["repaired"] == 0


def test_a_store_that_takes_a_duty_away_and_gives_it_back_is_followed(stack: Stack) -> None:
    apply(stack)
    refund(stack, 1)
    before = stack.case(orders(1)[0]).next
    assert before is not None
    for store in ("AE", "US"):
        apply(stack, store=store)
        swept(stack)

    assert filing(stack, orders(1)[0]) == ["safet.file"]
    assert stack.case(orders(1)[0]).next == before


def test_other_settings_wake_only_what_is_open(stack: Stack) -> None:
    apply(stack, store="AE")
    refund(stack, 3)
    for fields in ({"ladder": ["2h"]}, {"contacts": [OWNER]}, {"watch": ["safet.*"]}):
        apply(stack, store="AE", **fields)
        assert swept(stack) == []


def test_of_many_quiet_cases_each_minute_takes_its_share_twice(
    stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.steps.sweep.MOST_QUIET", 50)
    apply(stack, store="AE")
    refund(stack, 120)
    apply(stack, store="SA")

    looked = [swept(stack) for _ in range(8)]
    assert [len(each) for each in looked] == [50, 50, 20, 50, 50, 20, 0, 0]
    assert sorted(order for each in looked[:3] for order in each) == orders(120)
    assert sorted(order for each in looked[3:] for order in each) == orders(120)
    apply(stack, store="US")

    looked = [swept(stack) for _ in range(6)]
    assert [len(each) for each in looked] == [50, 50, 20, 120, 0, 0], "what is open goes at once"
    assert {"".join(filing(stack, order)) for order in orders(120)} == {"safet.file"}


def test_a_change_amid_the_walk_begins_it_anew(
    stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.steps.sweep.MOST_QUIET", 50)
    apply(stack, store="AE")
    refund(stack, 60)
    apply(stack, store="SA")
    assert len(swept(stack)) == 50
    apply(stack, store="SA", ladder=["2h"])

    assert swept(stack) == orders(50)
    assert swept(stack) == orders(60)[50:]


def test_a_minute_takes_no_more_quiet_cases_than_the_senders_have_room_for(stack: Stack) -> None:
    apply(stack, store="AE")
    cases = services().cases
    for order in (f"113-5550123-{each:07d}" for each in range(4_100)):
        cases._items.put(case_key("blue-kettle", order))  # noqa: SLF001 - quiet, and as many
    apply(stack, store="SA")
    asked = []
    for _ in range(2):
        stack.now += MINUTE
        sweep({"time": iso(stack.now)}, Context("sweep_due"))
        told = [Request.from_body(each["Body"]) for each in stack.aws.drain(stack.aws.reminders)]
        asked.append([len(each.orders) for each in told])

    assert [(sum(each), max(each)) for each in asked] == [(4_000, 50), (100, 50)]
