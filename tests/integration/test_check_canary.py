"""A synthetic claim twice an hour, through everything a real one goes through."""

from datetime import timedelta

import pytest

from claimwatch.runner import Context
from functions.check_canary import lambda_handler
from shared.adapters.keys import CANARY
from shared.wiring import services
from tests.integration.conftest import Stack

MINUTE, HALF_AN_HOUR = timedelta(minutes=1), timedelta(minutes=30)


def check() -> dict[str, int]:
    told: dict[str, int] = lambda_handler({}, Context("check_canary"))
    return told


@pytest.fixture
def sung(stack: Stack) -> Stack:
    """A canary claim went in and its mail was sent and arrived."""
    check()
    stack.runner.deliver()
    stack.minute(MINUTE)
    return stack


def test_a_canary_that_arrived_is_counted_and_forgotten(sung: Stack) -> None:
    sung.now += HALF_AN_HOUR

    assert check() == {"arrived": 1, "lost": 0}
    assert list(services().cases.of_account(CANARY)) == []


def test_a_canary_nobody_reminded_of_is_counted_as_lost(stack: Stack) -> None:
    check()
    stack.runner.deliver()
    stack.now += HALF_AN_HOUR

    assert check() == {"arrived": 0, "lost": 1}


def test_a_canary_bothers_nobody(sung: Stack) -> None:
    assert sung.aws.published() == []
    assert [account.slug for account in services().accounts.all()] == ["blue-kettle"]
