import re
from datetime import timedelta

import pytest

from tests.conftest import ORDER, WEDNESDAY, body
from tests.web.conftest import Visitor

VERBS = ("ack", "responded", "declined", "snooze", "assign", "outcome", "reopen")
CHOICES = {"snooze": "4h", "assign": "1", "outcome": "denied"}


def chosen(name: str) -> dict[str, str]:
    return {"choice": CHOICES[name]} if name in CHOICES else {}


@pytest.mark.parametrize("name", [name for name in VERBS if name != "reopen"])
def test_opening_a_link_shows_one_form_and_says_nothing_yet(visitor: Visitor, name: str) -> None:
    shown = visitor.get(visitor.verb(name)).body

    assert shown.count("<form") == 1
    assert '<form method="post">' in shown
    assert "<script" not in shown
    assert visitor.said.bodies == []


def test_a_thousand_looks_of_every_kind_change_nothing(visitor: Visitor) -> None:
    visitor.happened(body("seller_responded", WEDNESDAY, order_id="113-5550123-5550002"))
    owner = visitor.tools.accounts.get("blue-kettle").first
    paths = [
        *(visitor.verb(name) for name in VERBS),
        visitor.links().unsubscribe(owner),
        visitor.board(),
        f"{visitor.board()}/blue-kettle/order/{ORDER}",
        f"{visitor.board()}/blue-kettle/figures",
    ]
    before = visitor.items.everything()

    for number in range(1000):
        method = ("GET", "HEAD", "OPTIONS")[number % 3]
        visitor.get(paths[number % len(paths)], method)

    assert visitor.items.everything() == before
    assert visitor.items.written == []
    assert visitor.said.bodies == []


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "post", "OPTIONS"])
def test_no_other_method_is_known(visitor: Visitor, method: str) -> None:
    answer = visitor.get(visitor.verb("responded"), method)

    assert (answer.status, answer.headers["Allow"]) == (405, "GET, HEAD, POST")
    assert visitor.said.bodies == []


def test_i_have_it_is_seen_with_the_name_of_whoever_the_mail_went_to(visitor: Visitor) -> None:
    slot_link = visitor.verb("ack", contact=_mark(visitor, 1))

    answer = visitor.post(slot_link)

    assert answer.status == 200
    (said,) = visitor.events()
    assert (said["type"], said["by"], said["source"]) == ("acknowledged", "Second", "web")
    visitor.delivered()
    assert visitor.round().acknowledged_at == visitor.now


def test_i_answered_ends_it_and_undo_takes_that_back_even_within_a_second(visitor: Visitor) -> None:
    done = visitor.post(visitor.verb("responded")).body
    visitor.delivered()
    assert visitor.round().closed_as == "answered"

    (undo,) = re.findall(r'href="(/say/[^"]+)">Undo', done)
    assert "takes back" in visitor.get(undo).body
    visitor.post(undo)
    visitor.delivered()

    assert visitor.round().closed_as is None


@pytest.mark.parametrize(
    ("obligation", "opener", "programme", "kind", "about"),
    [
        ("atoz.appeal", "claim_decided", "atoz", "appeal_filed", "atoz"),
        ("message.reply", "buyer_contacted", "message", "seller_replied", "message"),
        ("atoz.buyer_contact", "buyer_contacted", "message", "seller_replied", "message"),
        ("return.answer", "return_requested", "return", "return_answered", "return"),
        ("chargeback.respond", "claim_opened", "chargeback", "seller_responded", "chargeback"),
    ],
)
def test_what_was_done_is_said_in_the_words_of_its_obligation(  # noqa: PLR0913, PLR0917 - a table
    stranger: Visitor, obligation: str, opener: str, programme: str, kind: str, about: str
) -> None:
    more = {"decision": "granted_seller_funded"} if opener == "claim_decided" else {}
    stranger.happened(body(opener, programme=programme, **more))

    stranger.post(stranger.verb("responded", obligation=obligation))

    (said,) = stranger.events()
    assert (said["type"], said["programme"]) == (kind, about)
    stranger.delivered()
    assert stranger.round(obligation).closed_as == "answered"


def test_not_answering_is_cancelled_and_not_missed(visitor: Visitor) -> None:
    visitor.post(visitor.verb("declined"))
    visitor.delivered()

    assert visitor.round().state(WEDNESDAY + timedelta(days=9)) == "cancelled"


def test_later_offers_only_times_that_leave_the_last_safe_reminder(visitor: Visitor) -> None:
    path = visitor.verb("snooze")

    def offered() -> list[str]:
        return re.findall(r'name="choice" value="(\w+)"', visitor.get(path).body)

    assert offered() == ["1h", "4h", "morning", "24h"]
    visitor.now = WEDNESDAY + timedelta(hours=44)
    assert offered() == ["1h"]
    visitor.now = WEDNESDAY + timedelta(hours=46)
    assert "too late" in visitor.get(path).body
    assert visitor.post(path, choice="1h").status == 409
    assert visitor.said.bodies == []


def test_later_is_until_the_moment_that_was_chosen(visitor: Visitor) -> None:
    visitor.post(visitor.verb("snooze"), choice="4h")
    visitor.delivered()

    assert visitor.round().snoozed_until == visitor.now + timedelta(hours=4)


def test_somebody_else_is_one_of_the_contacts(visitor: Visitor) -> None:
    shown = visitor.get(visitor.verb("assign")).body
    assert re.findall(r'value="(\d)"[^>]*>(\w+)<', shown) == [("0", "Owner"), ("1", "Second")]

    visitor.post(visitor.verb("assign"), choice="1")

    assert visitor.events()[0]["to"] == "Second"


def test_an_outcome_is_a_decision_with_the_sum_of_the_claims_currency(visitor: Visitor) -> None:
    visitor.post(visitor.verb("outcome"), choice="granted_amazon_funded", amount="48.20")

    (said,) = visitor.events()
    assert said["decision"] == "granted_amazon_funded"
    assert said["amount"] == {"value": "48.20", "currency": "USD"}
    visitor.delivered()
    assert visitor.round().closed_as == "cancelled"


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("snooze", {}),
        ("snooze", {"choice": "9999h"}),
        ("assign", {"choice": "7"}),
        ("assign", {"choice": "Mallory"}),
        ("outcome", {"choice": "won"}),
        ("outcome", {"choice": "denied", "amount": "a lot"}),
        ("outcome", {"choice": "denied", "amount": "48.201"}),
    ],
)
def test_what_cannot_be_recorded_is_explained_on_the_form(
    visitor: Visitor, name: str, form: dict[str, str]
) -> None:
    answer = visitor.post(visitor.verb(name), **form)

    assert answer.status == 422
    assert 'role="alert">Nothing was recorded: ' in answer.body
    assert visitor.said.bodies == []


@pytest.mark.parametrize("name", [name for name in VERBS if name != "reopen"])
def test_a_second_press_is_the_same_event(visitor: Visitor, name: str) -> None:
    path = visitor.verb(name)
    visitor.post(path, **chosen(name))
    visitor.now += timedelta(minutes=1)
    visitor.post(path, **chosen(name))

    first, second = visitor.events()
    assert first["event_id"] == second["event_id"]
    visitor.delivered()

    answer = visitor.post(path, **chosen(name))
    assert "using it again changes nothing" in answer.body
    assert visitor.said.bodies == []


def test_a_link_to_something_that_is_over_says_so_and_does_nothing(visitor: Visitor) -> None:
    path = visitor.verb("ack")
    visitor.happened(body("seller_responded", WEDNESDAY + timedelta(minutes=1)))

    assert "ended already" in visitor.get(path).body
    assert visitor.post(path).status == 409
    assert visitor.said.bodies == []


def test_what_is_open_cannot_be_taken_back(visitor: Visitor) -> None:
    answer = visitor.post(visitor.verb("reopen"))

    assert answer.status == 409
    assert "nothing to take back" in answer.body


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"order": "113-5550123-5550000"}, "nothing about this order"),
        ({"account": "nobody-home"}, "not watched any more"),
        ({"round": 7}, "not owed any more"),
        ({"obligation": "safet.file"}, "not owed any more"),
    ],
)
def test_a_link_to_something_that_is_gone_says_so(
    visitor: Visitor, fields: dict[str, str], words: str
) -> None:
    answer = visitor.post(visitor.verb("responded", **fields))

    assert answer.status == 409
    assert words in answer.body
    assert visitor.said.bodies == []


def test_after_its_time_a_link_says_so(visitor: Visitor) -> None:
    path = visitor.verb("responded")
    visitor.now += timedelta(days=9)

    answer = visitor.post(path)

    assert answer.status == 410
    assert "time of this link is over" in answer.body


def test_a_key_to_one_room_opens_no_other(visitor: Visitor) -> None:
    token = visitor.verb("responded").removeprefix("/say/")
    board = visitor.board().removeprefix("/board/")
    rooms = ("say", "case", "board", "stop", "feed")

    opened = [room for room in rooms if visitor.get(f"/{room}/{token}").status == 200]
    boards = [room for room in rooms if visitor.get(f"/{room}/{board}").status == 200]

    assert (opened, boards) == (["say"], ["board"])


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
def test_a_page_speaks_the_language_it_is_asked_for(visitor: Visitor, language: str) -> None:
    shown = visitor.get(visitor.verb("ack"), lang=language).body

    assert f'<html lang="{language}"' in shown


def test_every_answer_is_the_readers_alone(visitor: Visitor) -> None:
    for path in (visitor.verb("ack"), visitor.board(), "/nowhere", "/say/forged"):
        kept = visitor.get(path).headers
        assert kept["Cache-Control"] == "no-store"
        assert kept["Referrer-Policy"] == "no-referrer"
        policy = kept["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; ")
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy


def _mark(visitor: Visitor, number: int) -> str:
    link = visitor.links().unsubscribe(visitor.tools.accounts.get("blue-kettle").contacts[number])
    return visitor.seal.open(link.rpartition("/")[2]).contact
