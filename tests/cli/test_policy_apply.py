import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from shared.domain.errors import ClaimwatchError
from shared.policy.pack import load_pack
from shared.policy.rule_rows import read_layer
from tests.cli.own_rules import (
    ACCOUNT,
    CLAIM,
    COLUMNS,
    FOUR_HOURS,
    ORDER,
    TODAY,
    apply,
    asked_an_hour_ago,
    write,
)
from tests.cli.playing import ROOT, claimwatch, lines, rewrite

HOUR = timedelta(hours=1)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "data" / "store.db"


@pytest.fixture
def asked(store: Path) -> datetime:
    return asked_an_hour_ago(store)


@pytest.fixture
def four(tmp_path: Path) -> Path:
    return write(tmp_path / "four.csv", FOUR_HOURS)


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    path = tmp_path / "empty.csv"
    path.touch()
    return path


def due(store: Path) -> str:
    (row,) = lines(claimwatch("list", "--json", store=store).stdout)
    return str(row["remind_by"])


def utc(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def test_taking_a_rule_back_moves_a_cut_off_later_only_when_that_is_approved(
    store: Path, asked: datetime, four: Path, empty: Path
) -> None:
    assert apply(store, four, *ACCOUNT).returncode == 0

    refused = apply(store, empty, *ACCOUNT)

    assert refused.returncode == 2
    assert refused.stdout == (
        f"later    blue-kettle/{ORDER}  atoz.info_request  {utc(asked + 4 * HOUR)} → "
        f"{utc(asked + 48 * HOUR)} to {utc(asked + 72 * HOUR)}\n"
    )
    assert refused.stderr == (
        "claimwatch: nothing applied: 1 open cut-off would move later or fall away; "
        "approve with --later\n"
    )
    assert due(store) == utc(asked + 4 * HOUR)
    taken = apply(store, empty, *ACCOUNT, "--later")
    assert (taken.returncode, taken.stderr) == (0, "taken back; 1 case changed\n")
    assert due(store) == utc(asked + 48 * HOUR)


def test_a_file_that_drops_a_row_asks_as_well(
    store: Path, asked: datetime, four: Path, tmp_path: Path
) -> None:
    apply(store, four)
    other = {**FOUR_HOURS, "rule_id": "atoz.review", "obligation": "atoz.review",
             "kind": "soft", "anchors": "claim_opened"}  # fmt: skip

    refused = apply(store, write(tmp_path / "other.csv", other))

    assert (refused.returncode, refused.stdout[:5]) == (2, "later")
    assert due(store) == utc(asked + 4 * HOUR)


def test_an_accounts_own_rule_stays_over_one_for_everybody(
    store: Path, asked: datetime, four: Path, tmp_path: Path
) -> None:
    apply(store, four, *ACCOUNT)
    longer = write(tmp_path / "longer.csv", {**FOUR_HOURS, "amount": "60"})

    everybody = apply(store, longer)

    assert (everybody.returncode, everybody.stdout) == (0, "")
    assert everybody.stderr == "1 rule applied; 0 cases changed\n"
    assert due(store) == utc(asked + 4 * HOUR)


def test_under_an_accounts_rule_lies_the_deployments_when_it_is_taken_back(
    store: Path, asked: datetime, four: Path, empty: Path, tmp_path: Path
) -> None:
    apply(store, write(tmp_path / "two.csv", {**FOUR_HOURS, "amount": "2"}))
    apply(store, four, *ACCOUNT, "--later")

    back = apply(store, empty, *ACCOUNT, "--json")

    move, done = lines(back.stdout)
    assert (move["way"], move["after"]["remind_by"]) == ("earlier", utc(asked + 2 * HOUR))
    assert done == {"kind": "summary", "applied": True, "rules": 0, "cases_changed": 1}


def test_an_obligation_that_would_vanish_is_a_move_that_needs_approval(
    store: Path, asked: datetime, tmp_path: Path
) -> None:
    ends = write(tmp_path / "ends.csv", {**FOUR_HOURS, "effective_to": "2026-01-31"})

    refused = apply(store, ends)

    assert refused.returncode == 2
    assert refused.stdout.splitlines()[-1] == (
        f"gone     blue-kettle/{ORDER}  atoz.info_request  "
        f"{utc(asked + 48 * HOUR)} to {utc(asked + 72 * HOUR)} → none"
    )
    assert due(store) == utc(asked + 48 * HOUR)
    assert apply(store, ends, "--later").returncode == 0
    back = apply(store, write(tmp_path / "none.csv"), "--json")
    assert [line["way"] for line in lines(back.stdout)[:1]] == ["new"]
    assert due(store) == utc(asked + 48 * HOUR)


def test_a_missed_cut_off_that_would_be_open_again_is_shown(
    store: Path, asked: datetime, empty: Path, tmp_path: Path
) -> None:
    apply(store, write(tmp_path / "passed.csv", {**FOUR_HOURS, "amount": "1"}))

    refused = apply(store, empty)

    assert (refused.returncode, refused.stdout[:5]) == (2, "later")


def test_a_preview_changes_nothing_and_asks_nothing(
    store: Path, asked: datetime, four: Path
) -> None:
    before = store.read_bytes()

    shown = apply(store, four, "--dry-run", "--json")

    move, done = lines(shown.stdout)
    assert shown.returncode == 0
    assert (move["kind"], move["way"], move["round"]) == ("move", "earlier", 1)
    assert move["after"] == dict.fromkeys(("remind_by", "missed_after"), utc(asked + 4 * HOUR))
    assert done["applied"] is False
    assert store.read_bytes() == before


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"anchors": "information_requestd"},
         "anchors: 'information_requestd': must be among what atoz.info_request can count from"),
        ({"anchors": "claim_opened"}, "atoz.info_request can count from: information_requested"),
        ({"rule_id": "x", "obligation": "safet.bogus"},
         "obligation: 'safet.bogus': must be one of message.reply, atoz.buyer_contact"),
        ({"case": "lost"}, "case: 'lost': must be one of empty"),
        ({"rule_id": "safet.appeal"},
         "rule_id: 'safet.appeal': is a rule of safet.appeal, which would be lost"),
        ({"effective_to": "2020-07-26"},
         "effective_to: '2020-07-26': must not be before effective_from 2020-07-27"),
        ({"effective_from": "27.7.2020"},
         "effective_from: '27.7.2020': must be a date such as 2026-03-06"),
        ({"effective_from": "2026-02-30"},
         "effective_from: '2026-02-30': is no day of the calendar"),
        ({"checked": "2099-01-01"}, "checked: '2099-01-01': must not lie after today, 20"),
        ({"amount": "1e9"}, "amount: '1e9': must be a whole number from 1 to 3660"),
        ({"amount": "4000"}, "amount: '4000': must be a whole number from 1 to 3660"),
        ({"unit": "hours"},
         "unit: 'hours': must be one of elapsed_hours, calendar_days, business_days"),
        ({"may_run_to_unit": "elapsed_hours"}, "may_run_to_amount: '': must be a whole number"),
        ({"source_ids": ""}, "source_ids: '': must not be empty"),
        ({"stores": "US XX"}, "stores: 'US XX': XX is no store; there are * and US, "),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_used_is_refused_with_what_would_be_right(
    store: Path, asked: datetime, tmp_path: Path, wrong: dict[str, str], words: str
) -> None:
    path = write(tmp_path / "own.csv", {**FOUR_HOURS, **wrong})

    refused = apply(store, path, *ACCOUNT, "--later")

    assert refused.returncode == 2
    assert refused.stderr.startswith(f"claimwatch: {path} line 2, ")
    assert words in refused.stderr
    assert due(store) == utc(asked + 48 * HOUR)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (";".join(COLUMNS), "line 1: separated by semicolons; commas are needed"),
        ("\t".join(COLUMNS), "line 1: separated by tabs; commas are needed"),
        (",".join(COLUMNS).replace("unit,may", "unti,may"),
         "line 1: lacks unit; does not know unti"),
        (",".join((*COLUMNS, "checked")), "line 1: has a column twice"),
        (",".join(COLUMNS) + "\na,b", "line 2: must have 19 values, as many as there are columns"),
        ("\xe9", "is not UTF-8; save it as CSV UTF-8"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_table_of_rules_is_named(
    store: Path, tmp_path: Path, text: str, words: str
) -> None:
    path = tmp_path / "own.csv"
    path.write_text(text, encoding="latin-1")

    refused = apply(store, path)

    assert refused.returncode == 2
    assert str(path) in refused.stderr
    assert words in refused.stderr


def test_a_file_that_is_not_there_is_named_once(store: Path) -> None:
    refused = claimwatch("policy", "apply", "nowhere.csv", store=store)

    assert refused.stderr == "claimwatch: nowhere.csv: No such file or directory\n"


def test_the_same_name_twice_is_refused(store: Path, tmp_path: Path) -> None:
    refused = apply(store, write(tmp_path / "own.csv", FOUR_HOURS, FOUR_HOURS))

    assert "line 3, rule_id: 'atoz.info-request': must not be there twice" in refused.stderr


def test_what_looks_wrong_and_may_be_right_is_said_when_it_is_applied(
    store: Path, tmp_path: Path
) -> None:
    soon = str(TODAY + timedelta(days=10))
    own = write(
        tmp_path / "own.csv",
        {**FOUR_HOURS, "rule_id": "mine", "stores": "US", "kind": "soft",
         "effective_from": soon, "source_ids": "AZ-NOBODY", "checked": ""},
        {**FOUR_HOURS, "rule_id": "file", "obligation": "safet.file", "stores": "JP",
         "anchors": "refund_issued"},
    )  # fmt: skip

    said = apply(store, own, "--json")

    assert {(line["about"], line["words"]) for line in lines(said.stdout)[:-1]} == {
        ("mine", "nobody noted when it was checked"),
        ("mine", "source AZ-NOBODY is none that ships; a sentence may stand for it"),
        ("mine", "soft where the rule below it is hard: seeing it answers it, it is never missed"),
        ("atoz.info_request in US",
         f"no rule for facts before {soon}, where atoz.info-request would hold without this layer"),
        ("safet.file in JP", "safet.file.jp and file overlap"),
    }  # fmt: skip
    checked = lines(claimwatch("policy", "check", "--json", store=store).stdout)
    assert [line for line in checked if line["layer"] != "pack"] == lines(said.stdout)[:-1]


def test_a_gap_that_a_layer_leaves_later_is_said(store: Path, tmp_path: Path) -> None:
    first, last, again, end = (str(TODAY + timedelta(days=days)) for days in (100, 101, 105, 300))
    own = write(
        tmp_path / "own.csv",
        {**FOUR_HOURS, "rule_id": "one", "stores": "US", "effective_to": first},
        {**FOUR_HOURS, "rule_id": "two", "stores": "US", "effective_from": again,
         "effective_to": end},
    )  # fmt: skip

    said = apply(store, own).stdout

    after = TODAY + timedelta(days=301)
    assert "no rule between one and two [deployment]\n" in said
    assert f"no rule for facts from {last} and before {again}, where atoz.info-request" in said
    assert f"no rule for facts from {after}, where atoz.info-request would hold" in said


def test_rules_that_can_no_longer_be_read_can_be_replaced(
    store: Path, asked: datetime, four: Path, empty: Path
) -> None:
    apply(store, four, *ACCOUNT)
    rewrite(store, ",information_requested,,4", ",information_requestd,,4")
    doctor = claimwatch("doctor", "--json", store=store)
    assert doctor.returncode == 11
    assert "rules of account blue-kettle line 2, anchors" in lines(doctor.stdout)[1]["words"]
    assert claimwatch("policy", "check", store=store).returncode == 2

    refused = apply(store, empty, *ACCOUNT)

    assert refused.returncode == 2
    assert "nobody knows what would move" in refused.stderr
    assert apply(store, empty, *ACCOUNT, "--later").returncode == 0
    assert due(store) == utc(asked + 48 * HOUR)


def test_a_rule_of_the_account_is_called_that_by_explain(
    store: Path, asked: datetime, four: Path
) -> None:
    apply(store, four, *ACCOUNT)

    assert "It was set for this account." in claimwatch("explain", CLAIM, store=store).stdout


def test_the_file_in_the_documentation_can_be_applied(
    store: Path, asked: datetime, tmp_path: Path
) -> None:
    page = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```csv\n(.*?)```", page, re.DOTALL)
    own = tmp_path / "own.csv"
    own.write_text(example, encoding="utf-8")

    done = apply(store, own, *ACCOUNT)

    assert done.stderr == "3 rules applied; 1 case changed\n"
    doubts = [line for line in done.stdout.splitlines() if line.startswith("look at")]
    assert [line for line in doubts if "over 180 days ago" not in line] == []
    assert due(store) == utc(asked + 36 * HOUR)
    assert [f"`{name}`" in page for name in COLUMNS] == [True] * len(COLUMNS)


def test_a_rule_checked_today_where_the_day_begins_first_is_taken(
    store: Path, tmp_path: Path
) -> None:
    kiritimati = (datetime.now(UTC) + 14 * HOUR).date()
    own = write(tmp_path / "own.csv", {**FOUR_HOURS, "checked": str(kiritimati)})

    assert apply(store, own).returncode == 0


def test_rules_in_force_are_not_held_against_a_calendar() -> None:
    text = ",".join(COLUMNS) + "\n" + ",".join(
        {**dict.fromkeys(COLUMNS, ""), **FOUR_HOURS, "checked": "2036-01-01"}.values()
    )  # fmt: skip
    today = datetime(2026, 11, 22, tzinfo=UTC).date()

    assert len(read_layer("own.csv", text, load_pack(), "deployment")) == 1
    with pytest.raises(ClaimwatchError, match="line 2, checked"):
        read_layer("own.csv", text, load_pack(), "deployment", today)
