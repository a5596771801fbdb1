import pytest

from tests.contract.accounts import Account, accounts_file
from tests.contract.conftest import StageMaker
from tests.contract.playing import A_MINUTE, Due, Play, Stage, arrival, fact, instant, on_time
from tests.contract.plays_ladders import ASKED, SHORT, TUESDAY, WEEK

CONTACT = fact("message buyer_contacted", TUESDAY)
ACCOUNTS = accounts_file(
    Account("us", "US"),
    Account("ae", "AE"),
    Account("own", "US", more={"ladder": ["24h", "2h"]}),
    Account("blind", "US", more={"watch": ["safet.*", "message.*"]}),
)
MORE = {
    "a contact": Play([CONTACT]),
    "a contact that is known late": Play([CONTACT | {"arrives_at": "2026-04-15T11:00:00Z"}]),
    "a look": Play([fact("atoz claim_opened", TUESDAY)]),
    "a chargeback": Play(
        [
            fact("chargeback claim_opened", TUESDAY),
            fact("chargeback seller_responded", "04-15 18:00"),
        ]
    ),
    "an appeal": Play([fact("atoz claim_decided", TUESDAY, decision="granted_seller_funded")]),
    "a return to be claimed": Play([fact("return refund_issued", TUESDAY)]),
    "a question that was reopened": Play(
        [
            ASKED,
            fact("atoz seller_responded", "04-15 12:00"),
            fact("atoz reopened", "04-15 12:30", obligation="atoz.info_request"),
        ]
    ),
    "two questions": Play(
        [
            ASKED,
            fact("atoz seller_responded", "04-15 12:00"),
            fact("atoz information_requested", "04-15 20:00"),
        ]
    ),
}


@pytest.fixture(scope="module")
def stage(make_stage: StageMaker) -> Stage:
    plays = {name: play for name, (play, _) in WEEK.items()} | MORE
    return make_stage("ladders", plays, "04-13 00:00", "04-21 07:05", ACCOUNTS)


@pytest.mark.parametrize("name", WEEK)
def test_a_claim_is_reminded_at_its_rungs_and_at_no_other_time(stage: Stage, name: str) -> None:
    _, wanted = WEEK[name]

    assert on_time(stage.sent(name), wanted) == wanted


@pytest.mark.parametrize(
    ("name", "merged"),
    [
        ("a window of two days is counted down in hours", set()),
        ("a window of a second more is a long one", {"7d"}),
        ("a window counts from its anchor and not from its arrival", {"7d", "3d"}),
        ("what was due before it arrived is merged into its arrival", {"24h", "8h"}),
        (
            "a quarter of an hour before the end only the arrival is left",
            {"24h", "8h", "2h", "30m"},
        ),
    ],
)
def test_the_arrival_message_names_the_rungs_it_stands_for(
    stage: Stage, name: str, merged: set[str]
) -> None:
    [first] = stage.run.mails(stage.order(name), rung="arrival")

    assert set(first["merged_rungs"]) == merged


def test_a_message_has_two_rungs_and_no_arrival(stage: Stage) -> None:
    wanted: list[Due] = [
        ("8h", "04-15 10:00"),
        ("2h", "04-15 16:00"),
        ("after", "04-15 18:00"),
    ]

    assert on_time(stage.sent("a contact", obligation="message.reply"), wanted) == wanted


def test_a_contact_is_to_be_settled_on_the_ladder_of_claims(stage: Stage) -> None:
    sent = stage.sent("a contact", obligation="atoz.buyer_contact")

    assert on_time(sent, SHORT) == SHORT


def test_a_message_known_after_its_first_rung_has_an_arrival(stage: Stage) -> None:
    wanted: list[Due] = [
        ("arrival", "04-15 11:00"),
        ("2h", "04-15 16:00"),
        ("after", "04-15 18:00"),
    ]
    sent = stage.sent("a contact that is known late", obligation="message.reply")

    assert on_time(sent, wanted) == wanted


def test_obligations_opened_by_one_event_share_a_message(stage: Stage) -> None:
    order = stage.order("a contact that is known late")
    arrivals = stage.run.mails(order, rung="arrival")

    assert {line["obligation"] for line in arrivals} == {"message.reply", "atoz.buyer_contact"}
    assert len({line["message"] for line in arrivals}) == 1


def test_a_look_is_reminded_like_anything_else_until_its_end(stage: Stage) -> None:
    wanted = SHORT[:5]

    assert on_time(stage.sent("a look")[:5], wanted) == wanted


def test_what_was_reopened_climbs_down_the_rest_of_the_ladder(stage: Stage) -> None:
    rungs = [rung for rung, _ in stage.sent("a question that was reopened")]

    assert [rung for rung in rungs if rung != "arrival"] == ["24h", "8h", "2h", "30m"] + [
        "after"
    ] * 2


def test_a_second_round_has_a_ladder_of_its_own(stage: Stage) -> None:
    wanted: list[Due] = [
        ("arrival", "04-15 20:00"),
        ("24h", "04-16 20:00"),
        ("8h", "04-17 12:00"),
        ("2h", "04-17 18:00"),
        ("30m", "04-17 19:30"),
        ("after", "04-17 20:00"),
        ("after", "04-18 20:00"),
    ]

    assert on_time(stage.sent("two questions", round=2), wanted) == wanted


@pytest.mark.parametrize(
    ("name", "obligation", "words"),
    [
        (
            "a window of two days is counted down in hours",
            "atoz.info_request",
            "Answer by Thu 16 Apr 18:00 · A-to-z · order …",
        ),
        ("a contact", "message.reply", "Reply by Wed 15 Apr 18:00 · "),
        ("a look", "atoz.review", "Look by Thu 16 Apr 18:00 · A-to-z · order …"),
        ("a chargeback", "chargeback.respond", "Answer by Tue 21 Apr 18:00 · "),
        ("an appeal", "atoz.appeal", "Appeal by Thu 14 May 18:00 · A-to-z · order …"),
        ("a return to be claimed", "safet.file", "File by Thu 14 May 18:00 · "),
    ],
)
def test_the_subject_says_what_to_do_by_when_and_stays_while_that_is_ahead(
    stage: Stage, name: str, obligation: str, words: str
) -> None:
    order = stage.order(name)
    mails = stage.run.mails(order)
    alone = [
        line for line in mails if [mail["message"] for mail in mails].count(line["message"]) == 1
    ]
    # once the earliest reading has passed, the subject names the next one
    subjects = {
        line["subject"]
        for line in alone
        if line["obligation"] == obligation and line["rung"] != "after"
    }

    [subject] = subjects
    assert subject.startswith(words)
    assert subject.endswith(f"order …{order[-4:]}")


def test_once_that_has_passed_the_subject_names_the_latest_then_no_time(stage: Stage) -> None:
    order = stage.order("a window of two days is counted down in hours")
    after = [line["subject"] for line in stage.run.mails(order) if line["rung"] == "after"]

    tail = f" · A-to-z · order …{order[-4:]}"
    assert list(dict.fromkeys(after)) == [
        f"Answer by Fri 17 Apr 18:00{tail}",
        f"Answer: the time has passed{tail}",
    ]


def test_every_reminder_is_published_to_the_topic_once(stage: Stage) -> None:
    def named(channel: str) -> list[tuple[str, ...]]:
        parts = ("claim", "obligation", "round", "rung", "remind_by", "at")
        lines = stage.run.of("reminder", channel=channel)
        return sorted(tuple(str(line[part]) for part in parts) for line in lines)

    watched = [name for name in named("topic") if not name[0].startswith("blind/")]
    assert watched == named("email")


@pytest.mark.parametrize(("name", "end"), [("in_doubt", "remind_by"), ("missed", "missed_after")])
def test_a_state_follows_its_moment_within_a_minute(stage: Stage, name: str, end: str) -> None:
    arrived = {
        stage.order(play): max(map(arrival, played.facts)) for play, played in stage.plays.items()
    }
    for line in stage.run.of("obligation", state=name):
        due = max(instant(line[end]), arrived[line["order_id"]])
        assert instant(line[end]) < instant(line["at"]) <= due + A_MINUTE, line


def test_what_is_open_is_not_past_its_earliest_reading(stage: Stage) -> None:
    for line in stage.run.of("obligation", state="open"):
        assert instant(line["at"]) <= instant(line["remind_by"])


def test_the_lines_come_in_the_order_of_their_moments(stage: Stage) -> None:
    moments = [line["at"] for line in stage.run.lines if line.get("kind") != "summary"]

    assert moments == sorted(moments)
    assert stage.run.lines[-1]["kind"] == "summary"


def test_the_output_holds_nothing_but_the_lines_of_the_contract(stage: Stage) -> None:
    kinds = {"reminder", "obligation", "claim", "rejected", "notice", "summary"}

    assert {line.get("kind") for line in stage.run.lines} <= kinds


def test_the_summary_counts_the_reminders(stage: Stage) -> None:
    [summary] = stage.run.of("summary")

    assert summary["reminders"] == len(stage.run.of("reminder"))
