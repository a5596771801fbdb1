import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from shared.domain.instants import seconds_of
from tests.cli.playing import ROOT, claimwatch, kept, lines, rewrite

ORDER = "113-5550123-5550199"
CLAIM = f"blue-kettle/atoz/{ORDER}"


def ago(**span: int) -> str:
    return (datetime.now(UTC) - timedelta(**span)).strftime("%Y-%m-%dT%H:%M:%SZ")


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "data" / "store.db"
    done = claimwatch("accounts", "apply", ROOT / "events" / "accounts.toml", store=path)
    assert done.returncode == 0
    return path


def test_a_claim_lives_from_one_command_to_the_next(store: Path) -> None:
    added = claimwatch(
        "add", "--account", "blue-kettle", "--order", ORDER, "--kind", "atoz.info_request",
        "--received", ago(hours=30), "--amount", "48.20:USD", store=store,
    )  # fmt: skip
    assert added.returncode == 0, added.stderr
    urgent = claimwatch("list", "--json", store=store)
    assert urgent.returncode == 10
    assert [(row["claim"], row["state"]) for row in lines(urgent.stdout)] == [(CLAIM, "open")]

    assert claimwatch("ack", CLAIM, store=store).returncode == 0
    assert lines(claimwatch("list", "--json", store=store).stdout)[0]["acknowledged"] is True
    explained = lines(claimwatch("explain", CLAIM, "--json", store=store).stdout)
    assert explained[0]["rule"] == "atoz.info-request"

    assert claimwatch("responded", CLAIM, store=store).returncode == 0
    assert claimwatch("list", store=store).returncode == 0
    done = claimwatch(
        "outcome", CLAIM, "--decision", "granted-amazon-funded", "--amount", "48.20:USD",
        store=store,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    (shown,) = lines(claimwatch("show", CLAIM, "--json", store=store).stdout)
    assert shown["claims"][0]["outcome"]["decision"] == "granted_amazon_funded"
    told = lines(claimwatch("history", CLAIM, "--json", store=store).stdout)
    assert [line["what"] for line in told] == [
        "claim_opened",
        "acknowledged",
        "seller_responded",
        "claim_decided",
    ]


def test_importing_a_file_twice_changes_nothing(store: Path, tmp_path: Path) -> None:
    source = tmp_path / "claims.jsonl"
    source.write_text(
        f'{{"schema":1,"event_id":"one","type":"information_requested","occurred_at":"{ago(hours=1)}"'
        f',"account":"blue-kettle","programme":"atoz","order_id":"{ORDER}"}}\n',
        encoding="utf-8",
    )
    assert claimwatch("import", source, store=store).stdout == "1 taken in, 0 refused\n"
    before = kept(store)

    again = claimwatch("import", source, store=store)
    assert (again.returncode, again.stdout) == (
        0,
        "1 taken in, 0 refused, 1 known already (0 new)\n",
    )
    assert kept(store) == before


def test_a_time_of_arrival_is_for_a_replay_and_import_says_so(store: Path, tmp_path: Path) -> None:
    source = tmp_path / "claims.jsonl"
    source.write_text(
        f'{{"schema":1,"event_id":"one","type":"information_requested","occurred_at":"{ago(hours=1)}"'
        f',"account":"blue-kettle","programme":"atoz","order_id":"{ORDER}"'
        f',"arrives_at":"{ago(hours=1)}"}}\n',
        encoding="utf-8",
    )

    assert claimwatch("import", source, store=store).returncode == 2

    refused = source.with_name("claims.jsonl.rejected.csv").read_text(encoding="utf-8")
    assert "arrives_at: unknown field; only claimwatch replay reads it" in refused


def test_a_refused_line_is_named_and_the_others_are_taken(store: Path, tmp_path: Path) -> None:
    good = (
        f'{{"schema":1,"event_id":"one","type":"information_requested","occurred_at":"{ago(hours=1)}"'
        f',"account":"blue-kettle","programme":"atoz","order_id":"{ORDER}"}}'
    )
    source = tmp_path / "claims.jsonl"
    source.write_text(f"{good.replace('5550199', '555019')}\n{good}\n", encoding="utf-8")

    done = claimwatch("import", source, store=store)

    assert done.returncode == 2
    assert done.stdout == "1 taken in, 1 refused\n"
    assert "order_id" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        pytest.param(("show", "nobody/113-5550123-5550199"), "account", id="unknown account"),
        pytest.param(("show", "blue-kettle/113-0000000-0000000"), "claim", id="unknown order"),
        pytest.param(("ack", "113-5550123-5550199"), "claim", id="an order nobody has"),
        pytest.param(("ack", "blue-kettle/x/113-5550123-5550199"), "claim", id="no claim id"),
        pytest.param(("list", "--due-within", "soon"), "--due-within", id="no span"),
        pytest.param(("list", "--frobnicate"), "--frobnicate", id="unknown option"),
        pytest.param(
            ("add", "--account", "blue-kettle", "--order", ORDER, "--kind", "atoz.info_request",
             "--received", "2026-11-20T08:00:00"), "--received", id="bare local time",
        ),
        pytest.param(("import", "missing.jsonl"), "missing.jsonl", id="missing file"),
        pytest.param(("replay", "x.pdf", "--accounts", "events/accounts.toml", "--from",
                      "2026-03-11T00:00:00Z", "--until", "2026-03-12T00:00:00Z"), "x.pdf",
                     id="a file nobody can read"),
    ],
)  # fmt: skip
def test_an_error_is_one_line_that_names_what_is_wrong(
    store: Path, arguments: tuple[str, ...], named: str
) -> None:
    done = claimwatch(*arguments, store=store)

    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert named in done.stderr


def test_a_local_time_is_taken_with_the_name_of_its_zone(store: Path) -> None:
    local = (datetime.now(UTC) + timedelta(hours=7)).strftime("%Y-%m-%dT%H:%M")
    done = claimwatch(
        "add", "--account", "blue-kettle", "--order", ORDER, "--kind", "atoz.info_request",
        "--received", local, "--zone", "Asia/Taipei", store=store,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr


def test_what_was_ended_by_mistake_is_open_again(store: Path) -> None:
    claimwatch(
        "add", "--account", "blue-kettle", "--order", ORDER, "--kind", "atoz.info_request",
        "--received", ago(hours=1), store=store,
    )  # fmt: skip
    claimwatch("responded", CLAIM, store=store)
    claimwatch("reopen", CLAIM, "--obligation", "atoz.info_request", store=store)
    stated = (datetime.now(UTC) + timedelta(hours=40)).strftime("%Y-%m-%dT%H:%M:%SZ")
    claimwatch(
        "set-deadline", CLAIM, "--obligation", "atoz.info_request", "--stated", stated, store=store
    )
    claimwatch("assign", CLAIM, "--to", "Mei", store=store)

    (row,) = lines(claimwatch("list", "--json", store=store).stdout)

    assert (row["state"], row["remind_by"], row["owner"]) == ("open", stated, "Mei")


def test_an_appeal_that_was_filed_ends_the_appeal(store: Path) -> None:
    claimwatch(
        "add", "--account", "blue-kettle", "--order", ORDER, "--kind", "atoz.appeal",
        "--received", ago(hours=1), "--amount", "64.00:USD", store=store,
    )  # fmt: skip

    done = claimwatch("responded", CLAIM, store=store)

    assert done.returncode == 0, done.stderr
    assert "atoz.appeal  answered" in done.stdout


def test_own_rules_move_cut_offs_later_only_when_that_is_approved(
    store: Path, tmp_path: Path
) -> None:
    claimwatch(
        "add", "--account", "blue-kettle", "--order", ORDER, "--kind", "atoz.info_request",
        "--received", ago(hours=1), store=store,
    )  # fmt: skip
    header = (ROOT / "shared" / "policy" / "policy.csv").read_text(encoding="utf-8").splitlines()[0]
    own = tmp_path / "own.csv"
    own.write_text(
        f"{header}\natoz.info-request,atoz.info_request,hard,,*,information_requested,,72,"
        "elapsed_hours,,,,,2020-07-27,,claim granted,yes,AZ-US-hub,2026-11-22\n",
        encoding="utf-8",
    )

    refused = claimwatch("policy", "apply", own, store=store)
    assert (refused.returncode, refused.stdout[:5]) == (2, "later")
    assert "--later" in refused.stderr
    assert claimwatch("policy", "apply", own, "--later", store=store).returncode == 0

    (explained,) = lines(claimwatch("explain", CLAIM, "--json", store=store).stdout)
    assert explained["layer"] == "deployment"
    assert explained["remind_by"] == explained["missed_after"]


def test_two_packs_of_rules_are_compared(tmp_path: Path) -> None:
    changed = tmp_path / "changed.csv"
    text = (ROOT / "shared" / "policy" / "policy.csv").read_text(encoding="utf-8")
    changed.write_text(text.replace(",4,calendar_days", ",5,calendar_days"), encoding="utf-8")

    (told,) = lines(claimwatch("policy", "diff", "shipped", changed, "--json").stdout)

    assert told["rule"] == "return.process.us"
    assert told["fields"] == {"window": ["4 calendar days", "5 calendar days"]}


def test_a_date_stays_a_date_whatever_zone_is_named(store: Path) -> None:
    day = (datetime.now(UTC) - timedelta(days=1)).strftime("%Y-%m-%d")
    add = ("add", "--account", "blue-kettle", "--order", ORDER, "--kind", "atoz.info_request")

    claimwatch(*add, "--received", day, "--zone", "Asia/Taipei", store=store)

    told = lines(claimwatch("history", CLAIM, "--json", store=store).stdout)
    assert told[0]["at"] == day


def test_a_line_separator_in_a_text_does_not_damage_the_store(store: Path) -> None:
    claimwatch(
        "add", "--account", "blue-kettle", "--order", ORDER, "--kind", "atoz.info_request",
        "--received", ago(hours=1), "--asks", "one\u2028two", store=store,
    )  # fmt: skip

    assert claimwatch("show", CLAIM, store=store).returncode == 0


@pytest.mark.parametrize(
    "verb",
    [
        pytest.param(("ack", "--obligation", "atoz.info_request"), id="ack"),
        pytest.param(("assign", "--to", "Mei"), id="assign"),
        pytest.param(("outcome", "--decision", "denied"), id="outcome"),
        pytest.param(("declined", "--obligation", "atoz.info_request"), id="declined"),
    ],
)
def test_a_mistyped_order_is_refused_by_every_verb(store: Path, verb: tuple[str, ...]) -> None:
    done = claimwatch(verb[0], "blue-kettle/atoz/113-5550123-5550190", *verb[1:], store=store)

    assert done.returncode == 2
    assert "has no case about order" in done.stderr


def test_a_question_about_a_claim_known_already_is_no_second_claim(store: Path) -> None:
    add = ("add", "--account", "blue-kettle", "--order", ORDER, "--amount", "48.20:USD")
    claimwatch(*add, "--kind", "atoz.review", "--received", ago(hours=9), store=store)

    asked = claimwatch(*add, "--kind", "atoz.info_request", "--received", ago(hours=5), store=store)

    assert "second" not in asked.stderr
    assert len(asked.stderr.splitlines()) == 1, "that nothing is sent from here"
    assert "atoz.review  cancelled" in asked.stdout


def test_accounts_apply_listens_to_an_option_before_it(store: Path) -> None:
    file = ROOT / "events" / "accounts.toml"

    done = claimwatch("accounts", "--json", "apply", file, store=store)

    assert len(lines(done.stdout)) == 8


def add(store: Path, kind: str, account: str = "blue-kettle") -> None:
    done = claimwatch(
        "add", "--account", account, "--order", ORDER, "--kind", kind, "--received", ago(hours=1),
        store=store,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_an_order_alone_is_enough_where_one_account_has_one_claim_of_it(store: Path) -> None:
    add(store, "atoz.info_request")

    for command in (("show", ORDER), ("explain", ORDER), ("history", ORDER), ("ack", ORDER),
                    ("eligibility", ORDER), ("assign", f"blue-kettle/{ORDER}", "--to", "Mei"),
                    ("responded", ORDER)):  # fmt: skip
        done = claimwatch(*command, store=store)
        assert (done.returncode, bool(done.stdout)) == (0, True), (command, done.stderr)
    assert claimwatch("list", store=store).returncode == 0, "it was answered"


def test_where_an_order_is_not_enough_one_line_names_what_it_could_be(store: Path) -> None:
    add(store, "atoz.info_request")
    add(store, "return.answer")

    claim = claimwatch("ack", ORDER, store=store)
    whole = claimwatch("show", ORDER, store=store)
    add(store, "atoz.info_request", "oak-and-ash")
    order = claimwatch("show", ORDER, store=store)

    assert (claim.returncode, order.returncode, whole.returncode) == (2, 2, 0)
    assert claim.stderr == (
        f"claimwatch: claim: {ORDER} is blue-kettle/atoz/{ORDER} and blue-kettle/return/{ORDER}; "
        "say which\n"
    )
    assert order.stderr == (
        f"claimwatch: claim: {ORDER} is blue-kettle/{ORDER} and oak-and-ash/{ORDER}; say which\n"
    )


def test_the_local_store_says_that_it_sends_nothing_and_what_does(store: Path) -> None:
    add(store, "atoz.info_request")

    shown = claimwatch("show", CLAIM, store=store).stdout
    (as_json,) = lines(claimwatch("show", CLAIM, "--json", store=store).stdout)
    doctor = {row["name"]: row for row in lines(claimwatch("doctor", "--json", store=store).stdout)}

    words = "nothing is sent from the local store; a deployed stack sends reminders: docs/deploy.md"
    assert f"  {words}; it would send:\n  next  " in shown
    assert as_json["sent_from_here"] is False
    assert doctor["sending"]["level"] == "warn"
    assert doctor["store"] == {
        "name": "store", "level": "ok", "words": f"{store} is sound", "do": "",
    }  # fmt: skip
    assert doctor["contacts"]["words"] == "3 of 8 accounts have two or more to tell"


def test_doctor_says_of_hundreds_of_accounts_what_it_says_of_one_in_one_line(
    store: Path, tmp_path: Path
) -> None:
    away = 'away_until = "2199-01-01"\n'
    text = "".join(
        f'[[accounts]]\naccount = "one-{number:03}"\nstore = "US"\ntime_zone = "UTC"\n'
        f'[[accounts.contacts]]\nname = "A"\nemail = "a{number}@one.example"\norder = 1\n'
        f"{away if number < 2 else ''}"
        for number in range(200)
    )
    file = tmp_path / "accounts.toml"
    file.write_text(text, encoding="utf-8")
    applied = claimwatch("accounts", "apply", file, store=store)
    assert applied.returncode == 0, applied.stderr

    doctor = lines(claimwatch("doctor", "--json", store=store).stdout)

    said = {row["name"]: row for row in doctor if row["name"].startswith("contacts")}
    assert list(said) == ["contacts", "contacts alone", "contacts away"]
    assert said["contacts"]["level"] == "ok"
    assert said["contacts alone"]["words"].startswith("205 of 208 accounts have one contact only")
    assert said["contacts alone"]["words"].endswith(" and 200 more")
    assert said["contacts away"]["words"].startswith("2 of 208 accounts have nobody who is there")
    assert said["contacts away"]["words"].endswith(": one-000, one-001")


def test_lists_follow_an_account_that_moves_to_another_store(store: Path, tmp_path: Path) -> None:
    add(store, "atoz.info_request")
    text = (ROOT / "events" / "accounts.toml").read_text(encoding="utf-8")
    moved = tmp_path / "accounts.toml"
    moved.write_text(text.replace('store = "US"', 'store = "IT"', 1), encoding="utf-8")
    (before,) = lines(claimwatch("list", "--json", store=store).stdout)

    claimwatch("accounts", "apply", moved, store=store)

    (after,) = lines(claimwatch("list", "--json", store=store).stdout)
    assert after["missed_after"] > before["missed_after"]
    owed = sqlite3.connect(store).execute("SELECT missed_after FROM owed").fetchall()
    assert owed == [(seconds_of(datetime.fromisoformat(after["missed_after"])),)]


def test_a_store_written_under_older_rules_is_brought_up_once(store: Path) -> None:
    add(store, "atoz.info_request")
    with sqlite3.connect(store) as database:
        database.execute("UPDATE items SET item = replace(item, 'under', 'beneath')")
        database.execute("UPDATE items SET item = json_set(item, '$.under', '') "
                         "WHERE pk = 'SETTLED'")  # fmt: skip
        database.execute("UPDATE owed SET remind_by = 0, missed_after = 1")
    database.close()
    rewrite(store, '"waits":"', '"waits":"[]","was":"')

    (row,) = lines(claimwatch("list", "--json", store=store).stdout)
    once = kept(store)
    claimwatch("list", store=store)

    assert row["state"] == "open"
    assert kept(store) == once


def test_what_is_erased_is_in_no_page_of_the_file(store: Path) -> None:
    add(store, "atoz.info_request")
    store.with_name("store.jsonl.backup").touch()

    done = claimwatch("erase", "--account", "blue-kettle", "--yes", store=store)
    claimwatch("list", store=store)

    assert "still keeps what an older version stored" in done.stderr
    assert [key for key in kept(store) if "blue-kettle" in str(key)] == []
    assert b"blue-kettle" not in store.read_bytes()
    assert ORDER.encode() not in store.read_bytes()
