"""Deploy, measure, delete, write down.

`make aws-check ARGS="--owner you@example.com --key ~/.ssh/id_ed25519"`; `--dry-run` says what would
be done and calls nothing. Whatever happens, what was made is deleted.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import boto3

from shared.wiring import utc_now
from tools.aws_check.page import page
from tools.aws_check.plan import MOST_TIME, MOST_USD, STEPS, planned
from tools.aws_check.seal import signed
from tools.aws_check.stack import deploy, place_of, remove
from tools.aws_check.steps import MEASURES

ROOT = Path(__file__).parents[2]
RESULT, PAGE = ROOT / "docs/aws.json", ROOT / "docs/aws.md"


def main(words: list[str] | None = None) -> int:
    """Run the check; 0 when every step could be measured, 1 otherwise."""
    parser = argparse.ArgumentParser(prog="aws-check", description=__doc__)
    parser.add_argument("--dry-run", action="store_true", help="say what would be done")
    parser.add_argument("--owner", metavar="ADDRESS", help="an address that SES has confirmed here")
    parser.add_argument("--key", type=Path, metavar="FILE", help="your SSH key, which signs")
    given = parser.parse_args(words)
    takes, usd = planned()
    if given.dry_run:
        for step in STEPS:
            minutes = step.takes.total_seconds() / 60
            print(f"{step.name:<10} ≤ {minutes:3.0f} min  ≤ {step.usd:>4} USD  {step.words}")  # noqa: T201
        print(f"together ≤ {takes} and ≤ {usd} USD; nothing was called")  # noqa: T201
        return 0
    if not given.owner or not given.key:
        parser.error("--owner and --key are needed; --dry-run says what for")
    result = run(given.owner)
    with tempfile.TemporaryDirectory() as folder:
        sealed = signed(result, given.key, Path(folder))
    RESULT.write_text(json.dumps(sealed, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    PAGE.write_text(page(sealed), encoding="utf-8")
    print(f"written: {RESULT}, {PAGE}")  # noqa: T201
    return 1 if any("failed" in found for found in result["steps"].values()) else 0


def run(owner: str) -> dict[str, Any]:
    """Deploy, measure and delete; return what was found."""
    began, name = utc_now(), f"claimwatch-check-{int(time.time())}"
    found: dict[str, dict[str, Any]] = {}
    try:
        found["deploy"] = deploy(name, owner)
        place = place_of(name)
        for step in STEPS[1:-1]:
            if utc_now() - began > MOST_TIME - STEPS[-1].takes:
                found[step.name] = {"failed": "no time was left"}
                continue
            found[step.name] = _tried(step.name, place, began)
    except (KeyboardInterrupt, Exception) as wrong:  # noqa: BLE001 - it is deleted whatever it was
        found["ended early"] = {"failed": f"{type(wrong).__name__}: {wrong}"[:300]}
    finally:
        found["delete"] = remove(name)
    return {
        "day": f"{began:%Y-%m-%d}",
        "region": boto3.session.Session().region_name,
        "commit": subprocess.check_output(["git", "rev-parse", "HEAD"], text=True).strip(),  # noqa: S607
        "minutes": round((utc_now() - began).total_seconds() / 60),
        "most_usd": str(MOST_USD),
        "steps": found,
    }


def _tried(name: str, place: Any, began: datetime) -> dict[str, Any]:  # noqa: ANN401 - see steps.py
    print(f"{utc_now():%H:%M} {name}", file=sys.stderr)  # noqa: T201
    try:
        return MEASURES[name](place, began)
    except Exception as wrong:  # noqa: BLE001 - the others are measured all the same
        return {"failed": f"{type(wrong).__name__}: {wrong}"[:300]}


if __name__ == "__main__":
    sys.exit(main())
