"""What is said of what happened at some time, and of time that is only probably left."""

from datetime import datetime, timedelta

import pytest

from shared.mail.explaining import explanation
from shared.mail.short import sms
from tests.unit.mail.stories import (
    LANGUAGES,
    Story,
    account,
    event,
    html_of,
    one_line,
    story,
    text_of,
    visible,
)

HOUR = timedelta(hours=1)
DENIED = event(
    "claim_decided", "2026-03-11", "safet", decision="denied", occurred_from="2026-03-01T09:00:00Z"
)
"""Denied at some time between 1 March, 17:00 in Taipei, and the end of 11 March in Los Angeles."""
APPEAL = "safet.appeal"
BETWEEN = {
    "en": "some time between Sun 1 Mar 2026, 17:00 Taipei (UTC+08:00) and Thu 12 Mar 2026, 14:59",
    "zh-Hans": "之间的某个时间",
    "zh-Hant": "之間的某個時間",
}
PROBABLY = {"en": "probably until", "zh-Hans": "很可能可以到", "zh-Hant": "很可能可以到"}


def denied(language: str = "en") -> Story:
    return story(DENIED, of=account(language=language))


def at(tale: Story, name: str) -> datetime:
    found: datetime = getattr(tale.case.rounds[APPEAL][0].deadline, name)
    return found


def subject(tale: Story, name: str, now: datetime) -> str:
    return str(tale.reminder(tale.slot(APPEAL, name, due=now), now=now)["Subject"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_mail_and_explanation_say_between_which_times_it_happened(language: str) -> None:
    tale = denied(language)
    now = at(tale, "remind_by") - HOUR

    mail = one_line(text_of(tale.reminder(tale.slot(APPEAL), now=now)))
    told = explanation(
        tale.case.rounds[APPEAL][0], tale.case, tale.account.first.zone, language, now
    )

    assert BETWEEN[language] in mail
    assert any(BETWEEN[language] in line for line in told)


def test_several_facts_are_told_each_as_exactly_as_it_is_known() -> None:
    tale = story(
        event("return_delivered", "2026-03-10", "return"),
        event("refund_issued", "2026-03-09", "return", occurred_from="2026-03-04"),
    )

    told = explanation(
        tale.case.rounds["safet.file"][0],
        tale.case,
        tale.case.store.zone,
        "en",
        at_noon := datetime.fromisoformat("2026-03-11T12:00:00Z"),
    )

    assert at_noon.tzinfo
    known = next(line for line in told if line.startswith("Known so far"))
    assert "some time between Wed 4 Mar 2026 and Mon 9 Mar 2026" in known
    assert any(
        line.startswith("It is not known exactly when this happened: the refund") for line in told
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["late", "changed", "after", "24h", "8h", "2h", "30m"])
def test_between_the_earliest_and_the_likely_cut_off_a_mail_says_probably_until(
    name: str, language: str
) -> None:
    tale = denied(language)
    now = at(tale, "remind_by") + HOUR

    mail = tale.reminder(tale.slot(APPEAL, name, due=now), now=now)

    for said in (text_of(mail), visible(html_of(mail))):
        assert PROBABLY[language].lower() in one_line(said).lower()


def test_the_subject_names_the_cut_off_that_is_still_ahead_then_none() -> None:
    tale = denied()
    remind_by, expected, end = (at(tale, name) for name in ("remind_by", "expected", "latest"))

    assert subject(tale, "arrival", remind_by).startswith("Appeal by Sun 8 Mar 17:00 ·")
    assert subject(tale, "after", remind_by).startswith("Appeal by Thu 19 Mar 14:59 ·")
    assert subject(tale, "2h", expected).startswith("Appeal by Thu 19 Mar 14:59 ·")
    assert subject(tale, "24h", expected + HOUR / 3600).startswith("Appeal by Thu 19 Mar 15:00 ·")
    assert subject(tale, "after", end) == "Appeal: the time has passed · SAFE-T · order …0199"


def test_the_second_ladder_counts_from_the_likely_cut_off() -> None:
    tale = denied()
    now = at(tale, "expected") - 24 * HOUR
    slot = tale.slot(APPEAL, "24h", due=now)

    text = one_line(text_of(tale.reminder(slot, now=now, ahead=[slot, tale.slot(APPEAL, "8h")])))

    assert "Last reminder: you have time, probably until Thu 19 Mar 2026, 14:59" in text
    assert "Sent early" not in text
    assert "Held until" not in text
    assert "Probably 24 hours left" not in text
    assert "Probably 1 day left as of Wed 18 Mar 14:59" in text


@pytest.mark.parametrize(
    ("since", "said"),
    [("remind_by", "Probably 10 days 20 hours left at 18:00."), ("latest", "This time has passed")],
)
def test_a_text_message_says_probably_too(since: str, said: str) -> None:
    tale = denied()
    text = sms([tale.slot(APPEAL, "late")], tale.case, tale.of, at(tale, since) + HOUR)

    assert said in text
    assert text.startswith("Appeal by Thu 19 Mar 1")


def test_a_stated_span_is_told_with_both_ends() -> None:
    tale = story(
        event("information_requested", "2026-03-06T18:00:00Z", "atoz",
              stated="2026-03-08..2026-03-09T10:00:00Z"),
    )  # fmt: skip

    told = explanation(
        tale.case.rounds["atoz.info_request"][0], tale.case, tale.case.store.zone, "en",
        datetime.fromisoformat("2026-03-07T12:00:00Z"),
    )  # fmt: skip

    assert "Amazon states this time itself, and that outranks every rule." in told
    assert "The rule alone gives the same time." not in told
    assert any(
        line.startswith("Amazon states some time between Sun 8 Mar 2026, 00:00") for line in told
    )


def test_a_second_reading_that_cannot_be_is_named() -> None:
    tale = story(
        event("information_requested", "2026-03-06T18:00:00Z", "atoz",
              stated="2026-03-08..2026-08-03"),
    )  # fmt: skip

    text = one_line(text_of(tale.reminder(tale.slot("atoz.info_request"))))

    assert "What Amazon states can also be read as Mon 3 Aug 2026;" in text
