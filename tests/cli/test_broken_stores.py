"""Stores that are damaged, cut off, none at all, or on a disk that is full."""

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from claimwatch.store.file import made
from claimwatch.store.pages import Pages, items_of_pages
from tests.cli.playing import ROOT, claimwatch, kept, lines


def test_what_can_be_read_of_a_damaged_store_is_saved(tmp_path: Path) -> None:
    store = tmp_path / "store.db"
    claimwatch("accounts", "apply", ROOT / "events" / "accounts.toml", store=store)
    source = tmp_path / "claims.jsonl"
    source.write_text("\n".join(
        f'{{"schema":1,"event_id":"{number}","type":"information_requested","occurred_at":'
        f'"2026-03-06T18:00:00Z","account":"blue-kettle","programme":"atoz",'
        f'"order_id":"113-5550123-{number:07d}"}}' for number in range(400)
    ), encoding="utf-8")  # fmt: skip
    claimwatch("import", source, store=store)
    before = kept(store)
    page = store.read_bytes().index(b'"sk":"ORDER#113-5550123-0000200"') // 4096
    with store.open("r+b") as file:
        file.seek(4096 * page)
        file.write(b"\xff" * 4096)

    doctor = claimwatch("doctor", "--json", store=store)
    saved = tmp_path / "saved.db"
    done = claimwatch("doctor", "--rescue", saved, "--json", store=store)
    again = claimwatch("doctor", "--rescue", saved, store=store)

    assert doctor.returncode == 11
    assert [row["name"] for row in lines(doctor.stdout)] == ["store"]
    assert "is damaged" in lines(doctor.stdout)[0]["words"]
    assert (done.returncode, done.stderr) == (0, "")
    after = kept(saved)
    assert after.items() <= before.items()
    assert len(before) > len(after) == lines(done.stdout)[0]["rescued"] > 300
    assert (again.returncode, "is there already" in again.stderr) == (2, True)
    assert claimwatch("list", "--json", store=saved).returncode in (0, 10)


def filled(path: Path) -> dict[tuple[str, str], str]:
    """Make a store of items short and long; return what it keeps."""
    with made(path) as items, items.together():
        for number in range(1500):
            long = "x" * (40_000 if number % 50 == 0 else number % 5000)
            items.put({"pk": f"ACCOUNT#{number % 7}", "sk": f"ORDER#{number:05}", "long": long})
        for number in range(0, 1500, 9):
            items.delete({"pk": f"ACCOUNT#{number % 7}", "sk": f"ORDER#{number:05}"})
    return kept(path)


@pytest.mark.parametrize("share", [1.0, 0.75, 0.25])
def test_what_is_left_of_a_store_that_was_cut_off_is_saved(tmp_path: Path, share: float) -> None:
    store, saved = tmp_path / "store.db", tmp_path / "saved.db"
    before = filled(store)
    whole = store.read_bytes()
    store.write_bytes(whole[: int(len(whole) * share)])

    done = claimwatch("doctor", "--rescue", saved, "--json", store=store)

    assert (done.returncode, done.stderr) == (0, "")
    after = kept(saved)
    assert after.items() <= before.items()
    assert len(after) == lines(done.stdout)[0]["rescued"] >= len(before) * share * 0.8
    assert (after == before) == (share == 1.0)


def test_a_rescue_reads_what_only_the_log_keeps_and_no_first_page(tmp_path: Path) -> None:
    store, saved = tmp_path / "store.db", tmp_path / "saved.db"
    filled(store)
    with closing(sqlite3.connect(store, isolation_level=None)) as database:
        database.execute("PRAGMA wal_autocheckpoint = 0")
        database.execute(
            'INSERT INTO items (pk, sk, item) VALUES (\'A\', \'B\', \'{"pk":"A","sk":"B"}\')'
        )
        database.execute("DELETE FROM items WHERE sk = 'ORDER#00700'")
        now = kept(store)
        copies = [store.read_bytes(), store.with_name("store.db-wal").read_bytes()]
    lost = tmp_path / "lost.db"
    lost.write_bytes(b"\0" * 4096 + copies[0][4096:])
    lost.with_name("lost.db-wal").write_bytes(copies[1])

    done = claimwatch("doctor", "--rescue", saved, store=lost)

    assert done.returncode == 0, done.stderr
    assert kept(saved) == now


@pytest.mark.parametrize("seed", range(12))
def test_a_rescue_comes_to_an_end_whatever_the_damage_and_invents_nothing(
    tmp_path: Path, seed: int
) -> None:
    chance = Random(seed)  # noqa: S311 - a test repeats itself
    store, lost, saved = (tmp_path / f"{name}.db" for name in ("store", "lost", "saved"))
    filled(store)
    with closing(sqlite3.connect(store, isolation_level=None)) as database:
        database.execute("PRAGMA wal_autocheckpoint = 0")
        database.execute("DELETE FROM items WHERE rowid % 11 = 0")
        ever = kept(store)
        for path in (store, store.with_name("store.db-wal")):
            left = bytearray(path.read_bytes())
            del left[chance.randrange(len(left) // 4, len(left)) :]
            for _ in range(chance.randrange(300)):
                left[chance.randrange(len(left))] = chance.randrange(256)
            path.with_name(path.name.replace("store", "lost")).write_bytes(left)
    before = kept(store) | ever

    done = claimwatch("doctor", "--rescue", saved, store=lost)

    assert done.returncode in {0, 2}, done.stderr
    assert "unexpected" not in done.stderr
    after = kept(saved) if saved.exists() else {}
    assert len(after) > len(before) // 10
    assert sum(key in before for key in after) > len(after) * 0.8


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\0" + b"\xff" * 9000, None])
def test_a_rescue_that_saves_nothing_is_a_failure(tmp_path: Path, content: bytes | None) -> None:
    store, saved = tmp_path / "store.db", tmp_path / "saved.db"
    if content is not None:
        store.write_bytes(content)

    done = claimwatch("doctor", "--rescue", saved, store=store)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert str(store) in done.stderr
    assert not saved.exists()


def test_doctor_tells_what_is_no_store_from_lines_of_an_older_version(tmp_path: Path) -> None:
    other, older = tmp_path / "claims.jsonl", tmp_path / "older.jsonl"
    other.write_text('{"schema":1,"event_id":"one"}\n', encoding="utf-8")
    older.write_text('{"pk":"A","sk":"B"}\n', encoding="utf-8")

    first, second = (
        lines(claimwatch("doctor", "--json", store=each).stdout)[0] for each in (other, older)
    )

    assert (first["level"], "is no store of claimwatch" in first["words"]) == ("fail", True)
    assert other.read_text(encoding="utf-8") == '{"schema":1,"event_id":"one"}\n'
    assert (second["level"], second["words"]) == ("ok", f"{older} is sound")


_SMALL = ("unshare", "--user", "--map-root-user", "--mount", "sh", "-c")
_MOUNTED = 'mount -t tmpfs -o "$OPTIONS" tmpfs "$DISK" || exit 77; '
_ACCOUNTS = 'claimwatch accounts apply "$ACCOUNTS"; '


def on_a_small_disk(disk: Path, options: str, commands: str) -> tuple[int, list[str]]:
    """Run commands with a store on a disk of their own; how they ended, what they said."""
    disk.mkdir()
    own = {
        "OPTIONS": options, "DISK": str(disk), "CLAIMWATCH_STORE": str(disk / "store.db"),
        "ACCOUNTS": str(ROOT / "events" / "accounts.toml"), "PYTHONPATH": str(ROOT),
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
    }  # fmt: skip
    unshare = shutil.which(_SMALL[0])
    if unshare is None:
        pytest.skip("no unshare here")
    done = subprocess.run(  # noqa: S603 - our own words
        [unshare, *_SMALL[1:], _MOUNTED + commands],
        env=own, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    if done.returncode == 77 or "unshare" in done.stderr:
        pytest.skip("nobody may mount a disk of their own here")
    return done.returncode, done.stderr.splitlines()


_FULL = "the disk is full; this was not stored"


@pytest.mark.parametrize(
    ("options", "first", "words"),
    [
        pytest.param("size=64k", "", _FULL, id="no room for a store"),
        pytest.param(
            "size=64k,nr_inodes=1", "", "No space left on device", id="no room for a file"
        ),
        pytest.param("size=400k", _ACCOUNTS, _FULL, id="full later"),
    ],
)
def test_a_full_disk_is_called_full(tmp_path: Path, options: str, first: str, words: str) -> None:
    fill = 'dd if=/dev/zero of="$DISK/fill" bs=1k count=900 2>/dev/null; ' if first else ""

    code, said = on_a_small_disk(tmp_path / "disk", options, first + fill + _ACCOUNTS)

    assert code == 2
    assert said[-1].startswith(f"claimwatch: {tmp_path / 'disk' / 'store.db'}: ")
    assert said[-1].endswith(words)
    assert "".join(said[:-1]).endswith("can only be read now: the disk is full" if first else "")


def test_pages_that_only_a_log_names_are_not_looked_for_in_a_file_that_is_cut(
    tmp_path: Path,
) -> None:
    path = tmp_path / "cut.db"
    path.write_bytes(b"SQLite format 3\0" + (4096).to_bytes(2) + bytes(2 * 4096 - 18))
    pages = Pages(path)
    pages.last = 9  # as a log says that goes on where the file was cut

    assert list(items_of_pages(pages, lambda _number: None)) == []
    assert pages.free() == set()
