"""Small cases to write letters about: one for each obligation, and whatever a test adds."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from html import unescape
from typing import Any

from shared.accounts import read_account
from shared.domain.accounts import Account, Contact
from shared.domain.case import Case
from shared.domain.events import ClaimEvent
from shared.domain.plan import Slot
from shared.domain.protocol import StoredCase, World, absorb, evidence, mark, take
from shared.domain.rounds import Round
from shared.mail import letters
from shared.mail.language import TRANSLATED
from shared.mail.links import Verb
from shared.policy.pack import load_pack

ORDER = "113-5550123-5550199"
SENDER = "watch@example.com"
WEDNESDAY = datetime(2026, 3, 11, 8, tzinfo=UTC)
PACK = load_pack()
LANGUAGES = ("en", *TRANSLATED)
OWNER = {"name": "Yi-chun", "email": "owner@example.com", "order": 1}
SECOND = {
    "name": "Mei",
    "email": "second@example.com",
    "phone": "+12065550100",
    "order": 2,
    "breakthrough": True,
}


def account(**settings: Any) -> Account:  # noqa: ANN401 - any setting
    table = {
        "account": "blue-kettle",
        "store": "US",
        "time_zone": "Asia/Taipei",
        "language": "en",
        "quiet_hours": "23:00-07:30",
        "contacts": [OWNER, SECOND],
    }
    return read_account({**table, **settings}, PACK)


def event(kind: str, at: datetime | str, programme: str = "atoz", **fields: Any) -> ClaimEvent:  # noqa: ANN401 - any field
    text = at if isinstance(at, str) else at.isoformat()
    arrived = at if isinstance(at, datetime) else WEDNESDAY
    body = {
        "schema": 1,
        "event_id": f"{kind} {programme} {text} {sorted(fields)}",
        "type": kind,
        "occurred_at": text,
        "account": "blue-kettle",
        "programme": programme,
        "order_id": ORDER,
        **fields,
    }
    return ClaimEvent(body, arrived)


USD = {"value": "48.20", "currency": "USD"}
OPENERS: dict[str, list[ClaimEvent]] = {
    "atoz.info_request": [
        event("claim_opened", WEDNESDAY, action_required=True, amount=USD, reason="not_received"),
        event("information_requested", WEDNESDAY, asks="Proof of delivery"),
    ],
    "atoz.review": [event("claim_opened", WEDNESDAY, amount=USD, claim_label="A-to-z claim")],
    "atoz.appeal": [
        event("claim_decided", WEDNESDAY, decision="granted_seller_funded", amount=USD),
    ],
    "atoz.buyer_contact": [event("buyer_contacted", WEDNESDAY, "message")],
    "message.reply": [event("buyer_contacted", WEDNESDAY, "message")],
    "safet.info_request": [event("information_requested", WEDNESDAY, "safet")],
    "safet.file": [
        event("return_delivered", "2026-03-10", "return"),
        event("refund_issued", WEDNESDAY, "return", amount=USD),
    ],
    "safet.appeal": [
        event("claim_decided", WEDNESDAY, "safet", decision="denied", reason="photos_missing"),
    ],
    "chargeback.respond": [event("claim_opened", WEDNESDAY, "chargeback", amount=USD)],
    "return.answer": [event("return_requested", WEDNESDAY, "return")],
    "return.process": [event("return_delivered", WEDNESDAY, "return")],
}
"""Obligation → events that open it."""


@dataclass(frozen=True)
class Story:
    """A stored case, folded, with the account it belongs to."""

    account: Account
    of: StoredCase
    case: Case

    def slot(self, obligation: str, name: str = "arrival", **changes: Any) -> Slot:  # noqa: ANN401 - any field
        each = self.case.rounds[obligation][-1]
        contact = self.account.first
        made = Slot(
            id=f"1.1:{name}:email:{contact.email}",
            kind="reminder",
            due=WEDNESDAY,
            channel="email",
            to=contact.email,
            name=name,
            contact=contact,
            of=each,
        )
        return replace(made, **changes)

    def reminder(self, *slots: Slot, now: datetime = WEDNESDAY, **more: Any) -> EmailMessage:  # noqa: ANN401 - any argument
        ahead: Sequence[Slot] = more.pop("ahead", ())
        return letters.reminder(
            slots, self.case, self.of, self.account, ahead, now, more.pop("sender", SENDER), **more
        )

    def notice(self, slot: Slot, now: datetime = WEDNESDAY, **more: Any) -> EmailMessage:  # noqa: ANN401 - any argument
        return letters.notice(slot, self.case, self.of, self.account, now, SENDER, **more)


def story(*events: ClaimEvent, of: Account | None = None) -> Story:
    settings = of or account()
    world = World(PACK, settings)
    stored = StoredCase(settings.slug, ORDER)
    for each in events:
        stored = absorb(stored, each, world, each.arrived_at) or stored
    return Story(settings, stored, world.case(stored))


def about(obligation: str, language: str = "en") -> Story:
    return story(*OPENERS[obligation], of=account(language=language))


@dataclass(frozen=True)
class Sent:
    """One e-mail or SMS of a story that ran by itself."""

    at: datetime
    slot: Slot
    mail: EmailMessage | None
    text: str


def played(*events: ClaimEvent, of: Account | None = None, days: float = 10) -> Iterator[Sent]:
    """Yield all that is sent from the first event on; an event is taken in when it arrives."""
    settings = of or account()
    world, waiting = World(PACK, settings), sorted(events, key=lambda each: each.arrived_at)
    stored, now = StoredCase(settings.slug, ORDER), waiting[0].arrived_at
    until = now + timedelta(days=days)
    while True:
        while waiting and waiting[0].arrived_at <= now:
            each = waiting.pop(0)
            stored = absorb(stored, each, world, each.arrived_at) or stored
        looked = take(stored, world, now, "token")
        stored, case = looked.of, looked.case
        leased = {slot for parcel in looked.parcels for slot in parcel.stands_for}
        ahead = [slot for slot in looked.slots if slot.id not in leased]
        refs = {}
        for parcel in looked.parcels:
            first = parcel.first
            refs.update(dict.fromkeys(parcel.stands_for, parcel.ref))
            if first.channel == "sms":
                yield Sent(now, first, None, letters.sms(parcel.slots, case, stored, now))
            if first.channel != "email":
                continue
            later = [slot for slot in ahead if slot.to == first.to and slot.channel == "email"]
            if first.kind == "notice":
                mail = letters.notice(first, case, stored, settings, now, SENDER, ref=parcel.ref)
            else:
                mail = letters.reminder(
                    parcel.slots, case, stored, settings, later, now, SENDER, ref=parcel.ref
                )
            yield Sent(now, first, mail, "")
        stored = mark(stored, world, now, "token", refs)
        for parcel in looked.parcels:
            stored = evidence(stored, world, now, parcel.ref, parcel.first.to, "arrived") or stored
        times = [each.arrived_at for each in waiting] + ([stored.next] if stored.next else [])
        if not times or min(times) > until:
            return
        now = max(now, min(times))


class Page:
    """A web page that is only a place to link to."""

    def verb(self, name: Verb, of: Slot | Round) -> str:
        each = of.of if isinstance(of, Slot) else of
        return f"https://watch.example/{name}/{each.obligation if each else ''}/TOKEN"

    def page(self, case: Case) -> str:
        return f"https://watch.example/case/{case.events[0].body['order_id'][-4:]}"

    def unsubscribe(self, contact: Contact) -> str:
        return f"https://watch.example/stop/{contact.order}"


def text_of(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def html_of(mail: EmailMessage) -> str:
    part = mail.get_body(("html",))
    assert part is not None
    return str(part.get_content())


def visible(html: str) -> str:
    """Return what a reader sees of a page: no head, no hidden preheader, no tags."""
    body = html.partition("<body")[2].partition(">")[2]
    body = re.sub(r'<div style="display:none.*?</div>', " ", body, flags=re.DOTALL)
    body = re.sub(r"</?(?:span|b|a|code)\b[^>]*>", "", body)
    return one_line(unescape(re.sub(r"<[^>]*>", " ", body)))


def commands(text: str) -> list[str]:
    """Return what a text asks to type, a long command as the shell reads it."""
    lines = [one_line(line) for line in text.replace(" \\\n", " ").splitlines()]
    return [line for line in lines if line.startswith("claimwatch ")]


def one_line(text: str) -> str:
    return " ".join(text.split())


def unspaced(text: str) -> str:
    """Return text without any space: Chinese has none where a line is broken."""
    return "".join(text.split())
