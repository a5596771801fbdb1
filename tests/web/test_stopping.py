import json

import pytest

from shared.adapters.items import Item, Key
from shared.adapters.keys import account_key
from tests.conftest import SETTINGS
from tests.web.conftest import Visitor

OWNER, SECOND = 0, 1


def stop_link(visitor: Visitor, number: int) -> str:
    contact = visitor.tools.accounts.get("blue-kettle").contacts[number]
    return visitor.links().unsubscribe(contact)


def addresses(visitor: Visitor) -> list[str]:
    key = account_key("blue-kettle")
    found = visitor.items.get(key)
    assert found is not None
    return addresses_of(found)


def test_one_click_by_a_mail_program_ends_the_mails(visitor: Visitor) -> None:
    answer = visitor.post(stop_link(visitor, OWNER), **{"List-Unsubscribe": "One-Click"})

    assert answer.status == 200
    assert addresses(visitor) == ["second@example.com"]
    assert visitor.tools.accounts.get("blue-kettle").first.name == "Second"


def test_looking_shows_who_would_be_left_and_warns_of_one(visitor: Visitor) -> None:
    shown = visitor.get(stop_link(visitor, OWNER)).body

    assert "Still told: Second." in shown
    assert "one person only" in shown
    assert addresses(visitor) == ["owner@example.com", "second@example.com"]


def test_the_last_contact_stays_and_is_told_how_to_go(visitor: Visitor) -> None:
    visitor.account("blue-kettle", contacts=SETTINGS["contacts"][:1])
    path = stop_link(visitor, OWNER)

    assert "<form" not in visitor.get(path).body
    answer = visitor.post(path, **{"List-Unsubscribe": "One-Click"})

    assert answer.status == 409
    assert "Nobody else would be told" in answer.body
    assert "claimwatch accounts apply" in answer.body
    assert addresses(visitor) == ["owner@example.com"]


def test_two_who_go_at_once_do_not_leave_nobody(visitor: Visitor) -> None:
    first, second = stop_link(visitor, OWNER), stop_link(visitor, SECOND)
    visitor.post(first)

    answer = visitor.post(second)

    assert answer.status == 409
    assert addresses(visitor) == ["second@example.com"]


def test_a_second_click_says_that_it_is_done(visitor: Visitor) -> None:
    path = stop_link(visitor, OWNER)
    visitor.post(path)

    assert "No mails go to this address" in visitor.post(path).body
    assert addresses(visitor) == ["second@example.com"]


def test_what_somebody_else_changes_meanwhile_stays_changed(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, real = stop_link(visitor, OWNER), visitor.items.get
    third = {"name": "Third", "email": "third@example.com", "order": 3}

    def changed_after_the_read(key: Key, *, latest: bool = True) -> Item | None:
        found = real(key, latest=latest)
        if latest and found and "settings" in found and len(addresses_of(found)) == 2:
            monkeypatch.setattr(visitor.items, "get", real)
            visitor.account("blue-kettle", contacts=[*SETTINGS["contacts"], third])
        return found

    monkeypatch.setattr(visitor.items, "get", changed_after_the_read)
    visitor.post(path)

    assert addresses(visitor) == ["second@example.com", "third@example.com"]


def addresses_of(found: Item) -> list[str]:
    return [each["email"] for each in json.loads(found["settings"])["contacts"]]
