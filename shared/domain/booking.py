"""Booking: from a case to its entry in the ledger, each time the case is settled."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from shared.domain.case import Case
from shared.domain.circumstances import lasting
from shared.domain.claims import Claim
from shared.domain.events import CLAIM_PROGRAMMES, ClaimEvent
from shared.domain.instants import Moment, parse_moment, stored
from shared.domain.ledger import UNPROMPTED, ClaimEntry, RoundEntry, money, write_entry
from shared.domain.rounds import Round
from shared.domain.slot_ids import SlotId
from shared.domain.tracks import Announced, Track

SHOWN = (
    "service", "delivered", "valid_tracking", "buy_shipping_label", "return_address_given",
    "returned", "refunded_by_amazon",
)  # fmt: skip
"""The circumstances that a checklist may ask for; none of them changes with the time."""
MOST_EVIDENCE = 20
"""Proofs and decisions of one claim that its entry names, the latest."""
MOST_ROUNDS = 40
"""Of one order; of the rare one that has more, figures count the latest."""
_ASKING = ("claim_opened", "appeal_filed")
_DECISIONS = ("claim_decided", "appeal_decided")
_NOT_THE_CLAIM = frozenset({
    "acknowledged", "assigned", "snoozed", "declined", "reopened", "evidence_added", "order_facts",
    "deadline_stated",
})  # fmt: skip


def booked(case: Case, tracks: Sequence[Track], delivered: Mapping[str, str]) -> dict[str, str]:
    """Return the month (of the store) in which a case began, and its entry as one line.

    Empty for a case that has had neither a claim nor anything owed.
    """
    zone, every = case.store.zone, case.all_rounds()
    counted = [claim for claim in case.claims.values() if _countable(case, claim)]
    known = lasting(case) if counted else {}
    shown = tuple(name for name in SHOWN if known.get(name))
    claims = [_claim(case, claim, shown) for claim in counted]
    begun = [claim.opened_on for claim in claims]
    begun += [_day(each.opened_at, zone) for each in every[:1]]
    if not begun:
        return {}
    told = _Told(Announced(tracks), delivered)
    owed = [each for each in every if each.hard][-MOST_ROUNDS:]
    rounds = [_round(each, told, zone) for each in owed]
    line = write_entry(_ordered_on(case), claims, rounds)
    return {"month": min(begun).isoformat()[:7], "figures": line}


def _ordered_on(case: Case) -> date | None:
    given = case.order_facts.get("ordered_at")
    return _day(parse_moment("ordered_at", given), case.store.zone) if given else None


def _countable(case: Case, claim: Claim) -> bool:
    return claim.programme in CLAIM_PROGRAMMES and (
        claim.known or f"{claim.programme}.file" in case.rounds
    )


def _claim(case: Case, claim: Claim, shown: tuple[str, ...]) -> ClaimEntry:
    own = [each for each in case.facts_once() if each.programme == claim.programme]
    decided = [each for each in own if each.type in _DECISIONS and each.verified]
    asked = [each.get("amount") for each in own if each.type in _ASKING and each.verified]
    ending = claim.decided_by
    return ClaimEntry(
        programme=claim.programme,
        opened_on=_opened_on(case, claim, own),
        status=claim.status,
        asked=money(next((a for a in reversed(asked) if a), None) or case.amount(claim.programme)),
        got=money(ending.get("amount")) if ending else None,
        reason=claim.reason,
        decided_on=_day(ending.occurred, case.store.zone) if ending else None,
        decisions=tuple(str(each.get("decision")) for each in decided[-MOST_EVIDENCE:]),
        why=str(ending.get("reason") or "") if ending else "",
        withdrawn=claim.withdrawn,
        product=_product(case, claim),
        evidence=tuple(dict.fromkeys(case.evidence.get(claim.programme, ())))[-MOST_EVIDENCE:],
        shown=shown,
    )


def _opened_on(case: Case, claim: Claim, own: Iterable[ClaimEvent]) -> date:
    zone = case.store.zone
    if claim.opened is not None:
        return _day(claim.opened.occurred, zone)
    told = [each.occurred for each in own if each.type not in _NOT_THE_CLAIM]
    owed = [each.opened_at for each in case.all_rounds() if each.programme == claim.programme]
    return min(_day(first, zone) for first in (*told[:1], *owed[:1]))  # both are in order


def _product(case: Case, claim: Claim) -> str:
    if claim.opened is not None and (named := claim.opened.get("asin") or claim.opened.get("sku")):
        return str(named)
    items: Any = case.order_facts.get("items") or ()
    names = {str(item.get("asin") or item.get("sku") or "") for item in items}
    return names.pop() if len(names) == 1 else ""  # of several nobody knows which


@dataclass
class _Told:
    """What went out to people about each round, and when."""

    announced: Announced
    delivered: Mapping[str, str]

    @cached_property
    def by_number(self) -> Mapping[str, Sequence[tuple[datetime, str]]]:
        """Number of a track → when, UTC, and which rung."""
        told: dict[str, list[tuple[datetime, str]]] = {}
        for slot, value in self.delivered.items():
            each = SlotId.parse(slot)
            if each.announcement.partition(".")[2].isdecimal() and each.channel not in {
                "",
                "topic",
            }:
                at = stored(value.partition(" ")[0])
                told.setdefault(each.track, []).append((at, each.name))
        return told

    def rung_before(self, acted: datetime, each: Round) -> str:
        """Return the rung of the last message to a person by ``acted``."""
        track = self.announced.of(each)
        told = self.by_number.get(str(track.number), ()) if track else ()
        return max((sent for sent in told if sent[0] <= acted), default=(acted, UNPROMPTED))[1]


def _round(each: Round, told: _Told, zone: ZoneInfo) -> RoundEntry:
    closer = each.closed_by if each.closed_as == "answered" else None
    acted = [each.acknowledged_at] if each.acknowledged_at else []
    if closer is not None and isinstance(closer.occurred, datetime):
        acted.append(closer.begins(zone))
    heard = each.openings[0].event.arrived_at
    # what was done before claimwatch heard of the duty says nothing about reminders
    prompted = bool(acted) and min(acted) >= heard
    return RoundEntry(
        obligation=each.obligation,
        heard=heard,
        remind_by=each.deadline.remind_by,
        missed_after=each.deadline.missed_after,
        ended=each.closed_as or "",
        answered=closer.occurred if closer else None,
        acknowledged=each.acknowledged_at,
        rung=told.rung_before(min(acted), each) if prompted else "",
    )


def _day(moment: Moment, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date() if isinstance(moment, datetime) else moment
