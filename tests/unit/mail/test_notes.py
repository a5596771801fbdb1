# ruff: noqa: RUF001 - Chinese has its own punctuation
import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from shared.mail.language import tongue
from shared.mail.notes import readable, sentence
from tests.unit.mail.stories import LANGUAGES, OPENERS, WEDNESDAY, Story, account, event, story

TAIPEI = ZoneInfo("Asia/Taipei")
HOUR = timedelta(hours=1)
INFO = "atoz.info_request"
ASKED, ANSWERED = OPENERS[INFO], event("seller_responded", WEDNESDAY + HOUR)
GRANTED = event("claim_decided", WEDNESDAY, decision="granted_seller_funded")
AGAIN = event("claim_decided", WEDNESDAY + 2 * HOUR, decision="granted_seller_funded")
EARLIER, LATER = "2026-03-13T06:00:00Z", "2026-03-15T06:30:00Z"
ONE_DAY = {"amount": 1, "unit": "calendar_days"}
STATED = event("deadline_stated", WEDNESDAY + 2 * HOUR, obligation=INFO, stated=EARLIER)


def asked(**fields: object) -> Story:
    return story(event("information_requested", WEDNESDAY, "atoz", **fields))


DOUBTS = {
    "an answer nobody confirmed": story(
        *ASKED, event("seller_responded", WEDNESDAY + HOUR, verified=False)
    ),
    "two decisions": story(GRANTED, event("claim_decided", WEDNESDAY + HOUR, decision="denied")),
    "two claims": story(event("claim_opened", WEDNESDAY), event("claim_opened", "2026-03-12")),
    "nothing to answer": story(ANSWERED),
    "too early": story(
        event("return_requested", WEDNESDAY, "return", case="self_ship"),
        event("claim_opened", WEDNESDAY + HOUR, "safet"),
        of=account(store="SA"),
    ),
    "a second appeal": story(GRANTED, event("appeal_filed", WEDNESDAY + HOUR), AGAIN),
    "no rule": story(event("claim_opened", "2019-03-11")),
    "a date after the end": story(*ASKED, ANSWERED, STATED),
    "nothing to reopen": story(*ASKED, event("reopened", WEDNESDAY + HOUR, obligation=INFO)),
    "two stores": story(
        event("claim_opened", WEDNESDAY, store="US"),
        event("information_requested", WEDNESDAY, store="UK"),
    ),
}
DATES = {
    "a stated time": asked(stated=EARLIER),
    "a later stated time": asked(stated=LATER),
    "only a stated time": story(STATED),
    "a printed window": asked(window=ONE_DAY),
    "a doubtful window": asked(window=ONE_DAY, verified=False),
    "a doubtful time": asked(stated=EARLIER, verified=False),
    "a rule that changes": story(
        event("return_delivered", "2026-01-20", "return"),
        event("refund_issued", "2026-01-25", "return"),
    ),
    "two returns": story(
        event("return_delivered", "2026-03-01", "return", item_ref="A"),
        event("return_delivered", "2026-03-09", "return", item_ref="B"),
        event("refund_issued", WEDNESDAY, "return"),
        of=account(store="AE"),
    ),
}


def words_of(tale: Story) -> list[str]:
    notes = [note for each in tale.case.all_rounds() for note in each.deadline.notes]
    return [*notes, *(flag.words for flag in tale.case.flags)]


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant"])
@pytest.mark.parametrize("name", [*DOUBTS, *DATES])
def test_whatever_the_engine_notes_is_told_in_chinese(name: str, language: str) -> None:
    say, words = tongue(language), words_of({**DOUBTS, **DATES}[name])

    assert words
    for each in words:
        said = sentence(readable(say, each, TAIPEI))
        assert said.endswith("。")
        latin = re.sub(r"A-to-z|SAFE-T|UTC|UK|US|safet\.file\.us", "", said)
        assert not re.search(r"[A-Za-z{]|%\(", latin), said


@pytest.mark.parametrize("name", [*DOUBTS, *DATES])
def test_whatever_the_engine_notes_is_told_in_english_without_codes(name: str) -> None:
    for each in words_of({**DOUBTS, **DATES}[name]):
        said = sentence(readable(tongue("en"), each, TAIPEI))
        assert said[0].isupper()
        assert said.endswith(".")
        assert not re.search(r"[{}_]|%\(|\d{4}-\d\d-\d\d", said), said


@pytest.mark.parametrize(
    ("words", "english", "traditional"),
    [
        pytest.param(
            "the notice prints 3 calendar days, which replaces the rule's 48 elapsed hours",
            "The notice prints 3 calendar days, and that replaces the 48 hours of the rule.",
            "通知中寫明的期限是 3 個日曆天，取代規則中的 48 小時。",
            id="windows",
        ),
        pytest.param(
            "Amazon states 2026-03-13T06:00:00Z; the rule gives 2026-03-13T08:00:00Z, 2 h later",
            "Amazon states Fri 13 Mar 2026, 14:00 Taipei (UTC+08:00); the rule gives "
            "Fri 13 Mar 2026, 16:00 Taipei (UTC+08:00), which is 2 hours later.",
            "亞馬遜指定的時間是 2026年3月13日（週五）14:00，臺北時間（UTC+08:00）；"
            "按規則計算是 2026年3月13日（週五）16:00，臺北時間（UTC+08:00），晚 2 小時。",
            id="instants",
        ),
        pytest.param(
            "a second safet claim on this order, of 2026-03-11",
            "A second SAFE-T claim on this order, of Wed 11 Mar 2026.",
            "此訂單出現第二個索賠（SAFE-T 索賠），時間為 2026年3月11日（週三）。",
            id="a date",
        ),
        pytest.param(
            "atoz.info_request is no longer owed",
            "A-to-z information request: no longer needed.",
            "A-to-z 索賠資訊請求：不再需要處理。",
            id="an obligation",
        ),
        pytest.param(
            "anchors: nothing to count safet.appeal from; give claim_denied, or a stated date",
            "SAFE-T appeal: nothing to count from is known yet; what would do is the denial, or a "
            "date stated by Amazon.",
            "SAFE-T 索賠申訴：起算點尚不清楚；需要知道拒絕索賠的決定，或亞馬遜指定的日期。",
            id="an anchor",
        ),
        pytest.param(
            "store: no rule for return.process in store DE; there is one in US, UK",
            "Return to be processed: there is no rule in store DE; there is one in US, UK.",
            "待處理的退貨：站點 DE 沒有適用的規則；有規則的站點：US, UK。",
            id="stores",
        ),
        pytest.param(
            "public holidays are known for 2014 to 2035 only; "
            "beyond, only the business week counts",
            "Public holidays are known here for the years 2014 to 2035; beyond these only the "
            "business week counts.",
            "此處的國定假日資料只涵蓋 2014 年至 2035 年；超出部分只按工作週計算。",
            id="years",
        ),
        pytest.param(
            "something new of atoz on 2026-03-11",
            "Something new of A-to-z on Wed 11 Mar 2026.",
            "Something new of A-to-z 索賠 on 2026年3月11日（週三）.",
            id="nobody knows it",
        ),
        pytest.param(
            "filed before 2026-13-45T99:00:00Z, on 2026-99-01",
            "Filed before 2026-13-45T99:00:00Z, on 2026-99-01.",
            "Filed before 2026-13-45T99:00:00Z, on 2026-99-01.",
            id="no such day",
        ),
    ],
)
def test_a_note_is_told_in_the_readers_words(words: str, english: str, traditional: str) -> None:
    assert sentence(readable(tongue("en"), words, TAIPEI)) == english
    assert sentence(readable(tongue("zh-Hant"), words, TAIPEI)) == traditional


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_words_are_no_sentence(language: str) -> None:
    assert not sentence(readable(tongue(language), "", TAIPEI))
