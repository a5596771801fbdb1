"""What becomes of a mail that the provider does not take at the first try."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from itertools import pairwise
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from shared.adapters.mailer import Instead, Mailer
from shared.adapters.provider import TooFastError
from shared.domain.errors import RefusedError, UnsureError
from shared.domain.protocol import FENCE

ENOUGH = 20
"""More answers than anybody waits for."""


@dataclass
class Desk:
    """A mailer whose provider answers as it is told, and everything that was handed over."""

    mailer: Mailer
    answers: Stubber
    pauses: list[float]
    handed: list[dict[str, Any]] = field(default_factory=list)

    def says_no(self, code: str, status: int, times: int = 1) -> None:
        for _ in range(times):
            self.answers.add_client_error("send_email", code, http_status_code=status)

    def takes_it(self) -> None:
        self.answers.add_response("send_email", {"MessageId": "0100"})

    def send(self) -> None:
        self.mailer.send(letter(), {"account": "blue-kettle"})


@pytest.fixture
def desk() -> Iterator[Desk]:
    client = boto3.client("sesv2", region_name="us-east-1")
    pauses: list[float] = []
    with Stubber(client) as answers:
        desk = Desk(Mailer(client, "", pause=pauses.append), answers, pauses)
        client.meta.events.register(
            "provide-client-params.sesv2.SendEmail",
            lambda params, **_: desk.handed.append(params),
        )
        yield desk


def letter() -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"] = "claimwatch@example.com", "owner@example.com"
    message["Subject"] = "Answer by Fri 13 Mar 16:00"
    message.set_content("Answer by Friday.")
    message.add_alternative("<p>Answer by Friday.</p>", subtype="html")
    return message


def test_a_mail_that_is_taken_is_handed_over_once(desk: Desk) -> None:
    desk.takes_it()

    desk.send()

    assert (len(desk.handed), desk.pauses) == (1, [])


@pytest.mark.parametrize("times", [1, 2, 3, 4])
def test_a_mail_that_came_too_fast_is_handed_over_again_unchanged(desk: Desk, times: int) -> None:
    desk.says_no("TooManyRequestsException", 429, times)
    desk.takes_it()

    desk.send()

    assert len(desk.pauses) == times
    assert len(desk.handed) == times + 1
    assert all(one == other for one, other in pairwise(desk.handed))
    assert b"Answer by Friday." in desk.handed[0]["Content"]["Raw"]["Data"]


@pytest.mark.parametrize("code", ["TooManyRequestsException", "Throttling", "ThrottlingException"])
def test_what_stays_too_fast_is_given_up_after_growing_pauses(desk: Desk, code: str) -> None:
    desk.says_no(code, 400, ENOUGH)

    with pytest.raises(TooFastError, match=code):
        desk.send()

    assert len(desk.handed) == len(desk.pauses) + 1 < ENOUGH
    assert all(0 < one < other for one, other in pairwise(desk.pauses))
    assert sum(desk.pauses) < FENCE.total_seconds()


def test_a_mail_whose_sender_is_not_known_any_more_goes_out_in_the_other_name(desk: Desk) -> None:
    told: list[str] = []
    other = Instead("owner@example.com", lambda: told.append("lost"))
    mailer = Mailer(desk.mailer._client, "", desk.pauses.append, other)  # noqa: SLF001
    desk.says_no("MessageRejected", 400)
    desk.takes_it()

    mailer.send(letter(), {"account": "blue-kettle"})

    first, second = desk.handed
    assert first["FromEmailAddress"] == "claimwatch@example.com"
    assert second["FromEmailAddress"] == "Claim watch <owner@example.com>"
    assert b"From: Claim watch <owner@example.com>" in second["Content"]["Raw"]["Data"]
    assert told == ["lost"]


def test_where_the_other_name_is_refused_too_nothing_is_said_to_be_lost(desk: Desk) -> None:
    told: list[str] = []
    other = Instead("owner@example.com", lambda: told.append("lost"))
    mailer = Mailer(desk.mailer._client, "", desk.pauses.append, other)  # noqa: SLF001
    desk.says_no("MessageRejected", 400, ENOUGH)

    with pytest.raises(RefusedError, match="MessageRejected"):
        mailer.send(letter(), {"account": "blue-kettle"})

    assert (len(desk.handed), told) == (2, [])


def test_nobody_knows_whether_it_was_taken_so_no_other_name_is_tried(desk: Desk) -> None:
    other = Instead("owner@example.com", lambda: pytest.fail("nothing was lost"))
    mailer = Mailer(desk.mailer._client, "", desk.pauses.append, other)  # noqa: SLF001
    desk.says_no("InternalFailure", 500, ENOUGH)

    with pytest.raises(UnsureError):
        mailer.send(letter(), {"account": "blue-kettle"})

    assert len(desk.handed) == 1


@pytest.mark.parametrize("before", [0, 1])
@pytest.mark.parametrize(
    ("code", "status", "meaning"),
    [
        pytest.param("MessageRejected", 400, RefusedError, id="a clear no"),
        pytest.param("InternalFailure", 500, UnsureError, id="nobody knows"),
        # what the provider says while it is failing is no proof that it took nothing
        pytest.param("ThrottlingException", 503, UnsureError, id="too fast, says a broken one"),
    ],
)
def test_any_other_answer_is_the_last(
    desk: Desk, before: int, code: str, status: int, meaning: type[Exception]
) -> None:
    desk.says_no("TooManyRequestsException", 429, before)
    desk.says_no(code, status, ENOUGH)

    with pytest.raises(meaning, match=code) as said:
        desk.send()

    assert not isinstance(said.value, TooFastError)
    assert (len(desk.handed), len(desk.pauses)) == (before + 1, before)
