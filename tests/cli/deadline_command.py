"""Ask the installed command about deadlines, and write down what it should say."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

CLAIMWATCH = Path(sys.executable).with_name("claimwatch")

Answer = dict[str, Any]
Question = dict[str, Any]


def run_deadline(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run the command once, with nothing to read on its standard input."""
    return subprocess.run(  # noqa: S603 - our own command, named in full
        [CLAIMWATCH, "deadline", *arguments],
        capture_output=True,
        check=False,
        env=os.environ | environment,
        stdin=subprocess.DEVNULL,
        timeout=120,
    )


def answers_to_lines(folder: Path, lines: Iterable[bytes], **environment: str) -> list[Answer]:
    """Ask a batch of lines, whatever they hold, and read one answer for each."""
    asked = list(lines)
    batch = folder / "queries.jsonl"
    batch.write_bytes(b"".join(line + b"\n" for line in asked))
    ran = run_deadline("--batch", str(batch), "--json", **environment)
    assert ran.returncode == 0, ran.stderr.decode()
    answers = [json.loads(line) for line in ran.stdout.splitlines()]
    assert len(answers) == len(asked)
    return answers


def answers_to(
    folder: Path, questions: Iterable[Mapping[str, Any]], **environment: str
) -> list[Answer]:
    """Ask a batch of questions, with these variables in the command's environment."""
    lines = (json.dumps(question).encode() for question in questions)
    return answers_to_lines(folder, lines, **environment)


def question(obligation: str, store: str, /, **parts: Any) -> Question:  # noqa: ANN401
    """Write down a question; what is no part of its form is one of its anchors."""
    form: Question = {name: parts.pop(name) for name in ("case", "stated") if name in parts}
    if "window" in parts:
        amount, unit = parts.pop("window")
        form["window"] = {"amount": amount, "unit": unit}
    return {"obligation": obligation, "store": store, "anchors": parts, **form}


def readings(earliest: str, expected: str, latest: str, **more: str | None) -> Answer:
    """Write down the three readings of a cut-off on which nothing was stated."""
    return {
        "earliest": earliest,
        "expected": expected,
        "latest": latest,
        "stated": None,
        "remind_by": earliest,
        "missed_after": latest,
        **more,
    }


def the_part_of(answer: Answer, wanted: Answer) -> Answer:
    """Keep of an answer what is wanted, or all of it when the question was refused."""
    return answer if "error" in answer else {name: answer[name] for name in wanted}
