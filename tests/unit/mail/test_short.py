# ruff: noqa: RUF001 - Chinese has its own punctuation
from datetime import timedelta

import pytest

from shared.mail.letters import sms
from tests.unit.mail.stories import OPENERS, WEDNESDAY, about, account, played, story

HOUR = timedelta(hours=1)
EXTENDED = set("[]{}\\^~|")
"""Characters that count twice in an SMS."""


def test_an_sms_says_until_when_what_and_how_long() -> None:
    tale = about("atoz.info_request")
    slot = tale.slot("atoz.info_request", "30m", channel="sms", to="+12065550100")

    text = sms([slot], tale.case, tale.of, WEDNESDAY + 47.5 * HOUR)

    assert text == (
        "Answer by Fri 13 Mar 16:00 Taipei (UTC+08:00): A-to-z, order ..0199. "
        "30 minutes left at 15:30. 48.20 USD. Open Seller Central."
    )


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "zh-Hans",
            (
                "3月13日周五 16:00（台北 UTC+08:00）前回复：A-to-z 索赔，订单尾号 0199。"
                "截至 15:30，还剩 30 分钟。涉及 48.20 USD。请打开卖家平台。"
            ),
        ),
        (
            "zh-Hant",
            (
                "3月13日週五 16:00（臺北 UTC+08:00）前回覆：A-to-z 索賠，訂單尾號 0199。"
                "截至 15:30，還剩 30 分鐘。涉及 48.20 USD。請開啟賣家平台。"
            ),
        ),
    ],
)
def test_an_sms_in_chinese(language: str, words: str) -> None:
    tale = about("atoz.info_request", language)
    slot = tale.slot("atoz.info_request", "30m", channel="sms", to="+12065550100")

    assert sms([slot], tale.case, tale.of, WEDNESDAY + 47.5 * HOUR) == words


@pytest.mark.parametrize("obligation", OPENERS)
@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant"])
@pytest.mark.parametrize("zone", ["Asia/Taipei", "America/Argentina/ComodRivadavia"])
def test_a_chinese_sms_takes_two_messages_at_most_and_the_first_says_what_matters(
    obligation: str, language: str, zone: str
) -> None:
    tale = story(*OPENERS[obligation], of=account(time_zone=zone, language=language))
    slot, end = tale.slot(obligation), tale.case.rounds[obligation][0].deadline.missed_after

    for now in (WEDNESDAY, end - HOUR / 60, end, end + 100 * HOUR):
        text = sms([slot, slot], tale.case, tale.of, now)
        assert len(text.encode("utf-16-be")) // 2 <= 2 * 67
        assert text.isprintable()
        assert "?" not in text
        assert tale.of.order_id[-4:] in text[:70]


@pytest.mark.parametrize("obligation", OPENERS)
@pytest.mark.parametrize("zone", ["Asia/Taipei", "America/Argentina/ComodRivadavia"])
def test_an_sms_fits_and_is_plain_ascii(obligation: str, zone: str) -> None:
    tale = story(*OPENERS[obligation], of=account(time_zone=zone))
    slot, end = tale.slot(obligation), tale.case.rounds[obligation][0].deadline.missed_after

    for now in (WEDNESDAY, end - HOUR / 60, end, end + 100 * HOUR):
        text = sms([slot, slot], tale.case, tale.of, now)
        assert len(text) <= 160
        assert text.isascii()
        assert text.isprintable()
        assert not set(text) & EXTENDED


def test_the_last_rung_wakes_whoever_asked_for_it() -> None:
    texts = [each.text for each in played(*OPENERS["atoz.info_request"]) if each.text]

    assert len(texts) == 1
    assert "30 minutes left at 15:30." in texts[0]
