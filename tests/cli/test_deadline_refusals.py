import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.deadline_command import Answer, answers_to_lines, question, run_deadline

ASKED = "2026-03-06T18:00:00Z"
GOOD = question("atoz.info_request", "US", information_requested=ASKED)


def line(**changes: Any) -> bytes:  # noqa: ANN401
    return json.dumps(GOOD | changes).encode()


def anchored(value: Any) -> bytes:  # noqa: ANN401
    return line(anchors={"information_requested": value})


def windowed(amount: Any, unit: str = "calendar_days") -> bytes:  # noqa: ANN401
    return line(window={"amount": amount, "unit": unit})


BAD_LINES = {
    "an unknown obligation": line(obligation="atoz.nothing"),
    "an unknown store": line(store="ATLANTIS"),
    "a store where the obligation has no rule": line(
        obligation="return.process", store="DE", anchors={"return_delivered": ASKED}
    ),
    "a case that no rule of the obligation has": line(case="lost"),
    "a case that no rule at all has": line(case="imagined"),
    "no anchor known": line(anchors={}),
    "only an anchor that the rule does not use": line(anchors={"claim_denied": ASKED}),
    "an anchor that no rule uses": line(
        anchors={"information_requested": ASKED, "full_moon": ASKED}
    ),
    "an anchor that no rule uses beside a stated date": line(
        anchors={"full_moon": ASKED}, stated=ASKED
    ),
    "the anchor of a case without its case": line(
        obligation="safet.file", anchors={"last_carrier_scan": ASKED}
    ),
    "a date that does not exist": anchored("2026-02-30"),
    "an instant that does not exist": anchored("2026-02-30T18:00:00Z"),
    "a year of five digits": anchored("20266-03-06T18:00:00Z"),
    "a date with a year of five digits": anchored("20266-03-06"),
    "a time without an offset": anchored("2026-03-06T18:00:00"),
    "a time that is a number": anchored(1772820000),
    "a time that is a number in quotes": anchored("1772820000"),
    "a time that is null": anchored(None),
    "a time that is a word": anchored("yesterday"),
    "a time that is empty": anchored(""),
    "the end of the calendar": anchored("9999-12-31T23:59:59Z"),
    "the last date of the calendar": anchored("9999-12-31"),
    "the beginning of the calendar, in the east": anchored("0001-01-01T00:00:00+14:00"),
    "a stated time without an offset": line(stated="2026-03-09T10:00:00"),
    "a stated time that is a number": line(stated=1772820000),
    "a window in an unknown unit": windowed(2, "fortnights"),
    "a window of a billion calendar days": windowed(10**9),
    "a window of a billion business days": windowed(10**9, "business_days"),
    "a window of a billion hours": windowed(10**9, "elapsed_hours"),
    "a window written 1e9": line(window={}).replace(
        b'"window": {}', b'"window": {"amount": 1e9, "unit": "business_days"}'
    ),
    "a window of fewer than no days": windowed(-3),
    "a window of half a day": windowed(0.5),
    "a window of a word": windowed("three"),
    "a window that is true": windowed(amount=True),
    "a window without a unit": line(window={"amount": 3}),
    "a window that is no object": line(window="3:calendar_days"),
    "a window of NaN days": windowed(float("nan")),
    "an amount of more digits than are ever read": line(window={}).replace(
        b'"window": {}', b'"window": {"amount": ' + b"9" * 5000 + b', "unit": "business_days"}'
    ),
    "anchors that are a list": line(anchors=[ASKED]),
    "an obligation that is a number": line(obligation=7),
    "an obligation that is a list": line(obligation=["atoz.info_request"]),
    "a store that is a list": line(store=["US"]),
    "a case that is a number": line(case=1),
    "an obligation that is half a character": line(obligation="\ud800"),
    "no obligation": json.dumps({"store": "US", "anchors": GOOD["anchors"]}).encode(),
    "no store": json.dumps({"obligation": "atoz.info_request", "anchors": {}}).encode(),
    "no JSON": b"tomorrow, please",
    "half an object": b'{"obligation": "atoz.info_request", ',
    "a list": b"[]",
    "a number": b"3",
    "null": b"null",
    "a depth of brackets that no reader follows": b"[" * 100_000,
}


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> list[Answer]:
    good = json.dumps(GOOD).encode()
    lines = [line for bad in BAD_LINES.values() for line in (bad, good)]
    return answers_to_lines(tmp_path_factory.mktemp("refusals"), lines)


@pytest.mark.parametrize(("place", "asked"), list(enumerate(BAD_LINES)), ids=[*BAD_LINES])
def test_a_bad_line_is_answered_in_its_place_and_the_batch_goes_on(
    answers: list[Answer], place: int, asked: str
) -> None:
    refused, next_one = answers[2 * place : 2 * place + 2]

    assert set(refused) == {"error"}
    assert refused["error"].strip()
    assert next_one["remind_by"] == "2026-03-08T18:00:00Z"


@pytest.mark.parametrize(
    ("asked", "date"),
    [
        pytest.param(
            question("atoz.review", "US", claim_opened="2020-07-27T06:59:59Z"),
            "2020-07-26",
            id="before the first rule, by the date in the store",
        ),
        pytest.param(
            question("safet.file", "US", case="lost", last_carrier_scan="2020-05-31"),
            "2020-05-31",
            id="before the first rule of the case, though another case has one",
        ),
    ],
)
def test_where_no_rule_is_in_force_the_error_names_the_date(
    tmp_path: Path, asked: Answer, date: str
) -> None:
    (refused,) = answers_to_lines(tmp_path, [json.dumps(asked).encode()])

    assert date in refused["error"]


ASK = ["atoz.info_request", "--store", "US", "--json"]
ANCHOR = ["--anchor", f"information_requested={ASKED}"]


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["atoz.nothing", *ASK[1:], *ANCHOR], id="an unknown obligation"),
        pytest.param([ASK[0], "--store", "ATLANTIS", *ANCHOR], id="an unknown store"),
        pytest.param([ASK[0], *ANCHOR], id="no store"),
        pytest.param(ASK, id="no anchor"),
        pytest.param([*ASK, "--anchor", f"full_moon={ASKED}"], id="an anchor that no rule uses"),
        pytest.param([*ASK, "--anchor", ASKED], id="an anchor without a name"),
        pytest.param([*ASK, "--anchor", "information_requested="], id="an anchor without a time"),
        pytest.param(
            [*ASK, "--anchor", "information_requested=2026-02-30"], id="a date that does not exist"
        ),
        pytest.param(
            [*ASK, "--anchor", "information_requested=2026-03-06T18:00:00"],
            id="a time without an offset",
        ),
        pytest.param([*ASK, *ANCHOR, "--case", "lost"], id="a case that no rule has"),
        pytest.param([*ASK, *ANCHOR, "--window", "3"], id="a window without a unit"),
        pytest.param([*ASK, *ANCHOR, "--window", "3:fortnights"], id="a window in an unknown unit"),
        pytest.param(
            [*ASK, *ANCHOR, "--window", "1000000000:business_days"], id="a window of a billion days"
        ),
        pytest.param([*ASK, *ANCHOR, "--stated", "soon"], id="a stated date that is a word"),
        pytest.param(
            ["atoz.review", "--store", "US", "--anchor", "claim_opened=2019-01-01"],
            id="no rule in force",
        ),
        pytest.param(["--batch", "/nowhere/queries.jsonl", "--json"], id="a batch that is missing"),
    ],
)
def test_a_bad_question_ends_with_code_2_and_one_line_that_says_why(arguments: list[str]) -> None:
    ran = run_deadline(*arguments)

    assert (ran.returncode, ran.stdout) == (2, b"")
    assert len(ran.stderr.splitlines()) == 1
