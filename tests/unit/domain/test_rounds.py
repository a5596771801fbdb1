"""What a round says of itself: the cut-off to show, and what is lost next; how claims end."""

from shared.domain.events import ending, endings
from shared.domain.protocol import World
from tests.conftest import WEDNESDAY, MakeEvent
from tests.unit.domain.test_doubts import HOUR, folded


def test_the_cut_off_that_is_shown_is_the_one_to_keep_until_all_is_over(
    world: World, make_event: MakeEvent
) -> None:
    asked = make_event("information_requested")
    (only,) = folded(world, asked).rounds["atoz.info_request"]
    answered = make_event("seller_responded", WEDNESDAY + HOUR)
    (over,) = folded(world, asked, answered).rounds["atoz.info_request"]
    by, end = only.deadline.remind_by, only.deadline.missed_after

    assert [only.turn(now) for now in (by, by + HOUR)] == [by, end]
    assert [only.cut_off(now) for now in (end, end + HOUR)] == [by, end]
    assert over.cut_off(end + HOUR) == by


def test_a_claim_ends_by_a_decision_or_by_what_else_its_programme_knows() -> None:
    assert "denied" in endings("safet")
    assert ending("safet", "denied", {"reason": "x"}) == (
        "claim_decided",
        {"decision": "denied", "reason": "x"},
    )
    assert ending("atoz", "withdrawn", {"reason": "x"}) == ("claim_withdrawn", {})
    assert ending("atoz", "no such thing", {}) is None
