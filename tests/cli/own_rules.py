"""Files of rules of one's own, and a store with a claim that they move."""

import csv
import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.cli.playing import ROOT, Done, claimwatch

ORDER = "113-5550123-5550199"
CLAIM = f"blue-kettle/atoz/{ORDER}"
ACCOUNT = ("--account", "blue-kettle")
COLUMNS = (ROOT / "shared/policy/policy.csv").read_text(encoding="utf-8").splitlines()[0].split(",")
TODAY = datetime.now(UTC).date()
FOUR_HOURS = {
    "rule_id": "atoz.info-request",
    "obligation": "atoz.info_request",
    "kind": "hard",
    "stores": "*",
    "anchors": "information_requested",
    "amount": "4",
    "unit": "elapsed_hours",
    "effective_from": "2020-07-27",
    "if_missed": "claim granted",
    "verified": "yes",
    "source_ids": "agreed in our team",
    "checked": str(TODAY),
}
"""The rule for A-to-z information requests, with four hours in place of its 48."""


def write(path: Path, *rows: dict[str, str]) -> Path:
    """Write rules into a file."""
    text = io.StringIO()
    table = csv.DictWriter(text, COLUMNS, restval="", lineterminator="\n")
    table.writeheader()
    table.writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8")
    return path


def asked_an_hour_ago(store: Path) -> datetime:
    """Put one account's open information request into a store; return when Amazon asked, UTC."""
    asked = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1)
    accounts = ROOT / "events" / "accounts.toml"
    assert claimwatch("accounts", "apply", accounts, store=store).returncode == 0
    added = claimwatch(
        "add", *ACCOUNT, "--order", ORDER, "--kind", "atoz.info_request",
        "--received", f"{asked:%Y-%m-%dT%H:%M:%SZ}", store=store,
    )  # fmt: skip
    assert added.returncode == 0, added.stderr
    return asked


def apply(store: Path, file: Path, *options: str) -> Done:
    """Lay a file of rules over those that ship."""
    return claimwatch("policy", "apply", file, *options, store=store)
