"""A deadline explained in words: the long form of what a mail says under "why this time"."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from shared.domain.awaiting import Awaited
from shared.domain.case import Case
from shared.domain.deadlines import Deadline
from shared.domain.filing import OBLIGATION as FILING
from shared.domain.instants import Moment
from shared.domain.rounds import Round
from shared.domain.rules import Rule
from shared.domain.spans import Span, When, early_end
from shared.mail import lines, why
from shared.mail.dates import between, day, in_full, told, when
from shared.mail.language import Tongue, mark, tongue
from shared.mail.notes import anchor_words
from shared.mail.scene import Phase, cut_off, phase
from shared.mail.why import sentence
from shared.mail.wording import PROGRAMMES, wording
from shared.policy.pack import holidays_of

_MINUTE = timedelta(minutes=1)
_READINGS = {
    ("earliest",): mark("Earliest reading"),
    ("expected",): mark("Expected reading"),
    ("latest",): mark("Latest reading"),
    ("earliest", "expected"): mark("Earliest and expected reading"),
    ("expected", "latest"): mark("Expected and latest reading"),
    ("earliest", "expected", "latest"): mark("By every reading"),
}
_WHY_THEY_DIFFER = {
    "business_days": mark(
        "Business days can be counted with or without public holidays, and to the hour or to the "
        "end of the last day."
    ),
    "calendar_days": mark("Days can be counted to the hour or to the end of the last day."),
}

_STANDS: dict[Phase, str] = {
    "ahead": mark("%(name)s: the cut-off to keep is %(when)s."),
    "probable": mark("%(name)s: there is time, probably until %(when)s."),
    "doubt": mark("%(name)s: there may be time until %(when)s."),
    "passed": mark("%(name)s: the cut-off was %(when)s."),
}
_STATES = {
    "open": mark("open"),
    "in_doubt": mark("in doubt"),
    "answered": mark("answered"),
    "missed": mark("missed"),
    "cancelled": mark("no longer needed"),
    "lapsed": mark("lapsed, nothing was missed by that"),
}


def headline(each: Round, language: str, now: datetime) -> str:
    """Return which round of what is explained, and how it stands at ``now``, UTC."""
    say, state = tongue(language), each.state(now)
    return say(
        "%(name)s (%(code)s), round %(number)d: %(state)s",
        name=say.known(wording(each.obligation).name),
        code=each.obligation,
        number=each.number,
        state=say("answered late") if each.late else say.known(_STATES[state]),
    )


def nothing_owed(language: str, programme: str, elsewhere: Sequence[str]) -> list[str]:
    """Return that nothing is owed, of one programme where it is named, and which claims to ask."""
    say = tongue(language)
    if not programme:
        return [say("Nothing is owed on this order.")]
    name = say.known(PROGRAMMES[programme])
    told = [say("%(programme)s: nothing is owed on this order.", programme=name)]
    if elsewhere:
        told.append(
            say("For the rest of this order see: %(claims)s.", claims=say.listed(elsewhere))
        )
    return told


def waiting(each: Awaited, language: str) -> str:
    """Return what an obligation waits for before it opens."""
    say = tongue(language)
    return say(
        "%(name)s (%(code)s): awaited is %(anchors)s, or a date stated by Amazon.",
        name=say.known(wording(each.obligation).name),
        code=each.obligation,
        anchors=say(" or ").join(anchor_words(say, name) for name in each.anchors),
    )


def explanation(
    each: Round, case: Case, reader_zone: ZoneInfo, language: str, now: datetime
) -> list[str]:
    """Return, one sentence or two a line, why the deadline of a round is when it is."""
    said = _Told(tongue(language), each, case, reader_zone, now)
    return [line for line in said.lines() if line]


@dataclass(frozen=True, slots=True)
class _Told:
    say: Tongue
    each: Round
    case: Case
    zone: ZoneInfo
    now: datetime

    def lines(self) -> Iterator[str]:
        say, deadline = self.say, self.each.deadline
        yield from self._outcome()
        yield from why.stated(say, deadline)
        yield from self._same_by_the_rule()
        yield from why.counted(say, deadline, self.zone)
        if rule := deadline.rule:
            yield from self._known(rule)
            yield why.allowed(say, rule)
        yield from why.noted(say, deadline, self.zone)
        if rule is not None:
            yield from self._readings(rule)
            yield why.in_force(say, rule)
            yield from why.layer(say, rule)
            yield why.provenance(say, rule)
            yield say("Sources: %(sources)s.", sources=why.sources(say, rule))
            if rule.checked is not None:
                yield why.checked(say, rule.checked)
            yield from why.aged(say, rule, self.now.date())
            if rule.hard:
                yield say("If this is missed: %(words)s", words=sentence(say.known(rule.if_missed)))
        if deadline.opens_at is not None:
            yield lines.opening(say, deadline.opens_at, self.zone)
        yield from self._unconfirmed()
        yield why.trust(say)

    def _outcome(self) -> Iterator[str]:
        """Yield until when, on both clocks, and where that stands now."""
        say, each = self.say, self.each
        name = lines.numbered(say, each, wording(each.obligation))
        stands = phase(each, "", self.now)
        at = each.deadline.remind_by if each.closed_by else cut_off(each, stands)
        words = _STANDS["passed" if each.closed_by else stands]
        if stands == "ahead" and not each.hard and not each.closed_by:
            words = mark("%(name)s: look at it by %(when)s.")
        yield say(words, name=name, when=when(say, at, self.zone))
        yield lines.in_the_store(say, at, self.case.store.zone, self.zone)
        if each.closed_by is not None:
            yield lines.ended(say, each.closed_by, self.zone)
        else:
            yield lines.time_left(say, each, stands, self.now, self.zone)

    def _same_by_the_rule(self) -> Iterator[str]:
        """Yield that Amazon's own date changed nothing; what it did change is noted."""
        stated, expected = self.each.deadline.stated, self.each.deadline.expected
        if self.each.deadline.stated_until not in {None, stated}:
            return
        if stated is not None and expected is not None and abs(stated - expected) <= _MINUTE:
            yield self.say("The rule alone gives the same time.")

    def _known(self, rule: Rule) -> Iterator[str]:
        """Yield the facts an anchor of several was taken from, and what a mere date means."""
        known = [fact for fact in dict.fromkeys(self._moments()) if fact[0] in rule.anchors]
        if len(rule.anchors) > 1:
            facts = [
                self.say("%(anchor)s, %(when)s", anchor=anchor_words(self.say, name), when=at)
                for name, at in ((name, told(self.say, at, self._date)) for name, at in known)
            ]
            yield self.say("Known so far: %(facts)s.", facts=self.say.known(mark("; ")).join(facts))
        if any(not isinstance(at, datetime | Span) for _, at in known):
            yield self.say(
                "Where only a date is known, the earliest reading counts from its first minute and "
                "the others from its last."
            )

    def _moments(self) -> Iterator[tuple[str, When]]:
        if self.each.obligation == FILING:
            for group in self.case.facts.anchors.values():
                yield from group.items()
        for opening in self.each.openings:
            yield from opening.anchors.items()

    def _date(self, moment: Moment) -> str:
        return in_full(self.say, moment, self.zone)

    def _readings(self, rule: Rule) -> Iterator[str]:
        """Yield what each reading of the rule gives, on both clocks, and which one counts."""
        say, found = self.say, _told_apart(self.each.deadline)
        for names, at in found:
            yield self._reading(say.known(_READINGS[names]), at)
        if len(found) < 2:  # noqa: PLR2004 - nothing to tell apart
            return
        printed = self._printed()
        unit = printed or rule.window.unit
        if unit in _WHY_THEY_DIFFER:
            yield say.known(_WHY_THEY_DIFFER[unit])
        if rule.may_run_to is not None and not printed and not self._is_stated():
            yield why.shorter(say, rule)
        if unit == "business_days":
            yield from self._holidays()
        if not self._is_stated() and not self._brought_forward():
            yield say("Reminders follow the earliest; only after the latest is it missed.")

    def _holidays(self) -> Iterator[str]:
        """Yield the public holidays that lie between what is counted from and the latest end."""
        deadline, store = self.each.deadline, self.case.store
        if deadline.counted_from is None or deadline.latest is None:
            return
        first = early_end(deadline.counted_from, store.zone).astimezone(store.zone).date()
        last = deadline.latest.astimezone(store.zone).date()
        named = [
            self.say("%(name)s, %(day)s", name=name, day=day(self.say, on))
            for on, name in holidays_of(store.code).items()
            if first <= on <= last and on.weekday() in store.calendar.weekdays
        ]
        if named:
            told = self.say.known(mark("; ")).join(named)
            yield self.say("Public holidays that the latest reading skips: %(days)s.", days=told)

    def _printed(self) -> str:
        """Return the unit of the window a notice prints, when that replaces the rule's."""
        events = [opening.event for opening in self.each.openings]
        printed = (event.get("window") for event in events if event.verified)
        return next((str(window["unit"]) for window in printed if window), "")

    def _reading(self, name: str, at: datetime) -> str:
        here, store = when(self.say, at, self.zone), self.case.store.zone
        if str(store) == str(self.zone):
            return self.say("%(reading)s: %(when)s.", reading=name, when=here)
        return self.say(
            "%(reading)s: %(when)s; in the store's time %(there)s.",
            reading=name,
            when=here,
            there=when(self.say, at, store),
        )

    def _unconfirmed(self) -> Iterator[str]:
        """Yield that a report nobody confirmed has brought the reminders forward."""
        deadline = (self.each.doubted or self.each).deadline
        if self.each.doubted is None and not self._brought_forward():
            return
        end = when(self.say, deadline.missed_after, self.zone)
        if deadline.remind_by == self.each.reported:
            yield self.say(
                "A report that is not confirmed states %(when)s; reminders follow it, but it is "
                "missed only after %(end)s.",
                when=when(self.say, deadline.remind_by, self.zone),
                end=end,
            )
        else:
            yield self.say(
                "What is not confirmed gives an earlier time; reminders follow it, but it is "
                "missed only after %(end)s.",
                end=end,
            )

    def _brought_forward(self) -> bool:
        """Say whether the reminders follow something that cannot be believed."""
        deadline = self.each.deadline
        own = deadline.stated if self._is_stated() else deadline.earliest
        return own is not None and deadline.remind_by < own

    def _is_stated(self) -> bool:
        deadline = self.each.deadline
        return deadline.stated_until is not None


def _told_apart(deadline: Deadline) -> list[tuple[tuple[str, ...], datetime]]:
    """Return the readings in order, those that print as the same minute together."""
    found: list[tuple[tuple[str, ...], datetime]] = []
    for name in ("earliest", "expected", "latest"):
        at = getattr(deadline, name)
        if at is None:
            continue
        if found and between(found[-1][1], at) == timedelta():
            found[-1] = ((*found[-1][0], name), found[-1][1])
        else:
            found.append(((name,), at))
    return found
