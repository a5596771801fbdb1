"""From a rule and its anchors to the instants of one deadline.

All arithmetic is done on the wall clock of the *store's* zone and answered in UTC. Where the words
of a rule allow several readings there are three answers: reminders follow the ``earliest``, people
are shown the ``expected``, and only after the ``latest`` is something missed.

Here a rule is chosen and the answer written; ``readings`` does the counting, in whole seconds.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from shared.domain.errors import InputError, NoAnchorError, NoRuleError
from shared.domain.instants import DAY, WallClock, date_of, instant_of, iso, wall_clock
from shared.domain.readings import Anchor, Readings, anchor_of, read
from shared.domain.rules import Choice, Pack, Rule, Store, Window
from shared.domain.spans import Span, When
from shared.domain.stated import stated_ends, stated_notes

NO_ANCHORS: Mapping[str, When] = {}


class Query(NamedTuple):
    """What a deadline depends on; instants are UTC, dates are the store's."""

    obligation: str
    store: Store
    case: str = ""
    anchors: Mapping[str, When] = NO_ANCHORS
    window: Window | None = None
    """The window printed in Amazon's notice, which replaces the rule's."""
    stated: When | None = None
    """The cut-off that Amazon itself stated."""
    verified: bool = True
    """Whether window and stated date come from a source that may be believed."""


class Deadline(NamedTuple):
    """The answer: UTC instants in whole seconds, None where nothing is known or stated."""

    rule: Rule | None
    opens_at: datetime | None
    earliest: datetime | None
    expected: datetime | None
    latest: datetime | None
    stated: datetime | None
    """Early end of what Amazon stated."""
    remind_by: datetime
    missed_after: datetime
    counted_from: datetime | None
    """Early end of the combined anchor."""
    notes: tuple[str, ...] = ()
    counted_to: datetime | None = None
    """Late end of the combined anchor; that of an instant is its early end."""
    stated_until: datetime | None = None
    """Late end of what Amazon stated, where that may be believed: None where the rule decides."""
    wide: bool = False
    """Whether what decides, the anchor or Amazon's own date, is a span longer than a day."""

    @property
    def probably(self) -> datetime | None:
        """Until when there is probably time: Amazon's own date, else the expected reading."""
        return self.stated_until or self.expected


def deadline(pack: Pack, query: Query) -> Deadline:
    """Compute one deadline.

    Raises InputError for a name nobody knows, NoAnchorError when there is nothing to count from,
    NoRuleError when the store has no rule or none is in force on the anchor's date.
    """
    obligation, store, case, anchors, window, stated, verified = query
    given = tuple(anchors.items())
    return _deadline(pack, obligation, store, case, given, window, stated, verified)


@lru_cache(maxsize=4096)
def _deadline(  # noqa: PLR0913, PLR0917 - a query, each part of it hashable
    pack: Pack,
    obligation: str,
    store: Store,
    case: str,
    anchors: tuple[tuple[str, When], ...],
    window: Window | None,
    stated: When | None,
    verified: bool,  # noqa: FBT001
) -> Deadline:
    """Compute a deadline once: a case is judged again and again, mostly by the same facts."""
    query = Query(obligation, store, case, dict(anchors), window, stated, verified)
    return computed(pack, query)


def computed(pack: Pack, query: Query) -> Deadline:
    """Compute one deadline as ``deadline`` does, remembering nothing."""
    choice = pack.choose(query.obligation, query.store, query.case)
    known: dict[str, Anchor] = {}
    notes: list[str] = []
    try:
        clock = wall_clock(query.store.zone)
        for name, when in query.anchors.items():
            if name in choice.anchors:
                known[name] = anchor_of(when, clock)
            else:
                notes.append(_unused(pack, name))
        if not known:
            return _without_anchor(pack, choice.rules, query, notes)
        return _computed(choice, query, clock, known, notes)
    except OverflowError:
        raise InputError("anchors", "the deadline lies beyond the calendar") from None


def _unused(pack: Pack, name: str) -> str:
    """Return a note on an anchor that no row counts from; raises InputError for no anchor."""
    if name not in pack.anchors:
        known = ", ".join(sorted(pack.anchors))
        raise InputError("anchors", f"unknown anchor {name[:40]!r}; known are {known}")
    return f"anchor {name} is not used by this rule and was ignored"


def _without_anchor(pack: Pack, rows: tuple[Rule, ...], query: Query, notes: list[str]) -> Deadline:
    if query.stated is None and not rows:
        raise NoRuleError(_nowhere_near(pack, query))
    if query.stated is None:
        wanted = ", ".join(dict.fromkeys(name for row in rows for name in row.anchors))
        raise NoAnchorError(
            f"anchors: nothing to count {query.obligation} from; give {wanted}, or a stated date"
        )
    notes = [*notes, "no anchor is known: only the date stated by Amazon counts"]
    stated = stated_ends(query.stated, wall_clock(query.store.zone), None)
    notes += stated_notes(stated, None, verified=query.verified)
    return Deadline(
        rule=None,
        opens_at=None,
        earliest=None,
        expected=None,
        latest=None,
        stated=stated.first,
        remind_by=stated.first,
        missed_after=stated.last,
        counted_from=None,
        notes=tuple(notes),
        stated_until=stated.last,
        wide=stated.wide,
    )


def _nowhere_near(pack: Pack, query: Query) -> str:
    """Return that no rule speaks for a store, and for which stores or cases there is one."""
    named = dict.fromkeys(
        (f"{store} in case {row.case}" if row.case else store).replace("*", "every store")
        for row in pack.of(query.obligation)
        for store in row.stores
    )
    return (
        f"store: no rule for {query.obligation} in store {query.store.code}; "
        f"there is one in {', '.join(named)}"
    )


def _computed(
    choice: Choice,
    query: Query,
    clock: WallClock,
    known: Mapping[str, Anchor],
    notes: list[str],
) -> Deadline:
    _, store, _, anchors, window, stated, verified = query
    calendar = store.calendar
    rule, anchor, found = _applied(choice, query, clock, known, notes)
    early, late = anchor
    begun, since = early
    end, last_day = found.latest
    earliest = instant_of(found.earliest)
    expected = earliest if found.expected == found.earliest else instant_of(found.expected)
    latest = expected if end == found.expected else instant_of(end)
    remind_by, missed_after, opens_at = earliest, latest, None
    counted_from = counted_to = instant_of(begun)
    wide, first, stated_until = False, None, None
    printed = window is not None and verified
    if window is not None and not printed:
        doubted = read(window, anchor, calendar, clock).earliest
        remind_by = min(earliest, instant_of(doubted))
        notes.append(f"an unverified notice prints {window}: it may only remind earlier")
    if rule.opens is not None and not printed:
        opens_at = instant_of(read(rule.opens, (late, late), calendar, clock).expected)
    if not calendar.knows(since // DAY, last_day):
        notes += _holiday_note(choice.rules, query)
    if late != early:
        counted_to, wide = instant_of(late[0]), late[1] - since > DAY
        for name, when in anchors.items():
            if isinstance(when, Span) and name in known:
                notes.append(_span_note(name, when))
    if stated is not None:
        ends = stated_ends(stated, clock, latest)
        notes += stated_notes(ends, expected, verified=verified)
        first = ends.first
        remind_by = min(remind_by, first)
        if verified:
            remind_by, missed_after, wide = first, ends.last, ends.wide
            stated_until = missed_after
    return Deadline(
        rule, opens_at, earliest, expected, latest, first, remind_by, missed_after,
        counted_from, tuple(notes), counted_to, stated_until, wide,
    )  # fmt: skip


def _span_note(name: str, span: Span) -> str:
    return (
        f"{name} is known only to lie between {iso(span.first)} and {iso(span.last)}: "
        "the earliest reading counts from the first, the others from the last"
    )


def _applied(
    choice: Choice,
    query: Query,
    clock: WallClock,
    known: Mapping[str, Anchor],
    notes: list[str],
) -> tuple[Rule, Anchor, Readings]:
    """Apply the row in force, then each later row that takes effect before its expected end."""
    calendar = query.store.calendar
    place, anchor = _in_force(choice, query, known)
    rule, begun = choice.rules[place], choice.days[place].start
    if query.window is not None and query.verified:
        notes.append(f"the notice prints {query.window}, which replaces the rule's {rule.window}")
        return rule, anchor, read(query.window, anchor, calendar, clock)
    found = read(rule.window, anchor, calendar, clock, rule.may_run_to)
    for after in range(place + 1, len(choice.rules)):
        later, begins = choice.rules[after], choice.days[after].start
        floor = clock.instant(begins * DAY) if begins > begun else found.expected
        if floor < found.expected and (ends := _combined(later, known)):
            notes.append(
                f"rule {later.rule_id} takes effect inside the window, on {later.effective_from}"
            )
            rule, begun, anchor = later, begins, ends
            more = read(later.window, ends, calendar, clock, later.may_run_to)
            found = Readings(
                earliest=min(found.earliest, max(more.earliest, floor)),
                expected=max(more.expected, floor),
                latest=max(found.latest, more.latest),  # the former is not before the floor
            )
    return rule, anchor, found


def _in_force(choice: Choice, query: Query, known: Mapping[str, Anchor]) -> tuple[int, Anchor]:
    """Return the place of the row in force on the date of its own anchor, and that anchor."""
    missed: list[int] = []
    counted: tuple[tuple[str, ...], bool] | None = None
    for place, row in enumerate(choice.rules):
        if counted != (row.anchors, row.later_of):  # the rows of an obligation mostly count alike
            counted, anchor = (row.anchors, row.later_of), _combined(row, known)
            day = anchor[0][1] // DAY if anchor else 0
        if anchor is None:
            continue
        if day in choice.days[place]:
            return place, anchor
        missed.append(day)
    raise NoRuleError(
        f"no rule for {query.obligation} in store {query.store.code} is in force"
        f" on {date_of(missed[0])}"
    )


def _combined(rule: Rule, known: Mapping[str, Anchor]) -> Anchor | None:
    """Return the early and the late end of the anchors known, or None when none is."""
    if len(rule.anchors) == 1:
        return known.get(rule.anchors[0])
    ends = [known[name] for name in rule.anchors if name in known]
    if len(ends) <= 1:
        return ends[0] if ends else None
    pick = max if rule.later_of else min
    return pick([early for early, _ in ends]), pick([late for _, late in ends])


def _holiday_note(rows: tuple[Rule, ...], query: Query) -> list[str]:
    windows = [query.window, *(w for row in rows for w in (row.window, row.may_run_to, row.opens))]
    if not any(window and window.unit == "business_days" for window in windows):
        return []
    years = f"{query.store.calendar.first_year} to {query.store.calendar.last_year}"
    return [f"public holidays are known for {years} only; beyond, only the business week counts"]
