from datetime import timedelta
from email.message import EmailMessage
from typing import Any
from unittest.mock import patch

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError

from shared.adapters.case_table import CaseTable
from shared.adapters.mailer import Mailer
from shared.mail import letters
from shared.wiring import services
from tests.conftest import WEDNESDAY, body
from tests.integration.conftest import Stack

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


class Crash(BaseException):
    """The process dies: nothing may catch this."""


def rung_of(mail: EmailMessage) -> str:
    return str(mail["X-Claimwatch"]).partition("rung=")[2].partition(" ")[0]


def test_the_way_of_a_claim_from_question_to_answer(stack: Stack) -> None:
    stack.receive(body("information_requested"))
    said = [rung_of(mail) for mail in stack.minute()]
    for later in (24 * HOUR, 16 * HOUR):
        said += [f"{rung_of(mail)} {mail['To']}" for mail in stack.minute(later)]
    stack.receive(body("seller_responded", stack.now))

    closed = stack.minute(MINUTE)

    assert said == ["arrival", "24h owner@example.com", "8h owner@example.com",
                    "8h second@example.com"]  # fmt: skip
    assert len(closed) == 2
    assert stack.minute(8 * HOUR) == []
    assert stack.case().next is None


def test_every_reminder_is_published_with_attributes_to_filter_on(stack: Stack) -> None:
    stack.receive(body("information_requested"))
    stack.minute()

    (published,) = stack.aws.published()

    assert published["rung"] == "arrival"
    assert published["remind_by"] == "2026-03-13T08:00:00Z"
    assert published["attributes"] == {
        "account": "blue-kettle",
        "programme": "atoz",
        "obligation": "atoz.info_request",
        "rung": "arrival",
        "kind": "reminder",
    }


def test_after_hours_without_a_sweep_one_message_stands_for_all_that_fell_due(
    stack: Stack,
) -> None:
    stack.receive(body("information_requested"))
    stack.minute()

    mails = stack.minute(47 * HOUR)

    assert [(rung_of(mail), mail["To"]) for mail in mails] == [
        ("2h", "owner@example.com"),
        ("2h", "second@example.com"),
    ]


def test_sweeping_twice_in_one_minute_sends_once(stack: Stack) -> None:
    stack.receive(body("information_requested"))

    assert len(stack.minute()) == 1
    assert stack.minute() == []


def test_a_sender_that_dies_before_sending_is_made_up_for(stack: Stack) -> None:
    stack.receive(body("information_requested"))
    with patch.object(Mailer, "send", side_effect=Crash), pytest.raises(Crash):
        stack.minute()

    assert stack.minute(MINUTE) == []  # the lease still lasts
    assert [rung_of(mail) for mail in stack.minute(MINUTE)] == ["arrival"]


def test_a_sender_that_dies_after_sending_repeats_and_never_loses(stack: Stack) -> None:
    stack.receive(body("information_requested"))
    with patch("shared.steps.send.mark", side_effect=Crash), pytest.raises(Crash):
        stack.minute()
    first = stack.aws.mails()

    again = stack.minute(2 * MINUTE)

    assert len(first) == len(again) == 1
    assert (
        first[0].split(b"ref=")[1][:10]
        == str(again[0]["X-Claimwatch"]).partition("ref=")[2].encode()[:10]
    )


def test_a_clear_no_from_the_provider_is_tried_again_after_a_pause(stack: Stack) -> None:
    throttled = ClientError(
        {"Error": {"Code": "Throttling"}, "ResponseMetadata": {"HTTPStatusCode": 400}},  # type: ignore[typeddict-item]
        "SendEmail",
    )
    stack.receive(body("information_requested"))
    with refusing(throttled):
        assert stack.minute() == []

    assert [rung_of(mail) for mail in stack.minute(MINUTE)] == ["arrival"]


def test_when_nobody_knows_whether_it_was_taken_the_lease_runs_out_first(stack: Stack) -> None:
    stack.receive(body("information_requested"))
    with refusing(ReadTimeoutError(endpoint_url="https://email")):
        stack.minute()

    assert stack.minute(MINUTE) == []
    assert [rung_of(mail) for mail in stack.minute(MINUTE)] == ["arrival"]


def test_an_answer_between_lease_and_mark_is_kept(stack: Stack) -> None:
    stack.receive(body("information_requested"))
    send = Mailer.send

    def answered_meanwhile(self: Mailer, message: EmailMessage, tags: dict[str, str]) -> None:
        send(self, message, tags)
        stack.receive(body("seller_responded", WEDNESDAY))

    with patch.object(Mailer, "send", answered_meanwhile):
        stack.minute()

    stored = stack.case()
    assert stored.summary["obligations"]["atoz.info_request#1"]["state"] == "answered"
    assert any(slot.startswith("1.1:arrival:email") for slot in stored.delivered)


def test_an_answer_that_comes_before_the_sweep_means_no_reminder(stack: Stack) -> None:
    stack.receive(body("information_requested"), body("seller_responded"))

    assert stack.minute() == []


def test_a_letter_that_cannot_be_written_goes_out_in_plain_words(stack: Stack) -> None:
    stack.receive(body("information_requested"))
    with patch.object(letters, "reminder", side_effect=KeyError("wording")):
        (mail,) = stack.minute()

    assert "0199" in str(mail["Subject"])
    assert "113-5550123-5550199" in mail.get_content()


def test_one_case_that_cannot_be_read_does_not_hold_up_the_others(stack: Stack) -> None:
    other = "113-5550123-5550200"
    stack.receive(body("information_requested"), body("information_requested", order_id=other))
    get = CaseTable.get

    def broken(self: CaseTable, account: str, order: str) -> Any:  # noqa: ANN401
        if order == other:
            raise ValueError(order)
        return get(self, account, order)

    with patch.object(CaseTable, "get", broken), pytest.raises(Exception, match="gave back"):
        stack.minute()

    assert len(stack.aws.mails()) + len(stack.minute(2 * MINUTE)) == 2


def test_the_clients_that_send_never_retry_by_themselves(stack: Stack) -> None:
    client = services().mailer._client  # noqa: SLF001 - the configuration is the promise

    options = vars(client.meta.config)["_user_provided_options"]
    assert options["retries"]["total_max_attempts"] == 1


def refusing(error: Exception) -> Any:  # noqa: ANN401 - a patch
    def make_call(*_: object, **__: object) -> None:
        raise error

    client = services().mailer._client  # noqa: SLF001 - the provider's side
    return patch.object(client, "_make_api_call", make_call)
