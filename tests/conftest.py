"""What every test may use: the pack, an account, and events of one order."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import reset_tzpath

import pytest

from shared.accounts import read_account
from shared.domain.accounts import Account
from shared.domain.events import ClaimEvent
from shared.domain.protocol import World
from shared.messages import claim_event, read_message
from shared.policy.pack import load_pack

reset_tzpath(())  # the pinned zones, not the machine's: the same answers everywhere
WEDNESDAY = datetime(2026, 3, 11, 8, 0, tzinfo=UTC)
ORDER = "113-5550123-5550199"
SETTINGS: dict[str, Any] = {
    "account": "blue-kettle",
    "store": "US",
    "time_zone": "Asia/Taipei",
    "quiet_hours": "23:00-07:30",
    "contacts": [
        {"name": "Owner", "email": "owner@example.com", "order": 1},
        {"name": "Second", "email": "second@example.com", "order": 2},
    ],
}
MakeEvent = Callable[..., ClaimEvent]
MakeBody = Callable[..., str]


def body(kind: str, at: datetime | str = WEDNESDAY, **fields: Any) -> str:  # noqa: ANN401
    """Return a queue message; what a test does not name is an A-to-z claim of one order."""
    when = at if isinstance(at, str) else at.strftime("%Y-%m-%dT%H:%M:%SZ")
    message = {
        "schema": 1,
        "event_id": f"{kind}@{when}",
        "type": kind,
        "occurred_at": when,
        "account": "blue-kettle",
        "programme": "atoz",
        "order_id": ORDER,
        **fields,
    }
    return json.dumps(message)


@pytest.fixture(scope="session")
def account() -> Account:
    return read_account(SETTINGS, load_pack())


@pytest.fixture(scope="session")
def world(account: Account) -> World:
    return World(load_pack(), account)


@pytest.fixture(scope="session")
def make_body() -> MakeBody:
    return body


@pytest.fixture(scope="session")
def make_event(world: World) -> MakeEvent:
    def make(
        kind: str,
        at: datetime | str = WEDNESDAY,
        arrives: datetime | None = None,
        **fields: Any,  # noqa: ANN401
    ) -> ClaimEvent:
        arrived = arrives or (at if isinstance(at, datetime) else WEDNESDAY + timedelta(days=1))
        message = read_message(body(kind, at, **fields))
        return claim_event(message, world.account, world.pack, arrived)

    return make
