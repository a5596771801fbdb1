"""What a case owes to whom and when: the parts of the plan that few cases need."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.accounts import read_account
from shared.domain.accounts import Account
from shared.domain.case import Case
from shared.domain.events import ClaimEvent
from shared.domain.fold import fold
from shared.domain.plan import Slot, plan
from shared.domain.protocol import World
from shared.domain.tracks import Track, retrack, track_of
from tests.conftest import SETTINGS, WEDNESDAY, MakeEvent

HOUR, DAY, SECOND = timedelta(hours=1), timedelta(days=1), timedelta(seconds=1)
OWNER, SECOND_CONTACT = "owner@example.com", "second@example.com"
ASKED = {"obligation": "atoz.info_request"}


@pytest.fixture(scope="session")
def wakeful(world: World) -> Account:
    """Return an account whose people are never asleep."""
    return read_account({**SETTINGS, "quiet_hours": ""}, world.pack)


def case_of(world: World, *events: ClaimEvent, store: str = "US") -> Case:
    return fold(events, world.pack, world.pack.stores[store])


def seen(case: Case, now: datetime, tracks: Iterable[Track] = ()) -> tuple[Track, ...]:
    return retrack(case, tuple(tracks), (), now)


def owed(case: Case, now: datetime, account: Account) -> list[Slot]:
    """Return what a case owes that is looked at for the first time."""
    return plan(case, seen(case, now), (), account)


def to(slots: Iterable[Slot], address: str) -> list[tuple[str, timedelta]]:
    """Return the names of what an address gets, and how long after Wednesday."""
    return [(slot.name, slot.due - WEDNESDAY) for slot in slots if slot.to == address]


def asleep(world: World) -> Account:
    """An account whose people sleep from 23:00 to 07:30 in Taipei."""
    return read_account(SETTINGS, world.pack)


def test_what_the_account_does_not_watch_is_not_told(
    world: World, make_event: MakeEvent, wakeful: Account
) -> None:
    case = case_of(world, make_event("information_requested"))

    assert owed(case, WEDNESDAY, replace(wakeful, watch=("safet.*",))) == []


def test_what_was_over_before_anybody_looked_is_not_told(
    world: World, make_event: MakeEvent, wakeful: Account
) -> None:
    answered = make_event("seller_responded", WEDNESDAY + HOUR)
    case = case_of(world, make_event("information_requested"), answered)

    assert owed(case, WEDNESDAY + 2 * HOUR, wakeful) == []


@pytest.mark.parametrize(
    ("looked", "expected"),
    [
        pytest.param(48 * HOUR, ("arrival", 48 * HOUR), id="at the earliest reading"),
        pytest.param(48 * HOUR + SECOND, ("late", 48 * HOUR + SECOND), id="a second after it"),
        pytest.param(72 * HOUR, ("late", 72 * HOUR), id="at the latest reading"),
        pytest.param(200 * HOUR, ("late", 200 * HOUR), id="long after"),
    ],
)
def test_a_claim_that_arrives_late_is_told_all_the_same(
    world: World,
    make_event: MakeEvent,
    wakeful: Account,
    looked: timedelta,
    expected: tuple[str, timedelta],
) -> None:
    case = case_of(world, make_event("information_requested"))

    slots = owed(case, WEDNESDAY + looked, wakeful)

    assert to(slots, OWNER)[0] == expected
    assert to(slots, SECOND_CONTACT)[0] == expected


@pytest.mark.parametrize(
    ("looked", "told"),
    [
        # 16:00 in Taipei + 56 h is midnight, when there is still something to save
        pytest.param(56 * HOUR, 56 * HOUR, id="something to save: at once, at night"),
        pytest.param(80 * HOUR, 87.5 * HOUR, id="nothing to save: after the night"),
    ],
)
def test_a_late_message_waits_for_the_morning_only_when_nothing_can_be_saved(
    world: World, make_event: MakeEvent, looked: timedelta, told: timedelta
) -> None:
    case = case_of(world, make_event("information_requested"))

    slots = owed(case, WEDNESDAY + looked, asleep(world))

    assert to(slots, OWNER)[0] == ("late", told)
    assert to(slots, SECOND_CONTACT)[0] == ("late", told)


def test_nothing_is_said_after_the_end_of_what_arrived_after_it(
    world: World, make_event: MakeEvent, wakeful: Account
) -> None:
    case = case_of(world, make_event("information_requested"))

    names = [name for name, _ in to(owed(case, WEDNESDAY + 72 * HOUR + SECOND, wakeful), OWNER)]

    assert names == ["late"]


def test_a_cut_off_that_moves_into_the_past_is_told_as_a_change(
    world: World, make_event: MakeEvent, wakeful: Account
) -> None:
    question = make_event("information_requested")
    first = seen(case_of(world, question), WEDNESDAY)
    earlier = make_event(
        "deadline_stated", WEDNESDAY + 10 * HOUR, stated="2026-03-11T12:00:00Z", **ASKED
    )
    case = case_of(world, question, earlier)

    tracks = retrack(case, first, {"1.1:arrival:email:" + OWNER}, WEDNESDAY + 10 * HOUR)

    assert to(plan(case, tracks, (), wakeful), OWNER) == [("changed", 10 * HOUR)]


@pytest.mark.parametrize(
    ("looked", "names"),
    [
        pytest.param(timedelta(), ["8h", "2h"], id="early: only the rungs"),
        pytest.param(16 * HOUR, ["arrival", "2h"], id="at the first rung: an arrival message"),
    ],
)
def test_a_message_announces_itself_only_when_a_rung_has_passed(
    world: World, make_event: MakeEvent, wakeful: Account, looked: timedelta, names: list[str]
) -> None:
    case = case_of(world, make_event("buyer_contacted", programme="message"))
    only = replace(wakeful, watch=("message.*",))

    told = [name for name, _ in to(owed(case, WEDNESDAY + looked, only), OWNER)]

    assert told == [*names, "after"]


def test_advice_has_no_after(world: World, make_event: MakeEvent, wakeful: Account) -> None:
    case = case_of(world, make_event("claim_opened"))

    told = [name for name, _ in to(owed(case, WEDNESDAY, wakeful), OWNER)]

    assert told == ["arrival", "24h", "8h", "2h", "30m"]


def test_between_readings_far_apart_there_is_a_warning_a_day_before_the_end(
    world: World, make_event: MakeEvent, wakeful: Account
) -> None:
    # two business days from Wednesday, and it may run to the end of the seventh day after
    case = case_of(world, make_event("information_requested", programme="safet"))
    (asked,) = case.rounds["safet.info_request"]

    slots = owed(case, WEDNESDAY, wakeful)

    end = asked.deadline.missed_after
    assert end == datetime(2026, 3, 19, 7, tzinfo=UTC)  # 24:00 in Los Angeles
    afters = [slot.due for slot in slots if (slot.to, slot.name) == (OWNER, "after")]
    assert afters == [asked.deadline.remind_by, end - DAY, end]


def test_what_may_be_filed_only_later_is_told_when_it_opens(
    world: World, make_event: MakeEvent, wakeful: Account
) -> None:
    request = make_event("return_requested", programme="return", case="self_ship")
    case = case_of(world, request, store="SA")

    slots = owed(case, WEDNESDAY, replace(wakeful, watch=("safet.*",)))

    assert ("opens", 30 * DAY) in to(slots, OWNER)


def test_who_has_seen_it_gets_no_long_rungs_and_nobody_else_is_told(
    world: World, make_event: MakeEvent, wakeful: Account
) -> None:
    case = case_of(
        world,
        make_event("information_requested"),
        make_event("acknowledged", WEDNESDAY + HOUR, **ASKED),
    )

    slots = owed(case, WEDNESDAY, wakeful)

    assert [name for name, _ in to(slots, OWNER)] == [
        "arrival",
        "8h",
        "2h",
        "30m",
        "after",
        "after",
    ]
    assert to(slots, SECOND_CONTACT) == []


def test_who_sees_it_after_the_second_contact_was_told_ends_the_copies(
    world: World, make_event: MakeEvent, wakeful: Account
) -> None:
    case = case_of(
        world,
        make_event("information_requested"),
        make_event("acknowledged", WEDNESDAY + 43 * HOUR, **ASKED),
    )

    assert to(owed(case, WEDNESDAY, wakeful), SECOND_CONTACT) == [("8h", 40 * HOUR)]


@pytest.mark.parametrize(
    ("until", "names"),
    [
        pytest.param(
            "2026-03-12T12:00:00Z", ["arrival", "8h", "2h", "30m"], id="until the 24h rung passed"
        ),
        pytest.param(
            "2026-03-13T07:45:00Z", ["arrival", "2h", "30m"],
            id="never past the last one that leaves two hours",
        ),
    ],
)  # fmt: skip
def test_a_snooze_drops_what_falls_before_its_end(
    world: World, make_event: MakeEvent, wakeful: Account, until: str, names: list[str]
) -> None:
    case = case_of(
        world,
        make_event("information_requested"),
        make_event("snoozed", WEDNESDAY + HOUR, until=until, **ASKED),
    )

    told = [name for name, _ in to(owed(case, WEDNESDAY, wakeful), OWNER)]

    assert [name for name in told if name != "after"] == names


def test_a_lone_contact_is_told_alone(
    world: World, make_event: MakeEvent, wakeful: Account
) -> None:
    case = case_of(world, make_event("information_requested"))
    alone = replace(wakeful, contacts=wakeful.contacts[:1])

    assert {slot.to for slot in owed(case, WEDNESDAY, alone)} == {OWNER, "topic"}


def test_a_ladder_without_rungs_leaves_the_arrival_and_the_end(
    world: World, make_event: MakeEvent, wakeful: Account
) -> None:
    case = case_of(world, make_event("information_requested"))

    slots = owed(case, WEDNESDAY, replace(wakeful, ladder=()))

    assert to(slots, OWNER) == [
        ("arrival", timedelta()),
        ("after", 48 * HOUR),
        ("after", 72 * HOUR),
    ]
    assert to(slots, SECOND_CONTACT) == []


def test_a_claim_a_few_hours_before_its_end_calls_the_second_contact_at_once(
    world: World, make_event: MakeEvent, wakeful: Account
) -> None:
    case = case_of(world, make_event("information_requested"))

    slots = owed(case, WEDNESDAY + 43 * HOUR, wakeful)

    (first,) = [slot for slot in slots if (slot.to, slot.name) == (SECOND_CONTACT, "arrival")]
    assert (first.due, first.merged) == (WEDNESDAY + 43 * HOUR, ("24h", "8h"))


def test_who_wants_to_be_woken_gets_the_last_rung_at_its_true_time(
    world: World, make_event: MakeEvent
) -> None:
    phone: dict[str, Any] = {"phone": "+12065550101", "breakthrough": True}
    first, second = SETTINGS["contacts"]
    woken = read_account({**SETTINGS, "contacts": [first, {**second, **phone}]}, world.pack)
    midnight_in_taipei = WEDNESDAY - 20 * HOUR
    case = case_of(world, make_event("information_requested", midnight_in_taipei))

    slots = owed(case, midnight_in_taipei, woken)

    assert to(slots, "+12065550101") == [("30m", 27.5 * HOUR)]


def test_who_was_reminded_hears_that_it_is_over(
    world: World, make_event: MakeEvent, wakeful: Account
) -> None:
    question = make_event("information_requested")
    tracks = seen(case_of(world, question), WEDNESDAY)
    case = case_of(world, question, make_event("seller_responded", WEDNESDAY + HOUR))

    slots = plan(case, tracks, {"1.1:arrival:email:" + OWNER: "A"}, wakeful)

    assert [(slot.name, slot.to, slot.due) for slot in slots] == [
        ("closed", OWNER, WEDNESDAY + HOUR)
    ]


def test_who_was_reminded_of_what_is_not_owed_hears_that_too(
    world: World, make_event: MakeEvent, wakeful: Account
) -> None:
    opened = make_event("claim_opened")
    announced = seen(case_of(world, opened), WEDNESDAY)
    cancelled = make_event("order_cancelled", WEDNESDAY - HOUR, WEDNESDAY + HOUR)
    stated = make_event("claim_opened", WEDNESDAY, WEDNESDAY, action_required=True)
    case = case_of(world, replace(stated, body={**stated.body, "event_id": "x"}), cancelled)

    slots = plan(case, announced, {"1.1:arrival:email:" + OWNER: "A"}, wakeful)

    gone = [slot for slot in slots if slot.flag is not None]
    assert [(slot.to, slot.due) for slot in gone] == [(OWNER, WEDNESDAY + HOUR)]
    assert gone[0].flag is not None
    assert gone[0].flag.words == "atoz.review is no longer owed"


@pytest.mark.parametrize(
    ("email", "told"),
    [
        pytest.param(OWNER, [OWNER, "topic"], id="by mail and on the topic"),
        pytest.param("", ["topic"], id="on the topic, where there is no mail address"),
    ],
)
def test_a_second_claim_is_told(
    world: World, make_event: MakeEvent, wakeful: Account, email: str, told: list[str]
) -> None:
    first = replace(wakeful.first, email=email)
    case = case_of(world, make_event("claim_opened"), make_event("claim_opened", WEDNESDAY + HOUR))

    slots = plan(case, (), (), replace(wakeful, contacts=(first,)))

    assert sorted(slot.to for slot in slots if slot.name == "second_claim") == told


def test_an_outcome_is_published_once(
    world: World, make_event: MakeEvent, wakeful: Account
) -> None:
    decided = make_event("claim_decided", decision="denied")

    slots = plan(case_of(world, make_event("claim_opened"), decided), (), (), wakeful)

    assert [(slot.kind, slot.name, slot.to) for slot in slots] == [("outcome", "atoz", "topic")]


def test_a_track_is_read_back_as_it_was_stored(world: World, make_event: MakeEvent) -> None:
    (track,) = seen(case_of(world, make_event("information_requested")), WEDNESDAY)

    assert Track.from_store(track.to_store()) == track


def test_a_round_is_found_again_by_the_event_that_opened_it(
    world: World, make_event: MakeEvent
) -> None:
    case = case_of(world, make_event("buyer_contacted", programme="message"))
    tracks = seen(case, WEDNESDAY)

    found = [track_of(each, tracks) for each in case.all_rounds()]

    assert [track.obligation for track in found if track] == ["atoz.buyer_contact", "message.reply"]


def test_two_rounds_that_an_earlier_event_makes_one_keep_the_first_track(
    world: World, make_event: MakeEvent, wakeful: Account
) -> None:
    first = make_event("information_requested")
    answer = make_event("seller_responded", WEDNESDAY + HOUR)
    again = make_event("information_requested", WEDNESDAY + 2 * HOUR)
    tracks = seen(case_of(world, first), WEDNESDAY)
    tracks = seen(case_of(world, first, answer, again), WEDNESDAY + 2 * HOUR, tracks)
    one = case_of(world, first, again)

    joined = seen(one, WEDNESDAY + 3 * HOUR, tracks)

    assert [track.number for track in tracks] == [1, 2]
    (round_,) = one.rounds["atoz.info_request"]
    found = track_of(round_, joined)
    assert found is not None
    assert found.number == 1
    assert {slot.id.partition(".")[0] for slot in plan(one, joined, (), wakeful)} == {"1"}
