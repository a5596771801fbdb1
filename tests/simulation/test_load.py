"""A crowd of cases is told of in time, the most urgent first."""

from tests.simulation.load import Load, arriving, in_one_minute


def everybody_in_time(load: Load) -> None:
    assert load.told == load.cases
    assert load.before_cut_off == load.cases
    assert load.most_writes <= 100, "into one shard of the due index in one second"
    assert load.ended_by_lambda == 0
    assert load.repeated == 0


def test_a_crowd_due_in_one_minute_is_told_before_its_cut_offs_at_fourteen_mails_a_second() -> None:
    load = in_one_minute(520, 130)

    everybody_in_time(load)
    assert load.earliest <= 15
    assert load.latest_urgent <= 5


def test_cases_that_cannot_be_read_in_front_hold_nobody_up() -> None:
    load = in_one_minute(100, 25, poison=10)

    everybody_in_time(load)


def test_a_seller_with_many_cases_gets_them_in_a_few_lists() -> None:
    load = in_one_minute(150, 1)

    everybody_in_time(load)
    assert load.latest <= 1


def test_cases_that_arrive_in_a_crowd_are_announced_within_two_minutes() -> None:
    load = arriving(280, 0.15, 70)

    everybody_in_time(load)
    assert load.latest <= 2
