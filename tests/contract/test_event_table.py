import pytest

from tests.contract.conftest import StageMaker
from tests.contract.playing import Stage, in_rounds
from tests.contract.plays_atoz import ATOZ
from tests.contract.plays_other import OTHER
from tests.contract.plays_rounds import ROUNDS
from tests.contract.plays_safet import SAFET, TAKEN_BACK

TABLE = ATOZ | ROUNDS | SAFET | OTHER
PLAYS = TABLE | TAKEN_BACK


@pytest.fixture(scope="module")
def stage(make_stage: StageMaker) -> Stage:
    return make_stage("event_table", PLAYS, "04-14 00:00", "04-19 01:00")


@pytest.mark.parametrize("name", TABLE)
def test_the_obligations_of_an_order_stand_as_its_events_say(stage: Stage, name: str) -> None:
    assert stage.ends(name) == in_rounds(PLAYS[name].ends)


@pytest.mark.parametrize("name", [name for name, play in PLAYS.items() if play.status])
def test_the_claims_of_an_order_have_the_status_their_events_give(stage: Stage, name: str) -> None:
    assert stage.status(name) == PLAYS[name].status


def test_no_event_of_the_table_is_refused(stage: Stage) -> None:
    assert stage.run.of("rejected") == []


def test_a_second_claim_is_told_to_the_operator_and_has_no_line_of_its_own(stage: Stage) -> None:
    order = stage.order("a second claim of the order is reminded like the first")

    assert {line["claim"] for line in stage.run.of("claim", order_id=order)} == {f"us/atoz/{order}"}
    assert stage.run.of("notice", notice="second_claim", account="us")


@pytest.mark.parametrize(
    ("name", "states"),
    [
        ("without an answer a question is missed", ["open", "in_doubt", "missed"]),
        (
            "an answer after the miss is an answer and late",
            ["open", "in_doubt", "missed", "answered"],
        ),
        (
            "an answer known after the miss but given before it was in time",
            ["open", "in_doubt", "missed", "answered"],
        ),
    ],
)
def test_a_question_is_in_doubt_then_missed_and_may_be_answered_still(
    stage: Stage, name: str, states: list[str]
) -> None:
    assert stage.history(name, "atoz.info_request") == states


@pytest.mark.parametrize("name", TAKEN_BACK)
def test_what_an_earlier_fact_takes_back_is_told_to_be_over(stage: Stage, name: str) -> None:
    assert stage.history(name, "safet.file")[0] == "open"
    assert stage.history(name, "safet.file")[-1] in {"answered", "cancelled"}


def test_a_date_stated_of_another_programme_belongs_to_the_claim_it_names(stage: Stage) -> None:
    order = stage.order("a date stated of what never was open opens it")

    claims = {line["claim"] for line in stage.run.of("obligation", order_id=order)}
    assert claims == {f"us/chargeback/{order}"}


def test_a_claim_line_carries_the_amount_as_it_came(stage: Stage) -> None:
    order = stage.order("the amount is kept as it came")

    assert stage.run.of("claim", order_id=order)[-1]["amount"] == {
        "value": "48.20",
        "currency": "USD",
    }


def test_the_summary_counts_claims_and_misses(stage: Stage) -> None:
    claims = {
        line["claim"]: line["status"]
        for line in stage.run.of("claim")
        if line["programme"] in {"atoz", "safet", "chargeback"}
    }
    ends = {
        (line["claim"], line["obligation"], line["round"]): line["state"]
        for line in stage.run.of("obligation")
    }
    [summary] = stage.run.of("summary")

    opened = [claim for claim, status in claims.items() if status != "none"]
    assert len(opened) <= summary["claims"] <= len(claims)
    assert summary["missed"] == list(ends.values()).count("missed")
    assert (summary["rejected"], summary["unsent"]) == (0, 0)
