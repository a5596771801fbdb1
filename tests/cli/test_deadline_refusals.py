import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.deadline_command import Answer, answers_to_lines, question, run_deadline

ASKED = "2026-03-06T18:00:00Z"
ANCHORED = "anchors.information_requested"
A_QUERY = 'one object, like {"obligation": "atoz.info_request"'
GOOD = question("atoz.info_request", "US", information_requested=ASKED)


def line(**changes: Any) -> bytes:  # noqa: ANN401
    return json.dumps(GOOD | changes).encode()


def anchored(value: Any) -> bytes:  # noqa: ANN401
    return line(anchors={"information_requested": value})


def windowed(amount: Any, unit: str = "calendar_days") -> bytes:  # noqa: ANN401
    return line(window={"amount": amount, "unit": unit})


BAD_LINES: dict[str, tuple[bytes, str, str]] = {
    "an unknown obligation": (
        line(obligation="atoz.nothing"),
        "obligation",
        "known are message.reply, atoz.buyer_contact",
    ),
    "an unknown store": (line(store="ATLANTIS"), "store", "known are US, CA, MX"),
    "a store where the obligation has no rule": (
        line(obligation="return.process", store="JP", anchors={"return_delivered": ASKED}),
        "store",
        "there is one in US",
    ),
    "a case that no rule of the obligation has": (line(case="lost"), "case", "known are none"),
    "a case that no rule at all has": (line(case="imagined"), "case", "known are none"),
    "no anchor known": (
        line(anchors={}),
        "anchors",
        "give information_requested, or a stated date",
    ),
    "only an anchor that the rule does not use": (
        line(anchors={"claim_denied": ASKED}),
        "anchors",
        "give information_requested, or a stated date",
    ),
    "an anchor that no rule uses": (
        line(anchors={"information_requested": ASKED, "full_moon": ASKED}),
        "anchors",
        "known are account_debited, buyer_contacted",
    ),
    "an anchor that no rule uses beside a stated date": (
        line(anchors={"full_moon": ASKED}, stated=ASKED),
        "anchors",
        "known are account_debited, buyer_contacted",
    ),
    "the anchor of a case without its case": (
        line(obligation="safet.file", anchors={"last_carrier_scan": ASKED}),
        "anchors",
        "give return_delivered, refund_issued, or a stated date",
    ),
    "a date that does not exist": (anchored("2026-02-30"), ANCHORED, "does not exist"),
    "an instant that does not exist": (
        anchored("2026-02-30T18:00:00Z"),
        ANCHORED,
        "does not exist",
    ),
    "a year of five digits": (
        anchored("20266-03-06T18:00:00Z"),
        ANCHORED,
        "a time like 2026-03-06T18:00:00Z",
    ),
    "a date with a year of five digits": (
        anchored("20266-03-06"),
        ANCHORED,
        "a time like 2026-03-06T18:00:00Z",
    ),
    "a time without an offset": (
        anchored("2026-03-06T18:00:00"),
        ANCHORED,
        "add the offset, as in 2026-03-06T18:00:00Z",
    ),
    "a time that is a number": (
        anchored(1772820000),
        ANCHORED,
        "write a time as 2026-03-06T18:00:00Z",
    ),
    "a time that is a number in quotes": (
        anchored("1772820000"),
        ANCHORED,
        "write it as 2026-03-06T18:00:00Z",
    ),
    "a time that is null": (anchored(None), ANCHORED, "write a time as 2026-03-06T18:00:00Z"),
    "a time that is a word": (anchored("yesterday"), ANCHORED, "a time like 2026-03-06T18:00:00Z"),
    "a time that is empty": (anchored(""), ANCHORED, "a time like 2026-03-06T18:00:00Z"),
    "the end of the calendar": (anchored("9999-12-31T23:59:59Z"), ANCHORED, "2000 to 2199"),
    "the last date of the calendar": (anchored("9999-12-31"), ANCHORED, "2000 to 2199"),
    "the beginning of the calendar, in the east": (
        anchored("0001-01-01T00:00:00+14:00"),
        ANCHORED,
        "2000 to 2199",
    ),
    "a stated time without an offset": (
        line(stated="2026-03-09T10:00:00"),
        "stated",
        "add the offset, as in 2026-03-09T10:00:00Z",
    ),
    "a stated time that is a number": (
        line(stated=1772820000),
        "stated",
        "write a time as 2026-03-06T18:00:00Z",
    ),
    "a window in an unknown unit": (
        windowed(2, "fortnights"),
        "window.unit",
        "use one of elapsed_hours, calendar_days, business_days",
    ),
    "a window of a billion calendar days": (windowed(10**9), "window.amount", "1 to 3660"),
    "a window of a billion business days": (
        windowed(10**9, "business_days"),
        "window.amount",
        "1 to 3660",
    ),
    "a window of a billion hours": (windowed(10**9, "elapsed_hours"), "window.amount", "1 to 3660"),
    "a window written 1e9": (
        line(window={}).replace(
            b'"window": {}', b'"window": {"amount": 1e9, "unit": "business_days"}'
        ),
        "window.amount",
        "whole number",
    ),
    "a window of fewer than no days": (windowed(-3), "window.amount", "1 to 3660"),
    "a window of half a day": (windowed(0.5), "window.amount", "whole number"),
    "a window of a word": (windowed("three"), "window.amount", "whole number"),
    "a window that is true": (windowed(amount=True), "window.amount", "whole number"),
    "a window without a unit": (
        line(window={"amount": 3}),
        "window",
        'like {"amount": 3, "unit": "calendar_days"}',
    ),
    "a window that is no object": (
        line(window="3:calendar_days"),
        "window",
        'like {"amount": 3, "unit": "calendar_days"}',
    ),
    "a window of NaN days": (windowed(float("nan")), "window.amount", "whole number"),
    "an amount of more digits than are ever read": (
        line(window={}).replace(
            b'"window": {}', b'"window": {"amount": ' + b"9" * 5000 + b', "unit": "business_days"}'
        ),
        "query",
        "digits without end",
    ),
    "anchors that are a list": (line(anchors=[ASKED]), "anchors", "an object of names and times"),
    "an obligation that is a number": (line(obligation=7), "obligation", "not text"),
    "an obligation that is a list": (
        line(obligation=["atoz.info_request"]),
        "obligation",
        "not text",
    ),
    "a store that is a list": (line(store=["US"]), "store", "not text"),
    "a case that is a number": (line(case=1), "case", "not text"),
    "an obligation that is half a character": (
        line(obligation="\ud800"),
        "obligation",
        "known are message.reply",
    ),
    "no obligation": (
        json.dumps({"store": "US", "anchors": GOOD["anchors"]}).encode(),
        "obligation",
        "missing",
    ),
    "no store": (
        json.dumps({"obligation": "atoz.info_request", "anchors": {}}).encode(),
        "store",
        "missing",
    ),
    "no JSON": (b"tomorrow, please", "query", A_QUERY),
    "half an object": (b'{"obligation": "atoz.info_request", ', "query", A_QUERY),
    "a list": (b"[]", "query", "a JSON object"),
    "a number": (b"3", "query", "a JSON object"),
    "null": (b"null", "query", "a JSON object"),
    "a depth of brackets that no reader follows": (b"[" * 100_000, "query", A_QUERY),
    "a time without its seconds": (
        anchored("2026-03-06T18:00+08:00"),
        ANCHORED,
        "write 2026-03-06T18:00:00+08:00",
    ),
    "a stated span that ends before it begins": (
        line(stated="2026-03-09..2026-03-08"),
        "stated",
        "ends before it begins; write the earlier first",
    ),
    "a span that ends before it begins": (
        anchored("2026-03-06T18:00:00Z..2026-03-06T17:59:59Z"),
        ANCHORED,
        "ends before it begins; write the earlier first",
    ),
    "a span whose date is over, in the store, before it begins": (
        anchored("2026-03-07T08:00:00Z..2026-03-06"),
        ANCHORED,
        "ends before it begins; write the earlier first",
    ),
    "a span without an end": (
        anchored("2026-03-06.."),
        ANCHORED,
        "write it like 2026-08-10..2026-09-20",
    ),
    "a span without a beginning": (
        anchored("..2026-03-06"),
        ANCHORED,
        "write it like 2026-08-10..2026-09-20",
    ),
    "a span of three": (
        anchored("2026-03-06..2026-03-07..2026-03-08"),
        ANCHORED,
        "write it like 2026-08-10..2026-09-20",
    ),
    "a span with an end that has no offset": (
        anchored("2026-03-06..2026-03-07T10:00:00"),
        ANCHORED,
        "add the offset, as in 2026-03-07T10:00:00Z",
    ),
    "a line with nothing on it": (b"  ", "query", A_QUERY),
}
"""What is wrong → the line, the field the refusal names, and what it says would be right."""


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> list[Answer]:
    good = json.dumps(GOOD).encode()
    lines = [line for bad, _, _ in BAD_LINES.values() for line in (bad, good)]
    return answers_to_lines(tmp_path_factory.mktemp("refusals"), lines)


@pytest.mark.parametrize(("place", "asked"), list(enumerate(BAD_LINES)), ids=[*BAD_LINES])
def test_a_bad_line_is_answered_in_its_place_with_field_and_remedy_and_the_batch_goes_on(
    answers: list[Answer], place: int, asked: str
) -> None:
    refused, next_one = answers[2 * place : 2 * place + 2]
    _, field, remedy = BAD_LINES[asked]

    assert set(refused) == {"error"}
    assert refused["error"].startswith(f"{field}: ")
    assert remedy in refused["error"]
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
    ("arguments", "said"),
    [
        pytest.param(
            ["atoz.nothing", *ASK[1:], *ANCHOR], "obligation: unknown", id="an unknown obligation"
        ),
        pytest.param(
            [ASK[0], "--store", "ATLANTIS", *ANCHOR], "known are US, CA", id="an unknown store"
        ),
        pytest.param([ASK[0], *ANCHOR], "store: missing", id="no store"),
        pytest.param(ASK, "give information_requested, or a stated date", id="no anchor"),
        pytest.param(
            [*ASK, "--anchor", f"full_moon={ASKED}"],
            "known are account_debited",
            id="an anchor that no rule uses",
        ),
        pytest.param(
            [*ASK, "--anchor", ASKED],
            "--anchor: '2026-03-06T18:00:00Z' must be NAME=TIME",
            id="an anchor without a name",
        ),
        pytest.param(
            [*ASK, "--anchor", "information_requested="],
            "--anchor: 'information_requested=' must be NAME=TIME",
            id="an anchor without a time",
        ),
        pytest.param(
            [*ASK, "--anchor", "information_requested=2026-02-30"],
            "'2026-02-30' does not exist",
            id="a date that does not exist",
        ),
        pytest.param(
            [*ASK, "--anchor", "information_requested=2026-03-06T18:00:00"],
            "add the offset, as in 2026-03-06T18:00:00Z",
            id="a time without an offset",
        ),
        pytest.param(
            [*ASK, *ANCHOR, "--case", "lost"],
            "case: unknown case 'lost'",
            id="a case that no rule has",
        ),
        pytest.param(
            [*ASK, *ANCHOR, "--window", "3"],
            "--window: '3' must be like 3:calendar_days",
            id="a window without a unit",
        ),
        pytest.param(
            [*ASK, *ANCHOR, "--window", "3:fortnights"],
            "use one of elapsed_hours, calendar_days",
            id="a window in an unknown unit",
        ),
        pytest.param(
            [*ASK, *ANCHOR, "--window", "1000000000:business_days"],
            "window.amount: 1000000000 is outside 1 to 3660",
            id="a window of a billion days",
        ),
        pytest.param(
            [*ASK, *ANCHOR, "--stated", "soon"],
            "stated: 'soon' is not a time like",
            id="a stated date that is a word",
        ),
        pytest.param(
            ["atoz.review", "--store", "US", "--anchor", "claim_opened=2019-01-01"],
            "2019-01-01",
            id="no rule in force",
        ),
        pytest.param(
            [*ASK, *ANCHOR, "--window", "-3:calendar_days"],
            "--window: '-3:calendar_days' must be like 3:calendar_days; units are elapsed_hours",
            id="a window of fewer than no days",
        ),
        pytest.param(
            [*ASK, *ANCHOR, "--stated", "2026-03-09..2026-03-08"],
            "stated: 2026-03-09..2026-03-08 ends before it begins; write the earlier first",
            id="a stated span that ends before it begins",
        ),
        pytest.param(
            ["return.process", "--store", "JP", "--anchor", f"return_delivered={ASKED}"],
            "no rule for return.process in store JP; there is one in US, UK, DE",
            id="a store where the obligation has no rule",
        ),
        pytest.param(
            ["--batch", "/nowhere/queries.jsonl", "--json"],
            "/nowhere/queries.jsonl",
            id="a batch that is missing",
        ),
    ],
)
def test_a_bad_question_ends_with_code_2_and_one_line_that_says_why(
    arguments: list[str], said: str
) -> None:
    ran = run_deadline(*arguments)

    assert (ran.returncode, ran.stdout) == (2, b"")
    assert len(ran.stderr.splitlines()) == 1
    assert said in ran.stderr.decode()


def test_a_time_to_the_minute_is_a_time_at_the_command() -> None:
    at = "2026-03-06T18:00+08:00"

    asked = run_deadline(*ASK, "--anchor", f"information_requested={at}", "--stated", at)

    answered = json.loads(asked.stdout)
    assert answered["expected"] == "2026-03-08T10:00:00Z"
    assert answered["stated"] == "2026-03-06T10:00:00Z"
