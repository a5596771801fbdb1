import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.playing import ROOT, claimwatch, lines

ORDER = "113-5550123-5550199"
CLAIM = f"blue-kettle/atoz/{ORDER}"


def ago(**span: int) -> str:
    return (datetime.now(UTC) - timedelta(**span)).strftime("%Y-%m-%dT%H:%M:%SZ")


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "store.db"
    claimwatch("accounts", "apply", ROOT / "events" / "accounts.toml", store=path)
    added = claimwatch(
        "add", "--account", "blue-kettle", "--order", ORDER, "--kind", "atoz.info_request",
        "--received", ago(hours=5), "--amount", "48.20:USD", "--reason", "not_received", store=path,
    )  # fmt: skip
    assert added.returncode == 0, added.stderr
    return path


def test_eligibility_says_the_verdict_with_source_date_and_how_far_it_is_verified(
    store: Path,
) -> None:
    told = claimwatch("eligibility", CLAIM, "--lang", "en", store=store).stdout

    assert "The guarantee may cover this claim" in told
    words = " ".join(told.split())
    assert "[seed-002, seed-004; checked 2026-11-22; not verified: an older document]" in words
    assert "One defect among 310 orders of 60 days weighs 0.32 % in ODR" in words
    assert "never to ask a buyer for" in words


def test_eligibility_as_json_holds_rows_doubts_and_both_schools(store: Path) -> None:
    (row,) = lines(claimwatch("eligibility", CLAIM, "--json", store=store).stdout)

    assert (row["verdict"], row["reason"]) == ("possible", "not_received")
    assert [each["reason"] for each in row["grounds"]] == [
        "not_received", "not_as_described", "refund_not_received", "service",
        "return_not_possible", "extra_charges",
    ]  # fmt: skip
    assert row["doubts"][0]["other"]["sources"] == ["seed-004", "BUY-CA", "BUY-SA"]
    refund, fight = row["schools"]
    assert (refund["endings"][0]["amount"], refund["endings"][0]["counts_in_odr"]) == (
        {"value": "48.20", "currency": "USD"},
        True,
    )
    assert [each["counts_in_odr"] for each in fight["endings"]] == [False, None, True]
    assert len(row["withdrawal"]["steps"]) == 4


def test_another_reason_may_be_tried_and_a_wrong_one_names_the_right_ones(store: Path) -> None:
    tried = claimwatch("eligibility", CLAIM, "--reason", "extra_charges", "--json", store=store)
    wrong = claimwatch("eligibility", CLAIM, "--reason", "abuse", store=store)

    assert lines(tried.stdout)[0]["ground"]["rule"] == "atoz.extra-charges"
    assert wrong.returncode == 2
    assert "known are not_received" in wrong.stderr


def test_safet_is_judged_before_anything_is_filed(store: Path) -> None:
    name = CLAIM.replace("atoz", "safet")
    told = claimwatch("eligibility", name, "--lang", "en", store=store).stdout

    assert "Not eligible by the sources: an exclusion holds." in told  # the claim of the buyer
    assert "An order with any A-to-z claim is not eligible" in " ".join(told.split())
    assert "--reason in_transit_damage" in told


@pytest.mark.parametrize("command", ["eligibility", "evidence", "draft"])
def test_a_return_is_no_claim(store: Path, command: str) -> None:
    done = claimwatch(command, CLAIM.replace("atoz", "return"), store=store)

    assert (done.returncode, done.stdout) == (2, "")
    assert "a return is no claim" in done.stderr


def test_an_item_is_marked_as_done_and_stays_done(store: Path) -> None:
    before = claimwatch("evidence", CLAIM, "--json", store=store)
    marked = claimwatch(
        "evidence", CLAIM, "--item", "carrier_tracking", "--item", "timeline", store=store
    )
    (row,) = lines(claimwatch("evidence", CLAIM, "--json", store=store).stdout)

    assert not [each for each in lines(before.stdout)[0]["items"] if each["done"]]
    assert marked.returncode == 0, marked.stderr
    assert [each["item"] for each in row["items"] if each["done"] == "added"] == [
        "timeline",
        "carrier_tracking",
    ]
    assert row["complete"] is False
    told = lines(claimwatch("history", CLAIM, "--json", store=store).stdout)
    assert [line["what"] for line in told].count("evidence_added") == 2


def test_an_item_that_is_not_on_the_checklist_is_refused(store: Path) -> None:
    done = claimwatch("evidence", CLAIM, "--item", "a photo of Jane", store=store)

    assert done.returncode == 2
    assert "--item: 'a photo of Jane' is not on the checklist; there are timeline" in done.stderr


def test_the_checklist_says_what_is_missing_and_where_it_goes(store: Path) -> None:
    told = claimwatch("evidence", CLAIM, "--lang", "en", store=store).stdout

    assert f"{CLAIM}  proofs 0 of 5" in told
    assert "[ ] delivery_scan:" in told
    assert "95 per cent" in told
    assert "Buyer-Seller Messages" in told


def test_show_has_a_short_answer_and_the_missing_items(store: Path) -> None:
    (row,) = lines(claimwatch("show", CLAIM, "--json", store=store).stdout)
    (claim,) = row["claims"]

    assert claim["eligibility"]["verdict"] == "possible"
    assert claim["checklist"]["complete"] is False
    told = claimwatch("show", CLAIM, store=store).stdout
    assert "delivery_scan" in told


def test_show_keeps_a_withdrawal_before_and_after_a_decision_apart(store: Path) -> None:
    claimwatch("outcome", CLAIM, "--decision", "granted-seller-funded", store=store)
    claimwatch("outcome", CLAIM, "--decision", "withdrawn", store=store)

    (row,) = lines(claimwatch("show", CLAIM, "--json", store=store).stdout)
    assert row["claims"][0]["withdrawn"] == "after"


def test_a_draft_leaves_gaps_and_its_check_finds_them(store: Path, tmp_path: Path) -> None:
    (row,) = lines(claimwatch("draft", CLAIM, "--json", store=store).stdout)
    text = tmp_path / "draft.txt"
    text.write_text(row["text"], encoding="utf-8")

    checked = claimwatch("draft", "--check", text, "--json", store=store)

    assert row["kind"] == "statement"
    assert row["gaps"]
    assert checked.returncode == 10
    found = [each["found"] for each in lines(checked.stdout) if each["kind"] == "gap"]
    assert found == row["gaps"]


def test_the_text_of_a_draft_is_alone_on_stdout(store: Path) -> None:
    done = claimwatch("draft", CLAIM, "--kind", "buyer_letter", "--lang", "en", store=store)

    assert done.stdout.startswith("Hello,\n\nWe are sorry")
    assert "Never ask a buyer to withdraw a claim" in " ".join(done.stderr.split())
    assert "off-platform" not in done.stdout


def test_a_finished_text_passes_its_check(tmp_path: Path) -> None:
    text = tmp_path / "answer.txt"
    text.write_text(
        "The order was shipped on 26 February 2026 and delivered on 27 February, as the scan of "
        "the carrier shows. We replied to the buyer on 6 March and had no answer since. We ask "
        "Amazon to deny the claim.",
        encoding="utf-8",
    )

    done = claimwatch("draft", "--check", text)

    assert done.returncode == 0
    assert done.stdout.startswith("Nothing found.")


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("draft",), "name a claim, or a text with --check FILE"),
        (("draft", "--check", "no-such-file"), "no-such-file: cannot be read"),
        (("draft", CLAIM, "--kind", "threat"), "--kind: 'threat'; there are buyer_letter"),
    ],
)
def test_what_cannot_be_drafted_is_said_in_one_line(
    store: Path, arguments: tuple[str, ...], named: str
) -> None:
    done = claimwatch(*arguments, store=store)

    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert named in done.stderr


def test_every_contradiction_of_the_sources_is_shown_somewhere(store: Path) -> None:
    kinds = ("buyer_letter", "statement", "appeal", "safet_filing")
    told = [claimwatch("draft", CLAIM, "--kind", kind, "--json", store=store) for kind in kinds]
    claimwatch("outcome", CLAIM, "--decision", "denied", store=store)
    told.append(claimwatch("draft", CLAIM, "--kind", "odr_correction", "--json", store=store))

    shown = {each["doubt"] for done in told for each in json.loads(done.stdout)["doubts"]}

    assert {
        "ask-to-withdraw", "off-platform", "pace", "buyer-programme", "outcome-name",
        "points-back", "withdrawn", "cancelled",
    } <= shown  # fmt: skip
