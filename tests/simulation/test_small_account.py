"""The smallest account: neither an import nor visitors hold up a reminder or drop a sweep."""

import pytest

from tests.simulation import small_account
from tests.simulation.small_account import Account, day

SEEDS = range(12)


def worst(accounts: list[Account]) -> int:
    return max(max(each.delays) for each in accounts)


def unspoilt(accounts: list[Account]) -> None:
    assert all(len(each.delays) == 240 for each in accounts), "every reminder was sent"
    assert [each.put_aside for each in accounts if each.put_aside] == []


def test_on_a_quiet_day_a_reminder_goes_out_within_the_next_sweep() -> None:
    accounts = [day(seed) for seed in SEEDS]

    unspoilt(accounts)
    assert worst(accounts) <= 90


def test_ten_visitors_at_once_again_and_again_delay_nothing_by_more_than_five_minutes() -> None:
    accounts = [day(seed, visitors_each=20) for seed in SEEDS]

    assert any(each.turned_away for each in accounts), "they did crowd it"
    unspoilt(accounts)
    assert worst(accounts) <= 300


def test_an_import_with_long_reports_delays_nothing_by_more_than_five_minutes() -> None:
    accounts = [day(seed, imported=600, reports=8) for seed in SEEDS]

    unspoilt(accounts)
    assert worst(accounts) <= 300


def test_all_of_it_together_with_long_runs_of_the_hourly_functions() -> None:
    accounts = [day(seed, visitors_each=30, imported=600, reports=8) for seed in SEEDS]

    assert any(each.turned_away for each in accounts)
    unspoilt(accounts)
    assert worst(accounts) <= 300


def test_caps_that_take_everything_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """As it was: ten for events and five for the others, which is more than there is."""
    monkeypatch.setattr(small_account, "small", lambda _: 10)

    accounts = [day(seed, visitors_each=30, imported=2000, reports=8) for seed in SEEDS]

    assert any(each.put_aside for each in accounts) or worst(accounts) > 300


def test_a_sweep_that_may_not_wait_would_be_put_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    sweep = small_account.FUNCTIONS["SweepDueFunction"]
    monkeypatch.setitem(sweep, "EventInvokeConfig", {"MaximumEventAgeInSeconds": 60})
    monkeypatch.setattr(small_account, "small", lambda _: 10)

    accounts = [day(seed, visitors_each=2, imported=4000, reports=20) for seed in SEEDS]

    assert any("SweepDueFunction" in each.put_aside for each in accounts)
