import shlex
from datetime import datetime, timedelta

import click
import pytest

from claimwatch.commands import verbs
from tests.unit.mail.stories import (
    OPENERS,
    WEDNESDAY,
    about,
    account,
    commands,
    event,
    one_line,
    played,
    story,
    text_of,
)

HOUR = timedelta(hours=1)
FRIDAY = WEDNESDAY + 48 * HOUR
"""The cut-off of the information request, 16:00 in Taipei."""
SATURDAY = FRIDAY + 24 * HOUR
"""Its latest reading."""


def said(rung: str, now: datetime, **changes: object) -> str:
    tale = about("atoz.info_request")
    slot = tale.slot("atoz.info_request", rung, **{"due": now, **changes})
    return one_line(text_of(tale.reminder(slot, now=now)))


@pytest.mark.parametrize(
    ("rung", "now", "first"),
    [
        ("arrival", WEDNESDAY, "New on this order: A-to-z information request."),
        ("2h", FRIDAY - 2 * HOUR, "Last reminder before the cut-off."),
        ("30m", FRIDAY - HOUR / 2, "Last reminder before the cut-off."),
        ("changed", WEDNESDAY, "The cut-off has moved; what earlier messages said no longer"),
        ("opens", WEDNESDAY, "This may be filed from now on."),
        ("after", FRIDAY, "The earliest reading of the cut-off has passed; you may have until"),
        ("after", SATURDAY, "The cut-off has passed. Was this answered or missed?"),
        ("late", FRIDAY + HOUR, "This reached us after the earliest cut-off; you may have until"),
        ("late", SATURDAY + 3 * HOUR, "This reached us after the cut-off, which passed 3 hours"),
        ("8h", FRIDAY + HOUR, "The earliest reading of the cut-off has passed; you may have until"),
    ],
)  # fmt: skip
def test_the_first_sentence_says_why_the_message_comes(
    rung: str, now: datetime, first: str
) -> None:
    assert said(rung, now).startswith(first)


def test_two_hours_before_with_another_reminder_to_come_is_the_last_working_stretch() -> None:
    mails = [each for each in played(*OPENERS["atoz.info_request"]) if each.slot.name == "2h"]
    assert mails[0].mail is not None

    assert text_of(mails[0].mail).startswith("Last working stretch before the cut-off.")


def test_a_claim_that_arrives_late_says_what_is_left_and_what_it_stands_for() -> None:
    text = said("arrival", FRIDAY - 3 * HOUR, merged=("24h", "8h"))

    assert text.startswith("This reached us with 3 hours left; earlier reminders fall away.")
    assert "stands for the reminders planned for 24 hours, 8 hours before the cut-off." in text


def test_a_rung_before_its_time_names_both_times() -> None:
    night = FRIDAY + 11 * HOUR
    tale = story(event("information_requested", night - 48 * HOUR))
    slot = tale.slot("atoz.info_request", "2h", due=night - 4.25 * HOUR)

    text = one_line(text_of(tale.reminder(slot, now=slot.due)))

    assert (
        "Sent early, at Fri 13 Mar 22:45, because its own time, Sat 14 Mar 01:00, falls in your "
        "quiet hours (23:00-07:30)." in text
    )


def test_an_arrival_held_through_the_night_says_when_it_came_in() -> None:
    night = WEDNESDAY + 10 * HOUR
    first = next(iter(played(event("information_requested", night), of=account(
        quiet_hours="17:00-20:00", time_zone="UTC"))))  # fmt: skip
    assert first.mail is not None

    assert (
        "Held until Wed 11 Mar 20:00, because its own time, Wed 11 Mar 18:00, fell in your quiet "
        "hours (17:00-20:00)." in one_line(text_of(first.mail))
    )


def test_an_acknowledged_obligation_does_not_ask_to_be_acknowledged() -> None:
    seen = event("acknowledged", WEDNESDAY + HOUR, obligation="atoz.info_request")
    tale = story(*OPENERS["atoz.info_request"], seen)

    text = text_of(tale.reminder(tale.slot("atoz.info_request", "8h"), now=FRIDAY - 8 * HOUR))

    assert "claimwatch ack" not in text
    assert "Marked as seen on Wed 11 Mar 17:00." in text


def test_what_is_only_advice_is_answered_by_having_been_looked_at() -> None:
    tale = about("atoz.review")

    text = text_of(tale.reminder(tale.slot("atoz.review")))

    assert "claimwatch responded" not in text
    assert "--obligation atoz.review" in text


def test_what_may_not_be_filed_yet_says_from_when_it_may() -> None:
    opener = event("return_requested", WEDNESDAY, "return", case="self_ship")
    tale = story(opener, of=account(store="SA"))

    text = one_line(text_of(tale.reminder(tale.slot("safet.file"))))

    assert "It may be filed from Fri 10 Apr 2026, 16:00 Taipei (UTC+08:00) on" in text


def test_a_second_question_is_named_as_a_second_round() -> None:
    tale = story(
        *OPENERS["atoz.info_request"],
        event("seller_responded", WEDNESDAY + HOUR),
        event("information_requested", WEDNESDAY + 2 * HOUR),
    )

    text = text_of(tale.reminder(tale.slot("atoz.info_request"), now=WEDNESDAY + 2 * HOUR))

    assert "A-to-z information request, round 2, order 113-5550123-5550199." in text


@pytest.mark.parametrize("obligation", OPENERS)
def test_every_command_a_message_names_exists(obligation: str) -> None:
    tale = about(obligation)
    typed = commands(text_of(tale.reminder(tale.slot(obligation))))

    assert typed
    for _, verb, *arguments in map(shlex.split, typed):
        command = getattr(verbs, verb.replace("-", "_"))
        assert isinstance(command, click.Command)
        command.make_context(verb, arguments)
