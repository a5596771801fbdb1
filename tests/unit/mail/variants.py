"""Every kind of mail there is, once in each language: what a reader may ever get."""

from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from functools import cache
from typing import Any

from shared.domain.accounts import Account
from shared.domain.case import Flag
from shared.domain.plan import Slot
from shared.mail import alerts, digests, letters
from tests.unit.mail.stories import (
    OPENERS,
    SENDER,
    WEDNESDAY,
    Page,
    Story,
    account,
    event,
    played,
    story,
)

HOUR = timedelta(hours=1)
INFO, FILING = "atoz.info_request", "safet.file"
Named = tuple[str, EmailMessage]


@cache
def variants(language: str) -> dict[str, EmailMessage]:
    """Return every kind of mail by its name."""
    settings = account(language=language, orders_60d=310)
    kinds = (_rungs, _times, _ends, _doubts, _lists, _alerts, _linked)
    return dict(each for kind in kinds for each in kind(settings))


def asked(settings: Account, *more: Any) -> Story:  # noqa: ANN401 - events
    facts = event("order_facts", WEDNESDAY, items=[{"asin": "B0TEAPOT01", "sku": "TEA-1"}])
    proof = event("evidence_added", WEDNESDAY, item="carrier_tracking")
    return story(*OPENERS[INFO], facts, proof, *more, of=settings)


def doubt(tale: Story, name: str, words: str) -> Slot:
    owner = tale.account.first
    return Slot(
        id=f"notice:{name}:x:email:{owner.email}",
        kind="notice",
        due=WEDNESDAY,
        channel="email",
        to=owner.email,
        name=name,
        contact=owner,
        flag=Flag(name, tale.case.events[0].event_id, words),
    )


def _rungs(settings: Account) -> Iterator[Named]:
    copies = []
    for each in played(*OPENERS[INFO], of=settings, days=4):
        if each.mail is None:
            continue
        if each.slot.to == settings.first.email:
            late = "-last" if each.at > WEDNESDAY + 60 * HOUR else ""
            yield f"{each.slot.name}{late}", each.mail
        else:
            copies.append(each.mail)
    yield "escalation", copies[0]
    tale = story(*OPENERS[FILING], of=settings)
    cut_off = tale.case.rounds[FILING][0].deadline.remind_by
    for rung, before in (("7d", 168 * HOUR), ("3d", 72 * HOUR)):
        slot = tale.slot(FILING, rung, due=cut_off - before)
        soon = tale.slot(FILING, "24h", due=cut_off - 24 * HOUR)
        yield rung, tale.reminder(slot, now=slot.due, ahead=[soon])


def _times(settings: Account) -> Iterator[Named]:
    night = WEDNESDAY + 59 * HOUR
    for each in played(event("information_requested", night - 48 * HOUR), of=settings, days=4):
        if each.mail is not None and each.slot.name == "30m":
            yield "pulled", each.mail
            break
    tale = asked(settings)
    merged = tale.slot(INFO, merged=("24h", "8h"))
    yield "merged", tale.reminder(merged, now=WEDNESDAY + 45 * HOUR)
    yield "late", tale.reminder(tale.slot(INFO, "late"), now=WEDNESDAY + 49 * HOUR)
    moved = asked(settings, event("deadline_stated", WEDNESDAY + HOUR, obligation=INFO,
                                  stated="2026-03-13T06:00:00Z"))  # fmt: skip
    slot = moved.slot(INFO, "changed", id="1.2:changed:email:owner@example.com")
    yield "changed", moved.reminder(slot, now=WEDNESDAY + HOUR)
    opener = event("return_requested", WEDNESDAY, "return", case="self_ship")
    filing = story(opener, of=account(language=settings.first.language, store="SA"))
    opens_at = filing.case.rounds[FILING][0].deadline.opens_at
    assert opens_at is not None
    slot = filing.slot(FILING, "opens", id="1.1:opens:email:owner@example.com", due=opens_at)
    yield "opens", filing.reminder(slot, now=opens_at)


def _ends(settings: Account) -> Iterator[Named]:
    ends = {
        "closed": event("seller_responded", WEDNESDAY + 5 * HOUR),
        "closed-late": event("seller_responded", WEDNESDAY + 80 * HOUR),
        "no-longer-needed": event("claim_withdrawn", WEDNESDAY + 5 * HOUR),
    }
    for name, end in ends.items():
        tale = asked(settings, end)
        slot = tale.slot(INFO, "closed", kind="notice", id="1.closed:x:email:owner@example.com")
        yield name, tale.notice(slot, end.arrived_at)


def _doubts(settings: Account) -> Iterator[Named]:
    tale = asked(settings)
    for name, words in (
        ("taken-back", f"{INFO} is no longer owed"),
        ("second_claim", "a second atoz claim on this order, of 2026-03-11T09:00:00Z"),
        ("too_early", "filed before 2026-04-10T08:00:00Z, when it may be filed"),
        ("contradiction", "decided granted_seller_funded after denied"),
        ("no_rule", "no rule for safet.file in store US is in force on 2026-03-11"),
    ):
        slot = doubt(tale, "closed" if name == "taken-back" else name, words)
        yield name, tale.notice(slot)


def _lists(settings: Account) -> Iterator[Named]:
    tales = {name: story(*events, of=settings) for name, events in OPENERS.items()}
    entries = [((tale.slot(name, "8h"),), tale.case, tale.of) for name, tale in tales.items()]
    rounds = [(slots[0].of, case, of) for slots, case, of in entries]
    reader, now = settings.first, WEDNESDAY + 10 * HOUR
    yield "bundle", letters.bundle(entries, settings, reader, now, SENDER)
    owed = [(each, case, of) for each, case, of in rounds if each is not None]
    yield "digest", digests.digest(owed, settings, reader, now, SENDER)
    week = digests.Quiet(answered_on_time=3, missed=0, overdue=0)
    yield "all_quiet", digests.all_quiet(settings, reader, week, now, SENDER)


def _alerts(settings: Account) -> Iterator[Named]:
    second, gone = settings.contacts[1], settings.first.email
    yield (
        "contact_changed",
        letters.contact_changed(second, gone, "bounced", settings, WEDNESDAY, SENDER),
    )
    yield (
        "unreadable",
        alerts.unreadable(
            "mails/2026/03/11/0001", "order_id: none was found", settings, second, WEDNESDAY, SENDER
        ),
    )
    yield (
        "too_many",
        alerts.too_many(
            "mails/2026/03/11/0002", 200, settings, second, WEDNESDAY, SENDER, count=10
        ),
    )
    yield (
        "case_full",
        alerts.case_full(3, settings, second, WEDNESDAY, SENDER),
    )
    yield (
        "too_many-own",
        alerts.too_many(
            "mails/2026/03/11/0003", 200, settings, second, WEDNESDAY, SENDER, own=True
        ),
    )


def _linked(settings: Account) -> Iterator[Named]:
    tale = asked(settings)
    yield "linked", tale.reminder(tale.slot(INFO), links=Page())
    ended = asked(settings, event("seller_responded", WEDNESDAY + HOUR))
    slot = ended.slot(INFO, "closed", kind="notice", id="1.closed:x:email:owner@example.com")
    yield "closed-linked", ended.notice(slot, links=Page())
