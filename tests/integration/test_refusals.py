import json

import pytest

from tests.conftest import body
from tests.integration.conftest import Stack

GOOD = json.loads(body("information_requested"))


@pytest.mark.parametrize(
    ("message", "named"),
    [
        pytest.param({**GOOD, "occurred_at": "2026-03-11T08:00:00"}, "occurred_at", id="naive"),
        pytest.param({**GOOD, "occurred_at": 1773216000}, "occurred_at", id="number"),
        pytest.param({**GOOD, "occurred_at": "1773216000"}, "occurred_at", id="number as text"),
        pytest.param({**GOOD, "occurred_at": "2027-03-11T08:00:00Z"}, "occurred_at", id="future"),
        pytest.param({**GOOD, "occurred_at": "2024-03-11T08:00:00Z"}, "occurred_at", id="old"),
        pytest.param({**GOOD, "buyer_name": "x"}, "buyer_name", id="unknown field"),
        pytest.param({**GOOD, "type": "claim_lost"}, "type", id="unknown type"),
        pytest.param({**GOOD, "account": "nobody"}, "account", id="unknown account"),
        pytest.param({**GOOD, "programme": "message"}, "programme", id="wrong programme"),
        pytest.param({**GOOD, "order_id": "113-5550123-555019"}, "order_id", id="digit missing"),
        pytest.param({**GOOD, "event_id": ""}, "event_id", id="empty id"),
        pytest.param({**GOOD, "event_id": "x" * 129}, "event_id", id="long id"),
        pytest.param({**GOOD, "event_id": "a\nb"}, "event_id", id="line break in id"),
        pytest.param({**GOOD, "schema": 2}, "schema", id="another schema"),
        pytest.param({**GOOD, "schema": True}, "schema", id="schema true"),
        pytest.param({**GOOD, "store": "XX"}, "store", id="unknown store"),
        pytest.param(
            {**GOOD, "window": {"amount": 10**9, "unit": "calendar_days"}}, "window.amount",
            id="window too long",
        ),
        pytest.param({**GOOD, "stated": "2026-03-12T10:00:00"}, "stated", id="stated naive"),
        pytest.param({**GOOD, "stated": "2026-03-12.."}, "stated", id="half a span"),
        pytest.param({**GOOD, "stated": "2026-03-12..2026-03-11"}, "stated", id="span backwards"),
        pytest.param({**GOOD, "stated": "2026-03-12..2028-03-11"}, "stated", id="span without end"),
        pytest.param({**GOOD, "occurred_at": "2026-03-10..2026-03-11"}, "occurred_at", id="span"),
        pytest.param({**GOOD, "occurred_from": 1773216000}, "occurred_from", id="from a number"),
        pytest.param({**GOOD, "occurred_from": "2026-03-11T07:00:00"}, "occurred_from",
                     id="from a naive time"),
        pytest.param({**GOOD, "occurred_from": "2026-03-11T08:00:01Z"}, "occurred_from",
                     id="from after it happened"),
        pytest.param({**GOOD, "occurred_from": "2024-03-11"}, "occurred_from", id="from long ago"),
        pytest.param({**GOOD, "occurred_from": "2026-03-09..2026-03-10"}, "occurred_from",
                     id="from a span"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_refused_by_the_name_of_its_field(
    shared_stack: Stack, message: dict[str, object], named: str
) -> None:
    shared_stack.receive(json.dumps(message))

    (refused,) = shared_stack.quarantined()
    assert refused["reason"].startswith(f"{named}: ")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        pytest.param("not json", "body", id="not JSON"),
        pytest.param('{"a":' * 20_000, "body", id="nested 20,000 deep, and too large"),
        pytest.param('{"a":' * 5_000 + "1" + "}" * 5_000, "body", id="nested 5,000 deep"),
        pytest.param('{"schema": NaN}', "schema", id="NaN"),
        pytest.param('{"schema": 1, "x": ' + "9" * 5_000 + "}", "body", id="5,000 digits"),
        pytest.param(json.dumps(GOOD) + " " * 2_000_000, "body", id="2 MB"),
        pytest.param("[]", "body", id="a list"),
    ],
)
def test_what_is_no_message_at_all_is_refused_and_never_tried_again(
    shared_stack: Stack, text: str, named: str
) -> None:
    shared_stack.receive(text)  # raises when the record goes back to its queue

    (refused,) = shared_stack.quarantined()
    assert refused["reason"].startswith(f"{named}: ")
    assert len(refused["body"]) <= 64 * 1024
