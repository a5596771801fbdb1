"""Two accounts, and everything a holder of one's links can try on the other's."""

import random
from base64 import urlsafe_b64encode
from datetime import timedelta

from shared.adapters.signed_links import Grant
from tests.conftest import ORDER, body
from tests.web.conftest import Visitor

MINE, FOREIGN = "blue-kettle", "oak-and-ash"
FOREIGN_ORDER = "202-5550123-5550199"
SECRETS = ("ash@example.com", "What only Ash was asked", "Amazon.co.uk")


def two_accounts() -> Visitor:
    both = Visitor()
    both.account(FOREIGN, store="UK", contacts=[{"name": "Ash", "email": "ash@example.com"},
                                    {"name": "Oak", "email": "oak@example.com"}])  # fmt: skip
    both.happened(
        body("information_requested"),
        body("information_requested", account=FOREIGN, order_id=FOREIGN_ORDER, asks=SECRETS[1]),
    )
    return both


def my_keys(visitor: Visitor) -> list[str]:
    """Return every kind of link that the holder of one account may have."""
    owner = visitor.tools.accounts.get(MINE).first
    paths = [
        *(visitor.verb(name) for name in ("ack", "responded", "declined", "snooze", "assign")),
        visitor.links(MINE).unsubscribe(owner),
        visitor.board(MINE),
        f"/case/{visitor.seal.sign(Grant('case', MINE, visitor.seal.until(timedelta(9)), ORDER))}",
        f"/feed/{visitor.seal.sign(Grant('feed', MINE, visitor.seal.until(timedelta(9))))}",
    ]
    return [path.rpartition("/")[2] for path in paths]


def b64(text: str) -> str:
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def test_ten_thousand_tries_with_one_accounts_links_touch_nothing_of_another() -> None:
    visitor, chance = two_accounts(), random.Random(9)  # noqa: S311 - a test repeats itself
    keys = my_keys(visitor)
    visitor.items.read.clear()
    before = {key: line for key, line in visitor.items.everything().items() if FOREIGN in str(key)}
    words = (
        MINE,
        FOREIGN,
        ORDER,
        FOREIGN_ORDER,
        "order",
        "figures",
        "figures.csv",
        "*",
        "..",
        "%2e",
    )
    shown = 0
    # a page of one's own takes milliseconds, a refusal a fraction of one
    rooms = [*["say", "case", "board", "stop", "feed"] * 2, "nowhere"]

    for _ in range(10_000):
        tail = "/".join(chance.choices(words, k=chance.randrange(4)))
        query = dict.fromkeys(chance.sample(("account", "after", "owner", "store"), 2), FOREIGN)
        key = chance.choice(keys)
        if chance.random() < 0.5:  # a name of the other account put into a good key
            key = b64(FOREIGN) + key[len(b64(FOREIGN)) :]
        path = f"/{chance.choice(rooms)}/{key}/{tail}"
        if chance.random() < 0.5:
            answer = visitor.get(path, **query)
        else:
            answer = visitor.post(path, account=FOREIGN, order=FOREIGN_ORDER, choice="0")
        assert not any(known in answer.body for known in SECRETS)
        shown += answer.status == 200

    touched = {key for key in visitor.items.read if FOREIGN in str(key)}
    events = [each for each in visitor.events() if each["account"] != MINE]
    after = {key: line for key, line in visitor.items.everything().items() if FOREIGN in str(key)}
    assert (touched, events) == (set(), [])
    assert after == before
    assert shown > 100


def test_a_board_shows_its_own_account_alone() -> None:
    visitor = two_accounts()

    mine = visitor.get(visitor.board(MINE)).body
    every = visitor.get(visitor.board("*")).body

    assert ("…0199" in mine, FOREIGN in mine) == (True, False)
    assert (MINE in every, FOREIGN in every) == (True, True)


def test_a_place_on_one_board_is_no_place_on_another() -> None:
    visitor = two_accounts()
    cursor = Grant("after", FOREIGN, visitor.seal.until(timedelta(1)), once="2026")

    answer = visitor.get(visitor.board(MINE), after=visitor.seal.sign(cursor))

    assert answer.status == 404
