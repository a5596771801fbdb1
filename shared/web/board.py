"""The board's rows: one an order, its most urgent obligation first."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.domain.accounts import Account
from shared.domain.events import CLAIM_PROGRAMMES
from shared.domain.instants import iso
from shared.domain.ledger import Entry
from shared.domain.rounds import Round
from shared.mail import lines
from shared.mail.dates import day
from shared.mail.reasons import STATUSES
from shared.mail.safe import clean, printable
from shared.mail.scene import money
from shared.mail.why import readable, sentence
from shared.mail.wording import PROGRAMMES, wording
from shared.web.case_page import awake_words, left_words, state_words
from shared.web.found import Found
from shared.web.view import View

NOBODY = "-"
"""As an owner asked for: orders that nobody has."""
_URGENT = timedelta(hours=24)
_LATELY = timedelta(days=30)


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
    more: int = 0
    """How many other obligations of the order are open."""
    unowned: bool = False
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Filters:
    """What of a board is asked for; empty means all."""

    state: str = ""
    programme: str = ""
    store: str = ""
    owner: str = ""

    @classmethod
    def asked(cls, query: Mapping[str, str]) -> "Filters":
        """Read them from an address."""
        return cls(*(query.get(name, "")[:200] for name in cls.__slots__))

    def let(self, found: Found, each: Round, now: datetime) -> bool:
        """Say whether an open round of a case is asked for."""
        owner = printable(found.case.owner)
        return (
            (not self.programme or each.programme == self.programme)
            and (not self.store or found.case.store.code == self.store)
            and (not self.owner or (owner or NOBODY) == self.owner)
            and (not self.state or self.state == _standing(each, now))
        )


def next_turn(each: Round, now: datetime) -> datetime:
    """Return the next moment at which something about an open round is lost, UTC."""
    by = each.deadline.remind_by
    return by if by >= now else each.deadline.missed_after


def open_row(found: Found, filters: Filters, seen: View, link: str = "") -> Row | None:
    """Return the row of an order, None when nothing of what is asked for is open."""
    every = [each for each in found.case.all_rounds() if each.is_open(seen.now)]
    asked = [each for each in every if filters.let(found, each, seen.now)]
    if not asked:
        return None
    each = min(asked, key=lambda one: (next_turn(one, seen.now), one.obligation))
    by = each.deadline.remind_by
    owner = clean(seen.say, found.case.owner)
    ahead = by >= seen.now
    return Row(
        at=next_turn(each, seen.now),
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
        more=len(every) - 1,
        unowned=not owner and each.acknowledged_at is None,
        urgent=by - seen.now <= _URGENT,
    )


def ended_rows(found: Found, seen: View, link: str = "") -> Iterator[Row]:
    """Yield what of a case has ended, and how."""
    zone = found.case.store.zone
    for each in found.case.all_rounds():
        if each.is_open(seen.now):
            continue
        closer, at = each.closed_by, each.deadline.missed_after
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


def missed_rows(
    account: Account, entries: Iterable[Entry], seen: View, reach: Callable[[str], str]
) -> Iterator[Row]:
    """Yield what was missed lately, from the ledger; ``reach`` gives the link to an order."""
    for entry in entries:
        for each in entry.rounds:
            if not each.ended and timedelta() < seen.now - each.missed_after <= _LATELY:
                yield Row(
                    at=each.missed_after,
                    kind=seen.say.known(wording(each.obligation).name),
                    account=account.slug,
                    order=f"…{entry.order_id[-4:]}",
                    link=reach(entry.order_id),
                    date=seen.briefly(each.missed_after),
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


def _standing(each: Round, now: datetime) -> str:
    if each.state(now) == "in_doubt":
        return "in_doubt"
    if each.snoozed_until is not None and now < each.snoozed_until:
        return "snoozed"
    return "seen" if each.acknowledged_at is not None else "new"
