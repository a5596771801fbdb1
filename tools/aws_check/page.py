"""docs/aws.md: what a real account said, as a table; or that none was asked yet."""

from collections.abc import Iterator, Mapping
from typing import Any

NOBODY = """# What AWS itself said

**Nobody has run this yet.** `make aws-check` deploys claimwatch into a real account under a name of
its own, measures what no emulator can show, deletes everything and writes `docs/aws.json`, signed
with the SSH key of whoever ran it; this page then shows it. `make aws-check ARGS=--dry-run` says
what it would do, how long it takes at most and what it costs at most, and calls nothing.
"""


def page(sealed: Mapping[str, Any] | None) -> str:
    """Return the page, whole."""
    if sealed is None:
        return NOBODY
    result = sealed["result"]
    rows = "\n".join(_rows(result["steps"]))
    return f"""# What AWS itself said

Written by `make aws-check` out of `docs/aws.json`; do not edit. Run on {result["day"]} in
{result["region"]}, of commit {result["commit"]}; signed with the key `{sealed["key"][:60]}…`.

| step | found |
|---|---|
{rows}
"""


def _rows(steps: Mapping[str, Any]) -> Iterator[str]:
    for name, found in steps.items():
        words = "; ".join(f"{key} {_plain(value)}" for key, value in found.items())
        yield f"| {name} | {words} |"


def _plain(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_plain(each)}" for key, each in value.items())
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    return "nothing" if value is None else str(value)
