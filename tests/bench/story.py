"""One case with something of everything: what it takes to fold and to plan it."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from shared.accounts import read_account
from shared.domain.events import ClaimEvent
from shared.messages import claim_event, read_message
from shared.policy.pack import load_pack

NOW = datetime(2026, 3, 11, 8, tzinfo=UTC)
ACCOUNT = read_account(
    {
        "account": "blue-kettle",
        "store": "US",
        "time_zone": "Asia/Taipei",
        "quiet_hours": "23:00-07:30",
        "contacts": [
            {"name": "Owner", "email": "owner@example.com", "order": 1},
            {"name": "Second", "email": "second@example.com", "order": 2},
        ],
    },
    load_pack(),
)
TOLD: tuple[tuple[str, str, int], ...] = (
    ("buyer_contacted", "message", -30),
    ("claim_opened", "atoz", -26),
    ("information_requested", "atoz", -20),
    ("return_delivered", "return", -12),
    ("refund_issued", "return", -10),
    ("information_requested", "safet", -2),
)


def events() -> tuple[ClaimEvent, ...]:
    """Return the events of the case, read like messages of the queue."""
    return tuple(_event(kind, programme, NOW + timedelta(hours=at)) for kind, programme, at in TOLD)


def _event(kind: str, programme: str, at: datetime) -> ClaimEvent:
    message: dict[str, Any] = {
        "schema": 1,
        "event_id": f"{kind}@{at:%d%H}",
        "type": kind,
        "occurred_at": f"{at:%Y-%m-%dT%H:%M:%SZ}",
        "account": ACCOUNT.slug,
        "programme": programme,
        "order_id": "113-5550123-5550199",
    }
    return claim_event(read_message(json.dumps(message)), ACCOUNT, load_pack(), at)
