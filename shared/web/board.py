"""The rows of a board's tables; of what is open one a round, for each has its own cut-off."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from shared.domain.events import CLAIM_PROGRAMMES
from shared.domain.instants import iso
from shared.domain.rounds import Round
from shared.mail import lines
from shared.mail.dates import day
from shared.mail.reasons import STATUSES
from shared.mail.safe import clean
from shared.mail.scene import money
from shared.mail.why import readable, sentence
from shared.mail.wording import PROGRAMMES, wording
from shared.web.case_page import awake_words, left_words, state_words
from shared.web.found import Found
from shared.web.view import View
from shared.web.waiting_list import Line

URGENT = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table, ready to print."""

    at: datetime
    """What the table is ordered by, UTC."""
    kind: str
    account: str
    order: str
    link: str = ""
    sum: str = ""
    owner: str = ""
    until: str = ""
    """The cut-off as the script reads it; empty once it has passed."""
    left: str = ""
    awake: str = ""
    date: str = ""
    state: str = ""
    unowned: bool = False
    urgent: bool = False
    doubt: bool = False
    """The earliest reading has passed, and ``date`` is the latest."""


def open_row(found: Found, each: Round, seen: View, link: str = "") -> Row:
    """Return the row of an open round."""
    by = each.cut_off(seen.now)
    owner = clean(seen.say, found.case.owner)
    ahead = by >= seen.now
    return Row(
        at=each.turn(seen.now),
        kind=lines.numbered(seen.say, each, wording(each.obligation)),
        account=found.account.slug,
        order=f"…{found.stored.order_id[-4:]}",
        link=link,
        sum=money(found.case.amount(each.programme)),
        owner=owner,
        until=iso(by) if ahead else "",
        left=left_words(by - seen.now, seen) if ahead else seen.say("passed"),
        awake=awake_words(each, seen) if ahead else "",
        date=seen.briefly(by),
        state=state_words(each, seen),
        unowned=not owner and each.acknowledged_at is None,
        urgent=by - seen.now <= URGENT,
    )


def head_row(found: Found, each: Round, seen: View, link: str = "") -> Row:
    """Return an open round as it stands large on top: with the moment that comes next for it."""
    row, turn = open_row(found, each, seen, link), each.turn(seen.now)
    if row.until:
        return row
    left = left_words(turn - seen.now, seen)
    return replace(row, doubt=True, until=iso(turn), left=left, date=seen.briefly(turn))


def unread_row(line: Line, seen: View, link: str) -> Row:
    """Return the row of an open round whose case cannot be read: the index still says when."""
    turn = line.round.turn(seen.now)
    return Row(
        at=turn,
        kind=seen.say.known(wording(line.round.obligation).name),
        account=line.account.slug,
        order=f"…{line.order_id[-4:]}",
        link=link,
        owner=clean(seen.say, line.owner),
        until=iso(turn),
        left=left_words(turn - seen.now, seen),
        date=seen.briefly(turn),
        state=seen.say("the rest cannot be read"),
        urgent=True,
    )


def ended_rows(found: Found, seen: View, link: str = "") -> Iterator[Row]:
    """Yield what of a case has ended, and how."""
    zone = found.case.store.zone
    for each in found.case.all_rounds():
        if each.is_open(seen.now):
            continue
        closer, at = each.closed_by, each.cut_off(seen.now)
        when = seen.briefly(at)
        if closer is not None:
            at, said = closer.begins(zone), closer.occurred
            when = seen.briefly(at) if isinstance(said, datetime) else day(seen.say, said)
        yield Row(
            at=at,
            kind=lines.numbered(seen.say, each, wording(each.obligation)),
            account=found.account.slug,
            order=f"…{found.stored.order_id[-4:]}",
            link=link,
            sum=money(found.case.amount(each.programme)),
            date=when,
            state=state_words(each, seen),
            urgent=closer is None and each.hard,
        )


def claim_rows(found: Found, seen: View, link: str = "") -> Iterator[Row]:
    """Yield where the claims of a case stand."""
    for name in CLAIM_PROGRAMMES:
        claim = found.case.claims.get(name)
        if claim is None or not claim.known:
            continue
        event = claim.decided_by or claim.opened or found.case.events[0]
        said = claim.decided_by.occurred if claim.decided_by else None
        decided = seen.briefly(said) if isinstance(said, datetime) else ""
        yield Row(
            at=event.begins(found.case.store.zone),
            kind=seen.say.known(PROGRAMMES[name]),
            account=found.account.slug,
            order=f"…{found.stored.order_id[-4:]}",
            link=link,
            sum=money(found.case.amount(name)),
            date=decided or (day(seen.say, said) if said else ""),
            state=seen.say.known(STATUSES.get(claim.status, claim.status.replace("_", " "))),
        )


def missed_rows(missed: Iterable[Line], seen: View, reach: Callable[[Line], str]) -> Iterator[Row]:
    """Yield what was missed lately; ``reach`` gives the link to an order."""
    for line in missed:
        at = line.round.cut_off(seen.now)
        yield Row(
            at=at,
            kind=seen.say.known(wording(line.round.obligation).name),
            account=line.account.slug,
            order=f"…{line.order_id[-4:]}",
            link=reach(line),
            date=seen.briefly(at),
            state=seen.say("missed"),
            urgent=True,
        )


def doubt_rows(found: Found, seen: View, link: str = "") -> Iterator[Row]:
    """Yield what of a case should be looked at by somebody."""
    events = {event.event_id: event for event in found.case.events}
    for flag in found.case.flags:
        event = events.get(flag.event_id, found.case.events[0])
        at = event.begins(found.case.store.zone)
        yield Row(
            at=at,
            kind=seen.say.known(PROGRAMMES[event.programme]),
            account=found.account.slug,
            order=f"…{found.stored.order_id[-4:]}",
            link=link,
            date=seen.briefly(at),
            state=sentence(readable(seen.say, flag.words, seen.zone)),
        )


def soonest(rows: Iterable[Row]) -> list[Row]:
    """Return rows in the order in which they matter."""
    return sorted(rows, key=lambda row: (row.at, row.account, row.order))


def newest(rows: Iterable[Row]) -> list[Row]:
    """Return rows with the latest first."""
    return sorted(rows, key=lambda row: (row.at, row.account, row.order), reverse=True)
