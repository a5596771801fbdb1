"""What cannot be believed only adds: the law of unverified events, in one function.

A case is read twice. The first reading knows only the events that may be believed: nothing of the
others is in it. The second asks what the others would open beside it, and ends that by the same
answers. Joining them adds rounds and dates to the first reading, and takes nothing away.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from shared.domain.case import Case
from shared.domain.events import CLAIM_PROGRAMMES
from shared.domain.rounds import Round

_A_MINUTE = timedelta(minutes=1)
_NOTHING_WAS = frozenset({"nothing_open", "nothing_closed"})


def with_doubts(sure: Case, doubted: Case) -> Case:
    """Return the first reading of a case with what the second adds to it."""
    for obligation, rounds in doubted.rounds.items():
        own = sure.rounds.get(obligation, [])
        added = [each for each in rounds if not _stands_beside(each, own, sure.store.zone)]
        added = [each for each in added if not own or _may_stand(each, sure)]
        for number, each in enumerate(added, len(own) + 1):
            each.number = number
        if added:
            every = sorted((*own, *added), key=lambda each: each.opened_at)
            sure.rounds[obligation] = every
    for programme, claim in doubted.claims.items():
        own_claim = sure.claims.get(programme)
        if own_claim is None or (programme in CLAIM_PROGRAMMES and not own_claim.known):
            sure.claims[programme] = claim
    sure.facts = doubted.facts
    _join_flags(sure, doubted)
    return sure


def _stands_beside(each: Round, rounds: Sequence[Round], zone: ZoneInfo) -> bool:
    """Lay a round in doubt beside the believed one that was open at the same time, if any."""
    met = [own for own in rounds if _at_the_same_time(own, each, zone)]
    if not met:
        return False
    own = met[-1]
    own.doubts += each.openings
    own.reported = min(_known(own.reported, each.reported), default=None)
    # Amazon's own date stands above whatever is counted, so what is in doubt must state one too
    by = each.reported if own.stated is not None else each.deadline.remind_by
    until = (own.doubted or own).deadline.remind_by
    if (
        own.closed_as is None
        and by is not None
        and by < min(until, own.deadline.remind_by - _A_MINUTE)
    ):
        own.doubted = _ladder(own, each, by)
    return True


def _ladder(own: Round, each: Round, by: datetime) -> Round:
    """Return what is climbed beside a believed round for the sake of an earlier date in doubt."""
    seen = _known(own.acknowledged_at, each.acknowledged_at)
    ladder = Round(own.obligation, own.number, each.opened_at, own.hard, own.doubts)
    ladder.acknowledged_at = min(seen, default=None)
    ladder.snoozed_until = own.snoozed_until or each.snoozed_until
    ladder.believed, ladder.beside = False, own
    ladder.deadline = each.deadline._replace(
        remind_by=by, missed_after=own.deadline.missed_after, opens_at=None
    )
    return ladder


def _at_the_same_time(own: Round, each: Round, zone: ZoneInfo) -> bool:
    first, second = (own, each) if own.opened_at <= each.opened_at else (each, own)
    return second.opened_at <= _end(first, zone)


def _end(each: Round, zone: ZoneInfo) -> datetime:
    end, closer = each.deadline.missed_after, each.closed_by
    return end if closer is None else min(end, closer.begins(zone))


def _may_stand(each: Round, sure: Case) -> bool:
    """Say whether a round in doubt may stand although a believed one has been there."""
    first = each.openings[0].event
    if all(opening.event.type == "deadline_stated" for opening in each.openings):
        sure.flag("stated_after_close", first, f"a date for {each.obligation}, which is closed")
        return False
    if each.obligation == "safet.appeal":
        sure.flag("no_second_appeal", first, "there is only one appeal")
        return False
    return True


def _join_flags(sure: Case, doubted: Case) -> None:
    verified = {event.event_id for event in sure.events if event.verified}
    still = {(flag.kind, flag.event_id) for flag in doubted.flags}
    sure.flags = [
        flag
        for flag in sure.flags
        if flag.kind not in _NOTHING_WAS or (flag.kind, flag.event_id) in still
    ]
    sure.flags += [
        flag for flag in doubted.flags if flag.event_id not in verified or flag.kind == "two_clocks"
    ]


def _known(*instants: datetime | None) -> Iterable[datetime]:
    return [instant for instant in instants if instant is not None]
