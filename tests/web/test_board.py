import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest

from shared.domain.protocol import StoredCase
from shared.web.board_page import board_html
from shared.web.found import Found
from shared.web.view import alone
from tests.conftest import WEDNESDAY, body
from tests.unit.mail.stories import OPENERS, USD, event, story
from tests.web.conftest import Visitor

HOUR = timedelta(hours=1)


def entry(*events: object, order: str = "113-5550123-5550199") -> Found:
    tale = story(*events)  # type: ignore[arg-type]
    return Found(tale.account, StoredCase(tale.account.slug, order), tale.case)


def page(*entries: Found, now: datetime = WEDNESDAY, zone: str = "Asia/Taipei") -> str:
    first = story(*OPENERS["atoz.info_request"]).account.first
    return board_html(entries, replace(alone(first, now), zone=ZoneInfo(zone)))


def rows(html: str, section: str = "open") -> list[str]:
    """Return the lines of one table as a reader sees them."""
    found = re.search(rf'<section aria-labelledby="{section}">.*?</section>', html, re.DOTALL)
    lines = re.findall(r'<tr role="row".*?</tr>', found[0], re.DOTALL)[1:] if found else []
    return [" ".join(unescape(re.sub(r"<[^>]*>", " ", line)).split()) for line in lines]


def test_the_next_cut_off_stands_large_on_top() -> None:
    html = page(entry(*OPENERS["atoz.info_request"]), entry(*OPENERS["safet.file"]))

    top = html.partition('<div class="card">')[2].partition("</div>")[0]
    assert '<p class="big">Fri 13 Mar 16:00</p>' in top
    assert ">2 d 00 h</time> left" in top
    # two nights of 8 1/2 hours lie between Wednesday and Friday, both 16:00 in Taipei
    assert "1 d 07 h awake" in top
    assert "48.20 USD" in top
    assert "needs an owner" in top


def test_what_is_open_is_listed_soonest_first_with_everything_to_judge_it_by() -> None:
    mine = event("assigned", WEDNESDAY, to="Mei")
    seen = event("acknowledged", WEDNESDAY + HOUR, obligation="atoz.info_request")
    html = page(
        entry(*OPENERS["safet.file"], order="113-5550123-5554410"),
        entry(*OPENERS["atoz.info_request"], mine, seen),
        now=WEDNESDAY + 40 * HOUR,
    )

    first, second = rows(html)
    assert first == (
        "8 h 00 m 8 h 00 m awake Fri 13 Mar 16:00 A-to-z information request blue-kettle …0199 "
        "48.20 USD Mei seen"
    )
    assert second.startswith("28 d 08 h")
    assert second.endswith("SAFE-T claim not filed yet blue-kettle …4410 48.20 USD nobody open")


def test_an_order_is_one_line_that_counts_what_else_is_open() -> None:
    html = page(entry(*OPENERS["message.reply"], *OPENERS["return.answer"]))

    (line,) = rows(html)
    assert "and 2 more" in line


def test_between_the_readings_a_row_says_until_when_it_may_run() -> None:
    html = page(entry(*OPENERS["atoz.info_request"]), now=WEDNESDAY + 50 * HOUR)

    (row,) = rows(html)
    assert row.startswith("passed Fri 13 Mar 16:00")
    assert row.endswith("in doubt, may run until Sat 14 Mar 16:00")
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


def test_a_page_that_stands_alone_loads_nothing_and_runs_nothing() -> None:
    html = page(entry(*OPENERS["atoz.info_request"]))

    assert not re.search(
        r"<(?:script|img|link|iframe|form)\b|url\(|@import|https?://| on\w+=", html
    )
    assert "prefers-color-scheme: dark" in html
    assert len(re.findall("<h1>", html)) == 1


def test_fifty_orders_are_a_first_load_under_fifty_kilobytes(stranger: Visitor) -> None:
    for number in range(50):
        order = f"113-5550123-555{number:04}"
        stranger.happened(body("information_requested", order_id=order, event_id=f"e{number}"))

    shown = stranger.get(stranger.board()).body

    assert len(rows(shown)) == 50
    assert len(shown.encode()) < 50_000


def test_later_orders_are_on_pages_of_their_own_and_none_is_left_out(stranger: Visitor) -> None:
    for number in range(120):
        order, at = f"113-5550123-555{number:04}", WEDNESDAY - timedelta(minutes=number * 7 % 120)
        stranger.happened(body("information_requested", at, order_id=order, event_id=f"e{number}"))
    path, after, seen = stranger.board(), "", list[str]()
    stranger.items.read.clear()

    for _ in range(3):
        shown = stranger.get(path, **({"after": after} if after else {})).body
        seen += re.findall(r"/order/([\d-]+)", shown.partition("To do, soonest first")[2])
        found = re.search(r'after=([^"&]+)">Later ones', shown)
        after = found[1] if found else ""

    assert (len(seen), len(set(seen)), after) == (120, 120, "")
    cut_offs = [stranger.round(order=order).deadline.remind_by for order in seen]
    assert cut_offs == sorted(cut_offs)


@pytest.mark.parametrize(
    ("query", "orders"),
    [
        ({}, ["0001", "0002", "0003"]),
        ({"owner": "Mei"}, ["0002"]),
        ({"owner": "-"}, ["0001", "0003"]),
        ({"programme": "chargeback"}, ["0003"]),
        ({"state": "seen"}, ["0002"]),
        ({"store": "UK"}, []),
        ({"state": "nonsense"}, []),
    ],
)
def test_a_board_shows_what_is_asked_for(
    stranger: Visitor, query: dict[str, str], orders: list[str]
) -> None:
    mine = {"order_id": "113-5550123-5550002"}
    stranger.happened(
        body("information_requested", order_id="113-5550123-5550001"),
        body("information_requested", **mine),
        body("assigned", to="Mei", **mine),
        body(
            "acknowledged", WEDNESDAY + timedelta(minutes=9), obligation="atoz.info_request", **mine
        ),
        body("claim_opened", programme="chargeback", order_id="113-5550123-5550003"),
    )

    lines = rows(stranger.get(stranger.board(), **query).body)

    assert sorted(line.split("…")[1][:4] for line in lines) == orders


def test_what_was_missed_lately_stays_in_sight(visitor: Visitor) -> None:
    visitor.now += timedelta(days=5)

    (line,) = rows(visitor.get(visitor.board()).body, "missed")

    assert line.startswith("Sat 14 Mar 16:00 A-to-z information request blue-kettle …0199")


def test_the_calendar_of_an_account_can_be_subscribed_to(visitor: Visitor) -> None:
    shown = visitor.get(visitor.board()).body
    (link,) = re.findall(r'href="(/feed/[^"]+)"', shown)

    feed = visitor.get(link)

    assert feed.kind == "text/calendar; charset=utf-8"
    assert "DTSTART:20260313T080000Z" in feed.body


@pytest.mark.parametrize("zone", ["Asia/Taipei", "America/Los_Angeles", "Europe/London"])
def test_the_reader_is_told_whose_clock_it_is_and_never_by_an_abbreviation(zone: str) -> None:
    html = page(entry(*OPENERS["safet.file"]), zone=zone)

    shown = re.sub(r"<[^>]*>", " ", html.partition("<main")[2])
    place = ZoneInfo(zone).key.split("/")[1].replace("_", " ")
    assert f"All times on this page are {place} time." in shown
    assert f"{place} (UTC" in html
    assert not re.search(r"\b(?:CST|P[SD]T|GMT|BST)\b|\d{4}-\d\d-\d\d", shown)


def test_a_cut_off_of_another_year_names_it() -> None:
    late = datetime(2026, 12, 30, 23, 30, tzinfo=UTC)

    html = page(entry(event("information_requested", late, amount=USD)), now=late)

    assert "Sat 2 Jan 2027, 07:30" in html
