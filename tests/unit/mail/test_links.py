import re

import pytest

from shared.mail.links import VERBS
from shared.policy.pack import load_pack
from tests.unit.mail.stories import (
    LANGUAGES,
    OPENERS,
    WEDNESDAY,
    Page,
    about,
    account,
    commands,
    event,
    html_of,
    story,
    text_of,
)
from tests.unit.mail.variants import variants

INFO = "atoz.info_request"


def links(html: str) -> list[str]:
    return re.findall(r'href="([^"]*)"', html)


def test_with_a_page_there_is_a_button_for_whatever_a_reader_may_want_to_say() -> None:
    tale = about(INFO)

    mail = tale.reminder(tale.slot(INFO), links=Page())

    for said in (text_of(mail), html_of(mail)):
        for verb in set(VERBS) - {"reopen"}:
            assert f"https://watch.example/{verb}/{INFO}/TOKEN" in said
        for label in ("I answered", "I have it", "Later", "Somebody else", "Not answering"):
            assert label in said
    assert [line.split()[1] for line in commands(text_of(mail))] == ["set-deadline"]


def test_without_a_page_the_mail_names_the_commands() -> None:
    tale = about(INFO)

    mail = tale.reminder(tale.slot(INFO))

    verbs = [line.split()[1] for line in commands(text_of(mail))]
    assert verbs == ["responded", "ack", "set-deadline"]
    assert mail["List-Unsubscribe"] is None


def test_one_click_ends_the_mails_and_only_a_page_offers_it() -> None:
    tale = about(INFO)

    mail = tale.reminder(tale.slot(INFO), links=Page())

    assert mail["List-Unsubscribe"] == "<https://watch.example/stop/1>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "Stop these e-mails: https://watch.example/stop/1" in text_of(mail)


def test_after_the_last_cut_off_the_only_question_is_whether_it_was_answered() -> None:
    tale = about(INFO)

    html = html_of(tale.reminder(tale.slot(INFO, "after"), now=WEDNESDAY.replace(day=20),
                                 links=Page()))  # fmt: skip

    verbs = {link.split("/")[3] for link in links(html) if "TOKEN" in link}
    assert verbs == {"responded"}


def test_whoever_is_alone_is_not_asked_to_give_it_to_somebody_else() -> None:
    alone = account(contacts=[{"name": "Yi-chun", "email": "owner@example.com", "order": 1}])
    tale = story(*OPENERS[INFO], of=alone)

    mail = tale.reminder(tale.slot(INFO), links=Page())

    assert "Somebody else" not in text_of(mail)
    assert mail["Reply-To"] == "owner@example.com"


@pytest.mark.parametrize("kind", ["seller_responded", "declined"])
def test_what_somebody_here_reported_can_be_undone(kind: str) -> None:
    more = {"obligation": INFO} if kind == "declined" else {}
    tale = story(*OPENERS[INFO], event(kind, WEDNESDAY, "atoz", **more))
    slot = tale.slot(INFO, "closed", kind="notice", id="1.closed:x:email:owner@example.com")

    typed = commands(text_of(tale.notice(slot)))
    linked = html_of(tale.notice(slot, links=Page()))

    assert typed == [
        "claimwatch reopen blue-kettle/atoz/113-5550123-5550199 --obligation atoz.info_request"
    ]
    assert f"https://watch.example/reopen/{INFO}/TOKEN" in links(linked)
    assert "Undo" in linked


def test_what_amazon_decided_is_not_undone_by_a_click() -> None:
    tale = story(*OPENERS[INFO], event("claim_decided", WEDNESDAY, decision="denied"))
    slot = tale.slot(INFO, "closed", kind="notice", id="1.closed:x:email:owner@example.com")

    assert "Undo" not in html_of(tale.notice(slot, links=Page()))
    assert not commands(text_of(tale.notice(slot)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_mail_links_anywhere_but_to_amazon_and_the_page(language: str) -> None:
    found = {link for mail in variants(language).values() for link in links(html_of(mail))}

    assert all(
        re.match(r"https://(sellercentral.amazon.(com|sa)|watch.example)/", link) for link in found
    )


def test_every_store_has_its_own_seller_central() -> None:
    found = {}
    for store in load_pack().stores:
        tale = story(*OPENERS[INFO], of=account(store=store))
        (found[store],) = set(links(html_of(tale.reminder(tale.slot(INFO)))))

    ends = {
        "US": "com", "CA": "ca", "MX": "com.mx", "BR": "com.br", "UK": "co.uk", "IE": "ie",
        "DE": "de", "FR": "fr", "IT": "it", "ES": "es", "NL": "nl", "BE": "com.be", "SE": "se",
        "PL": "pl", "TR": "com.tr", "AE": "ae", "SA": "sa", "EG": "eg", "ZA": "co.za", "IN": "in",
        "SG": "sg", "AU": "com.au", "JP": "co.jp",
    }  # fmt: skip
    assert found == {store: f"https://sellercentral.amazon.{end}/" for store, end in ends.items()}
