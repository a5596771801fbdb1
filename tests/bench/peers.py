"""The other libraries, each doing the job with its own means.

The job: from an instant to the same wall clock in Los Angeles on the n-th working day after, the
federal holidays of the United States left out. Who knows no instants gives the date.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from importlib import import_module
from importlib.metadata import version
from typing import Any
from zoneinfo import ZoneInfo

from shared.domain.calendars import Calendar
from shared.domain.instants import instant_of, seconds_of, wall_clock
from shared.domain.readings import same_clock
from shared.policy.pack import load_pack

ZONE = ZoneInfo("America/Los_Angeles")
YEARS = range(2014, 2036)
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Peer:
    """One way of doing the job."""

    name: str
    prepared: Callable[[datetime], Any]
    """An instant in the form the library likes best; not timed."""
    answers: Callable[[Sequence[Any], int], list[Any]]
    """From each of the prepared starts over n working days; this is timed."""
    local: Callable[[Any], datetime | date]
    """The answer as a local date or time without a zone; not timed."""
    calls: int = 2000
    """How many starts are enough to be timed."""


def package(name: str) -> str:
    return f"{name} {version(name)}"


def _wall(instant: datetime) -> datetime:
    return instant.astimezone(ZONE).replace(tzinfo=None)


def _date(instant: datetime) -> date:
    return _wall(instant).date()


def _unchanged(given: Any) -> Any:  # noqa: ANN401 - whatever form a library has
    return given


def federal_holidays() -> list[date]:
    found = import_module("holidays").UnitedStates(years=YEARS, expand=False)
    return [day for day in found if day.year in YEARS]


def ours() -> Peer:
    store = load_pack().stores["US"]
    calendar: Calendar = store.calendar
    working, clock = calendar.working, wall_clock(store.zone)
    return Peer(
        "claimwatch",
        seconds_of,
        lambda starts, n: [same_clock(start, n, working, clock) for start in starts],
        lambda answer: _wall(instant_of(answer)),
    )


def by_hand() -> Peer:
    off = frozenset(federal_holidays())

    def walk(start: datetime, n: int) -> datetime:
        local = start.astimezone(ZONE)
        day = local.date()
        while n:
            day += ONE_DAY
            n -= day.weekday() < 5 and day not in off
        return datetime.combine(day, local.time(), ZONE).astimezone(UTC)

    return Peer(
        "day by day with zoneinfo",
        _unchanged,
        lambda starts, n: [walk(start, n) for start in starts],
        _wall,
    )


def of_holidays(*, observed: bool = True) -> Peer:
    days = import_module("holidays").UnitedStates(years=YEARS, observed=observed)
    name = f"{package('holidays')} get_nth_working_day"
    return Peer(
        name if observed else f"{package('holidays')} observed=False",
        _date,
        lambda starts, n: [days.get_nth_working_day(start, n) for start in starts],
        _unchanged,
    )


def of_numpy(roll: str = "backward", *, converted: bool = False) -> Peer:
    numpy: Any = import_module("numpy")
    calendar = numpy.busdaycalendar(holidays=federal_holidays())
    name = f"{package('numpy')} busday_offset"
    form = "datetime64" if converted else "date"
    return Peer(
        f"{name}({form}, roll={roll!r})",
        (lambda start: numpy.datetime64(_date(start))) if converted else _date,
        lambda starts, n: [
            numpy.busday_offset(start, n, roll=roll, busdaycal=calendar) for start in starts
        ],
        lambda answer: answer.astype(object),
    )


def of_pandas(*, utc: bool = False) -> Peer:
    pandas: Any = import_module("pandas")
    off = federal_holidays()
    steps = {n: pandas.offsets.CustomBusinessDay(n, holidays=off) for n in (2, 90)}
    zone = UTC if utc else ZONE
    return Peer(
        f"{package('pandas')} CustomBusinessDay{' on UTC' if utc else ''}",
        lambda start: pandas.Timestamp(start).tz_convert(zone),
        lambda starts, n: [start + steps[n] for start in starts],
        lambda answer: _wall(answer.to_pydatetime()),
        calls=400,
    )


def of_workalendar() -> Peer:
    calendar = import_module("workalendar.usa").UnitedStates()
    return Peer(
        f"{package('workalendar')} add_working_days",
        _wall,
        lambda starts, n: [
            calendar.add_working_days(start, n, keep_datetime=True) for start in starts
        ],
        _unchanged,
        calls=1000,
    )


def of_businesstimedelta() -> Peer:
    library: Any = import_module("businesstimedelta")
    zone = import_module("pytz").timezone(ZONE.key)
    open_days = library.WorkDayRule(
        start_time=time(), end_time=time(23, 59, 59), working_days=[0, 1, 2, 3, 4], tz=zone
    )
    off = library.HolidayRule(frozenset(federal_holidays()), tz=zone)
    rules = library.Rules([open_days, off])
    steps = {n: library.BusinessTimeDelta(rules, hours=24 * n) for n in (2, 90)}
    return Peer(
        f"{package('businesstimedelta')} + n·24 h",
        _unchanged,
        lambda starts, n: [start + steps[n] for start in starts],
        _wall,
        calls=20,
    )


def timed() -> Sequence[Peer]:
    return [
        by_hand(),
        of_holidays(),
        of_numpy(),
        of_numpy(converted=True),
        of_workalendar(),
        of_pandas(),
        of_businesstimedelta(),
    ]


def asked() -> Sequence[Peer]:
    return [
        ours(),
        of_holidays(),
        of_holidays(observed=False),
        of_numpy(),
        of_numpy("forward"),
        of_numpy("raise"),
        of_workalendar(),
        of_pandas(),
        of_pandas(utc=True),
        of_businesstimedelta(),
    ]
