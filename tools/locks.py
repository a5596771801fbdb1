"""What a lock pins: one line a package, with its extras and the machines that it is for."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
MACHINES = {  # as markers see them
    "Linux on x86-64": ("linux", "Linux", "x86_64"),
    "Linux on arm64": ("linux", "Linux", "aarch64"),
    "macOS on arm64": ("darwin", "Darwin", "arm64"),
    "macOS on x86-64": ("darwin", "Darwin", "x86_64"),
}
LOCKS: Mapping[str, Sequence[str]] = {  # each with the Pythons that install it
    "shared/requirements.txt": ("3.11", "3.12", "3.13", "3.14"),
    "requirements/dev.txt": ("3.11", "3.12", "3.13", "3.14"),
    "requirements/bench.txt": ("3.11", "3.12", "3.13", "3.14"),
    "requirements/local.txt": ("3.13",),
    "requirements/sam.txt": ("3.13",),
    "requirements/scan.txt": ("3.13",),
}
"""Building is for the Python that Lambda runs; the rest is for every Python we name."""


@dataclass(frozen=True, slots=True)
class Pin:
    """One package of a lock."""

    name: str
    version: str
    extras: frozenset[str]
    marker: Marker | None

    def holds(self, machine: Mapping[str, str]) -> bool:
        """Say whether it is for this machine."""
        return self.marker is None or self.marker.evaluate(dict(machine))

    def __str__(self) -> str:
        """Write it as the table of needs names it."""
        return f"{self.name}=={self.version}"


def pins(lock: Path) -> list[Pin]:
    """Read a lock as `make requirements` writes it."""
    return [_pin(line) for line in lock.read_text("utf-8").splitlines() if line[:1].isalnum()]


def _pin(line: str) -> Pin:
    asked = Requirement(line.removesuffix("\\"))
    (exact,) = asked.specifier
    assert exact.operator == "==", line  # noqa: S101 - a lock that does not lock
    name = canonicalize_name(asked.name)
    return Pin(name, exact.version, frozenset(asked.extras), asked.marker)


def machines(pythons: Sequence[str]) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield each machine of ours under each of these Pythons, by name and as markers see it."""
    for python in pythons:
        for name, (platform, system, processor) in MACHINES.items():
            yield (
                f"Python {python}, {name}",
                {
                    "implementation_name": "cpython",
                    "implementation_version": f"{python}.0",
                    "os_name": "posix",
                    "platform_machine": processor,
                    "platform_python_implementation": "CPython",
                    "platform_release": "",
                    "platform_system": system,
                    "platform_version": "",
                    "python_full_version": f"{python}.0",
                    "python_version": python,
                    "sys_platform": platform,
                    "extra": "",
                },
            )
