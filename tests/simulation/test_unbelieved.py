"""What cannot be believed only adds; and the old bugs, planted again, are seen."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any
from unittest.mock import patch

import pytest

from shared.domain import doubts, fold, parcels, plan, tracks
from shared.domain.case import Case
from shared.domain.rounds import Round
from tests.simulation.pairs import START, pair
from tests.simulation.unbelieved import play, violations, wrong

PAIRS, PARTS = 400, 4
"""`make law` tries 100,000."""
SEEN_WITHIN = 150
Patch = Callable[[], AbstractContextManager[Any]]


@pytest.mark.parametrize("part", range(PARTS))
def test_what_cannot_be_believed_takes_nothing_away(part: int) -> None:
    assert violations(range(1 + part, PAIRS, PARTS)) == []


def test_the_pairs_have_something_to_say_to_each_other() -> None:
    met = 0
    for seed in range(1, 60):
        of = pair(seed)
        every, until = [*of.believed, *of.others], START.replace(month=5)
        alone, both = play(of.world, of.believed, until), play(of.world, every, until)
        about = {told.obligation for told in alone.told}
        met += any(told.obligation in about for told in set(both.told) - set(alone.told))

    assert met > 10


def _moves_the_cut_off(right: Any, each: Round, own: list[Round], zone: Any) -> Any:  # noqa: ANN401
    beside = right(each, own, zone)
    for one in own:
        if one.doubted is not None:
            by = one.doubted.deadline.remind_by
            one.deadline, one.doubted = one.deadline._replace(remind_by=by), None
    return beside


def _any_track(announced: tracks.Announced, each: Round, taken: Any = ()) -> Any:  # noqa: ANN401
    mine = announced._sharing(each.obligation, (*each.openings, *each.doubts))  # noqa: SLF001
    return next((track for track in mine if track.number not in taken), None)


def _suppressed(obligation: str) -> Callable[..., Case]:
    """Return the joining of two readings in which a claim in doubt keeps V's round from opening."""
    right = doubts.with_doubts

    def joined(sure: Case, doubted: Case) -> Case:
        known = doubted.claims.get("safet")
        if known is not None and (known.known or obligation in doubted.rounds):
            sure.rounds.pop(obligation, None)
        return right(sure, doubted)

    return joined


def _on(target: Any, name: str, wrong_one: Callable[..., Any]) -> Patch:  # noqa: ANN401
    right = getattr(target, name)

    def mutated(*args: Any) -> Any:  # noqa: ANN401
        return wrong_one(right, *args)

    return lambda: patch.object(target, name, mutated)


MUTANTS: dict[str, Patch] = {
    "a date in doubt takes the place of the genuine one": _on(
        doubts, "_stands_beside", _moves_the_cut_off
    ),
    "what was announced in doubt is not announced again": lambda: patch.object(
        tracks.Announced, "of", _any_track
    ),
    "a forged question keeps the filing from opening": lambda: patch.object(
        fold, "with_doubts", _suppressed("safet.file")
    ),
    "a forged denial eats the one appeal": lambda: patch.object(
        fold, "with_doubts", _suppressed("safet.appeal")
    ),
    "what is in doubt speaks for what is not": lambda: patch.object(
        parcels, "_believed", lambda slot: slot.of is not None and not slot.of.believed
    ),
    "an arrival is left out for everybody": lambda: patch.object(
        plan, "_told_before", lambda track, *_: bool(track.number > 1)
    ),
    "a stranger's word counts like Amazon's": lambda: patch.object(
        fold, "_believed_of", lambda events: [_as_if(event) for event in events]
    ),
}


def _as_if(event: Any) -> Any:  # noqa: ANN401
    return replace(event, body={**event.body, "verified": True})


@pytest.mark.parametrize("name", MUTANTS)
def test_the_old_bugs_are_seen(name: str) -> None:
    with MUTANTS[name]():
        assert any(wrong(pair(seed)) for seed in range(1, SEEN_WITHIN))
