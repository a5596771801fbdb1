from typing import Any

import pytest

from tests.cli.deadline_command import (
    Answer,
    Question,
    answers_to,
    question,
    readings,
    the_part_of,
)


def asked_for_information(programme: str, store: str, at: str, **parts: Any) -> Question:  # noqa: ANN401
    return question(f"{programme}.info_request", store, information_requested=at, **parts)


def atoz(store: str, at: str, **parts: Any) -> Question:  # noqa: ANN401
    return asked_for_information("atoz", store, at, **parts)


def safet(store: str, at: str, **parts: Any) -> Question:  # noqa: ANN401
    return asked_for_information("safet", store, at, **parts)


TWO_BUSINESS_DAYS = (2, "business_days")
THREE_DAYS = (3, "calendar_days")

VECTORS: dict[str, tuple[Question, Answer]] = {
    "two days in an ordinary week end at the same time": (
        atoz("US", "2026-03-11T08:00:00Z"),
        readings("2026-03-13T08:00:00Z", "2026-03-13T08:00:00Z", "2026-03-14T08:00:00Z"),
    ),
    "48 hours ignore that US clocks go forward": (
        atoz("US", "2026-03-07T20:00:00Z"),
        readings("2026-03-09T20:00:00Z", "2026-03-09T20:00:00Z", "2026-03-10T20:00:00Z"),
    ),
    "48 hours ignore that US clocks go back": (
        atoz("US", "2026-10-31T20:00:00Z"),
        readings("2026-11-02T20:00:00Z", "2026-11-02T20:00:00Z", "2026-11-03T20:00:00Z"),
    ),
    "48 hours run over the year's end": (
        atoz("US", "2026-12-30T23:30:00Z"),
        readings("2027-01-01T23:30:00Z", "2027-01-01T23:30:00Z", "2027-01-02T23:30:00Z"),
    ),
    "two business days in the middle of the week may run to the seventh day": (
        safet("US", "2026-03-10T17:15:00Z"),
        readings("2026-03-12T17:15:00Z", "2026-03-12T17:15:00Z", "2026-03-18T07:00:00Z"),
    ),
    "superseded: the latest reading is 24:00 of the day, not a second before": (
        safet("US", "2026-03-10T17:15:00Z", window=TWO_BUSINESS_DAYS),
        readings("2026-03-12T17:15:00Z", "2026-03-12T17:15:00Z", "2026-03-13T07:00:00Z"),
    ),
    "two business days keep the wall clock over a weekend on which it moves": (
        safet("US", "2026-03-06T18:00:00Z"),
        readings("2026-03-10T17:00:00Z", "2026-03-10T17:00:00Z", "2026-03-14T07:00:00Z"),
    ),
    "superseded: Thanksgiving moves only the latest reading": (
        safet("US", "2026-11-25T18:00:00Z", window=TWO_BUSINESS_DAYS),
        readings("2026-11-27T18:00:00Z", "2026-11-27T18:00:00Z", "2026-12-01T08:00:00Z"),
    ),
    "superseded: asked on a Saturday, Tuesday is the earliest and Wednesday 00:00 expected": (
        safet("US", "2026-03-14T17:00:00Z"),
        readings("2026-03-17T17:00:00Z", "2026-03-18T07:00:00Z", "2026-03-22T07:00:00Z"),
    ),
    "it is still Thursday in the store": (
        safet("US", "2026-03-13T02:30:00Z"),
        readings("2026-03-17T02:30:00Z", "2026-03-17T02:30:00Z", "2026-03-20T07:00:00Z"),
    ),
    "superseded: Christmas moves only the latest reading": (
        safet("US", "2026-12-24T18:00:00Z", window=TWO_BUSINESS_DAYS),
        readings("2026-12-28T18:00:00Z", "2026-12-28T18:00:00Z", "2026-12-30T08:00:00Z"),
    ),
    "superseded: Martin Luther King day moves only the latest reading": (
        safet("US", "2026-01-16T20:00:00Z", window=TWO_BUSINESS_DAYS),
        readings("2026-01-20T20:00:00Z", "2026-01-20T20:00:00Z", "2026-01-22T08:00:00Z"),
    ),
    "Saturday counts in the Emirates": (
        safet("AE", "2026-03-12T09:00:00Z"),
        readings("2026-03-16T09:00:00Z", "2026-03-16T09:00:00Z", "2026-03-16T20:00:00Z"),
    ),
    "a return to Britain on Friday is refunded by Tuesday": (
        question("return.process", "UK", return_delivered="2026-03-06T18:00:00Z"),
        readings(
            "2026-03-10T18:00:00Z",
            "2026-03-10T18:00:00Z",
            "2026-03-11T00:00:00Z",
            rule="return.process.eu",
        ),
    ),
    "a return to the Netherlands on Easter Saturday, Monday is a holiday": (
        question("return.process", "NL", return_delivered="2026-04-04"),
        readings(
            "2026-04-06T22:00:00Z",
            "2026-04-07T22:00:00Z",
            "2026-04-09T22:00:00Z",
            rule="return.process.eu.others",
        ),
    ),
    "a claim is filed within 30 days of the later of return and refund": (
        question("safet.file", "US", return_delivered="2026-03-01", refund_issued="2026-02-25"),
        readings(
            "2026-03-31T07:00:00Z",
            "2026-04-01T06:59:59Z",
            "2026-04-01T07:00:00Z",
            rule="safet.file.us",
        ),
    ),
    "the rule of 16 February cuts a window that is open": (
        question("safet.file", "US", return_delivered="2026-01-20", refund_issued="2026-01-25"),
        readings(
            "2026-02-24T08:00:00Z",
            "2026-02-25T07:59:59Z",
            "2026-03-27T07:00:00Z",
            rule="safet.file.us",
        ),
    ),
    "48 hours may run to 72 hours": (
        atoz("US", "2026-11-18T17:30:00Z"),
        readings("2026-11-20T17:30:00Z", "2026-11-20T17:30:00Z", "2026-11-21T17:30:00Z"),
    ),
    "superseded: three calendar days end at 24:00, not a second before": (
        atoz("US", "2026-11-18T17:30:00Z", window=THREE_DAYS),
        readings("2026-11-21T17:30:00Z", "2026-11-21T17:30:00Z", "2026-11-22T08:00:00Z"),
    ),
    "72 hours are 72 hours when US clocks go forward": (
        atoz("US", "2026-03-07T02:00:00Z"),
        readings("2026-03-09T02:00:00Z", "2026-03-09T02:00:00Z", "2026-03-10T02:00:00Z"),
    ),
    "three calendar days are an hour short when US clocks go forward": (
        atoz("US", "2026-03-07T02:00:00Z", window=THREE_DAYS),
        readings("2026-03-10T01:00:00Z", "2026-03-10T01:00:00Z", "2026-03-10T07:00:00Z"),
    ),
    "72 hours come before three calendar days when US clocks go back": (
        atoz("US", "2026-10-31T01:00:00Z", window=THREE_DAYS),
        readings("2026-11-03T01:00:00Z", "2026-11-03T02:00:00Z", "2026-11-03T08:00:00Z"),
    ),
    "48 hours in Italy may run to the end of the third day": (
        atoz("IT", "2026-03-27T17:00:00Z"),
        readings("2026-03-29T17:00:00Z", "2026-03-29T17:00:00Z", "2026-03-30T22:00:00Z"),
    ),
    "a window of 72 hours ignores that Italian clocks go forward": (
        atoz("IT", "2026-03-27T17:00:00Z", window=(72, "elapsed_hours")),
        readings("2026-03-30T17:00:00Z", "2026-03-30T17:00:00Z", "2026-03-30T17:00:00Z"),
    ),
    "three calendar days are an hour short when Italian clocks go forward": (
        atoz("IT", "2026-03-27T17:00:00Z", window=THREE_DAYS),
        readings("2026-03-30T16:00:00Z", "2026-03-30T16:00:00Z", "2026-03-30T22:00:00Z"),
    ),
    "two business days from a Monday": (
        safet("US", "2026-11-16T17:00:00Z"),
        readings("2026-11-18T17:00:00Z", "2026-11-18T17:00:00Z", "2026-11-24T08:00:00Z"),
    ),
    "superseded: from a Thursday the earliest reading is Monday, not 48 hours later": (
        safet("US", "2026-11-19T23:00:00Z"),
        readings("2026-11-23T23:00:00Z", "2026-11-23T23:00:00Z", "2026-11-27T08:00:00Z"),
    ),
    "superseded: from a Friday the earliest reading is Tuesday, not 48 hours later": (
        safet("US", "2026-11-21T00:00:00Z"),
        readings("2026-11-25T00:00:00Z", "2026-11-25T00:00:00Z", "2026-11-28T08:00:00Z"),
    ),
    "superseded: from a Saturday the earliest reading is Tuesday, not 48 hours later": (
        safet("US", "2026-11-21T18:00:00Z"),
        readings("2026-11-24T18:00:00Z", "2026-11-25T08:00:00Z", "2026-11-29T08:00:00Z"),
    ),
    "two business days from the day before Thanksgiving": (
        safet("US", "2026-11-25T22:00:00Z", window=TWO_BUSINESS_DAYS),
        readings("2026-11-27T22:00:00Z", "2026-11-27T22:00:00Z", "2026-12-01T08:00:00Z"),
    ),
    "Saturday counts in India, and Guru Nanak's birthday only for the latest reading": (
        safet("IN", "2026-11-20T10:30:00Z"),
        readings("2026-11-24T10:30:00Z", "2026-11-24T10:30:00Z", "2026-11-25T18:30:00Z"),
    ),
}


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Answer]:
    questions = [asked for asked, _ in VECTORS.values()]
    folder = tmp_path_factory.mktemp("vectors")
    return dict(zip(VECTORS, answers_to(folder, questions), strict=True))


@pytest.mark.parametrize("sentence", VECTORS)
def test_a_cut_off_computed_by_hand_is_the_command_s_too(
    answers: dict[str, Answer], sentence: str
) -> None:
    _, wanted = VECTORS[sentence]

    assert the_part_of(answers[sentence], wanted) == wanted
