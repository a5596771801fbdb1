"""The history of a case: every event and every message sent, oldest first."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from shared.domain.events import ClaimEvent
from shared.domain.instants import Moment
from shared.domain.instants import stored as instant
from shared.domain.slot_ids import SlotId
from shared.mail.dates import day, told
from shared.mail.language import Tongue, mark
from shared.mail.reasons import STATUSES
from shared.mail.safe import clean
from shared.mail.scene import money
from shared.mail.wording import PROGRAMMES
from shared.web.found import Found
from shared.web.view import View

EVENTS: Mapping[str, str] = {
    "buyer_contacted": mark("the buyer wrote"),
    "seller_replied": mark("the buyer got a reply"),
    "claim_opened": mark("claim opened"),
    "information_requested": mark("Amazon asked for information"),
    "seller_responded": mark("answered"),
    "claim_decided": mark("Amazon decided"),
    "appeal_filed": mark("appeal filed"),
    "appeal_decided": mark("appeal decided"),
    "claim_withdrawn": mark("the buyer withdrew the claim"),
    "order_cancelled": mark("order cancelled"),
    "order_refunded": mark("refunded in full by the seller"),
    "return_requested": mark("return requested"),
    "return_answered": mark("return request answered"),
    "return_delivered": mark("return delivered"),
    "refund_issued": mark("refund issued"),
    "last_carrier_scan": mark("last scan by the carrier"),
    "deadline_stated": mark("Amazon stated a date"),
    "declined": mark("left without an answer on purpose"),
    "reopened": mark("reopened"),
    "acknowledged": mark("seen"),
    "assigned": mark("given to somebody"),
    "snoozed": mark("put off"),
    "evidence_added": mark("proof added"),
    "order_facts": mark("facts of the order"),
}
_SOURCES: Mapping[str, str] = {
    "queue": mark("by queue"),
    "mail": mark("by mail"),
    "report": mark("by report"),
    "cli": mark("by command"),
    "web": mark("by link"),
    "poller": mark("from Amazon"),
}
_CHANNELS: Mapping[str, str] = {
    "email": mark("e-mail"),
    "sms": mark("text message"),
    "topic": mark("topic"),
}


RUNGS: Mapping[str, str] = {
    "arrival": mark("on arrival"),
    "late": mark("arrived late"),
    "changed": mark("new date"),
    "opens": mark("may be filed now"),
    "after": mark("after the cut-off"),
    "closed": mark("it has ended"),
    "taken-back": mark("it has ended"),
    "outcome": mark("Outcome"),
}
"""What a message was, where it is not so long before a cut-off."""


@dataclass(frozen=True, slots=True)
class Past:
    """One line of a history."""

    at: datetime
    when: str
    words: str
    details: str = ""


def history(found: Found, seen: View) -> list[Past]:
    """Return what happened to a case, in the order in which it happened."""
    zone = found.case.store.zone
    past = [
        Past(each.begins(zone), _when(each, seen), _words(each, seen), _details(each, seen))
        for each in found.case.events
    ]
    return sorted(past, key=lambda line: line.at)


def sent(found: Found, seen: View) -> list[Past]:
    """Return every message sent about a case, in the order in which the provider took them."""
    by_ref: dict[tuple[str, str, str, str], list[str]] = {}
    for slot, taken in found.stored.delivered.items():
        if not SlotId.parse(slot).channel:  # stands for many that are over
            continue
        at, _, ref = taken.partition(" ")
        about, channel, to = _slot(slot)
        by_ref.setdefault((at, ref, channel, to), []).append(about)
    return [
        Past(
            instant(at),
            seen.briefly(instant(at)),
            seen.say("%(channel)s to %(to)s", channel=seen.say.known(_CHANNELS[channel]), to=to)
            if channel != "topic"
            else seen.say.known(_CHANNELS[channel]),
            seen.say.listed(rung_words(each, seen.say) for each in dict.fromkeys(abouts)),
        )
        for (at, _, channel, to), abouts in sorted(by_ref.items())
    ]


def rung_words(name: str, say: Tongue) -> str:
    """Return the name of a rung or a notice in words."""
    return say.known(RUNGS[name]) if name in RUNGS else name.replace("_", " ")


def _slot(slot: str) -> tuple[str, str, str]:
    """Return what a slot is about, by which channel, and to whom."""
    each = SlotId.parse(slot)
    return each.name, each.channel or "topic", each.to


def _when(each: ClaimEvent, seen: View) -> str:
    return told(seen.say, each.when, lambda at: _briefly(at, seen))


def _briefly(at: Moment, seen: View) -> str:
    return seen.briefly(at) if isinstance(at, datetime) else day(seen.say, at)


def _words(each: ClaimEvent, seen: View) -> str:
    programme = seen.say.known(PROGRAMMES[each.programme])
    return f"{programme}: {seen.say.known(EVENTS[each.type])}"


def _details(each: ClaimEvent, seen: View) -> str:
    return " · ".join(part for part in _parts(each, seen) if part)


def _parts(each: ClaimEvent, seen: View) -> Iterator[str]:
    say = seen.say
    if decision := each.get("decision"):
        yield say.known(STATUSES.get(decision, str(decision)))
    yield money(each.get("amount"))
    for name in ("asks", "item", "to", "by", "reason"):
        if text := each.get(name):
            yield clean(say, str(text).replace("_", " ") if name == "reason" else str(text))
    for at in (each.moment("until"), each.stated()):
        if at is not None:
            yield told(say, at, lambda end: _briefly(end, seen))
    if source := each.get("source"):
        yield say.known(_SOURCES[source])
    if not each.verified:
        yield say("reported, unconfirmed")
