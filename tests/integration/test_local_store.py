"""The file of the local store: what it survives, and what it says when it cannot."""

import json
import os
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from claimwatch.place import place
from claimwatch.store.file import opened, store_file
from shared.adapters.items import ItemChangedError, New
from shared.domain.errors import InputError

ITEM = {"pk": "ACCOUNT#blue-kettle", "sk": "ORDER#1", "text": "茶壶\u2028 it\u2019s", "version": 1}


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the store is in this test; nothing is there yet."""
    monkeypatch.setenv("CLAIMWATCH_STORE", str(tmp_path / "data" / "own.store"))
    return store_file()


def kept() -> list[dict[str, object]]:
    with opened() as items:
        return [*items.under(ITEM["pk"])]  # type: ignore[arg-type]


def as_lines(path: Path, *items: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{json.dumps(item, ensure_ascii=False)}\n" for item in items), "utf-8")


def test_what_is_stored_is_there_for_the_next_command_and_for_nobody_else(path: Path) -> None:
    with opened() as items:
        items.put(ITEM)

    assert kept() == [ITEM]
    assert os.name == "nt" or path.stat().st_mode & 0o077 == 0
    assert sorted(each.name for each in path.parent.iterdir()) == ["own.store"]


def test_without_a_word_it_lies_below_the_data_folder_and_never_below_a_relative_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CLAIMWATCH_STORE", raising=False)
    for home in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(home, str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", "data")
    below_home = tmp_path / ".local" / "share" / "claimwatch" / "store.db"
    assert store_file() == below_home

    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "xdg"))
    assert store_file() == tmp_path / "xdg" / "claimwatch" / "store.db"


def test_what_is_written_together_comes_in_together_or_not_at_all(path: Path) -> None:
    def write_two(then: Exception | None) -> None:
        with opened() as items, items.together():
            items.put(ITEM)
            items.put({**ITEM, "sk": "ORDER#2"})
            if then:
                raise then

    with pytest.raises(ItemChangedError):
        write_two(ItemChangedError(None))
    assert kept() == []
    write_two(None)
    assert len(kept()) == 2
    assert path.exists()


def test_a_copy_for_trying_out_changes_nothing(path: Path) -> None:
    with opened() as items:
        items.put(ITEM)
    with opened(keep=False) as items:
        items.put({**ITEM, "sk": "ORDER#2"})
        assert len([*items.under(str(ITEM["pk"]))]) == 2

    assert kept() == [ITEM]
    assert path.exists()


def test_who_waits_for_another_command_says_so_once_and_gets_its_turn(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with opened() as first:
        first.database.execute("BEGIN IMMEDIATE")
        with opened() as second:
            second.database.execute("PRAGMA busy_timeout = 1")
            tries = 0

            def let_go() -> None:
                nonlocal tries
                tries += 1
                if tries == 5:
                    first.database.execute("COMMIT")
                second.database.execute("BEGIN IMMEDIATE")

            second.patiently(let_go)
            second.database.execute("COMMIT")
            second.put(ITEM)
            assert kept() == [ITEM]

    told = capsys.readouterr().err
    assert told == f"claimwatch: waiting for another command that writes to {path}\n"


def test_lines_of_an_older_version_are_taken_over_once_and_kept(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = {"pk": "ACCOUNTS", "sk": "blue-kettle", "settings": "{}"}
    as_lines(path, ITEM, other)
    before = path.read_bytes()

    assert kept() == [ITEM]
    told = capsys.readouterr().err
    assert kept() == [ITEM]

    backup = path.with_name("own.store.backup")
    assert f"is a database now: {path}; 2 items came over, and {backup} keeps them" in told
    assert capsys.readouterr().err == "", "only the first time"
    assert backup.read_bytes() == before


def test_the_usual_file_of_an_older_version_becomes_the_usual_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CLAIMWATCH_STORE", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    old = tmp_path / "claimwatch" / "store.jsonl"
    as_lines(old, ITEM)
    old.with_suffix(".lock").touch()

    assert kept() == [ITEM]
    assert sorted(each.name for each in old.parent.iterdir()) == ["store.db", "store.jsonl.backup"]

    old.with_name("store.db").unlink()
    assert kept() == [], "a backup is not taken over again"


def test_a_damaged_line_of_an_older_version_is_named_and_all_others_are_taken_over(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path.parent.mkdir()
    whole = json.dumps(ITEM).encode()
    path.write_bytes(b"\xef\xbb\xbf" + whole + b'\n{"pk": "x\n\r\n{"pk": 1, "sk": "\xe8\xa3"}\n[]')

    assert kept() == [ITEM]

    told = capsys.readouterr().err.splitlines()
    assert [line.partition(" is damaged")[0] for line in told[:-1]] == [
        f"claimwatch: {path.with_name('own.store.backup')}:{number}" for number in (2, 4, 5)
    ]


def test_taking_over_that_was_interrupted_begins_again(path: Path) -> None:
    as_lines(path, ITEM)
    path.rename(path.with_name("own.store.older"))
    sqlite3.connect(path).execute("PRAGMA journal_mode = WAL").connection.close()

    assert kept() == [ITEM]
    assert not path.with_name("own.store.older").exists()


def test_an_empty_file_is_said_to_be_empty(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path.parent.mkdir()
    path.touch()

    assert kept() == []
    assert "is an empty file: nothing is kept there yet" in capsys.readouterr().err
    kept()
    assert capsys.readouterr().err == ""


_NO_STORES = [
    b"account,order\n",
    b"\x00" * 4096,
    b'{"schema":1,"event_id":"one","type":"claim_opened"}\n' * 3,
]


@pytest.mark.parametrize("content", _NO_STORES)
def test_a_file_that_is_no_store_is_refused_and_stays(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)

    with pytest.raises(InputError, match="is no store of claimwatch"):
        kept()

    assert path.read_bytes() == content


@pytest.mark.parametrize("content", _NO_STORES)
def test_a_file_that_is_no_store_is_refused_where_it_may_only_be_read(
    path: Path, content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    monkeypatch.setattr(os, "access", lambda _, mode: mode != os.W_OK)

    with pytest.raises(InputError, match="is no store of claimwatch"):
        kept()


def test_lines_beside_the_usual_database_that_are_no_items_stay_where_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLAIMWATCH_STORE", str(tmp_path / "store.db"))
    messages = tmp_path / "store.jsonl"
    messages.write_bytes(_NO_STORES[-1])

    assert kept() == []
    assert sorted(each.name for each in tmp_path.iterdir()) == ["store.db", "store.jsonl"]
    assert messages.read_bytes() == _NO_STORES[-1]


@pytest.mark.parametrize(
    ("place", "words"), [("", "is a folder; name a file"), ("pipe", "is no file; name a file")]
)
def test_what_is_no_file_is_no_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str, words: str
) -> None:
    os.mkfifo(tmp_path / "pipe")
    monkeypatch.setenv("CLAIMWATCH_STORE", str(tmp_path / place))

    with pytest.raises(InputError, match=words):
        kept()
    with pytest.raises(InputError, match=words):
        store_file()


def test_a_store_of_a_newer_version_is_left_alone(path: Path) -> None:
    kept()
    database = sqlite3.connect(path)
    database.execute("PRAGMA user_version = 99")
    database.close()

    with pytest.raises(InputError, match="was written by a newer claimwatch"):
        kept()


def test_a_link_stays_a_link(path: Path, tmp_path: Path) -> None:
    real = tmp_path / "elsewhere" / "real.db"
    real.parent.mkdir()
    path.parent.mkdir()
    path.symlink_to(real)
    with opened() as items:
        items.put(ITEM)

    assert path.is_symlink()
    assert kept() == [ITEM]
    assert [each.name for each in real.parent.iterdir()] == ["real.db"]


@pytest.fixture
def read_only(path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A store that this user may read and not write, as on a read-only file system."""
    with opened() as items:
        items.put(ITEM)
    may = os.access
    monkeypatch.setattr("os.access", lambda what, how: how != os.W_OK and may(what, how))
    path.chmod(0o400)
    path.parent.chmod(0o500)
    yield path
    path.parent.chmod(0o700)


def test_where_nothing_may_be_written_everything_can_be_read(read_only: Path) -> None:
    assert kept() == [ITEM]
    with (
        pytest.raises(InputError, match="may only be read here; nothing was stored"),
        opened() as items,
    ):
        items.put({**ITEM, "sk": "ORDER#2"})
    assert [each.name for each in read_only.parent.iterdir()] == ["own.store"]


def test_what_a_killed_command_had_stored_is_seen_where_nothing_may_be_written(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened() as items:
        items.put(ITEM)
        left = tmp_path / "left"
        left.mkdir()
        for each in path.parent.iterdir():
            if not each.name.endswith("-shm"):
                shutil.copy(each, left)
    monkeypatch.setenv("CLAIMWATCH_STORE", str(left / path.name))
    may = os.access
    monkeypatch.setattr("os.access", lambda what, how: how != os.W_OK and may(what, how))

    assert kept() == [ITEM]
    assert len([*left.iterdir()]) == 2, "nothing is written beside it"


def test_a_damaged_page_is_one_plain_line(path: Path) -> None:
    with opened() as items, items.together():
        for number in range(2000):
            items.put({**ITEM, "sk": f"ORDER#{number}", "text": "x" * 500})
    with path.open("r+b") as file:
        for page in range(8, 200, 3):
            file.seek(page * 4096)
            file.write(b"\xff" * 4096)

    with pytest.raises(InputError, match=r"own\.store: is damaged"):
        kept()


def test_two_who_find_nothing_write_one(path: Path) -> None:
    with opened() as one, opened() as two:
        one.put(ITEM, New())
        with pytest.raises(ItemChangedError) as late:
            two.put(ITEM, New())

    assert late.value.current == ITEM
    assert path.exists()


def test_a_place_is_the_store(path: Path) -> None:
    with place(None) as here:
        assert here.cases.get("blue-kettle", "1") is None
    assert path.exists()
