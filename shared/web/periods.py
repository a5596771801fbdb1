"""Periods as they are given on the command line: days of an account's store."""

import re
from datetime import date, datetime, timedelta

from shared.domain.errors import InputError
from shared.domain.figures import Period
from shared.domain.instants import parse_moment
from shared.domain.rules import Store

_DAYS = 90
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])", re.ASCII)


def today(store: Store, now: datetime) -> date:
    """Return the date that ``now``, UTC, has in a store."""
    return now.astimezone(store.zone).date()


def period(month: str | None, first: str | None, last: str | None, today: date) -> Period:
    """Return a month, or the days given; without any the 90 days up to ``today``.

    Raises InputError naming the option.
    """
    if month is not None:
        return _month(month)
    end = today if last is None else _date("--until", last)
    begin = end - timedelta(days=_DAYS - 1) if first is None else _date("--from", first)
    if end < begin:
        raise InputError("--until", f"{end} is before --from {begin}")
    return Period(begin, end)


def _month(text: str) -> Period:
    if _MONTH.fullmatch(text) is None:
        raise InputError("--month", f"{text[:20]!r} is not a month like 2026-03")
    first = _date("--month", f"{text}-01")
    following = (first + timedelta(days=31)).replace(day=1)
    return Period(first, following - timedelta(days=1))


def _date(option: str, text: str) -> date:
    if _DAY.fullmatch(text) is None:
        raise InputError(option, f"{text[:40]!r} is not a date like 2026-03-01")
    return parse_moment(option, text)
