import pytest

from tests.contract.accounts import Account, Contact, accounts_file
from tests.contract.conftest import StageMaker
from tests.contract.playing import Due, Line, Play, Stage, fact, on_time

TUESDAY = "04-14 18:00"
ASKED = fact("atoz information_requested", TUESDAY, stated="04-16 18:00")
LONG = fact("atoz information_requested", TUESDAY, stated="04-19 18:00")
TEAM = Account("team", "US", contacts=(Contact(), Contact("second"), Contact("third")))


def told(kind: str, at: str, **more: object) -> Line:
    return fact(f"atoz {kind}", at, obligation="atoz.info_request", **more)


PLAYS: dict[str, tuple[Play, list[Due]]] = {
    "an acknowledgement drops the rungs longer than eight hours": (
        Play([LONG, told("acknowledged", "04-15 12:00", by="owner")], account="team"),
        [
            ("arrival", TUESDAY),
            ("8h", "04-19 10:00"),
            ("2h", "04-19 16:00"),
            ("after", "04-19 18:00"),
        ],
    ),
    "a snooze drops what falls before its end": (
        Play([ASKED, told("snoozed", "04-15 00:00", until="04-16 09:59")], account="team"),
        [
            ("arrival", TUESDAY),
            ("8h", "04-16 10:00"),
            ("2h", "04-16 16:00"),
            ("30m", "04-16 17:30"),
            ("after", "04-16 18:00"),
        ],
    ),
    "a snooze cannot pass the last rung that leaves two hours": (
        Play([ASKED, told("snoozed", "04-15 00:00", until="04-16 17:45")], account="team"),
        [
            ("arrival", TUESDAY),
            ("2h", "04-16 16:00"),
            ("30m", "04-16 17:30"),
            ("after", "04-16 18:00"),
        ],
    ),
    "without an acknowledgement all rungs go out": (
        Play([ASKED], account="team"),
        [
            ("arrival", TUESDAY),
            ("24h", "04-15 18:00"),
            ("8h", "04-16 10:00"),
            ("2h", "04-16 16:00"),
            ("30m", "04-16 17:30"),
            ("after", "04-16 18:00"),
        ],
    ),
    "an acknowledgement on the way ends the copies": (
        Play([ASKED, told("acknowledged", "04-16 12:00")], account="team"),
        [
            ("arrival", TUESDAY),
            ("24h", "04-15 18:00"),
            ("8h", "04-16 10:00"),
            ("2h", "04-16 16:00"),
            ("30m", "04-16 17:30"),
            ("after", "04-16 18:00"),
        ],
    ),
}
COPIES = {
    "an acknowledgement drops the rungs longer than eight hours": [],
    "without an acknowledgement all rungs go out": ["8h", "2h", "30m", "after"],
    "an acknowledgement on the way ends the copies": ["8h"],
}


@pytest.fixture(scope="module")
def stage(make_stage: StageMaker) -> Stage:
    plays = {name: play for name, (play, _) in PLAYS.items()}
    return make_stage("contacts", plays, "04-14 00:00", "04-19 18:05", accounts_file(TEAM))


@pytest.mark.parametrize("name", PLAYS)
def test_the_first_contact_is_reminded_of_what_is_left(stage: Stage, name: str) -> None:
    _, wanted = PLAYS[name]

    assert on_time(stage.sent(name, to=TEAM.mail()), wanted) == wanted


@pytest.mark.parametrize("name", COPIES)
def test_the_second_contact_gets_copies_of_what_nobody_acknowledged(
    stage: Stage, name: str
) -> None:
    assert [rung for rung, _ in stage.sent(name, to=TEAM.mail("second"))] == COPIES[name]


def test_nobody_but_the_first_two_contacts_is_told(stage: Stage) -> None:
    told_to = {line["to"] for line in stage.run.of("reminder", channel="email")}

    assert told_to == {TEAM.mail(), TEAM.mail("second")}
