import random
import string
from datetime import timedelta

import pytest
from itsdangerous import URLSafeSerializer

from shared.adapters.signed_links import (
    ExpiredLinkError,
    ForgedLinkError,
    Grant,
    Seal,
    contact_mark,
)
from shared.domain.accounts import Contact
from tests.conftest import WEDNESDAY
from tests.web.conftest import Visitor

LETTERS = string.ascii_letters + string.digits + "-_."


def accepted(seal: Seal, token: str) -> bool:
    try:
        seal.open(token)
    except (ForgedLinkError, ExpiredLinkError):
        return False
    return True


def bad_tokens(seal: Seal, good: str, number: int) -> list[str]:
    """Return tokens of every kind that must open nothing."""
    made: list[str] = []
    chance = random.Random(8)  # noqa: S311 - a test repeats itself
    other = Seal(lambda: ["another key"], seal.now)
    while len(made) < number + 100:  # a changed letter may be the same letter
        spot = chance.randrange(len(good))
        now = int(WEDNESDAY.timestamp())
        grant = Grant("ack", "blue-kettle", now + 9, chance.choice("abc"))
        payload, _, signature = good.rpartition(".")
        made += [
            good[:spot] + chance.choice(LETTERS) + good[spot + 1 :],
            good[:spot] + good[spot + 1 :],
            good[:spot],
            good + chance.choice(LETTERS),
            "".join(chance.choices(LETTERS, k=chance.randrange(1, 200))),
            other.sign(grant),
            seal.sign(
                Grant("ack", "blue-kettle", int(WEDNESDAY.timestamp()) - chance.randrange(9))
            ),
            f"{other.sign(grant).rpartition('.')[0]}.{signature}",
            f"{payload}.{other.sign(grant).rpartition('.')[2]}",
            str(URLSafeSerializer("the key in force").dumps([chance.random()])),
        ]
    return [each for each in made if each != good][:number]


def test_of_ten_thousand_bad_tokens_none_is_accepted(visitor: Visitor) -> None:
    good = visitor.verb("responded").removeprefix("/say/")
    assert accepted(visitor.seal, good)

    bad = bad_tokens(visitor.seal, good, 10_000)

    assert len(bad) == 10_000
    assert [each for each in bad if accepted(visitor.seal, each)] == []


def test_one_signature_has_one_spelling(visitor: Visitor) -> None:
    good = visitor.verb("responded").removeprefix("/say/")

    spelt = [good[:-1] + letter for letter in LETTERS if letter != good[-1]]

    assert [each for each in spelt if accepted(visitor.seal, each)] == []


def test_what_was_signed_before_the_secret_changed_still_opens_and_after_twice_no_more(
    visitor: Visitor,
) -> None:
    token = visitor.seal.sign(Grant("case", "blue-kettle", visitor.seal.until(timedelta(days=1))))

    visitor.keys[:] = [visitor.keys[1], "a newer one"]
    assert visitor.seal.open(token).account == "blue-kettle"

    visitor.keys[:] = [visitor.keys[1], "the newest"]
    with pytest.raises(ForgedLinkError):
        visitor.seal.open(token)


def test_a_link_ends_on_the_second(visitor: Visitor) -> None:
    token = visitor.seal.sign(Grant("case", "blue-kettle", visitor.seal.until(timedelta(hours=1))))

    visitor.now += timedelta(minutes=59, seconds=59)
    assert visitor.seal.open(token).purpose == "case"
    visitor.now += timedelta(seconds=1)
    with pytest.raises(ExpiredLinkError):
        visitor.seal.open(token)


def test_a_link_shows_nobodys_address(visitor: Visitor) -> None:
    owner: Contact = visitor.tools.accounts.get("blue-kettle").first

    link = visitor.links().unsubscribe(owner)

    assert visitor.seal.open(link.rpartition("/")[2]).contact == contact_mark(owner)
    assert "owner" not in contact_mark(owner)
