# ruff: noqa: RUF001 - Chinese has its own punctuation
import re
from datetime import timedelta

import pytest

from shared.domain.case import Flag
from shared.domain.plan import Slot
from tests.unit.mail.stories import (
    OPENERS,
    USD,
    WEDNESDAY,
    Story,
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

HOUR = timedelta(hours=1)


def doubt(tale: Story, name: str, flag: Flag | None) -> Slot:
    owner = tale.account.first
    return Slot(
        id=f"notice:{name}:x:email:{owner.email}",
        kind="notice",
        due=WEDNESDAY,
        channel="email",
        to=owner.email,
        name=name,
        contact=owner,
        flag=flag,
    )


def test_the_word_that_it_is_over_ends_the_thread_it_belongs_to() -> None:
    answered = event("seller_responded", WEDNESDAY + 5 * HOUR)
    sent = [each for each in played(*OPENERS["atoz.info_request"], answered) if each.mail]
    arrival, closed = sent[0].mail, sent[-1].mail
    assert arrival is not None
    assert closed is not None

    assert sent[-1].slot.name == "closed"
    assert closed["Subject"] == "Answered · A-to-z · order …0199"
    assert closed["References"] == arrival["References"]
    text = one_line(text_of(closed))
    assert text.startswith(
        "ANSWERED A-to-z information request, order 113-5550123-5550199: no more reminders."
    )
    assert "What ended it: an answer to Amazon, Wed 11 Mar 2026, 21:00" in text
    assert "A-to-z claim: under review, 48.20 USD." in text


def test_what_is_still_open_on_the_order_is_named() -> None:
    replied = event("seller_replied", WEDNESDAY + HOUR, "message", no_reply_needed=True)
    tale = story(*OPENERS["message.reply"], replied)

    slot = tale.slot("message.reply", "closed", kind="notice", id="1.closed:x:email:o")
    text = one_line(text_of(tale.notice(slot, WEDNESDAY + HOUR)))

    assert "Buyer contact that may become an A-to-z claim until Fri 13 Mar 2026, 16:00" in text


def test_an_answer_after_the_cut_off_is_called_late() -> None:
    answered = event("seller_responded", WEDNESDAY + 80 * HOUR)
    tale = story(*OPENERS["atoz.info_request"], answered)

    slot = tale.slot("atoz.info_request", "closed", kind="notice", id="1.closed:x:email:o")
    text = text_of(tale.notice(slot, WEDNESDAY + 80 * HOUR))

    assert text.startswith("ANSWERED LATE")


def test_what_a_decision_made_needless_is_not_called_answered() -> None:
    decided = event("claim_decided", WEDNESDAY + HOUR, decision="granted_amazon_funded", amount=USD)
    tale = story(*OPENERS["atoz.info_request"], decided)

    slot = tale.slot("atoz.info_request", "closed", kind="notice", id="1.closed:x:email:o")
    text = one_line(text_of(tale.notice(slot, WEDNESDAY + HOUR)))

    assert text.startswith("NO LONGER NEEDED")
    assert "What ended it: Amazon's decision" in text
    assert "A-to-z claim: granted, Amazon funded, 48.20 USD." in text


@pytest.mark.parametrize(
    ("flag", "subject", "words"),
    [
        pytest.param(
            "second_claim",
            "Second claim · A-to-z · order …0199",
            "A second A-to-z claim on this order, of Wed 11 Mar 2026, 17:00 Taipei (UTC+08:00).",
            id="second claim",
        ),
        pytest.param(
            "contradiction",
            "Decisions differ · A-to-z · order …0199",
            "Decided granted, seller funded after denied.",
            id="contradiction",
        ),
    ],
)
def test_a_doubt_is_told_in_words(flag: str, subject: str, words: str) -> None:
    tale = story(
        event("claim_opened", WEDNESDAY),
        event("claim_opened", WEDNESDAY + HOUR),
        event("claim_decided", WEDNESDAY + 2 * HOUR, decision="denied"),
        event("claim_decided", WEDNESDAY + 3 * HOUR, decision="granted_seller_funded", amount=USD),
    )
    found = next(each for each in tale.case.flags if each.kind == flag)

    mail = tale.notice(doubt(tale, flag, found))

    assert mail["Subject"] == subject
    assert words in one_line(text_of(mail))


@pytest.mark.parametrize(
    ("language", "subject", "first", "ended"),
    [
        ("zh-Hans", "已回复 · A-to-z 索赔 · 订单尾号 0199",
         "已回复 A-to-z 索赔信息请求，订单 113-5550123-5550199：不再提醒。",
         "结束原因：已回复亚马逊，2026年3月11日（周三）21:00，台北时间（UTC+08:00）。"),
        ("zh-Hant", "已回覆 · A-to-z 索賠 · 訂單尾號 0199",
         "已回覆 A-to-z 索賠資訊請求，訂單 113-5550123-5550199：不再提醒。",
         "結束原因：已回覆亞馬遜，2026年3月11日（週三）21:00，臺北時間（UTC+08:00）。"),
    ],
)  # fmt: skip
def test_the_word_that_it_is_over_in_chinese(
    language: str, subject: str, first: str, ended: str
) -> None:
    answered = event("seller_responded", WEDNESDAY + 5 * HOUR)
    settings = account(language=language)
    sent = list(played(*OPENERS["atoz.info_request"], answered, of=settings))
    closed = sent[-1].mail
    assert closed is not None

    assert closed["Subject"] == subject
    text = text_of(closed)
    assert one_line(text).startswith(first)
    assert unspaced(ended) in unspaced(text)
    assert unspaced(ended) in unspaced(visible(html_of(closed)))


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant"])
@pytest.mark.parametrize("name", ["second_claim", "too_early", "contradiction", "unheard_of"])
def test_every_notice_in_chinese_says_the_same_in_text_and_html(name: str, language: str) -> None:
    tale = story(*OPENERS["atoz.info_request"], of=account(language=language))
    flag = Flag(name, tale.case.events[0].event_id, "decided denied after granted_seller_funded")

    mail = tale.notice(doubt(tale, name, flag))

    text, html = unspaced(text_of(mail)), unspaced(visible(html_of(mail)))
    assert set(text) ^ set(html) <= set("打开開啟-")
    assert "Decided" not in text
    assert not re.search(r"[{}]|%\(", f"{mail['Subject']}{text}{html}")
    assert str(mail["Subject"]).endswith(" 0199")


@pytest.mark.parametrize("name", ["second_claim", "too_early", "contradiction", "unheard_of"])
def test_every_notice_says_the_same_in_text_and_html(name: str) -> None:
    tale = story(*OPENERS["atoz.info_request"])
    flag = Flag(name, "unknown", "filed before 2026-03-11T08:00:00Z <b>")

    mail = tale.notice(doubt(tale, name, flag))

    text, html = one_line(text_of(mail)), visible(html_of(mail))
    assert "Filed before Wed 11 Mar 2026, 16:00 Taipei (UTC+08:00) <b>." in text
    assert set(text.casefold().split()) ^ set(html.casefold().split()) <= {"open", "--"}
    assert len(html_of(mail).encode()) < 30_000
