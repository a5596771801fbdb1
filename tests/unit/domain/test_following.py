"""A case follows the settings of its account: nothing old is told anew, nothing due is lost."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.accounts import read_account
from shared.domain.accounts import Account, Former
from shared.domain.events import ClaimEvent
from shared.domain.protocol import StoredCase, World, absorb, mark, take
from shared.domain.rules import Pack
from shared.domain.tracks import retrack
from tests.conftest import ORDER, SETTINGS, WEDNESDAY, MakeEvent

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BY = WEDNESDAY + 48 * HOUR
A, B, N = (
    {"name": "A", "email": "a@example.com"},
    {"name": "B", "email": "b@example.com"},
    {"name": "N", "email": "n@example.com"},
)
PHONE = {**A, "phone": "+8613800000000"}
Told = list[tuple[str, str, str]]


def settings(**fields: Any) -> dict[str, Any]:  # noqa: ANN401
    return {**SETTINGS, "time_zone": "UTC", "quiet_hours": "", "contacts": [A], **fields}


class Played:
    """One case under settings that change."""

    def __init__(self, pack: Pack, first: dict[str, Any]) -> None:
        self.pack, self.account = pack, read_account(first, pack)
        self.case = StoredCase("blue-kettle", ORDER)
        self.told: list[tuple[datetime, str, str]] = []
        self.down: tuple[datetime, datetime] | None = None

    def hear(self, event: ClaimEvent) -> None:
        self.run(event.arrived_at)
        self.case = absorb(self.case, event, self.world, event.arrived_at) or self.case
        self._send(event.arrived_at)

    def change(self, at: datetime, **fields: Any) -> None:  # noqa: ANN401
        self.run(at)
        new = read_account(settings(**fields), self.pack)
        bare = replace(self.account, before=())
        self.account = replace(new, before=(*self.account.before, Former(bare, at)))
        self._send(at)

    def run(self, until: datetime) -> None:
        while self.case.next is not None and self.case.next < until:
            now = self.case.next
            if self.down and self.down[0] <= now < self.down[1]:
                now = self.down[1]
                if now >= until:
                    return
            before = self.case
            self._send(now)
            assert self.case != before, f"a look at {now} changes nothing"

    @property
    def world(self) -> World:
        return World(self.pack, self.account)

    def _send(self, now: datetime) -> None:
        if self.down and self.down[0] <= now < self.down[1]:
            return
        looked = take(self.case, self.world, now, "me")
        sent: dict[str, str] = {}
        for parcel in looked.parcels:
            slot = parcel.first
            name = "+".join((slot.name, *slot.merged))
            self.told.append((now, name, slot.to))
            sent |= dict.fromkeys(parcel.stands_for, parcel.ref)
        self.case = mark(looked.of, self.world, now, "me", sent)
        self.case = replace(self.case, posted={})

    def since(self, at: datetime, *, topic: bool = False) -> Told:
        return [
            (f"{when:%d %H:%M}", name, to)
            for when, name, to in self.told
            if when >= at and (topic or to != "topic")
        ]


@pytest.fixture
def asked(world: World, make_event: MakeEvent) -> Played:
    """A question of Wednesday 08:00 that is to be answered by Friday 08:00."""
    played = Played(world.pack, settings())
    played.hear(make_event("information_requested", window={"amount": 48, "unit": "elapsed_hours"}))
    return played


CHANGES: dict[str, dict[str, Any]] = {
    "another owner": {"contacts": [N]},
    "a second contact": {"contacts": [A, B]},
    "a phone to be woken": {"contacts": [{**PHONE, "breakthrough": True}]},
    "texts as well": {"contacts": [{**PHONE, "channels": ["email", "sms"]}]},
    "other quiet hours": {"quiet_hours": "07:00-19:45"},
    "another zone": {"time_zone": "Asia/Tokyo", "quiet_hours": "15:00-23:00"},
    "another ladder": {"ladder": ["7d", "3d", "2h"]},
    "another language": {"language": "zh-Hant"},
    "another name": {"contacts": [{**A, "name": "Somebody"}]},
    "capital letters": {"contacts": [{**A, "email": "A@Example.com"}]},
    "another store": {"store": "UK"},
    "less is watched": {"watch": ["safet.*"]},
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_long_over_is_told_to_nobody(asked: Played, change: str) -> None:
    asked.run(BY + 90 * DAY)
    asked.change(BY + 90 * DAY, **CHANGES[change])
    asked.run(BY + 120 * DAY)

    assert asked.since(BY + 90 * DAY, topic=True) == []


@pytest.mark.parametrize("change", ["another language", "another name", "capital letters"])
def test_who_somebody_is_changes_nothing_that_is_said(asked: Played, change: str) -> None:
    asked.change(WEDNESDAY + 30 * HOUR, **CHANGES[change])
    asked.run(BY + DAY)

    told = [(at, name) for at, name, _ in asked.since(WEDNESDAY)]
    assert told == [
        ("11 08:00", "arrival"), ("12 08:00", "24h"), ("13 00:00", "8h"), ("13 06:00", "2h"),
        ("13 07:30", "30m"), ("13 08:00", "after"),
    ]  # fmt: skip


def test_the_one_who_comes_in_gets_one_message_and_the_rungs_to_come(asked: Played) -> None:
    asked.change(WEDNESDAY + 25 * HOUR, contacts=[N])
    asked.run(BY + DAY)

    assert asked.since(WEDNESDAY + 25 * HOUR) == [
        ("12 09:00", "arrival+24h", "n@example.com"), ("13 00:00", "8h", "n@example.com"),
        ("13 06:00", "2h", "n@example.com"), ("13 07:30", "30m", "n@example.com"),
        ("13 08:00", "after", "n@example.com"),
    ]  # fmt: skip


def test_the_one_who_comes_in_during_quiet_hours_is_told_once_when_they_end(asked: Played) -> None:
    night = {**N, "quiet_hours": "20:00-02:00"}
    asked.change(WEDNESDAY + 39 * HOUR, contacts=[night])
    asked.run(BY + DAY)

    assert asked.since(WEDNESDAY + 39 * HOUR)[:2] == [
        ("13 02:00", "arrival+24h+8h", "n@example.com"),
        ("13 06:00", "2h", "n@example.com"),
    ]


def test_who_comes_in_while_it_is_in_doubt_is_told_so(world: World, make_event: MakeEvent) -> None:
    asked = Played(world.pack, settings())
    asked.hear(make_event("information_requested", programme="safet"))
    asked.run(BY + HOUR)
    asked.change(BY + HOUR, contacts=[N])
    asked.run(BY + 7 * DAY)

    told = [name.partition("+")[0] for _, name, _ in asked.since(BY + HOUR)]
    assert told == ["late", "after", "after"]


def test_a_second_contact_gets_what_falls_due_from_then_on(asked: Played) -> None:
    asked.change(WEDNESDAY + 41 * HOUR, contacts=[A, B])
    asked.run(BY + DAY)

    to_second = [(at, name) for at, name, to in asked.since(WEDNESDAY) if to == "b@example.com"]
    assert to_second == [("13 06:00", "2h"), ("13 07:30", "30m"), ("13 08:00", "after")]


def test_who_change_places_are_not_told_again(world: World, make_event: MakeEvent) -> None:
    asked = Played(world.pack, settings(contacts=[A, B]))
    asked.hear(make_event("information_requested", window={"amount": 48, "unit": "elapsed_hours"}))
    asked.run(WEDNESDAY + 41 * HOUR)
    asked.change(WEDNESDAY + 41 * HOUR, contacts=[B, A])
    asked.run(BY + DAY)

    told = [(name, to) for _, name, to in asked.since(WEDNESDAY)]
    assert len(told) == len(set(told))
    assert [name for name, to in told if to == "b@example.com"] == ["8h", "2h", "30m", "after"]


def test_a_phone_to_be_woken_rings_at_the_last_rung_only(asked: Played) -> None:
    asked.change(WEDNESDAY + 41 * HOUR, contacts=[{**PHONE, "breakthrough": True}])
    asked.run(BY + DAY)

    assert [name for _, name, to in asked.since(WEDNESDAY) if to == PHONE["phone"]] == ["30m"]


def test_quiet_hours_pull_what_is_still_to_come(asked: Played) -> None:
    asked.change(WEDNESDAY + 46.1 * HOUR, quiet_hours="07:00-19:00")
    asked.run(BY + DAY)

    assert asked.since(WEDNESDAY + 46.1 * HOUR) == [
        ("13 06:45", "30m", "a@example.com"),
        ("13 19:00", "after", "a@example.com"),
    ]


def test_a_rung_pulled_into_the_past_goes_at_its_time_or_after_quiet_hours(asked: Played) -> None:
    # at 23:00 quiet hours from 23:10 on: 8h would have gone at 22:55
    asked.change(WEDNESDAY + 39 * HOUR, quiet_hours="23:10-05:00")
    asked.run(BY + DAY)

    assert asked.since(WEDNESDAY + 39 * HOUR)[:2] == [
        ("13 05:00", "8h", "a@example.com"),
        ("13 06:00", "2h", "a@example.com"),
    ]


def test_a_long_rung_that_cannot_wait_is_stood_for_by_what_was_said(asked: Played) -> None:
    asked.change(WEDNESDAY + 39 * HOUR, quiet_hours="23:10-06:30")
    asked.run(BY + DAY)

    assert [(at, name) for at, name, _ in asked.since(WEDNESDAY + 39 * HOUR)][:2] == [
        ("13 06:00", "2h"), ("13 06:30", "2h"),
    ]  # fmt: skip


def test_what_waited_for_quiet_hours_that_are_no_more_goes_at_once(
    world: World, make_event: MakeEvent
) -> None:
    asked = Played(world.pack, settings(quiet_hours="07:00-20:00"))
    asked.hear(make_event("information_requested", window={"amount": 48, "unit": "elapsed_hours"}))
    asked.change(WEDNESDAY + HOUR)
    asked.run(BY + DAY)

    assert asked.since(WEDNESDAY)[:2] == [
        ("11 09:00", "arrival", "a@example.com"),
        ("12 08:00", "24h", "a@example.com"),
    ]


def test_rungs_that_an_older_message_stood_for_are_not_told_again(
    world: World, make_event: MakeEvent
) -> None:
    asked = Played(world.pack, settings(quiet_hours="22:00-07:00"))
    asked.hear(make_event("information_requested", window={"amount": 48, "unit": "elapsed_hours"}))
    asked.run(WEDNESDAY + 38.9 * HOUR)
    assert asked.since(WEDNESDAY + 30 * HOUR) == [("12 21:45", "2h+8h", "a@example.com")]
    asked.change(WEDNESDAY + 38.9 * HOUR)
    asked.run(BY + DAY)

    assert [name for _, name, _ in asked.since(WEDNESDAY + 38.9 * HOUR)] == ["30m", "after"]


def test_an_obligation_that_is_watched_from_now_on_gets_its_arrival(
    world: World, make_event: MakeEvent
) -> None:
    asked = Played(world.pack, settings(watch=["safet.*"]))
    asked.hear(make_event("information_requested", window={"amount": 48, "unit": "elapsed_hours"}))
    asked.change(WEDNESDAY + 30 * HOUR)
    asked.run(BY + DAY)

    assert asked.since(WEDNESDAY, topic=True)[:2] == [
        ("12 14:00", "arrival+24h", "a@example.com"),
        ("12 14:00", "arrival+24h", "topic"),
    ]


def test_what_was_due_before_and_had_not_gone_out_still_does(asked: Played) -> None:
    asked.down = (WEDNESDAY + 23 * HOUR, WEDNESDAY + 27 * HOUR)
    asked.change(WEDNESDAY + 26 * HOUR, quiet_hours="19:00-20:00", ladder=["2h"])
    asked.run(BY + DAY)

    assert asked.since(WEDNESDAY + HOUR)[:2] == [
        ("12 11:00", "24h", "a@example.com"),
        ("13 06:00", "2h", "a@example.com"),
    ]


def test_a_doubt_that_nobody_heard_of_is_told_to_whoever_comes_in(
    asked: Played, make_event: MakeEvent
) -> None:
    for number, at in enumerate((3, 4)):
        asked.down = (WEDNESDAY + 3 * HOUR, WEDNESDAY + 6 * HOUR)
        asked.hear(make_event("claim_opened", WEDNESDAY + at * HOUR, claim_ref=f"REF-{number}"))
    asked.change(WEDNESDAY + 5 * HOUR, contacts=[N])
    asked.run(BY + DAY)

    assert ("11 14:00", "second_claim", "n@example.com") in asked.since(WEDNESDAY)
    asked.change(BY + 2 * DAY, contacts=[A])
    assert asked.since(BY + 2 * DAY) == []


def test_another_store_moves_what_is_open_and_says_so(world: World, make_event: MakeEvent) -> None:
    asked = Played(world.pack, settings())
    asked.hear(make_event("information_requested", programme="safet"))
    asked.run(WEDNESDAY + HOUR)
    before = asked.case.tracks[0].remind_by
    asked.change(WEDNESDAY + HOUR, store="AE")
    asked.run(BY + 5 * DAY)

    moved = asked.case.tracks[0]
    assert moved.remind_by != before
    assert asked.since(WEDNESDAY + HOUR)[0][1] == "changed"


def test_a_chain_of_changes_tells_nothing_twice(asked: Played) -> None:
    for hour, fields in enumerate((CHANGES["another owner"], {}, {"contacts": [B, A]}, {})):
        asked.change(WEDNESDAY + (25 + hour) * HOUR, **fields)
    asked.run(BY + DAY)

    told = [(name, to) for _, name, to in asked.since(WEDNESDAY)]
    assert len(told) == len(set(told))
    assert [name for name, to in told if to == "a@example.com"] == [
        "arrival", "24h", "8h", "2h", "30m", "after",
    ]  # fmt: skip


def test_of_settings_that_are_forgotten_only_what_fell_due_later_is_owed(asked: Played) -> None:
    bare = replace(asked.account, before=())
    known: Sequence[Former] = (Former(bare, BY - HOUR, since=WEDNESDAY + 30 * HOUR),)
    account: Account = replace(bare, before=tuple(known))
    looked = take(
        replace(asked.case, delivered={}), World(asked.pack, account), BY - HOUR / 2, "you"
    )

    slots = {(slot.name, slot.due) for slot in looked.slots if slot.channel == "email"}
    assert min(due for _, due in slots) > WEDNESDAY + 30 * HOUR


def test_an_account_knows_what_it_was(world: World) -> None:
    us, uk = (read_account(settings(store=store), world.pack) for store in ("US", "UK"))
    at = datetime(2026, 3, 1, tzinfo=UTC)

    assert (us.changed_at, us.moved_at) == (None, None)
    assert replace(uk, before=(Former(us, at),)).moved_at == at
    assert replace(us, before=(Former(us, at),)).moved_at is None
    assert replace(us, before=(Former(us, at),)).changed_at == at
    assert us.plans_like(read_account(settings(orders_60d=9, language="zh-Hans"), world.pack))
    assert not us.plans_like(uk)


def test_what_arrives_after_a_change_knows_only_what_the_settings_are(
    world: World, make_event: MakeEvent
) -> None:
    asked = Played(world.pack, settings())
    asked.change(WEDNESDAY - DAY, contacts=[N])
    asked.hear(make_event("information_requested", window={"amount": 48, "unit": "elapsed_hours"}))
    asked.run(BY + DAY)

    assert {to for _, _, to in asked.since(WEDNESDAY)} == {"n@example.com"}
    assert len(asked.since(WEDNESDAY)) == 6


def test_what_is_over_in_the_other_store_is_not_announced_there(asked: Played) -> None:
    case, later = asked.world.case(asked.case), BY + 9 * DAY

    assert retrack(case, (), (), later, (), later - HOUR) == ()
    assert retrack(case, (), (), later, ()) != ()
