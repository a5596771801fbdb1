"""A saved mail, or a folder of mails and reports, on its way into the local store."""

import csv
import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from tests.cli.playing import claimwatch, lines
from tests.unit.intake.mails.mails import written
from tests.unit.intake.reports.test_what_a_report_tells import report

ORDER = "113-5550123-5550199"
OTHER = "113-5550123-5550288"
ACCOUNT = """
[[accounts]]
account = "{}"
store = "{}"
time_zone = "UTC"
language = "en"
quiet_hours = ""
[[accounts.contacts]]
name = "Owner"
email = "owner@example.com"
order = 1
"""


def mail(order: str = ORDER, *, hours_ago: int = 5) -> str:
    return written(
        f"Action required: A-to-z Guarantee claim for order {order}",
        "A customer has filed a claim of $48.20. Please respond within 3 calendar days.",
        date=format_datetime(datetime.now(UTC) - timedelta(hours=hours_ago)),
    )


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return with_accounts(tmp_path, ("blue-kettle", "US"))


def with_accounts(tmp_path: Path, *accounts: tuple[str, str]) -> Path:
    listed = tmp_path / "accounts.toml"
    listed.write_text("".join(ACCOUNT.format(*each) for each in accounts))
    path = tmp_path / "data" / "store.db"
    assert claimwatch("accounts", "apply", listed, store=path).returncode == 0
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return what a seller keeps together: two mails, one a folder deeper, and a report."""
    kept = tmp_path / "amazon"
    (kept / "older").mkdir(parents=True)
    (kept / "claim.eml").write_text(mail())
    (kept / "older" / "claim.EML").write_text(mail(OTHER, hours_ago=40))
    day = f"{datetime.now(UTC) - timedelta(days=10):%d-%b-%Y}"
    row = {"Order date": day, "Return request date": day, "Return delivery date": day}
    (kept / "returns.txt").write_text(report({**row, "Refunded Amount": "21.38"}))
    (kept / ".DS_Store").write_bytes(b"\0")
    return kept


def open_ones(store: Path) -> set[str]:
    told = claimwatch("list", "--due-within", "1440h", "--json", store=store)
    return {row["claim"] for row in lines(told.stdout)}


def test_a_saved_mail_opens_its_claim(store: Path, tmp_path: Path) -> None:
    saved = tmp_path / "claim.eml"
    saved.write_text(mail())

    done = claimwatch("import", saved, store=store)

    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("1 taken in, 0 refused, 0 known already, 0 set aside\n")
    assert open_ones(store) == {f"blue-kettle/atoz/{ORDER}"}
    again = json.loads(claimwatch("import", saved, "--json", store=store).stdout)
    assert (again["new"], again["known"]) == (0, 1)


@pytest.mark.parametrize("believed", [(), ("--unverified",)])
def test_import_takes_what_parse_shows(
    store: Path, tmp_path: Path, believed: tuple[str, ...]
) -> None:
    saved = tmp_path / "claim.eml"
    saved.write_text(mail())
    shown = claimwatch(
        "parse", saved, "--store", "US", "--account", "blue-kettle", "--json", *believed
    )
    told = tmp_path / "told.jsonl"
    told.write_text(shown.stdout)
    claimwatch("import", told, store=store)

    done = json.loads(claimwatch("import", saved, "--json", *believed, store=store).stdout)

    assert (done["taken_in"], done["new"]) == (1, 0)
    assert json.loads(shown.stdout)["verified"] is not bool(believed)


def test_both_read_a_forward_on_the_clocks_of_the_accounts_contacts(tmp_path: Path) -> None:
    listed = tmp_path / "accounts.toml"
    listed.write_text(ACCOUNT.format("blue-kettle", "US").replace('"UTC"', '"Asia/Taipei"'))
    store = tmp_path / "data" / "store.db"
    claimwatch("accounts", "apply", listed, store=store)
    sent = datetime.now(UTC) - timedelta(hours=30)
    taipei = sent + timedelta(hours=8)
    saved = tmp_path / "fw.eml"
    saved.write_text(written(
        f"FW: Action required: A-to-z Guarantee claim for order {ORDER}",
        "From: Amazon <atoz-guarantee-no-reply@amazon.com>\r\n"
        f"Sent: {taipei:%Y-%m-%d %H:%M}\r\nTo: Owner\r\n"
        f"Subject: Action required: A-to-z Guarantee claim for order {ORDER}\r\n\r\n"
        "Please respond within 3 calendar days.",
        "owner@example.com",
        format_datetime(sent + timedelta(hours=1)),
    ))  # fmt: skip
    shown = claimwatch(
        "parse", saved, "--store", "US", "--account", "blue-kettle", "--json", store=store
    )
    told = tmp_path / "told.jsonl"
    told.write_text(shown.stdout)
    claimwatch("import", told, store=store)

    done = json.loads(claimwatch("import", saved, "--json", store=store).stdout)

    assert (done["taken_in"], done["new"]) == (1, 0)


def test_parse_makes_no_store(tmp_path: Path) -> None:
    saved = tmp_path / "claim.eml"
    saved.write_text(mail())
    nowhere = tmp_path / "none" / "store.db"

    assert claimwatch("parse", saved, "--store", "US", "--account", "x", store=nowhere).stdout

    assert not nowhere.parent.exists()


def test_a_mail_is_one_whatever_a_program_calls_its_file(store: Path, tmp_path: Path) -> None:
    saved = tmp_path / "original_msg.txt"
    saved.write_text("Received: from mail.example (mail.example [192.0.2.7])\r\n" + mail())

    assert claimwatch("import", saved, store=store).returncode == 0

    assert open_ones(store) == {f"blue-kettle/atoz/{ORDER}"}
    shown = claimwatch("parse", saved, "--store", "US", "--account", "x")
    assert f"{ORDER}  atoz.information_requested" in shown.stdout


def test_a_folder_is_taken_in_with_all_that_is_in_it(store: Path, folder: Path) -> None:
    done = claimwatch("import", folder, store=store)

    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("3 files: ")
    claims = {f"blue-kettle/atoz/{ORDER}", f"blue-kettle/atoz/{OTHER}"}
    assert claims < open_ones(store)
    assert any("/safet/" in claim for claim in open_ones(store))


def test_a_dry_run_of_a_folder_leaves_everything_as_it_was(store: Path, folder: Path) -> None:
    (folder / "photo.pdf").write_bytes(b"%PDF-1.7")
    before = store.read_bytes()

    done = claimwatch("import", folder, "--dry-run", store=store)

    assert done.returncode == 2
    assert "4 files: " in done.stdout
    assert "would be taken in, 1 refused" in done.stdout
    assert store.read_bytes() == before
    assert not folder.with_name("amazon.rejected.csv").exists()


def test_a_mail_that_cannot_be_read_is_refused_by_its_name(store: Path, folder: Path) -> None:
    (folder / "no order.eml").write_text(
        written("Action required: A-to-z Guarantee claim", "Please respond within 3 days.")
    )

    done = claimwatch("import", f"{folder}/", store=store)

    assert done.returncode == 2
    with folder.with_name("amazon.rejected.csv").open(newline="", encoding="utf-8-sig") as rejected:
        (refused,) = csv.DictReader(rejected)
    assert refused["line"] == "no order.eml"
    assert "no order id" in refused["reason"]
    assert f"blue-kettle/atoz/{ORDER}" in open_ones(store)
    (folder / "no order.eml").unlink()
    assert claimwatch("import", folder, store=store).returncode == 0
    assert not folder.with_name("amazon.rejected.csv").exists()


def test_a_mail_alone_that_cannot_be_read_is_refused_too(store: Path, tmp_path: Path) -> None:
    saved = tmp_path / "claim.eml"
    saved.write_text(written("Action required: A-to-z Guarantee claim", "Respond within 3 days."))

    done = claimwatch("import", saved, store=store)

    assert done.returncode == 2
    assert done.stderr.startswith("refused claim.eml: A-to-z claim: no order id")
    assert saved.with_name("claim.eml.rejected.csv").exists()


def test_a_refused_mail_still_names_its_order(store: Path, tmp_path: Path) -> None:
    saved = tmp_path / "claim.eml"
    saved.write_text(written(f"A-to-z Guarantee claim: decision, order {ORDER}", "It is decided."))

    done = claimwatch("import", saved, store=store)

    assert f"how Amazon decided (order {ORDER})" in done.stderr
    with saved.with_name("claim.eml.rejected.csv").open(encoding="utf-8-sig") as rejected:
        assert [row["order_id"] for row in csv.DictReader(rejected)] == [ORDER]


def test_of_several_accounts_a_mail_tells_whose_it_is(tmp_path: Path) -> None:
    store = with_accounts(tmp_path, ("blue-kettle", "US"), ("red-lamp", "US"), ("tea", "UK"))
    saved = tmp_path / "claim.eml"
    saved.write_text(f"To: claims+red-lamp@in.example\r\n{mail()}")
    nobodys = tmp_path / "nobodys.eml"
    nobodys.write_text(mail(OTHER))

    assert claimwatch("import", saved, store=store).returncode == 0
    in_doubt = claimwatch("import", nobodys, store=store)

    assert open_ones(store) == {f"red-lamp/atoz/{ORDER}"}
    assert in_doubt.returncode == 2
    assert "nobodys.eml: account: whose mail this is is in doubt; give --account" in in_doubt.stderr
    assert claimwatch("import", nobodys, "--account", "blue-kettle", store=store).returncode == 0
    assert f"blue-kettle/atoz/{OTHER}" in open_ones(store)


def test_an_empty_folder_and_an_account_nobody_knows_are_one_line(
    store: Path, folder: Path, tmp_path: Path
) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()

    nothing = claimwatch("import", empty, store=store)
    unknown = claimwatch("import", folder, "--account", "nobody", store=store)

    assert (nothing.returncode, unknown.returncode) == (2, 2)
    assert "holds no file; mails (.eml), reports and .jsonl are read" in nothing.stderr
    assert "--account: unknown 'nobody'" in unknown.stderr
    assert not open_ones(store)
