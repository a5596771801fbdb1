"""`list` for a person and for a program; what it shows is what a fold of every case would say."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from claimwatch.owed import AWAITED, Asked, owed_of, owing
from claimwatch.place import place
from claimwatch.store.items import SqliteItems
from shared.domain.claims import FINAL
from shared.domain.instants import iso
from shared.domain.protocol import World
from shared.wiring import use_clock
from tests.cli.playing import ROOT, claimwatch, lines

NOW = datetime.now(UTC).replace(microsecond=0)
HOUR = timedelta(hours=1)


def order(number: int) -> str:
    return f"113-5550123-{number:07d}"


def event(number: int, kind: str, at: datetime, **more: Any) -> str:  # noqa: ANN401
    """Return a queue message about an order."""
    body = {
        "schema": 1, "event_id": f"{number} {kind} {iso(at)}", "type": kind, "programme": "atoz",
        "occurred_at": iso(at), "account": "blue-kettle", "order_id": order(number), **more,
    }  # fmt: skip
    return json.dumps(body)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "store.db"
    claimwatch("accounts", "apply", ROOT / "events" / "accounts.toml", store=path)
    return path


def take_in(store: Path, *events: str) -> None:
    source = store.with_name("events.jsonl")
    source.write_text("\n".join(events), encoding="utf-8")
    done = claimwatch("import", source, store=store)
    assert done.returncode == 0, done.stderr


@pytest.fixture
def five(store: Path) -> Path:
    """Two that are open, three that were missed."""
    take_in(
        store,
        event(1, "information_requested", NOW - 10 * HOUR),
        event(2, "claim_opened", NOW - 40 * HOUR, action_required=True,
              amount={"value": "48.20", "currency": "USD"}),
        event(3, "information_requested", NOW - 500 * HOUR),
        event(4, "information_requested", NOW - 900 * HOUR),
        event(5, "information_requested", NOW - 50 * HOUR, stated=iso(NOW - HOUR)),
    )  # fmt: skip
    return store


def shown(text: str) -> list[str]:
    return [line.split("113-5550123-000000")[1][0] for line in text.splitlines()[1:]]


def test_what_can_be_saved_comes_first_and_the_newest_miss_last(five: Path) -> None:
    done = claimwatch("list", "--account", "blue-kettle", store=five)

    assert shown(done.stdout) == ["2", "1", "4", "3", "5"]
    assert done.stderr == "2 open, 0 in doubt, 3 missed; 4 urgent\n"
    assert done.returncode == 10


def test_times_are_local_and_the_header_says_where(five: Path) -> None:
    head, first, *_ = claimwatch("list", store=five).stdout.splitlines()

    by = (NOW + 8 * HOUR).astimezone(zone := _zone(five))
    assert head.split() == [
        "by",
        f"({zone.key})",
        "left",
        "state",
        "obligation",
        "claim",
        "sum",
        "who",
    ]
    assert first.startswith(f"{by:%a %d %b %Y %H:%M}")
    assert "48.20 USD" in first


def _zone(store: Path) -> Any:  # noqa: ANN401 - a zone
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CLAIMWATCH_STORE", str(store))
        with place(None) as here:
            return here.accounts.get("blue-kettle").first.zone


def test_a_limit_shows_less_and_counts_all(five: Path) -> None:
    one, four = (claimwatch("list", "--limit", str(most), store=five) for most in (1, 4))

    assert (shown(one.stdout), shown(four.stdout)) == (["2"], ["2", "1", "3", "5"])
    assert one.stderr == "2 open, 0 in doubt, 3 missed; 4 urgent; 1 of 5 are shown\n"
    assert one.returncode == 10


def test_a_state_is_chosen_and_nothing_else_is_called_well(five: Path) -> None:
    missed = claimwatch("list", "--state", "missed", store=five)
    doubt = claimwatch("list", "--state", "in_doubt", store=five)
    wrong = claimwatch("list", "--state", "zzz", store=five)

    assert shown(missed.stdout) == ["4", "3", "5"]
    assert (doubt.stdout, doubt.returncode) == ("", 10)
    assert "3 missed" in doubt.stderr
    assert (wrong.returncode, "--state" in wrong.stderr) == (2, True)


def test_a_program_gets_utc_in_the_order_of_the_cut_offs(five: Path) -> None:
    rows = lines(claimwatch("list", "--json", store=five).stdout)

    assert [row["order_id"][-1] for row in rows] == ["4", "3", "5", "2", "1"]
    assert rows[-1]["remind_by"] == rows[-1]["cut_off"] == iso(NOW + 38 * HOUR)
    assert rows[0]["cut_off"] == rows[0]["missed_after"]


def test_what_was_missed_and_then_decided_is_settled(five: Path) -> None:
    take_in(five, event(3, "claim_decided", NOW - 400 * HOUR, decision="denied"))

    done = claimwatch("list", store=five)
    assert "3" not in shown(done.stdout)
    assert done.stderr == "2 open, 0 in doubt, 2 missed; 3 urgent\n"
    words = " ".join(claimwatch("list", "--help").stdout.split())
    assert "stays, however long ago, until its claim is over" in words
    assert "missed within thirty days, over or not" in words


def test_lists_say_what_a_fold_of_every_case_says(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance, events = Random(17), list[str]()  # noqa: S311 - a test repeats itself
    kinds = ("information_requested", "claim_opened", "seller_responded", "claim_decided",
             "claim_withdrawn", "appeal_filed")  # fmt: skip
    for number in range(60):
        for _ in range(chance.randrange(1, 5)):
            kind = chance.choice(kinds)
            more = {"decision": "granted_seller_funded"} if kind == "claim_decided" else {}
            events.append(event(number, kind, NOW - chance.randrange(1500) * HOUR, **more))
    take_in(store, *events)
    monkeypatch.setenv("CLAIMWATCH_STORE", str(store))

    for later in (0, 30, 100, 900):  # nothing is written meanwhile
        now = NOW + later * HOUR
        use_clock(lambda now=now: now)  # type: ignore[misc]
        try:
            rows = lines(claimwatch("list", "--json", store=store).stdout)
            with place(None) as here:
                account = here.accounts.get("blue-kettle")
                world, told = World(here.rules.of("blue-kettle"), account), set()
                for stored in here.cases.of_account("blue-kettle"):
                    case = world.case(stored)
                    for each in case.all_rounds():
                        settled = case.claims[each.programme].status in FINAL
                        state = each.state(now)
                        if state in ("open", "in_doubt") or (state == "missed" and not settled):
                            told.add((stored.order_id, each.obligation, each.number, state))
                for states in ((), ("missed",), ("open", "in_doubt"), ("in_doubt", "missed")):
                    for most in (None, 1, 7, 40):
                        asked = Asked(now, now + 24 * HOUR, states or AWAITED, most)
                        of_a_stack = owing(owed_of(here.cases, world, now), asked)
                        assert here.owing([account], asked) == of_a_stack
                        assert here.owing([], asked) == of_a_stack, "of all accounts"
        finally:
            use_clock(None)
        found = [(row["order_id"], row["obligation"], row["round"], row["state"]) for row in rows]
        assert sorted(found) == sorted(told)
        assert len(found) > 10


def test_a_list_asks_the_store_as_little_of_many_claims_as_of_few(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    rows = SqliteItems._rows  # noqa: SLF001 - what every question goes through

    def counted(self: SqliteItems, sql: str, *values: object) -> list[Any]:
        asked.append(sql)
        return rows(self, sql, *values)

    counts = []
    for begin, count in ((0, 30), (30, 300)):
        take_in(store, *(
            event(number, "information_requested", NOW - HOUR)
            for number in range(begin, begin + count)
        ))  # fmt: skip
        with monkeypatch.context() as patch:
            patch.setattr(SqliteItems, "_rows", counted)
            for arguments in (("list", "--limit", "20"), ("show", order(3))):
                assert claimwatch(*arguments, store=store).returncode in (0, 10)
        counts.append(len(asked))
        asked.clear()

    assert counts[0] == counts[1] < 60
