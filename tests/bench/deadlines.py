"""The deadlines beside other libraries: tables, and their part of docs/performance.md."""

import platform
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

from tests.bench import cases, peers
from tests.bench.interleaved import ROUNDS, Job, Timing, against
from tests.bench.peers import ZONE, Peer

PAGE = Path(__file__).parents[2] / "docs" / "performance.md"
SOON, LATER = 2, 90
TRICKY = (
    ("Friday before clocks go forward", "2026-03-06 10:00"),
    ("Saturday before clocks go forward", "2026-03-07 10:00"),
    ("Sunday 23:30, Monday in UTC", "2026-03-08 23:30"),
    ("Friday before clocks go back", "2026-10-30 12:00"),
    ("Independence Day on Saturday, kept on Friday", "2026-07-02 10:00"),
    ("Juneteenth on a Friday", "2026-06-18 10:00"),
    ("Juneteenth on Saturday, kept on Friday", "2027-06-17 10:00"),
    ("Christmas on Saturday, kept on Friday", "2021-12-23 10:00"),
    ("New Year kept in the old year", "2021-12-30 10:00"),
    ("on Memorial Day", "2026-05-25 10:00"),
    ("before Thanksgiving", "2026-11-25 16:00"),
    ("Saturday before Columbus Day", "2026-10-10 10:00"),
    ("before Veterans Day", "2026-11-10 23:30"),
    ("Sunday before Presidents' Day", "2026-02-15 00:30"),
)


def starts() -> list[datetime]:
    """Return 2,000 instants of 2024 to 2027, always the same."""
    chance = Random(2026)  # noqa: S311 - repeatable starts, not secrets
    first = datetime(2024, 1, 1, tzinfo=UTC)
    return [first + timedelta(seconds=chance.randrange(4 * 365 * 86_400)) for _ in range(2000)]


def job(peer: Peer, n: int, *, some: int | None = None) -> Job:
    """Return the job of a peer over n working days."""
    given = [peer.prepared(start) for start in starts()[: some or peer.calls]]
    return Job(peer.name, lambda starts: peer.answers(starts, n), given)


def cut_offs() -> Iterator[str]:
    """Yield the table of one cut-off: all peers, the control, and what more days cost."""
    ours, others = peers.ours(), peers.timed()
    beside = against(job(ours, SOON), [job(peer, SOON) for peer in others])
    more = {
        peer.name: against(job(peer, SOON, some=some), [renamed(peer, LATER, some)], rounds=16)
        for peer in (ours, *others)
        for some in [max(5, peer.calls // 4)]
    }
    control = beside.pop(ours.name)
    yield f"| {SOON} working days on, same wall clock | µs | ratio | {LATER} days / {SOON} days |"
    yield "|---|---|---|---|"
    yield row(ours.name, Timing(control.microseconds, 1), more[ours.name])
    yield f"| claimwatch again (A/A) | | {control.ratio:.2f} | |"
    for name, timing in beside.items():
        yield row(name, timing, more[name])


def renamed(peer: Peer, n: int, some: int) -> Job:
    """Return a job under another name than that of the same peer over fewer days."""
    found = job(peer, n, some=some)
    return Job("more", found.do, found.inputs)


def row(name: str, timing: Timing, more: dict[str, Timing]) -> str:
    """Return one line of the table of cut-offs."""
    ratio = timing.ratio
    shown = f"{ratio:.1f}" if ratio < 100 else f"{ratio:,.0f}"
    return f"| {name} | {timing.microseconds:.2f} | {shown} | {more['more'].ratio:.2f} |"


def whole() -> Iterator[str]:
    """Yield the table of whole deadlines and of whole cases, as multiples of one cut-off."""
    base = job(peers.ours(), SOON)
    jobs = [*cases.deadlines(starts()[:200]), *cases.stories()]
    found = against(base, jobs)
    yield "| whole answers | µs | cut-offs |"
    yield "|---|---|---|"
    control = found[base.name]
    yield f"| one cut-off again (A/A) | {control.microseconds:.2f} | {control.ratio:.2f} |"
    for each in jobs:
        timing = found[each.name]
        yield f"| {each.name} | {timing.microseconds:,.1f} | {timing.ratio:,.0f} |"


def answers() -> Iterator[str]:
    """Yield the table of who is right on the tricky starts."""
    right = peers.by_hand()
    yield f"| who | right of {len(TRICKY)} | wrong |"
    yield "|---|---|---|"
    for peer in peers.asked():
        wrong = []
        for name, local in TRICKY:
            start = datetime.fromisoformat(local).replace(tzinfo=ZONE).astimezone(UTC)
            wanted = answer(right, start)
            if text := said_instead(peer, start, wanted):
                wrong.append(f"{name} ({local}): {text}")
        told = wrong if len(wrong) < len(TRICKY) else [*wrong[:3], "and so on"]
        yield f"| {peer.name} | {len(TRICKY) - len(wrong)} | {'; '.join(told)} |"


def answer(peer: Peer, start: datetime) -> datetime | date:
    """Return what a peer answers, by the wall clock."""
    (found,) = peer.answers([peer.prepared(start)], SOON)
    return peer.local(found)


def said_instead(peer: Peer, start: datetime, wanted: datetime | date) -> str:
    """Return what a peer answers when that is wrong; a date alone is right when the date is."""
    try:
        found = answer(peer, start)
    except ValueError as refusal:
        return f"refused, “{refusal}”"
    if isinstance(wanted, datetime) and not isinstance(found, datetime):
        wanted = wanted.date()
    form = "%Y-%m-%d %H:%M:%S" if isinstance(found, datetime) else "%Y-%m-%d"
    return "" if found == wanted else f"{found:{form}} for {wanted:{form}}"


def page(tables: Sequence[str]) -> str:
    """Return the page around the tables."""
    first, second, third = tables
    return f"""# Performance

Written by `make bench`; do not edit. Python {platform.python_version()}, \
{peers.package("tzdata")}.

Read the ratios, not the microseconds: they are medians over {ROUNDS} rounds in one process, each
peer timed next to claimwatch in every round, processor time of the thread. The A/A line is
claimwatch timed against itself: what it is away from 1 is noise.

## One cut-off

From an instant to the same wall clock in Los Angeles on the n-th working day after, over 2,000
starts from 2024 to 2027. claimwatch goes from seconds to seconds, zone and change of clocks
included; holidays, numpy and workalendar get the local date or time for nothing and know no zone.

{first}

The first column of ratios says how many times longer a peer takes. The last says whether more days
take more time. numpy's strength is none of this: given 2,000 dates at once it needs far less a date
than anybody who is asked for one.

Why: a working calendar is laid out once in a list, so the n-th day after is found by its place
(`shared/domain/calendars.py`); `zoneinfo` is asked for the offset of a day once, and the answer is
remembered where it holds all day (`shared/domain/instants.py`). A test walks the zones of all
stores from 2013 to 2036, minute by minute around each change of the clocks, and finds no
difference.

## Whole answers

`deadline` chooses the rule, reads it three ways, and answers with opening, notes and all; the
ladder adds every reminder of it for one contact with quiet hours. A case of twenty events is one
order with a message, a return, two programmes and an appeal: twelve rounds of obligations. That of
300, the most a case may hold, is one claim asked and answered 150 times: all rounds are over, and
no message is owed.

*First time*: events as they are read from the store, and nothing remembered. *Again*: by the same
facts, as it happens when a case is judged once more for every event and every reminder; deadlines
and ladders are then found among the last 4,096 (`shared/domain/deadlines.py`, `ladder.py`).

{second}

## Who is right

Starts in Los Angeles, {SOON} working days on; the judge goes from day to day. Where a peer gives a
date only, the date is judged.

{third}

businesstimedelta's day cannot end at 24:00 and so lacks a second.
"""
