"""Terminals, spreadsheets and pipes of other people: none of them ends a command."""

import json
import os
import subprocess
import sys
from codecs import BOM_UTF8
from datetime import UTC, datetime
from pathlib import Path

import pytest

from claimwatch.printing import ESCAPED

CLAIMWATCH = Path(sys.executable).with_name("claimwatch")
ORDER = "113-5550123-5550199"
CLAIM = f"blue-kettle/atoz/{ORDER}"
ASKS = "请提供签收证明 😀 café"
TERMINALS = [
    {"PYTHONIOENCODING": "cp1252"},
    {"PYTHONIOENCODING": "ascii:strict"},
    {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with a claim that Amazon asks about in Chinese."""
    folder = tmp_path_factory.mktemp("店")
    root = Path(__file__).parents[2]
    question = {
        "schema": 1, "event_id": "asked-1", "type": "information_requested",
        "occurred_at": _now(), "account": "blue-kettle", "programme": "atoz",
        "order_id": ORDER, "asks": ASKS,
    }  # fmt: skip
    (folder / "问题.jsonl").write_text(json.dumps(question, ensure_ascii=False) + "\n", "utf-8")
    accounts = str(root / "events" / "accounts.toml")
    for words in (["accounts", "apply", accounts], ["import", "问题.jsonl"]):
        done = _run(folder, *words)
        assert done.returncode == 0, done.stderr
    return folder


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _run(home: Path, *words: str, **more: str) -> subprocess.CompletedProcess[bytes]:
    env = {**os.environ, "HOME": str(home), "CLAIMWATCH_STORE": str(home / "店.store"), **more}
    return subprocess.run(  # noqa: S603 - our own command
        [CLAIMWATCH, *words], cwd=home, env=env, capture_output=True, check=False
    )


@pytest.mark.parametrize("terminal", TERMINALS, ids=lambda each: " ".join(each.values()))
@pytest.mark.parametrize(
    "words",
    [
        ["show", CLAIM],
        ["explain", CLAIM, "--lang", "zh-Hant"],
        ["export", "ics"],
        ["show", "blue-kettle/不"],
    ],
    ids=" ".join,
)
def test_a_terminal_that_knows_no_chinese_ends_no_command(
    home: Path, words: list[str], terminal: dict[str, str]
) -> None:
    usual, here = _run(home, *words, PYTHONUTF8="1"), _run(home, *words, **terminal)
    assert here.returncode == usual.returncode
    assert b"unexpected" not in here.stderr
    assert here.stdout.count(b"\n") == usual.stdout.count(b"\n")


def test_what_a_terminal_cannot_show_is_still_json() -> None:
    printed = json.dumps({"asks": ASKS}, ensure_ascii=False).encode("ascii", ESCAPED)
    assert json.loads(printed) == {"asks": ASKS}


def test_a_csv_file_begins_as_excel_knows_utf_8_and_a_pipe_does_not(home: Path) -> None:
    assert _run(home, "export", "csv", "cases", "--out", "案.csv").returncode == 0
    whole = (home / "案.csv").read_bytes()
    assert whole.startswith(BOM_UTF8)
    assert _run(home, "export", "csv", "cases").stdout == whole.removeprefix(BOM_UTF8)


def test_a_csv_with_that_beginning_is_read_like_one_without(home: Path) -> None:
    rows = ["account,programme,order_id,type,occurred_at,event_id",
            f"blue-kettle,atoz,{ORDER},seller_responded,{_now()},answered-1"]  # fmt: skip
    plain, marked = home / "plain.csv", home / "marked.csv"
    plain.write_text("\n".join(rows) + "\n", "utf-8")
    marked.write_bytes(BOM_UTF8 + plain.read_bytes())
    said = [
        _run(home, "parse", each.name, "--store", "US", "--account", "blue-kettle", "--json")
        for each in (plain, marked)
    ]
    assert said[0].stdout == said[1].stdout
    assert json.loads(said[0].stdout)["type"] == "seller_responded"


def test_a_file_that_is_no_report_is_named_once_and_ends_with_2(home: Path) -> None:
    (home / "README.md").write_text("# a page\n", "utf-8")
    done = _run(home, "parse", "README.md", "--store", "US", "--account", "x")
    assert done.returncode == 2
    assert (done.stdout + done.stderr).count(b"README.md") == 1
    assert done.stderr == b"claimwatch: FILE: 1 of 1 cannot be read at all\n"
