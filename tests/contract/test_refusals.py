import json
from datetime import timedelta
from pathlib import Path

import pytest

from tests.contract.accounts import PLAIN
from tests.contract.playing import A_MINUTE, Line, Replayed, fact, instant, replay

NOON = instant("04-14 12:00")
GOOD = fact("atoz claim_opened", "04-14 11:00")
ASKED = fact("atoz information_requested", "04-14 11:00")
DECIDED = fact("atoz claim_decided", "04-14 11:00", decision="denied")


def without(line: Line, name: str) -> Line:
    return {key: value for key, value in line.items() if key != name}


def money(value: object, currency: str = "USD") -> Line:
    return GOOD | {"amount": {"value": value, "currency": currency}}


def on(obligation: str, kind: str = "deadline_stated", **more: object) -> Line:
    return fact(f"atoz {kind}", "04-14 11:00", obligation=obligation, **more)


REFUSED: dict[str, tuple[Line, str]] = {
    "an unknown field": (GOOD | {"colour": "blue"}, "colour"),
    "an unknown type": (GOOD | {"type": "claim_lost"}, "type"),
    "an unknown account": (GOOD | {"account": "nobody"}, "account"),
    "an unknown store": (GOOD | {"store": "XX"}, "store"),
    "an unknown programme": (GOOD | {"programme": "fba"}, "programme"),
    "an unknown obligation": (on("atoz.nothing", stated="04-16 00:00"), "obligation"),
    "another schema": (GOOD | {"schema": 2}, "schema"),
    "an event name of 129 characters": (GOOD | {"event_id": "e" * 129}, "event_id"),
    "an event without a name": (GOOD | {"event_id": None}, "event_id"),
    "a naive time": (GOOD | {"occurred_at": "2026-04-14T11:00:00"}, "occurred_at"),
    "a time that is a number": (GOOD | {"occurred_at": 1776164400}, "occurred_at"),
    "a time that is a number in a text": (GOOD | {"occurred_at": "1776164400"}, "occurred_at"),
    "a naive beginning of a span": (
        GOOD | {"occurred_from": "2026-04-14T10:00:00"},
        "occurred_from",
    ),
    "a span that begins after its end": (
        GOOD | {"occurred_from": "2026-04-14T11:00:01Z"},
        "occurred_from",
    ),
    "a span that begins more than 400 days ago": (
        GOOD | {"occurred_from": "2025-03-09"},
        "occurred_from",
    ),
    "a stated span backwards": (ASKED | {"stated": "2026-04-17..2026-04-16"}, "stated"),
    "a naive stated date": (ASKED | {"stated": "2026-04-16T11:00:00"}, "stated"),
    "a stated date that is a number": (ASKED | {"stated": 1776337200}, "stated"),
    "a fact of more than 400 days ago": (
        GOOD | {"occurred_at": "2025-03-09T11:00:00Z"},
        "occurred_at",
    ),
    "a fact of the next quarter of an hour": (GOOD | {"occurred_at": "+11"}, "occurred_at"),
    "a debit of more than 400 days ago": (
        DECIDED
        | {"decision": "granted_seller_funded", "account_debited_at": "2025-03-09T11:00:00Z"},
        "account_debited_at",
    ),
    "a debit of the next hour": (
        DECIDED
        | {"decision": "granted_seller_funded", "account_debited_at": "2026-04-15T16:00:00Z"},
        "account_debited_at",
    ),
    "a stated date of more than 400 days ahead": (
        ASKED | {"stated": "2027-05-22T11:00:00Z"},
        "stated",
    ),
    "a stated date of more than 400 days ago": (
        ASKED | {"stated": "2025-03-09T11:00:00Z"},
        "stated",
    ),
    "a snooze of more than 400 days": (
        on("atoz.review", "snoozed") | {"until": "2027-05-22T11:00:00Z"},
        "until",
    ),
    "an order of the wrong form": (GOOD | {"order_id": "701-2026-0000001"}, "order_id"),
    "an order with a line end": (GOOD | {"order_id": "701-2026000-9999999\n"}, "order_id"),
    "an order that is a number": (GOOD | {"order_id": 70120260000001}, "order_id"),
    "a service order without saying so": (GOOD | {"order_id": "SVC-2026-00018"}, "order_id"),
    "a service order of four letters": (
        GOOD | {"order_kind": "service", "order_id": "SVC1"},
        "order_id",
    ),
    "a service order of 41 letters": (
        GOOD | {"order_kind": "service", "order_id": "S" * 41},
        "order_id",
    ),
    "a service order with a space": (
        GOOD | {"order_kind": "service", "order_id": "SVC 2026"},
        "order_id",
    ),
    "a third of a cent": (money("48.203"), "amount"),
    "half a yen": (money("48.5", "JPY"), "amount"),
    "money below nothing": (money("-1.00"), "amount"),
    "money that is a number": (money(48.2), "amount"),
    "money that is no number": (money("NaN"), "amount"),
    "money without end": (money("Infinity"), "amount"),
    "a window of weeks": (ASKED | {"window": {"amount": 2, "unit": "weeks"}}, "window"),
    "a question of 501 characters": (ASKED | {"asks": "a" * 501}, "asks"),
    "a decision of another programme": (DECIDED | {"decision": "won"}, "decision"),
    "a reimbursement decided like a claim": (
        DECIDED | {"programme": "safet", "decision": "granted_seller_funded"},
        "decision",
    ),
    "a decision that is not told": (without(DECIDED, "decision"), "decision"),
    "a date stated of nothing": (without(on("", stated="04-16 00:00"), "obligation"), "obligation"),
    "a deadline without a date": (on("atoz.review"), "stated"),
    "nothing declined": (fact("atoz declined", "04-14 11:00"), "obligation"),
    "nothing reopened": (fact("atoz reopened", "04-14 11:00"), "obligation"),
    "nothing acknowledged": (fact("atoz acknowledged", "04-14 11:00"), "obligation"),
    "a snooze without an end": (on("atoz.review", "snoozed"), "until"),
    "an assignment to nobody": (on("atoz.review", "assigned"), "to"),
    "a contact that is a claim": (GOOD | {"type": "buyer_contacted"}, "programme"),
    "a look at a return": (GOOD | {"programme": "return"}, "programme"),
}
ACCEPTED: dict[str, Line] = {
    "a fact of almost 400 days ago": fact("atoz declined", "04-14 11:00", obligation="atoz.review")
    | {"occurred_at": "2025-03-12T12:00:00Z"},
    "a fact of the next nine minutes": GOOD | {"occurred_at": "+9"},
    "a fact of some time in the last year": GOOD | {"occurred_from": "2025-04-14"},
    "a fact known to the minute": GOOD | {"occurred_from": GOOD["occurred_at"]},
    "a stated date without a time": ASKED | {"stated": "2026-04-16"},
    "a stated span": ASKED | {"stated": "2026-04-16T10:00:00+02:00..2026-04-17"},
    "a date a year ahead": ASKED | {"stated": "2027-05-17T11:00:00Z"},
    "a service order of five letters": GOOD | {"order_kind": "service", "order_id": "SVC-1"},
    "a service order of forty letters": GOOD | {"order_kind": "service", "order_id": "S" * 40},
    "an event name of 128 characters": GOOD | {"event_id": "e" * 128},
    "two cents": money("0.02"),
    "nothing at all": money("0"),
    "whole yen": money("48", "JPY"),
}
RAW: dict[str, bytes] = {
    "money that is not even JSON": json.dumps(money(float("nan"))).encode(),
    "a body of two million characters": json.dumps(GOOD | {"reason": "x" * 2_000_000}).encode(),
    "a body of more than 64 KB": json.dumps(
        GOOD | {"reason": "é" * 40_000}, ensure_ascii=False
    ).encode(),
    "a list of lists of lists": b'{"schema": 1, "reason": ' + b"[" * 20_000 + b"]" * 20_000 + b"}",
}
NAMES = [*REFUSED, *ACCEPTED]


def arrival(name: str) -> str:
    return f"{NOON + timedelta(minutes=3 * NAMES.index(name)):%Y-%m-%dT%H:%M:%SZ}"


def message(name: str, line: Line) -> bytes:
    number = NAMES.index(name)
    whole = {
        "schema": 1,
        "event_id": f"one-{number}",
        "account": "us",
        "order_id": f"701-2026000-{number:07}",
        **line,
        "arrives_at": arrival(name),
    }
    if str(whole["occurred_at"]).startswith("+"):
        ahead = timedelta(minutes=int(str(whole["occurred_at"])))
        whole["occurred_at"] = f"{instant(arrival(name)) + ahead:%Y-%m-%dT%H:%M:%SZ}"
    return json.dumps(without(whole, "event_id") if whole["event_id"] is None else whole).encode()


def neighbour(name: str) -> bytes:
    number = 5000 + NAMES.index(name)
    return message(name, GOOD | {"event_id": f"one-{number}", "order_id": order(number)})


def order(number: int) -> str:
    return f"701-2026000-{number:07}"


@pytest.fixture(scope="module")
def run(shared_folder: Path) -> Replayed:
    lines = [
        line
        for name in NAMES
        for line in (
            message(name, {**REFUSED, **{n: (v, "") for n, v in ACCEPTED.items()}}[name][0]),
            neighbour(name),
        )
    ]
    ran = replay(shared_folder / "refusals", lines, PLAIN, "04-14 00:00", "04-15 16:00")
    assert ran.code == 0, ran.stderr
    return ran


@pytest.mark.parametrize("name", REFUSED)
def test_a_refusal_names_the_field(run: Replayed, name: str) -> None:
    came = instant(arrival(name))
    refusals = [
        line
        for line in run.of("rejected")
        if timedelta(0) <= instant(line["at"]) - came <= A_MINUTE
    ]

    [refusal] = refusals
    assert REFUSED[name][1] in refusal["reason"]
    assert refusal["source"] == "queue"


@pytest.mark.parametrize("name", REFUSED)
def test_a_refused_message_leaves_its_neighbour_unharmed(run: Replayed, name: str) -> None:
    assert "atoz.review 1" in run.ends(order(5000 + NAMES.index(name)))


@pytest.mark.parametrize("name", REFUSED)
def test_a_refused_message_opens_nothing(run: Replayed, name: str) -> None:
    assert run.ends(str(REFUSED[name][0].get("order_id", order(NAMES.index(name))))) == {}


@pytest.mark.parametrize("name", ACCEPTED)
def test_what_is_just_within_the_limits_is_taken_in(run: Replayed, name: str) -> None:
    came = instant(arrival(name))

    assert not [line for line in run.of("rejected") if abs(instant(line["at"]) - came) <= A_MINUTE]


def test_the_summary_counts_the_refusals(run: Replayed) -> None:
    [summary] = run.of("summary")

    assert summary["rejected"] == len(run.of("rejected")) == len(REFUSED)


def test_a_body_that_nobody_can_read_is_refused_beside_its_neighbours(shared_folder: Path) -> None:
    common = {"schema": 1, "account": "us", "arrives_at": "2026-04-14T12:00:00Z"}
    good = [
        json.dumps({**common, **GOOD, "event_id": f"g{number}", "order_id": order(number)}).encode()
        for number in range(len(RAW))
    ]
    bad = [
        body.replace(
            b"{",
            json.dumps({**common, "event_id": f"b{number}", "order_id": order(90 + number)})[
                :-1
            ].encode()
            + b", ",
            1,
        )
        for number, body in enumerate(RAW.values())
    ]
    lines = [line for pair in zip(bad, good, strict=True) for line in pair]
    run = replay(shared_folder / "bodies", lines, PLAIN, "04-14 00:00", "04-14 13:00")

    assert run.code == 0, run.stderr
    assert len(run.of("rejected")) == len(RAW)
    assert {line["order_id"] for line in run.of("obligation")} == set(map(order, range(len(RAW))))
