"""What the mail provider reports, and who is told instead."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from shared.domain.accounts import Account, Contact
from shared.domain.contacts import CONFIRMED_WITHIN, Gone, changes, lost_the_last, reachable
from shared.domain.fold import fold
from shared.domain.plan import plan
from shared.domain.protocol import (
    LEASE,
    Looked,
    Report,
    StoredCase,
    World,
    absorb,
    evidence,
    mark,
    take,
)
from shared.domain.slot_ids import SlotId
from shared.domain.tracks import retrack
from tests.conftest import ORDER, WEDNESDAY, MakeEvent

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
OWNER, SECOND = "owner@example.com", "second@example.com"


@pytest.fixture
def leased(world: World, make_event: MakeEvent) -> Looked:
    """A question was asked and its arrival message is on its way."""
    new = StoredCase("blue-kettle", ORDER)
    asked = absorb(new, make_event("information_requested"), world, WEDNESDAY)
    assert asked is not None
    return take(asked, world, WEDNESDAY, "me")


@pytest.fixture
def told(leased: Looked, world: World) -> StoredCase:
    """The arrival message was taken by the provider."""
    return mark(leased.of, world, WEDNESDAY, "me", refs(leased))


def refs(looked: Looked) -> dict[str, str]:
    return {slot: each.ref for each in looked.parcels for slot in each.stands_for}


def mail(looked: Looked) -> str:
    mails = (each for each in looked.parcels if each.first.channel == "email")
    return next(each.ref for each in mails if each.first.kind == "reminder")


def who(looked: Looked) -> set[tuple[str, str]]:
    return {(each.first.to, each.first.name) for each in looked.parcels}


def test_a_report_marks_what_a_crash_left_unmarked(leased: Looked, world: World) -> None:
    sent = evidence(leased.of, world, WEDNESDAY, mail(leased), OWNER, "taken")

    assert sent is not None
    again = take(sent, world, WEDNESDAY + LEASE, "other")
    assert OWNER not in {to for to, _ in who(again)}


def test_a_second_report_of_the_same_changes_nothing(
    leased: Looked, told: StoredCase, world: World
) -> None:
    arrived = evidence(told, world, WEDNESDAY + MINUTE, mail(leased), OWNER, "arrived")
    assert arrived is not None

    assert evidence(arrived, world, WEDNESDAY + MINUTE, mail(leased), OWNER, "arrived") is None
    assert evidence(arrived, world, WEDNESDAY + MINUTE, mail(leased), OWNER, "taken") is None


def test_a_mail_that_arrived_is_waited_for_no_longer(
    leased: Looked, told: StoredCase, world: World
) -> None:
    arrived = evidence(told, world, WEDNESDAY + MINUTE, mail(leased), OWNER, "arrived")

    assert told.next == WEDNESDAY + CONFIRMED_WITHIN
    assert arrived is not None
    assert arrived.next == WEDNESDAY + 24 * HOUR


def test_without_a_delivery_within_a_quarter_of_an_hour_the_next_contact_is_told(
    told: StoredCase, world: World
) -> None:
    assert take(told, world, WEDNESDAY + CONFIRMED_WITHIN - MINUTE, "me").parcels == []

    late = take(told, world, WEDNESDAY + CONFIRMED_WITHIN, "me")

    assert (SECOND, "arrival") in who(late)
    assert (SECOND, "contact_changed") in who(late)
    assert ("topic", "contact_changed") in who(late)


@pytest.mark.parametrize("what", ["bounced", "complained", "rejected"])
def test_who_cannot_be_reached_is_replaced_at_once(
    leased: Looked, told: StoredCase, world: World, what: Report
) -> None:
    lost = evidence(told, world, WEDNESDAY + MINUTE, mail(leased), OWNER, what)

    assert lost is not None
    assert lost.next is not None
    assert lost.next <= WEDNESDAY + MINUTE
    assert (SECOND, "arrival") in who(take(lost, world, WEDNESDAY + MINUTE, "me"))


def test_a_contact_who_is_gone_gets_no_further_reminder(
    leased: Looked, told: StoredCase, world: World
) -> None:
    lost = evidence(told, world, WEDNESDAY + MINUTE, mail(leased), OWNER, "bounced")
    assert lost is not None
    first = take(lost, world, WEDNESDAY + MINUTE, "me")
    served = mark(first.of, world, WEDNESDAY + MINUTE, "me", refs(first))
    for ref in served.posted:
        served = evidence(served, world, WEDNESDAY + MINUTE, ref, SECOND, "arrived") or served

    day_before = take(served, world, WEDNESDAY + 24 * HOUR, "me")

    assert OWNER not in {to for to, _ in who(day_before)}
    assert SECOND in {to for to, _ in who(day_before)}


def test_a_mail_that_arrives_late_brings_its_reader_back(
    leased: Looked, told: StoredCase, world: World
) -> None:
    given_up = take(told, world, WEDNESDAY + CONFIRMED_WITHIN, "me").of

    late = WEDNESDAY + CONFIRMED_WITHIN + MINUTE
    back = evidence(given_up, world, late, mail(leased), OWNER, "arrived")

    assert back is not None
    assert back.gone == ()


def test_the_last_contact_is_written_to_whatever_the_reports_say(
    leased: Looked, told: StoredCase, world: World
) -> None:
    alone = World(world.pack, replace(world.account, contacts=world.account.contacts[:1]))

    lost = evidence(told, alone, WEDNESDAY + MINUTE, mail(leased), OWNER, "bounced")

    assert lost is not None
    assert ("topic", "nobody_reachable") in who(take(lost, alone, WEDNESDAY + MINUTE, "me"))
    later = take(lost, alone, WEDNESDAY + 24 * HOUR, "me")
    assert OWNER in {to for to, _ in who(later)}


def away(contact: Contact, days: int) -> Contact:
    return replace(contact, away_until=WEDNESDAY + timedelta(days=days))


def test_who_is_away_is_passed_over_until_they_are_back(account: Account) -> None:
    owner, second = account.contacts
    holiday = replace(account, contacts=(away(owner, 3), second))

    assert reachable(holiday, (), WEDNESDAY).first == second
    assert reachable(holiday, (), WEDNESDAY + timedelta(days=3)).first.email == owner.email


def test_when_everybody_is_away_the_first_is_told(account: Account) -> None:
    owner, second = account.contacts
    holiday = replace(account, contacts=(away(owner, 3), away(second, 3)))

    assert reachable(holiday, (), WEDNESDAY).first.email == owner.email


def test_a_phone_that_wants_waking_stays_when_the_mail_bounces(account: Account) -> None:
    owner, second = account.contacts
    woken = replace(second, phone="+12065550100", breakthrough=True)
    settings = replace(account, contacts=(owner, woken))

    left = reachable(settings, [Gone(SECOND, WEDNESDAY, "bounced")], WEDNESDAY)

    assert [contact.phone for contact in left.contacts if contact.breakthrough] == ["+12065550100"]
    assert SECOND not in {contact.email for contact in left.contacts}


def test_that_a_contact_is_gone_is_said_to_the_next_and_on_the_topic(account: Account) -> None:
    gone = [Gone(OWNER, WEDNESDAY, "bounced")]

    told = list(changes(reachable(account, gone, WEDNESDAY), gone))

    assert [(slot.name, slot.to, slot.due) for slot in told] == [
        ("contact_changed", "topic", WEDNESDAY),
        ("contact_changed", SECOND, WEDNESDAY),
    ]
    assert {slot.flag.words for slot in told if slot.flag} == {f"{OWNER}: bounced"}


def test_where_the_next_has_no_mail_address_it_is_said_on_the_topic_alone(account: Account) -> None:
    owner, second = account.contacts
    ringing = replace(second, email="", phone="+12065550100", channels=("sms",))
    gone = [Gone(OWNER, WEDNESDAY, "complained")]
    left = reachable(replace(account, contacts=(owner, ringing)), gone, WEDNESDAY)

    assert left.first == ringing
    assert [slot.to for slot in changes(left, gone)] == ["topic"]


def test_who_can_be_reached_by_phone_as_well_is_still_told_by_phone(account: Account) -> None:
    owner, second = account.contacts
    both = replace(owner, phone="+12065550101", channels=("email", "sms"))
    gone = [Gone(OWNER, WEDNESDAY, "bounced")]

    left = reachable(replace(account, contacts=(both, second)), gone, WEDNESDAY)

    assert [(each.channels, each.email) for each in left.contacts] == [
        (("sms",), ""),
        (("email",), SECOND),
    ]


def test_who_is_away_and_wants_to_be_woken_gets_no_copies_by_mail(
    world: World, make_event: MakeEvent, account: Account
) -> None:
    owner, second = account.contacts
    woken = replace(away(second, 5), phone="+12065550100", breakthrough=True)
    case = fold([make_event("information_requested")], world.pack, world.home)
    told = reachable(replace(account, contacts=(owner, woken)), (), WEDNESDAY)

    slots = plan(case, retrack(case, (), (), WEDNESDAY), (), told)

    assert [slot.name for slot in slots if slot.to == second.email] == []


def test_nobody_is_written_to_at_a_lost_address_about_another(account: Account) -> None:
    gone = [Gone(contact.email, WEDNESDAY, "bounced") for contact in account.contacts]

    told = changes(reachable(account, gone, WEDNESDAY), gone)

    assert [(slot.name, slot.to) for slot in told] == [("nobody_reachable", "topic")] * 2


# ── who is refused ──────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def asked(world: World, make_event: MakeEvent) -> StoredCase:
    new = StoredCase("blue-kettle", ORDER)
    case = absorb(new, make_event("information_requested"), world, WEDNESDAY)
    assert case is not None
    return case


def refused(case: StoredCase, world: World, now: datetime, *addresses: str) -> StoredCase:
    """Let a sender try whatever is due; the provider refuses some addresses and takes the rest."""
    looked = take(case, world, now, "me")
    sent = {
        slot: each.ref
        for each in looked.parcels
        if each.first.to not in addresses
        for slot in each.stands_for
    }
    no = {each.first.to for each in looked.parcels} & set(addresses)
    case = mark(looked.of, world, now, "me", sent, refused=no)
    return replace(case, posted={})


def tried(
    case: StoredCase, world: World, until: datetime, *addresses: str
) -> tuple[StoredCase, list[datetime]]:
    """Let senders come whenever the case asks for it; return when they did."""
    times = []
    while case.next is not None and case.next <= until:
        times.append(case.next)
        case = refused(case, world, case.next, *addresses)
    return case, times


def told_to(case: StoredCase) -> set[str]:
    return {SlotId.parse(text).to for text in case.delivered}


def test_who_is_refused_for_a_quarter_of_an_hour_gives_way_to_the_next(
    asked: StoredCase, world: World
) -> None:
    case, times = tried(asked, world, WEDNESDAY + 15 * MINUTE, OWNER)

    assert [(each.address, each.why) for each in case.gone] == [(OWNER, "refused")]
    assert SECOND in told_to(case)
    assert len(times) < 10


def test_who_is_refused_once_is_not_replaced(asked: StoredCase, world: World) -> None:
    case = refused(asked, world, WEDNESDAY, OWNER)
    case, _ = tried(case, world, WEDNESDAY + 20 * MINUTE)

    assert case.gone == ()
    assert case.refused == {}
    assert OWNER in told_to(case)


def test_when_the_provider_is_back_nobody_stays_lost(asked: StoredCase, world: World) -> None:
    case, _ = tried(asked, world, WEDNESDAY + 40 * MINUTE, OWNER, SECOND)
    assert {each.address for each in case.gone} == {OWNER, SECOND}

    case, _ = tried(case, world, WEDNESDAY + 50 * MINUTE)

    assert case.gone == ()
    assert OWNER in told_to(case)


def test_the_last_who_is_lost_is_noticed(world: World) -> None:
    one, both = (
        (Gone(OWNER, WEDNESDAY, "refused"),),
        (
            Gone(OWNER.upper(), WEDNESDAY, "bounced"),
            Gone(SECOND, WEDNESDAY, "refused"),
        ),
    )

    assert not lost_the_last(world.account, (), one)
    assert lost_the_last(world.account, one, both)
    assert not lost_the_last(world.account, both, both)
    assert not lost_the_last(world.account, (), ())
