"""When a person's morning begins, which is when the mail of the day is written to them."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from shared.domain.accounts import Account, Contact, QuietHours

TAIPEI = ZoneInfo("Asia/Taipei")
WEDNESDAY = date(2026, 3, 11)


@pytest.fixture
def owner(account: Account) -> Contact:
    return account.first


def asleep(begin: time, end: time) -> QuietHours:
    return QuietHours(begin, end, TAIPEI)


@pytest.mark.parametrize(
    ("quiet", "begins"),
    [
        pytest.param(None, time(8), id="at eight"),
        pytest.param(asleep(time(23), time(7, 30)), time(8), id="not as soon as the night is over"),
        pytest.param(asleep(time(23), time(8)), time(8), id="at eight when the night ends then"),
        pytest.param(asleep(time(23), time(9, 30)), time(9, 30), id="later for late sleepers"),
        pytest.param(asleep(time(6), time(14)), time(14), id="in the afternoon for night workers"),
        pytest.param(asleep(time(8), time(8, 1)), time(8, 1), id="when quiet hours begin at eight"),
    ],
)
def test_a_morning_begins_at_eight_or_when_quiet_hours_end(
    owner: Contact, quiet: QuietHours | None, begins: time
) -> None:
    morning = replace(owner, zone=TAIPEI, quiet=quiet).morning(WEDNESDAY)

    assert morning == datetime.combine(WEDNESDAY, begins, TAIPEI)
    assert morning.tzinfo is UTC


def test_a_morning_is_eight_on_the_wall_also_where_the_clocks_were_changed_in_the_night(
    owner: Contact,
) -> None:
    """Los Angeles went from UTC-8 to UTC-7 at two in the night of 8 March 2026."""
    there = replace(owner, zone=ZoneInfo("America/Los_Angeles"), quiet=None)

    assert there.morning(date(2026, 3, 7)) == datetime(2026, 3, 7, 16, tzinfo=UTC)
    assert there.morning(date(2026, 3, 8)) == datetime(2026, 3, 8, 15, tzinfo=UTC)
