"""In a later year everything has a newer release, and a broken one; our locks install as today."""

import subprocess
import sys
from collections.abc import Mapping
from importlib.metadata import distributions
from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.utils import canonicalize_name

from tests.install.later_year import environ, publish
from tools.locks import LOCKS, ROOT, pins

PIPS = ROOT / "build" / "pips"
BUILDERS = ROOT / ".venv-sam" / "bin" / "python"
HERE_AND_NOW = ("requirements/dev.txt", "requirements/bench.txt")
"""A whole one, and one that builds; the others are made alike."""
TOO_OLD = "Python 3.12 never came with a pip that old, and it does not run there"


def _run(command: list[str], env: Mapping[str, str]) -> None:
    done = subprocess.run(  # noqa: S603 - our own words
        command, cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]


def _pip(age: str) -> Path:
    (pin,) = pins(ROOT / "tests" / "install" / f"pip-{age}.txt")
    (wheel,) = PIPS.glob(f"pip-{pin.version}-*.whl")
    return wheel


def _make(folder: Path, lock: str, *more: str) -> None:
    written, every = publish(folder / "index", lock)
    made = folder / "made"
    tool = str(ROOT / "tools" / "environment.py")
    _run(
        [sys.executable, tool, str(made), str(written), "--mark", str(made / "whole"), *more],
        environ(folder / "index"),
    )
    machine = {name: str(value) for name, value in default_environment().items()}
    here = [pin for pin in every if pin.holds(machine)]
    assert _installed(made) >= {str(pin) for pin in here}
    assert (made / "whole").exists()


def _installed(made: Path) -> set[str]:
    (packages,) = made.glob("lib/python3*/site-packages")
    found = distributions(path=[str(packages)])
    return {f"{canonicalize_name(each.name)}=={each.version}" for each in found}


@pytest.mark.parametrize("lock", HERE_AND_NOW)
def test_a_lock_installs_with_the_pip_that_this_python_brings(tmp_path: Path, lock: str) -> None:
    _make(tmp_path, lock)


@pytest.mark.pips
@pytest.mark.parametrize("age", ["oldest", "newest"])
@pytest.mark.parametrize("lock", LOCKS)
def test_every_lock_installs_with_the_oldest_pip_and_the_newest(
    tmp_path: Path, lock: str, age: str
) -> None:
    if age == "oldest" and sys.version_info >= (3, 12):
        pytest.skip(TOO_OLD)
    _make(tmp_path, lock, "--pip", str(_pip(age)))


@pytest.mark.pips
@pytest.mark.skipif(sys.version_info >= (3, 12), reason=TOO_OLD)
def test_a_lock_without_its_extras_does_not_install_there_with_a_resolver(tmp_path: Path) -> None:
    """So it was for who had an old pip, on the day that coverage was released again."""
    written, _ = publish(tmp_path / "index", "requirements/dev.txt")
    written.write_text(written.read_text("utf-8").replace("coverage[toml]", "coverage"), "utf-8")
    asked = [sys.executable, f"{_pip('oldest')}/pip", "install", "--quiet", "--require-hashes"]
    done = subprocess.run(  # noqa: S603 - our own words
        [*asked, "--target", str(tmp_path / "made"), "--requirement", str(written)],
        env=environ(tmp_path / "index"), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode
    assert "coverage[toml]" in done.stderr


@pytest.mark.pips
@pytest.mark.parametrize("age", ["its own", "newest"])
def test_sam_builds_the_layer_there_packages_that_come_as_source_included(
    tmp_path: Path, age: str
) -> None:
    """SAM's own pip resolves, and builds a source by itself: it is told to do so with our tools."""
    index, python, layer = tmp_path / "index", tmp_path / "python", tmp_path / "layer"
    _, tools = publish(index, "requirements/sam.txt")
    written, every = publish(index, "shared/requirements.txt", as_source=["came-as-source"])
    _run([str(BUILDERS), "-m", "venv", str(python)], environ(index))
    own = [str(python / "bin" / "python"), "-m", "pip", "install", "--quiet", "--no-deps"]
    if age == "newest":
        _run([*own, str(_pip(age))], environ(index))
    (builds,) = (str(tool) for tool in tools if tool.name == "setuptools")
    _run([*own, builds], environ(index))
    for each in (source := tmp_path / "source", tmp_path / "scratch", layer):
        each.mkdir()
    arguments = [str(each) for each in (source, layer, tmp_path / "scratch", written)]
    _run(
        [str(BUILDERS), "-c", _BUILD, str(python / "bin"), *arguments],
        environ(index, **_makes_environment()),
    )
    found = distributions(path=[str(layer)])
    assert {f"{canonicalize_name(each.name)}=={each.version}" for each in found} == set(
        map(str, every)
    )


_BUILD = """
import sys
from aws_lambda_builders.builder import LambdaBuilder
found, *folders, manifest = sys.argv[1:]
LambdaBuilder("python", "pip", None).build(
    *folders, manifest, runtime="python3.13", executable_search_paths=[found]
)
"""


def _makes_environment() -> dict[str, str]:
    """Return what the Makefile exports, and so hands to SAM."""
    lines = (ROOT / "Makefile").read_text("utf-8").splitlines()
    said = [line.removeprefix("export ").split(" := ") for line in lines if line[:7] == "export "]
    return dict(said)
