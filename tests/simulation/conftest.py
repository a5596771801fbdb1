"""The simulation writes no letters, logs nothing and counts nothing."""

from collections.abc import Iterator

import pytest

from tests.simulation.words import wordless


@pytest.fixture(autouse=True)
def _wordless() -> Iterator[None]:
    with wordless():
        yield
