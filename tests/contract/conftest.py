import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.contract.accounts import PLAIN
from tests.contract.playing import Play, Stage, replay, script, written

StageMaker = Callable[..., Stage]


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for all the processes among which the tests may be divided."""
    base = tmp_path_factory.getbasetemp()
    return (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "contract"


@pytest.fixture(scope="session")
def make_stage(shared_folder: Path) -> StageMaker:
    """Play a module's plays in one run; whoever asks for the same name again shares the run."""

    def make(
        name: str, plays: Mapping[str, Play], begin: str, end: str, accounts: str = PLAIN
    ) -> Stage:
        messages = written(script(plays))
        run = replay(shared_folder / name, messages, accounts, begin, end)
        assert run.code == 0, run.stderr
        return Stage(plays, run)

    return make
