"""What a function writes down for CloudWatch."""

import json
from typing import Any

import pytest

from shared.observability import count, measured, metrics


@pytest.fixture(autouse=True)
def nothing_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("POWERTOOLS_METRICS_DISABLED", raising=False)
    metrics.clear_metrics()


@measured
def handler(event: dict[str, Any], context: object) -> str:
    for name, of in event.items():
        count(name, of)
    return "done"


def lines(printed: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in printed.splitlines()]


def test_a_metric_carries_service_and_stack_and_nothing_else(
    capsys: pytest.CaptureFixture[str],
) -> None:
    handler({"SweepCompleted": 1}, None)

    (line,) = lines(capsys.readouterr().out)
    (directive,) = line["_aws"]["CloudWatchMetrics"]
    assert sorted(directive["Dimensions"][0]) == ["service", "stack"]
    assert (line["service"], line["stack"]) == ("claimwatch", "claimwatch")


def test_what_there_was_none_of_is_not_sent(capsys: pytest.CaptureFixture[str]) -> None:
    assert handler({"Drift": 0, "MessagesFailed": 0}, None) == "done"

    assert capsys.readouterr().out == ""


def test_one_call_says_nothing_of_the_one_before(capsys: pytest.CaptureFixture[str]) -> None:
    handler({"Drift": 2}, None)
    handler({"SweepCompleted": 1}, None)

    first, second = lines(capsys.readouterr().out)
    assert "Drift" in first
    assert "Drift" not in second


def test_what_was_counted_before_a_failure_is_written(capsys: pytest.CaptureFixture[str]) -> None:
    @measured
    def fails(event: dict[str, Any], context: object) -> None:
        count("Drift")
        raise ValueError("after it")

    with pytest.raises(ValueError, match="after it"):
        fails({}, None)

    assert "Drift" in capsys.readouterr().out
