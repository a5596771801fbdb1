import re
from html import unescape

import pytest

from tests.conftest import ORDER, WEDNESDAY, body
from tests.web.conftest import Visitor

USD = {"value": "48.20", "currency": "USD"}


def words(page: str) -> str:
    """Return a page as a reader sees it."""
    shown = page.partition("<main")[2]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", shown)).split())


def order(visitor: Visitor) -> str:
    return visitor.get(f"{visitor.board()}/blue-kettle/order/{ORDER}").body


@pytest.fixture
def claimed(visitor: Visitor) -> Visitor:
    """A visitor of an order with a claim for an item that was not received."""
    visitor.happened(
        body("claim_opened", WEDNESDAY, reason="not_received", amount=USD, action_required=True)
    )
    return visitor


def test_an_order_tells_what_is_owed_why_and_what_can_be_said(claimed: Visitor) -> None:
    shown = words(order(claimed))

    assert "Fri 13 Mar 2026, 16:00 Taipei (UTC+08:00)" in shown
    assert "Rule atoz.info-request, in force since" in shown
    for label in ("I answered", "I have it", "Later", "Somebody else", "Not answering"):
        assert label in shown
    assert "Record how it ended" in shown


def test_it_names_the_proofs_both_schools_and_a_draft_with_its_gaps(claimed: Visitor) -> None:
    shown = words(order(claimed))

    assert "Carrier, method and tracking number" in shown
    assert "One school: refund at once" in shown
    assert "The other school: fight" in shown
    assert "Still to be filled in" in shown
    assert "may be" in shown.lower()
    assert "--reason" not in shown


def test_a_proof_that_is_there_is_said_to_be(claimed: Visitor) -> None:
    before = order(claimed).count('class="there"')
    claimed.happened(body("evidence_added", WEDNESDAY, item="carrier_tracking"))

    assert order(claimed).count('class="there"') == before + 1


def test_its_history_holds_every_event_in_the_order_in_which_it_happened(
    claimed: Visitor,
) -> None:
    claimed.post(claimed.verb("ack"))
    claimed.delivered()
    shown = words(order(claimed)).partition("What happened")[2]

    places = [shown.index(text) for text in ("Amazon asked", "seen Owner · by link")]
    assert places == sorted(places)


def test_its_history_says_between_which_times_something_happened(visitor: Visitor) -> None:
    visitor.happened(
        body(
            "information_requested",
            WEDNESDAY,
            event_id="asked-some-time",
            occurred_from="2026-03-10",
            stated="2026-03-13..2026-03-14T06:00:00Z",
        )
    )

    shown = words(order(visitor))
    assert "some time between Tue 10 Mar 2026 and Wed 11 Mar 16:00" in shown
    assert "some time between Fri 13 Mar 2026 and Sat 14 Mar 14:00" in shown


def test_after_an_answer_only_undo_is_offered(claimed: Visitor) -> None:
    claimed.post(claimed.verb("responded"))
    claimed.delivered()

    labels = re.findall(r'href="/say/[^"]+">([^<]+)<', order(claimed))
    assert labels == ["Undo", "Record how it ended"]


def test_the_figures_of_an_account_are_pictures_with_a_table_behind_each(
    claimed: Visitor,
) -> None:
    claimed.happened(body("claim_decided", WEDNESDAY, decision="denied", amount=USD))
    path = f"{claimed.board()}/blue-kettle/figures"

    shown = claimed.get(path).body
    assert shown.count('<svg role="img"') == shown.count("As a table") > 0
    assert "48.20 USD" in shown

    sheet = claimed.get(f"{path}.csv", month="2026-03")
    assert sheet.kind == "text/csv; charset=utf-8"
    assert '"2026-03-01","2026-03-31","programmes.atoz.opened","1"' in sheet.body
    assert "not a month" in claimed.get(path, month="2026-13").body
