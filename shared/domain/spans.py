"""Spans: times that are known only to lie between two.

Every time has an early and a late end, and whatever counts from it asks for those: an instant is
both, a date runs from its first to its last second in the store's zone, and a span ``A..B`` from
the early end of A to the late end of B. Nobody guesses where in a span something happened.
"""

from datetime import datetime, time
from typing import NamedTuple
from zoneinfo import ZoneInfo

from shared.domain.errors import InputError
from shared.domain.instants import Moment, iso, local, midnight, parse_moment

BETWEEN = ".."
"""What stands between the two ends of a span as it is written."""
_LAST_SECOND = time(23, 59, 59)


class Span(NamedTuple):
    """A time known only to lie between two, the ends included."""

    first: Moment
    last: Moment


When = Moment | Span
"""A time, known as exactly as it is known."""


def parse_when(field: str, text: object) -> When:
    """Read an instant, a date, or ``A..B`` of either; raises InputError, naming ``field``.

    Whether B comes before A can depend on the zone: ``check_order`` says so.
    """
    if not isinstance(text, str) or BETWEEN not in text:
        return parse_moment(field, text)
    first, _, last = text.partition(BETWEEN)
    if not first or not last or BETWEEN in last:
        right = "2026-08-10..2026-09-20, each end a date or a time such as 2026-03-06T18:00:00Z"
        raise InputError(field, f"{text[:60]!r} is not a span; write it like {right}")
    return spanned(parse_moment(field, first), parse_moment(field, last))


def spanned(first: Moment, last: Moment) -> When:
    """Return what lies between two moments: a span, or the moment itself where they are one."""
    return first if first == last and type(first) is type(last) else Span(first, last)


def check_order(field: str, when: When, zone: ZoneInfo) -> None:
    """Raise InputError when the second end of a span lies before its first in ``zone``."""
    if late_end(when, zone) < early_end(when, zone):
        raise InputError(field, f"{written(when)} ends before it begins; write the earlier first")


def written(when: When) -> str:
    """Write an instant or a date as ``iso`` does, a span as ``A..B``."""
    if isinstance(when, Span):
        return f"{iso(when.first)}{BETWEEN}{iso(when.last)}"
    return iso(when)


def early_end(when: When, zone: ZoneInfo) -> datetime:
    """Return the first instant that is meant: of a date its 00:00:00 in ``zone``."""
    if isinstance(when, Span):
        when = when.first
    return when if isinstance(when, datetime) else midnight(when, zone)


def late_end(when: When, zone: ZoneInfo) -> datetime:
    """Return the last instant that is meant: of a date its 23:59:59 in ``zone``."""
    if isinstance(when, Span):
        when = when.last
    return when if isinstance(when, datetime) else local(when, _LAST_SECOND, zone)
