"""The oracle sees bugs: each of these was made by hand, and none may live."""

import pytest

from tests.simulation.campaign import Run, played, singles
from tests.simulation.mutants import MUTANTS, Mutant
from tests.simulation.scenarios import named


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda each: each.name.replace(" ", "-"))
def test_a_bug_is_seen(mutant: Mutant) -> None:
    scenario = named(mutant.play)

    with mutant.patch():
        runs = singles(scenario, [mutant.fault]) if mutant.fault else [Run(scenario)]
        caught = any(played(run)[1].findings for run in runs)

    assert caught, f"{mutant.name}: nobody saw it in {mutant.play}"
