"""What can be said on a page, and the claim event that each saying becomes."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, TypeVar

from shared.adapters.signed_links import Grant
from shared.domain.accounts import Account, Contact
from shared.domain.answering import REFUNDERS, Answer, answers, asks_who_refunded
from shared.domain.case import Case
from shared.domain.errors import InputError
from shared.domain.events import ending, endings
from shared.domain.instants import iso
from shared.domain.ladder import SAFE
from shared.domain.rounds import SECOND, Round
from shared.mail.actions import DONE, OURS
from shared.mail.language import mark
from shared.mail.reasons import STATUSES
from shared.mail.wording import wording
from shared.web.view import View

_Offered = TypeVar("_Offered")
_HOURS = {"1h": 1, "4h": 4, "24h": 24, "72h": 72}
_MORNING = "morning"
_AT_ONCE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Saying:
    """The words of one verb."""

    label: str
    """What stands on the button."""
    means: str
    """What it does, said before."""
    done: str
    """What it has done, said after."""
    ask: str = ""
    """What has to be chosen first, if anything."""


_RECORDED = mark("Recorded. Reminders of this end.")
SAYINGS: Mapping[str, Saying] = {
    "ack": Saying(
        mark("I have it"),
        mark("This says that it is yours. The early reminders stop, the last ones still come."),
        mark("Recorded: it is yours. The last reminders still come until it is answered."),
    ),
    "responded": Saying(
        mark("I answered"),
        mark("This says that the answer has been sent. Its reminders end."),
        _RECORDED,
        mark("Who refunded the buyer"),
    ),
    "declined": Saying(
        mark("Not answering"),
        mark("This says that you leave it without an answer, on purpose. Its reminders end."),
        _RECORDED,
    ),
    "snooze": Saying(
        mark("Later"),
        mark("Reminders before that time are left out. The last safe one always comes."),
        mark("Recorded. Until then you hear nothing, except the last safe reminder."),
        mark("Remind me again"),
    ),
    "assign": Saying(
        mark("Somebody else"),
        mark("This says who looks after the order. Reminders go out as before."),
        mark("Recorded: that person looks after the order."),
        mark("Who has it"),
    ),
    "outcome": Saying(
        mark("Outcome"),
        mark(
            "This records how the claim ended. What is still open of it ends, or an appeal opens."
        ),
        mark("Recorded. The figures count it from now on."),
        mark("How it ended"),
    ),
    "reopen": Saying(
        mark("Undo"),
        mark("This takes back what ended it. It is open again, and its reminders go on."),
        mark("Recorded: it is open again, and its reminders go on."),
    ),
}


@dataclass(frozen=True, slots=True)
class Pick:
    """One thing to choose."""

    value: str
    words: str


def label(name: str, each: Round, seen: View) -> str:
    """Return what stands on the button of a verb about a round."""
    if name == "responded":
        return seen.say.known(DONE[wording(each.obligation).verb])
    if name == "ack" and not each.hard:
        return seen.say("I have looked")
    return seen.say.known(SAYINGS[name].label)


def offered(each: Round, account: Account, now: datetime) -> Iterator[str]:
    """Yield the verbs that make sense of a round as it stands, the likeliest first."""
    if each.closed_as is not None:
        if each.closed_by is not None and each.closed_by.type in OURS:
            yield "reopen"
        return
    if each.hard:
        yield "responded"
    if each.acknowledged_at is None:
        yield "ack"
    if _later(each, account.first, now):
        yield "snooze"
    if len(account.contacts) > 1:
        yield "assign"
    if each.hard:
        yield "declined"


_REFUNDED = {
    "amazon": mark("Amazon refunded it; the SAFE-T claim stays possible"),
    "seller": mark("We refunded it; there will be no SAFE-T claim"),
}


def picks(  # noqa: PLR0913, PLR0917 - what it is about, and who asks
    name: str, case: Case, each: Round, account: Account, reader: Contact, seen: View
) -> list[Pick]:
    """Return what a verb lets choose; empty for one that asks nothing."""
    if name == "responded" and asks_who_refunded(each.obligation, case):
        return [Pick(value, seen.say.known(words)) for value, words in _REFUNDED.items()]
    if name == "snooze":
        later = _later(each, reader, seen.now)
        return [Pick(value, seen.here(until)) for value, until in later.items()]
    if name == "assign":
        return [Pick(str(n), _named(each_)) for n, each_ in enumerate(account.contacts)]
    if name == "outcome":
        ends = endings(each.programme)
        return [Pick(value, seen.say.known(STATUSES[value])) for value in ends]
    return []


def messages(  # noqa: PLR0913, PLR0917 - what was said, about what, by whom, when
    grant: Grant,
    case: Case,
    each: Round,
    account: Account,
    reader: Contact,
    form: Mapping[str, str],
    now: datetime,
) -> list[str]:
    """Return the claim events that a saying becomes; raises InputError naming what is missing.

    Their ids come from the link: the same link is the same event, however often it is used.
    """
    if grant.purpose == "responded":
        said = answers(each.obligation, case, _refunder(case, each, form))
    else:
        said = [_facts(grant.purpose, case, each, account, reader, form, now)]
    return [
        _message(grant, case, facts, f"-{number}" if number else "", now)
        for number, facts in enumerate(said)
    ]


def _message(grant: Grant, case: Case, said: Answer, number: str, now: datetime) -> str:
    kind, programme, fields = said
    body = {
        "schema": 1,
        "event_id": f"{event_id(grant)}{number}",
        "type": kind,
        "occurred_at": iso(_moment(case, now)),
        "account": grant.account,
        "programme": programme,
        "order_id": grant.order,
        "source": "web",
        "from_contact": True,
        **({"order_kind": "service"} if case.events[0].get("order_kind") == "service" else {}),
        **fields,
    }
    return json.dumps(body, ensure_ascii=False)


def _refunder(case: Case, each: Round, form: Mapping[str, str]) -> str:
    if not asks_who_refunded(each.obligation, case):
        return ""
    return _chosen(form, {name: name for name in REFUNDERS})


def event_id(grant: Grant) -> str:
    """Return the id of the event that using a link makes."""
    return f"web-{sha256(json.dumps(asdict(grant)).encode()).hexdigest()[:32]}"


def _moment(case: Case, now: datetime) -> datetime:
    """Return when something was said: after what it answers, though that was this very second."""
    last = max(each.begins(case.store.zone) for each in case.events)
    return last + SECOND if now <= last < now + _AT_ONCE else now


def _facts(  # noqa: PLR0913, PLR0917 - one answer a verb, from all of it
    name: str,
    case: Case,
    each: Round,
    account: Account,
    reader: Contact,
    form: Mapping[str, str],
    now: datetime,
) -> tuple[str, str, dict[str, Any]]:
    about = {"obligation": each.obligation}
    match name:
        case "ack":
            return "acknowledged", each.programme, {**about, "by": _named(reader)}
        case "snooze":
            until = _chosen(form, _later(each, reader, now))
            told = {**about, "by": _named(reader), "until": iso(until)}
            return "snoozed", each.programme, told
        case "assign":
            people = {str(number): _named(one) for number, one in enumerate(account.contacts)}
            told = {**about, "by": _named(reader), "to": _chosen(form, people)}
            return "assigned", each.programme, told
        case "outcome":
            return _outcome(case, each, form)
        case "declined":
            return "declined", each.programme, about
        case _:
            return "reopened", each.programme, about


def _outcome(case: Case, each: Round, form: Mapping[str, str]) -> tuple[str, str, dict[str, Any]]:
    chosen = _chosen(form, {name: name for name in endings(each.programme)})
    told: dict[str, Any] = {}
    if value := form.get("amount", "").strip():
        known = case.amount(each.programme) or {}
        currency = str(known.get("currency") or case.store.currency)
        told["amount"] = {"value": value, "currency": currency}
    kind, fields = ending(each.programme, chosen, told) or ("claim_decided", {})
    return kind, each.programme, dict(fields)


def _chosen(form: Mapping[str, str], there: Mapping[str, _Offered]) -> _Offered:
    choice = form.get("choice", "")
    if choice not in there:
        raise InputError("choice", "choose one of those offered")
    return there[choice]


def _later(each: Round, reader: Contact, now: datetime) -> dict[str, datetime]:
    """Return until when reminders can be put off: never into the last two hours."""
    morning = reader.morning(now.astimezone(reader.zone).date() + timedelta(days=1))
    found = {name: now + timedelta(hours=hours) for name, hours in _HOURS.items()}
    found[_MORNING] = morning
    last = each.deadline.remind_by - SAFE
    return {
        name: until
        for name, until in sorted(found.items(), key=lambda pair: pair[1])
        if until < last
    }


def _named(contact: Contact) -> str:
    return contact.name or contact.key
