from datetime import datetime, timedelta
from pathlib import Path
from pprint import pformat

import pytest

from tests.cli.deadline_command import answers_to
from tests.oracles.agreement import Answer, Oracles
from tests.oracles.queries import Questions

QUESTIONS_A_SEED = 5_000
SEEDS = range(4)
SHOWN = 5
A_SECOND = timedelta(seconds=1)


@pytest.fixture(scope="module")
def oracles() -> Oracles:
    return Oracles()


@pytest.fixture(scope="module")
def answers(oracles: Oracles) -> list[Answer | None]:
    asked = Questions(oracles.walk, SEEDS.start).take(QUESTIONS_A_SEED)
    return [oracles.answers(question)["walk"] for question in asked]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_command_and_two_other_calendars_agree_on_every_question(
    oracles: Oracles, tmp_path: Path, seed: int
) -> None:
    questions = Questions(oracles.walk, seed).take(QUESTIONS_A_SEED)

    answers = answers_to(tmp_path, questions)

    compared = map(oracles.difference, questions, answers)
    differences = [difference for difference in compared if difference]
    assert not differences, f"{len(differences)} differ:\n{pformat(differences[:SHOWN])}"


def test_an_answer_that_is_a_second_off_is_a_difference_whichever_instant_it_is(
    oracles: Oracles,
) -> None:
    asked: dict[str, object] = {
        "obligation": "safet.file",
        "store": "SA",
        "case": "lost",
        "anchors": {"last_carrier_scan": "2026-03-01T09:00:00Z"},
    }
    right = oracles.answers(asked)["walk"]
    assert right
    instants = [name for name, value in right.items() if value and value.endswith("Z")]

    off_by_one = [
        {**right, name: f"{datetime.fromisoformat(right[name]) + A_SECOND:%Y-%m-%dT%H:%M:%SZ}"}
        for name in instants
    ]

    assert oracles.difference(asked, right) is None
    assert len(instants) == 6
    assert all(oracles.difference(asked, answer) for answer in off_by_one)
    assert oracles.difference(asked, {"error": "no rule"})


def test_the_questions_reach_every_rule_in_every_store_it_names(
    oracles: Oracles, answers: list[Answer | None]
) -> None:
    reached = {(answer["rule"], answer["store"]) for answer in answers if answer}

    rows = oracles.walk.rows
    named = {(row.rule, store) for row in rows for store in row.stores if store != "*"}
    assert named <= reached
    assert {row.rule for row in rows} <= {rule for rule, _ in reached}


def test_most_of_the_questions_have_an_answer(answers: list[Answer | None]) -> None:
    answered = [answer for answer in answers if answer]

    assert len(answered) > 0.8 * len(answers)
