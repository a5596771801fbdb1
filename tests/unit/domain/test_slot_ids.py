"""What was told once counts as told, whatever the settings and the form of its id have become."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shared.domain.plan import Slot, plan
from shared.domain.protocol import StoredCase, World, absorb, look
from shared.domain.slot_ids import SlotId, Told, short_name, slot_id
from tests.conftest import ORDER, WEDNESDAY, MakeEvent

HOUR = timedelta(hours=1)
BY = WEDNESDAY + 48 * HOUR


@pytest.fixture
def slots(world: World, make_event: MakeEvent) -> list[Slot]:
    asked = make_event("information_requested")
    case = absorb(StoredCase("blue-kettle", ORDER), asked, world, WEDNESDAY)
    assert case is not None
    looked = look(case, world, WEDNESDAY)
    return plan(looked.case, looked.of.tracks, (), world.account)


def test_no_id_names_an_instant(slots: list[Slot]) -> None:
    assert {f"{SlotId.parse(slot.id).name}@{SlotId.parse(slot.id).turn}" for slot in slots} == {
        "arrival@", "24h@", "8h@", "2h@", "30m@", "after@by", "after@end",
    }  # fmt: skip


@pytest.mark.parametrize("later", [timedelta(0), 9 * HOUR], ids=["at once", "after quiet hours"])
def test_what_was_told_under_an_id_with_an_instant_counts_as_told(
    slots: list[Slot], later: timedelta
) -> None:
    end = next(slot for slot in slots if SlotId.parse(slot.id).turn == "end")
    first = next(slot for slot in slots if SlotId.parse(slot.id).turn == "by")
    when = (end.due + later).strftime("%Y-%m-%dT%H:%M:%SZ")
    told = Told([f"1.1:after@{when}:{end.channel}:{end.to}"])

    assert told.has(end)
    assert not told.has(first)


def test_the_same_instant_names_the_first_word_after() -> None:
    told = Told([f"1.1:after@{BY:%Y-%m-%dT%H:%M:%SZ}:email:owner@example.com"])

    assert told.reminded(1) == {"owner@example.com"}


def test_letters_of_an_address_are_no_difference(slots: list[Slot]) -> None:
    arrival = next(slot for slot in slots if slot.name == "arrival" and slot.channel == "email")

    assert Told([arrival.id.replace("owner@", "Owner@")]).has(arrival)


@pytest.mark.parametrize(
    ("text", "name", "track"),
    [
        ("12.3:24h:email:a@example.com", "24h", "12"),
        ("12.3:2h@again:sms:+12065550100", "2h", "12"),
        ("2.closed:an:odd:email:id@x:email:a:b@example.com", "closed", "2"),
        ("2.taken-back:email:a@example.com", "taken-back", "2"),
        ("notice:second_claim:some@event:topic:topic", "second_claim", "notice"),
        ("outcome:decided-1:topic:topic", "outcome", "outcome"),
    ],
)
def test_an_id_says_what_it_is_about(text: str, name: str, track: str) -> None:
    each = SlotId.parse(text)

    assert (each.name, each.track, str(each)) == (name, track, text)


def test_the_id_of_a_long_event_stays_short_and_its_own() -> None:
    one, other = (slot_id(f"notice:no_rule:{'證' * 127}{end}", "topic", "topic") for end in "ab")

    assert one != other
    assert len(one.encode()) <= 120
    assert str(SlotId.parse(f"notice:no_rule:{'證' * 127}a:topic:topic")) == one


def test_a_rung_repeated_after_quiet_hours_was_told_whenever_they_ended(
    slots: list[Slot],
) -> None:
    rung = next(slot for slot in slots if slot.name == "2h" and slot.channel == "email")
    told = Told(["1.1:2h@2026-03-13T06:45:00Z:email:owner@example.com"])

    assert told.has(replace(rung, id="1.1:2h@again:email:owner@example.com"))
    assert not told.has(rung)


def test_an_event_with_a_long_id_has_a_short_name_of_its_own() -> None:
    one, other = (short_name("證" * 127 + end) for end in "ab")

    assert one != other
    assert len(one.encode()) <= 60
    assert short_name("mail-1") == "mail-1"


def test_a_mark_of_no_channel_tells_of_nobody(slots: list[Slot]) -> None:
    told = Told(["odd", "1.1:over@2026-03-12T08:00:00Z"])

    assert told.reminded(1) == set()
    assert {slot.name for slot in slots if told.has(slot)} == {"arrival", "24h"}
