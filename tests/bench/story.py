"""Three cases: what it takes to fold and to plan a small, an eventful and an absurdly long one."""

import json
from collections.abc import Mapping
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
Told = tuple[str, str, float, dict[str, Any]]
SMALL: tuple[Told, ...] = (
    ("buyer_contacted", "message", -30, {}),
    ("claim_opened", "atoz", -26, {}),
    ("information_requested", "atoz", -20, {}),
    ("return_delivered", "return", -12, {}),
    ("refund_issued", "return", -10, {}),
    ("information_requested", "safet", -2, {}),
)
EVENTFUL: tuple[Told, ...] = (
    (
        "order_facts", "atoz", -90,
        {"ordered_at": "2026-03-01T10:00:00Z", "latest_estimated_delivery": "2026-03-06"},
    ),
    ("buyer_contacted", "message", -80, {}),
    ("seller_replied", "message", -70, {}),
    ("buyer_contacted", "message", -66, {}),
    ("return_requested", "return", -64, {}),
    ("return_answered", "return", -60, {}),
    ("claim_opened", "atoz", -50, {"amount": {"value": "48.20", "currency": "USD"}}),
    ("information_requested", "atoz", -46, {}),
    ("acknowledged", "atoz", -45, {"obligation": "atoz.info_request", "by": "Mei"}),
    ("evidence_added", "atoz", -44, {"item": "label"}),
    ("evidence_added", "atoz", -43, {"item": "tracking"}),
    ("seller_responded", "atoz", -40, {}),
    ("information_requested", "atoz", -30, {}),
    ("seller_responded", "atoz", -20, {}),
    ("return_delivered", "return", -18, {}),
    ("refund_issued", "return", -16, {}),
    ("claim_decided", "atoz", -10, {"decision": "granted_seller_funded"}),
    ("assigned", "atoz", -9, {"to": "Mei"}),
    ("claim_opened", "safet", -8, {}),
    ("information_requested", "safet", -2, {}),
)  # fmt: skip
LONG: tuple[Told, ...] = tuple(
    (kind, "atoz", -30.0 * n + after, {})
    for n in range(150, 0, -1)
    for kind, after in (("information_requested", 0), ("seller_responded", 1))
)


def _event(number: int, told: Told) -> ClaimEvent:
    kind, programme, hours, fields = told
    at = NOW + timedelta(hours=hours)
    message = {
        "schema": 1,
        "event_id": f"{kind}-{number}",
        "type": kind,
        "occurred_at": f"{at:%Y-%m-%dT%H:%M:%SZ}",
        "account": ACCOUNT.slug,
        "programme": programme,
        "order_id": "113-5550123-5550199",
        **fields,
    }
    return claim_event(read_message(json.dumps(message)), ACCOUNT, load_pack(), at)


STORIES: Mapping[str, tuple[ClaimEvent, ...]] = {
    name: tuple(_event(number, told) for number, told in enumerate(story))
    for name, story in (("small", SMALL), ("eventful", EVENTFUL), ("absurdly long", LONG))
}
