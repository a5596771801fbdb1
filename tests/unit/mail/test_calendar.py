from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from shared.mail.calendar import Entry, file_of
from shared.mail.deadline_entry import deadlines_ics
from tests.unit.mail.stories import OPENERS, WEDNESDAY, Story, about, event, played, story
from tests.unit.mail.variants import variants

HOUR = timedelta(hours=1)
FRIDAY = datetime(2026, 3, 13, 8, tzinfo=UTC)
INFO = "atoz.info_request"
Parsed = Any
"""What the parser returns: its properties may be of any type."""


def attached(mail: EmailMessage | None) -> Parsed:
    assert mail is not None
    parts = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    if not parts:
        return None
    (part,) = parts
    assert part.get_filename() == "deadline.ics"
    calendar = parsed(part.get_content().replace("\n", "\r\n"))
    assert part["Content-Type"].params["method"] == calendar["METHOD"]
    return calendar


def only_event(calendar: Parsed) -> Parsed:
    (found,) = calendar.walk("VEVENT")
    return found


def parsed(text: str) -> Parsed:
    return Calendar.from_ical(text)


def test_the_first_mail_brings_the_cut_off_into_the_calendar() -> None:
    tale = about(INFO)

    calendar = attached(tale.reminder(tale.slot(INFO)))

    entry = only_event(calendar)
    assert calendar is not None
    assert calendar["METHOD"] == "PUBLISH"
    assert entry["DTSTART"].dt == FRIDAY
    assert entry["DTSTART"].to_ical() == b"20260313T080000Z"
    assert entry["SUMMARY"] == "Answer by Fri 13 Mar 16:00 · A-to-z · order …0199"
    assert "Amazon asks: “Proof of delivery”" in entry["DESCRIPTION"]
    assert entry["URL"] == "https://sellercentral.amazon.com/"
    assert entry["STATUS"] == "CONFIRMED"
    alarms = [alarm["TRIGGER"].dt for alarm in entry.walk("VALARM")]
    assert alarms == [-8 * HOUR, -2 * HOUR]


def test_only_the_first_mail_to_each_reader_brings_it() -> None:
    sent = [each for each in played(*OPENERS[INFO]) if each.mail]

    bringing = [(each.slot.to, each.slot.name) for each in sent if attached(each.mail)]
    assert bringing == [("owner@example.com", "arrival"), ("second@example.com", "8h")]


def test_a_cut_off_that_moves_takes_its_entry_along_and_an_answer_takes_it_away() -> None:
    sent = played(
        *OPENERS[INFO],
        event("deadline_stated", WEDNESDAY + HOUR, obligation=INFO, stated="2026-03-13T06:00:00Z"),
        event("seller_responded", WEDNESDAY + 5 * HOUR),
    )
    found = [attached(each.mail) for each in sent if each.mail]

    entries = [only_event(calendar) for calendar in found]
    assert len({entry["UID"] for entry in entries}) == 1
    sequences = [entry["SEQUENCE"] for entry in entries]
    assert sequences == sorted(set(sequences))
    assert [entry["DTSTART"].dt for entry in entries] == [
        FRIDAY,
        FRIDAY - 2 * HOUR,
        FRIDAY - 2 * HOUR,
    ]
    assert [calendar["METHOD"] for calendar in found if calendar] == [
        "PUBLISH", "PUBLISH", "CANCEL",
    ]  # fmt: skip
    assert entries[-1]["STATUS"] == "CANCELLED"
    assert not entries[-1].walk("VALARM")


def test_what_is_reopened_comes_back_after_its_own_end() -> None:
    answered = event("seller_responded", WEDNESDAY + HOUR)
    again = event("reopened", WEDNESDAY + 2 * HOUR, obligation=INFO)
    found = [attached(each.mail) for each in played(*OPENERS[INFO], answered, again) if each.mail]

    entries = [only_event(calendar) for calendar in found if calendar]
    sequences = [entry["SEQUENCE"] for entry in entries if entry["UID"] == entries[0]["UID"]]
    assert sequences == sorted(sequences)
    assert sequences[-1] > sequences[1] > sequences[0]


@pytest.mark.parametrize("name", ["after", "after-last", "late", "digest", "second_claim"])
def test_what_has_nothing_ahead_brings_no_entry(name: str) -> None:
    assert attached(variants("en")[name]) is None


awkward = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf", "Zl", "Zp"]), max_size=200)


@given(awkward, awkward)
def test_any_text_goes_through_a_calendar_whole_in_lines_of_75_octets(
    summary: str, details: str
) -> None:
    entry = Entry(
        "uid@claimwatch", 0, FRIDAY, summary, f"{details}\n{summary}", "https://a.example/"
    )

    text = file_of([entry], WEDNESDAY)

    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    read = only_event(parsed(text))
    assert read["SUMMARY"] == summary
    assert read["DESCRIPTION"] == f"{details}\n{summary}"


@pytest.mark.parametrize(
    "breaking", ["\r\nEND:VEVENT\r\nBEGIN:VEVENT", "\nATTACH:x", "\x00", "\u202e"]
)
def test_no_text_breaks_out_of_its_line(breaking: str) -> None:
    entry = Entry(
        "uid@claimwatch", 0, FRIDAY, f"x{breaking}y", f"x{breaking}y", "https://a.example/"
    )

    text = file_of([entry], WEDNESDAY)

    assert text.count("\r\nBEGIN:VEVENT\r\n") == 1
    assert "\r\nATTACH" not in text
    assert not {"\x00", "\u202e"} & set(text)


def test_a_file_holds_every_open_deadline_soonest_first_and_nothing_else() -> None:
    tales: list[Story] = [about(name) for name in OPENERS]
    answered = story(*OPENERS[INFO], event("seller_responded", WEDNESDAY + HOUR))
    cases = [(tale.account, tale.of, tale.case) for tale in (*tales, answered)]

    read = parsed(deadlines_ics(cases, WEDNESDAY + 2 * HOUR))

    starts = [entry["DTSTART"].dt for entry in read.walk("VEVENT")]
    rounds = [each for tale in tales for each in tale.case.all_rounds()]
    waiting = [each.deadline.remind_by for each in rounds if each.closed_as is None]
    assert starts == sorted(waiting)
    assert "METHOD" not in read
