"""Two clocks: an answer dated a little before the question that it answers."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from itertools import chain

from shared.domain.case import Case
from shared.domain.events import ClaimEvent
from shared.domain.instants import iso
from shared.domain.rounds import Round

_APART = timedelta(minutes=10)
"""By so much may the clock of who answers differ from Amazon's."""


def flag_two_clocks(case: Case, closers: Mapping[str, Sequence[tuple[ClaimEvent, str]]]) -> None:
    """Flag each answer that is dated just before a question known when it arrived.

    It does not end the question: whether it was meant for it only the seller knows.
    """
    for each in chain.from_iterable(case.rounds.values()):
        if each.closed_as is None:
            for answer in _just_before(each, closers.get(each.obligation, ()), case):
                asked = f"answered at {iso(answer.occurred)}, asked at {iso(each.opened_at)}"
                case.flag("two_clocks", answer, f"{each.obligation}: {asked}")


def _just_before(
    each: Round, closers: Iterable[tuple[ClaimEvent, str]], case: Case
) -> Iterable[ClaimEvent]:
    known_since = each.openings[0].event.arrived_at
    for event, closed_as in closers:
        early = each.opened_at - event.begins(case.store.zone)
        just_before = timedelta() < early <= _APART and event.arrived_at >= known_since
        if closed_as == "answered" and just_before:
            yield event
