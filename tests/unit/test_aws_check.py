"""The check of a real account, as far as it can be tried without one."""

import shutil
import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest

from tests.template import ROOT
from tools.aws_check import __main__ as check
from tools.aws_check.measures import Place, percentile
from tools.aws_check.page import page
from tools.aws_check.plan import MOST_TIME, MOST_USD, STEPS, planned
from tools.aws_check.seal import holds, signed
from tools.aws_check.steps import MEASURES

PLACE = Place("table", "queue", {})
RESULT = {
    "day": "2026-12-01", "region": "eu-central-1", "commit": "0123456",
    "steps": {"warm": {"asked": 20, "missing": 0, "p50_s": 41.0, "p99_s": None}},
}  # fmt: skip


def test_it_stays_within_two_hours_and_two_dollars() -> None:
    takes, usd = planned()

    assert takes <= MOST_TIME == timedelta(hours=2)
    assert usd <= MOST_USD == 2


def test_what_is_planned_is_what_is_done() -> None:
    assert [step.name for step in STEPS] == ["deploy", *MEASURES, "delete"]


def test_a_dry_run_calls_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def called(*_: Any, **__: Any) -> None:  # noqa: ANN401
        pytest.fail("a dry run called AWS, or a program")

    monkeypatch.setattr(boto3, "client", called)
    monkeypatch.setattr(subprocess, "run", called)

    assert check.main(["--dry-run"]) == 0
    said = capsys.readouterr().out
    assert all(step.name in said for step in STEPS)
    assert "nothing was called" in said


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was done to the account, in order."""
    done: list[str] = []

    def deploy(name: str, owner: str) -> dict[str, Any]:
        done.append(f"deploy {name[:16]} {owner}")
        return {"seconds": 90}

    def remove(name: str) -> dict[str, Any]:
        done.append(f"delete {name[:16]}")
        return {"left behind": []}

    monkeypatch.setattr(check, "deploy", deploy)
    monkeypatch.setattr(check, "remove", remove)
    monkeypatch.setattr(check, "place_of", lambda _: PLACE)
    for name in MEASURES:
        monkeypatch.setitem(MEASURES, name, lambda *_: {"asked": 1})
    return done


def test_what_was_made_is_deleted(calls: list[str]) -> None:
    found = check.run("owner@example.com")

    assert calls == ["deploy claimwatch-check owner@example.com", "delete claimwatch-check"]
    assert list(found["steps"]) == [step.name for step in STEPS]


def test_it_is_deleted_when_the_deployment_fails(
    calls: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: str) -> dict[str, Any]:
        raise subprocess.CalledProcessError(1, "sam")

    monkeypatch.setattr(check, "deploy", fails)

    found = check.run("owner@example.com")

    assert calls == ["delete claimwatch-check"]
    assert "CalledProcessError" in found["steps"]["ended early"]["failed"]


def test_a_step_that_fails_is_told_and_the_others_go_on(
    calls: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> dict[str, Any]:
        raise ValueError("no such queue")

    monkeypatch.setitem(MEASURES, "crowd", fails)

    steps = check.run("owner@example.com")["steps"]

    assert steps["crowd"] == {"failed": "ValueError: no such queue"}
    assert steps["read"] == {"asked": 1}
    assert calls[-1].startswith("delete")


def test_when_time_is_up_nothing_more_is_begun_but_deleting(
    calls: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(check, "MOST_TIME", timedelta(0))

    steps = check.run("owner@example.com")["steps"]

    assert steps["warm"] == {"failed": "no time was left"}
    assert calls[-1].startswith("delete")


@pytest.mark.parametrize(
    ("values", "share", "found"),
    [([], 0.5, None), ([3], 0.99, 3), ([1, 2, 3, 4], 0.5, 3), (list(range(100)), 0.99, 99)],
)
def test_percentiles(values: list[float], share: float, found: float | None) -> None:
    assert percentile(values, share) == found


@pytest.mark.skipif(not shutil.which("ssh-keygen"), reason="ssh-keygen is not here")
def test_a_result_is_signed_and_a_changed_one_is_seen(tmp_path: Path) -> None:
    key = tmp_path / "id"
    subprocess.run(  # noqa: S603
        ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)],  # noqa: S607
        check=True,
    )

    sealed = signed(RESULT, key, tmp_path)

    assert holds(sealed, tmp_path)
    better = {**RESULT, "steps": {"warm": {"asked": 20, "missing": 0, "p50_s": 1.0}}}
    assert not holds({**sealed, "result": better}, tmp_path)


def test_a_result_is_shown_as_a_table() -> None:
    shown = page({"result": RESULT, "key": "ssh-ed25519 AAAA", "signature": ""})

    assert "| warm | asked 20; missing 0; p50_s 41.0; p99_s nothing |" in shown


def test_the_page_says_that_nobody_has_run_it_until_somebody_has() -> None:
    assert not (ROOT / "docs/aws.json").exists()
    assert (ROOT / "docs/aws.md").read_text(encoding="utf-8") == page(None)
    assert "nobody has run it yet" in (ROOT / "README.md").read_text(encoding="utf-8")
