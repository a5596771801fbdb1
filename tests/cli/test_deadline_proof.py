from pathlib import Path
from pprint import pformat

import pytest

from tests.cli.deadline_command import answers_to
from tests.oracles.calendar_walk import CalendarWalk, OracleError
from tests.oracles.queries import Question, Questions

PACK = Path(__file__).parents[2] / "shared" / "policy"
QUESTIONS_A_SEED = 5_000
SEEDS = range(4)
SHOWN = 5


@pytest.fixture(scope="module")
def calendar() -> CalendarWalk:
    return CalendarWalk(PACK / "policy.csv", PACK / "stores.csv")


def answered_by_hand(calendar: CalendarWalk, question: Question) -> dict[str, str | None] | None:
    try:
        return calendar.answer(question)
    except OracleError:
        return None


@pytest.mark.parametrize("seed", SEEDS)
def test_the_command_and_a_walk_through_the_calendar_agree_on_every_question(
    calendar: CalendarWalk, tmp_path: Path, seed: int
) -> None:
    questions = Questions(calendar, seed).take(QUESTIONS_A_SEED)

    answers = answers_to(tmp_path, questions)

    differences = []
    for question, answer in zip(questions, answers, strict=True):
        walked = answered_by_hand(calendar, question)
        agreed = walked.items() <= answer.items() if walked else set(answer) == {"error"}
        if not agreed:
            differences.append({"question": question, "walk": walked, "command": answer})
    assert not differences, f"{len(differences)} differ:\n{pformat(differences[:SHOWN])}"


def test_the_questions_reach_every_rule_in_every_store_it_names(calendar: CalendarWalk) -> None:
    asked = Questions(calendar, SEEDS.start).take(QUESTIONS_A_SEED)

    answers = [answered_by_hand(calendar, question) for question in asked]

    reached = {(answer["rule"], answer["store"]) for answer in answers if answer}
    named = {(row.rule, store) for row in calendar.rows for store in row.stores if store != "*"}
    assert named <= reached
    assert {row.rule for row in calendar.rows} <= {rule for rule, _ in reached}


def test_most_of_the_questions_have_an_answer(calendar: CalendarWalk) -> None:
    asked = Questions(calendar, SEEDS.start).take(QUESTIONS_A_SEED)

    answered = [question for question in asked if answered_by_hand(calendar, question)]

    assert len(answered) > 0.8 * len(asked)
