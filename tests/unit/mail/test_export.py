from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from tests.cli.playing import ROOT, claimwatch, lines

ORDER = "113-5550123-5550199"


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "store.db"
    asked = (datetime.now(UTC) - timedelta(hours=5)).strftime("%Y-%m-%dT%H:%M:%SZ")
    accounts = claimwatch("accounts", "apply", ROOT / "events" / "accounts.toml", store=path)
    added = claimwatch(
        "add", "--account", "blue-kettle", "--order", ORDER, "--kind", "atoz.info_request",
        "--received", asked, store=path,
    )  # fmt: skip
    assert (accounts.returncode, added.returncode) == (0, 0)
    return path


def test_what_is_open_goes_into_any_calendar(store: Path, tmp_path: Path) -> None:
    (listed,) = lines(claimwatch("list", "--json", store=store).stdout)
    file = tmp_path / "deadlines.ics"

    done = claimwatch("export", "ics", "--out", file, store=store)
    entry: Any = Calendar.from_ical(file.read_bytes()).walk("VEVENT")[0]

    assert done.returncode == 0, done.stderr
    assert entry["DTSTART"].dt == datetime.fromisoformat(listed["remind_by"])
    (row,) = lines(claimwatch("export", "ics", "--json", store=store).stdout)
    assert row["at"] == listed["remind_by"]
    assert row["uid"] == entry["UID"]


def test_a_file_that_cannot_be_written_is_named(store: Path, tmp_path: Path) -> None:
    done = claimwatch("export", "ics", "--out", tmp_path / "no" / "d.ics", store=store)

    assert done.returncode == 2
    assert "--out" in done.stderr
