"""A lock is whole: what a pinned package needs is pinned beside it, on every machine of ours."""

from importlib.metadata import distributions

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools.locks import LOCKS, ROOT, Pin, machines, pins
from tools.needs import needs, pinned, wanted

NEEDS = needs()
EVERY_MACHINE = [
    pytest.param(lock, machine, id=f"{lock} on {name}")
    for lock, pythons in LOCKS.items()
    for name, machine in machines(pythons)
]


def _asked(lock: str) -> list[Requirement]:
    lines = (ROOT / lock).with_suffix(".in").read_text("utf-8").splitlines()
    return [Requirement(line.split(" #")[0]) for line in lines if line[:1].isalnum()]


def _gaps(here: dict[str, Pin], who: str, need: Requirement) -> list[str]:
    pin = here.get(canonicalize_name(need.name))
    if pin is None:
        return [f"{who} needs {need}, which is not pinned"]
    if not need.specifier.contains(pin.version, prereleases=True):
        return [f"{who} needs {need}, and {pin} is pinned"]
    # pip's own resolver takes a pin without the extra for another package, and looks for more.
    return [f"{who} needs {need}, pinned without its extra"] if need.extras - pin.extras else []


@pytest.mark.parametrize(("lock", "machine"), EVERY_MACHINE)
def test_everything_that_is_needed_is_pinned_in_the_same_file(
    lock: str, machine: dict[str, str]
) -> None:
    every = [pin for pin in pins(ROOT / lock) if pin.holds(machine)]
    here = {pin.name: pin for pin in every}
    assert len(here) == len(every), "a package is pinned twice"
    gaps = [
        gap
        for need in _asked(lock)
        if need.marker is None or need.marker.evaluate(machine)
        for gap in _gaps(here, "we", need)
    ]
    for pin in every:
        with_extras = [machine | {"extra": extra} for extra in ("", *pin.extras)]
        for need in map(Requirement, NEEDS[str(pin)]):
            if need.marker is None or any(need.marker.evaluate(each) for each in with_extras):
                gaps += _gaps(here, str(pin), need)
    assert not gaps


def test_the_table_of_needs_is_of_what_is_pinned_now() -> None:
    assert NEEDS.keys() == pinned().keys(), "make requirements writes it anew"


@pytest.mark.parametrize("environment", ["", "-bench", "-local", "-sam", "-scan"])
def test_what_is_installed_says_of_itself_what_the_table_says(environment: str) -> None:
    folders = list(ROOT.glob(f".venv{environment}/lib/python3*/site-packages"))
    if not folders:
        pytest.skip(f".venv{environment} is not made here")
    extras, compared = pinned(), 0
    for installed in distributions(path=[str(folder) for folder in folders]):
        name = f"{canonicalize_name(installed.name)}=={installed.version}"
        if name in extras:
            assert wanted(installed.requires or [], extras[name]) == NEEDS[name], name
            compared += 1
    assert compared > 10


def test_every_lock_is_known_here() -> None:
    found = {ROOT / "shared/requirements.txt", *(ROOT / "requirements").glob("*.txt")}
    assert {path.relative_to(ROOT).as_posix() for path in found} == set(LOCKS)
