"""The figures against a second count that knows nothing but the list of events.

It walks through the messages of each order once, in plain loops, and uses numpy for the quantiles.
What it knows of the rules: an A-to-z question of 2026 in the US is due after 48 hours and missed
after 72, and a date that Amazon states goes before both.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from shared.domain.answers import promptness
from shared.domain.figures import Period, tally
from shared.domain.ledger import ClaimEntry
from shared.domain.odr import odr
from shared.domain.protocol import World
from tests.conftest import MakeEvent
from tests.unit.figures.books import enter, usd

LOS_ANGELES = ZoneInfo("America/Los_Angeles")
BEGIN, NOW = datetime(2026, 1, 20, 3, 0, tzinfo=UTC), datetime(2026, 4, 10, 9, 0, tzinfo=UTC)
PERIOD = Period(date(2026, 2, 10), date(2026, 3, 20))
HOUR = timedelta(hours=1)
DECISIONS = {
    "atoz": ["granted_seller_funded", "granted_amazon_funded", "denied"],
    "safet": ["granted", "partly_granted", "denied", "closed_no_response"],
}
GOOD = {"denied_atoz", "granted_amazon_funded_atoz", "granted_safet", "partly_granted_safet"}


@dataclass
class Order:
    """One order as a list of messages: kind, when it happened, its fields."""

    number: str
    programme: str
    messages: list[tuple[str, datetime, dict[str, Any]]] = field(default_factory=list)
    lag: timedelta = timedelta()

    def says(self, kind: str, at: datetime, **fields: Any) -> datetime:  # noqa: ANN401
        self.messages.append((kind, at, fields))
        return at


def orders(seed: int) -> list[Order]:
    chance = random.Random(seed)  # noqa: S311 - repeatable, not secret
    return [_order(chance, f"113-0000000-{number:07}") for number in range(150)]


def _order(chance: random.Random, number: str) -> Order:  # noqa: C901 - whatever may happen
    programme = chance.choice(["atoz", "safet"])
    order = Order(number, programme, lag=chance.randint(0, 90) * timedelta(minutes=1))
    at = BEGIN + chance.randint(0, 60 * 24 * 60) * timedelta(minutes=1)
    fields: dict[str, Any] = {}
    if chance.random() < 0.9:
        fields["amount"] = {"value": f"{chance.randint(1, 9999) / 100:.2f}",
                            "currency": chance.choice(["USD", "USD", "CAD"])}  # fmt: skip
    if chance.random() < 0.8:
        fields["asin"] = chance.choice("ABCDE")
    if programme == "atoz" and chance.random() < 0.7:
        fields["reason"] = chance.choice(["not_received", "not_as_described", "came broken"])
    order.says("claim_opened", at, **fields)
    if chance.random() < 0.3:
        ordered = (at - chance.randint(1, 40) * 24 * HOUR).astimezone(LOS_ANGELES).date()
        order.says("order_facts", at + HOUR, ordered_at=ordered.isoformat())
    if chance.random() < 0.3:
        order.says("evidence_added", at + HOUR, item="photos")
    if chance.random() < 0.7:
        at = _question(chance, order, at + chance.randint(1, 50) * HOUR)
    if chance.random() < 0.7:
        at = _decision(chance, order, at + chance.randint(1, 400) * HOUR)
        if chance.random() < 0.3:
            at = order.says("appeal_filed", at + chance.randint(1, 100) * HOUR)
            if chance.random() < 0.6:
                _decision(chance, order, at + chance.randint(1, 200) * HOUR, "appeal_decided")
    if chance.random() < 0.1:
        order.says("claim_withdrawn", at + chance.randint(1, 100) * HOUR)
    return order


def _question(chance: random.Random, order: Order, at: datetime) -> datetime:
    stated: dict[str, Any] = {}
    if order.programme == "safet" or chance.random() < 0.3:
        stated = {"stated": f"{at + chance.randint(20, 90) * HOUR:%Y-%m-%dT%H:%M:%SZ}"}
    order.says("information_requested", at, **stated)
    if chance.random() < 0.3:
        order.says("acknowledged", at + 2 * HOUR, obligation=f"{order.programme}.info_request")
    if chance.random() < 0.8:
        # once two hours are over, so that no answer comes before its question was heard of
        at = order.says("seller_responded", at + chance.randint(120, 6000) * timedelta(minutes=1))
    return at


def _decision(
    chance: random.Random, order: Order, at: datetime, kind: str = "claim_decided"
) -> datetime:
    fields: dict[str, Any] = {"decision": chance.choice(DECISIONS[order.programme])}
    if chance.random() < 0.6:
        fields["amount"] = usd(f"{chance.randint(1, 5000) / 100:.2f}")
    if kind == "claim_decided" and chance.random() < 0.6:
        fields["reason"] = chance.choice(["photos_missing", "other", "No  Proof", "no proof"])
    return order.says(kind, at, **fields)


class Count:
    """The second count of one programme."""

    def __init__(self, all_orders: Sequence[Order], programme: str) -> None:
        self.opened = self.open = self.lost = self.no_sum = 0
        self.won_sums: dict[str, Decimal] = defaultdict(Decimal)
        self.at_stake: dict[str, Decimal] = defaultdict(Decimal)
        self.lost_sums: dict[str, Decimal] = defaultdict(Decimal)
        self.decisions: Counter[str] = Counter()
        self.others: Counter[str] = Counter()
        self.reasons: Counter[str] = Counter()
        self.products: Counter[str] = Counter()
        self.proofs: Counter[tuple[bool, bool]] = Counter()
        for order in all_orders:
            if order.programme == programme:
                self._walk(order)

    def _walk(self, order: Order) -> None:  # noqa: C901, PLR0912, PLR0915 - naive on purpose
        state, decided, asked, got, named = "open", "", None, None, None
        reason, product, proofs, due, answered = "", "", False, None, False
        ended, opened, why = NOW, NOW, ""
        for kind, at, fields in sorted(order.messages, key=lambda each: each[1]):
            if kind == "claim_opened":
                asked, opened = fields.get("amount"), at
                reason, product = fields.get("reason", ""), fields.get("asin", "")
            elif kind == "evidence_added":
                proofs = True
            elif kind == "information_requested":
                due = at + 72 * HOUR
                if "stated" in fields:
                    due = datetime.fromisoformat(fields["stated"])
            elif kind == "seller_responded":
                answered = True
            elif kind in ("claim_decided", "appeal_decided"):
                state, decided, ended = "decided", fields["decision"], at
                got, why = fields.get("amount"), fields.get("reason", "")
                named = got or named
            elif kind == "appeal_filed":
                state = "open"
            elif kind == "claim_withdrawn":
                state, ended = ("withdrawn_after" if decided else "withdrawn_before"), at
        asked = asked or named
        if _day(opened) > PERIOD.last:
            return
        if _within(_day(opened)):
            self.opened += 1
            self.products[product] += 1
        unanswered = due is not None and not answered and not decided and state == "open"
        if state == "decided":
            if not _within(_day(ended)):
                return
            self.decisions[decided] += 1
            good = f"{decided}_{order.programme}" in GOOD
            self.proofs[proofs, good] += 1
            if good:
                won = got or (None if decided == "partly_granted" else asked)
                self.no_sum += won is None
                _add(self.won_sums, won)
            else:
                self.lost += 1
                taken = order.programme == "atoz"
                _add(self.lost_sums, (got or asked) if taken else asked)
                fallback = "no_response" if decided == "closed_no_response" else ""
                words = why or fallback or (reason if order.programme == "atoz" else "")
                self.reasons[" ".join(words.lower().split()) or "not_given"] += 1
        elif state != "open":
            self.others[state] += _within(_day(ended))
        elif unanswered and due is not None and due < NOW:
            if _within(_day(due)):
                self.lost += 1
                _add(self.lost_sums, asked)
        else:
            self.open += 1
            _add(self.at_stake, asked)


def _day(at: datetime) -> date:
    return at.astimezone(LOS_ANGELES).date()


def _within(day: date) -> bool:
    return PERIOD.first <= day <= PERIOD.last


def _add(to: dict[str, Decimal], amount: dict[str, str] | None) -> None:
    if amount is not None:
        to[amount["currency"]] += Decimal(amount["value"])


@pytest.fixture(params=range(4), scope="module")
def played(
    request: pytest.FixtureRequest, world: World, make_event: MakeEvent
) -> tuple[list[Order], list[Any]]:
    histories = orders(request.param)
    entries = []
    for order in histories:
        events = [
            make_event(
                kind, at, arrives=at + order.lag, programme=order.programme,
                order_id=order.number, **fields,
            )
            for kind, at, fields in order.messages
        ]  # fmt: skip
        entries.append(enter(world, events, order.number))
    return histories, entries


@pytest.mark.parametrize("programme", ["atoz", "safet"])
def test_both_counts_agree_on_claims_and_sums(
    played: tuple[list[Order], list[Any]], programme: str
) -> None:
    histories, entries = played

    def complete(claim: ClaimEntry) -> bool:
        return "photos" in claim.evidence

    found = tally(programme, entries, PERIOD, NOW, LOS_ANGELES, complete)
    wanted = Count(histories, programme)

    assert found.decisions == dict(wanted.decisions)
    assert (found.opened, found.open, found.lost) == (wanted.opened, wanted.open, wanted.lost)
    assert found.won_sums == dict(wanted.won_sums)
    assert found.won_without_sum == wanted.no_sum
    assert found.at_stake == dict(wanted.at_stake)
    assert found.lost_sums == dict(wanted.lost_sums)
    assert found.ended_otherwise == dict(+wanted.others)
    given = {(each.words or each.code).lower(): each.claims for each in found.reasons}
    assert given == dict(wanted.reasons)
    counts = sorted((n for name, n in wanted.products.items() if name), reverse=True)
    assert [each.claims for each in found.products] == counts[:3]
    assert all(wanted.products[each.product] == each.claims for each in found.products)
    full, missing = found.full_proofs, found.missing_proofs
    assert (full.part, full.whole) == _won(wanted.proofs, with_proofs=True)
    assert (missing.part, missing.whole) == _won(wanted.proofs, with_proofs=False)


def _won(proofs: Counter[tuple[bool, bool]], *, with_proofs: bool) -> tuple[int, int]:
    won = proofs[with_proofs, True]
    return won, won + proofs[with_proofs, False]


def test_both_counts_agree_on_answers(  # noqa: C901 - naive on purpose
    played: tuple[list[Order], list[Any]],
) -> None:
    histories, entries = played
    verdicts: Counter[str] = Counter()
    answer_hours, ack_hours = [], []
    for order in histories:
        times = {kind: (at, fields) for kind, at, fields in order.messages}
        if "information_requested" not in times:
            continue
        asked, fields = times["information_requested"]
        by, to = asked + 48 * HOUR, asked + 72 * HOUR
        if "stated" in fields:
            by = to = datetime.fromisoformat(fields["stated"])
        answer = times["seller_responded"][0] if "seller_responded" in times else None
        endings = [
            at for kind, at, _ in order.messages if kind in ("claim_decided", "claim_withdrawn")
        ]
        called_off = min(endings, default=NOW)
        if answer is not None and called_off < answer:
            answer = None
        if _within(_day(by)):
            if answer is not None:
                verdicts["on_time" if answer <= by else "in_doubt" if answer <= to else "late"] += 1
            elif called_off <= to:
                verdicts["cancelled"] += 1
            else:
                verdicts["never" if to + 24 * HOUR < NOW else "open"] += 1
        heard = asked + order.lag
        if _within(_day(heard)):
            if answer is not None:
                answer_hours.append((answer - heard) / HOUR)
            if "acknowledged" in times and times["acknowledged"][0] >= heard:
                ack_hours.append((times["acknowledged"][0] - heard) / HOUR)

    questions = [
        replace(entry, rounds=tuple(r for r in entry.rounds if r.obligation.endswith("request")))
        for entry in entries
    ]
    found = promptness(questions, PERIOD, NOW, LOS_ANGELES, None)

    assert found.verdicts == dict(verdicts)
    for spans, hours in ((found.to_answer, answer_hours), (found.to_acknowledge, ack_hours)):
        assert spans.count == len(hours) > 0
        assert spans.median / HOUR == pytest.approx(np.median(hours))
        ninth = np.percentile(hours, 90, method="inverted_cdf")
        assert spans.ninth_tenth / HOUR == pytest.approx(ninth)


def test_both_counts_agree_on_the_defect_rate(  # noqa: C901 - naive on purpose
    played: tuple[list[Order], list[Any]],
) -> None:
    histories, entries = played
    today = date(2026, 3, 25)
    certain, pending, unclear = set(), set(), set()
    for order in histories:
        if order.programme != "atoz":
            continue
        state, last, day = "pending", "", date.max
        for kind, at, fields in sorted(order.messages, key=lambda each: each[1]):
            if kind == "claim_opened":
                day = min(day, _day(at))
            elif kind == "order_facts":
                day = date.fromisoformat(fields["ordered_at"])
            elif kind in ("claim_decided", "appeal_decided"):
                state = last = fields["decision"]
            elif kind == "appeal_filed":
                state = "counts" if last == "granted_seller_funded" else "pending"
            elif kind == "claim_withdrawn":
                state = "counts" if last and last != "denied" else "no"
        if not 0 <= (today - day).days < 60:
            continue
        if state in ("counts", "granted_seller_funded"):
            certain.add(order.number)
        elif state == "pending":
            pending.add(order.number)
        elif state == "granted_amazon_funded":
            unclear.add(order.number)

    found = odr(entries, 1000, today)

    assert found.settled == len(certain)
    assert found.now == len(certain | pending)
    assert found.at_most == len(certain | pending | unclear)
