# ruff: noqa: RUF001 - Chinese has its own punctuation
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from shared.domain.awaiting import Awaited
from shared.mail.explaining import explanation, headline, nothing_owed, waiting
from shared.mail.language import tongue
from shared.mail.why import reasons_why
from tests.unit.mail.stories import (
    LANGUAGES,
    OPENERS,
    WEDNESDAY,
    Story,
    about,
    account,
    event,
    story,
)

HOUR = timedelta(hours=1)
TAIPEI, LOS_ANGELES = ZoneInfo("Asia/Taipei"), ZoneInfo("America/Los_Angeles")
INFO = "atoz.info_request"


def told(
    tale: Story,
    obligation: str = INFO,
    language: str = "en",
    now: timedelta = 40 * HOUR,
    zone: ZoneInfo = TAIPEI,
) -> list[str]:
    each = tale.case.rounds[obligation][-1]
    return explanation(each, tale.case, zone, language, WEDNESDAY + now)


def asked(**fields: object) -> Story:
    return story(event("information_requested", WEDNESDAY, "atoz", **fields))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_deadline_is_explained_in_full(language: str) -> None:
    expected = Path(__file__).with_name("explained").joinpath(f"{language}.txt")

    assert told(about(INFO), language=language) == expected.read_text("utf-8").splitlines()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("obligation", OPENERS)
def test_everything_a_mail_says_about_its_time_is_said_here_too(
    obligation: str, language: str
) -> None:
    tale = about(obligation)
    each = tale.case.rounds[obligation][-1]

    sentences = told(tale, obligation, language)

    assert set(reasons_why(tongue(language), each.deadline, TAIPEI)) <= set(sentences)
    assert all(line.endswith("." if language == "en" else "。") for line in sentences)
    assert not any(re.search(r"[{}]|%\(|None|\d{4}-\d\d-\d\d", line) for line in sentences)
    assert len(sentences) == len(set(sentences))


def test_a_reader_on_the_stores_clock_is_told_each_time_once() -> None:
    sentences = told(about(INFO), zone=LOS_ANGELES)

    assert not any("in the store's time" in line.casefold() for line in sentences)
    assert "Latest reading: Sat 14 Mar 2026, 01:00 Los Angeles (UTC-07:00)." in sentences


@pytest.mark.parametrize(
    ("tale", "obligation", "english", "simplified", "traditional"),
    [
        pytest.param(
            asked(stated="2026-03-13T06:00:00Z"),
            INFO,
            "Amazon states Fri 13 Mar 2026, 14:00 Taipei (UTC+08:00); the rule gives "
            "Fri 13 Mar 2026, 16:00 Taipei (UTC+08:00), which is 2 hours later.",
            "亚马逊给出的时间是 2026年3月13日（周五）14:00，台北时间（UTC+08:00）；"
            "按规则计算是 2026年3月13日（周五）16:00，台北时间（UTC+08:00），晚 2 小时。",
            "亞馬遜指定的時間是 2026年3月13日（週五）14:00，臺北時間（UTC+08:00）；"
            "按規則計算是 2026年3月13日（週五）16:00，臺北時間（UTC+08:00），晚 2 小時。",
            id="what Amazon's own date changed",
        ),
        pytest.param(
            asked(stated="2026-03-13T08:00:30Z"),
            INFO,
            "The rule alone gives the same time.",
            "单按规则计算，结果也是这个时间。",
            "單按規則計算，結果也是這個時間。",
            id="Amazon's own date changed nothing",
        ),
        pytest.param(
            story(
                event("deadline_stated", WEDNESDAY, obligation=INFO, stated="2026-03-20T06:00:00Z")
            ),
            INFO,
            "What the rule counts from is not known here; only the stated time counts.",
            "规则的起算点未知，因此只以给出的时间为准。",
            "規則的起算點未知，因此只以指定的時間為準。",
            id="only Amazon's own date",
        ),
        pytest.param(
            asked(window={"amount": 3, "unit": "business_days"}),
            INFO,
            "The notice prints 3 business days, and that replaces the 48 hours of the rule.",
            "通知中写明的期限是 3 个工作日，取代规则中的 48 小时。",
            "通知中寫明的期限是 3 個工作天，取代規則中的 48 小時。",
            id="a printed window",
        ),
        pytest.param(
            story(
                *OPENERS[INFO],
                event("deadline_stated", WEDNESDAY + HOUR, obligation=INFO,
                      stated="2026-03-12T06:00:00Z", verified=False),
            ),
            INFO,
            "A report that is not confirmed states Thu 12 Mar 2026, 14:00 Taipei (UTC+08:00); "
            "reminders follow it, but it is missed only after Sat 14 Mar 2026, 16:00 Taipei "
            "(UTC+08:00).",
            "有一份未经确认的报告给出的时间是 2026年3月12日（周四）14:00，台北时间（UTC+08:00）："
            "提醒按它安排，但过了 2026年3月14日（周六）16:00，台北时间（UTC+08:00）才算逾期。",
            "有一份未經確認的報告提出的時間是 2026年3月12日（週四）14:00，臺北時間（UTC+08:00）："
            "提醒按它安排，但過了 2026年3月14日（週六）16:00，臺北時間（UTC+08:00）才算逾期。",
            id="a report nobody confirmed",
        ),
        pytest.param(
            asked(window={"amount": 1, "unit": "calendar_days"}, stated="2026-03-12T06:00:00Z",
                  verified=False),
            INFO,
            "A report that is not confirmed states Thu 12 Mar 2026, 14:00 Taipei (UTC+08:00); "
            "reminders follow it, but it is missed only after Sat 14 Mar 2026, 16:00 Taipei "
            "(UTC+08:00).",
            "有一份未经确认的报告给出的时间是 2026年3月12日（周四）14:00，台北时间（UTC+08:00）："
            "提醒按它安排，但过了 2026年3月14日（周六）16:00，台北时间（UTC+08:00）才算逾期。",
            "有一份未經確認的報告提出的時間是 2026年3月12日（週四）14:00，臺北時間（UTC+08:00）："
            "提醒按它安排，但過了 2026年3月14日（週六）16:00，臺北時間（UTC+08:00）才算逾期。",
            id="a question nobody confirmed that prints a window and states a time",
        ),
        pytest.param(
            asked(window={"amount": 1, "unit": "calendar_days"}, verified=False),
            INFO,
            "What is not confirmed gives an earlier time; reminders follow it, but it is missed "
            "only after Sat 14 Mar 2026, 16:00 Taipei (UTC+08:00).",
            "未经确认的信息给出了更早的时间：提醒按它安排，但过了 "
            "2026年3月14日（周六）16:00，台北时间（UTC+08:00）才算逾期。",
            "未經確認的資訊提出了更早的時間：提醒按它安排，但過了 "
            "2026年3月14日（週六）16:00，臺北時間（UTC+08:00）才算逾期。",
            id="a window nobody confirmed",
        ),
        pytest.param(
            story(
                event("return_requested", WEDNESDAY, "return", case="self_ship"),
                of=account(store="SA"),
            ),
            "safet.file",
            "It may be filed from Fri 10 Apr 2026, 16:00 Taipei (UTC+08:00) on; filed earlier it "
            "may be refused.",
            "可提交的起始时间：2026年4月10日（周五）16:00，台北时间（UTC+08:00）；"
            "提前提交可能会被拒绝。",
            "可提交的起始時間：2026年4月10日（週五）16:00，臺北時間（UTC+08:00）；"
            "提前提交可能會被拒絕。",
            id="not before",
        ),
        pytest.param(
            story(
                event("return_delivered", "2026-03-01", "return", item_ref="A"),
                event("return_delivered", "2026-03-09", "return", item_ref="B"),
                event("refund_issued", WEDNESDAY, "return"),
                of=account(store="AE"),
            ),
            "safet.file",
            "This order has 2 returns: reminders follow the earliest, and only after the latest is "
            "it missed.",
            "此订单有 2 件退货：提醒按最早的安排，过了最晚的才算逾期。",
            "此訂單有 2 件退貨：提醒按最早的安排，過了最晚的才算逾期。",
            id="several returns",
        ),
        pytest.param(
            about("safet.file"),
            "safet.file",
            "Known so far: the delivery of the return, Tue 10 Mar 2026; the refund by Amazon, "
            "Wed 11 Mar 2026, 16:00 Taipei (UTC+08:00).",
            "目前已知：退货的送达，2026年3月10日（周二）；"
            "亚马逊的退款，2026年3月11日（周三）16:00，台北时间（UTC+08:00）。",
            "目前已知：退貨的送達，2026年3月10日（週二）；"
            "亞馬遜的退款，2026年3月11日（週三）16:00，臺北時間（UTC+08:00）。",
            id="what it is the later of",
        ),
        pytest.param(
            story(
                event("return_delivered", "2026-01-20", "return"),
                event("refund_issued", "2026-01-25", "return"),
            ),
            "safet.file",
            "Rule safet.file.us takes effect inside the window, on Mon 16 Feb 2026, so the one "
            "before it counts as well.",
            "规则 safet.file.us 在期限内开始生效，生效日期为 2026年2月16日（周一），"
            "因此之前的规则也一并计算。",
            "規則 safet.file.us 在期限內開始生效，生效日期為 2026年2月16日（週一），"
            "因此之前的規則也一併計算。",
            id="a rule that changed on the way",
        ),
        pytest.param(
            story(*OPENERS[INFO], event("seller_responded", WEDNESDAY + 5 * HOUR)),
            INFO,
            "What ended it: an answer to Amazon, Wed 11 Mar 2026, 21:00 Taipei (UTC+08:00).",
            "结束原因：已回复亚马逊，2026年3月11日（周三）21:00，台北时间（UTC+08:00）。",
            "結束原因：已回覆亞馬遜，2026年3月11日（週三）21:00，臺北時間（UTC+08:00）。",
            id="what ended it",
        ),
        pytest.param(
            about("safet.info_request"),
            "safet.info_request",
            "It is known from one older document only: check the time in Seller Central.",
            "此规则只见于一份较早的文件：请在卖家平台核对时间。",
            "此規則只見於一份較早的文件：請在賣家平台核對時間。",
            id="one older document",
        ),
        pytest.param(
            about("return.process"),
            "return.process",
            "It is known from reports about Amazon's notices, not from Amazon's own pages.",
            "此规则来自对亚马逊公告的报道，并非亚马逊官方页面。",
            "此規則來自對亞馬遜公告的報導，並非亞馬遜官方頁面。",
            id="only reports",
        ),
        pytest.param(
            about("safet.appeal"),
            "safet.appeal",
            "It is not confirmed by Amazon's pages: check the time in Seller Central.",
            "此规则未经亚马逊官方页面证实：请在卖家平台核对时间。",
            "此規則未經亞馬遜官方頁面證實：請在賣家平台核對時間。",
            id="not confirmed",
        ),
    ],
)  # fmt: skip
def test_what_is_particular_is_said_in_every_language(
    tale: Story, obligation: str, english: str, simplified: str, traditional: str
) -> None:
    assert english in told(tale, obligation)
    assert simplified in told(tale, obligation, "zh-Hans")
    assert traditional in told(tale, obligation, "zh-Hant")


def test_a_printed_window_is_not_explained_by_the_rules_own() -> None:
    sentences = told(asked(window={"amount": 3, "unit": "business_days"}))

    assert any(line.startswith("Business days can be counted") for line in sentences)
    assert not any("sources do not agree" in line for line in sentences)


@pytest.mark.parametrize(
    "doubted",
    [
        {"window": {"amount": 1, "unit": "calendar_days"}},
        {"stated": "2026-03-12T06:00:00Z"},
    ],
    ids=["a window", "a time"],
)
def test_where_something_doubted_brings_it_forward_no_reading_is_said_to_count(
    doubted: dict[str, object],
) -> None:
    sentences = told(asked(**doubted, verified=False))

    assert not any(line.startswith("Reminders follow the earliest") for line in sentences)


def test_where_amazon_states_the_time_no_reading_is_said_to_count() -> None:
    sentences = told(asked(stated="2026-03-13T06:00:00Z"))

    assert "Amazon states this time itself, and that outranks every rule." in sentences
    assert not any(line.startswith("Reminders follow") for line in sentences)


@pytest.mark.parametrize(
    ("hours", "first", "stands"),
    [
        (40, "the cut-off to keep is Fri 13 Mar 2026, 16:00",
         "8 hours left as of Fri 13 Mar 08:00."),
        (50, "there may be time until Sat 14 Mar 2026, 16:00",
         "Perhaps 22 hours left as of Fri 13 Mar 18:00; by the earliest reading it passed 2 hours"),
        (90, "the cut-off was Sat 14 Mar 2026, 16:00",
         "It passed 18 hours ago, as of Sun 15 Mar 10:00."),
    ],
)  # fmt: skip
def test_it_says_where_things_stand_now(hours: int, first: str, stands: str) -> None:
    sentences = told(about(INFO), now=hours * HOUR)

    assert f"A-to-z information request: {first}" in sentences[0]
    assert sentences[2].startswith(stands)


@pytest.mark.parametrize(
    ("layer", "words"),
    [
        ("deployment", "It was set for this deployment of Claim watch."),
        ("account blue-kettle", "It was set for this account."),
    ],
)
def test_a_rule_of_ones_own_is_not_passed_off_as_ours(layer: str, words: str) -> None:
    tale = about(INFO)
    each = tale.case.rounds[INFO][-1]
    rule = each.deadline.rule
    assert rule is not None
    own = replace(rule, layer=layer, sources=("a call with support",), checked=None)
    each.deadline = each.deadline._replace(rule=own)

    sentences = told(tale)

    assert words in sentences
    assert "Whoever set it here has marked it as checked." in sentences
    assert "Sources: a call with support." in sentences
    assert not any(line.startswith("Last compared") for line in sentences)


def test_a_later_round_is_named() -> None:
    tale = story(
        *OPENERS[INFO],
        event("seller_responded", WEDNESDAY + HOUR),
        event("information_requested", WEDNESDAY + 2 * HOUR),
    )

    assert told(tale)[0].startswith("A-to-z information request, round 2: ")
    assert told(tale, language="zh-Hans")[0].startswith("A-to-z 索赔信息请求（第 2 轮）：")


@pytest.mark.parametrize(
    ("events", "hours", "english", "simplified", "traditional"),
    [
        ([], 1, "open", "待处理", "待處理"),
        ([], 50, "in doubt", "或已逾期", "或已逾期"),
        ([], 90, "missed", "已逾期", "已逾期"),
        ([("seller_responded", 5)], 90, "answered", "已回复", "已回覆"),
        ([("seller_responded", 80)], 90, "answered late", "已回复（逾期）", "已回覆（逾期）"),
        ([("claim_withdrawn", 5)], 90, "no longer needed", "不再需要", "不再需要"),
    ],
)
def test_the_head_names_the_obligation_and_how_it_stands_in_the_readers_words(
    events: list[tuple[str, int]], hours: int, english: str, simplified: str, traditional: str
) -> None:
    tale = story(*OPENERS[INFO], *(event(kind, WEDNESDAY + at * HOUR) for kind, at in events))
    each, now = tale.case.rounds[INFO][-1], WEDNESDAY + hours * HOUR

    assert headline(each, "en", now) == (
        f"A-to-z information request (atoz.info_request), round 1: {english}"
    )
    assert headline(each, "zh-Hans", now) == (
        f"A-to-z 索赔信息请求（atoz.info_request），第 1 轮：{simplified}"
    )
    assert headline(each, "zh-Hant", now) == (
        f"A-to-z 索賠資訊請求（atoz.info_request），第 1 輪：{traditional}"
    )


def test_advice_that_nobody_took_has_lapsed() -> None:
    tale = about("atoz.review")
    each = tale.case.rounds["atoz.review"][-1]

    said = headline(each, "en", WEDNESDAY + 1000 * HOUR)

    assert said.endswith("round 1: lapsed, nothing was missed by that")


@pytest.mark.parametrize(
    ("language", "whole", "part", "awaits"),
    [
        (
            "en",
            "Nothing is owed on this order.",
            ["A-to-z: nothing is owed on this order.", "For the rest of this order see: a, b."],
            (
                "SAFE-T claim not filed yet (safet.file): awaited is the delivery of the return or "
                "the refund by Amazon, or a date stated by Amazon."
            ),
        ),
        (
            "zh-Hans",
            "此订单目前没有需要处理的事项。",
            ["A-to-z 索赔：此订单没有需要处理的事项。", "此订单的其他事项请看：a、b。"],
            (
                "尚未提交的 SAFE-T 索赔（safet.file）：尚待退货的送达或亚马逊的退款，"
                "或亚马逊给出的日期。"
            ),
        ),
        (
            "zh-Hant",
            "此訂單目前沒有需要處理的事項。",
            ["A-to-z 索賠：此訂單沒有需要處理的事項。", "此訂單的其他事項請看：a、b。"],
            (
                "尚未提交的 SAFE-T 索賠（safet.file）：尚待退貨的送達或亞馬遜的退款，"
                "或亞馬遜指定的日期。"
            ),
        ),
    ],
)
def test_nothing_owed_and_what_is_awaited_is_said_in_every_language(
    language: str, whole: str, part: list[str], awaits: str
) -> None:
    filing = Awaited("safet.file", ("return_delivered", "refund_issued"))

    assert nothing_owed(language, "", []) == [whole]
    assert nothing_owed(language, "atoz", []) == part[:1]
    assert nothing_owed(language, "atoz", ["a", "b"]) == part
    assert waiting(filing, language) == awaits


def test_advice_is_called_advice_and_no_rule_of_amazon() -> None:
    sentences = told(about("atoz.review"), "atoz.review")

    assert "The advice is to look within 48 hours." in sentences
    assert any("our advice and no time that Amazon sets" in line for line in sentences)
    assert not any("checked against Amazon" in line for line in sentences)


def test_the_age_of_the_sources_is_told_and_old_copies_are_called_old() -> None:
    sentences = told(about(INFO))

    assert any("AZ-US-1781-48: 2020–2021" in line for line in sentences)
    assert "The newest copy with a date is of 2022: check the time in Seller Central." in sentences


def test_a_rule_nobody_compared_for_half_a_year_says_so() -> None:
    sentences = told(about(INFO), now=timedelta(days=500))

    assert "That is more than 180 days ago: look at its sources again." in sentences
    assert not any("180 days" in line for line in told(about(INFO)))


def test_disagreement_is_said_only_where_sources_disagree() -> None:
    refund = event("refund_issued", WEDNESDAY, "return", by="amazon")
    german = story(refund, of=account(store="DE"))
    sentences = told(german, "safet.file")
    stated = told(asked(stated="2026-03-12T08:00:00Z"))

    assert any("The longer time is the source's" in line for line in sentences)
    assert not any("do not agree" in line for line in sentences + stated)


def test_a_holiday_inside_the_window_is_named() -> None:
    asked_on = datetime(2026, 11, 25, 18, tzinfo=UTC)
    tale = story(event("information_requested", asked_on, "safet"))
    sentences = told(tale, "safet.info_request", now=timedelta(days=260))

    assert any("skips: Thanksgiving" in line and "26 Nov" in line for line in sentences)
