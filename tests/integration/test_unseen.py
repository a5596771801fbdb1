"""What must not be forgotten where nobody looks: half a batch, a refused message, an empty page."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import boto3
import pytest
from botocore.client import BaseClient
from botocore.exceptions import ClientError

from claimwatch.runner import Context
from functions.ingest_event import lambda_handler as ingest
from functions.ingest_file import lambda_handler as read
from functions.reconcile import lambda_handler as reconcile
from functions.send_reminder import lambda_handler as send
from shared.accounts import read_account
from shared.adapters.account_table import FRESH, AccountTable
from shared.adapters.case_table import CaseTable
from shared.adapters.queues import Request
from shared.domain.instants import iso
from shared.domain.protocol import StoredCase
from shared.observability import metrics
from shared.policy.pack import load_pack
from shared.wiring import services, utc_now
from tests.conftest import ORDER, SETTINGS, WEDNESDAY, body
from tests.integration.conftest import Stack

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
REFUSED = ClientError(
    {"Error": {"Code": "MessageRejected"}, "ResponseMetadata": {"HTTPStatusCode": 400}},  # type: ignore[typeddict-item]
    "SendEmail",
)
Call = Callable[[dict[str, Any]], Any]
Says = Callable[[Call, dict[str, Any]], Any]


@contextmanager
def aws(**says: Says) -> Iterator[None]:
    """Let AWS answer some operations otherwise; each is given the real call and what was asked."""
    real = BaseClient._make_api_call  # type: ignore[attr-defined]  # noqa: SLF001

    def call(client: BaseClient, operation: str, asked: dict[str, Any]) -> Any:  # noqa: ANN401
        if operation not in says:
            return real(client, operation, asked)
        return says[operation](lambda more: real(client, operation, more), asked)

    with patch.object(BaseClient, "_make_api_call", call):
        yield


def all_but_the_last(call: Call, asked: dict[str, Any]) -> Any:  # noqa: ANN401
    *taken, left = asked["Entries"]
    answer = call({**asked, "Entries": taken}) if taken else {"Successful": []}
    return {**answer, "Failed": [{"Id": left["Id"], "Code": "InternalError"}]}


def no(_: Call, asked: dict[str, Any]) -> Any:  # noqa: ANN401
    raise REFUSED


def batch(*bodies: str) -> dict[str, Any]:
    records = [{"messageId": str(number), "body": each} for number, each in enumerate(bodies)]
    return {"Records": records}


def given_back(handler: Any, *bodies: str) -> list[str]:  # noqa: ANN401
    answer = handler(batch(*bodies), Context("function"))
    metrics.clear_metrics()
    return [each["itemIdentifier"] for each in answer["batchItemFailures"]]


def settings(stack: Stack, **more: Any) -> None:  # noqa: ANN401
    """Change the account as another container would: this one still believes what it read."""
    table = {**SETTINGS, **more}
    other = AccountTable(services()._items, load_pack(), utc_now)  # noqa: SLF001
    other.put(read_account(table, load_pack()))
    stack.now += FRESH


def rungs(stack: Stack, later: timedelta) -> list[tuple[str, str]]:
    """Let time pass, a sweep an hour; return rung and recipient of each reminder."""
    said, until = [], stack.now + later
    while stack.now < until:
        for mail in stack.minute(min(HOUR, until - stack.now)):
            rung = str(mail["X-Claimwatch"]).partition("rung=")[2].partition(" ")[0]
            said.append((rung, str(mail["To"]).partition("@")[0]))
    return said


# ── batches and pages ───────────────────────────────────────────────────────────────────────────


def report(stack: Stack, *orders: str) -> str:
    """Put a report into the bucket; return how S3 announces it."""
    client = boto3.client("s3", region_name="us-east-1")
    client.create_bucket(Bucket="intake")
    day = stack.now.strftime("%d-%b-%Y")
    rows = ["Order ID\tOrder date\tReturn request date\tReturn request status\tAmazon RMA ID"]
    rows += [f"{each}\t{day}\t{day}\tApproved\tDabc{each[-4:]}" for each in orders]
    key = "reports/blue-kettle/returns.txt"
    client.put_object(Bucket="intake", Key=key, Body="\n".join(rows).encode())
    return json.dumps({"Records": [{"s3": {"bucket": {"name": "intake"}, "object": {"key": key}}}]})


def test_a_report_of_which_the_queue_took_only_part_is_read_again(stack: Stack) -> None:
    told = report(stack, ORDER, "113-5550123-5550200", "113-5550123-5550201")

    with aws(SendMessageBatch=all_but_the_last):
        assert given_back(read, told) == ["0"]


@pytest.mark.parametrize("number", [9, 10, 11, 25])
def test_every_row_of_a_report_arrives_however_many_there_are(stack: Stack, number: int) -> None:
    orders = [f"113-5550123-555{each:04}" for each in range(number)]

    assert given_back(read, report(stack, *orders)) == []
    stack.runner.deliver()

    assert all(services().cases.get("blue-kettle", each) for each in orders)


@pytest.mark.parametrize("what", ["event", "mail"])
def test_what_cannot_be_put_into_quarantine_is_not_let_go(stack: Stack, what: str) -> None:
    told = report(stack, "no order id")
    handler, message = (read, told) if what == "mail" else (ingest, body("no such kind"))

    with aws(SendMessage=no):
        assert given_back(handler, message) == ["0"]
    assert given_back(handler, message) == []
    assert stack.quarantined()


def test_an_empty_page_of_an_index_is_not_its_end(stack: Stack) -> None:
    stack.receive(body("information_requested"))

    def empty_first(call: Call, asked: dict[str, Any]) -> Any:  # noqa: ANN401
        if "ExclusiveStartKey" in asked:
            return call({name: asked[name] for name in asked if name != "ExclusiveStartKey"})
        return {"Items": [], "LastEvaluatedKey": {"pk": {"S": "x"}, "sk": {"S": "x"}}}

    with aws(Query=empty_first):
        assert len(stack.minute()) == 1
        assert [each.slug for each in services().accounts.all()] == ["blue-kettle"]
        assert len(list(services().cases.of_account("blue-kettle"))) == 1


# ── what nobody vouches for ─────────────────────────────────────────────────────────────────────


AFTER, INFO = WEDNESDAY + MINUTE, {"obligation": "atoz.info_request", "verified": False}


@pytest.mark.parametrize(
    "said",
    [
        body("order_refunded", AFTER, verified=False),
        body("claim_withdrawn", AFTER, verified=False),
        body("order_cancelled", AFTER, verified=False),
        body("seller_responded", AFTER, verified=False),
        body("declined", AFTER, **INFO),
        body("acknowledged", AFTER, **INFO),
        body("snoozed", AFTER, until=iso(WEDNESDAY + 40 * HOUR), **INFO),
    ],
    ids=lambda said: json.loads(said)["type"],
)
def test_an_unverified_word_ends_and_delays_nothing(stack: Stack, said: str) -> None:
    stack.receive(body("information_requested"))
    stack.minute()
    stack.receive(said)

    assert rungs(stack, 47 * HOUR + 50 * MINUTE) == [
        ("24h", "owner"),
        ("8h", "owner"), ("8h", "second"),
        ("2h", "owner"), ("2h", "second"),
        ("30m", "owner"), ("30m", "second"),
    ]  # fmt: skip


def test_of_two_unverified_dates_the_earlier_one_reminds(stack: Stack) -> None:
    early, late = iso(WEDNESDAY + 20 * HOUR), iso(WEDNESDAY + 40 * HOUR)
    for number, stated in enumerate((early, late)):
        stack.receive(
            body(
                "deadline_stated",
                WEDNESDAY + number * MINUTE,
                obligation="atoz.info_request",
                stated=stated,
                verified=False,
            )
        )
        stack.minute(MINUTE)

    assert stack.case().summary["obligations"]["atoz.info_request#1"]["remind_by"] == early


# ── whom, and when ──────────────────────────────────────────────────────────────────────────────


def test_a_text_message_that_was_refused_is_sent_again(stack: Stack) -> None:
    woken = {**SETTINGS["contacts"][0], "phone": "+12065550100", "breakthrough": True}
    settings(stack, contacts=[woken])
    asked = WEDNESDAY - 14 * HOUR  # the last rung falls into the night
    stack.receive(body("information_requested", asked))
    stack.minute()

    def texts_refused(call: Call, asked: dict[str, Any]) -> Any:  # noqa: ANN401
        return no(call, asked) if "PhoneNumber" in asked else call(asked)

    stack.now = asked + 47 * HOUR + 30 * MINUTE
    with aws(Publish=texts_refused):
        stack.minute()
        assert stack.aws.texts() == []

    stack.minute(MINUTE)
    ((phone, _),) = stack.aws.texts()
    assert phone == "+12065550100"


def test_the_second_contact_is_woken_by_their_own_clock(stack: Stack) -> None:
    second = {**SETTINGS["contacts"][1], "time_zone": "UTC", "quiet_hours": ""}
    settings(stack, contacts=[SETTINGS["contacts"][0], second])
    asked = WEDNESDAY - 4 * HOUR  # 8h before the end it is four in the morning in Taipei
    stack.receive(body("information_requested", asked))
    stack.minute()

    stack.now = asked + 39 * HOUR
    assert "second" not in {str(mail["To"]).partition("@")[0] for mail in stack.minute()}
    stack.now = asked + 40 * HOUR
    assert [str(mail["To"]) for mail in stack.minute()] == ["second@example.com"]


def test_who_cannot_be_mailed_keeps_nobody_else_waiting(stack: Stack) -> None:
    stack.receive(body("information_requested"))
    stack.minute()
    stack.now += 40 * HOUR

    def owner_refused(call: Call, asked: dict[str, Any]) -> Any:  # noqa: ANN401
        to = asked["Destination"]["ToAddresses"]
        return no(call, asked) if to == ["owner@example.com"] else call(asked)

    with aws(SendEmail=owner_refused):
        assert [str(mail["To"]) for mail in stack.minute()] == ["second@example.com"]
        stack.now += 6 * HOUR - MINUTE
        stack.minute()  # refused anew, and the pause lasts for more than a minute
        got = stack.minute(MINUTE)
        assert {str(mail["To"]) for mail in got} == {"second@example.com"}
        assert any("rung=2h" in mail["X-Claimwatch"] for mail in got)
        # whoever was refused for a quarter of an hour is replaced, and that is told
        assert any("notice=contact_changed" in mail["X-Claimwatch"] for mail in got)


def test_each_obligation_that_has_run_out_is_asked_about_by_itself(stack: Stack) -> None:
    stated = iso(WEDNESDAY + 40 * HOUR)
    stack.receive(
        body("information_requested", stated=stated),
        body("information_requested", programme="chargeback", stated=stated, event_id="c"),
    )
    stack.minute()
    stack.now = WEDNESDAY + 40 * HOUR

    said = [str(mail["X-Claimwatch"]) for mail in stack.minute() if "owner" in mail["To"]]

    assert sorted(each.partition(" ref")[0] for each in said if "rung=after" in each) == [
        "ob=atoz.info_request rung=after",
        "ob=chargeback.respond rung=after",
    ]


def test_what_is_asked_for_ahead_of_its_time_goes_out_then(stack: Stack) -> None:
    stack.receive(body("information_requested"))
    stack.minute()
    stack.now += 24 * HOUR - 10 * MINUTE
    ahead = Request("blue-kettle", [ORDER], stack.now + 15 * MINUTE)

    assert given_back(send, ahead.body()) == []

    assert len(stack.aws.mails()) == 1


def test_everybody_has_one_digest_a_day_of_their_own(stack: Stack) -> None:
    stack.receive(body("claim_opened", action_required=True, stated=iso(WEDNESDAY + 90 * HOUR)))
    # at Greenwich a new day begins in the middle of a morning in Tokyo
    zones = ("Asia/Tokyo", "Australia/Brisbane", "Pacific/Kiritimati", "Pacific/Honolulu")
    for number, zone in enumerate(zones):
        owner = {"name": "O", "email": f"o{number}@example.com"}
        table = {**SETTINGS, "account": f"a{number}", "time_zone": zone, "contacts": [owner]}
        services().accounts.put(read_account(table, load_pack()))
        stack.receive(
            body("claim_opened", account=f"a{number}", action_required=True,
                 stated=iso(WEDNESDAY + 90 * HOUR))
        )  # fmt: skip
    stack.minute()
    to: list[str] = []
    for _ in range(72):
        stack.now += HOUR
        stack.runner.digest()
        to += [raw.partition(b"To: ")[2].split()[0].decode() for raw in stack.aws.mails()]

    assert {each: to.count(each) for each in to} == {
        "owner@example.com": 3,
        **{f"o{number}@example.com": 3 for number in range(len(zones))},
    }


# ── what is believed, and for how long ──────────────────────────────────────────────────────────


def test_what_another_container_changed_is_followed_within_a_minute(stack: Stack) -> None:
    stack.receive(body("information_requested"))
    stack.minute()
    moved = {**SETTINGS["contacts"][0], "email": "new@example.com"}

    settings(stack, contacts=[moved, SETTINGS["contacts"][1]])

    assert services().accounts.get("blue-kettle").first.email == "new@example.com"


def test_rules_that_another_container_laid_over_ours_hold_within_a_minute(stack: Stack) -> None:
    before = services().rules.of("blue-kettle")
    with patch.object(services().rules, "_laid", lambda *_: "newer"):
        stack.now += FRESH
        after: object = services().rules.of("blue-kettle")

    assert before != after == "newer"


# ── the hourly walk ─────────────────────────────────────────────────────────────────────────────


def walk() -> dict[str, Any]:
    answer = reconcile({}, Context("reconcile"))
    metrics.clear_metrics()
    return dict(answer)


@pytest.mark.parametrize("wrong", [None, 3 * HOUR])
def test_the_walk_puts_a_case_right_that_would_be_looked_at_too_late(
    stack: Stack, wrong: timedelta | None
) -> None:
    stack.receive(body("information_requested"))
    stack.minute()
    right = stack.case()
    assert right.next is not None
    late = right.next + wrong if wrong else None
    services().cases.put(replace(right, next=late))

    walk()

    assert stack.case().next == right.next


def test_the_walk_leaves_alone_what_came_in_while_it_looked(stack: Stack) -> None:
    stack.receive(body("information_requested"))
    stack.minute()
    right = stack.case()
    services().cases.put(replace(right, next=None))
    of_account = CaseTable.of_account

    def meanwhile(self: CaseTable, *asked: Any, **more: Any) -> Iterator[StoredCase]:  # noqa: ANN401
        for case in of_account(self, *asked, **more):
            stack.receive(body("seller_responded", stack.now))
            yield case

    with patch.object(CaseTable, "of_account", meanwhile):
        walk()

    assert {event.type for event in stack.case().events} == {
        "information_requested",
        "seller_responded",
    }


def test_the_walk_sees_every_case_of_every_account(stack: Stack) -> None:
    services().accounts.put(read_account({**SETTINGS, "account": "red-kettle"}, load_pack()))
    for slug in ("blue-kettle", "red-kettle"):
        for number in range(3):
            order = f"113-5550123-555{number:04}"
            stack.receive(body("information_requested", account=slug, order_id=order))

    assert walk()["cases"] == 6


def test_a_digest_that_was_refused_is_sent_an_hour_later(stack: Stack) -> None:
    stack.receive(body("information_requested"))
    stack.minute()
    stack.now = stack.now.replace(day=12, hour=0)  # eight in the morning in Taipei
    with aws(SendEmail=no):
        stack.runner.digest()
    assert stack.aws.mails() == []

    stack.now += HOUR
    stack.runner.digest()

    assert len(stack.aws.mails()) == 1


def test_what_is_counted_begins_anew_each_day(stack: Stack) -> None:
    count = services().accounts.count

    assert [count("blue-kettle", "x", day) for day in ("1", "1", "2", "2", "3")] == [1, 2, 1, 2, 1]


def test_obligations_of_one_event_run_out_one_by_one(stack: Stack) -> None:
    stack.receive(body("buyer_contacted", programme="message"))
    stack.minute()
    stack.now = WEDNESDAY + 48 * HOUR

    said = [str(mail["X-Claimwatch"]) for mail in stack.minute() if "owner" in mail["To"]]

    assert sorted(each.partition(" ref")[0] for each in said if "rung=after" in each) == [
        "ob=atoz.buyer_contact rung=after",
        "ob=message.reply rung=after",
    ]
