"""Times known only to lie between two; every answer here was counted by hand."""

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

TWO_BUSINESS_DAYS = (2, "business_days")
THREE_DAYS = (3, "calendar_days")

ANCHORS: dict[str, tuple[Question, Answer]] = {
    "refunded at some time in six weeks": (
        question(
            "safet.file", "US",
            return_delivered="2026-08-10", refund_issued="2026-08-10..2026-09-20",
        ),
        readings("2026-09-09T07:00:00Z", "2026-10-21T06:59:59Z", "2026-10-21T07:00:00Z"),
    ),
    "between two instants": (
        question(
            "atoz.info_request", "US",
            information_requested="2026-06-01T12:00:00Z..2026-06-01T20:00:00Z",
        ),
        readings("2026-06-03T12:00:00Z", "2026-06-03T20:00:00Z", "2026-06-04T20:00:00Z"),
    ),
    "from a date to an instant": (
        question("safet.appeal", "US", claim_denied="2026-09-12..2026-09-26T15:00:00Z"),
        readings("2026-09-19T07:00:00Z", "2026-10-03T15:00:00Z", "2026-10-04T07:00:00Z"),
    ),
    "from an instant to a date": (
        question("safet.appeal", "US", claim_denied="2026-09-12T20:00:00Z..2026-09-12"),
        readings("2026-09-19T20:00:00Z", "2026-09-20T06:59:59Z", "2026-09-20T07:00:00Z"),
    ),
    "a span of one date is that date": (
        question("safet.appeal", "US", claim_denied="2026-09-12..2026-09-12"),
        readings("2026-09-19T07:00:00Z", "2026-09-20T06:59:59Z", "2026-09-20T07:00:00Z"),
    ),
    "a span of one instant is that instant": (
        question(
            "safet.appeal", "US", claim_denied="2026-09-12T20:00:00Z..2026-09-12T22:00:00+02:00"
        ),
        readings("2026-09-19T20:00:00Z", "2026-09-19T20:00:00Z", "2026-09-20T07:00:00Z"),
    ),
    "Saturday's first second gives less time than Friday evening": (
        question(
            "safet.info_request", "US",
            information_requested="2026-03-14T01:00:00Z..2026-03-14T19:00:00Z",
            window=TWO_BUSINESS_DAYS,
        ),
        readings("2026-03-17T07:00:00Z", "2026-03-18T07:00:00Z", "2026-03-19T07:00:00Z"),
    ),
    "of a whole week the first evening gives the least time where no weekend follows it": (
        question(
            "safet.info_request", "US",
            information_requested="2026-03-10T01:00:00Z..2026-03-17T01:00:00Z",
            window=TWO_BUSINESS_DAYS,
        ),
        readings("2026-03-12T01:00:00Z", "2026-03-19T01:00:00Z", "2026-03-19T07:00:00Z"),
    ),
    "over a night in which clocks go forward": (
        question(
            "atoz.info_request", "US",
            information_requested="2026-03-07..2026-03-09", window=THREE_DAYS,
        ),
        readings("2026-03-10T07:00:00Z", "2026-03-13T06:59:59Z", "2026-03-13T07:00:00Z"),
    ),
    "over a night in which clocks go back the earliest is counted in hours": (
        question(
            "atoz.info_request", "US",
            information_requested="2026-11-01T06:30:00Z..2026-11-01T07:30:00Z",
            window=(1, "calendar_days"),
        ),
        readings("2026-11-02T06:30:00Z", "2026-11-02T08:30:00Z", "2026-11-03T08:00:00Z"),
    ),
    "of the later of two, early ends and late ends are compared by themselves": (
        question(
            "safet.file", "US",
            return_delivered="2026-05-01..2026-05-20", refund_issued="2026-05-10",
        ),
        readings("2026-06-09T07:00:00Z", "2026-06-20T06:59:59Z", "2026-06-20T07:00:00Z"),
    ),
    "of the earlier of two, early ends and late ends are compared by themselves": (
        question(
            "atoz.appeal", "US",
            claim_granted="2026-06-10T12:00:00Z", account_debited="2026-06-08..2026-06-20",
        ),
        readings("2026-07-08T07:00:00Z", "2026-07-10T12:00:00Z", "2026-07-11T07:00:00Z"),
    ),
    "the row is that of the early end, and a later one inside the window counts as well": (
        question("safet.file", "US", refund_issued="2026-02-10..2026-02-20"),
        readings(
            "2026-03-12T07:00:00Z", "2026-03-23T06:59:59Z", "2026-04-22T07:00:00Z",
            rule="safet.file.us",
        ),
    ),
}  # fmt: skip

ASKED = "2026-03-06T18:00:00Z"
COMPUTED = {
    "earliest": "2026-03-08T18:00:00Z",
    "expected": "2026-03-08T18:00:00Z",
    "latest": "2026-03-09T18:00:00Z",
}
UNKNOWN = dict.fromkeys(("rule", "opens_at", "earliest", "expected", "latest"))


def stated(first: str, last: str, **more: str | None) -> Answer:
    return {"stated": first, "remind_by": first, "missed_after": last, **more}


STATED: dict[str, tuple[Question, Answer]] = {
    "a stated date reminds at its first second and is missed after its last": (
        question("atoz.info_request", "US", information_requested=ASKED, stated="2026-03-08"),
        COMPUTED | stated("2026-03-08T08:00:00Z", "2026-03-09T06:59:59Z"),
    ),
    "a stated span reminds at its early end and is missed after its late end": (
        question(
            "atoz.info_request", "US",
            information_requested=ASKED, stated="2026-03-07..2026-03-08T20:00:00Z",
        ),
        COMPUTED | stated("2026-03-07T08:00:00Z", "2026-03-08T20:00:00Z"),
    ),
    "of 3/8 and 8/3 the one that the rule allows remains": (
        question(
            "atoz.info_request", "US",
            information_requested=ASKED, stated="2026-03-08..2026-08-03",
        ),
        COMPUTED | stated("2026-03-08T08:00:00Z", "2026-03-09T06:59:59Z"),
    ),
    "a second reading at the very last second the rule allows remains": (
        question(
            "atoz.info_request", "US",
            information_requested=ASKED, stated="2026-03-08T18:00:00Z..2026-03-09T18:00:00Z",
        ),
        COMPUTED | stated("2026-03-08T18:00:00Z", "2026-03-09T18:00:00Z"),
    ),
    "a second reading a second later is dropped": (
        question(
            "atoz.info_request", "US",
            information_requested=ASKED, stated="2026-03-08T18:00:00Z..2026-03-09T18:00:01Z",
        ),
        COMPUTED | stated("2026-03-08T18:00:00Z", "2026-03-08T18:00:00Z"),
    ),
    "a date that begins after all the rule allows is believed where there is no other reading": (
        question("atoz.info_request", "US", information_requested=ASKED, stated="2026-03-20"),
        COMPUTED | stated("2026-03-20T07:00:00Z", "2026-03-21T06:59:59Z"),
    ),
    "nothing is dropped where no rule counts": (
        question("atoz.info_request", "US", stated="2026-03-08..2026-08-03"),
        UNKNOWN | stated("2026-03-08T08:00:00Z", "2026-08-04T06:59:59Z"),
    ),
    "a stated date alone": (
        question("atoz.info_request", "JP", stated="2026-03-09"),
        UNKNOWN | stated("2026-03-08T15:00:00Z", "2026-03-09T14:59:59Z"),
    ),
    "beside an anchor that is a span": (
        question(
            "safet.file", "US", stated="2026-10-01..2026-10-02",
            return_delivered="2026-08-10", refund_issued="2026-08-10..2026-09-20",
        ),
        {"earliest": "2026-09-09T07:00:00Z", "latest": "2026-10-21T07:00:00Z"}
        | stated("2026-10-01T07:00:00Z", "2026-10-03T06:59:59Z"),
    ),
}  # fmt: skip

CASES = {**ANCHORS, **STATED}


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Answer]:
    folder = tmp_path_factory.mktemp("spans")
    found = answers_to(folder, (asked for asked, _ in CASES.values()))
    return dict(zip(CASES, found, strict=True))


@pytest.mark.parametrize("name", CASES)
def test_what_is_uncertain_is_counted_from_both_of_its_ends(
    name: str, answers: dict[str, Answer]
) -> None:
    _, wanted = CASES[name]

    assert the_part_of(answers[name], wanted) == wanted


def test_what_is_uncertain_is_said(tmp_path: Path) -> None:
    asked = question(
        "safet.file", "US", return_delivered="2026-08-10", refund_issued="2026-08-10..2026-09-20",
        stated="2026-10-01..2027-01-10",
    )  # fmt: skip

    (found,) = answers_to(tmp_path, [asked])

    span, dropped, between, apart = found["notes"]
    assert span.startswith("refund_issued is known only to lie between 2026-08-10 and 2026-09-20:")
    assert dropped.startswith("what Amazon states can also be read as 2027-01-10; that is after")
    assert between.startswith(
        "Amazon states a time between 2026-10-01T07:00:00Z and 2026-10-02T06:59:59Z:"
    )
    assert apart == (
        "Amazon states 2026-10-02T06:59:59Z; the rule gives 2026-10-21T06:59:59Z, 19 d later"
    )
