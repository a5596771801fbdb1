from pathlib import Path

import pytest

from tests.cli.deadline_command import (
    Answer,
    Question,
    answers_to,
    question,
    readings,
    the_part_of,
)

THREE_DAYS = (3, "calendar_days")
TWO_BUSINESS_DAYS = (2, "business_days")

CLOCKS: dict[str, tuple[Question, Answer]] = {
    "a wall clock that occurs twice means its first occurrence": (
        question(
            "atoz.info_request",
            "US",
            information_requested="2026-10-29T08:30:00Z",
            window=THREE_DAYS,
        ),
        readings("2026-11-01T08:30:00Z", "2026-11-01T08:30:00Z", "2026-11-02T08:00:00Z"),
    ),
    "counted from the first 01:30 of a night that has two": (
        question(
            "atoz.info_request",
            "US",
            information_requested="2026-11-01T01:30:00-07:00",
            window=THREE_DAYS,
        ),
        readings("2026-11-04T08:30:00Z", "2026-11-04T09:30:00Z", "2026-11-05T08:00:00Z"),
    ),
    "counted from the second 01:30 of a night that has two": (
        question(
            "atoz.info_request",
            "US",
            information_requested="2026-11-01T01:30:00-08:00",
            window=THREE_DAYS,
        ),
        readings("2026-11-04T09:30:00Z", "2026-11-04T09:30:00Z", "2026-11-05T08:00:00Z"),
    ),
    "a wall clock that is skipped moves forward by the gap": (
        question(
            "atoz.info_request",
            "US",
            information_requested="2026-03-05T10:30:00Z",
            window=THREE_DAYS,
        ),
        readings("2026-03-08T10:30:00Z", "2026-03-08T10:30:00Z", "2026-03-09T07:00:00Z"),
    ),
    "where midnight is skipped the day before ends at the gap": (
        question("chargeback.respond", "BR", chargeback_opened="2018-10-27T15:00:00Z"),
        readings("2018-11-03T15:00:00Z", "2018-11-03T15:00:00Z", "2018-11-04T03:00:00Z"),
    ),
    "where the last hour of a date occurs twice the date counts from its first end": (
        question("message.reply", "EG", buyer_contacted="2026-10-29"),
        readings("2026-10-29T21:00:00Z", "2026-10-30T20:59:59Z", "2026-10-30T20:59:59Z"),
    ),
    "business days over clocks that go back may be counted in hours": (
        question(
            "safet.info_request",
            "US",
            information_requested="2026-10-30T17:00:00Z",
            window=TWO_BUSINESS_DAYS,
        ),
        readings("2026-11-03T17:00:00Z", "2026-11-03T18:00:00Z", "2026-11-04T08:00:00Z"),
    ),
    "seven days from 22 February of a leap year end on the 29th": (
        question("chargeback.respond", "DE", chargeback_opened="2028-02-22T11:00:00Z"),
        readings("2028-02-29T11:00:00Z", "2028-02-29T11:00:00Z", "2028-02-29T23:00:00Z"),
    ),
}

BUSINESS_DAYS: dict[str, tuple[Question, Answer]] = {
    "asked on a Sunday in the Emirates, with the holidays of Eid ahead": (
        question("safet.info_request", "AE", information_requested="2026-03-15T06:00:00Z"),
        readings("2026-03-18T06:00:00Z", "2026-03-18T20:00:00Z", "2026-03-23T20:00:00Z"),
    ),
    "Good Friday counts in Britain except for the latest reading": (
        question(
            "atoz.info_request",
            "UK",
            information_requested="2026-04-02T12:00:00Z",
            window=(5, "business_days"),
        ),
        readings("2026-04-09T12:00:00Z", "2026-04-09T12:00:00Z", "2026-04-10T23:00:00Z"),
    ),
    "asked on Christmas day the latest reading starts on Monday": (
        question(
            "safet.info_request",
            "US",
            information_requested="2026-12-25T18:00:00Z",
            window=TWO_BUSINESS_DAYS,
        ),
        readings("2026-12-29T18:00:00Z", "2026-12-29T18:00:00Z", "2026-12-31T08:00:00Z"),
    ),
    "in Japan's ten free days of 2019 two business days outlast seven calendar days": (
        question("safet.info_request", "JP", information_requested="2019-04-26T03:00:00Z"),
        readings("2019-04-30T03:00:00Z", "2019-04-30T03:00:00Z", "2019-05-08T15:00:00Z"),
    ),
    "a Sunday without a time in India, with Holi ahead": (
        question("safet.appeal", "IN", claim_denied="2026-03-01"),
        readings("2026-03-08T18:30:00Z", "2026-03-09T18:30:00Z", "2026-03-11T18:30:00Z"),
    ),
}

ANCHORS: dict[str, tuple[Question, Answer]] = {
    "a date counts from its first second at the earliest, else from its last": (
        question("atoz.appeal", "DE", claim_granted="2026-03-01"),
        readings("2026-03-30T22:00:00Z", "2026-03-31T21:59:59Z", "2026-03-31T22:00:00Z"),
    ),
    "hours from a date count from its first second at the earliest, else from its last": (
        question("message.reply", "JP", buyer_contacted="2026-05-05"),
        readings("2026-05-05T15:00:00Z", "2026-05-06T14:59:59Z", "2026-05-06T14:59:59Z"),
    ),
    "the earlier of a date and an instant of the next day": (
        question(
            "atoz.appeal", "US", claim_granted="2026-06-10T12:00:00Z", account_debited="2026-06-09"
        ),
        readings("2026-07-09T07:00:00Z", "2026-07-10T06:59:59Z", "2026-07-10T07:00:00Z"),
    ),
    "the later of a date and an instant of that day is the instant first and the date last": (
        question(
            "safet.file", "US", return_delivered="2026-05-10", refund_issued="2026-05-10T19:00:00Z"
        ),
        readings("2026-06-09T19:00:00Z", "2026-06-10T06:59:59Z", "2026-06-10T07:00:00Z"),
    ),
    "the later of two anchors while one is known": (
        question("safet.file", "US", refund_issued="2026-05-04T10:00:00Z"),
        readings("2026-06-03T10:00:00Z", "2026-06-03T10:00:00Z", "2026-06-04T07:00:00Z"),
    ),
    "the earlier of two anchors where no rule names the store": (
        question(
            "safet.file",
            "SG",
            return_delivered="2026-04-10T04:00:00Z",
            refund_issued="2026-04-12T04:00:00Z",
        ),
        readings(
            "2026-04-17T04:00:00Z",
            "2026-04-17T04:00:00Z",
            "2026-06-09T16:00:00Z",
            rule="safet.file.default",
        ),
    ),
    "an anchor written with another offset is the same instant": (
        question("return.answer", "JP", return_requested="2026-03-11T01:00:00-07:00"),
        readings("2026-03-13T08:00:00Z", "2026-03-13T08:00:00Z", "2026-03-13T08:00:00Z"),
    ),
    "a marketplace id stands for its store": (
        question("atoz.buyer_contact", "A1F83G8C2ARO7P", buyer_contacted="2026-03-27T12:00:00Z"),
        readings(
            "2026-03-29T12:00:00Z",
            "2026-03-29T12:00:00Z",
            "2026-03-30T12:00:00Z",
            rule="atoz.buyer-contact",
            time_zone="Europe/London",
        ),
    ),
}

VECTORS = CLOCKS | BUSINESS_DAYS | ANCHORS


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Answer]:
    questions = [asked for asked, _ in VECTORS.values()]
    folder = tmp_path_factory.mktemp("readings")
    return dict(zip(VECTORS, answers_to(folder, questions), strict=True))


@pytest.mark.parametrize("sentence", VECTORS)
def test_the_calendar_is_read_as_written(answers: dict[str, Answer], sentence: str) -> None:
    _, wanted = VECTORS[sentence]

    assert the_part_of(answers[sentence], wanted) == wanted


def test_a_known_anchor_that_the_rule_does_not_use_is_ignored_with_a_note(tmp_path: Path) -> None:
    denied = "2026-03-11T08:00:00Z"
    plain = question("safet.appeal", "US", claim_denied=denied)
    with_another = question("safet.appeal", "US", claim_denied=denied, chargeback_opened=denied)

    alone, noted = answers_to(tmp_path, [plain, with_another])

    assert noted | {"notes": alone["notes"]} == alone
    assert any("chargeback_opened" in note for note in noted["notes"])


def test_beyond_2035_a_note_says_that_holidays_are_unknown(tmp_path: Path) -> None:
    asked = [
        question("safet.appeal", "AE", claim_denied=day) for day in ("2035-06-04", "2036-06-04")
    ]

    known, unknown = answers_to(tmp_path, asked)

    assert not any("holiday" in note.lower() for note in known["notes"])
    assert any("holiday" in note.lower() for note in unknown["notes"])
