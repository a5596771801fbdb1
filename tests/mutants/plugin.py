"""Plants one bug for a whole run of pytest: ``MUTANT=3 pytest -p tests.mutants.plugin …``."""

import os
from contextlib import ExitStack

import pytest

from tests.mutants.planted import MUTANTS

_planted = ExitStack()


def pytest_collection_finish(session: pytest.Session) -> None:
    _planted.enter_context(MUTANTS[int(os.environ["MUTANT"])].patch())


def pytest_unconfigure(config: pytest.Config) -> None:
    _planted.close()
