"""`responded` asks who refunded where a wrong answer would drop a SAFE-T claim."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.playing import ROOT, claimwatch, lines

ORDER = "113-5550123-5550199"
CLAIM = f"blue-kettle/return/{ORDER}"


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path, source = tmp_path / "store.db", tmp_path / "return.jsonl"
    claimwatch("accounts", "apply", ROOT / "events" / "accounts.toml", store=path)
    facts = [("refund_issued", 3, {"extent": "partial"}), ("return_delivered", 2, {})]
    source.write_text("\n".join(_fact(*fact) for fact in facts))
    assert claimwatch("import", source, store=path).returncode == 0
    return path


def _fact(kind: str, days: int, more: dict[str, str]) -> str:
    at = (datetime.now(UTC) - timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")
    return json.dumps({
        "schema": 1, "event_id": kind, "type": kind, "occurred_at": at, "account": "blue-kettle",
        "programme": "return", "order_id": ORDER, **more,
    })  # fmt: skip


def states(store: Path) -> dict[str, str]:
    shown = claimwatch("show", f"blue-kettle/return/{ORDER}", "--json", store=store).stdout
    (case,) = lines(shown)
    return {each["obligation"]: each["state"] for each in case["obligations"]}


def test_without_a_name_nothing_is_recorded_and_both_answers_are_named(store: Path) -> None:
    done = claimwatch("responded", CLAIM, store=store)

    assert done.returncode == 2
    assert "--refunded-by amazon" in done.stderr
    assert "--refunded-by seller" in done.stderr
    assert states(store)["return.process"] == "open"


@pytest.mark.parametrize(("who", "filing"), [("amazon", "open"), ("seller", "cancelled")])
def test_only_the_sellers_own_refund_gives_the_filing_up(
    store: Path, who: str, filing: str
) -> None:
    assert claimwatch("responded", CLAIM, "--refunded-by", who, store=store).returncode == 0

    assert states(store)["return.process"] in {"answered", "cancelled"}
    assert states(store)["safet.file"] == filing
