"""A command has done its work whoever listens to what it says."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.cli.playing import ROOT, claimwatch, kept

ORDER = "113-5550123-5550199"
CLAIM = f"blue-kettle/atoz/{ORDER}"
NOW = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
ADD = ("add", "--account", "blue-kettle", "--order", ORDER, "--kind", "atoz.info_request",
       "--received", NOW)  # fmt: skip
FULL = Path("/dev/full")


def unheard(store: Path, *arguments: str, into: int) -> subprocess.CompletedProcess[str]:
    """Run a command of its own process, its stdout a descriptor that takes nothing."""
    return subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "claimwatch", *arguments],
        stdout=into, stderr=subprocess.PIPE, text=True, cwd=ROOT, check=False,
        env={**os.environ, "CLAIMWATCH_STORE": str(store)},
    )  # fmt: skip


def closed(store: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command whose reader has gone before it says anything."""
    reads, writes = os.pipe()
    os.close(reads)
    try:
        return unheard(store, *arguments, into=writes)
    finally:
        os.close(writes)


def full(store: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command whose stdout goes to a full disk."""
    with FULL.open("w") as device:
        return unheard(store, *arguments, into=device.fileno())


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "store.db"
    claimwatch("accounts", "apply", "events/accounts.toml", store=path)
    return path


def test_all_accounts_are_set_up_although_the_reader_wanted_the_first_line(tmp_path: Path) -> None:
    store = tmp_path / "store.db"

    done = closed(store, "accounts", "apply", "events/accounts.toml")

    assert (done.returncode, done.stderr) == (0, "")
    assert len([key for key in kept(store) if key[0] == "ACCOUNTS"]) == 8


@pytest.mark.parametrize(
    "verb",
    [
        ("ack", CLAIM),
        ("assign", CLAIM, "--to", "Mei"),
        ("evidence", CLAIM, "--item", "timeline"),
        ("responded", CLAIM),
        ("outcome", CLAIM, "--decision", "denied"),
        ("erase", "--account", "blue-kettle", "--yes"),
    ],
    ids=lambda verb: verb[0],
)
def test_what_is_said_to_nobody_is_stored(store: Path, verb: tuple[str, ...]) -> None:
    claimwatch(*ADD, store=store)
    before = kept(store)

    done = closed(store, *verb)

    assert (done.returncode, done.stderr) == (0, "")
    assert kept(store) != before


@pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")
def test_what_is_said_into_a_full_disk_is_stored_and_that_is_said(store: Path) -> None:
    before = kept(store)

    done = full(store, *ADD)

    words = "claimwatch: what this command says could not be written: No space left on device"
    assert (done.returncode, done.stderr.splitlines()[-1]) == (0, words)
    assert kept(store) != before


@pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")
def test_what_only_shows_has_failed_when_nothing_could_be_shown(store: Path) -> None:
    done = full(store, "export", "csv", "cases")

    assert done.returncode == 2
    assert "could not be written: No space left" in done.stderr


def test_an_exit_code_stays_what_it_is_without_a_reader(store: Path) -> None:
    claimwatch(*ADD, store=store)

    assert closed(store, "list", "--due-within", "30d").returncode == 10
    assert closed(store, "list", "--account", "nobody").returncode == 2
