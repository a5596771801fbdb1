"""Writes requirements/needs.json: what every pinned package needs, in its own words.

A lock holds no word of who needs what. With this table the tests find without a network whether
everything that a pinned package needs is pinned beside it; `make requirements` writes it anew.
"""

import json
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools.locks import LOCKS, ROOT, machines, pins

TABLE = ROOT / "requirements" / "needs.json"
_REPORT = (
    *("-m", "pip", "install", "--quiet", "--no-deps", "--dry-run", "--ignore-installed"),
    *("--report", "-"),
)


def pinned() -> dict[str, set[str]]:
    """Return what the locks pin for any machine of ours, as name==version, each with its extras."""
    found: dict[str, set[str]] = defaultdict(set)
    for lock, pythons in LOCKS.items():
        for pin in pins(ROOT / lock):
            if any(pin.holds(machine) for _, machine in machines(pythons)):
                found[str(pin)] |= pin.extras
    return dict(found)


def wanted(needs: Iterable[str], extras: Iterable[str]) -> list[str]:
    """Keep of a package's needs those that some machine of ours has, with these extras."""
    every = [
        machine | {"extra": extra}
        for _, machine in machines(LOCKS["requirements/dev.txt"])
        for extra in ("", *extras)
    ]
    return sorted(
        need
        for need in needs
        if (marker := Requirement(need).marker) is None
        or any(marker.evaluate(machine) for machine in every)
    )


def needs() -> Mapping[str, list[str]]:
    """Read the table."""
    found: dict[str, list[str]] = json.loads(TABLE.read_text("utf-8"))
    return found


def main(python: str) -> None:
    """Ask the index, with the pip of ``python``, for what each package says of itself."""
    extras, found = pinned(), {}
    for batch in _one_version_each(sorted(extras)):
        asked = subprocess.run(  # noqa: S603 - what the locks name
            [python, *_REPORT, *batch], check=True, stdout=subprocess.PIPE
        )
        for package in json.loads(asked.stdout)["install"]:
            told = package["metadata"]
            name = f"{canonicalize_name(told['name'])}=={told['version']}"
            found[name] = wanted(told.get("requires_dist", []), extras[name])
    if missing := extras.keys() - found.keys():
        sys.exit(f"needs: the index told nothing of {', '.join(sorted(missing))}")
    TABLE.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n", "utf-8")


def _one_version_each(exact: list[str]) -> Iterator[list[str]]:
    while exact:
        first = {one.split("==")[0]: one for one in reversed(exact)}
        yield list(first.values())
        exact = [one for one in exact if one not in first.values()]


if __name__ == "__main__":
    main(sys.argv[1])
