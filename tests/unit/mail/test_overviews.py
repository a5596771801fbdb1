import re
from datetime import timedelta

import pytest

from shared.domain.case import Case
from shared.domain.plan import Slot
from shared.domain.protocol import StoredCase
from shared.mail import alerts, digests, letters
from tests.unit.mail.stories import (
    LANGUAGES,
    OPENERS,
    SENDER,
    WEDNESDAY,
    Page,
    Story,
    about,
    account,
    commands,
    event,
    html_of,
    one_line,
    story,
    text_of,
)
from tests.unit.mail.variants import doubt, variants

HOUR = timedelta(hours=1)
INFO = "atoz.info_request"


def tales() -> dict[str, Story]:
    return {name: about(name) for name in OPENERS}


def entries_of(found: dict[str, Story]) -> list[tuple[tuple[Slot, ...], Case, StoredCase]]:
    return [((tale.slot(name, "8h"),), tale.case, tale.of) for name, tale in found.items()]


def test_a_bundle_leaves_nobody_out_and_begins_with_the_most_urgent() -> None:
    found = tales()

    settings = account()
    mail = letters.bundle(
        entries_of(found), settings, settings.first, WEDNESDAY + HOUR, SENDER, ref="BUNDLEREF1"
    )

    text = text_of(mail)
    cut_offs = re.findall(r"^\w.* by (\w+ \d+ \w+ 2026, \d\d:\d\d) Taipei", text, re.MULTILINE)
    assert len(cut_offs) == len(OPENERS)
    assert cut_offs[0] == "Thu 12 Mar 2026, 16:00"
    assert cut_offs[-1] == "Fri 10 Apr 2026, 16:00"
    assert mail["Subject"] == "11 messages, the soonest by Thu 12 Mar 16:00 · blue-kettle"
    assert len(commands(text)) == len(OPENERS) - 1  # a look is only advised
    assert text.count("113-5550123-5550199.") == len(OPENERS)
    assert "In the store's time that is Thu 12 Mar 2026, 01:00" in one_line(text)
    assert " ref=BUNDLEREF1 " in str(mail["X-Claimwatch"])


def test_what_has_passed_and_what_has_ended_come_last_in_a_bundle() -> None:
    open_, doubted = about("atoz.appeal"), about(INFO)
    passed = (doubted.slot(INFO, "after"),)
    note = (doubt(doubted, "second_claim", "a second atoz claim on this order, of 2026-03-11"),)
    entries = [(note, doubted.case, doubted.of), (passed, doubted.case, doubted.of)]
    entries.append(((open_.slot("atoz.appeal", "7d"),), open_.case, open_.of))
    settings = account()

    mail = letters.bundle(entries, settings, settings.first, WEDNESDAY + 80 * HOUR, SENDER)

    text = text_of(mail)
    assert text.index("Appeal by") < text.index("The cut-off was") < text.index("A second claim")
    assert mail["Subject"] == "3 messages, the soonest by Fri 10 Apr 16:00 · blue-kettle"


def test_twenty_five_at_once_still_fit_one_mail_that_no_program_cuts_off() -> None:
    tale = about(INFO)
    entries = [
        ((tale.slot(INFO, "8h"),), tale.case, StoredCase("blue-kettle", f"113-5550123-55501{n:02}"))
        for n in range(25)
    ]
    settings = account()

    mail = letters.bundle(entries, settings, settings.first, WEDNESDAY, SENDER, links=Page())

    assert all(f"113-5550123-55501{n:02}" in text_of(mail) for n in range(25))
    assert len(html_of(mail).encode()) < 60_000  # mail programs cut at about 100 KB
    assert mail["Subject"] == "25 messages, the soonest by Fri 13 Mar 16:00 · blue-kettle"


def test_a_digest_puts_what_needs_somebody_before_what_waits_at_amazon() -> None:
    found, settings = tales(), account()
    owed = [(tale.case.rounds[name][-1], tale.case, tale.of) for name, tale in found.items()]

    mail = digests.digest(owed, settings, settings.first, WEDNESDAY + HOUR, SENDER)

    text = text_of(mail)
    needed, waiting = text.split("WAITING AT AMAZON")
    assert "NEEDS YOU, SOONEST FIRST" in needed
    assert needed.index("Thu 12 Mar 2026") < needed.index("Fri 13 Mar 2026")
    assert needed.count("order 113-") == len(OPENERS) - 1
    assert "A-to-z claim under review, order 113-5550123-5550199." in waiting
    assert "under review, since Wed 11 Mar 16:00." in waiting
    assert mail["Subject"] == "10 to do, next by Thu 12 Mar 16:00 · blue-kettle"


def test_a_digest_says_who_has_it() -> None:
    mine = story(*OPENERS[INFO], event("assigned", WEDNESDAY, to="Mei"))
    settings = account()
    owed = [(mine.case.rounds[INFO][-1], mine.case, mine.of)]

    text = text_of(digests.digest(owed, settings, settings.first, WEDNESDAY, SENDER))

    assert "Looked after by Mei." in text
    assert "WAITING AT AMAZON" not in text


def test_every_day_has_its_own_digest() -> None:
    tale, settings = about(INFO), account()
    owed = [(tale.case.rounds[INFO][-1], tale.case, tale.of)]
    days = [
        digests.digest(owed, settings, settings.first, WEDNESDAY + day * 24 * HOUR, SENDER)
        for day in (0, 0, 1)
    ]

    assert days[0].as_bytes() == days[1].as_bytes()
    assert days[0]["Message-ID"] != days[2]["Message-ID"]
    assert days[0]["References"] == days[2]["References"]


def test_a_quiet_week_still_shows_that_somebody_watches() -> None:
    mail = variants("en")["all_quiet"]

    assert mail["Subject"] == "All quiet · week to Thu 12 Mar 2026 · blue-kettle"
    text = one_line(text_of(mail))
    assert "Nothing is open. Answered in time this week: 3. Missed this week: 0." in text
    assert "Reminders that are due and have not gone out: 0." in text


def test_a_week_with_something_missed_or_without_a_watcher_is_not_called_quiet() -> None:
    week = digests.Quiet(answered_on_time=0, missed=2, overdue=3)
    settings = account()

    mail = digests.all_quiet(settings, settings.first, week, WEDNESDAY, SENDER)

    assert mail["Subject"] == "2 missed · week to Wed 11 Mar 2026 · blue-kettle"
    assert "quiet" not in text_of(mail).casefold()
    assert "Reminders that are due and have not gone out: 3." in one_line(text_of(mail))


def test_a_week_in_which_reminders_are_stuck_is_not_called_quiet() -> None:
    week = digests.Quiet(answered_on_time=4, missed=0, overdue=3)
    settings = account()

    mail = digests.all_quiet(settings, settings.first, week, WEDNESDAY, SENDER)

    assert mail["Subject"] == "3 due and not sent · week to Wed 11 Mar 2026 · blue-kettle"
    assert "quiet" not in text_of(mail).casefold()


@pytest.mark.parametrize(
    ("aside", "subject", "words"),
    [
        (digests.Aside(unwatched=2), "2 open, not watched · week to Wed 11 Mar 2026 · blue-kettle",
         "Open, of kinds that this account does not watch: 2."),
        (digests.Aside(unread=1), "1 orders could not be read · blue-kettle",
         "Whether anything is open there is not known here"),
    ],
)  # fmt: skip
def test_what_is_not_listed_is_told_and_nothing_is_called_quiet_then(
    aside: digests.Aside, subject: str, words: str
) -> None:
    week = digests.Quiet(answered_on_time=4, missed=0, overdue=0, aside=aside)
    settings = account()

    mail = digests.all_quiet(settings, settings.first, week, WEDNESDAY, SENDER)

    text = one_line(text_of(mail))
    assert mail["Subject"] == subject
    assert words in text
    assert "quiet" not in text.casefold()
    assert "Nothing is open" not in text


@pytest.mark.parametrize(
    ("why", "words"),
    [
        ("bounced", "Mail to owner@example.com came back."),
        ("complained", "Mail from here to owner@example.com was reported as unwanted."),
        ("rejected", "The mail service refuses to write to owner@example.com."),
        ("no_delivery", "Mail to owner@example.com was not delivered within 15 minutes."),
        ("unheard_of", "owner@example.com can no longer be reached."),
    ],
)
def test_the_next_contact_learns_why_reminders_come_to_them(why: str, words: str) -> None:
    settings = account()

    mail = letters.contact_changed(
        settings.contacts[1], "owner@example.com", why, settings, WEDNESDAY, SENDER, stack="watch"
    )

    assert mail["To"] == "second@example.com"
    assert mail["Subject"] == "Reminders now come to you · blue-kettle"
    assert words in one_line(text_of(mail))
    assert commands(text_of(mail)) == ["claimwatch accounts apply accounts.toml --stack watch"]


def test_a_notice_nobody_could_read_is_told_without_quoting_it() -> None:
    settings = account(store="UK")

    mail = alerts.unreadable(
        "mails/2026/03/11/0001\r\nBcc: x@evil.example",
        "order_id: none in \u202e<b>Hello jane@buyer.example</b>",
        settings,
        settings.first,
        WEDNESDAY,
        SENDER,
    )

    assert mail["Subject"] == "Unreadable claim notice, look now · blue-kettle"
    text = text_of(mail)
    assert "[address left out]" in text
    assert "buyer.example" not in text
    assert "https://sellercentral.amazon.co.uk/" in text
    assert mail["Bcc"] is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_case_without_a_rule_says_how_to_give_the_time(language: str) -> None:
    (typed,) = commands(text_of(variants(language)["no_rule"]))

    claim = "blue-kettle/safet/113-5550123-5550199"
    assert typed == f"claimwatch set-deadline {claim} --obligation safet.file --stated TIME"
