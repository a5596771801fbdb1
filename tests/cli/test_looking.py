# ruff: noqa: RUF001 - Chinese has its own punctuation
"""What `explain`, `exposure`, `list` and the rest say to somebody who only looks."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.cli.playing import ROOT, claimwatch, lines

ORDER = "113-5550123-5550199"


def ago(**span: int) -> str:
    return (datetime.now(UTC) - timedelta(**span)).strftime("%Y-%m-%dT%H:%M:%SZ")


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "data" / "store.db"
    done = claimwatch("accounts", "apply", ROOT / "events" / "accounts.toml", store=path)
    assert done.returncode == 0
    return path


def tell(store: Path, kind: str, programme: str, account: str = "blue-kettle", **more: Any) -> None:  # noqa: ANN401
    message = {
        "schema": 1,
        "event_id": f"{kind} {programme}",
        "type": kind,
        "occurred_at": ago(hours=2),
        "account": account,
        "programme": programme,
        "order_id": ORDER,
        **more,
    }
    file = store.with_name("told.jsonl")
    file.write_text(json.dumps(message), encoding="utf-8")
    done = claimwatch("import", file, store=store)
    assert done.returncode == 0, done.stderr


# ── explain ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("account", "kind", "awaits", "words"),
    [
        pytest.param(
            "dune-trade",
            "refund_issued",
            "return_delivered",
            "awaited is the delivery of the return",
            id="a refund in the Emirates waits for the return",
        ),
        pytest.param(
            "kitsune-works",
            "return_delivered",
            "refund_issued",
            "awaited is the refund by Amazon",
            id="a return in Japan waits for the refund",
        ),
    ],
)
def test_where_nothing_is_owed_it_is_said_what_is_awaited(
    store: Path, account: str, kind: str, awaits: str, words: str
) -> None:
    tell(store, kind, "return", account)

    said = claimwatch("explain", f"{account}/{ORDER}", "--lang", "en", store=store)
    told = lines(claimwatch("explain", f"{account}/{ORDER}", "--json", store=store).stdout)

    assert said.returncode == 0
    assert said.stdout.startswith("Nothing is owed on this order.\n")
    assert words in said.stdout
    assert [(line["obligation"], line["state"]) for line in told] == [
        (None, "nothing_owed"),
        ("safet.file", "awaited"),
    ]
    assert told[1]["awaits"] == [awaits]


def test_a_programme_named_is_explained_alone(store: Path) -> None:
    tell(store, "information_requested", "safet")
    tell(store, "buyer_contacted", "message")

    def explained(claim: str) -> list[tuple[str | None, str]]:
        told = claimwatch("explain", claim, "--json", store=store)
        return [(line["obligation"], line["state"]) for line in lines(told.stdout)]

    safet, message = ("safet.info_request", "open"), ("message.reply", "open")
    assert explained(f"blue-kettle/safet/{ORDER}") == [safet]
    assert explained(f"blue-kettle/message/{ORDER}") == [message]
    assert set(explained(f"blue-kettle/{ORDER}")) == {
        safet,
        message,
        ("atoz.buyer_contact", "open"),
    }
    assert explained(f"blue-kettle/chargeback/{ORDER}") == [(None, "nothing_owed")]


def test_a_programme_without_a_claim_names_the_claims_there_are(store: Path) -> None:
    tell(store, "information_requested", "safet")

    said = claimwatch("explain", f"blue-kettle/atoz/{ORDER}", "--lang", "zh-Hant", store=store)

    assert said.stdout.splitlines() == [
        "A-to-z 索賠：此訂單沒有需要處理的事項。",
        f"此訂單的其他事項請看：blue-kettle/safet/{ORDER}。",
    ]


def test_what_another_programme_waits_for_is_not_told_beside_an_obligation(store: Path) -> None:
    tell(store, "refund_issued", "return", "dune-trade")
    tell(store, "information_requested", "atoz", "dune-trade")

    told = lines(claimwatch("explain", f"dune-trade/atoz/{ORDER}", "--json", store=store).stdout)

    assert [line["obligation"] for line in told] == ["atoz.info_request"]


def test_a_time_reported_by_nobody_known_is_told_beside_what_it_brings_forward(store: Path) -> None:
    stated = (datetime.now(UTC) + timedelta(hours=7)).strftime("%Y-%m-%dT%H:%M:%SZ")
    window = {"amount": 1, "unit": "calendar_days"}
    tell(store, "information_requested", "safet", verified=False, stated=stated, window=window)

    (told,) = lines(claimwatch("explain", f"blue-kettle/{ORDER}", "--json", store=store).stdout)
    said = claimwatch("explain", f"blue-kettle/{ORDER}", "--lang", "en", store=store).stdout

    assert told["remind_by"] == told["reported"] == stated
    assert "A report that is not confirmed states " in said


# ── exposure ────────────────────────────────────────────────────────────────────────────────

DATES = ("--ordered", "2026-02-01", "--latest-delivery", "2026-02-14")
WINDOW = {"first": "2026-02-17", "last": "2026-05-15"}


@pytest.mark.parametrize(
    ("facts", "excluded"),
    [
        pytest.param((), [], id="an ordinary order"),
        pytest.param(("--digital",), ["digital goods are excluded"], id="digital"),
        pytest.param(
            ("--paid-with", "gift_card"),
            ["orders paid with a gift card or voucher are excluded"],
            id="a gift card",
        ),
        pytest.param(("--paid-with", "card"), [], id="another card"),
        pytest.param(
            ("--refunded", "--claimed"),
            [
                "the order was refunded in full",
                "there is one claim an order, and this one has had it",
            ],
            id="refunded, and claimed before",
        ),
    ],
)
def test_the_facts_of_an_order_say_why_a_claim_would_be_excluded(
    facts: tuple[str, ...], excluded: list[str]
) -> None:
    (told,) = lines(claimwatch("exposure", *DATES, *facts, "--json").stdout)

    assert told == {**WINDOW, "excluded": excluded}


def test_the_exposure_of_a_known_order_comes_from_what_is_known_of_it(store: Path) -> None:
    tell(
        store,
        "order_facts",
        "atoz",
        ordered_at="2026-02-01",
        latest_estimated_delivery="2026-02-14",
        digital=True,
    )

    (told,) = lines(claimwatch("exposure", f"blue-kettle/{ORDER}", "--json", store=store).stdout)

    assert told == {
        "account": "blue-kettle",
        "order_id": ORDER,
        **WINDOW,
        "excluded": ["digital goods are excluded"],
    }


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param((), "--ordered: missing; give both dates", id="nothing"),
        pytest.param(DATES[:2], "--latest-delivery: missing", id="one date"),
        pytest.param(
            ("--ordered", "x", *DATES[2:]),
            "--ordered: 'x' is not a date like 2026-02-01",
            id="no date",
        ),
        pytest.param(
            ("--ordered", "2026-02-01T10:00:00Z", *DATES[2:]), "is not a date like", id="a time"
        ),
        pytest.param(
            ("--ordered", "2026-02-30", *DATES[2:]), "does not exist", id="a date that is none"
        ),
        pytest.param(
            (*DATES[:2], "--latest-delivery", "2026-01-31"), "before the order", id="turned round"
        ),
        pytest.param(
            (f"blue-kettle/{ORDER}", "--digital"), "takes dates and facts from the order", id="both"
        ),
        pytest.param(
            (f"blue-kettle/{ORDER}",),
            "give --ordered and --latest-delivery in place of CLAIM",
            id="an order of which no date is known",
        ),
    ],
)
def test_an_exposure_that_cannot_be_told_says_what_to_give(
    store: Path, arguments: tuple[str, ...], said: str
) -> None:
    tell(store, "claim_opened", "atoz")

    refused = claimwatch("exposure", *arguments, store=store)

    assert (refused.returncode, refused.stdout) == (2, "")
    assert said in refused.stderr


# ── times, lists, JSON ──────────────────────────────────────────────────────────────────────


def test_the_time_that_is_recommended_is_taken(store: Path) -> None:
    local = (datetime.now(UTC) + timedelta(hours=7)).strftime("%Y-%m-%dT%H:%M")
    add = ("add", "--account", "blue-kettle", "--order", ORDER, "--kind", "atoz.info_request")

    refused = claimwatch(*add, "--received", local, store=store)
    right = refused.stderr.partition("write ")[2].split()[0]
    taken = claimwatch(*add, "--received", right, store=store)

    assert (refused.returncode, right) == (2, f"{local}+08:00")
    assert taken.returncode == 0, taken.stderr


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        ("48.20", "--amount: '48.20' must be like 48.20:USD"),
        ("abc:USD", "amount.value: write a decimal number such as 48.20"),
        ("-1:USD", "amount.value: write a decimal number such as 48.20"),
        ("48.20:dollars", "amount.currency: write three capital letters such as USD"),
    ],
)
def test_a_sum_that_is_none_is_refused_with_one_that_is(
    store: Path, amount: str, said: str
) -> None:
    add = ("add", "--account", "blue-kettle", "--order", ORDER, "--kind", "atoz.review")

    refused = claimwatch(*add, "--received", ago(hours=1), "--amount", amount, store=store)

    assert refused.returncode == 2
    assert said in refused.stderr


@pytest.mark.parametrize("asks", ["one\ttwo\x07", "bell\x07"])
def test_a_question_with_control_characters_is_refused_as_such(store: Path, asks: str) -> None:
    add = ("add", "--account", "blue-kettle", "--order", ORDER, "--kind", "atoz.info_request")

    refused = claimwatch(*add, "--received", ago(hours=1), "--asks", asks, store=store)

    assert "asks: holds a control character" in refused.stderr


def test_a_date_on_which_a_decision_was_due_says_that_it_is_one(store: Path) -> None:
    tell(store, "claim_opened", "safet", occurred_at=ago(days=20))

    said = claimwatch("list", "--silent", store=store).stdout

    assert said.startswith(
        f"blue-kettle/safet/{ORDER}  under_investigation  decision was expected about "
    )


def test_accounts_list_takes_json_as_accounts_does(store: Path) -> None:
    listed = claimwatch("accounts", "list", "--json", store=store)

    assert len(lines(listed.stdout)) == 8
    assert listed.stdout == claimwatch("accounts", "--json", "list", store=store).stdout
    assert listed.stdout == claimwatch("accounts", "--json", store=store).stdout
    assert len(claimwatch("accounts", "list", store=store).stdout.splitlines()) == 8


def test_a_test_mail_can_be_had_as_json(store: Path, tmp_path: Path) -> None:
    file = tmp_path / "test.eml"

    (shown,) = lines(
        claimwatch("send-test", "--account", "blue-kettle", "--json", store=store).stdout
    )
    (kept,) = lines(
        claimwatch(
            "send-test", "--account", "blue-kettle", "--out", file, "--json", store=store
        ).stdout
    )

    assert shown["to"] == "owner@blue-kettle.example"
    assert shown["subject"].startswith("Test · Answer by ")
    assert "A-to-z information request" in shown["text"]
    assert (shown["sent"], shown["written"]) == (False, None)
    assert (kept["sent"], kept["written"]) == (False, str(file))
    assert file.stat().st_size
