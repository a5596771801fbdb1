"""Whatever a store holds: every open round stands once on the pages, every "nothing" is true."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import unescape
from random import Random
from typing import Any

import pytest

from shared.domain.protocol import World, settle
from shared.domain.rounds import Round
from shared.web import board_page
from tests.conftest import WEDNESDAY, body
from tests.web.conftest import Visitor

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SHOPS = ("blue-kettle", "red-pan", "tin-whistle")
KINDS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("information_requested", {}),
    ("claim_opened", {}),
    ("claim_opened", {"programme": "chargeback"}),
    ("information_requested", {"programme": "safet"}),
    ("buyer_contacted", {"programme": "message"}),
    ("seller_responded", {}),
    ("claim_decided", {"decision": "granted_seller_funded"}),
    ("claim_decided", {"programme": "safet", "decision": "denied"}),
    ("claim_withdrawn", {}),
    ("acknowledged", {"obligation": "atoz.info_request"}),
    ("assigned", {"to": "Mei"}),
    ("snoozed", {"obligation": "atoz.info_request", "until": "2026-03-12T09:00:00Z"}),
)
SEEDS = range(24)


def store(chance: Random) -> Visitor:
    """Return a site of three accounts to which anything has happened, or nothing at all."""
    visitor = Visitor()
    for slug in SHOPS[1:]:
        visitor.account(slug)
    for number in range(chance.choice((0, 2, 10, 40, 90))):
        slug, (kind, fields) = chance.choice(SHOPS), chance.choice((*KINDS, *KINDS[:5]))
        at = WEDNESDAY + timedelta(minutes=chance.randint(-48 * 60, 0))
        named = {"order_id": f"113-5550123-55500{chance.randint(1, 12):02}", "account": slug}
        visitor.happened(body(kind, at, event_id=f"e{number}", **named, **fields))
    visitor.now += chance.choice((0, 0, 1, 20, 60, 24 * 9, 24 * 20, 24 * 50)) * HOUR
    return visitor


@dataclass
class Truth:
    """What is so, read from the cases one by one."""

    visitor: Visitor
    now: datetime

    def rounds(self) -> Iterator[tuple[str, str, str, Round]]:
        """Yield account, order, owner and every round of the store."""
        tools = self.visitor.tools
        for account in tools.accounts.all():
            world = World(self.visitor.pack, account)
            for stored in tools.cases.of_account(account.slug):
                case = world.case(stored)
                for each in case.all_rounds():
                    yield account.slug, stored.order_id, case.owner, each

    def opened(self, **asked: str) -> list[tuple[datetime, str, str]]:
        """Return what is open of what is asked for: next turn, account, order."""
        found = []
        for slug, order, owner, each in self.rounds():
            snoozed = each.snoozed_until is not None and self.now < each.snoozed_until
            seen = "seen" if each.acknowledged_at else "new"
            doubtful = self.now > each.deadline.remind_by
            stands = "in_doubt" if doubtful else "snoozed" if snoozed else seen
            is_ = {"account": slug, "programme": each.programme, "owner": owner or "-",
                   "state": stands}  # fmt: skip
            if each.is_open(self.now) and all(is_[name] == of for name, of in asked.items()):
                by, end = each.deadline.remind_by, each.deadline.missed_after
                found.append((by if by >= self.now else end, slug, order))
        return sorted(found)

    def missed(self) -> list[tuple[str, str]]:
        return sorted(
            (slug, order)
            for slug, order, _, each in self.rounds()
            if each.state(self.now) == "missed"
            and self.now - each.deadline.missed_after <= 30 * DAY
        )


def listed(html: str, section: str = "open") -> list[tuple[str, str]]:
    """Return account and order of the lines of one table."""
    found = re.search(rf'<section aria-labelledby="{section}">.*?</section>', html, re.DOTALL)
    return re.findall(r'href="/board/[^/]+/([\w-]+)/order/([\d-]+)', found[0]) if found else []


def counted(html: str, section: str) -> int:
    """Return the total beside a heading."""
    found = re.search(rf'<h2 id="{section}">[^<]*<span class="count">(\d+)', html)
    return int(found[1]) if found else 0


def pages(visitor: Visitor, **asked: str) -> list[str]:
    """Return every page, one link after the other."""
    board, after, read = visitor.board("*"), "", list[str]()
    while len(read) < 100:
        shown = visitor.get(board, **asked, **({"after": after} if after else {}))
        assert shown.status == 200, shown.body
        read.append(shown.body)
        found = re.search(r'after=([^"&]+)">Later ones', shown.body)
        if found is None:
            return read
        after = unescape(found[1])
    raise AssertionError("the pages never end")


@pytest.mark.parametrize("seed", SEEDS)
def test_every_open_round_stands_once_soonest_first_and_every_nothing_is_true(
    monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr(board_page, "A_PAGE", 4)
    chance = Random(seed)  # noqa: S311 - no secret
    visitor = store(chance)
    if chance.random() < 1 / 2:
        _sweep(visitor)
    truth = Truth(visitor, visitor.now)
    opened = truth.opened()

    shown = pages(visitor)

    assert [each for page in shown for each in listed(page)] == [each[1:] for each in opened]
    assert all(len(listed(page)) == 4 for page in shown[:-1])
    assert ("Nothing is open" in shown[0]) == (not opened)
    missed = truth.missed()
    assert set(listed(shown[0], "missed")) <= set(missed)
    assert counted(shown[0], "missed") == len(missed)
    if opened:
        assert f"{len(opened)} open" in shown[0]
        head = re.search(r'<p class="left"><time datetime="([^"]+)"', shown[0])
        assert head is not None
        assert datetime.fromisoformat(head[1]) == opened[0][0]
    for asked in ({"programme": "atoz"}, {"state": "in_doubt"}, {"state": "seen"},
                  {"owner": "-"}, {"account": "red-pan"}):  # fmt: skip
        part = pages(visitor, **asked)
        found = [each for page in part for each in listed(page)]
        assert found == [each[1:] for each in truth.opened(**asked)]
        assert ("Nothing is open" in part[0]) == (not opened)
        assert ("Nothing of this kind is open" in part[0]) == (bool(opened) and not found)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_calendar_holds_what_is_open_and_nothing_else(seed: int) -> None:
    visitor = store(Random(seed))  # noqa: S311 - no secret
    (link,) = re.findall(r'href="(/feed/[^"]+)"', visitor.get(visitor.board()).body)

    feed = visitor.get(link).body

    turns = [turn for turn, slug, _ in Truth(visitor, visitor.now).opened() if slug == SHOPS[0]]
    assert re.findall(r"DTSTART:(\w+)", feed) == [f"{turn:%Y%m%dT%H%M%SZ}" for turn in turns]


def _sweep(visitor: Visitor) -> None:
    """Look at every case, as the sweep and the hourly walk do."""
    for account in visitor.tools.accounts.all():
        world = World(visitor.pack, account)
        for stored in list(visitor.tools.cases.of_account(account.slug)):
            visitor.tools.cases.put(settle(stored, world, visitor.now))


def test_the_stores_above_are_of_all_kinds() -> None:
    stores = [store(Random(seed)) for seed in SEEDS]  # noqa: S311 - no secret
    counts = [
        (len(truth.opened()), len(truth.missed()))
        for truth in (Truth(each, each.now) for each in stores)
    ]

    assert sum(not opened for opened, _ in counts) >= 4
    assert sum(opened > 8 for opened, _ in counts) >= 4
    assert sum(bool(opened and missed) for opened, missed in counts) >= 2
