"""The board: one calm page of what expires next, what has ended and what is in doubt."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from jinja2 import PackageLoader, Template

from shared.domain.accounts import Account
from shared.domain.case import Case
from shared.domain.events import CLAIM_PROGRAMMES, ClaimEvent
from shared.domain.protocol import StoredCase
from shared.domain.rounds import Round
from shared.mail.dates import city, day, short, when
from shared.mail.language import Tongue, tongue
from shared.mail.pages import environment
from shared.mail.reasons import CLOSERS, STATUSES
from shared.mail.safe import clean
from shared.mail.scene import money
from shared.mail.why import readable, sentence
from shared.mail.wording import PROGRAMMES, wording

MOST_ROWS = 40
"""More of a kind are only counted."""
Entry = tuple[Account, StoredCase, Case]
_URGENT = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table, ready to print."""

    at: datetime
    """What the table is ordered by."""
    kind: str
    account: str
    order: str
    sum: str = ""
    owner: str = ""
    left: str = ""
    date: str = ""
    state: str = ""
    urgent: bool = False


def board_html(cases: Sequence[Entry], now: datetime, zone: ZoneInfo, *, refresh: int = 0) -> str:
    """Return the page for a reader in ``zone``; ``refresh`` seconds let it load itself again."""
    say = tongue("en")
    rounds = [(entry, each) for entry in cases for each in entry[2].all_rounds()]
    live = [(entry, each) for entry, each in rounds if each.is_open(now)]
    over = [(entry, each) for entry, each in rounds if not each.is_open(now)]
    opened = sorted((_open_row(say, entry, each, now, zone) for entry, each in live), key=_soonest)
    states = [each.state(now) for _, each in rounds]
    return _page().render(
        now=when(say, now, zone),
        city=say.known(city(zone)),
        refresh=refresh,
        next=next((row for row in opened if row.at >= now), None),
        counts=[(name, states.count(name)) for name in ("open", "in_doubt", "missed")],
        opened=opened,
        ended=_newest(_ended_row(say, entry, each, zone) for entry, each in over),
        claims=_newest(row for entry in cases for row in _claim_rows(say, entry, zone)),
        doubts=_newest(row for entry in cases for row in _doubt_rows(say, entry, zone)),
        most=MOST_ROWS,
    )


def _open_row(say: Tongue, entry: Entry, each: Round, now: datetime, zone: ZoneInfo) -> Row:
    by = each.deadline.remind_by
    return Row(
        by,
        _kind(say, each),
        *_about(entry, each.programme),
        owner=clean(say, entry[2].owner),
        left=_left(by - now) if by >= now else say("passed"),
        date=_date(say, by, now, zone),
        state=_state(say, entry[2], each, now, zone),
        urgent=by - now <= _URGENT,
    )


def _state(say: Tongue, case: Case, each: Round, now: datetime, zone: ZoneInfo) -> str:
    opens_at, snoozed = each.deadline.opens_at, each.snoozed_until
    if each.state(now) == "in_doubt":
        return say(
            "in doubt, may run until %(when)s", when=short(say, each.deadline.missed_after, zone)
        )
    if opens_at is not None and now < opens_at:
        return say("may be filed from %(when)s", when=short(say, opens_at, zone))
    if snoozed is not None and now < snoozed:
        return say("snoozed until %(when)s", when=short(say, snoozed, zone))
    if each.acknowledged_at is not None:
        return say("seen")
    return say("open") if case.owner else say("needs an owner")


def _ended_row(say: Tongue, entry: Entry, each: Round, zone: ZoneInfo) -> Row:
    closer = each.closed_by
    if closer is None:
        at = each.deadline.missed_after
        state = say("missed") if each.hard else say("lapsed, nothing was missed by that")
    else:
        at = closer.begins(entry[2].store.zone)
        why = say.known(CLOSERS.get(closer.type, closer.type.replace("_", " ")))
        answered = say("answered late") if each.late else say("answered")
        cancelled = say("no longer needed: %(why)s", why=why)
        state = answered if each.closed_as == "answered" else cancelled
    when_ = _happened(say, closer, zone) if closer else short(say, at, zone)
    return Row(
        at,
        _kind(say, each),
        *_about(entry, each.programme),
        date=when_,
        state=state,
        urgent=closer is None and each.hard,
    )


def _claim_rows(say: Tongue, entry: Entry, zone: ZoneInfo) -> Iterator[Row]:
    _, _, case = entry
    for programme, claim in case.claims.items():
        event = claim.decided_by or claim.opened
        if programme in CLAIM_PROGRAMMES and claim.known:
            at = (event or case.events[0]).begins(case.store.zone)
            yield Row(
                at,
                say.known(PROGRAMMES[programme]),
                *_about(entry, programme),
                date=_happened(say, claim.decided_by, zone) if claim.decided_by else "",
                state=say.known(STATUSES.get(claim.status, claim.status.replace("_", " "))),
            )


def _doubt_rows(say: Tongue, entry: Entry, zone: ZoneInfo) -> Iterator[Row]:
    _, _, case = entry
    events = {event.event_id: event for event in case.events}
    for flag in case.flags:
        event = events.get(flag.event_id, case.events[0])
        at = event.begins(case.store.zone)
        words = sentence(readable(say, flag.words, zone))
        kind = say.known(PROGRAMMES.get(event.programme, event.programme))
        yield Row(at, kind, *_about(entry, ""), date=_happened(say, event, zone), state=words)


def _about(entry: Entry, programme: str) -> tuple[str, str, str]:
    """Return account, end of the order id, and sum."""
    account, stored, case = entry
    return account.slug, f"…{stored.order_id[-4:]}", money(case.amount(programme))


def _kind(say: Tongue, each: Round) -> str:
    name = say.known(wording(each.obligation).name)
    if each.number == 1:
        return name
    return say("%(name)s, round %(number)d", name=name, number=each.number)


def _date(say: Tongue, instant: datetime, now: datetime, zone: ZoneInfo) -> str:
    """Return a cut-off; one of another year names it."""
    if instant.astimezone(zone).year == now.astimezone(zone).year:
        return short(say, instant, zone)
    return when(say, instant, zone).moment


def _happened(say: Tongue, event: ClaimEvent, zone: ZoneInfo) -> str:
    """Return when an event happened; one that gives only a date keeps to the store's date."""
    moment = event.occurred
    return short(say, moment, zone) if isinstance(moment, datetime) else day(say, moment)


def _left(left: timedelta) -> str:
    hours, minutes = divmod(int(left / timedelta(minutes=1)), 60)
    if hours >= 24:  # noqa: PLR2004 - hours of a day
        return f"{hours // 24} d {hours % 24:02} h"
    return f"{hours} h {minutes:02} m" if hours else f"{minutes} m"


def _soonest(row: Row) -> tuple[datetime, str, str]:
    return row.at, row.account, row.order


def _newest(rows: Iterator[Row]) -> list[Row]:
    return sorted(rows, key=_soonest, reverse=True)


@cache
def _page() -> Template:
    return environment(PackageLoader("claimwatch", "pages"), tongue("en")).get_template(
        "board.html.j2"
    )
