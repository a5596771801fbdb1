# ruff: noqa: RUF001 - Chinese has its own punctuation
import re
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.parcels import reference
from shared.domain.protocol import StoredCase
from shared.mail import letters
from shared.mail.language import tongue
from shared.mail.safe import clean
from tests.unit.mail.stories import (
    LANGUAGES,
    OPENERS,
    ORDER,
    SENDER,
    WEDNESDAY,
    about,
    event,
    html_of,
    one_line,
    played,
    story,
    text_of,
    visible,
)

TALE = about("atoz.info_request")
PLAIN_TALE = story(event("information_requested", WEDNESDAY, asks="x"))
PARAGRAPHS = html_of(PLAIN_TALE.reminder(PLAIN_TALE.slot("atoz.info_request"))).count("<p")
HOSTILE = (
    "<script>alert(1)</script>\r\nBcc: x@evil.example\r\n\r\n{{ 7*7 }} {% raw %} %(name)s "
    "\u202eesrever\u2066\u200b\x00 see https://evil.example/pay or www.evil.example now"
)


def test_the_headers_say_what_product_and_support_need() -> None:
    tale = about("atoz.info_request")
    slot = tale.slot("atoz.info_request", "2h")

    mail = tale.reminder(slot, now=WEDNESDAY)

    assert mail["From"] == "Claim watch <watch@example.com>"
    assert mail["To"] == "owner@example.com"
    assert mail["Date"] == "Wed, 11 Mar 2026 08:00:00 +0000"
    assert mail["List-Id"] == "<blue-kettle.claimwatch>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["X-Auto-Response-Suppress"] == "All"
    assert mail["Content-Language"] == "en"
    ref = reference(tale.of, [slot.id])
    assert mail["X-Claimwatch"] == f"ob=atoz.info_request rung=2h ref={ref} v=1"
    assert f"Message {ref}." in text_of(mail)
    assert re.fullmatch(r"[A-Z2-7]{10}", ref)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_message_says_which_language_it_is_in(language: str) -> None:
    tale = about("atoz.info_request", language)

    mail = tale.reminder(tale.slot("atoz.info_request"))

    assert mail["Content-Language"] == language
    assert f'<html lang="{language}" dir="ltr">' in html_of(mail)


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant"])
@pytest.mark.parametrize("obligation", OPENERS)
def test_a_chinese_subject_is_folded_and_comes_back_whole(obligation: str, language: str) -> None:
    tale = about(obligation, language)

    mail = tale.reminder(tale.slot(obligation))
    head = mail.as_bytes().partition(b"\r\n\r\n")[0]
    read = message_from_bytes(mail.as_bytes(), policy=policy.default)

    assert all(len(line) <= 78 for line in head.split(b"\r\n"))
    assert head.isascii()
    assert read["Subject"] == mail["Subject"]
    body = read.get_body(("plain",))
    assert body is not None
    assert body.get_content().splitlines() == text_of(mail).splitlines()


def test_the_senders_reference_is_used_when_it_is_given() -> None:
    tale = about("atoz.info_request")

    mail = tale.reminder(tale.slot("atoz.info_request"), ref="PARCELREF2")

    assert " ref=PARCELREF2 " in str(mail["X-Claimwatch"])
    assert "Message PARCELREF2." in text_of(mail)


@pytest.mark.parametrize(("rung", "importance"), [("8h", None), ("2h", "high"), ("30m", "high")])
def test_only_the_last_rungs_are_marked_important(rung: str, importance: str | None) -> None:
    tale = about("atoz.info_request")

    assert tale.reminder(tale.slot("atoz.info_request", rung))["Importance"] == importance


def test_text_comes_before_html_both_in_utf_8() -> None:
    tale = about("atoz.info_request")

    mail = tale.reminder(tale.slot("atoz.info_request"))
    read = message_from_bytes(mail.as_bytes(), policy=policy.default)

    assert [part.get_content_type() for part in read.walk()] == [
        "multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/calendar",
    ]  # fmt: skip
    assert {part.get_content_charset() for part in read.walk()} == {None, "utf-8"}
    assert read["Subject"] == mail["Subject"]
    body = read.get_body(("html",))
    assert body is not None
    assert body.get_content().splitlines() == html_of(mail).splitlines()


def test_the_same_message_is_the_same_bytes() -> None:
    first, again = (
        about("atoz.info_request").reminder(about("atoz.info_request").slot("atoz.info_request"))
        for _ in range(2)
    )

    assert first.as_bytes() == again.as_bytes()


def test_every_message_id_is_another_but_a_repeated_send_keeps_it() -> None:
    ids = [str(each.mail["Message-ID"]) for each in played(*OPENERS["safet.file"]) if each.mail]
    again = [str(each.mail["Message-ID"]) for each in played(*OPENERS["safet.file"]) if each.mail]

    assert len(set(ids)) == len(ids)
    assert ids == again


def test_another_order_is_another_thread() -> None:
    tale = about("atoz.info_request")
    slot = tale.slot("atoz.info_request")
    other = StoredCase(tale.of.account, "113-5550123-5550200", tracks=tale.of.tracks)

    here = tale.reminder(slot)
    there = letters.reminder([slot], tale.case, other, tale.account, [], WEDNESDAY, SENDER)

    assert here["References"] != there["References"]


def test_hostile_text_stays_text() -> None:
    tale = story(
        event("claim_opened", WEDNESDAY, action_required=True, reason=HOSTILE),
        event("information_requested", WEDNESDAY, asks=HOSTILE, claim_label=HOSTILE),
    )

    mail = tale.reminder(tale.slot("atoz.info_request"))

    text, html = text_of(mail), html_of(mail)
    assert "<script" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; Bcc:" in html
    assert "<script>alert(1)</script> Bcc:" in text
    for said in (text, visible(html)):
        assert "{{ 7*7 }}" in said
        assert "evil.example" not in said
        assert not re.search(r"[\u202a-\u202e\u2066-\u2069\u200b\x00]", said)
    assert mail["Bcc"] is None
    assert "evil" not in str(mail.items())


@settings(max_examples=30, deadline=None)
@given(st.text("<>&'\"/=;{}%()# abc\r\n\t\u202e\u200f\x00", max_size=80) | st.text(max_size=80))
def test_no_text_of_others_adds_a_tag_or_a_header(asks: str) -> None:
    tale = story(event("information_requested", WEDNESDAY, asks=f"x{asks}"))

    mail = tale.reminder(tale.slot("atoz.info_request"))

    line = clean(tongue("en"), f"x{asks}")
    assert one_line(f"“{line}”") in visible(html_of(mail))
    assert one_line(f"“{line}”") in one_line(text_of(mail))
    assert html_of(mail).count("<p") == PARAGRAPHS
    assert mail.keys() == TALE.reminder(TALE.slot("atoz.info_request")).keys()


@pytest.mark.parametrize("breaking", ["\r\nBcc: x@evil.example", "\n", "\r", "\0"])
def test_a_header_never_takes_a_line_break(breaking: str) -> None:
    tale = about("atoz.info_request")

    with pytest.raises(ValueError, match="line break or NUL"):
        tale.reminder(tale.slot("atoz.info_request"), sender=f"{SENDER}{breaking}")


def test_the_plain_message_names_order_and_cut_off() -> None:
    tale = about("atoz.info_request")
    slot = tale.slot("atoz.info_request")

    mail = letters.plain([slot], tale.of, WEDNESDAY, SENDER)

    assert mail["Subject"] == tale.reminder(slot)["Subject"]
    assert mail["References"] == tale.reminder(slot)["References"]
    assert f" ref={reference(tale.of, [slot.id])} " in str(mail["X-Claimwatch"])
    text = str(mail.get_content())
    assert ORDER in text
    assert "Cut-off: Fri 13 Mar 2026, 16:00 Taipei (UTC+08:00)." in text


def test_the_plain_message_speaks_the_readers_language() -> None:
    tale = about("atoz.info_request", "zh-Hant")
    slot = tale.slot("atoz.info_request")

    mail = letters.plain([slot], tale.of, WEDNESDAY, SENDER)

    assert mail["Subject"] == tale.reminder(slot)["Subject"]
    assert mail["Content-Language"] == "zh-Hant"
    text = str(mail.get_content())
    assert "截止時間：2026年3月13日（週五）16:00，臺北時間（UTC+08:00）。" in text
    assert ORDER in text


awkward = st.text(max_size=30) | st.text("@<>()[]\",:;\\. a\té=?'&%*!", max_size=30)


@given(sender=awkward, to=awkward, slug=awkward)
def test_the_plain_message_is_written_whatever_it_is_given(sender: str, to: str, slug: str) -> None:
    slot = TALE.slot("atoz.info_request", to=to, id=f"1.1:arrival:email:{to}")
    stored = StoredCase(slug, ORDER)

    mail = letters.plain([slot], stored, WEDNESDAY, f"{sender}@{to}")

    assert mail.as_bytes() == letters.plain([slot], stored, WEDNESDAY, f"{sender}@{to}").as_bytes()


def test_a_message_for_no_person_is_refused() -> None:
    tale = about("atoz.info_request")

    with pytest.raises(ValueError, match="for no person"):
        tale.reminder(tale.slot("atoz.info_request", contact=None))


def test_the_date_of_a_message_is_the_clock_it_was_given() -> None:
    tale = about("atoz.info_request")

    mail = tale.reminder(tale.slot("atoz.info_request"), now=WEDNESDAY + timedelta(hours=3))

    assert mail["Date"] == "Wed, 11 Mar 2026 11:00:00 +0000"
