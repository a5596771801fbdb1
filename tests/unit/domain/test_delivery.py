"""What a case remembers of messages on their way, in the words of docs/data-model.md."""

from datetime import timedelta

from shared.domain.contacts import Gone, gone_from_store, gone_to_store
from shared.domain.delivery import (
    Hold,
    Lease,
    Posted,
    holds_from_store,
    holds_to_store,
    lease_from_store,
    lease_to_store,
    posted_from_store,
    posted_to_store,
    refused_from_store,
    refused_to_store,
)
from tests.conftest import WEDNESDAY

OWNER, SECOND = "owner@example.com", "second@example.com"
MAILED, PUBLISHED = f"1.1:arrival:email:{OWNER}", "1.1:arrival:topic:topic"


def test_a_lease_says_who_sends_until_when_and_which_slots_in_which_messages() -> None:
    me = "me"
    lease = Lease(me, WEDNESDAY + timedelta(seconds=90), {"A": (MAILED,), "B": (PUBLISHED,)})
    item = {
        "token": me,
        "until": "2026-03-11T08:01:30Z",
        "parcels": {"A": [MAILED], "B": [PUBLISHED]},
    }

    assert lease_to_store(lease) == item
    assert lease_from_store(item) == lease
    assert lease.slots == (MAILED, PUBLISHED)


def test_a_pause_says_until_when_and_after_how_many_refusals() -> None:
    holds = {SECOND: Hold(WEDNESDAY + timedelta(minutes=2), 2)}
    item = {SECOND: "2026-03-11T08:02:00Z 2"}

    assert holds_to_store(holds) == item
    assert holds_from_store(item) == holds


def test_a_mail_on_its_way_says_when_it_went_out_and_to_whom() -> None:
    posted = {"A": Posted(OWNER, WEDNESDAY)}
    item = {"A": f"2026-03-11T08:00:00Z {OWNER}"}

    assert posted_to_store(posted) == item
    assert posted_from_store(item) == posted


def test_an_address_that_is_gone_says_since_when_and_why() -> None:
    gone = (Gone(OWNER, WEDNESDAY, "bounced"), Gone(SECOND, WEDNESDAY, "no_delivery"))
    item = {OWNER: "2026-03-11T08:00:00Z bounced", SECOND: "2026-03-11T08:00:00Z no_delivery"}

    assert gone_to_store(gone) == item
    assert gone_from_store(item) == gone


def test_an_address_that_is_refused_says_since_when() -> None:
    refused = {OWNER: WEDNESDAY}

    assert refused_to_store(refused) == {OWNER: "2026-03-11T08:00:00Z"}
    assert refused_from_store(refused_to_store(refused)) == refused


def test_where_nothing_is_on_its_way_nothing_is_stored() -> None:
    assert [holds_to_store({}), posted_to_store({}), gone_to_store(())] == [{}, {}, {}]
    assert [holds_from_store({}), posted_from_store({})] == [{}, {}]
    assert gone_from_store({}) == ()
