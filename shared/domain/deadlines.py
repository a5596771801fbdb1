"""From a rule and its anchors to the instants of one deadline.

All arithmetic is done on the wall clock of the *store's* zone and answered in UTC. Where the words
of a rule allow several readings there are three answers: reminders follow the ``earliest``, people
are shown the ``expected``, and only after the ``latest`` is something missed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from shared.domain.calendars import nth_after, on_or_after
from shared.domain.errors import InputError, NoAnchorError, NoRuleError
from shared.domain.instants import Moment, early_end, iso, late_end, local, midnight
from shared.domain.rules import Pack, Rule, Store, Window

NO_ANCHORS: Mapping[str, Moment] = {}
_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Query:
    """What a deadline depends on; instants are UTC, dates are the store's."""

    obligation: str
    store: Store
    case: str = ""
    anchors: Mapping[str, Moment] = field(default_factory=dict)
    window: Window | None = None
    """The window printed in Amazon's notice, which replaces the rule's."""
    stated: datetime | None = None
    """The cut-off that Amazon itself stated."""
    verified: bool = True
    """Whether window and stated date come from a source that may be believed."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """The answer: UTC instants in whole seconds, None where nothing is known or stated."""

    rule: Rule | None
    opens_at: datetime | None
    earliest: datetime | None
    expected: datetime | None
    latest: datetime | None
    stated: datetime | None
    remind_by: datetime
    missed_after: datetime
    counted_from: datetime | None
    """Early end of the combined anchor."""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Readings:
    earliest: datetime
    expected: datetime
    latest: datetime
    last_day: date
    """Last local date the calendar was asked about."""

    def not_before(self, floor: datetime) -> "_Readings":
        return replace(
            self,
            earliest=max(self.earliest, floor),
            expected=max(self.expected, floor),
            latest=max(self.latest, floor),
        )


def deadline(pack: Pack, query: Query) -> Deadline:
    """Compute one deadline.

    Raises InputError for a name nobody knows, NoAnchorError when there is nothing to count from,
    NoRuleError when no rule is in force on the anchor's date.
    """
    rows = pack.choose(query.obligation, query.store, query.case)
    notes = _ignored_anchors(pack, rows, query.anchors)
    known = {name for row in rows for name in row.anchors} & query.anchors.keys()
    if not known:
        return _without_anchor(rows, query, notes)
    try:
        answer = _computed(rows, query, notes)
    except OverflowError:
        raise InputError("anchors", "the deadline lies beyond the calendar") from None
    return answer if query.stated is None else _with_stated(answer, query)


def _ignored_anchors(
    pack: Pack, rows: tuple[Rule, ...], anchors: Mapping[str, Moment]
) -> list[str]:
    used = {name for row in rows for name in row.anchors}
    for name in anchors:
        if name not in pack.anchors:
            known = ", ".join(sorted(pack.anchors))
            raise InputError("anchors", f"unknown anchor {name[:40]!r}; known are {known}")
    return [
        f"anchor {name} is not used by this rule and was ignored"
        for name in anchors
        if name not in used
    ]


def _without_anchor(rows: tuple[Rule, ...], query: Query, notes: list[str]) -> Deadline:
    if query.stated is None:
        wanted = ", ".join(dict.fromkeys(name for row in rows for name in row.anchors))
        raise NoAnchorError(
            f"anchors: nothing to count {query.obligation} from; give {wanted}, or a stated date"
        )
    notes = [*notes, "no anchor is known: only the date stated by Amazon counts"]
    return Deadline(
        rule=None,
        opens_at=None,
        earliest=None,
        expected=None,
        latest=None,
        stated=query.stated,
        remind_by=query.stated,
        missed_after=query.stated,
        counted_from=None,
        notes=tuple(notes),
    )


def _computed(rows: tuple[Rule, ...], query: Query, notes: list[str]) -> Deadline:
    """Apply the row in force, then each later row that takes effect before its expected end."""
    zone = query.store.zone
    rule, early, late = _in_force(rows, query)
    printed = query.window if query.verified else None
    trusted = printed is not None
    used = replace(rule, window=printed, may_run_to=None, opens=None) if printed else rule
    readings = [_readings(used, early, late, query.store)]
    if trusted:
        notes.append(f"the notice prints {printed}, which replaces the rule's {rule.window}")
    for later in rows if not trusted else ():
        since = later.effective_from
        if since is None or since <= (rule.effective_from or date.min):
            continue
        floor = midnight(since, zone)
        ends = _combined(later, query)
        if floor < readings[-1].expected and ends is not None:
            notes.append(f"rule {later.rule_id} takes effect inside the window, on {since}")
            rule, (early, late) = later, ends
            readings.append(_readings(later, early, late, query.store).not_before(floor))
    earliest = min(reading.earliest for reading in readings)
    latest = max(reading.latest for reading in readings)
    remind_by = earliest
    if query.window is not None and not trusted:
        doubted = replace(rule, window=query.window, may_run_to=None)
        remind_by = min(earliest, _readings(doubted, early, late, query.store).earliest)
        notes.append(f"an unverified notice prints {query.window}: it may only remind earlier")
    notes += _holiday_note(rows, query, early, max(reading.last_day for reading in readings))
    opens = None if trusted or rule.opens is None else _ends(rule.opens, late, late, query.store)
    return Deadline(
        rule=rule,
        opens_at=opens.expected if opens else None,
        earliest=earliest,
        expected=readings[-1].expected,
        latest=latest,
        stated=None,
        remind_by=remind_by,
        missed_after=latest,
        counted_from=early,
        notes=tuple(notes),
    )


def _in_force(rows: tuple[Rule, ...], query: Query) -> tuple[Rule, datetime, datetime]:
    dates = []
    for row in rows:
        ends = _combined(row, query)
        if ends is None:
            continue
        day = ends[0].astimezone(query.store.zone).date()
        if row.in_force(day):
            return row, *ends
        dates.append(day)
    raise NoRuleError(
        f"no rule for {query.obligation} in store {query.store.code} is in force on {dates[0]}"
    )


def _combined(rule: Rule, query: Query) -> tuple[datetime, datetime] | None:
    """Return the early and the late end of the anchors known, or None when none is."""
    zone = query.store.zone
    known = [query.anchors[name] for name in rule.anchors if name in query.anchors]
    if not known:
        return None
    pick = max if rule.later_of else min
    return (
        pick(early_end(moment, zone) for moment in known),
        pick(late_end(moment, zone) for moment in known),
    )


def _readings(rule: Rule, early: datetime, late: datetime, store: Store) -> _Readings:
    ends = _ends(rule.window, early, late, store)
    if rule.may_run_to is None:
        return ends
    longer = _ends(rule.may_run_to, early, late, store)
    return replace(
        ends,
        latest=max(ends.latest, longer.latest),
        last_day=max(ends.last_day, longer.last_day),
    )


def _ends(window: Window, early: datetime, late: datetime, store: Store) -> _Readings:
    """Return the three readings of a window; ``early`` differs from ``late`` for a date."""
    if window.unit == "elapsed_hours":
        hours = timedelta(hours=window.amount)
        end = late + hours
        return _Readings(early + hours, end, end, end.astimezone(store.zone).date())
    if window.unit == "calendar_days":
        return _calendar_days(window.amount, early, late, store)
    return _business_days(window.amount, early, late, store)


def _calendar_days(n: int, early: datetime, late: datetime, store: Store) -> _Readings:
    zone = store.zone
    first, last = early.astimezone(zone), late.astimezone(zone)
    days = n * _DAY
    final = last.date() + days
    return _Readings(
        earliest=min(local(first.date() + days, first.time(), zone), early + days),
        expected=local(final, last.time(), zone),
        latest=midnight(final + _DAY, zone),
        last_day=final,
    )


def _business_days(n: int, early: datetime, late: datetime, store: Store) -> _Readings:
    zone, calendar = store.zone, store.calendar
    first, last = early.astimezone(zone), late.astimezone(zone)
    own_day = nth_after(first.date(), n, calendar.counts)
    earliest = min(
        _rolled(first, n, store),
        local(own_day, first.time(), zone),
        early + (own_day - first.date()),
    )
    start = on_or_after(last.date(), calendar.works)
    final = nth_after(start, n, calendar.works)
    return _Readings(
        earliest=earliest,
        expected=_rolled(last, n, store),
        latest=midnight(final + _DAY, zone),
        last_day=final,
    )


def _rolled(anchor: datetime, n: int, store: Store) -> datetime:
    """Return the wall clock of the start on the n-th business day after the start's date."""
    start = on_or_after(anchor.date(), store.calendar.counts)
    clock = anchor.time() if start == anchor.date() else datetime.min.time()
    return local(nth_after(start, n, store.calendar.counts), clock, store.zone)


def _holiday_note(
    rows: tuple[Rule, ...], query: Query, early: datetime, last_day: date
) -> list[str]:
    windows = [query.window, *(w for row in rows for w in (row.window, row.may_run_to, row.opens))]
    calendar = query.store.calendar
    if not any(window and window.unit == "business_days" for window in windows):
        return []
    if calendar.knows(early.astimezone(query.store.zone).date(), last_day):
        return []
    years = f"{calendar.first_year} to {calendar.last_year}"
    return [f"public holidays are known for {years} only; beyond, only the business week counts"]


def _with_stated(computed: Deadline, query: Query) -> Deadline:
    stated = query.stated
    if stated is None or computed.expected is None:  # pragma: no cover - callers ask for both
        return computed
    notes = list(computed.notes)
    apart = abs(stated - computed.expected)
    if apart > _MINUTE:
        notes.append(
            f"Amazon states {iso(stated)}; the rule gives {iso(computed.expected)}, "
            f"{_words(apart)} {'earlier' if stated > computed.expected else 'later'}"
        )
    if not query.verified:
        notes.append("the stated date comes from an unverified source: it may only remind earlier")
        remind_by = min(computed.remind_by, stated)
        return replace(computed, stated=stated, remind_by=remind_by, notes=tuple(notes))
    return replace(
        computed, stated=stated, remind_by=stated, missed_after=stated, notes=tuple(notes)
    )


def _words(span: timedelta) -> str:
    minutes = int(span.total_seconds()) // 60
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = ((days, "d"), (hours, "h"), (minutes, "min"))
    return " ".join(f"{amount} {unit}" for amount, unit in parts if amount) or "0 min"
