"""From events to entries of the ledger, and short ways to write claims down."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from shared.domain.booking import booked
from shared.domain.events import ClaimEvent
from shared.domain.fold import fold
from shared.domain.ledger import ClaimEntry, Entry, Money, read_entry
from shared.domain.protocol import World
from shared.domain.tracks import Track

ORDER = "113-5550123-5550199"


def enter(
    world: World,
    events: Sequence[ClaimEvent],
    order: str = ORDER,
    tracks: Sequence[Track] = (),
    delivered: Mapping[str, str] | None = None,
) -> Entry:
    """Book the events of one order and read the entry back, as from the table."""
    case = fold(events, world.pack, world.pack.stores["US"])
    return read_entry(order, booked(case, tracks, delivered or {})["figures"])


def usd(value: str) -> dict[str, str]:
    return {"value": value, "currency": "USD"}


def claim(programme: str, status: str, asked: str = "", **more: Any) -> Entry:  # noqa: ANN401
    """Write down one claim of an order of its own, opened on 2 March 2026 unless it says so."""
    order = more.pop("order", f"{programme}-{status}")
    ordered_on = more.pop("ordered_on", None)
    got = more.pop("got", "")
    fields = {"opened_on": date(2026, 3, 2), **more}
    return Entry(
        order,
        ordered_on,
        (ClaimEntry(programme, status=status, asked=_sum(asked), got=_sum(got), **fields),),
        more.pop("rounds", ()),
    )


def _sum(text: str) -> Money | None:
    value, _, currency = text.partition(" ")
    return Money(Decimal(value), currency or "USD") if text else None
