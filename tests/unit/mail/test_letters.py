# ruff: noqa: RUF001 - Chinese has its own punctuation
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import timedelta
from email.message import EmailMessage
from functools import cache

import pytest

from shared.mail.actions import Action
from shared.mail.dates import When
from shared.mail.facts import facts
from shared.mail.scene import Scene
from tests.unit.mail.stories import (
    LANGUAGES,
    OPENERS,
    WEDNESDAY,
    Story,
    about,
    account,
    event,
    html_of,
    one_line,
    played,
    story,
    text_of,
    unspaced,
    visible,
)
from tests.unit.mail.variants import variants

RUNGS = ("arrival", "7d", "3d", "24h", "8h", "2h", "30m", "changed", "opens", "after", "late")
ABBREVIATIONS = re.compile(r"\b(?:CST|[PMCE][SD]T|GMT|BST|CES?T|[JIMH]ST|AE[SD]T|SGT|HKT|UTC)\b")
OFFSET = re.compile(r"[(（]UTC[+-]\d\d:\d\d[)）]")
NUMERIC_DATES = re.compile(r"\b\d{4}-\d\d-\d\d\b|\b\d{1,2}[./]\d{1,2}[./]\d{2,4}\b")
LATE, FEW = ("8h", "after", "late"), ("arrival", "30m")
HOUR = timedelta(hours=1)


@cache
def every_variant(
    obligation: str, language: str
) -> tuple[tuple[Story, str, timedelta, EmailMessage], ...]:
    """One message for each rung before the cut-off, and for some in doubt and after everything.

    In Chinese a few rungs will do here: ``variants`` has every kind in every language.
    """
    tale = about(obligation, language)
    deadline = tale.case.rounds[obligation][0].deadline
    doubt, passed = deadline.remind_by + HOUR / 60, deadline.missed_after + HOUR
    times = [(rung, timedelta()) for rung in (RUNGS if language == "en" else FEW)]
    times += [(rung, at - WEDNESDAY) for rung in LATE for at in (doubt, passed)]
    return tuple(
        (tale, rung, later, tale.reminder(tale.slot(obligation, rung), now=WEDNESDAY + later))
        for rung, later in times
    )


def strings(of: object) -> Iterator[str]:
    """Yield every text of the facts of a message that a reader is to see."""
    if isinstance(of, str):
        yield one_line(of)
    elif isinstance(of, When):
        yield one_line(of.whole)
    elif isinstance(of, tuple):
        for part in of:
            yield from strings(part)
    elif isinstance(of, Action):
        yield from (of.words, of.label if of.link else "", of.link or of.command)
    elif is_dataclass(of):
        for field in fields(of):
            if field.name not in ("obligation", "name"):
                yield from strings(getattr(of, field.name))


def same_in_both(mail: EmailMessage, language: str) -> None:
    """Hold the words of both parts of a mail against each other; a link is one of them."""
    text = one_line(text_of(mail).replace(" \\\n", " "))
    html = " ".join([visible(html_of(mail)), *re.findall(r'href="([^"]*)"', html_of(mail))])
    if language == "en":
        said, shown = (
            {word.rstrip(":") for word in each.casefold().split()} for each in (text, html)
        )
        assert said ^ shown <= {"open", "seller", "central", "--"}
    else:
        assert set(unspaced(text)) ^ set(unspaced(html)) <= set("打开開啟卖家平台賣-:")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("obligation", OPENERS)
def test_text_and_html_carry_the_same_facts_on_every_rung(obligation: str, language: str) -> None:
    for tale, rung, later, mail in every_variant(obligation, language):
        slot, now = tale.slot(obligation, rung), WEDNESDAY + later
        assert slot.of is not None
        assert slot.contact is not None
        said = facts(slot, slot.of, Scene(tale.case, tale.of, tale.account, slot.contact, now))
        text, html = text_of(mail), visible(html_of(mail))

        plain = unspaced(text.replace(" \\\n", " ")).casefold()
        for fact in strings(said):
            assert unspaced(fact).casefold() in plain
            assert fact in html
        same_in_both(mail, language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("obligation", OPENERS)
def test_no_variant_leaves_a_gap_an_abbreviation_or_a_numeric_date(
    obligation: str, language: str
) -> None:
    for _, _, _, mail in every_variant(obligation, language):
        said = f"{mail['Subject']} {one_line(text_of(mail))} {visible(html_of(mail))}"

        assert not re.search(r"[{}]|%\(|None\b(?! by itself)|\bnan\b", said)
        assert not ABBREVIATIONS.search(OFFSET.sub("", said))
        assert not NUMERIC_DATES.search(said)
        assert len(html_of(mail).encode()) < 30_000


@pytest.mark.parametrize(
    ("language", "end"),
    [
        ("en", "· order …0199"),
        ("zh-Hans", "· 订单尾号 0199"),
        ("zh-Hant", "· 訂單尾號 0199"),
    ],
)
@pytest.mark.parametrize("obligation", OPENERS)
def test_the_subject_stays_the_same_on_every_rung_to_one_cut_off(
    obligation: str, language: str, end: str
) -> None:
    told = every_variant(obligation, language)
    by = told[0][0].case.rounds[obligation][0].deadline.remind_by - WEDNESDAY
    end_of = told[0][0].case.rounds[obligation][0].deadline.missed_after - WEDNESDAY
    ahead = {str(mail["Subject"]) for _, _, later, mail in told if later <= by}
    doubt = {str(mail["Subject"]) for _, _, later, mail in told if by < later <= end_of}
    passed = {str(mail["Subject"]) for _, _, later, mail in told if later > end_of}

    assert len(ahead) == len(passed) == 1
    assert len(doubt) == (by < end_of)
    assert not re.search(r"\d:\d", passed.pop())
    assert all(subject.endswith(end) for subject in ahead | doubt)


@pytest.mark.parametrize(
    ("obligation", "english", "simplified", "traditional"),
    [
        ("atoz.info_request", "Answer by Fri 13 Mar 16:00 · A-to-z",
         "3月13日周五 16:00 前回复 · A-to-z 索赔", "3月13日週五 16:00 前回覆 · A-to-z 索賠"),
        ("atoz.review", "Look by Fri 13 Mar 16:00 · A-to-z",
         "3月13日周五 16:00 前查看 · A-to-z 索赔", "3月13日週五 16:00 前查看 · A-to-z 索賠"),
        ("atoz.appeal", "Appeal by Fri 10 Apr 16:00 · A-to-z",
         "4月10日周五 16:00 前申诉 · A-to-z 索赔", "4月10日週五 16:00 前申訴 · A-to-z 索賠"),
        ("atoz.buyer_contact", "Reply by Fri 13 Mar 16:00 · A-to-z",
         "3月13日周五 16:00 前回复 · A-to-z 索赔", "3月13日週五 16:00 前回覆 · A-to-z 索賠"),
        ("message.reply", "Reply by Thu 12 Mar 16:00 · Message",
         "3月12日周四 16:00 前回复 · 买家消息", "3月12日週四 16:00 前回覆 · 買家訊息"),
        ("safet.file", "File by Fri 10 Apr 16:00 · SAFE-T",
         "4月10日周五 16:00 前提交 · SAFE-T 索赔", "4月10日週五 16:00 前提交 · SAFE-T 索賠"),
        ("safet.appeal", "Appeal by Wed 18 Mar 16:00 · SAFE-T",
         "3月18日周三 16:00 前申诉 · SAFE-T 索赔", "3月18日週三 16:00 前申訴 · SAFE-T 索賠"),
        ("chargeback.respond", "Answer by Wed 18 Mar 16:00 · Chargeback",
         "3月18日周三 16:00 前回复 · 信用卡拒付", "3月18日週三 16:00 前回覆 · 信用卡拒付"),
        ("return.answer", "Answer by Fri 13 Mar 16:00 · Return",
         "3月13日周五 16:00 前回复 · 退货", "3月13日週五 16:00 前回覆 · 退貨"),
        ("return.process", "Look by Sun 15 Mar 16:00 · Return",
         "3月15日周日 16:00 前查看 · 退货", "3月15日週日 16:00 前查看 · 退貨"),
    ],
)  # fmt: skip
def test_the_subject_says_what_to_do_by_when(
    obligation: str, english: str, simplified: str, traditional: str
) -> None:
    said = []
    for language in LANGUAGES:
        tale = about(obligation, language)
        said.append(tale.reminder(tale.slot(obligation))["Subject"])

    assert said == [
        f"{english} · order …0199",
        f"{simplified} · 订单尾号 0199",
        f"{traditional} · 訂單尾號 0199",
    ]


def test_the_first_screen_says_how_long_until_when_what_if_not_and_what_now() -> None:
    tale = about("atoz.info_request")
    now = WEDNESDAY + 40 * HOUR
    next_one = tale.slot("atoz.info_request", "2h", due=now + 6 * HOUR)

    mail = tale.reminder(tale.slot("atoz.info_request", "8h"), now=now, ahead=[next_one])

    lines = text_of(mail).splitlines()
    assert lines[:6] == [
        "Reminder planned for 8 hours before the cut-off.",
        "",
        "ANSWER AMAZON BY",
        "Fri 13 Mar 2026, 16:00 Taipei (UTC+08:00)",
        "8 hours left as of Fri 13 Mar 08:00.",
        "All of it lies outside your quiet hours (23:00-07:30).",
    ]
    screen = "\n".join(lines[:22])
    assert "Fri 13 Mar 2026, 01:00 Los Angeles (UTC-07:00)" in screen
    assert "Claim granted to the buyer; account debited" in screen
    assert "At stake: 48.20 USD." in screen
    assert "https://sellercentral.amazon.com/" in screen


def test_the_only_heading_of_the_first_rank_is_the_cut_off() -> None:
    tale = about("atoz.info_request")

    html = html_of(tale.reminder(tale.slot("atoz.info_request")))

    (heading,) = re.findall(r"<h1.*?</h1>", html, flags=re.DOTALL)
    assert "Fri 13 Mar 2026, 16:00" in heading
    assert "Taipei (UTC+08:00)" in heading
    assert '<html lang="en" dir="ltr">' in html
    assert "<title>Answer by Fri 13 Mar 16:00 · A-to-z · order …0199</title>" in html


def test_the_page_needs_no_picture_font_script_or_link_but_seller_central() -> None:
    tale = about("atoz.info_request")

    html = html_of(tale.reminder(tale.slot("atoz.info_request")))

    assert not re.search(r"<(?:img|script|link|iframe|form)|url\(|@import|@font-face| on\w+=", html)
    assert set(re.findall(r'href="([^"]*)"', html)) == {"https://sellercentral.amazon.com/"}
    checklist = html.count('<th scope="row"') > 0
    assert html.count("<table") == html.count('<table role="presentation"') + checklist


def test_a_store_elsewhere_has_its_own_seller_central() -> None:
    tale = story(*OPENERS["atoz.info_request"], of=account(store="UK"))

    mail = tale.reminder(tale.slot("atoz.info_request"))

    assert "https://sellercentral.amazon.co.uk/" in text_of(mail)
    assert "08:00 London (UTC+00:00)" in text_of(mail)


def test_two_obligations_share_a_message_the_more_urgent_first() -> None:
    tale = story(*OPENERS["message.reply"])
    late = tale.slot("atoz.buyer_contact", id="1.1:8h:email:owner@example.com")
    soon = tale.slot("message.reply", id="2.1:8h:email:owner@example.com")

    mail = tale.reminder(late, soon)

    assert mail["Subject"] == "Reply by Thu 12 Mar 16:00 · Message · order …0199"
    text = text_of(mail)
    first, second = (
        text.index("Thu 12 Mar 2026, 16:00"),
        text.index("Fri 13 Mar 2026, 16:00 Taipei"),
    )
    assert first < text.index("Also on this order") < second
    assert len(str(mail["References"]).split()) == 4
    assert mail.as_bytes() == tale.reminder(soon, late).as_bytes()


def test_what_can_still_be_done_comes_before_what_has_just_passed() -> None:
    tale = story(*OPENERS["message.reply"])
    passed = tale.slot("message.reply", "after", id="2.1:after:email:owner@example.com")

    mail = tale.reminder(passed, tale.slot("atoz.buyer_contact", "24h"), now=WEDNESDAY + 24 * HOUR)

    assert mail["Subject"] == "Reply by Fri 13 Mar 16:00 · A-to-z · order …0199"
    assert "THE CUT-OFF WAS" in text_of(mail).partition("Also on this order")[2]


def test_a_story_played_through_tells_both_people_in_one_thread() -> None:
    sent = list(played(*OPENERS["atoz.info_request"]))
    mails = [each.mail for each in sent if each.mail is not None]

    assert [each.slot.name for each in sent if each.slot.to == "owner@example.com"] == [
        "arrival", "24h", "8h", "2h", "30m", "after", "after",
    ]  # fmt: skip
    assert list(dict.fromkeys(str(mail["Subject"]) for mail in mails)) == [
        "Answer by Fri 13 Mar 16:00 · A-to-z · order …0199",
        "Answer by Sat 14 Mar 16:00 · A-to-z · order …0199",
        "Answer: the time has passed · A-to-z · order …0199",
    ]
    assert len({str(mail["References"]) for mail in mails}) == 1
    assert len({str(mail["Message-ID"]) for mail in mails}) == len(mails)
    copy = next(each.mail for each in sent if each.slot.to == "second@example.com" and each.mail)
    assert "Yi-chun was told first, on Wed 11 Mar 16:00." in one_line(text_of(copy))


def test_the_next_reminders_are_named_on_the_readers_clock() -> None:
    first = next(iter(played(*OPENERS["atoz.info_request"])))
    assert first.mail is not None

    assert (
        "Next reminders: Thu 12 Mar 16:00, Fri 13 Mar 08:00, 14:00, 15:30."
        in one_line(text_of(first.mail))
    )  # fmt: skip


def test_the_notes_of_a_deadline_are_told_in_the_readers_dates() -> None:
    stated = event("information_requested", WEDNESDAY, stated="2026-03-13T06:00:00Z")
    tale = story(stated)

    text = one_line(text_of(tale.reminder(tale.slot("atoz.info_request"))))

    assert "Amazon states this time itself, and that outranks every rule." in text
    assert "Amazon states Fri 13 Mar 2026, 14:00 Taipei (UTC+08:00); the rule gives" in text


def test_a_deadline_without_a_rule_says_what_is_not_known() -> None:
    stated = event(
        "deadline_stated", WEDNESDAY, obligation="atoz.appeal", stated="2026-03-20T06:00:00Z"
    )
    tale = story(stated)

    text = one_line(text_of(tale.reminder(tale.slot("atoz.appeal"))))

    assert "What follows is not known here; Seller Central says it." in text
    assert "Counted from" not in text


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours as WCAG 2 defines it."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    red, green, blue = (
        channel / 12.92 if channel <= 0.03928 else ((channel + 0.055) / 1.055) ** 2.4
        for channel in (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("name", ["arrival", "linked", "digest", "no_rule"])
def test_everything_can_be_read_by_tired_eyes(name: str, *, dark: bool) -> None:
    html = html_of(variants("en")[name])
    style, body = html.split("</style>")
    night = style.partition("prefers-color-scheme: dark")[2]
    css = night if dark else body
    button = re.search(r"\.button \{ background: (#\w{6})" if dark else r'class="button" style='
                       r'"background:(#\w{6})', css)  # fmt: skip
    assert button is not None
    on_button = "#0d1a29" if dark else "#ffffff"
    inks = set(re.findall(r"(?<![-\w])color: ?(#\w{6})", css)) - {on_button}
    grounds = set(re.findall(r"background: ?(#\w{6})", css)) - {button[1]}

    assert len(inks) == 2
    assert len(grounds) == 2
    assert all(contrast(ink, ground) >= 4.5 for ink in inks for ground in grounds)
    assert contrast(on_button, button[1]) >= 4.5
