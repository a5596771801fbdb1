import json
from pathlib import Path
from typing import Any

import pytest

from shared.messages import claim_event, read_message
from shared.policy.pack import load_pack
from tests.unit.intake.reports.reports import account, events_of, noon, read, refusals_of

REPORTS = Path(__file__).parents[3] / "fixtures" / "reports"
FROM_FACTS: dict[str, Any] = json.loads((REPORTS / "from_facts" / "expected.json").read_bytes())
OTHER_HANDS: dict[str, Any] = json.loads((REPORTS / "other_hands" / "expected.json").read_bytes())


@pytest.mark.parametrize("name", FROM_FACTS)
def test_a_report_tells_what_happened_and_nothing_else(name: str) -> None:
    expected = FROM_FACTS[name]

    findings = read((REPORTS / "from_facts" / name).read_bytes(), store=expected["store"])

    told = events_of(findings)
    assert refusals_of(findings) == []
    assert [(e["order_id"], e["programme"], e["type"], e["occurred_at"]) for e in told] == [
        tuple(facts) for *facts, _ in expected["events"]
    ]
    for event, (*_, fields) in zip(told, expected["events"], strict=True):
        assert {name: event.get(name) for name in fields} == fields


@pytest.mark.parametrize("name", OTHER_HANDS)
def test_a_report_written_by_somebody_else_is_understood(name: str) -> None:
    expected = OTHER_HANDS[name]

    findings = read((REPORTS / "other_hands" / name).read_bytes(), store=expected["store"])

    told = {(e["order_id"], e["type"], e["occurred_at"]): e for e in events_of(findings)}
    for order, kind, occurred_at, *fields in expected["events"]:
        event = told[order, kind, occurred_at]
        for field, value in (fields or [{}])[0].items():
            assert event[field] == value
    assert len(refusals_of(findings)) == expected["refused"], refusals_of(findings)


@pytest.mark.parametrize("name", FROM_FACTS)
def test_what_a_report_tells_is_taken_by_the_queue(name: str) -> None:
    store = FROM_FACTS[name]["store"]

    raw, now = (REPORTS / "from_facts" / name).read_bytes(), noon(2026, 11, 22)
    for event in events_of(read(raw, store=store, undated=now)):
        message = read_message(json.dumps(event))
        claim_event(message, account(store), load_pack(), now)


@pytest.mark.parametrize("name", FROM_FACTS)
def test_a_report_read_on_another_day_tells_the_same_facts(name: str) -> None:
    raw, store = (REPORTS / "from_facts" / name).read_bytes(), FROM_FACTS[name]["store"]

    once = events_of(read(raw, store=store, now=noon(2026, 11, 22)))
    again = events_of(read(raw, store=store, now=noon(2026, 12, 24)))

    assert [e["event_id"] for e in once] == [e["event_id"] for e in again]
