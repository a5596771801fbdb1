"""Settings as the owner wrote them: what is taken in, and what is refused by account and field."""

from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from shared.accounts import read_account
from shared.domain.errors import InputError
from shared.policy.pack import load_pack
from tests.conftest import SETTINGS

PACK = load_pack()
OWNER, SECOND = SETTINGS["contacts"]
TAIPEI = ZoneInfo("Asia/Taipei")


def with_owner(**changed: object) -> dict[str, Any]:
    return {**SETTINGS, "contacts": [{**OWNER, **changed}, SECOND]}


def without(name: str) -> dict[str, Any]:
    return {key: value for key, value in SETTINGS.items() if key != name}


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        pytest.param([], r"accounts: \[\] is not a table", id="a list"),
        pytest.param(without("account"), "account: None is not a name like", id="no name"),
        pytest.param({**SETTINGS, "account": "Blue Kettle"}, "not a name like", id="a title"),
        pytest.param({**SETTINGS, "account": "b" * 64}, "not a name like", id="an endless name"),
    ],
)
def test_settings_without_a_usable_name_are_refused(settings: object, said: str) -> None:
    with pytest.raises(InputError, match=said):
        read_account(settings, PACK)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        pytest.param({"store": "XX"}, "store: unknown store 'XX'; known are US", id="a store"),
        pytest.param({"colour": "blue"}, r"account\.colour: unknown; known are", id="a key"),
        pytest.param(
            {"time_zone": "Taipei"}, r"contacts\[0\]\.time_zone: unknown zone 'Taipei'; use one",
            id="a city alone is no zone",
        ),
        pytest.param(
            {"time_zone": "../etc/passwd"}, r"time_zone: unknown zone", id="a path"
        ),
        pytest.param({"time_zone": "Asia"}, r"time_zone: unknown zone", id="a continent"),
        pytest.param({"time_zone": 8}, r"time_zone: 8 is not a line of text", id="an offset"),
        pytest.param(
            {"quiet_hours": "23-7"}, r'quiet_hours: .*not like "23:00-07:30"', id="hours alone"
        ),
        pytest.param({"quiet_hours": "23:00-24:00"}, "quiet_hours: .*not like", id="24 o'clock"),
        pytest.param({"quiet_hours": "07:30-07:30"}, "quiet_hours: .*not like", id="the whole day"),
        pytest.param({"quiet_hours": None}, "quiet_hours: None is not a line", id="no text"),
        pytest.param({"ladder": ["24h", "1h"]}, "ladder: .*use rungs of 7d, 3d", id="no such rung"),
        pytest.param({"ladder": "24h"}, "ladder: '24h': use rungs of", id="one rung, no list"),
        pytest.param({"watch": []}, "watch: .*not a list like", id="nothing to watch"),
        pytest.param({"watch": ["atoz.*", 1]}, "watch: .*not a list like", id="a number to watch"),
        pytest.param({"watch": ["fba.*"]}, r"watch: 'fba\.\*' matches no obl", id="nobody's duty"),
        pytest.param({"orders_60d": -1}, "orders_60d: -1 is not a number", id="fewer than none"),
        pytest.param({"orders_60d": True}, "orders_60d: True is not a number", id="a yes"),
        pytest.param({"topic": "no"}, "topic: must be true or false", id="a no in words"),
        pytest.param({"language": "zh"}, "language: 'zh': use one of en, zh-Hans", id="a language"),
        pytest.param({"channels": []}, "channels: .*use one or more of", id="no channel"),
        pytest.param({"channels": ["fax"]}, "channels: .*use one or more of", id="a fax"),
        pytest.param({"contacts": []}, "contacts: at least one is needed", id="nobody to tell"),
        pytest.param({"contacts": OWNER}, "contacts: at least one is needed", id="no list of them"),
        pytest.param({"contacts": ["me"]}, r"contacts\[0\]: must be a table", id="a mere name"),
        pytest.param({"contacts": [OWNER, OWNER]}, "same address is listed twice", id="one twice"),
    ],
)  # fmt: skip
def test_a_setting_that_cannot_be_used_is_refused_by_account_and_field(
    changed: dict[str, Any], said: str
) -> None:
    with pytest.raises(InputError, match=f"^account blue-kettle: .*{said}"):
        read_account({**SETTINGS, **changed}, PACK)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        pytest.param({"email": "owner"}, r"\.email: 'owner' is not an address", id="no address"),
        pytest.param({"email": "a@b.c>, d@e.f"}, r"\.email: .*not an address", id="two of them"),
        pytest.param({"email": ""}, "has no address for channel email", id="nowhere to write to"),
        pytest.param({"channels": ["sms"]}, "has no address for channel sms", id="no phone"),
        pytest.param({"phone": "0206-555"}, r"\.phone: .*like \+12065550100", id="a local number"),
        pytest.param({"breakthrough": True}, r"\.phone: is needed for break", id="nothing rings"),
        pytest.param({"breakthrough": 1}, "must be true or false", id="a one for a yes"),
        pytest.param({"order": "first"}, r"\.order: 'first' is not a whole", id="a place in words"),
        pytest.param({"order": True}, r"\.order: True is not a whole", id="a yes for a place"),
        pytest.param({"name": "Own\ner"}, r"\.name: .*not a line of text", id="two lines"),
        pytest.param({"name": "n" * 201}, r"\.name: .*not a line of text", id="an endless name"),
        pytest.param({"pager": "7"}, r"\.pager: unknown; known are", id="a key nobody knows"),
        pytest.param({"away_until": "May"}, r"\.away_until: .*is not a time", id="a month"),
        pytest.param({"away_until": 3}, r"\.away_until: 3 is not a date like", id="a number"),
        pytest.param(
            {"away_until": "2026-05-01T08:00:00Z"}, r"\.away_until: .*the first day back",
            id="an hour of a day",
        ),
    ],
)  # fmt: skip
def test_a_contact_who_could_not_be_told_is_refused(changed: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=rf"^account blue-kettle: contacts\[0\].*{said}"):
        read_account(with_owner(**changed), PACK)


def test_what_is_left_out_is_the_ordinary() -> None:
    account = read_account(without("quiet_hours"), PACK)

    owner = account.first
    assert (account.ladder, account.watch, account.topic) == (None, ("*",), True)
    assert (owner.language, owner.quiet, owner.channels) == ("en", None, ("email",))


def test_a_contacts_own_setting_goes_before_the_accounts() -> None:
    own = {"time_zone": "Europe/Berlin", "language": "zh-Hant", "quiet_hours": ""}

    owner, second = read_account(with_owner(**own), PACK).contacts

    assert (owner.zone.key, owner.language, owner.quiet) == ("Europe/Berlin", "zh-Hant", None)
    assert second.zone == TAIPEI
    assert second.quiet is not None
    assert (second.quiet.begin, second.quiet.end) == (time(23), time(7, 30))


def test_contacts_are_told_in_their_order_however_they_are_listed() -> None:
    account = read_account({**SETTINGS, "contacts": [SECOND, OWNER]}, PACK)

    assert [contact.name for contact in account.contacts] == ["Owner", "Second"]


def test_rungs_are_climbed_longest_first_and_once() -> None:
    account = read_account({**SETTINGS, "ladder": ["30m", "24h", "30m"]}, PACK)

    assert account.ladder == ("24h", "30m")


def test_a_store_may_be_named_by_its_marketplace() -> None:
    assert read_account({**SETTINGS, "store": "A1F83G8C2ARO7P"}, PACK).store == "UK"


@pytest.mark.parametrize("back", ["2026-05-01", date(2026, 5, 1)])
def test_who_is_away_is_back_at_midnight_where_they_are(back: object) -> None:
    owner = read_account(with_owner(away_until=back), PACK).first

    assert owner.away_until == datetime(2026, 4, 30, 16, tzinfo=UTC)
    assert owner.away(datetime(2026, 4, 30, 15, 59, 59, tzinfo=UTC))
    assert not owner.away(datetime(2026, 4, 30, 16, tzinfo=UTC))
