import pytest

from tests.contract.accounts import Account, Contact, accounts_file
from tests.contract.conftest import StageMaker
from tests.contract.playing import A_MINUTE, Due, Line, Play, Stage, fact, instant, on_time

ACCOUNTS = accounts_file(
    Account("night", "US", quiet="22:00-06:00"),
    Account("taipei", "US", zone="Asia/Taipei", quiet="23:00-07:30"),
    Account(
        "own",
        "US",
        contacts=(Contact(more={"time_zone": "Asia/Taipei", "quiet_hours": "23:00-07:30"}),),
    ),
    Account(
        "loud",
        "US",
        quiet="22:00-06:00",
        contacts=(Contact(more={"phone": "+12065550100", "breakthrough": True}),),
    ),
)


def asked(at: str, *more: Line, account: str = "night", **fields: object) -> Play:
    return Play([fact("atoz information_requested", at, **fields), *more], account=account)


def after(*moments: str) -> list[Due]:
    return [("after", moment) for moment in moments]


NIGHTS: dict[str, tuple[Play, list[Due]]] = {
    "a rung of the night comes a quarter of an hour before it": (
        asked("04-14 10:00"),
        [
            ("arrival", "04-14 10:00"),
            ("24h", "04-15 10:00"),
            ("8h", "04-15 21:45"),
            ("2h", "04-16 08:00"),
            ("30m", "04-16 09:30"),
            *after("04-16 10:00", "04-17 10:00"),
        ],
    ),
    "a rung on the first second of the night comes before it": (
        asked("04-14 06:00"),
        [
            ("arrival", "04-14 06:00"),
            ("24h", "04-15 06:00"),
            ("30m", "04-15 21:45"),
            *after("04-16 06:00", "04-17 06:00"),
        ],
    ),
    "a night in Taipei is the reader's and not the store's": (
        asked("04-15 00:00", account="taipei"),
        [
            ("arrival", "04-15 00:00"),
            ("24h", "04-16 00:00"),
            ("2h", "04-16 14:45"),
            ("30m", "04-16 23:30"),
            *after("04-17 00:00", "04-18 00:00"),
        ],
    ),
    "a contact may have a night of its own": (
        asked("04-15 02:00", account="own"),
        [
            ("arrival", "04-15 02:00"),
            ("24h", "04-16 02:00"),
            ("8h", "04-16 14:45"),
            ("2h", "04-17 00:00"),
            ("30m", "04-17 01:30"),
            *after("04-17 02:00", "04-18 02:00"),
        ],
    ),
    "an arrival of the night waits for the morning": (
        asked("04-14 23:00"),
        [
            ("arrival", "04-15 06:00"),
            ("24h", "04-15 21:45"),
            ("8h", "04-16 15:00"),
            ("2h", "04-16 21:00"),
        ],
    ),
    "an arrival that waits takes the place of the rung it waited with": (
        asked("04-14 10:00", arrives_at="04-15 23:00"),
        [
            ("arrival", "04-16 06:00"),
            ("2h", "04-16 08:00"),
            ("30m", "04-16 09:30"),
            *after("04-16 10:00", "04-17 10:00"),
        ],
    ),
    "an arrival that cannot wait goes at once": (
        asked("04-14 07:30", arrives_at="04-15 23:00"),
        [
            ("arrival", "04-15 23:00"),
            ("2h", "04-16 05:30"),
            ("again", "04-16 06:00"),
            ("30m", "04-16 07:00"),
            *after("04-16 07:30", "04-17 07:30"),
        ],
    ),
    "what meets before the night is the most urgent and is repeated after it": (
        asked("04-14 07:00"),
        [
            ("arrival", "04-14 07:00"),
            ("24h", "04-15 07:00"),
            ("2h", "04-15 21:45"),
            ("again", "04-16 06:00"),
            ("30m", "04-16 06:30"),
            *after("04-16 07:00", "04-17 07:00"),
        ],
    ),
    "two hours after the night are enough to wait": (
        asked("04-14 08:00", arrives_at="04-15 22:00"),
        [
            ("arrival", "04-16 06:00"),
            ("30m", "04-16 07:30"),
            *after("04-16 08:00", "04-17 08:00"),
        ],
    ),
    "what waits is dropped when it is answered": (
        asked("04-14 22:30", fact("atoz seller_responded", "04-15 03:00")),
        [],
    ),
}
LAST_WORD = asked("04-14 03:00")  # its last reading ends in the night
SAID_ALOUD = asked("04-14 05:00", account="loud")
URGENT = asked("04-14 05:00")


@pytest.fixture(scope="module")
def stage(make_stage: StageMaker) -> Stage:
    plays = {name: play for name, (play, _) in NIGHTS.items()}
    more = {"a last word": LAST_WORD, "said aloud": SAID_ALOUD, "not said aloud": URGENT}
    return make_stage("nights", plays | more, "04-14 00:00", "04-18 06:30", ACCOUNTS)


@pytest.mark.parametrize("name", NIGHTS)
def test_reminders_keep_out_of_the_night(stage: Stage, name: str) -> None:
    _, wanted = NIGHTS[name]
    sent = stage.sent(name)
    if name == "an arrival of the night waits for the morning":
        sent = sent[: len(wanted)]  # its last rungs lie in the third night
    named = [
        ("again" if _is_again(wanted, place) else rung, at) for place, (rung, at) in enumerate(sent)
    ]

    assert on_time(named, wanted) == wanted


def _is_again(wanted: list[Due], place: int) -> bool:
    return place < len(wanted) and wanted[place][0] == "again"


def test_rungs_that_meet_are_named_in_the_one_that_goes_out(stage: Stage) -> None:
    order = stage.order("what meets before the night is the most urgent and is repeated after it")
    [pulled] = [line for line in stage.run.mails(order) if line["at"].startswith("2026-04-15T21:4")]

    assert (pulled["rung"], pulled["merged_rungs"]) == ("2h", ["8h"])


def test_the_last_word_waits_for_the_morning(stage: Stage) -> None:
    rung, at = stage.sent("a last word")[-1]

    assert rung == "after"
    assert instant("04-17 06:00") <= instant(at) <= instant("04-17 06:00") + A_MINUTE


def test_the_last_rung_of_a_night_is_pulled_for_mail(stage: Stage) -> None:
    sent = stage.sent("not said aloud")
    wanted: list[Due] = [
        ("arrival", "04-14 06:00"),
        ("24h", "04-14 21:45"),
        ("8h", "04-15 21:00"),
        ("30m", "04-15 21:45"),
    ]

    assert on_time(sent[:4], wanted) == wanted


def test_who_may_be_woken_gets_the_last_rung_by_sms_at_its_own_time(stage: Stage) -> None:
    order = stage.order("said aloud")
    spoken = stage.run.of("reminder", order_id=order, channel="sms")

    wanted: list[Due] = [("30m", "04-16 04:30")]
    assert on_time([(line["rung"], line["at"]) for line in spoken], wanted) == wanted
    assert {line["to"] for line in spoken} == {"+12065550100"}
    assert stage.run.of("reminder", order_id=stage.order("not said aloud"), channel="sms") == []
