import re
from datetime import UTC, datetime, timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest

from claimwatch.board import board_html
from shared.domain.accounts import Account
from shared.domain.case import Case
from shared.domain.protocol import StoredCase
from tests.unit.mail.stories import OPENERS, USD, WEDNESDAY, event, story

TAIPEI = ZoneInfo("Asia/Taipei")
HOUR = timedelta(hours=1)
Entry = tuple[Account, StoredCase, Case]


def entry(*events: object, order: str = "113-5550123-5550199") -> Entry:
    tale = story(*events)  # type: ignore[arg-type]
    return tale.account, StoredCase(tale.account.slug, order), tale.case


def page(*entries: Entry, now: datetime = WEDNESDAY, refresh: int = 0) -> str:
    return board_html(entries, now, TAIPEI, refresh=refresh)


def rows(html: str, section: str) -> list[str]:
    """Return the lines of one table as a reader sees them."""
    found = re.search(rf'<section aria-labelledby="{section}">.*?</section>', html, re.DOTALL)
    lines = re.findall(r'<tr role="row".*?</tr>', found[0], re.DOTALL)[1:] if found else []
    return [" ".join(unescape(re.sub(r"<[^>]*>", " ", line)).split()) for line in lines]


def test_the_next_cut_off_stands_large_on_top() -> None:
    html = page(entry(*OPENERS["atoz.info_request"]), entry(*OPENERS["safet.file"]))

    top = html.partition('<div class="next">')[2].partition("</div>")[0]
    assert '<p class="big">Fri 13 Mar 16:00</p>' in top
    assert "48 h 00 m left" not in top
    assert "2 d 00 h left" in top
    assert "A-to-z information request" in top
    assert "48.20 USD" in top


def test_what_is_open_is_listed_soonest_first_with_everything_to_judge_it_by() -> None:
    mine = event("assigned", WEDNESDAY, to="Mei")
    seen = event("acknowledged", WEDNESDAY + HOUR, obligation="atoz.info_request")
    html = page(
        entry(*OPENERS["safet.file"], order="113-5550123-5554410"),
        entry(*OPENERS["atoz.info_request"], mine, seen),
        now=WEDNESDAY + 40 * HOUR,
    )

    listed = rows(html, "open")
    assert listed == [
        "8 h 00 m Fri 13 Mar 16:00 A-to-z information request blue-kettle …0199 48.20 USD Mei seen",
        (
            "28 d 08 h Fri 10 Apr 16:00 SAFE-T claim not filed yet blue-kettle …4410 48.20 USD — "
            "needs an owner"
        ),
    ]


def test_between_the_readings_a_row_says_until_when_it_may_run() -> None:
    html = page(entry(*OPENERS["atoz.info_request"]), now=WEDNESDAY + 50 * HOUR)

    (row,) = rows(html, "open")
    assert row.startswith("passed Fri 13 Mar 16:00")
    assert row.endswith("in doubt, may run until Sat 14 Mar 16:00")
    assert "0 open · 1 in doubt · 0 missed" in html
    assert "No cut-off ahead" in html


def test_what_has_ended_says_how() -> None:
    answered = event("seller_responded", WEDNESDAY + HOUR)
    decided = event("claim_decided", WEDNESDAY + 2 * HOUR, decision="denied")
    html = page(
        entry(*OPENERS["atoz.info_request"], answered),
        entry(*OPENERS["atoz.info_request"], decided, order="113-5550123-5550002"),
        entry(*OPENERS["chargeback.respond"], order="113-5550123-5550003"),
        entry(*OPENERS["atoz.review"], order="113-5550123-5550004"),
        now=WEDNESDAY + 24 * 30 * HOUR,
    )

    ended = {row.split("…")[1][:4]: row for row in rows(html, "ended")}
    assert ended["0199"].endswith("answered")
    assert ended["0002"].endswith("no longer needed: Amazon's decision")
    assert ended["0003"].endswith("missed")
    assert ended["0004"].endswith("lapsed, nothing was missed by that")
    assert rows(html, "claims")
    assert any("denied" in row for row in rows(html, "claims"))


def test_doubts_are_listed_in_words() -> None:
    twice = [event("claim_opened", WEDNESDAY), event("claim_opened", WEDNESDAY + HOUR)]

    (doubt,) = rows(page(entry(*twice)), "doubts")

    assert "A second A-to-z claim on this order, of Wed 11 Mar 2026, 17:00 Taipei" in doubt


def test_an_empty_board_is_calm() -> None:
    html = page()

    assert "No cut-off ahead" in html
    assert "Nothing is open." in html
    assert "To be checked" not in html


def test_the_page_stands_alone() -> None:
    html = page(entry(*OPENERS["atoz.info_request"]))

    assert not re.search(
        r"<(?:script|img|link|iframe|form|a)\b|url\(|@import|https?://| on\w+=", html
    )
    assert 'http-equiv="refresh"' not in html
    assert '<meta http-equiv="refresh" content="30">' in page(refresh=30)
    assert "prefers-color-scheme: dark" in html
    assert len(re.findall("<h1>", html)) == 1
    assert html.count('scope="col"') == html.count('<th role="columnheader"')


def test_thirty_cases_fit_in_fifty_kilobytes() -> None:
    one = entry(*OPENERS["atoz.info_request"], *OPENERS["return.answer"], event(
        "claim_opened", WEDNESDAY + HOUR, amount=USD))  # fmt: skip

    html = page(*[one] * 30)

    assert len(html.encode()) < 50_000


def test_more_than_a_page_of_rows_is_counted() -> None:
    html = page(*[entry(*OPENERS["atoz.info_request"])] * 50)

    assert len(rows(html, "open")) == 40
    assert "and 10 more" in html


def test_a_hostile_owner_stays_text() -> None:
    named = event("assigned", WEDNESDAY, to="<script>alert(1)</script>\u202e{{ 7*7 }}")

    html = page(entry(*OPENERS["atoz.info_request"], named))

    assert "<script" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7*7 }}" in html
    assert "\u202e" not in html


@pytest.mark.parametrize("zone", ["Asia/Taipei", "America/Los_Angeles", "Europe/London"])
def test_the_reader_is_told_whose_clock_it_is_and_never_by_an_abbreviation(zone: str) -> None:
    html = board_html([entry(*OPENERS["safet.file"])], WEDNESDAY, ZoneInfo(zone))

    body = html.partition("<body>")[2]
    assert f"{ZoneInfo(zone).key.split('/')[1].replace('_', ' ')} (UTC" in body
    assert not re.search(r"\b(?:CST|P[SD]T|GMT|BST)\b|\d{4}-\d\d-\d\d", body)


def test_a_cut_off_of_another_year_names_it() -> None:
    late = datetime(2026, 12, 30, 23, 30, tzinfo=UTC)

    html = page(entry(event("information_requested", late)), now=late)

    assert "Sat 2 Jan 2027, 07:30" in html
