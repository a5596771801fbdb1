# ruff: noqa: T201 - it is a command
"""Play every bug against the tests that must see it: ``python -m tests.mutants [WORD…]``."""

import os
import subprocess
import sys
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

from tests.mutants.planted import MUTANTS

_SEEN, _UNSEEN = 1, 0
"""What pytest answers."""
_PYTEST = (sys.executable, "-m", "pytest", "-n0", "-q", "-x", "-p", "no:cacheprovider")


def _play(number: int) -> str:
    """Return what is wrong with a mutant; empty when it was seen."""
    mutant = MUTANTS[number]
    run = subprocess.run(  # noqa: S603 - our own tests
        [*_PYTEST, "-p", "tests.mutants.plugin", *mutant.seen_by],
        env={**os.environ, "MUTANT": str(number)},
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode == _SEEN and " error" not in run.stdout.splitlines()[-1]:
        return ""
    if run.returncode == _UNSEEN:
        return "nobody sees it"
    return "could not be played:\n" + "\n".join(run.stdout.splitlines()[-15:])


def _sound(tests: Iterable[str]) -> bool:
    """Say whether the tests are green when nothing is planted."""
    run = subprocess.run([*_PYTEST, *sorted(set(tests))], check=False)  # noqa: S603
    return run.returncode == 0


def main(words: list[str]) -> int:
    """Play the mutants whose names hold one of the words, or all; return how many were not seen."""
    chosen = [
        number
        for number, mutant in enumerate(MUTANTS)
        if not words or any(word in mutant.name for word in words)
    ]
    if not _sound(test for number in chosen for test in MUTANTS[number].seen_by):
        print("the tests fail without any bug planted; mend them first")
        return 1
    begun = time.monotonic()
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        wrong = dict(zip(chosen, threads.map(_play, chosen), strict=True))
    for number, why in sorted(wrong.items(), key=lambda each: bool(each[1])):
        print(f"{'seen' if not why else 'NOT '}  {MUTANTS[number].name}{why and ': ' + why}")
    unseen = sum(map(bool, wrong.values()))
    took = time.monotonic() - begun
    print(f"{len(chosen)} bugs planted, {len(chosen) - unseen} seen, in {took:.0f} s")
    return unseen


if __name__ == "__main__":
    sys.exit(min(main(sys.argv[1:]), 1))
