"""The table that `claimwatch list` shows a person: local times, columns that line up."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from shared.domain.accounts import Account

_COLUMNS = ("left", "state", "obligation", "claim", "sum", "who")


def table(
    rows: Sequence[Mapping[str, Any]], accounts: Sequence[Account], now: datetime
) -> Iterator[str]:
    """Yield the lines, a header first.

    Times are those of the first contact of each account: the header names the zone, or where there
    are several each time says its offset.
    """
    zones = {each.slug: each.first.zone for each in accounts}
    named = {zones[row["account"]].key for row in rows}
    shown = "%a %d %b %Y %H:%M" + (" %:z" if len(named) > 1 else "")
    head = ("by" if len(named) > 1 else f"by ({''.join(named)})", *_COLUMNS)
    lines = [head, *(_cells(row, zones, shown, now) for row in rows)] if rows else []
    widths = (
        [max(len(line[column]) for line in lines) for column in range(len(head))] if rows else []
    )
    for line in lines:
        cells = [
            cell.rjust(width) if name == "left" else cell.ljust(width)
            for name, cell, width in zip(("by", *_COLUMNS), line, widths, strict=True)
        ]
        yield "  ".join(cells).rstrip()


def _cells(
    row: Mapping[str, Any], zones: Mapping[str, Any], shown: str, now: datetime
) -> tuple[str, ...]:
    by = datetime.fromisoformat(row["cut_off"])
    amount = row["amount"]
    local = by.astimezone(zones[row["account"]])
    offset = f"{local:%z}"
    return (
        f"{local:{shown.replace('%:z', f'{offset[:3]}:{offset[3:]}')}}",
        left(by - now),
        row["state"].replace("_", " "),
        row["obligation"],
        row["claim"],
        f"{amount['value']} {amount['currency']}" if amount else "",
        row["owner"] or "",
    )


def left(span: timedelta) -> str:
    """Return a span in days and hours, or hours and minutes; with a minus once it is over."""
    minutes = int(abs(span).total_seconds()) // 60
    sign = "-" if span < timedelta() else ""
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    return f"{sign}{days}d {hours}h" if days else f"{sign}{hours}h {rest:02}m"
