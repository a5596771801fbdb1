"""A third reading of the deadline rules, by numpy's dates and business days.

It shares nothing with the engine nor with the walk through the calendar: it reads the tables and
the time zones itself, and counts with numpy alone.
"""

import csv
import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

import holidays
import numpy as np

from tests.oracles.tz_file import ZoneClocks

Instant = np.datetime64
TableRow = dict[str, str]
Amount = tuple[int, str]

DAY = np.timedelta64(1, "D")
A_SECOND = np.timedelta64(1, "s")
ALMOST_A_DAY = np.timedelta64(86_399, "s")
UNITS = {"elapsed_hours": "h", "calendar_days": "D", "business_days": ""}
WEEKS = {"Mon-Fri": "1111100", "Mon-Sat": "1111110"}
MOST = 10_000
DATE = r"\d{4}-\d\d-\d\d"
MOMENT = re.compile(rf"({DATE})(?:(T\d\d:\d\d:\d\d)(?:Z|([+-])(\d\d):(\d\d)))?", re.ASCII)


class NoAnswerError(Exception):
    """The question has no answer."""


class Ends(NamedTuple):
    """An anchor: the first and the last instant it may mean."""

    early: Instant
    late: Instant


class CutOff(NamedTuple):
    """The three readings of one cut-off."""

    earliest: Instant
    expected: Instant
    latest: Instant


@lru_cache(1 << 18)
def shift(
    day: Instant, amount: int, roll: Literal["forward", "backward"], calendar: np.busdaycalendar
) -> Instant:
    """Go to a business day, then on to the n-th after it."""
    moved: Instant = np.busday_offset(day, amount, roll=roll, busdaycal=calendar)
    return moved


class Market:
    """The calendars of one store."""

    def __init__(self, row: Mapping[str, str]) -> None:
        """Build numpy's calendars: the working week, and that week without public holidays."""
        self.code, self.zone = row["store"], row["time_zone"]
        self.clocks = ZoneClocks(self.zone)
        mask = WEEKS[row["business_week"]]
        free = [
            day
            for year in range(2014, 2036)
            for day in holidays.country_holidays(self.code.replace("UK", "GB"), years=year)
            if day.year == year
        ]
        self.week = np.busdaycalendar(mask)
        self.open_days = np.busdaycalendar(mask, free)

    def date(self, instant: Instant) -> str:
        """Return the local date of an instant."""
        return str(self.clocks.wall(instant))[:10]

    def midnight_after(self, day: Instant) -> Instant:
        """Return the end of a day, 24:00."""
        return self.clocks.instant((day + DAY).astype("M8[s]"))

    def cut_off(self, amount: Amount, ends: Ends) -> CutOff:
        """Count the earliest reading from the early end and all midnights, else the late end."""
        days = np.arange(self._day(ends.early), self._day(ends.late) + DAY)
        midnights = np.array([self.clocks.instant(day.astype("M8[s]")) for day in days])
        inside = midnights[(midnights > ends.early) & (midnights < ends.late + A_SECOND)]
        from_late = self._count(*amount, ends.late)
        found = [self._count(*amount, start).earliest for start in (ends.early, *inside)]
        return CutOff(min(found), *from_late[1:])

    def _day(self, instant: Instant) -> Instant:
        day: Instant = self.clocks.wall(instant).astype("M8[D]")
        return day

    def _count(self, amount: int, unit: str, anchor: Instant) -> CutOff:
        if unit == "business_days":
            return self._business_days(amount, anchor)
        elapsed = anchor + np.timedelta64(amount, "h" if unit == "elapsed_hours" else "D")
        if unit == "elapsed_hours":
            return CutOff(elapsed, elapsed, elapsed)
        wall = self.clocks.wall(anchor) + np.timedelta64(amount, "D")
        expected = self.clocks.instant(wall)
        latest = self.midnight_after(wall.astype("M8[D]"))
        return CutOff(min(expected, elapsed), expected, latest)

    def _business_days(self, amount: int, anchor: Instant) -> CutOff:
        wall = self.clocks.wall(anchor)
        today = wall.astype("M8[D]")
        clock = wall - today
        start = shift(today, 0, "forward", self.week)
        counted = shift(start, amount, "forward", self.week)
        expected = self.clocks.instant(counted + (clock if start == today else clock * 0))
        own = shift(today, amount, "backward", self.week)
        last = shift(today, 0, "forward", self.open_days)
        latest = self.midnight_after(shift(last, amount, "forward", self.open_days))
        sooner = (self.clocks.instant(own + clock), anchor + (own - today))
        return CutOff(min(expected, *sooner), expected, latest)


class NumpyDays:
    """Answers to deadline questions, worked out with numpy."""

    def __init__(self, pack: Path) -> None:
        """Read the two tables of a policy pack."""
        self.table = sorted(_table(pack / "policy.csv"), key=lambda row: row["effective_from"])
        markets = _table(pack / "stores.csv")
        self.names = {row[name]: row for row in markets for name in ("store", "marketplace_id")}
        self.anchors = {name for row in self.table for name in row["anchors"].split()}
        self.market = cache(lambda code: Market(self.names[code]))
        self.rows = cache(self._rows)

    def answer(self, query: Mapping[str, Any]) -> dict[str, str | None]:
        """Answer one line of a batch, or raise NoAnswerError."""
        if query["store"] not in self.names:
            raise NoAnswerError(query["store"])
        market: Market = self.market(self.names[query["store"]]["store"])
        stated = _ends(query["stated"], market) if query.get("stated") else None
        window = _window(query.get("window"))
        if query["anchors"].keys() - self.anchors:
            raise NoAnswerError(query["anchors"])
        known = {name: _ends(text, market) for name, text in query["anchors"].items()}
        rows = self.rows(query["obligation"], query.get("case") or "", market.code)
        anchored = [(row, ends) for row in rows if (ends := _combine(row, known))]
        found: dict[str, Instant | None] = {}
        rule = None
        if anchored:
            rule, found = _compute(market, anchored, window)
        elif stated is None:
            raise NoAnswerError(query["anchors"])
        found["stated"] = stated.early if stated else None
        found["remind_by"] = stated.early if stated else found["earliest"]
        found["missed_after"] = _last(query, market, found) if stated else found["latest"]
        names = ("opens_at", "earliest", "expected", "latest", *found)
        facts = {"obligation": query["obligation"], "store": market.code, "time_zone": market.zone}
        return {**facts, "rule": rule, **{name: _text(found.get(name)) for name in names}}

    def _rows(self, obligation: str, case: str, store: str) -> list[TableRow]:
        """Keep the most particular rows: the case goes before the store."""
        every = [row for row in self.table if row["obligation"] == obligation]
        if case not in {"", *(row["case"] for row in every)} or not every:
            raise NoAnswerError(obligation, case)
        particular: dict[tuple[bool, bool], list[TableRow]] = {}
        for row in every:
            stores = row["stores"].split()
            if row["case"] in {case, ""} and not {store, "*"}.isdisjoint(stores):
                rank = (row["case"] == case, store in stores)
                particular.setdefault(rank, []).append(row)
        return particular[max(particular)] if particular else []


def _compute(
    market: Market, anchored: Sequence[tuple[TableRow, Ends]], window: Amount | None
) -> tuple[str, dict[str, Instant | None]]:
    in_force = [
        place
        for place, (row, ends) in enumerate(anchored)
        if row["effective_from"] <= market.date(ends.early) <= (row["effective_to"] or "9999")
    ]
    if not in_force:
        raise NoAnswerError(anchored)
    row, ends = anchored[in_force[0]]
    if window:
        return row["rule_id"], {**market.cut_off(window, ends)._asdict(), "opens_at": None}
    readings = [_of_row(market, row, ends)]
    for later, later_ends in anchored[in_force[0] + 1 :]:
        start = market.clocks.instant(np.datetime64(later["effective_from"], "s"))
        if start < readings[-1].expected:
            row, ends = later, later_ends
            reading = _of_row(market, row, ends)
            readings.append(CutOff(*(max(start, end) for end in reading)))
    earliest, expected, latest = zip(*readings, strict=True)
    opens = _amount(row, "opens_")
    return row["rule_id"], {
        "opens_at": market.cut_off(opens, ends).expected if opens else None,
        "earliest": min(earliest),
        "expected": expected[-1],
        "latest": max(latest),
    }


def _of_row(market: Market, row: TableRow, ends: Ends) -> CutOff:
    amounts = [amount for name in ("", "may_run_to_") if (amount := _amount(row, name))]
    readings = [market.cut_off(amount, ends) for amount in amounts]
    return readings[0]._replace(latest=max(reading.latest for reading in readings))


def _amount(row: TableRow, name: str) -> Amount | None:
    amount = row[f"{name}amount"]
    return (int(amount), row[f"{name}unit"]) if amount else None


def _table(path: Path) -> list[TableRow]:
    return list(csv.DictReader(path.read_text("utf-8").splitlines()))


def _combine(row: TableRow, known: Mapping[str, Ends]) -> Ends | None:
    used = [known[name] for name in row["anchors"].split() if name in known]
    if len(used) < 2:
        return used[0] if used else None
    pick = max if row["combine"] == "later_of" else min
    return Ends(pick(ends.early for ends in used), pick(ends.late for ends in used))


def _last(query: Mapping[str, Any], market: Market, found: Mapping[str, Instant | None]) -> Instant:
    """Return the last second of what is stated, by the last of its readings that can be."""
    readings = [_ends(text, market) for text in query["stated"].split("..")]
    latest = found.get("latest")
    while len(readings) > 1 and latest is not None and readings[-1].early > latest:
        readings.pop()
    return readings[-1].late


def _ends(text: str, market: Market) -> Ends:
    if ".." in text:
        first, last = (_ends(part, market) for part in text.split("..", 1))
        if first.early > last.late:
            raise NoAnswerError(text)
        return Ends(first.early, last.late)
    if "T" in text:
        return Ends(*[_instant(text)] * 2)
    midnight = _instant(text + "T00:00:00Z")
    return Ends(market.clocks.instant(midnight), market.clocks.instant(midnight + ALMOST_A_DAY))


def _instant(text: str) -> Instant:
    read = MOMENT.fullmatch(text)
    if read is None or not read[2]:
        raise NoAnswerError(text)
    try:
        wall: Instant = np.datetime64(read[1] + read[2], "s")
    except ValueError as wrong:
        raise NoAnswerError(text) from wrong
    if not read[3]:
        return wall
    east = np.timedelta64(int(read[4]) * 60 + int(read[5]), "m")
    return wall - east if read[3] == "+" else wall + east


def _window(given: Mapping[str, Any] | None) -> Amount | None:
    if not given:
        return None
    if given["unit"] not in UNITS or given["amount"] not in range(1, MOST + 1):
        raise NoAnswerError(given)
    return given["amount"], given["unit"]


def _text(instant: Instant | None) -> str | None:
    return None if instant is None else f"{instant}Z"
