"""Several commands on one store at once, and one that is killed: nothing is lost."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.cli.playing import ROOT, claimwatch, kept, lines

NOW = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def started(store: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-m", "claimwatch", *arguments],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT,
        env={**os.environ, "CLAIMWATCH_STORE": str(store)}, start_new_session=True,
    )  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "store.db"
    claimwatch("accounts", "apply", ROOT / "events" / "accounts.toml", store=path)
    return path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Sixteen thousand messages, each about an order of its own."""
    path = tmp_path / "claims.jsonl"
    body = {
        "schema": 1, "type": "information_requested", "programme": "atoz", "occurred_at": NOW,
        "account": "blue-kettle",
    }  # fmt: skip
    path.write_text("".join(
        json.dumps({**body, "event_id": str(each), "order_id": f"113-5550123-{each:07d}"}) + "\n"
        for each in range(16_000)
    ))  # fmt: skip
    return path


def stored(store: Path) -> int:
    with closing(sqlite3.connect(store, timeout=30)) as database:
        return int(database.execute("SELECT count(*) FROM owed").fetchone()[0])


def test_shells_that_write_at_once_lose_nothing(store: Path) -> None:
    orders = [f"113-5550123-{number:07d}" for number in range(12)]
    add = ("add", "--account", "blue-kettle", "--kind", "atoz.info_request", "--received", NOW)
    running = [started(store, *add, "--order", order) for order in orders[:6]]
    same = "113-5550123-9999999"
    running += [started(store, *add, "--order", same) for _ in range(2)]

    told = [each.communicate(timeout=120) for each in running]

    assert [each.returncode for each in running] == [0] * 8, told
    rows = lines(claimwatch("list", "--json", store=store).stdout)
    assert sorted(row["order_id"] for row in rows) == [*orders[:6], same]


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")
def test_an_import_that_is_killed_loses_nothing_and_leaves_nobody_behind(
    store: Path, file: Path
) -> None:
    running = started(store, "import", str(file))
    until = time.monotonic() + 120
    while stored(store) < 2000 and time.monotonic() < until:
        time.sleep(0.05)
    running.send_signal(signal.SIGKILL)
    running.communicate(timeout=60)

    with pytest.raises(ProcessLookupError):
        os.killpg(running.pid, 0)
    before = stored(store)
    assert 2000 <= before < 16_000
    assert before % 2000 == 0, "a part comes in whole or not at all"
    with closing(sqlite3.connect(store)) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    again = claimwatch("import", file, "--json", store=store)
    (done,) = lines(again.stdout)
    assert (done["known"], done["new"]) == (before, 16_000 - before)
    assert stored(store) == 16_000


def test_another_shell_reads_and_writes_while_one_imports(store: Path, file: Path) -> None:
    running = started(store, "import", str(file))
    try:
        until = time.monotonic() + 120
        while stored(store) == 0 and time.monotonic() < until:
            time.sleep(0.05)
        beside = claimwatch(
            "add", "--account", "blue-kettle", "--order", "113-9999999-0000001", "--kind",
            "atoz.info_request", "--received", NOW, store=store,
        )  # fmt: skip
        listed = claimwatch("list", "--limit", "1", store=store)
        assert (beside.returncode, listed.returncode) == (0, 0), beside.stderr + listed.stderr
    finally:
        out, err = running.communicate(timeout=120)
    assert (running.returncode, out) == (0, "16000 taken in, 0 refused\n"), err
    assert stored(store) == 16_001


def limited(store: Path, most: int, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command whose disk takes files of so many bytes."""
    import resource  # noqa: PLC0415 - not everywhere

    return subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "claimwatch", *arguments],
        capture_output=True, text=True, cwd=ROOT, check=False,
        env={**os.environ, "CLAIMWATCH_STORE": str(store)},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most)),
    )  # fmt: skip


_LIMITS = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no limits of files")


@_LIMITS
def test_a_disk_that_takes_no_more_is_one_plain_line(store: Path, file: Path) -> None:
    before = kept(store)

    done = limited(store, 1 << 20, "import", str(file))

    assert done.returncode == 2
    words = "the disk does not take it (full, over a limit, or failing); not stored"
    assert done.stderr == f"claimwatch: {store}: {words}\n"
    assert before.items() <= kept(store).items()
    assert claimwatch("import", file, store=store).stdout == "16000 taken in, 0 refused\n"


@_LIMITS
def test_a_full_disk_still_shows_what_is_there(store: Path) -> None:
    claimwatch(
        "add", "--account", "blue-kettle", "--order", "113-5550123-0000001", "--kind",
        "atoz.info_request", "--received", NOW, store=store,
    )  # fmt: skip

    shown = limited(store, 0, "list", "--json")
    said = limited(store, 0, "ack", "113-5550123-0000001")

    assert (shown.returncode, len(lines(shown.stdout))) == (0, 1)
    assert f"{store} can only be read now: " in shown.stderr
    assert said.returncode == 2
    assert "may only be read here; nothing was stored" in said.stderr
