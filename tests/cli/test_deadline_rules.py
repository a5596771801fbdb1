import json
from pathlib import Path

import pytest

from tests.cli.deadline_command import (
    Answer,
    Question,
    answers_to,
    question,
    readings,
    run_deadline,
    the_part_of,
)

CHANGES: dict[str, tuple[Question, Answer]] = {
    "the last second of the three-day rule is cut by the 48 hours of the next day": (
        question("atoz.info_request", "US", information_requested="2020-07-27T06:59:59Z"),
        readings(
            "2020-07-29T06:59:59Z",
            "2020-07-29T06:59:59Z",
            "2020-07-30T07:00:00Z",
            rule="atoz.info-request",
        ),
    ),
    "no result of a later rule comes before the rule takes effect": (
        question("atoz.info_request", "US", information_requested="2016-11-10T20:00:00Z"),
        readings(
            "2016-11-14T08:00:00Z",
            "2016-11-14T08:00:00Z",
            "2016-11-18T08:00:00Z",
            rule="atoz.answer.2019",
        ),
    ),
    "three rules in force during one window are all applied": (
        question("safet.file", "US", return_delivered="2020-04-01T19:00:00Z"),
        readings(
            "2020-05-31T19:00:00Z",
            "2020-06-01T07:00:00Z",
            "2020-07-01T07:00:00Z",
            rule="safet.file.us.2025",
        ),
    ),
    "a return on the last Sunday of two business days is also given four days": (
        question("return.process", "US", return_delivered="2026-01-25T20:00:00Z"),
        readings(
            "2026-01-27T20:00:00Z",
            "2026-01-29T20:00:00Z",
            "2026-01-30T08:00:00Z",
            rule="return.process.us",
        ),
    ),
    "a window in the notice leaves later rules aside": (
        question(
            "safet.file",
            "US",
            return_delivered="2026-01-20",
            refund_issued="2026-01-25",
            window=(60, "calendar_days"),
        ),
        readings(
            "2026-03-26T07:00:00Z",
            "2026-03-27T06:59:59Z",
            "2026-03-27T07:00:00Z",
            rule="safet.file.us.2025",
        ),
    ),
    "seven days to file in India may run to sixty": (
        question("safet.file", "IN", return_delivered="2026-04-10T06:30:00Z"),
        readings("2026-04-17T06:30:00Z", "2026-04-17T06:30:00Z", "2026-06-09T18:30:00Z"),
    ),
}

CASES: dict[str, tuple[Question, Answer]] = {
    "a self-shipped return may be claimed from the thirtieth day": (
        question("safet.file", "AE", case="self_ship", return_requested="2026-03-01"),
        readings(
            "2026-04-29T20:00:00Z",
            "2026-04-30T19:59:59Z",
            "2026-04-30T20:00:00Z",
            opens_at="2026-03-31T19:59:59Z",
            rule="safet.file.mena.self-ship",
        ),
    ),
    "a lost return may be claimed from the fifteenth day": (
        question("safet.file", "SA", case="lost", last_carrier_scan="2026-03-01T09:00:00Z"),
        readings(
            "2026-04-30T09:00:00Z",
            "2026-04-30T09:00:00Z",
            "2026-04-30T21:00:00Z",
            opens_at="2026-03-16T09:00:00Z",
        ),
    ),
    "a window in the notice leaves the opening aside": (
        question(
            "safet.file",
            "AE",
            case="self_ship",
            return_requested="2026-03-01T08:00:00Z",
            window=(10, "calendar_days"),
        ),
        readings(
            "2026-03-11T08:00:00Z", "2026-03-11T08:00:00Z", "2026-03-11T20:00:00Z", opens_at=None
        ),
    ),
    "a lost return in the United States counts from the last scan": (
        question("safet.file", "US", case="lost", last_carrier_scan="2026-03-01"),
        readings(
            "2026-03-31T07:00:00Z",
            "2026-04-01T06:59:59Z",
            "2026-04-01T07:00:00Z",
            opens_at=None,
            rule="safet.file.us.lost",
        ),
    ),
    "a lost return in a store without that case is an ordinary one": (
        question("safet.file", "UK", case="lost", refund_issued="2026-06-01T09:00:00Z"),
        readings(
            "2026-07-01T09:00:00Z",
            "2026-07-01T09:00:00Z",
            "2026-07-31T23:00:00Z",
            rule="safet.file.eu",
        ),
    ),
}

STATED = "2026-03-08T10:00:00+01:00"
STATED_UTC = "2026-03-08T09:00:00Z"
COMPUTED = readings("2026-03-08T18:00:00Z", "2026-03-08T18:00:00Z", "2026-03-09T18:00:00Z")
PRINTED: dict[str, tuple[Question, Answer]] = {
    "a stated date wins and the computed ones are still shown": (
        question(
            "atoz.info_request", "US", information_requested="2026-03-06T18:00:00Z", stated=STATED
        ),
        COMPUTED | dict.fromkeys(("stated", "remind_by", "missed_after"), STATED_UTC),
    ),
    "a stated date wins even when it is later than every reading": (
        question(
            "atoz.info_request",
            "US",
            information_requested="2026-03-06T18:00:00Z",
            stated="2026-03-20T00:00:00Z",
        ),
        COMPUTED | dict.fromkeys(("stated", "remind_by", "missed_after"), "2026-03-20T00:00:00Z"),
    ),
    "a stated date needs no anchor": (
        question("atoz.info_request", "US", stated=STATED),
        {
            **dict.fromkeys(("rule", "opens_at", "earliest", "expected", "latest")),
            **dict.fromkeys(("stated", "remind_by", "missed_after"), STATED_UTC),
        },
    ),
    "a stated date needs no rule in the store": (
        question("return.process", "JP", return_delivered="2026-03-06", stated=STATED),
        {
            **dict.fromkeys(("rule", "opens_at", "earliest", "expected", "latest")),
            **dict.fromkeys(("stated", "remind_by", "missed_after"), STATED_UTC),
        },
    ),
    "a stated date wins over a window in the same notice": (
        question(
            "atoz.info_request",
            "US",
            information_requested="2026-03-06T18:00:00Z",
            window=(3, "calendar_days"),
            stated=STATED,
        ),
        readings("2026-03-09T17:00:00Z", "2026-03-09T17:00:00Z", "2026-03-10T07:00:00Z")
        | dict.fromkeys(("stated", "remind_by", "missed_after"), STATED_UTC),
    ),
}

VECTORS = CHANGES | CASES | PRINTED


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Answer]:
    questions = [asked for asked, _ in VECTORS.values()]
    folder = tmp_path_factory.mktemp("rules")
    return dict(zip(VECTORS, answers_to(folder, questions), strict=True))


@pytest.mark.parametrize("sentence", VECTORS)
def test_the_rule_in_force_is_read_as_written(answers: dict[str, Answer], sentence: str) -> None:
    _, wanted = VECTORS[sentence]

    assert the_part_of(answers[sentence], wanted) == wanted


SINGLES = {
    "with a window and a stated date": (
        (
            "atoz.info_request --store IT --anchor information_requested=2026-03-06T18:00:00+01:00"
            f" --window 3:calendar_days --stated {STATED}"
        ),
        question(
            "atoz.info_request",
            "IT",
            information_requested="2026-03-06T18:00:00+01:00",
            window=(3, "calendar_days"),
            stated=STATED,
        ),
    ),
    "with a case": (
        "safet.file --store US --case lost --anchor last_carrier_scan=2026-03-01",
        question("safet.file", "US", case="lost", last_carrier_scan="2026-03-01"),
    ),
    "with two anchors": (
        (
            "safet.file --store US --anchor return_delivered=2026-01-20"
            " --anchor refund_issued=2026-01-25"
        ),
        question("safet.file", "US", return_delivered="2026-01-20", refund_issued="2026-01-25"),
    ),
    "with a stated date and no anchor": (
        f"atoz.info_request --store US --stated {STATED}",
        question("atoz.info_request", "US", stated=STATED),
    ),
}


@pytest.mark.parametrize(("arguments", "asked"), SINGLES.values(), ids=[*SINGLES])
def test_a_single_question_is_answered_like_a_line_of_a_batch(
    tmp_path: Path, arguments: str, asked: Question
) -> None:
    ran = run_deadline(*arguments.split(), "--json")

    assert (ran.returncode, ran.stderr) == (0, b"")
    assert [json.loads(line) for line in ran.stdout.splitlines()] == answers_to(tmp_path, [asked])
