"""What people type who do not know exactly when something happened."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.playing import ROOT, Done, claimwatch, lines

ORDER = "113-5550123-5550199"
CLAIM = f"blue-kettle/safet/{ORDER}"
TODAY = datetime.now(UTC).date()
FIRST, LAST = (f"{TODAY - timedelta(days=days)}" for days in (9, 2))


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "data" / "store.db"
    done = claimwatch("accounts", "apply", ROOT / "events" / "accounts.toml", store=path)
    assert done.returncode == 0
    return path


def add(store: Path, received: str, *more: str) -> Done:
    named = ("--account", "blue-kettle", "--order", ORDER, "--kind", "safet.appeal")
    return claimwatch("add", *named, "--received", received, *more, store=store)


def test_a_denial_of_some_time_in_a_week_counts_from_both_ends(store: Path) -> None:
    added = add(store, f"{FIRST}..{LAST}")

    assert added.returncode == 0, added.stderr
    (told,) = lines(claimwatch("explain", CLAIM, "--json", store=store).stdout)
    asked = f"claim_denied={FIRST}..{LAST}"
    computed = claimwatch(
        "deadline", "safet.appeal", "--store", "US", "--anchor", asked, "--json", store=store
    )
    assert told["remind_by"] == json.loads(computed.stdout)["earliest"]
    assert told["missed_after"] == json.loads(computed.stdout)["latest"]
    said = claimwatch("explain", CLAIM, "--lang", "en", store=store).stdout
    assert "Counted from the denial, some time between" in said
    assert f"{FIRST}..{LAST}" in claimwatch("history", CLAIM, store=store).stdout


def test_the_same_span_said_twice_is_said_once(store: Path) -> None:
    add(store, f"{FIRST}..{LAST}")
    add(store, f"{FIRST}..{LAST}")

    assert claimwatch("history", CLAIM, store=store).stdout.count("claim_decided") == 1


def test_a_stated_time_may_be_read_in_two_ways(store: Path) -> None:
    early, late = (f"{TODAY + timedelta(days=days)}" for days in (3, 4))

    add(store, f"{LAST}T10:00..{LAST}T18:00", "--zone", "Asia/Taipei", "--stated", early)
    said = claimwatch(
        "set-deadline", CLAIM, "--obligation", "safet.appeal", "--stated", f"{early}..{late}",
        "--json", store=store,
    )  # fmt: skip

    assert said.returncode == 0, said.stderr
    (told,) = lines(claimwatch("explain", CLAIM, "--json", store=store).stdout)
    assert told["stated"] == told["remind_by"]
    assert datetime.fromisoformat(told["missed_after"]) - datetime.fromisoformat(
        told["remind_by"]
    ) == timedelta(days=2, seconds=-1)


@pytest.mark.parametrize(
    ("received", "said"),
    [
        (f"{LAST}..{FIRST}", "--received: "),
        (f"{FIRST}..", "is not a span; write it like 2026-08-10..2026-09-20"),
        (f"..{FIRST}", "is not a span"),
        (f"{FIRST}..{LAST}..{LAST}", "is not a span"),
        (f"{FIRST}..{LAST}T10:00", "has no offset"),
        (f"{LAST}T20:00:00Z..{FIRST}", "occurred_from: "),
    ],
)
def test_what_is_no_span_is_refused_with_what_to_write(
    store: Path, received: str, said: str
) -> None:
    refused = add(store, received)

    assert refused.returncode == 2
    assert said in refused.stderr
    assert len(refused.stderr.splitlines()) == 1
