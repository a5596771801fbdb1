"""Instants as people read them: city and UTC offset, the month in words, never an abbreviation."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from shared.domain.accounts import QuietHours
from shared.domain.instants import Moment, local
from shared.domain.spans import Span
from shared.mail.language import Tongue, mark

_WEEKDAYS = (
    mark("Mon"), mark("Tue"), mark("Wed"), mark("Thu"), mark("Fri"), mark("Sat"), mark("Sun"),
)  # fmt: skip
_MONTHS = (
    mark("Jan"), mark("Feb"), mark("Mar"), mark("Apr"), mark("May"), mark("Jun"),
    mark("Jul"), mark("Aug"), mark("Sep"), mark("Oct"), mark("Nov"), mark("Dec"),
)  # fmt: skip
CITIES = (
    # the stores
    mark("Los Angeles"), mark("Sao Paulo"), mark("London"), mark("Dublin"), mark("Berlin"),
    mark("Paris"), mark("Rome"), mark("Madrid"), mark("Amsterdam"), mark("Brussels"),
    mark("Stockholm"), mark("Warsaw"), mark("Istanbul"), mark("Dubai"), mark("Riyadh"),
    mark("Cairo"), mark("Johannesburg"), mark("Kolkata"), mark("Singapore"), mark("Sydney"),
    mark("Tokyo"),
    # where sellers live
    mark("Shanghai"), mark("Chongqing"), mark("Urumqi"), mark("Hong Kong"), mark("Macau"),
    mark("Taipei"), mark("Seoul"), mark("Bangkok"), mark("Ho Chi Minh"), mark("Kuala Lumpur"),
    mark("Jakarta"), mark("Manila"), mark("Calcutta"), mark("Karachi"), mark("Dhaka"),
    mark("New York"), mark("Chicago"), mark("Denver"), mark("Phoenix"), mark("Honolulu"),
    mark("Toronto"), mark("Vancouver"), mark("Mexico City"), mark("Vienna"), mark("Zurich"),
    mark("Prague"), mark("Lisbon"), mark("Athens"), mark("Moscow"), mark("Melbourne"),
    mark("Auckland"),
)  # fmt: skip
"""Zones' last parts that the catalogues have in their own script; any other stays as it is."""
_MINUTE, _DAY = timedelta(minutes=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class When:
    """An instant in two parts, for large print, and as a whole."""

    moment: str
    """``Fri 13 Mar 2026, 16:00``."""
    place: str
    """``Taipei (UTC+08:00)``."""
    whole: str

    @property
    def between(self) -> str:
        """What stands between the two parts."""
        return self.whole.removeprefix(self.moment).removesuffix(self.place)

    def __str__(self) -> str:
        """Return it as it stands in a sentence."""
        return self.whole


def city(zone: ZoneInfo) -> str:
    """Return the place a zone is named after."""
    return str(zone).rpartition("/")[2].replace("_", " ")


def offset(instant: datetime, zone: ZoneInfo) -> str:
    """Return the distance from UTC that clocks in a zone keep at an instant."""
    minutes = int((instant.astimezone(zone).utcoffset() or timedelta()) / _MINUTE)
    sign = "-" if minutes < 0 else "+"
    return f"UTC{sign}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def when(say: Tongue, instant: datetime, zone: ZoneInfo) -> When:
    """Return an instant in full: date, clock, city and offset."""
    at = instant.astimezone(zone)
    moment = say("%(day)s, %(clock)s", day=day(say, at.date()), clock=clock(at))
    place = say("%(city)s (%(offset)s)", city=say.known(city(zone)), offset=offset(instant, zone))
    return When(moment, place, say("%(moment)s %(place)s", moment=moment, place=place))


def told(say: Tongue, of: Moment | Span, written: Callable[[Moment], str]) -> str:
    """Return a time as exactly as it is known; ``written`` writes an instant or a date."""
    if not isinstance(of, Span):
        return written(of)
    first, last = written(of.first), written(of.last)
    return say("some time between %(first)s and %(last)s", first=first, last=last)


def in_full(say: Tongue, at: Moment, zone: ZoneInfo) -> str:
    """Return an instant in full, or a date."""
    return str(when(say, at, zone)) if isinstance(at, datetime) else day(say, at)


def day(say: Tongue, of: date) -> str:
    """Return a date, ``Fri 13 Mar 2026``."""
    return say("%(weekday)s %(day)d %(month)s %(year)d", **_parts(say, of))


def short(say: Tongue, instant: datetime, zone: ZoneInfo) -> str:
    """Return an instant where its zone is known already, ``Fri 13 Mar 16:00``."""
    at = instant.astimezone(zone)
    return say("%(weekday)s %(day)d %(month)s %(clock)s", clock=clock(at), **_parts(say, at))


def clock(at: datetime) -> str:
    """Return the wall clock of a local time."""
    return f"{at.hour:02}:{at.minute:02}"


def hours(quiet: QuietHours) -> str:
    """Return quiet hours, ``23:00-07:30``."""
    begin, end = quiet.begin, quiet.end
    return f"{begin.hour:02}:{begin.minute:02}-{end.hour:02}:{end.minute:02}"


def between(first: datetime, second: datetime) -> timedelta:
    """Return the time between two instants as their printed minutes give it."""
    return second.replace(second=0, microsecond=0) - first.replace(second=0, microsecond=0)


def span(say: Tongue, length: timedelta) -> str:
    """Return a length of time in its two largest units."""
    minutes = max(int(length / _MINUTE), 0)
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        words = [_days(say, days), _hours(say, hours) if hours else ""]
    else:
        words = [_hours(say, hours) if hours else "", _minutes(say, rest) if rest else ""]
    said = [word for word in words if word]
    if len(said) > 1:
        return say("%(larger)s %(smaller)s", larger=said[0], smaller=said[1])
    return said[0] if said else say("less than a minute")


def awake(since: datetime, until: datetime, quiet: QuietHours) -> timedelta:
    """Return how much of the time from ``since`` to ``until`` lies outside quiet hours."""
    left, zone = until - since, quiet.zone
    today, last = since.astimezone(zone).date() - _DAY, until.astimezone(zone).date()
    while today <= last:
        tomorrow = today + _DAY
        begin = local(today, quiet.begin, zone)
        end = local(today if quiet.begin < quiet.end else tomorrow, quiet.end, zone)
        left -= max(min(end, until) - max(begin, since), timedelta())
        today = tomorrow
    return left


def _parts(say: Tongue, of: date) -> dict[str, object]:
    return {
        "weekday": say.known(_WEEKDAYS[of.weekday()]),
        "day": of.day,
        "month": say.known(_MONTHS[of.month - 1]),
        "year": of.year,
    }


def _days(say: Tongue, number: int) -> str:
    return say.count("%(n)d day", "%(n)d days", number)


def _hours(say: Tongue, number: int) -> str:
    return say.count("%(n)d hour", "%(n)d hours", number)


def _minutes(say: Tongue, number: int) -> str:
    return say.count("%(n)d minute", "%(n)d minutes", number)
