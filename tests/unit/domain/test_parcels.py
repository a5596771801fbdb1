"""What names a message: the same content has the same name, whoever sends it and how often."""

from itertools import combinations, permutations

from shared.domain.parcels import bundle_reference, reference
from shared.domain.protocol import StoredCase, World, absorb, take
from tests.conftest import ORDER, WEDNESDAY, MakeEvent

ONE, OTHER = StoredCase("blue-kettle", ORDER), StoredCase("blue-kettle", "113-5550123-5550200")
REFS = ("AAAAAAAAAA", "BBBBBBBBBB", "CCCCCCCCCC")


def test_a_message_is_named_by_its_order_and_what_it_delivers() -> None:
    slots = ("1.1:24h:email:owner@example.com", "1.1:8h:email:owner@example.com")

    assert reference(ONE, slots) == reference(ONE, slots[::-1])
    assert len({reference(ONE, slots), reference(ONE, slots[:1]), reference(OTHER, slots)}) == 3


def test_who_takes_over_a_message_sends_it_under_the_same_name(
    world: World, make_event: MakeEvent
) -> None:
    asked = absorb(ONE, make_event("information_requested"), world, WEDNESDAY)
    assert asked is not None

    names = [
        [each.ref for each in take(asked, world, WEDNESDAY, token).parcels]
        for token in ("me", "you")
    ]

    assert names[0] == names[1]
    assert len(set(names[0])) == len(names[0]) == 2  # a mail, and what goes to the topic


def test_a_list_of_messages_is_named_by_all_of_them_in_whatever_order() -> None:
    assert len({bundle_reference(refs) for refs in permutations(REFS)}) == 1


def test_two_lists_that_differ_have_different_names() -> None:
    lists = [refs for size in (1, 2, 3) for refs in combinations(REFS, size)]

    names = {bundle_reference(refs) for refs in lists}

    assert len(names) == len(lists) == 7
    assert not names & set(REFS)
