from pathlib import Path

import pytest

from tests.cli.own_rules import ACCOUNT, FOUR_HOURS, apply, asked_an_hour_ago, write
from tests.cli.playing import ROOT, claimwatch, lines


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "data" / "store.db"


@pytest.fixture
def layered(store: Path, tmp_path: Path) -> Path:
    """A store with a rule for everybody and one for an account."""
    asked_an_hour_ago(store)
    apply(store, write(tmp_path / "everybody.csv", {**FOUR_HOURS, "amount": "40"}))
    own = {**FOUR_HOURS, "rule_id": "kettle", "stores": "US"}
    apply(store, write(tmp_path / "account.csv", own), *ACCOUNT)
    return store


def test_where_nothing_was_ever_stored_the_rules_that_ship_are_listed(store: Path) -> None:
    done = claimwatch("policy", "list", "--json", store=store)

    assert len(lines(done.stdout)) == 32
    assert not store.parent.exists()
    listed = claimwatch("policy", "list", store=store).stdout.splitlines()
    assert listed[0] == "in force, local store: 32 shipped, 0 of deployment"
    checked = claimwatch("policy", "check", store=store)
    assert checked.stdout.splitlines()[0] == "looked at, local store: shipped"


def test_a_rule_is_listed_with_its_source_when_it_was_checked_and_from_when_one_may_file(
    store: Path,
) -> None:
    listed = claimwatch("policy", "list", "--store", "SA", store=store, COLUMNS="79").stdout

    words = " ".join(listed.split())
    assert (
        "safet.file.mena.self-ship 60 calendar days; opens after 30 calendar days; AE SA; "
        "case self_ship; checked 2026-11-22; source ST-SA-TERMS"
    ) in words
    assert "safet.file.eu" not in words
    assert max(map(len, listed.splitlines())) <= 79


def test_what_is_in_force_is_shown_with_every_layer_that_was_asked_for(layered: Path) -> None:
    everybody = claimwatch("policy", "list", store=layered).stdout
    account = claimwatch("policy", "list", *ACCOUNT, store=layered).stdout
    shown = claimwatch("policy", "show", "atoz.info-request", store=layered).stdout

    assert everybody.startswith("in force, local store: 31 shipped, 1 of deployment\n")
    assert "kettle  " not in everybody
    assert account.startswith(
        "in force, local store: 31 shipped, 1 of deployment, 1 of account blue-kettle\n"
    )
    assert "agreed in our team; [account blue-kettle]" in " ".join(account.split())
    assert "window          40 elapsed hours" in shown


def test_an_unknown_rule_and_an_unknown_account_are_refused(layered: Path) -> None:
    assert claimwatch("policy", "show", "nothing", store=layered).returncode == 2
    assert claimwatch("policy", "list", "--account", "nobody", store=layered).returncode == 2


def test_check_and_doctor_look_at_the_rules_of_every_account(layered: Path, tmp_path: Path) -> None:
    unsure = write(tmp_path / "unsure.csv", {**FOUR_HOURS, "checked": ""})
    apply(layered, unsure, *ACCOUNT, "--later")

    checked = claimwatch("policy", "check", store=layered)
    others = claimwatch("policy", "check", "--account", "oak-and-ash", store=layered)
    doctor = lines(claimwatch("doctor", "--json", store=layered).stdout)[1:]

    assert checked.returncode == 10
    assert checked.stdout.splitlines()[0] == (
        "looked at, local store: shipped, deployment, account blue-kettle"
    )
    doubt = "atoz.info-request: nobody noted when it was checked [account blue-kettle]"
    assert doubt in checked.stdout.splitlines()
    assert "blue-kettle" not in others.stdout
    assert (doctor[0]["name"], doctor[0]["level"]) == ("rules", "warn")


def test_a_file_of_ones_own_is_compared_as_a_layer(store: Path, tmp_path: Path) -> None:
    own = write(tmp_path / "own.csv", FOUR_HOURS, {**FOUR_HOURS, "rule_id": "new", "stores": "JP"})

    done = claimwatch("policy", "diff", "shipped", own, "--json")

    assert [(line["rule"], line["change"]) for line in lines(done.stdout)] == [
        ("atoz.info-request", "changed"),
        ("new", "added"),
    ]
    assert lines(done.stdout)[0]["fields"]["may_run_to"] == ["72 elapsed hours", None]
    assert done.stderr == f"{own}: laid over the rules that ship\n"
    told = claimwatch("policy", "diff", "shipped", own).stdout
    assert "         may run to: 72 elapsed hours → none\n" in told


def test_a_whole_pack_without_a_rule_is_compared_as_a_pack(tmp_path: Path) -> None:
    text = (ROOT / "shared" / "policy" / "policy.csv").read_text(encoding="utf-8")
    rows = [row for row in text.splitlines(keepends=True) if not row.startswith("safet.file.jp,")]
    other = tmp_path / "other.csv"
    other.write_text("".join(rows), encoding="utf-8")

    done = claimwatch("policy", "diff", "shipped", other)

    assert (done.stdout, done.stderr) == ("removed  safet.file.jp\n", "")
