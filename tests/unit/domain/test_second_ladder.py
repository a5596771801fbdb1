"""Where a cut-off is not sure: late, or known only as a span, the ladder is climbed twice."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from shared.domain.events import ClaimEvent
from shared.domain.parcels import parcels
from shared.domain.plan import plan
from shared.domain.protocol import StoredCase, World, absorb, mark, take
from shared.domain.tracks import Track
from tests.conftest import ORDER, WEDNESDAY, MakeEvent
from tests.unit.domain.test_doubts import DAY, HOUR
from tests.unit.domain.test_narrowing import DENIED, denial, span

OWNER, SECOND = "owner@example.com", "second@example.com"
Sent = list[tuple[str, datetime]]


def lived(
    world: World, *events: ClaimEvent, days: float = 40
) -> tuple[StoredCase, dict[str, Sent]]:
    """Let a case live; return it and what went out to whom, all of it at once."""
    case, sent = StoredCase("blue-kettle", ORDER), dict[str, Sent]()
    waiting = sorted(events, key=lambda each: each.arrived_at)
    while True:
        stops = [*(each.arrived_at for each in waiting[:1]), *([case.next] if case.next else [])]
        now = min(stops, default=None)
        if now is None or now > WEDNESDAY + days * DAY:
            return case, sent
        while waiting and waiting[0].arrived_at <= now:
            case = absorb(case, waiting.pop(0), world, now) or case
        looked = take(case, world, now, "me")
        for parcel in looked.parcels:
            for slot in parcel.slots:
                if slot.kind == "reminder":
                    sent.setdefault(slot.to, []).append((slot.name, now))
        refs = {slot: each.ref for each in looked.parcels for slot in each.stands_for}
        case = replace(mark(looked.of, world, now, "me", refs), posted={})  # each mail arrives
        if case.next is not None and case.next <= now:
            case = mark(case, world, now + timedelta(seconds=1), "", {})


def names(sent: Sent) -> list[str]:
    return [name for name, _ in sent]


def test_a_denial_seen_in_a_report_is_reminded_twice(world: World, make_event: MakeEvent) -> None:
    _, sent = lived(world, denial(make_event, 0, 6, arrives=WEDNESDAY + 6 * DAY))

    # counted from the first day it ends within a day, from the last within a week
    assert names(sent[OWNER]) == [
        "arrival", "8h", "2h", "after", "24h", "8h", "2h", "after",
    ]  # fmt: skip
    last = sent[OWNER][-2][1]
    assert last == WEDNESDAY + 13 * DAY - 2 * HOUR


def test_a_round_that_arrives_late_is_reminded_while_there_is_time(
    world: World, make_event: MakeEvent
) -> None:
    _, sent = lived(world, denial(make_event, 0, 10, arrives=WEDNESDAY + 10 * DAY))

    assert names(sent[OWNER]) == ["late", "24h", "8h", "2h", "after"]
    assert names(sent[SECOND]) == ["late", "24h", "8h", "2h", "after"]


def test_a_cut_off_known_to_the_minute_is_climbed_once(world: World, make_event: MakeEvent) -> None:
    _, sent = lived(world, make_event("claim_decided", **DENIED))

    assert names(sent[OWNER]) == ["arrival", "3d", "24h", "8h", "2h", "after", "after"]


def test_nothing_is_climbed_where_nothing_is_left(world: World, make_event: MakeEvent) -> None:
    _, sent = lived(world, make_event("claim_decided", arrives=WEDNESDAY + 20 * DAY, **DENIED))

    assert names(sent[OWNER]) == ["late"]


def test_a_date_that_moves_into_the_past_is_climbed_again(
    world: World, make_event: MakeEvent
) -> None:
    asked = make_event("information_requested", programme="safet")
    stated = make_event(
        "deadline_stated",
        WEDNESDAY + DAY,
        obligation="safet.info_request",
        stated="2026-03-12T02:00:00Z..2026-03-14T20:00:00Z",
        programme="safet",
    )

    _, sent = lived(world, asked, stated)

    assert names(sent[OWNER])[:2] == ["arrival", "changed"]
    assert names(sent[OWNER])[2:] == ["24h", "8h", "30m", "after"]


def test_that_the_probable_date_moves_is_told(world: World, make_event: MakeEvent) -> None:
    wide = denial(make_event, 0, 6, arrives=WEDNESDAY + 6 * DAY)
    narrower = denial(make_event, 0, 4, arrives=WEDNESDAY + 6.2 * DAY)

    case, sent = lived(world, wide, narrower)

    assert names(sent[OWNER])[:3] == ["arrival", "changed", "8h"]
    assert case.tracks[0].until == WEDNESDAY + 11 * DAY
    assert Track.from_store(case.tracks[0].to_store()) == case.tracks[0]


def test_the_last_rung_wakes_for_both_ladders(world: World, make_event: MakeEvent) -> None:
    woken = replace(world.account.contacts[1], phone="+12065550100", breakthrough=True)
    account = replace(world.account, contacts=(world.account.contacts[0], woken))
    _, sent = lived(
        World(world.pack, account), denial(make_event, 0, 6, arrives=WEDNESDAY + 6 * DAY)
    )

    assert sent["+12065550100"] == [
        ("2h", WEDNESDAY + 7 * DAY - 2 * HOUR),
        ("2h", WEDNESDAY + 13 * DAY - 2 * HOUR),
    ]


def test_who_is_woken_for_the_last_rung_is_woken_of_what_came_late(
    world: World, make_event: MakeEvent
) -> None:
    woken = replace(world.account.contacts[1], phone="+12065550100", breakthrough=True)
    account = replace(world.account, contacts=(world.account.contacts[0], woken))
    _, sent = lived(
        World(world.pack, account), denial(make_event, 0, 10, arrives=WEDNESDAY + 10 * DAY)
    )

    assert sent["+12065550100"] == [("2h", WEDNESDAY + 17 * DAY - 2 * HOUR)]


def test_what_is_acknowledged_in_between_is_not_copied(world: World, make_event: MakeEvent) -> None:
    seen = make_event(
        "acknowledged", WEDNESDAY + 6.1 * DAY, obligation="safet.appeal", programme="safet"
    )

    _, sent = lived(world, denial(make_event, 0, 6, arrives=WEDNESDAY + 6 * DAY), seen)

    assert "24h" not in names(sent[OWNER])[1:]
    assert SECOND not in sent


def test_a_long_doubt_is_warned_of_once(world: World, make_event: MakeEvent) -> None:
    # the second ladder ends less than a day before the latest reading, so nothing else warns
    _, sent = lived(world, denial(make_event, 0, 6, arrives=WEDNESDAY + 6 * DAY))

    assert names(sent[OWNER]).count("after") == 2


def test_an_own_ladder_without_short_rungs_has_no_second_one(
    world: World, make_event: MakeEvent
) -> None:
    account = replace(world.account, ladder=("7d", "3d"))

    _, sent = lived(
        World(world.pack, account), denial(make_event, 0, 6, arrives=WEDNESDAY + 6 * DAY)
    )

    assert names(sent[OWNER]) == ["arrival", "after", "after"]


def test_filing_has_a_ladder_of_its_own(world: World, make_event: MakeEvent) -> None:
    _, sent = lived(world, make_event("refund_issued", programme="return"), days=29.99)

    assert names(sent[OWNER]) == ["arrival", "7d", "24h", "2h"]


@pytest.mark.parametrize(
    ("source", "messages"),
    [pytest.param("report", 1, id="report"), pytest.param("mail", 2, id="mail")],
)
def test_what_a_report_brings_too_late_shares_one_message(
    world: World, make_event: MakeEvent, source: str, messages: int
) -> None:
    now = WEDNESDAY + 3 * DAY
    fields: dict[str, Any] = {"source": source, "arrives": now}
    questions = [
        make_event("information_requested", programme=name, event_id=name, **fields)
        for name in ("atoz", "safet")
    ]
    case = StoredCase("blue-kettle", ORDER)
    for each in questions:
        case = absorb(case, each, world, now) or case
    due = plan(world.case(case), case.tracks, (), world.account)
    late = [slot for slot in due if slot.to == OWNER and slot.name == "late"]

    assert len(parcels(case, late)) == messages


def test_an_answer_with_a_span_ends_both_ladders(world: World, make_event: MakeEvent) -> None:
    filed = span(make_event, "appeal_filed", 6.5, 6.6, programme="safet")

    _, sent = lived(world, denial(make_event, 0, 6, arrives=WEDNESDAY + 6 * DAY), filed)

    assert names(sent[OWNER]) == ["arrival"]
