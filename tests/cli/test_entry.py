"""What people enter by hand, in the words of the trade."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.playing import ROOT, Done, claimwatch, lines

ORDER = "113-5550123-5550199"
CLAIM = f"blue-kettle/atoz/{ORDER}"


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "store.db"
    assert (
        claimwatch("accounts", "apply", ROOT / "events" / "accounts.toml", store=path).returncode
        == 0
    )
    return path


def add(store: Path, kind: str, *more: str, order: str = ORDER) -> Done:
    at = (datetime.now(UTC) - timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M:%SZ")
    about = ("--account", "blue-kettle", "--order", order, "--kind", kind, "--received", at)
    return claimwatch("add", *about, *more, store=store)


def test_a_service_order_is_added_when_it_is_called_one(store: Path) -> None:
    refused = add(store, "safet.info_request", order="SVC-12345")
    taken = add(store, "safet.info_request", "--order-kind", "service", order="SVC-12345")

    assert refused.returncode == 2
    assert taken.returncode == 0, taken.stderr
    assert "safet.info_request" in claimwatch("list", store=store).stdout


@pytest.mark.parametrize(
    "received", ["2026-03-02T10:00:00Z", "2026-03-02T10:00:00Z..2026-03-04T10:00:00Z", None]
)
def test_what_add_says_of_a_cut_off_is_what_the_list_says(
    store: Path, received: str | None
) -> None:
    added = add(store, "atoz.info_request", *(["--received", received] if received else []))

    (line,) = added.stdout.splitlines()
    (_, row) = claimwatch("list", store=store).stdout.splitlines()
    said = line.partition("  by ")[2].removesuffix(" Asia/Taipei")
    assert row.startswith(f"{said}  ")


@pytest.mark.parametrize("decision", ["order-refunded", "order_cancelled", "withdrawn"])
def test_a_claim_may_end_without_a_decision_of_amazon(store: Path, decision: str) -> None:
    assert add(store, "atoz.info_request", "--amount", "48.20:USD").returncode == 0

    done = claimwatch(
        "outcome", CLAIM, "--decision", decision, "--amount", "48.20:USD", store=store
    )
    shown = claimwatch("show", CLAIM, "--json", store=store)

    assert done.returncode == 0, done.stderr
    assert decision.replace("-", "_") in shown.stdout


def test_an_ending_that_a_programme_does_not_have_names_those_it_has(store: Path) -> None:
    assert add(store, "chargeback.respond").returncode == 0

    claim = f"blue-kettle/chargeback/{ORDER}"
    done = claimwatch("outcome", claim, "--decision", "order_refunded", store=store)

    assert done.returncode == 2
    assert "use won, lost, withdrawn" in done.stderr


def test_the_ground_of_a_filing_is_kept_before_it_is_filed(store: Path) -> None:
    done = add(store, "safet.file", "--reason", "not_returned")
    claim = f"blue-kettle/safet/{ORDER}"

    assert done.returncode == 0, done.stderr
    (kept,) = lines(claimwatch("evidence", claim, "--json", store=store).stdout)
    assert kept["reason"] == "not_returned"
    assert "reason:" not in claimwatch("evidence", claim, "--lang", "en", store=store).stdout
    (judged,) = lines(claimwatch("eligibility", claim, "--json", store=store).stdout)
    assert judged["ground"]["rule"] == "safet.not-returned"
