"""The wheel in an empty environment and an empty folder, beside a package that owns our names."""

import os
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.install.later_year import wheel_of
from tools.locks import ROOT, pins

pytestmark = pytest.mark.dist
FIRST_REMINDER = 30.0
"""Seconds from the end of the install until somebody has seen what this is for."""
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def wheel() -> Path:
    (made,) = (ROOT / "dist").glob("claimwatch-*.whl")
    return made


@pytest.fixture(scope="session", params=["as tested", "the newest"])
def command(
    request: pytest.FixtureRequest, wheel: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Install it as anybody would, once with what we tested, once with what there is today."""
    folder = tmp_path_factory.mktemp("somewhere")
    said = [] if request.param == "the newest" else _tested()
    (folder / "tested.txt").write_text("\n".join(said) + "\n", "utf-8")
    theirs = wheel_of(
        folder,
        "somebody-elses",
        {"shared/__init__.py": "THEIRS = 1\n", "functions.py": "THEIRS = 1\n"},
    )
    made = folder / "made"
    subprocess.run([sys.executable, "-m", "venv", made], check=True)  # noqa: S603 - our own words
    pip: list[str | Path] = [made / "bin" / "pip", "install", "--quiet", "--only-binary=:all:"]
    subprocess.run([*pip, "--constraint", folder / "tested.txt", theirs, wheel], check=True)  # noqa: S603 - our own words
    return made / "bin" / "claimwatch"


def _tested() -> list[str]:
    every = pins(ROOT / "requirements" / "dev.txt")
    return [f"{pin}{f' ; {pin.marker}' if pin.marker else ''}" for pin in every]


@pytest.fixture
def run(command: Path, tmp_path: Path) -> Run:
    def run(*words: str, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # noqa: S603 - our own words
            [command, *words], cwd=tmp_path, env=_environ(tmp_path, **more),
            capture_output=True, text=True, check=False,
        )  # fmt: skip

    return run


def _environ(folder: Path, **more: str) -> dict[str, str]:
    """Return a home that is empty as well, and no way back to the checkout."""
    own = {"HOME": str(folder), "PATH": os.environ["PATH"], "PYTHONWARNINGS": "error"}
    return own | {"PYTHONUTF8": "1"} | more


def test_only_claimwatch_is_at_the_top_of_the_wheel(wheel: Path) -> None:
    names = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {name for name in names if not name.endswith(".dist-info")} == {"claimwatch"}


def test_somebody_elses_modules_stay_theirs(command: Path) -> None:
    theirs = "import shared, functions; assert shared.THEIRS == functions.THEIRS == 1"
    _python(command, theirs)


def _python(command: Path, words: str) -> None:
    subprocess.run([command.with_name("python"), "-c", words], cwd=command.parent, check=True)  # noqa: S603 - our own words


def test_it_tells_its_version(run: Run, wheel: Path) -> None:
    assert run("--version").stdout.split()[-1] == wheel.name.split("-")[1]


def test_deadline_answers(run: Run) -> None:
    asked = "safet.info_request --store US --anchor information_requested=2026-03-06T18:00:00Z"
    done = run("deadline", *asked.split(), "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert '"remind_by": "2026-03-10T17:00:00Z"' in done.stdout


def test_every_command_is_there(command: Path) -> None:
    _python(command, _EVERY_COMMAND)


_EVERY_COMMAND = """
from claimwatch.home import look_here_first
look_here_first()
from claimwatch.command import claimwatch
import click
context = click.Context(claimwatch)
for name in claimwatch.list_commands(context):
    assert claimwatch.get_command(context, name), name
"""


def test_the_demo_reminds_soon(command: Path, tmp_path: Path) -> None:
    began = time.monotonic()
    for line in _demo([str(command), "demo"], tmp_path):
        if "  mail  " in line:
            break
    else:
        pytest.fail("no reminder")
    assert time.monotonic() - began < FIRST_REMINDER


def test_the_demo_shows_its_pages(command: Path, tmp_path: Path) -> None:
    for line in _demo([str(command), "demo", "--serve"], tmp_path, SPEED="0", PORT="8791"):
        if "http://127.0.0.1:8791" in line:
            with urlopen("http://127.0.0.1:8791/") as page:
                assert page.status == 200
            return
    pytest.fail("no pages")


def _demo(words: list[str], folder: Path, **more: str) -> Iterator[str]:
    told = subprocess.Popen(  # noqa: S603 - our own words
        words, cwd=folder, env=_environ(folder, **more | {"PYTHONUNBUFFERED": "1"}),
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        assert told.stdout
        yield from told.stdout
    finally:
        told.kill()
        told.wait()
        assert told.stdout
        told.stdout.close()


def test_serve_shows_the_local_store(command: Path, tmp_path: Path) -> None:
    for line in _demo([str(command), "serve", "--port", "8792"], tmp_path):
        if line.startswith("board"):
            with urlopen(line.split()[1]) as page:  # noqa: S310 - our own address
                assert page.status == 200
            return
    pytest.fail("no pages")


def test_replay_plays_files_of_ones_own(run: Run, tmp_path: Path) -> None:
    for name in ("accounts.toml", "sample_claims.jsonl"):
        shutil.copy(ROOT / "events" / name, tmp_path)
    span = "--from 2026-03-11T00:00:00Z --until 2026-03-12T00:00:00Z --out told --json"
    done = run("replay", "sample_claims.jsonl", "--accounts", "accounts.toml", *span.split())
    assert (done.returncode, done.stderr) == (0, "")
    assert '"kind":"reminder"' in done.stdout.replace(" ", "")
    assert (tmp_path / "told" / "board.html").exists()


@pytest.mark.parametrize(
    "words", [["uvx", "--from", "{}", "claimwatch"], ["pipx", "run", "--spec", "{}", "claimwatch"]]
)
def test_a_runner_of_tools_runs_it(words: list[str], wheel: Path, tmp_path: Path) -> None:
    if shutil.which(words[0]) is None:
        pytest.skip(f"{words[0]} is not here")
    said = [word.format(wheel) for word in words]
    subprocess.run([*said, "--version"], cwd=tmp_path, check=True)  # noqa: S603 - our own words
    began = time.monotonic()
    assert any("  mail  " in line for line in _demo([*said, "demo"], tmp_path, **os.environ))
    assert time.monotonic() - began < FIRST_REMINDER
