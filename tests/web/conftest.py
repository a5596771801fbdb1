"""The site on tables in memory, and what a visitor does with it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest

from claimwatch.store.items import SqliteItems, in_memory
from shared.accounts import read_account
from shared.adapters.account_table import AccountTable
from shared.adapters.case_table import CaseTable
from shared.adapters.items import Item, Key, When
from shared.adapters.rule_table import RuleTable
from shared.adapters.signed_links import AccountLinks, Grant, Seal, SignedLinks
from shared.domain.events import ClaimEvent
from shared.domain.protocol import StoredCase, World, absorb
from shared.domain.rounds import Round
from shared.messages import claim_event, read_message
from shared.policy.pack import load_pack
from shared.web.exchange import Answer, Request
from shared.web.found import Tools
from shared.web.site import Site
from tests.conftest import ORDER, SETTINGS, WEDNESDAY, body

URL = "https://watch.example"
KEYS = ["the key before", "the key in force"]
INFO = "atoz.info_request"


class WatchedItems(SqliteItems):
    """Items in memory that remember who was read and written."""

    def __init__(self) -> None:
        super().__init__(in_memory().database)
        self.read: set[tuple[str, str]] = set()
        self.written: list[tuple[str, str]] = []

    def get(self, key: Key, *, latest: bool = True) -> Item | None:
        self.read.add((key["pk"], key["sk"]))
        return super().get(key, latest=latest)

    def put(self, item: Item, when: When | None = None) -> None:
        super().put(item, when)
        self.written.append((item["pk"], item["sk"]))

    def everything(self) -> dict[tuple[str, str], str]:
        found = self.database.execute("SELECT pk, sk, item FROM items").fetchall()
        return {(pk, sk): item for pk, sk, item in found}


@dataclass
class Said:
    """The queue of claim events, as the site sees it."""

    bodies: list[str] = field(default_factory=list)

    def add(self, bodies: Sequence[str]) -> None:
        self.bodies += bodies


class Visitor:
    """Opens links, presses buttons, and lets the queue deliver when asked to."""

    def __init__(self) -> None:
        self.now: datetime = WEDNESDAY
        self.items, self.said, self.keys = WatchedItems(), Said(), list(KEYS)
        self.pack = load_pack()
        on = self.items
        clock = lambda: self.now  # noqa: E731 - read anew each time
        self.seal = Seal(lambda: self.keys, clock)
        self.tools = Tools(
            CaseTable(on),
            AccountTable(on, self.pack, clock),
            RuleTable(on, self.pack, clock),
            self.said,
            self.seal,
            clock,
        )
        self.site = Site(self.tools)
        self.account("blue-kettle")

    def account(self, slug: str, **settings: Any) -> None:  # noqa: ANN401 - any setting
        table = {**SETTINGS, "account": slug, **settings}
        self.tools.accounts.put(read_account(table, self.pack))

    def happened(self, *bodies: str) -> None:
        """Take events in, as the function that reads the queue does."""
        for text in bodies:
            message = read_message(text)
            account = self.tools.accounts.get(message["account"])
            event: ClaimEvent = claim_event(message, account, self.pack, self.now)
            cases = self.tools.cases
            old = cases.get(account.slug, message["order_id"])
            new = absorb(
                old or StoredCase(account.slug, message["order_id"]),
                event,
                World(self.pack, account),
                self.now,
            )
            if new is not None:
                cases.put(new)
        self.items.written.clear()

    def delivered(self) -> None:
        """Let what was said on the pages arrive."""
        bodies, self.said.bodies = self.said.bodies, []
        self.happened(*bodies)

    def links(self, account: str = "blue-kettle") -> AccountLinks:
        return AccountLinks("", account, self.seal)

    def board(self, account: str = "blue-kettle") -> str:
        return SignedLinks("", self.seal).board(account, timedelta(days=30))

    def round(self, obligation: str = INFO, order: str = ORDER) -> Round:
        stored = self.tools.cases.get("blue-kettle", order)
        assert stored is not None
        world = World(self.pack, self.tools.accounts.get("blue-kettle"))
        return world.case(stored).rounds[obligation][-1]

    def verb(self, name: str, **more: Any) -> str:  # noqa: ANN401 - fields of a grant
        """Return the path of a verb about the one question there is."""
        until = self.seal.until(timedelta(days=9))
        whole = {
            "account": "blue-kettle", "until": until, "order": ORDER, "obligation": INFO,
            "round": 1, **more,
        }  # fmt: skip
        return f"/say/{self.seal.sign(Grant(name, **whole))}"

    def get(self, path: str, method: str = "GET", **query: str) -> Answer:
        return self.site.answer(Request(method, path, query))

    def post(self, path: str, **form: str) -> Answer:
        return self.site.answer(Request("POST", path, {}, form))

    def events(self) -> list[dict[str, Any]]:
        return [json.loads(each) for each in self.said.bodies]


@pytest.fixture
def visitor() -> Visitor:
    """A visitor of a site with one account and one open question."""
    one = Visitor()
    one.happened(body("information_requested", asks="Proof of delivery"))
    one.now += timedelta(minutes=1)
    return one


@pytest.fixture
def stranger() -> Visitor:
    """A visitor of a site with an account and nothing else."""
    return Visitor()
