# ruff: noqa: RUF001 - Chinese has its own punctuation
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.accounts import QuietHours
from shared.mail.dates import awake, short, span, when
from shared.mail.language import tongue
from shared.mail.safe import LONGEST, clean

SAY = tongue("en")
MINUTE = timedelta(minutes=1)
clocks = st.builds(time, st.integers(0, 23), st.integers(0, 59))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("instant", "zone", "words"),
    [
        ("2026-03-13T08:00", "Asia/Taipei", "Fri 13 Mar 2026, 16:00 Taipei (UTC+08:00)"),
        ("2026-03-13T08:00", "Asia/Kolkata", "Fri 13 Mar 2026, 13:30 Kolkata (UTC+05:30)"),
        ("2026-03-08T09:59", "America/Los_Angeles",
         "Sun 8 Mar 2026, 01:59 Los Angeles (UTC-08:00)"),
        ("2026-03-08T10:00", "America/Los_Angeles",
         "Sun 8 Mar 2026, 03:00 Los Angeles (UTC-07:00)"),
        ("2026-11-01T08:30", "America/Los_Angeles",
         "Sun 1 Nov 2026, 01:30 Los Angeles (UTC-07:00)"),
        ("2026-11-01T09:30", "America/Los_Angeles",
         "Sun 1 Nov 2026, 01:30 Los Angeles (UTC-08:00)"),
        ("2026-07-01T00:00", "America/St_Johns", "Tue 30 Jun 2026, 21:30 St Johns (UTC-02:30)"),
        ("2026-07-01T00:00", "America/Indiana/Knox", "Tue 30 Jun 2026, 19:00 Knox (UTC-05:00)"),
        ("2026-12-31T23:59", "UTC", "Thu 31 Dec 2026, 23:59 UTC (UTC+00:00)"),
    ],
)  # fmt: skip
def test_an_instant_names_city_and_offset_on_either_side_of_a_clock_change(
    instant: str, zone: str, words: str
) -> None:
    assert str(when(SAY, utc(instant), ZoneInfo(zone))) == words


@pytest.mark.parametrize(
    ("language", "zone", "words"),
    [
        ("zh-Hans", "Asia/Taipei", "2026年3月13日（周五）16:00，台北时间（UTC+08:00）"),
        ("zh-Hant", "Asia/Taipei", "2026年3月13日（週五）16:00，臺北時間（UTC+08:00）"),
        ("zh-Hans", "Asia/Shanghai", "2026年3月13日（周五）16:00，北京时间（UTC+08:00）"),
        ("zh-Hant", "America/Los_Angeles", "2026年3月13日（週五）01:00，洛杉磯時間（UTC-07:00）"),
        ("zh-Hans", "America/Indiana/Knox", "2026年3月13日（周五）03:00，Knox时间（UTC-05:00）"),
    ],
)
def test_an_instant_in_chinese(language: str, zone: str, words: str) -> None:
    told = when(tongue(language), utc("2026-03-13T08:00"), ZoneInfo(zone))

    assert str(told) == words
    assert f"{told.moment}{told.between}{told.place}" == words
    assert told.between == "，"


@pytest.mark.parametrize(
    ("language", "words"),
    [("zh-Hans", "4月9日周四 19:10"), ("zh-Hant", "4月9日週四 19:10")],
)
def test_the_short_form_in_chinese(language: str, words: str) -> None:
    assert short(tongue(language), utc("2026-04-09T11:10"), ZoneInfo("Asia/Taipei")) == words


@pytest.mark.parametrize(
    ("minutes", "words"), [(0, "1 分钟以内"), (61, "1 小时 1 分钟"), (1500, "1 天 1 小时")]
)
def test_a_length_of_time_in_chinese(minutes: int, words: str) -> None:
    assert span(tongue("zh-Hans"), minutes * MINUTE) == words


def test_where_the_zone_is_known_the_short_form_does() -> None:
    assert short(SAY, utc("2026-04-09T11:10"), ZoneInfo("Asia/Taipei")) == "Thu 9 Apr 19:10"


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "less than a minute"),
        (1, "1 minute"),
        (60, "1 hour"),
        (125, "2 hours 5 minutes"),
        (1440, "1 day"),
        (1500, "1 day 1 hour"),
        (1439, "23 hours 59 minutes"),
        (43200, "30 days"),
        (-5, "less than a minute"),
    ],
)
def test_a_length_of_time_has_two_units_at_most(minutes: int, words: str) -> None:
    assert span(SAY, minutes * MINUTE) == words


@given(
    since=st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 1)),  # noqa: DTZ001 - made UTC below
    length=st.integers(0, 60 * 72),
    begin=clocks,
    end=clocks,
)
def test_waking_time_is_what_a_walk_minute_by_minute_finds(
    since: datetime, length: int, begin: time, end: time
) -> None:
    if begin == end:
        return
    quiet = QuietHours(begin, end, ZoneInfo("Asia/Taipei"))
    start = since.replace(second=0, microsecond=0, tzinfo=UTC)

    walked = sum(quiet.around(start + step * MINUTE) is None for step in range(length))

    assert awake(start, start + length * MINUTE, quiet) == walked * MINUTE


@given(st.text(max_size=3000))
def test_text_of_others_becomes_one_short_line_without_hidden_characters(text: str) -> None:
    line = clean(SAY, text)

    assert len(line) <= LONGEST
    assert line.isprintable() or all(char.isprintable() or char.isspace() for char in line)
    assert line == " ".join(line.split())


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("one\r\ntwo\tthree", "one two three"),
        ("pay\u202e\u2066 now\u200b", "pay now"),
        ("see https://evil.example/x.", "see [link left out]"),
        ("see www.evil.example", "see [link left out]"),
        ("see evil.example/login", "see [link left out]"),
        ("write to jane.doe@example.com please", "write to [address left out] please"),
        ("the <b>scan</b> of 3.5 kg", "the <b>scan</b> of 3.5 kg"),
    ],
)
def test_text_of_others_can_neither_steer_nor_leak(text: str, line: str) -> None:
    assert clean(SAY, text) == line
