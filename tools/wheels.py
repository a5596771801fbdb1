"""Asks the index, through uv, whether what a lock pins can be had on every machine of ours."""

import subprocess
import sys
import tempfile

from tools.locks import LOCKS, ROOT

_PLATFORMS = (
    *("x86_64-manylinux_2_28", "aarch64-manylinux_2_28"),
    *("aarch64-apple-darwin", "x86_64-apple-darwin"),
)
_BUILDING_ONLY_HERE = ("requirements/sam.txt", "x86_64-apple-darwin")
"""Intel Macs run and test; one package of the SAM CLI has left them behind."""


def main() -> None:
    """Name what is missing, if anything is."""
    missing = [
        f"{lock} on {platform} with Python {python}: {said}"
        for lock, pythons in LOCKS.items()
        for platform in _PLATFORMS
        if (lock, platform) != _BUILDING_ONLY_HERE
        for python in pythons
        if (said := _refused(lock, platform, python))
    ]
    sys.exit("\n".join(missing) or None)


def _refused(lock: str, platform: str, python: str) -> str:
    with tempfile.TemporaryDirectory() as nowhere:
        asked = ["uv", "pip", "install", "--quiet", "--dry-run", "--no-deps", "--require-hashes",
                 "--no-build", "--python-platform", platform, "--python-version", python,
                 "--target", nowhere, "--requirement", lock]  # fmt: skip
        done = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603
    return " ".join(done.stderr.split()) if done.returncode else ""


if __name__ == "__main__":
    main()
