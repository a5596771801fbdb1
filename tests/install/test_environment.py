"""An environment is whole or not there, and what is wrong is said in one line."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.install.later_year import environ
from tools.environment import why
from tools.locks import ROOT


def test_without_an_index_nothing_is_taken_for_whole(tmp_path: Path) -> None:
    made = tmp_path / "名 of mine"
    made.mkdir()
    (made / ".installed-before").touch()
    lock = tmp_path / "requirements.txt"
    lock.write_text(f"nothing==1.0 --hash=sha256:{'0' * 64}\n", "utf-8")
    tool = ROOT / "tools" / "environment.py"
    done = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, tool, made, lock, "--mark", made / ".installed-now"],
        env=environ(tmp_path, PIP_INDEX_URL="http://127.0.0.1:9/simple", PIP_RETRIES="0"),
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    said = done.stderr.splitlines()[-1]
    assert said.startswith(f"{made}: not made: no package index can be reached")
    assert not list(made.glob(".installed-*"))


@pytest.mark.parametrize(
    ("log", "says"),
    [
        ("The virtual environment was not created: ensurepip is not available.", "without pip"),
        ("ERROR: Could not install: [Errno 28] No space left on device", "the disk is full"),
        ("WARNING: x\nERROR: THESE PACKAGES DO NOT MATCH THE HASHES", "DO NOT MATCH THE HASHES"),
        ("coverage 7 has requirement tomli, which is not installed.", "tomli, which is not"),
        ("", "without a word"),
    ],
)
def test_what_is_wrong_is_one_line(log: str, says: str) -> None:
    assert says in why(log)
    assert "\n" not in why(log)
