"""Rounds: one asking of one obligation, from the event that opens it to what ends it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from shared.domain.deadlines import Deadline, Query, deadline
from shared.domain.errors import NoRuleError
from shared.domain.events import ClaimEvent, programme_of
from shared.domain.rules import Pack, Store, Window, parse_window
from shared.domain.spans import When

State = Literal["open", "in_doubt", "answered", "missed", "cancelled", "lapsed"]
SECOND = timedelta(seconds=1)


@dataclass(slots=True)
class Opening:
    """What one event gives an obligation to count from."""

    event: ClaimEvent
    anchors: Mapping[str, When]
    refunded: frozenset[str] = frozenset()
    """Of the groups of a return it is about, those that have been refunded since."""
    settled: bool = False
    """Whether that is all of them, so that this part of the round is over."""


@dataclass(slots=True)
class Round:
    """One round of an obligation; written by the fold, read by everybody else."""

    obligation: str
    number: int
    opened_at: datetime
    hard: bool
    openings: list[Opening] = field(default_factory=list)
    deadline: Deadline = field(init=False)
    closed_by: ClaimEvent | None = None
    closed_as: Literal["answered", "cancelled"] | None = None
    late: bool = False
    """The answer came after ``missed_after``."""
    stated: When | None = None
    """The latest date Amazon stated, from a source that may be believed."""
    reported: datetime | None = None
    """The early end of the earliest date stated by a source that may not."""
    acknowledged_at: datetime | None = None
    snoozed_until: datetime | None = None
    believed: bool = True
    """Whether events that may be believed opened it; then nothing else has a part in it."""
    doubts: list[Opening] = field(default_factory=list)
    """What other events would have it counted from."""
    doubted: "Round | None" = None
    """The round as those have it, where it would end over a minute earlier: one more ladder."""
    beside: "Round | None" = field(default=None, compare=False, repr=False)
    """Of such a round: the one it stands beside."""

    @property
    def programme(self) -> str:
        """The programme whose claim the round belongs to."""
        return programme_of(self.obligation)

    @property
    def event_ids(self) -> tuple[str, ...]:
        """The events that opened the round or asked again while it was open."""
        events = [opening.event for opening in self.openings]
        return tuple([name for event in events for name in (event.event_id, *event.also)])

    @property
    def opener_id(self) -> str:
        """The event that opened the round; what one event opened shares messages."""
        return (self.beside or self).openings[0].event.event_id

    def ladders(self) -> "tuple[Round, ...]":
        """Return what is climbed for the round: its own dates, and earlier ones in doubt."""
        return (self,) if self.doubted is None else (self, self.doubted)

    def second_ladder(self, since: datetime) -> datetime | None:
        """Return what its last rungs are counted back from once more; None where nothing is.

        ``since``: when the round was announced as it stands. There is probably time until then: the
        earliest reading had passed already, or lies far from what is expected.
        """
        by, until = self.deadline.remind_by, self.deadline.probably
        if not self.hard or self.beside is not None or until is None or until <= max(by, since):
            return None
        return until if since > by or self.deadline.wide else None

    def state(self, now: datetime) -> State:
        """Return where the round stands at ``now``, UTC."""
        if self.closed_as is not None:
            return self.closed_as
        return state_of(self.deadline.remind_by, self.deadline.missed_after, now, hard=self.hard)

    def cut_off(self, now: datetime) -> datetime:
        """Return the cut-off that people are shown at ``now``, on every page, list and mail."""
        if self.closed_as is not None:
            return self.deadline.remind_by
        return cut_off(self.deadline.remind_by, self.deadline.missed_after, now)

    def is_open(self, now: datetime) -> bool:
        """Say whether an answer at ``now`` would still be in time, by the latest reading."""
        return self.closed_as is None and now <= self.deadline.missed_after

    def turn(self, now: datetime) -> datetime:
        """Return the next moment at which something about an open round is lost, UTC."""
        by = self.deadline.remind_by
        return by if by >= now else self.deadline.missed_after

    def turns(self) -> tuple[datetime, ...]:
        """Return the instants at which the state changes by itself."""
        if self.closed_as is not None:
            return ()
        return (self.deadline.remind_by + SECOND, self.deadline.missed_after + SECOND)

    def asks(self) -> str:
        """Return what Amazon asked, in the words of the latest notice that has any."""
        openings = (*self.doubts, *self.openings)
        words = [opening.event.get("asks") for opening in openings]
        return next((str(text) for text in reversed(words) if text), "")


def state_of(by: datetime, end: datetime, now: datetime, *, hard: bool) -> State:
    """Return where a round stands that nobody has answered."""
    if now > end:
        return "missed" if hard else "lapsed"
    return "in_doubt" if now > by else "open"


def cut_off(by: datetime, end: datetime, now: datetime) -> datetime:
    """Return the cut-off to show: the one to keep to, and once all is over the one that was last.

    ``by`` and ``end`` are ``remind_by`` and ``missed_after``.
    """
    return end if now > end else by


def round_deadline(pack: Pack, store: Store, of: Round) -> Deadline:
    """Compute the deadline of a round whose anchors come with the events that open it.

    Raises NoAnchorError or NoRuleError like ``deadline``.
    """
    counted = [each for each in of.openings if each.anchors and not each.settled]
    return with_reported(_answer(pack, store, of, counted), of.reported)


def _answer(pack: Pack, store: Store, of: Round, openings: list[Opening]) -> Deadline:
    if len(openings) <= 1:
        return _of_group(pack, store, of, openings)
    groups: dict[str, list[Opening]] = {}
    for opening in openings:
        groups.setdefault(str(opening.event.get("item_ref") or ""), []).append(opening)
    return over_groups([_of_group(pack, store, of, group) for group in groups.values()])


def _of_group(pack: Pack, store: Store, of: Round, openings: list[Opening]) -> Deadline:
    stated = of.stated or (None if openings else of.reported)
    anchors = openings[0].anchors if len(openings) == 1 else _first_anchors(openings)
    window = _window(openings or of.openings)
    believed = of.believed
    try:
        return deadline(pack, Query(of.obligation, store, "", anchors, window, stated, believed))
    except NoRuleError:
        date = stated or of.reported
        if date is None:
            raise
        # Amazon's own date must not be lost for want of a rule
        return deadline(pack, Query(of.obligation, store, stated=date))


def with_reported(computed: Deadline, reported: datetime | None) -> Deadline:
    """Let a date from an unverified source bring ``remind_by`` forward, and nothing else."""
    if reported is None or reported >= computed.remind_by:
        return computed
    return computed._replace(remind_by=reported)


def over_groups(found: Sequence[Deadline]) -> Deadline:
    """Join several return groups: reminded on the earliest, missed on the latest."""
    if len(found) == 1:
        return found[0]
    leading = min(found, key=lambda each: each.remind_by)
    note = f"{len(found)} return groups: reminded on the earliest, missed on the latest"
    return leading._replace(
        earliest=min(_known(each.earliest for each in found), default=None),
        latest=max(_known(each.latest for each in found), default=None),
        missed_after=max(each.missed_after for each in found),
        notes=(*leading.notes, note),
    )


def _known(instants: Iterable[datetime | None]) -> list[datetime]:
    return [instant for instant in instants if instant is not None]


def _first_anchors(openings: list[Opening]) -> dict[str, When]:
    anchors: dict[str, When] = {}
    for opening in openings:
        for name, moment in opening.anchors.items():
            anchors.setdefault(name, moment)
    return anchors


def _window(openings: list[Opening]) -> Window | None:
    for opening in openings:
        if printed := opening.event.get("window"):
            return parse_window("window", int(printed["amount"]), printed["unit"])
    return None
