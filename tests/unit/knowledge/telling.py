"""Tell a case in a few words: the events of one order, as a test writes them."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from shared.accounts import read_account
from shared.domain.case import Case
from shared.domain.fold import fold
from shared.messages import claim_event, read_message
from shared.policy.pack import load_pack
from tests.conftest import ORDER, SETTINGS, body

ARRIVAL = datetime(2026, 6, 30, tzinfo=UTC)
SERVICE_ORDER = "SRV-2026-0042"


def told(store: str, events: Iterable[Mapping[str, Any]], order_kind: str = "product") -> Case:
    """Return the case of one order in a store; ``at`` of an event is when it happened."""
    pack = load_pack()
    account = read_account({**SETTINGS, "store": store}, pack)
    service = {"order_kind": "service", "order_id": SERVICE_ORDER}
    more = service if order_kind == "service" else {"order_id": ORDER}
    made = []
    for number, event in enumerate(events):
        fields = {name: value for name, value in event.items() if name not in ("type", "at")}
        text = body(event["type"], event["at"], **{"event_id": f"e{number}", **more, **fields})
        made.append(claim_event(read_message(text), account, pack, ARRIVAL))
    return fold(made, pack, pack.store(store))
