import json
import random
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.cli.playing import ROOT, claimwatch, last_standing, lines

SAMPLE, ACCOUNTS = ROOT / "events" / "sample_claims.jsonl", ROOT / "events" / "accounts.toml"
SPAN = ("--from", "2026-03-11T00:00:00Z", "--until", "2026-03-19T00:00:00Z")


def play(source: Path, out: Path) -> list[dict[str, Any]]:
    done = claimwatch("replay", source, "--accounts", ACCOUNTS, *SPAN, "--out", out, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    return lines(done.stdout)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[dict[str, Any]], Path]:
    out = tmp_path_factory.mktemp("first")
    return play(SAMPLE, out), out


def test_the_sample_holds_many_claims_of_three_programmes_in_eight_stores() -> None:
    messages = lines(SAMPLE.read_text(encoding="utf-8"))
    claims = {(m["account"], m["programme"], m["order_id"]) for m in messages}

    assert len(claims) >= 25
    assert {programme for _, programme, _ in claims} == {"atoz", "safet", "chargeback"}
    assert len({account for account, _, _ in claims}) == 8
    assert ACCOUNTS.read_text(encoding="utf-8").count("store =") == 8


def test_the_story_has_a_miss_a_late_arrival_a_second_claim_and_a_refusal(
    played: tuple[list[dict[str, Any]], Path],
) -> None:
    told, _ = played
    summary = told[-1]

    assert summary["kind"] == "summary"
    assert (summary["rejected"], summary["unsent"]) == (1, 0)
    assert summary["missed"] >= 1
    assert "late" in {line.get("rung") for line in told}
    assert "second_claim" in {line.get("notice") for line in told}
    assert any(line["kind"] == "obligation" and line["late"] for line in told)


def test_doubled_and_shuffled_it_ends_the_same_and_nobody_hears_twice(
    played: tuple[list[dict[str, Any]], Path], tmp_path: Path
) -> None:
    once, _ = played
    messages = SAMPLE.read_text(encoding="utf-8").splitlines() * 2
    random.Random(7).shuffle(messages)  # noqa: S311 - a shuffle, not a secret
    doubled = tmp_path / "doubled.jsonl"
    doubled.write_text("\n".join(messages), encoding="utf-8")

    twice = play(doubled, tmp_path / "out")

    def heard(told: list[dict[str, Any]]) -> Counter[tuple[str, ...]]:
        names = ("claim", "obligation", "rung", "channel", "to", "at")
        said = [line for line in told if line["kind"] == "reminder"]
        return Counter(tuple(str(line[name]) for name in names) for line in said)

    assert last_standing(twice) == last_standing(once)
    assert heard(twice) == heard(once)
    assert max(heard(once).values()) == 1


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """What the demo printed, and the folder it wrote to."""
    out = tmp_path_factory.mktemp("demo")
    (out / "precious.txt").write_text("not ours", encoding="utf-8")
    done = claimwatch("demo", "--out", out, SPEED="0", HEADLESS="1")
    assert done.returncode == 0
    return done.stdout, out


def test_the_demo_writes_what_a_replay_of_the_same_claims_writes_byte_for_byte(
    played: tuple[list[dict[str, Any]], Path], shown: tuple[str, Path]
) -> None:
    (_, replayed), (_, demo) = played, shown
    files = sorted(path.name for path in replayed.iterdir())
    assert {*files, "precious.txt"} == {path.name for path in demo.iterdir()}
    for name in files:
        assert (replayed / name).read_bytes() == (demo / name).read_bytes(), name


def test_the_transcript_in_the_readme_is_what_the_program_prints(shown: tuple[str, Path]) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    found = re.search(r"```text\n(claimwatch demo.*?)```", readme, re.DOTALL)
    assert found is not None
    expected = [line for line in found[1].splitlines() if line.strip() not in ("", "…")]
    said, out = shown

    printed = iter(said.replace(str(out), "build/demo").splitlines())
    for line in expected:
        assert line in printed, f"not printed, or not in this order: {line}"


def test_what_is_published_on_the_topic_is_one_json_object_a_line(
    played: tuple[list[dict[str, Any]], Path],
) -> None:
    told, out = played
    published = lines((out / "topic.jsonl").read_text(encoding="utf-8"))

    reminders = [line for line in told if line.get("channel") == "topic"]
    assert len([m for m in published if m["kind"] in ("reminder", "notice")]) == len(reminders)
    assert all(json.dumps(message) for message in published)
    assert {m["programme"] for m in published if m["kind"] == "outcome"} == {"atoz", "safet"}
