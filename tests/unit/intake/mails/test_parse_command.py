import json
import subprocess
import sys
from pathlib import Path

from tests.unit.intake.mails.mails import MAILS

CLAIMWATCH = Path(sys.executable).with_name("claimwatch")


def parse(*arguments: str | Path, store: str = "US") -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own command, named in full
        [CLAIMWATCH, "parse", *arguments, "--store", store, "--account", "x", "--json"],
        capture_output=True,
        check=False,
        text=True,
        timeout=120,
    )


def test_each_mail_is_a_message_a_refusal_or_only_counted() -> None:
    names = ("atoz_action_us", "refused_no_order", "aside_sold_ship_now")
    done = parse(*(MAILS / "from_facts" / f"{name}.eml" for name in names))
    message, rejected = map(json.loads, done.stdout.splitlines())

    assert done.returncode == 0
    assert (message["type"], message["account"]) == ("claim_opened", "x")
    assert rejected == {
        "kind": "rejected",
        "source": "mail",
        "reason": "A-to-z claim: no order id like 113-5550123-5550199 in it",
        "id": "refused_no_order.eml",
    }
    assert "aside_sold_ship_now.eml: 1 set aside" in done.stderr


def test_unverified_is_written_into_the_messages() -> None:
    done = parse(MAILS / "from_facts" / "atoz_action_us.eml", "--unverified")

    assert json.loads(done.stdout)["verified"] is False


def test_a_marketplace_id_stands_for_its_store() -> None:
    mail = MAILS / "from_facts" / "atoz_received_it_html.eml"
    done = parse(mail, store="APJ6JRA9NG5V4")

    assert json.loads(done.stdout)["amount"] == {"value": "83.75", "currency": "EUR"}


def test_a_file_that_is_not_there_is_one_line_and_exit_2() -> None:
    done = parse("nowhere.eml")

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert "nowhere.eml" in done.stderr
