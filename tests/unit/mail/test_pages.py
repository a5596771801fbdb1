# ruff: noqa: RUF001 - Chinese has its own punctuation
import re
from unicodedata import east_asian_width

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.mail.pages import WIDTH, kept, wrapped
from tests.unit.mail.stories import OPENERS, about, html_of, text_of, unspaced, visible

ENGLISH = re.compile(r"[A-Za-z]{2,}")
NAMES = re.compile(
    r"claimwatch\s+(?:responded|ack|set-deadline)|--obligation \S+|--stated TIME|RMA|\S*blue-kettle\S*|\S*Amazon\.com\S*|https://\S+"
    r"|Claim\s+watch|AWS|A-to-z|SAFE-T|ODR|USD|UTC|“[^”]*”|「[^」]*」|（[A-Z][\w\s>-]+）"
    r"|(?:atoz|safet|message|return|chargeback)[\w.-]*|(?:seed|[A-Z]{2,3})-[\w-]+|[A-Z2-7]{10}"
)
"""What a Chinese page names as Amazon, AWS or this program do."""


def columns(line: str) -> int:
    return sum(1 + (east_asian_width(char) in "WF") for char in line)


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant"])
@pytest.mark.parametrize("obligation", OPENERS)
def test_nothing_in_a_chinese_mail_is_left_in_english(obligation: str, language: str) -> None:
    tale = about(obligation, language)

    mail = tale.reminder(tale.slot(obligation, "8h"))

    for said in (text_of(mail), visible(html_of(mail))):
        assert not ENGLISH.findall(NAMES.sub("", said))


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant"])
@pytest.mark.parametrize("obligation", OPENERS)
def test_lines_of_chinese_are_as_wide_as_those_of_english(obligation: str, language: str) -> None:
    tale = about(obligation, language)

    lines = text_of(tale.reminder(tale.slot(obligation))).splitlines()

    assert all(columns(line) <= WIDTH for line in lines if not line.startswith("    claimwatch"))
    assert not any(line.startswith(tuple("，。；：、）」”")) for line in lines)


words = st.text("的是一在，。；：（）“”「」、abc 0123-…", max_size=200)


@given(words)
def test_breaking_lines_of_chinese_loses_nothing(text: str) -> None:
    assert unspaced(wrapped(text)) == unspaced(text)


@given(st.text("的是一在的是一在，。", max_size=300))
def test_chinese_is_broken_where_it_may_be(text: str) -> None:
    lines = wrapped(text).splitlines()

    marks = 2 * len(max(re.findall("[，。]+", text), key=len, default=""))
    assert all(columns(line) <= WIDTH + marks for line in lines)
    assert all(columns(line) > WIDTH - 4 - marks for line in lines[:-1])
    assert not any(line.startswith(("，", "。")) for line in lines[1:])


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("订单 113-5550123-5550199，截止", ["113-5550123-5550199"]),
        (
            "2026年3月13日（周五）16:00，洛杉矶时间（UTC-07:00）。",
            ["2026年3月13日（周五）", "UTC-07:00"],
        ),
        ("order 113-5550123-5550199.", ["113-5550123-5550199."]),
        ("a well-known word", []),
    ],
)
def test_what_belongs_together_is_not_torn(text: str, whole: list[str]) -> None:
    assert re.findall(r"nowrap\">([^<]*)</span>", kept(text)) == whole
