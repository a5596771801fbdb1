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


def test_everything_open_on_an_order_has_a_line_of_its_own() -> None:
    html = page(entry(*OPENERS["message.reply"], *OPENERS["return.answer"]))

    assert len(rows(html)) == 3


def test_between_the_readings_a_row_says_until_when_it_may_run() -> None:
    html = page(entry(*OPENERS["atoz.info_request"]), now=WEDNESDAY + 50 * HOUR)

    (row,) = rows(html)
    assert row.startswith("passed Fri 13 Mar 16:00")
    assert row.endswith("in doubt, may run until Sat 14 Mar 16:00")
    top = html.partition('<div class="card">')[2].partition("</div>")[0]
    assert "The earliest reading has passed; it may run until" in top
    assert '<p class="big">Sat 14 Mar 16:00</p>' in top
    assert ">22 h 00 m</time> left" in top


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

    assert '<p class="big">Nothing is open</p>' in html
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
        ({"store": "A1F83G8C2ARO7P"}, []),
        ({"store": "ATVPDKIKX0DER"}, ["0001", "0002", "0003"]),
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


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ({"state": "zzz"}, "new, seen, snoozed, in_doubt"),
        ({"programme": "a-to-z"}, "atoz, safet, chargeback, message, return"),
        ({"store": "ZZ"}, "US"),
        ({"owner": "Nobody I know"}, "-, Owner, Second"),
        ({"account": "red-pan", "board": "*"}, "blue-kettle"),
        ({"month": "xx"}, "account, state, programme, store, owner"),
    ],
)
def test_what_cannot_be_chosen_is_refused_and_the_page_says_what_can(
    visitor: Visitor, query: dict[str, str], told: str
) -> None:
    board = query.pop("board", "blue-kettle")

    answer = visitor.get(visitor.board(board), **query)

    assert answer.status == 400
    assert told in answer.body
    assert "Nothing is open" not in answer.body
    assert "Back to the board" in answer.body


def test_what_is_answered_and_has_something_to_send_hides_nothing(stranger: Visitor) -> None:
    """A store that sends nothing keeps every message of what ended; none of that is open."""
    for number in range(230):
        order = {"order_id": f"113-5550123-556{number:04}"}
        stranger.happened(
            body("information_requested", WEDNESDAY - 5 * HOUR, event_id=f"a{number}", **order),
            body("seller_responded", WEDNESDAY - HOUR, event_id=f"b{number}", **order),
            body("claim_decided", event_id=f"c{number}", decision="denied", **order),
        )
    stranger.happened(body("information_requested"))
    stranger.items.read.clear()

    shown = stranger.get(stranger.board()).body

    assert len(rows(shown)) == 1
    assert '<p class="big">Fri 13 Mar 16:00</p>' in shown
    assert len([key for key in stranger.items.read if key[1].startswith("ORDER#")]) == 1


def test_a_filter_finds_what_stands_behind_hundreds_of_others(stranger: Visitor) -> None:
    for number in range(210):
        order = f"113-5550123-555{number:04}"
        stranger.happened(body("information_requested", order_id=order, event_id=f"e{number}"))
    stranger.happened(body("claim_opened", programme="safet", order_id="113-5550123-5570001",
                           action_required=True, event_id="last"))  # fmt: skip

    shown = stranger.get(stranger.board(), programme="safet").body

    (row,) = rows(shown)
    assert "…0001" in row
    assert "1 of 211" in shown
    assert "211 open" in shown


def test_a_filter_that_finds_nothing_says_so_of_itself_alone(visitor: Visitor) -> None:
    shown = visitor.get(visitor.board(), state="in_doubt").body

    assert "Nothing of this kind is open. Open in all: 1." in shown
    assert '<p class="big">Fri 13 Mar 16:00</p>' in shown, "the head is that of the whole board"
    assert "of the whole board" in shown


def test_an_order_that_cannot_be_read_stays_in_its_place(visitor: Visitor) -> None:
    key = {"pk": "ACCOUNT#blue-kettle", "sk": "ORDER#113-5550123-5550199"}
    item = visitor.items.get(key) or {}
    visitor.items.put({**item, "events": ["{"]})

    shown = visitor.get(visitor.board()).body

    (row,) = rows(shown)
    assert "A-to-z information request" in row
    assert row.endswith("the rest cannot be read")
    assert '<p class="big">Fri 13 Mar 16:00</p>' in shown


def test_an_older_item_is_read_itself_and_while_it_cannot_be_nothing_is_all_clear(
    visitor: Visitor,
) -> None:
    key = {"pk": "ACCOUNT#blue-kettle", "sk": "ORDER#113-5550123-5550199"}
    item = visitor.items.get(key) or {}
    del item["waits"]
    visitor.items.put(item)

    assert len(rows(visitor.get(visitor.board()).body)) == 1

    visitor.items.put({**item, "events": ["{"]})
    shown = visitor.get(visitor.board()).body

    assert "Orders that could not be read: 1." in shown
    assert "Nothing is open" not in shown


def test_missed_is_shown_of_however_many_accounts(stranger: Visitor) -> None:
    slugs = [f"shop-{number:02}" for number in range(30)]
    for number, slug in enumerate(slugs):
        stranger.account(slug)
        stranger.happened(body("information_requested", account=slug, event_id=f"e{number}"))
    stranger.now += timedelta(days=5)

    shown = stranger.get(stranger.board("*")).body

    assert len(rows(shown, "missed")) == 30
    stranger.now += timedelta(days=31)
    assert rows(stranger.get(stranger.board("*")).body, "missed") == []


def test_what_was_missed_lately_stays_in_sight(visitor: Visitor) -> None:
    visitor.now += timedelta(days=5)

    (line,) = rows(visitor.get(visitor.board()).body, "missed")

    assert line.startswith("Sat 14 Mar 16:00 A-to-z information request blue-kettle …0199")


def test_what_was_missed_stays_in_sight_where_amazon_has_decided_since(visitor: Visitor) -> None:
    visitor.now += timedelta(days=5)
    decided = body("claim_decided", visitor.now, decision="granted_seller_funded", event_id="end")
    visitor.happened(decided)

    shown = visitor.get(visitor.board()).body

    assert len(rows(shown, "missed")) == 1
    assert "1 missed within thirty days" in shown


def test_missed_is_the_same_instant_on_the_board_and_on_the_page_of_the_order(
    visitor: Visitor,
) -> None:
    visitor.now += timedelta(days=5)
    shown = visitor.get(visitor.board()).body
    (link,) = set(re.findall(r'href="(/board/[^"]+/order/[^"]+)"', shown))

    order = visitor.get(link).body

    assert "Sat 14 Mar 16:00" in rows(shown, "missed")[0]
    assert "Sat 14 Mar 2026, 16:00 Taipei" in order.partition("Why this time")[0]
    assert "Fri 13 Mar" not in order.partition("Why this time")[0]
    assert visitor.round().cut_off(visitor.now) == WEDNESDAY + timedelta(days=3)


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
