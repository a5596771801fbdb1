"""Every state of some small worlds keeps the promises of the protocol; a broken one does not."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any
from unittest.mock import patch

import pytest

from shared.steps import send
from tests.simulation.model import ENDS, MOVES, SEND, Faults, Model, Sender
from tests.simulation.mutants import MUTANTS
from tests.simulation.search import Found, search

CRASH, TIMEOUT, REFUSAL = Faults(crash=1), Faults(timeout=1), Faults(refusal=1)
BOTH, ONE_OF_EACH = Faults(crash=1, timeout=1), Faults(crash=1, timeout=1, refusal=1)
AGAIN, NEVER = "arrival was told again without cause", "nobody will be told in time"

# ── the protocol ────────────────────────────────────────────────────────────────────────────────


def seen(found: Found) -> str:
    return "\n".join([f"{found.states:,} states: {found.wrong}", *found.trace])


@pytest.mark.parametrize(
    ("model", "at_least"),
    [
        pytest.param(Model(), 20_000, id="two senders, both events, no fault"),
        pytest.param(
            Model(faults=TIMEOUT, events=(MOVES,)),
            5_000,
            id="the cut-off moves, a timeout",
        ),
        pytest.param(
            Model(faults=BOTH, events=(ENDS,)),
            19_000,
            id="the question ends, a crash, a timeout",
        ),
        pytest.param(
            Model(faults=REFUSAL, events=(MOVES,)),
            5_000,
            id="the cut-off moves, a refusal",
        ),
        pytest.param(
            Model(senders=3, faults=Faults(crash=2, timeout=1), events=()),
            9_000,
            id="three senders, two crashes, a timeout",
        ),
        pytest.param(Model(faults=ONE_OF_EACH, events=()), 3_000, id="one fault of each kind"),
    ],
)
def test_every_reachable_state_keeps_every_promise(model: Model, at_least: int) -> None:
    found = search(model)

    print(f"{found.states:,} states")  # noqa: T201 - shown by pytest -s
    assert not found.wrong, seen(found)
    assert found.states > at_least


@pytest.mark.parametrize(
    "model",
    [
        pytest.param(Model(faults=CRASH, events=(MOVES,)), id="the cut-off moves, a crash"),
        pytest.param(Model(faults=BOTH, events=(ENDS,)), id="the question ends, both faults"),
        pytest.param(Model(faults=Faults(2, 2, 1), events=()), id="five faults"),
    ],
)
def test_no_mail_comes_twice_when_it_is_reported_within_the_lease(model: Model) -> None:
    found = search(replace(model, prompt=True))

    assert not found.wrong, seen(found)
    assert found.repeated == 0


def test_a_fault_between_taken_and_marked_may_repeat_a_mail() -> None:
    found = search(Model(faults=CRASH, events=()))

    assert found.repeated > 0


def test_a_sender_that_outlives_its_lease_would_repeat_a_mail_without_any_fault() -> None:
    found = search(Model(events=(), mortal=False))

    assert found.wrong == AGAIN, seen(found)
    assert len(found.trace) == 8, seen(found)
    assert not [step for step in found.trace if "crashes" in step or "timeout" in step]


# ── broken protocols ────────────────────────────────────────────────────────────────────────────


def _lease_unseen() -> AbstractContextManager[Any]:
    right = SEND.take
    return patch.object(send, "take", lambda of, *rest: right(replace(of, lease=None), *rest))


def _blind(*doing: str) -> Callable[[], AbstractContextManager[Any]]:
    right = Model.overtaken

    def overtaken(self: Model, sender: Sender) -> Sender:
        return sender if sender.does in doing else right(self, sender)

    return lambda: patch.object(Model, "overtaken", overtaken)


OWN = {
    "the lease is not looked at": _lease_unseen,
    "the lease is written blindly": _blind("leases"),
    "the mark is written blindly": _blind("hands over", "marks"),
}
KNOWN = {mutant.name: mutant.patch for mutant in MUTANTS}
ALONE = Model(senders=1, events=())
BROKEN = [
    ("the lease is not looked at", Model(events=()), AGAIN),
    ("the lease is written blindly", Model(events=()), AGAIN),
    ("the mark is written blindly", Model(senders=1), "is gone"),
    ("marked before it is sent", replace(ALONE, faults=CRASH), NEVER),
    ("an expired lease counts as sent", replace(ALONE, faults=CRASH), NEVER),
    ("a leased case leaves the index", replace(ALONE, faults=CRASH), NEVER),
    ("what is past due is dropped", replace(ALONE, faults=CRASH), NEVER),
    ("a lease of five seconds", Model(events=()), AGAIN),
    ("an event ends the lease", Model(events=(MOVES,)), AGAIN),
    ("a doubled message starts the case anew", Model(faults=CRASH, events=(MOVES,)), AGAIN),
    ("an event leaves the index as it was", Model(events=(MOVES,)), NEVER),
    ("a withdrawal is not heard", Model(events=(ENDS,)), "leased after the end"),
    ("a stated date is not heard", Model(events=(MOVES,)), "does not hold"),
    ("a timeout counts as sent", replace(ALONE, faults=TIMEOUT), NEVER),
    ("one refusal and it gives up", replace(ALONE, faults=REFUSAL), NEVER),
    ("an hour's pause after a refusal", replace(ALONE, faults=REFUSAL), NEVER),
    ("what the provider reports is ignored", replace(ALONE, faults=CRASH, prompt=True), AGAIN),
    ("the case looks at its last rung only", ALONE, NEVER),
]


@pytest.mark.parametrize(
    ("bug", "model", "wrong"), [pytest.param(*each, id=each[0]) for each in BROKEN]
)
def test_a_broken_protocol_is_refuted(bug: str, model: Model, wrong: str) -> None:
    with {**KNOWN, **OWN}[bug]():
        found = search(model)

    print(f"{bug}:", seen(found), sep="\n")  # noqa: T201 - shown by pytest -s
    assert wrong in found.wrong, seen(found)
