"""Whoever says that a return is processed says who refunded it, where Amazon has refunded too."""

from datetime import timedelta

import pytest

from tests.conftest import WEDNESDAY, body
from tests.web.conftest import Visitor

PROCESS, FILE = "return.process", "safet.file"
RETURN = {"programme": "return"}


def returned(visitor: Visitor, *refs: str) -> None:
    early = WEDNESDAY - timedelta(hours=2)
    part = {"extent": "partial", "event_id": "part", **RETURN}
    visitor.happened(body("refund_issued", early, **part))
    for ref in refs:
        named = {"item_ref": ref} if ref else {}
        visitor.happened(body("return_delivered", WEDNESDAY, event_id=f"d{ref}", **named, **RETURN))


@pytest.mark.parametrize(("who", "filing"), [("amazon", None), ("seller", "cancelled")])
def test_only_the_sellers_own_refund_gives_the_filing_up(
    stranger: Visitor, who: str, filing: str | None
) -> None:
    returned(stranger, "")
    link = stranger.verb("responded", obligation=PROCESS)

    assert "Who refunded the buyer" in stranger.get(link).body
    assert stranger.post(link).status == 422
    stranger.post(link, choice=who)
    stranger.delivered()

    assert stranger.round(PROCESS).closed_as is not None
    assert stranger.round(FILE).closed_as == filing


def test_each_return_that_waits_is_one_event(stranger: Visitor) -> None:
    returned(stranger, "a", "b")

    stranger.post(stranger.verb("responded", obligation=PROCESS), choice="seller")

    assert [event["item_ref"] for event in stranger.events()] == ["a", "b"]
    stranger.delivered()
    assert stranger.round(PROCESS).closed_as == "answered"


def test_nothing_is_asked_where_amazon_has_refunded_nothing(stranger: Visitor) -> None:
    stranger.happened(body("return_delivered", WEDNESDAY, **RETURN))

    link = stranger.verb("responded", obligation=PROCESS)

    assert "Who refunded the buyer" not in stranger.get(link).body
    stranger.post(link)
    (said,) = stranger.events()
    assert (said["type"], said["by"]) == ("refund_issued", "seller")
