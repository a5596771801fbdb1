"""Timing side by side: ratios that mean something on a machine that others use as well."""

import gc
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from time import thread_time_ns
from typing import Any

ROUNDS = 40


@dataclass(frozen=True)
class Job:
    """Something done for each of its inputs, in a loop of its own."""

    name: str
    do: Callable[[Sequence[Any]], object]
    inputs: Sequence[Any]

    def microseconds(self) -> float:
        """Do it for every input; processor time of this thread an input."""
        self.do(self.inputs[: len(self.inputs) // 4])  # what ran before leaves the caches cold
        begin = thread_time_ns()
        self.do(self.inputs)
        return (thread_time_ns() - begin) / 1000 / len(self.inputs)


@dataclass(frozen=True)
class Timing:
    """Medians over all rounds."""

    microseconds: float
    ratio: float
    """To the base, which ran right before or after, in every round."""


def against(base: Job, jobs: Sequence[Job], rounds: int = ROUNDS) -> dict[str, Timing]:
    """Run base and job in turn, every job in every round; the base against itself is there too."""
    jobs = [base, *jobs]
    pairs: dict[str, list[tuple[float, float]]] = {job.name: [] for job in jobs}
    for job in jobs:
        job.microseconds()
    gc.disable()
    try:
        for number in range(rounds):
            for job in jobs:
                if number % 2:
                    basis, took = base.microseconds(), job.microseconds()
                else:  # who comes first finds the caches colder
                    took, basis = job.microseconds(), base.microseconds()
                pairs[job.name].append((basis, took))
    finally:
        gc.enable()
    return {
        name: Timing(
            median(took for _, took in times), median(took / basis for basis, took in times)
        )
        for name, times in pairs.items()
    }
