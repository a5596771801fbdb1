"""The figures of an account: how claims ended and what they were about, programme by programme.

Every word here is defined in docs/figures.md. Sums are added within one currency only.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from shared.domain.claims import FINAL
from shared.domain.events import DECISIONS
from shared.domain.ledger import ClaimEntry, Entry, Money, RoundEntry

FEWEST_FOR_A_SHARE = 5
"""Below that many decisions a share says nothing; only counts are given."""
TOP = 3
WON: Mapping[str, frozenset[str]] = {
    "atoz": frozenset({"denied", "granted_amazon_funded"}),
    "safet": frozenset({"granted", "partly_granted"}),
    "chargeback": frozenset({"won"}),
}
"""Decisions after which the seller keeps or gets the money."""
GRANTED: Mapping[str, frozenset[str]] = {
    "atoz": frozenset({"granted_seller_funded", "granted_amazon_funded"}),
    "safet": frozenset({"granted", "partly_granted"}),
    "chargeback": frozenset({"won"}),
}
"""What Amazon calls granted: an A-to-z claim to the buyer, a SAFE-T claim to the seller."""
REASON_CODES = frozenset({
    "insufficient_information", "photos_missing", "wrong_reason", "outside_window",
    "seller_refunded_first", "atoz_exists", "carrier_fault", "no_response", "other",
    "not_received", "not_as_described", "refund_not_received", "service", "return_not_possible",
    "extra_charges",
})  # fmt: skip
"""Why SAFE-T claims are denied, and what A-to-z claims are about; anything else is raw words."""
_COSTLY = ("info_request", "file", "respond")
"""Obligations that lose the claim itself when they are missed; an appeal comes after the loss."""

Sums = Mapping[str, Decimal]
"""Currency → sum."""
Proofs = Callable[[ClaimEntry], bool | None]
"""Whether every proof on the checklist of a claim was added; None where there is no checklist."""


@dataclass(frozen=True, slots=True)
class Period:
    """Days of the account's store, both included."""

    first: date
    last: date

    def holds(self, day: date | None) -> bool:
        """Say whether a day lies in the period."""
        return day is not None and self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole; the share itself only where the whole is large enough."""

    part: int
    whole: int

    @property
    def value(self) -> Decimal | None:
        """The share between 0 and 1, None below ``FEWEST_FOR_A_SHARE``."""
        return Decimal(self.part) / self.whole if self.whole >= FEWEST_FOR_A_SHARE else None


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason Amazon gave, and of how many claims."""

    code: str
    words: str
    """Amazon's own, where they are no code of ours."""
    claims: int


@dataclass(frozen=True, slots=True)
class Product:
    """A product, by how many claims opened in the period were about it."""

    product: str
    claims: int
    sums: Sums


@dataclass(frozen=True, slots=True)
class Tally:
    """The figures of one programme in one period."""

    programme: str
    opened: int = 0
    decisions: Mapping[str, int] = field(default_factory=dict)
    granted: Share = Share(0, 0)
    won: Share = Share(0, 0)
    won_sums: Sums = field(default_factory=dict)
    """Reimbursed, for SAFE-T; kept, for the others."""
    won_without_sum: int = 0
    open: int = 0
    to_file: int = 0
    at_stake: Sums = field(default_factory=dict)
    lost: int = 0
    lost_sums: Sums = field(default_factory=dict)
    ended_otherwise: Mapping[str, int] = field(default_factory=dict)
    """Withdrawn before or after a decision, refunded by the seller, order cancelled."""
    never_filed: int = 0
    reasons: Sequence[Reason] = ()
    """Of the claims lost by a decision, commonest first."""
    products: Sequence[Product] = ()
    full_proofs: Share = Share(0, 0)
    missing_proofs: Share = Share(0, 0)
    no_checklist: int = 0


def tally(  # noqa: PLR0913, PLR0917 - what is counted, over which days, seen from when
    programme: str,
    entries: Iterable[Entry],
    period: Period,
    now: datetime,
    zone: ZoneInfo,
    proofs: Proofs,
) -> Tally:
    """Count one programme; ``now`` is UTC, ``zone`` the store's."""
    pairs = [
        (claim, [r for r in each.rounds if r.programme == programme])
        for each in entries
        for claim in each.claims
        if claim.programme == programme and claim.opened_on <= period.last
    ]
    opened = [c for c, _ in pairs if c.known and period.holds(c.opened_on)]
    ended = [c for c, _ in pairs if c.status in FINAL and period.holds(c.decided_on)]
    decided = [claim for claim in ended if claim.status in DECISIONS[programme]]
    won = [claim for claim in decided if claim.status in WON[programme]]
    denied = [claim for claim in decided if claim.status not in WON[programme]]
    missed = [
        claim for claim, rounds in pairs if period.holds(_missed_on(claim, rounds, now, zone))
    ]
    live = [c for c, rounds in pairs if _live(c, rounds, now, zone)]
    full, missing, unlisted = _by_proofs(decided, proofs)
    return Tally(
        programme=programme,
        opened=len(opened),
        decisions=dict(Counter(claim.status for claim in decided)),
        granted=_share(decided, GRANTED[programme]),
        won=_share(decided, WON[programme]),
        won_sums=sums(map(_won_sum, won)),
        won_without_sum=sum(_won_sum(claim) is None for claim in won),
        open=sum(claim.known for claim in live),
        to_file=sum(not claim.known for claim in live),
        at_stake=sums(claim.asked for claim in live),
        lost=len(denied) + len(missed),
        lost_sums=sums(map(_lost_sum, (*denied, *missed))),
        ended_otherwise=dict(Counter(_other_end(c) for c in ended if c not in decided)),
        never_filed=sum(not claim.known for claim in missed),
        reasons=_reasons(denied),
        products=_products(opened),
        full_proofs=_share(full, WON[programme]),
        missing_proofs=_share(missing, WON[programme]),
        no_checklist=len(unlisted),
    )


def sums(amounts: Iterable[Money | None]) -> dict[str, Decimal]:
    """Add up what is known, each currency for itself."""
    found: dict[str, Decimal] = {}
    for amount in amounts:
        if amount is not None:
            found[amount.currency] = found.get(amount.currency, Decimal(0)) + amount.value
    return dict(sorted(found.items()))


def _share(claims: Sequence[ClaimEntry], good: frozenset[str]) -> Share:
    return Share(sum(claim.status in good for claim in claims), len(claims))


def _won_sum(claim: ClaimEntry) -> Money | None:
    """Return what was won; a part that nobody has named is not guessed."""
    return claim.got or (None if claim.status == "partly_granted" else claim.asked)


def _lost_sum(claim: ClaimEntry) -> Money | None:
    """Return what was lost: of a claim against the seller, what the decision took."""
    return claim.asked if claim.programme == "safet" else claim.got or claim.asked


def _missed_on(
    claim: ClaimEntry, rounds: Sequence[RoundEntry], now: datetime, zone: ZoneInfo
) -> date | None:
    """Return the day on which an undecided claim was lost by silence, if it was."""
    costly = [each for each in rounds if each.obligation.partition(".")[2] in _COSTLY]
    last = max(costly, key=lambda each: (each.remind_by, each.heard), default=None)
    # an appeal comes after a decision, and what was missed before that is over
    if claim.status in FINAL or claim.status == "appealed" or last is None:
        return None
    if last.ended or now <= last.missed_after:
        return None
    return last.missed_after.astimezone(zone).date()


def _live(claim: ClaimEntry, rounds: Sequence[RoundEntry], now: datetime, zone: ZoneInfo) -> bool:
    if claim.status in FINAL or _missed_on(claim, rounds, now, zone) is not None:
        return False
    return claim.known or any(not each.ended for each in rounds)


def _other_end(claim: ClaimEntry) -> str:
    return f"withdrawn_{claim.withdrawn}" if claim.status == "withdrawn" else claim.status


def _reasons(denied: Iterable[ClaimEntry]) -> list[Reason]:
    given: Counter[tuple[str, str]] = Counter()
    spelt: dict[str, str] = {}
    for claim in denied:
        words = claim.why or ("no_response" if claim.status == "closed_no_response" else "")
        words = words or (claim.reason if claim.programme != "safet" else "")
        plain = " ".join(words.split())
        code = plain if plain in REASON_CODES else "other" if plain else "not_given"
        same = "" if code == plain else plain.casefold()
        spelt.setdefault(same, plain if same else "")
        given[code, same] += 1
    ranked = sorted(given.items(), key=lambda each: (-each[1], each[0]))
    return [Reason(code, spelt[same], claims) for (code, same), claims in ranked]


def _products(opened: Iterable[ClaimEntry]) -> list[Product]:
    by_name: dict[str, list[ClaimEntry]] = {}
    for claim in opened:
        if claim.product:
            by_name.setdefault(claim.product, []).append(claim)
    found = [
        Product(name, len(claims), sums(claim.asked for claim in claims))
        for name, claims in by_name.items()
    ]
    # a tie is broken by sum, and sums of two currencies cannot be compared
    one_currency = len({currency for each in found for currency in each.sums}) == 1
    return sorted(
        found,
        key=lambda each: (
            -each.claims,
            -sum(each.sums.values()) if one_currency else 0,
            each.product,
        ),
    )[:TOP]


def _by_proofs(
    decided: Iterable[ClaimEntry], proofs: Proofs
) -> tuple[list[ClaimEntry], list[ClaimEntry], list[ClaimEntry]]:
    full: list[ClaimEntry] = []
    missing: list[ClaimEntry] = []
    unlisted: list[ClaimEntry] = []
    for claim in decided:
        complete = proofs(claim)
        (unlisted if complete is None else full if complete else missing).append(claim)
    return full, missing, unlisted
