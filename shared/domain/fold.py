"""The fold: from the set of a case's events to claims, obligations and doubts.

Events are read in the order in which they happened, never in the order in which they arrived, so
doubled, late and shuffled events all lead to the same end.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise

from shared.domain.case import Case, Flag
from shared.domain.clocks import flag_two_clocks
from shared.domain.doubts import with_doubts
from shared.domain.errors import NoAnchorError, NoRuleError
from shared.domain.events import ClaimEvent, programme_of
from shared.domain.facts import lasting_facts
from shared.domain.filing import OBLIGATION as FILE
from shared.domain.filing import ReturnFacts, filing_deadline
from shared.domain.instants import iso
from shared.domain.narrowing import facts_of, narrowed
from shared.domain.returns import NOT_OF_FBA, Returns, by_amazon, by_seller, ends_the_return
from shared.domain.rounds import Opening, Round, round_deadline
from shared.domain.rules import Pack, Store
from shared.domain.spans import Span, early_end, late_end, written
from shared.domain.standing import claim_of, judge
from shared.domain.transitions import OPENERS, ClosedAs, closes, openings, says_filed
from shared.domain.verbs import note


def fold(events: Iterable[ClaimEvent], pack: Pack, store: Store) -> Case:
    """Return the case that a set of events amounts to; ``store`` is the account's."""
    events = tuple(events)
    named = {
        event.event_id: str(event.body["store"])
        for event in events
        if "store" in event.body and event.verified
    }
    stores = sorted((code, event_id) for event_id, code in named.items())
    home = pack.store(stores[0][0]) if stores else store
    ordered = sorted(facts_of(events, home.zone), key=lambda event: event.order_key(home.zone))
    known = narrowed(ordered, home.zone)
    believed, case = _believed_of(known.applied), Case(home, tuple(known.events))
    returns = Returns.of(believed, home.zone)
    sure = _Fold(case, pack, returns, known.silent)
    stated = lasting_facts(believed)
    case.order_facts = {name: event.get(name) for name, event in stated.items()}
    for first, second in pairwise(stores):
        if first[0] != second[0]:
            case.flags.append(Flag("store_differs", second[1], f"names store {second[0]}"))
    for event in known.asked_again:
        case.flag("asked_again", event, f"a report still asks after the answer: {event.type}")
    sure.read(believed)
    if len(believed) == len(known.applied):
        return case
    doubted = _Fold(Case(home, case.events), pack, returns, known.silent, doubting=True)
    doubted.read(known.applied)
    return with_doubts(case, doubted.case)


def _believed_of(events: Sequence[ClaimEvent]) -> list[ClaimEvent]:
    return [event for event in events if event.verified]


@dataclass(slots=True)
class _Fold:
    """One reading of the events: of those that may be believed, or of what the others would open.

    ``doubting``: all events are read, and rounds are opened only by those in doubt.
    """

    case: Case
    pack: Pack
    returns: Returns
    silent: frozenset[str] = frozenset()
    """Ids of reports that still ask too soon after an answer to ask anew."""
    doubting: bool = False
    closers: dict[str, list[tuple[ClaimEvent, ClosedAs]]] = field(default_factory=dict)
    """Obligation → what has ended it so far, in order."""
    unended: dict[str, list[Round]] = field(default_factory=dict)
    """Obligation → the rounds that nothing has ended yet; a case may have hundreds that are."""
    believed: ReturnFacts = field(default_factory=ReturnFacts)
    """What is known about the return from sources that can be believed."""
    doubted: ReturnFacts = field(default_factory=ReturnFacts)
    """What other sources say of it."""
    filed: bool = False
    """Whether a SAFE-T claim is known of."""
    over: bool = False
    """Whether the order is known to be Amazon's to store and ship."""
    filing: list[Opening] = field(default_factory=list)
    """Openings of safet.file that still wait for something to count from."""

    def read(self, events: Iterable[ClaimEvent]) -> None:
        """Apply events, which are in order."""
        for event in events:
            self.apply(event)
        flag_two_clocks(self.case, self.closers)

    def apply(self, event: ClaimEvent) -> None:
        kind, silent = event.type, event.event_id in self.silent
        if silent and kind == "information_requested":
            return
        if event.verified:
            self._close(event)
        else:
            self._doubt(event)
        if kind in _NOT_ABOUT_A_CLAIM:
            self._said(event)
            return
        claim = self.case.claims.get(event.programme)
        if not (silent and claim is not None and claim.known):
            judge(self.case, event)
        self.filed = self.filed or (event.verified and says_filed(event))
        if kind in _FACTS:
            self._return(event)
        if kind in OPENERS and event.verified is not self.doubting and not silent:
            for obligation, anchors in openings(event, self.pack, self.case.store):
                self._open(obligation, Opening(event, anchors))

    def _doubt(self, event: ClaimEvent) -> None:
        """Flag what an unverified event may not do."""
        if event.type in ("deadline_stated", "order_facts"):
            return
        if event.type in ("acknowledged", "snoozed", "assigned") or closes(event, self.pack):
            self.case.flag("unconfirmed", event, f"reported, unconfirmed: {event.type}")

    # ── closing ─────────────────────────────────────────────────────────────────────────────

    def _close(self, event: ClaimEvent) -> None:
        ended = False
        if event.type == "refund_issued" and ends_the_return(event):
            self._refunded(event)
        if event is self.returns.fba:
            self._not_owed(event)
        for obligations, closed_as in closes(event, self.pack):
            for obligation in obligations:
                self.closers.setdefault(obligation, []).append((event, closed_as))
                if before := self.unended.get(obligation):
                    left = [each for each in before if not self._end(each, event, closed_as)]
                    self.unended[obligation] = left
                    ended |= len(left) < len(before)
            if FILE in obligations and event.type != "refund_issued":
                self.filing.clear()
        if not ended and event.type in ("seller_responded", "appeal_filed", "declined"):
            self.case.flag("nothing_open", event, f"{event.type}, but nothing was open")

    def _not_owed(self, event: ClaimEvent) -> None:
        """End what nobody owes for an order that Amazon stores and ships, missed or not."""
        self.over = True
        self.filing.clear()
        for obligation in NOT_OF_FBA:
            for each in self.unended.pop(obligation, ()):
                each.closed_by, each.closed_as = event, "cancelled"

    def _refunded(self, refund: ClaimEvent) -> None:
        """Note what can no longer be filed, or that nobody knows which return a refund is of."""
        if self.returns.unclear(refund):
            self.case.flag("refund_of_which", refund, "a refund that names none of several returns")
        elif by_seller(refund) and not self._may_come_first(refund):
            self.believed.given_up |= self.returns.about(refund)
            self.case.facts = self.doubted.overlaid(self.believed)

    def _may_come_first(self, refund: ClaimEvent) -> bool:
        """Say whether a filing may have become possible only after the seller's refund."""
        early = early_end(refund.when, self.case.store.zone)
        return isinstance(refund.when, Span) and any(
            early < each.opened_at for each in self.unended.get(FILE, ())
        )

    def _settles(self, refund: ClaimEvent, each: Round) -> bool:
        """Take what was refunded out of a round; say whether nothing is left of it."""
        if self.returns.unclear(refund):
            return False
        for opening in each.openings:
            about = self.returns.about(opening.event)
            opening.refunded |= self.returns.about(refund)
            opening.settled = about <= opening.refunded
        counted = [opening for opening in each.openings if opening.anchors] or each.openings
        if each.obligation != FILE and all(opening.settled for opening in counted):
            return True
        try:
            self._compute(each)
        except NoAnchorError:  # all that could be filed was refunded by the seller
            return True
        return False

    def _end(self, each: Round, event: ClaimEvent, closed_as: ClosedAs) -> bool:
        """End a round that nothing has ended yet; say whether it did."""
        zone = self.case.store.zone
        if not event.reaches(each.opened_at, zone):
            return False
        if event.type == "refund_issued" and not self._settles(event, each):
            return False
        late = event.after(each.deadline.missed_after, zone)
        if closed_as == "answered":
            if event.type == "claim_opened":
                self._too_early(each, event)
            each.closed_by, each.closed_as, each.late = event, "answered", late
        elif not late:  # what was missed by then stays missed
            each.closed_by, each.closed_as = event, "cancelled"
        return each.closed_by is event

    def _too_early(self, each: Round, event: ClaimEvent) -> None:
        opens_at = each.deadline.opens_at
        if opens_at is not None and event.begins(self.case.store.zone) < opens_at:
            self.case.flag(
                "too_early", event, f"filed before {iso(opens_at)}, when it may be filed"
            )

    # ── opening ─────────────────────────────────────────────────────────────────────────────

    def _open(self, obligation: str, opening: Opening) -> None:
        event = opening.event
        if self.over and obligation in NOT_OF_FBA:
            return
        if obligation == "return.process" and self.returns.spared(event):
            return
        current = self._current(obligation, event)
        if obligation.endswith(".appeal"):
            claim = self.case.claims.get(programme_of(obligation))
            once = obligation == "safet.appeal" and obligation in self.case.rounds
            if claim is not None and (claim.appealed or (once and current is None)):
                self.case.flag("no_second_appeal", event, "there is only one appeal")
                return
        if current is None:
            self._start(obligation, [opening])
        else:
            current.openings.append(opening)
            self._take_dates(current, event)

    def _current(self, obligation: str, event: ClaimEvent) -> Round | None:
        """Return the round that is still open when ``event`` happens, if any."""
        rounds = self.case.rounds.get(obligation)
        if not rounds or rounds[-1].closed_as is not None:
            return None
        passed = event.begins(self.case.store.zone) > rounds[-1].deadline.missed_after
        return None if passed else rounds[-1]

    def _start(self, obligation: str, given: Sequence[Opening]) -> None:
        event = given[-1].event
        rounds = self.case.rounds.get(obligation, ())
        opened_at = event.begins(self.case.store.zone)
        hard = self.pack.of(obligation)[0].hard
        new = Round(obligation, len(rounds) + 1, opened_at, hard, list(given))
        new.believed = not self.doubting
        try:
            self._take_dates(new, event)
        except NoAnchorError as missing:
            self.case.flag("awaiting", event, str(missing))
            return
        except NoRuleError as missing:
            self.case.flag("no_rule", event, str(missing))
            return
        self.case.rounds.setdefault(obligation, []).append(new)
        claim_of(self.case, new.programme)
        if not self._ended_at_once(new, event):
            self.unended.setdefault(obligation, []).append(new)

    def _ended_at_once(self, new: Round, opener: ClaimEvent) -> bool:
        """End a round by what ended its obligation on the same date, or the very same instant."""
        for closer, closed_as in reversed(self.closers.get(new.obligation, ())):
            if new.opened_at - closer.begins(self.case.store.zone) > _A_DATE:
                return False
            if closer is not opener and self._end(new, closer, closed_as):
                if closer.type not in _NOT_ABOUT_A_CLAIM:
                    judge(self.case, closer)
                return True
        return False

    def _take_dates(self, each: Round, event: ClaimEvent) -> None:
        stated = event.stated()
        if stated is None:
            self._compute(each)
            return
        zone = self.case.store.zone
        first, last = early_end(stated, zone), late_end(stated, zone)
        if event.verified:
            each.stated = stated
        else:
            each.reported = min(first, each.reported or first)
        self._compute(each)
        expected = each.deadline.expected
        if expected is not None and not first - _A_MINUTE <= expected <= last + _A_MINUTE:
            words = f"Amazon states {written(stated)} for {each.obligation}; the rule gives "
            self.case.flag("stated_differs", event, words + iso(expected))

    def _compute(self, each: Round) -> None:
        if each.obligation == FILE:
            each.deadline = filing_deadline(
                self.pack, self.case.store, self.believed, self.doubted, each
            )
        else:
            each.deadline = round_deadline(self.pack, self.case.store, each)

    # ── returns and the filing of SAFE-T ────────────────────────────────────────────────────

    def _return(self, event: ClaimEvent) -> None:
        name = event.type
        if name == "refund_issued" and not by_amazon(event):
            return
        (self.believed if event.verified else self.doubted).note(name, event)
        facts = self.case.facts = self.doubted.overlaid(self.believed)
        if self.doubting and not self.doubted.anchors:
            return
        rounds = self.case.rounds.get(FILE)
        if rounds:
            self._count_anew(rounds[-1], event)
            return
        if self.over or self.filed:
            return
        groups = facts.groups()
        if any(facts.claimable(group, self.pack, self.case.store) for group in groups):
            self.filing.append(Opening(event, {}))
            self._start(FILE, self.filing)

    def _count_anew(self, filing: Round, event: ClaimEvent) -> None:
        if filing.closed_as is not None:
            return
        filing.openings.append(Opening(event, {}))
        try:
            self._compute(filing)
        except NoRuleError as missing:  # what was counted before still holds
            self.case.flag("no_rule", event, str(missing))
        except NoAnchorError as missing:  # so it does when no group is left to count from
            self.case.flag("awaiting", event, str(missing))

    # ── dates, verbs and facts ──────────────────────────────────────────────────────────────

    def _said(self, event: ClaimEvent) -> None:
        """Take in what was said about an obligation or an order."""
        if event.verified:
            note(self.case, event)
        if event.type == "deadline_stated" and event.verified is not self.doubting:
            self._state(str(event.get("obligation")), event)
        elif event.type == "reopened":
            self._reopen(str(event.get("obligation")), event)

    def _state(self, obligation: str, event: ClaimEvent) -> None:
        rounds = self.case.rounds.get(obligation)
        if self.over and obligation in NOT_OF_FBA:
            self.case.flag("stated_after_close", event, f"a date for {obligation}, which is closed")
        elif not rounds:
            self._start(obligation, [Opening(event, {})])
        elif rounds[-1].closed_as is None:
            rounds[-1].openings.append(Opening(event, {}))
            self._take_dates(rounds[-1], event)
        else:
            self.case.flag("stated_after_close", event, f"a date for {obligation}, which is closed")

    def _reopen(self, obligation: str, event: ClaimEvent) -> None:
        rounds = self.case.rounds.get(obligation)
        if not rounds or rounds[-1].closed_as is None:
            self.case.flag("nothing_closed", event, f"{obligation} has no closed round to reopen")
            return
        last = rounds[-1]
        last.closed_by, last.closed_as, last.late = None, None, False
        self.unended.setdefault(obligation, []).append(last)
        last.openings.append(Opening(event, {}))


_A_MINUTE = timedelta(minutes=1)
_A_DATE = timedelta(days=2)
"""More than any date lasts, however clocks are changed."""
_FACTS = frozenset({
    "return_requested", "return_delivered", "refund_issued", "last_carrier_scan",
})  # fmt: skip
"""What the filing of SAFE-T counts from."""
_NOT_ABOUT_A_CLAIM = frozenset({
    "deadline_stated", "declined", "reopened", "acknowledged", "assigned", "snoozed",
    "evidence_added", "order_facts",
})  # fmt: skip
