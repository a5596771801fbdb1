"""Questions about deadlines, seeded and crowded around the days on which calendars go wrong."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import cache
from random import Random
from zoneinfo import ZoneInfo

import holidays

from tests.oracles.calendar_walk import UNITS, CalendarWalk, Row
from tests.oracles.store_clock import DAY, Store

Question = dict[str, object]

YEARS = range(2016, 2031)
FIRST = date(YEARS.start, 1, 1)
LAST = date(YEARS.stop - 1, 12, 31)
CLOCKS = [
    *(time(hour, minute) for hour in range(4) for minute in (0, 30)),
    *(time(0, 0, 1), time(1, 59, 59), time(22, 30), time(23, 0), time(23, 30), time(23, 59, 59)),
]
WRITTEN_IN = [
    timedelta(hours=9),
    timedelta(hours=5, minutes=30),
    timedelta(hours=-7),
    14 * DAY / 24,
]
AMOUNTS = [1, 2, 3, 4, 5, 7, 10, 24, 30, 48, 60, 72, 90, 366, 400]


@cache
def clock_changes(zone: ZoneInfo) -> list[date]:
    """Find the days on which a zone moves its clocks."""
    noons = [datetime.combine(day, time(12), UTC) for day in _days()]
    offsets = [noon.astimezone(zone).utcoffset() for noon in noons]
    pairs = zip(offsets, offsets[1:], noons[1:], strict=False)
    return [noon.date() for before, after, noon in pairs if before != after]


def _days() -> Iterator[date]:
    day = FIRST
    while day <= LAST:
        yield day
        day += DAY


def _begins(written: str, store: Store) -> datetime:
    """Return when a written time begins, near enough to tell which of two comes first."""
    at = datetime.fromisoformat(written)
    return at if at.tzinfo else at.replace(tzinfo=store.zone)


@cache
def _public_holidays(country: str) -> list[date]:
    return sorted(holidays.country_holidays(country, years=YEARS, expand=False))


class Questions:
    """A source of questions about the rules and stores of one policy pack."""

    def __init__(self, walk: CalendarWalk, seed: int) -> None:
        """Ask about one pack, always in the same order."""
        # Repeatable questions, not secrets.
        self._random = Random(seed)  # noqa: S311
        self._rows = walk.rows
        self._stores = {store.code: store for store in walk.stores.values()}
        self._names = {store.code: [store.code, name] for name, store in walk.stores.items()}
        self._anchors = sorted({name for row in self._rows for name in row.anchors})
        self._cases = sorted({row.case for row in self._rows})

    def take(self, count: int) -> list[Question]:
        """Ask this many questions."""
        return [self._question() for _ in range(count)]

    def _chance(self, percent: float) -> bool:
        return self._random.random() * 100 < percent

    def _question(self) -> Question:
        row = self._random.choice(self._rows)
        elsewhere = "*" in row.stores or self._chance(10)
        store = self._stores[self._random.choice([*self._stores] if elsewhere else row.stores)]
        question: Question = {
            "obligation": row.obligation,
            "store": self._random.choice(self._names[store.code]),
            "anchors": self._anchors_of(row, store),
        }
        case = self._random.choice(self._cases) if self._chance(5) else row.case
        if case or self._chance(5):
            question["case"] = case
        if self._chance(12):
            amount = self._random.choice(AMOUNTS)
            question["window"] = {"amount": amount, "unit": self._random.choice(UNITS)}
        if self._chance(20):
            question["stated"] = self._time(self._day(row, store), store)
        return self._spoilt(question) if self._chance(1) else question

    def _spoilt(self, question: Question) -> Question:
        spoils: list[Question] = [
            {"obligation": "safet.nothing"},
            {"store": "ATLANTIS"},
            {"case": "imagined"},
            {"anchors": {"full_moon": "2026-03-06T18:00:00Z"}},
            {"window": {"amount": 2, "unit": "fortnights"}},
            {"stated": "2026-02-30T00:00:00Z"},
            {"stated": "2026-03-09..2026-03-08"},
            {"stated": "2026-03-09.."},
        ]
        return question | self._random.choice(spoils)

    def _anchors_of(self, row: Row, store: Store) -> dict[str, str]:
        day = self._day(row, store)
        names = [name for name in row.anchors if self._chance(95)]
        if self._chance(5):
            names.append(self._random.choice(self._anchors))
        self._random.shuffle(names)
        return {name: self._time(self._near(day), store) for name in names}

    def _near(self, day: date) -> date:
        return day + self._random.choice([0] * 10 + [1, -1, 2, 9, -9, 40, -40]) * DAY

    def _time(self, day: date, store: Store) -> str:
        """Write a time, or a span between two; now and then one that ends before it begins."""
        first = self._moment(day, store)
        if not self._chance(30):
            return first
        last = self._moment(day + self._long() * DAY, store)
        backwards = _begins(last, store) < _begins(first, store)
        first, last = (last, first) if backwards and self._chance(90) else (first, last)
        return f"{first}..{last}"

    def _long(self) -> int:
        """Choose for how many days it is not known when something happened."""
        if self._chance(3):
            return self._random.randrange(60, 400)
        return self._random.choice([0] * 6 + [1, 1, 1, 2, 2, 3, 4, 5, 7, 7, 14, 30, 41])

    def _moment(self, day: date, store: Store) -> str:
        return day.isoformat() if self._chance(30) else self._instant(day, store)

    def _instant(self, day: date, store: Store) -> str:
        hour, minute, second = (self._random.randrange(most) for most in (24, 60, 60))
        clock = self._random.choice(CLOCKS) if self._chance(85) else time(hour, minute, second)
        wall = datetime.combine(day, clock, store.zone).replace(fold=self._random.randrange(2))
        instant = wall.astimezone(UTC)
        if self._chance(40):
            return f"{instant:%Y-%m-%dT%H:%M:%SZ}"
        if self._chance(50):
            return instant.astimezone(store.zone).isoformat()
        return instant.astimezone(timezone(self._random.choice(WRITTEN_IN))).isoformat()

    def _day(self, row: Row, store: Store) -> date:
        """Choose a day from which the rule's amounts reach a remarkable one."""
        spans = [row.span, row.may_run_to or row.span]
        reach = [span.amount // (24 if span.unit == "elapsed_hours" else 1) for span in spans]
        before = self._random.choice(
            [0, 1, 2, 3, *reach, *reach, *reach, reach[0] + 1, reach[0] + 2]
        )
        day = self._remarkable_day(row, store) - before * DAY
        first, last = max(FIRST, row.first_day), min(LAST, row.last_day)
        if not first <= day <= last and self._chance(90):
            back = self._random.choice([before, self._random.randrange((last - first).days)])
            day = last - back * DAY
        return max(FIRST, min(day, LAST))

    def _remarkable_day(self, row: Row, store: Store) -> date:
        anywhere = FIRST + self._random.randrange((LAST - FIRST).days) * DAY
        monday = anywhere - anywhere.weekday() * DAY
        kinds = [
            clock_changes(store.zone),
            clock_changes(store.zone),
            [monday + after * DAY for after in range(4, 8)],
            [date(anywhere.year, 12, 29) + after * DAY for after in range(5)],
            [date(anywhere.year, 2, 27) + after * DAY for after in range(4)],
            _public_holidays(store.country),
            self._rule_changes(row.obligation),
        ]
        return self._random.choice(self._random.choice(kinds) or [anywhere])

    def _rule_changes(self, obligation: str) -> list[date]:
        rows = [row for row in self._rows if row.obligation == obligation]
        return [row.first_day for row in rows if row.first_day > FIRST]
