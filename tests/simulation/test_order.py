"""Order does not matter, and the protocol keeps its word through any sequence of steps."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice, permutations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, precondition, rule

from shared.accounts import read_account
from shared.domain.events import ClaimEvent
from shared.domain.protocol import (
    LEASE,
    Looked,
    StoredCase,
    World,
    absorb,
    evidence,
    look,
    mark,
    settle,
    take,
)
from shared.messages import claim_event, read_message
from tests.conftest import ORDER, SETTINGS, WEDNESDAY, body
from tests.simulation.stage import load_rules

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
LATER = WEDNESDAY + timedelta(days=4)
MOST_ORDERS = 24
"""Orders tried of more than four events; of up to four every order is tried."""


def world() -> World:
    return World(load_rules(), read_account(SETTINGS, load_rules()))


WORLD = world()
_PARTICULARS: dict[str, dict[str, object]] = {
    "claim_decided": {"decision": "granted_seller_funded"},
    "deadline_stated": {"obligation": "atoz.info_request", "stated": "2026-03-14T10:00:00Z"},
    "declined": {"obligation": "atoz.info_request"},
    "reopened": {"obligation": "atoz.info_request"},
    "acknowledged": {"obligation": "atoz.info_request"},
    "return_requested": {"programme": "return"},
    "return_delivered": {"programme": "return"},
    "refund_issued": {"programme": "return"},
    "last_carrier_scan": {"programme": "return"},
    "buyer_contacted": {"programme": "message"},
    "seller_replied": {"programme": "message"},
}
_KINDS = (
    "claim_opened", "information_requested", "seller_responded", "claim_withdrawn", "appeal_filed",
    "order_cancelled", "order_refunded", *_PARTICULARS,
)  # fmt: skip


def event(  # noqa: PLR0913 - all that an event may differ in
    kind: str,
    hour: int,
    *,
    verified: bool = True,
    arrives: datetime = LATER,
    spans: int = 0,
    copied: bool = False,
) -> ClaimEvent:
    """Make an event; ``spans``: hours before, since when it may have happened."""
    at = WEDNESDAY + hour * HOUR
    particulars = {"verified": verified, **_PARTICULARS.get(kind, {})}
    if spans:
        since = (at - spans * HOUR).strftime("%Y-%m-%dT%H:%M:%SZ")
        particulars |= {"occurred_from": since, "source": "report"}
    name = kind if copied else f"{kind}-{hour}-{spans}-{verified}"
    message = read_message(body(kind, at, event_id=name, **particulars))
    return claim_event(message, WORLD.account, WORLD.pack, arrives)


events = st.builds(
    event,
    st.sampled_from(_KINDS),
    st.integers(0, 80),
    verified=st.booleans() | st.just(value=True),
    spans=st.just(0) | st.integers(0, 50),
    copied=st.booleans(),
)


def told(each: ClaimEvent) -> tuple[object, ...]:
    """Return what makes an event the very same one, told again."""
    return each.event_id, each.when, each.verified


def absorbed(given_events: Iterator[ClaimEvent] | tuple[ClaimEvent, ...]) -> StoredCase:
    case = StoredCase("blue-kettle", ORDER)
    for each in given_events:
        case = absorb(case, each, WORLD, LATER) or case
    return case


def owed(case: StoredCase) -> set[tuple[object, ...]]:
    slots = look(case, WORLD, LATER).slots
    return {(slot.kind, slot.name, slot.due, slot.channel, slot.to, slot.merged) for slot in slots}


@given(st.lists(events, min_size=2, max_size=6, unique_by=told))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_end_depends_on_the_set_of_events_alone(some: list[ClaimEvent]) -> None:
    whole = permutations(some)
    orders = whole if len(some) <= 4 else islice(whole, None, None, 720 // MOST_ORDERS)
    first = absorbed(next(orders))
    for order in orders:
        case = absorbed(order)

        assert case.summary == first.summary
        assert owed(case) == owed(first)
        assert (case.next, case.urgent_by) == (first.next, first.urgent_by)


@given(st.lists(events, min_size=1, max_size=5))
@settings(max_examples=40, deadline=None)
def test_an_event_told_twice_changes_nothing(some: list[ClaimEvent]) -> None:
    case = absorbed(tuple(some))

    assert all(absorb(case, each, WORLD, LATER + HOUR) is None for each in some)


class Protocol(RuleBasedStateMachine):
    """Events, time, senders and reports in any order, on one case."""

    senders = Bundle("senders")

    def __init__(self) -> None:
        super().__init__()
        self.now = WEDNESDAY
        self.case = StoredCase("blue-kettle", ORDER)
        self.delivered: set[str] = set()
        self.tokens = 0

    @rule(kind=st.sampled_from(_KINDS), ago=st.integers(0, 30), verified=st.booleans())
    def an_event_arrives(self, kind: str, ago: int, *, verified: bool) -> None:
        hour = int((self.now - WEDNESDAY) / HOUR) - ago
        each = event(kind, hour, verified=verified, arrives=self.now)
        self.case = absorb(self.case, each, WORLD, self.now) or self.case

    @rule(minutes=st.sampled_from((1, 2, 15, 60, 240, 1440)))
    def time_passes(self, minutes: int) -> None:
        self.now += minutes * MINUTE

    @precondition(lambda self: self.case.next is not None)
    @rule()
    def the_next_look_is_due(self) -> None:
        self.now = max(self.now, self.case.next or self.now)

    @rule(target=senders)
    def a_sender_looks(self) -> tuple[str, Looked]:
        held = self.case.lease is not None and self.case.lease.until > self.now
        self.tokens += 1
        token = f"sender-{self.tokens}"
        looked = take(self.case, WORLD, self.now, token)

        assert not (held and looked.parcels), "two senders at once"
        if looked.parcels:
            assert looked.of.next == self.now + LEASE
            assert not self.delivered & {s for p in looked.parcels for s in p.stands_for}
        self.case = looked.of
        return token, looked

    @rule(sender=senders, much=st.sampled_from(("all", "half", "none")), unsure=st.booleans())
    def a_sender_marks(self, sender: tuple[str, Looked], much: str, *, unsure: bool) -> None:
        token, looked = sender
        keep = {"all": 1, "half": 2, "none": 0}[much]
        taken = looked.parcels[::keep] if keep else []
        sent = {slot: parcel.ref for parcel in taken for slot in parcel.stands_for}
        refused = {parcel.first.to for parcel in looked.parcels if parcel not in taken}
        self.case = mark(self.case, WORLD, self.now, token, sent, refused=refused, unsure=unsure)
        self.delivered |= sent.keys()

    @rule(sender=senders, what=st.sampled_from(("taken", "arrived", "bounced")))
    def a_report_comes(self, sender: tuple[str, Looked], what: str) -> None:
        for parcel in sender[1].parcels:
            if parcel.first.channel == "email":
                self.case = (
                    evidence(self.case, WORLD, self.now, parcel.ref, parcel.first.to, what)  # type: ignore[arg-type]
                    or self.case
                )

    @invariant()
    def what_was_delivered_stays_delivered(self) -> None:
        assert self.delivered <= self.case.delivered.keys()

    @invariant()
    def the_next_look_is_what_a_recompute_gives(self) -> None:
        settled = settle(self.case, WORLD, self.now)
        if self.case.next is not None and self.case.next > self.now:
            assert settled.next is not None
            assert settled.next <= self.case.next or settled.lease is not None

        assert settle(settled, WORLD, self.now) == settled

    @invariant()
    def nothing_is_owed_of_what_is_closed_and_nothing_due_is_off_the_index(self) -> None:
        looked = look(self.case, WORLD, self.now)
        for slot in looked.slots:
            if slot.kind == "reminder":
                assert slot.of is not None
                assert slot.of.closed_as is None
        if looked.slots:
            assert looked.of.next is not None
            soonest = min(slot.due for slot in looked.slots)
            held = looked.of.lease or any(
                hold.until >= self.now for hold in looked.of.holds.values()
            )
            assert held or looked.of.next <= max(soonest, self.now)

    @invariant()
    def an_account_always_has_somebody_to_write_to(self) -> None:
        assert look(self.case, WORLD, self.now).account.contacts


Protocol.TestCase.settings = settings(max_examples=25, stateful_step_count=20, deadline=None)
TestProtocol = Protocol.TestCase


def test_a_look_changes_nothing_that_the_next_look_would_change_again() -> None:
    case = absorbed((event("information_requested", 1), event("seller_responded", 9)))
    again = settle(case, WORLD, LATER)

    assert replace(again, version=case.version) == settle(again, WORLD, LATER)
