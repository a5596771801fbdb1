"""What a replay did, line by line, read from the outside: the table, the queues, the mailboxes."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from claimwatch.embedded import Aws
from shared.domain.accounts import Account
from shared.domain.case import Case
from shared.domain.contacts import reachable
from shared.domain.events import CLAIM_PROGRAMMES
from shared.domain.instants import iso, stored
from shared.domain.parcels import parcels
from shared.domain.plan import Slot
from shared.domain.protocol import StoredCase, World, look, owed
from shared.domain.rounds import Round
from shared.domain.rules import Pack
from shared.mail.subjects import subject
from shared.steps.covers import COVERS
from shared.wiring import services

Line = dict[str, Any]
_AT_ONCE = 100
"""One sweep sends no more lists than these."""


@dataclass(slots=True)
class Observer:
    """Remembers what was seen of each case, and tells what is new."""

    aws: Aws
    accounts: Mapping[str, Account]
    pack: Pack
    counts: dict[str, int] = field(
        default_factory=lambda: {"reminders": 0, "rejected": 0, "messages": 0}
    )
    mails: list[tuple[int, EmailMessage]] = field(default_factory=list)
    """Every mail with the number of its message."""
    _seen: dict[tuple[str, str], StoredCase] = field(default_factory=dict)

    def rejected(self, at: datetime) -> Iterator[Line]:
        """Yield what went into quarantine since the last look."""
        for message in self.aws.drain(self.aws.quarantine):
            entry = json.loads(message["Body"])
            self.counts["rejected"] += 1
            yield {
                "at": iso(at),
                "kind": "rejected",
                "source": entry["source"],
                "reason": entry["reason"],
                "id": entry["id"],
            }

    def changed(self, keys: Iterable[tuple[str, str]], at: datetime) -> Iterator[Line]:
        """Yield what is new of these cases: messages first, then obligations, then claims."""
        fresh = self._fresh_mails()
        by_ref = {ref: mail for mail in fresh for ref in _refs(mail)}
        for key in dict.fromkeys(keys):
            now = services().cases.get(*key)
            if now is None:
                continue
            before = self._seen.get(key, StoredCase(*key))
            self._seen[key] = now
            case = self.world(key[0]).case(now)
            yield from self._messages(before, now, case, by_ref, at)
            yield from _obligations(before, now, at)
            yield from _claims(before, now, at)

    def digests(self, at: datetime) -> Iterator[Line]:
        """Yield the mails since the last look that are about no case of their own."""
        for mail in self._fresh_mails():
            yield {
                "at": iso(at),
                "kind": "notice",
                "notice": str(mail["X-Claimwatch"]).partition("notice=")[2].partition(" ")[0],
                "account": str(mail["List-Id"]).strip("<>").rpartition(".")[0],
                "channel": "email",
                "to": str(mail["To"]),
                "subject": str(mail["Subject"]),
                "message": self._number(mail),
            }

    def _fresh_mails(self) -> list[EmailMessage]:
        return [message_from_bytes(raw, policy=policy.default) for raw in self.aws.mails()]

    def world(self, account: str) -> World:
        """Return what cases of an account are judged by."""
        return World(self.pack, services().accounts.get(account))

    def cases(self) -> list[tuple[Account, StoredCase, Case]]:
        """Return every case seen, as it is now."""
        return [
            (world.account, stored, world.case(stored))
            for (account, _), stored in sorted(self._seen.items())
            for world in (self.world(account),)
        ]

    def next_due(self) -> datetime | None:
        """Return when the first of the cases seen needs a look, None when none does."""
        cases = (case.next for case in self._seen.values() if case.next)
        settings = (at for at in services().accounts.marked.values() if at)
        return min((*cases, *settings), default=None)

    def summary(self, now: datetime) -> Line:
        """Return the closing line: what there is, what was missed, what was left unsent."""
        missed = unsent = claims = 0
        for account, of, case in self.cases():
            claims += sum(
                claim.known for name, claim in case.claims.items() if name in CLAIM_PROGRAMMES
            )
            missed += sum(each.state(now) == "missed" for each in case.all_rounds())
            slots = look(of, World(self.pack, account), now).slots
            unsent += sum(slot.due < now for slot in slots)
        return {
            "kind": "summary",
            "claims": claims,
            "reminders": self.counts["reminders"],
            "missed": missed,
            "rejected": self.counts["rejected"],
            "unsent": unsent,
        }

    def _messages(
        self,
        before: StoredCase,
        now: StoredCase,
        case: Case,
        mails: Mapping[str, EmailMessage],
        at: datetime,
    ) -> Iterator[Line]:
        whole = services().accounts.get(now.account)
        left = reachable(whole, now.gone, at)
        slots = {slot.id: slot for told in (whole, left) for slot in owed(now, case, told)}
        by_ref: dict[str, list[Slot]] = {}
        accepted = {}
        for slot_id, value in now.delivered.items():
            taken, ref = value.split(" ")
            if slot_id not in before.delivered and slot_id in slots:
                by_ref.setdefault(ref, []).append(slots[slot_id])
                accepted[ref] = taken
        gathered = parcels(now, [slot for group in by_ref.values() for slot in group])
        for parcel in gathered:
            mail = mails.get(parcel.ref)
            number = self._number(mail)
            for slot in parcel.slots:
                taken = accepted[parcel.ref]
                named = _subject(slot, mail, now.order_id, stored(taken)) if mail else ""
                line = _said(slot, now, taken, number, named)
                if line is not None:
                    self.counts["reminders"] += line["kind"] == "reminder"
                    yield line

    def _number(self, mail: EmailMessage | None) -> int:
        """Count a message; one mail that lists several keeps its number."""
        for number, known in self.mails[-_AT_ONCE:]:
            if known is mail:
                return number
        self.counts["messages"] += 1
        if mail is not None:
            self.mails.append((self.counts["messages"], mail))
        return self.counts["messages"]


def _subject(slot: Slot, mail: EmailMessage, order_id: str, at: datetime) -> str:
    """Return the subject of a reminder: in a mail that lists many, the one of its own entry."""
    if len(_refs(mail)) > 1 and slot.of is not None and slot.kind == "reminder":
        return subject(slot, slot.of, order_id, at)
    return str(mail["Subject"])


def _said(slot: Slot, of: StoredCase, at: str, number: int, named: str) -> Line | None:
    if slot.kind == "reminder" and slot.of is not None:
        return {
            "at": at,
            "kind": "reminder",
            **_about(of, slot.of),
            "rung": slot.name,
            "remind_by": iso(slot.of.deadline.remind_by),
            "missed_after": iso(slot.of.deadline.missed_after),
            "channel": slot.channel,
            "to": slot.to,
            "subject": named,
            "merged_rungs": list(slot.merged),
            "message": number,
        }
    if slot.kind == "notice":
        about = _about(of, slot.of) if slot.of else {"account": of.account, "order_id": of.order_id}
        return {
            "at": at,
            "kind": "notice",
            "notice": slot.name,
            **about,
            "words": slot.flag.words if slot.flag else "",
            "channel": slot.channel,
            "to": slot.to,
            "subject": named,
            "message": number,
        }
    return None  # an outcome on the topic: the claim's own line says it


def _about(of: StoredCase, each: Round) -> Line:
    return {
        "account": of.account,
        "claim": f"{of.account}/{each.programme}/{of.order_id}",
        "order_id": of.order_id,
        "obligation": each.obligation,
        "round": each.number,
    }


def _obligations(before: StoredCase, now: StoredCase, at: datetime) -> Iterator[Line]:
    known = before.summary.get("obligations", {})
    gone = {
        name: {**standing, "state": "cancelled"}
        for name, standing in known.items()
        if name not in now.summary["obligations"] and standing["state"] in {"open", "in_doubt"}
    }
    for name, standing in {**gone, **now.summary["obligations"]}.items():
        if known.get(name) == standing:
            continue
        obligation, _, number = name.partition("#")
        programme = obligation.partition(".")[0]
        yield {
            "at": iso(at),
            "kind": "obligation",
            "account": now.account,
            "claim": f"{now.account}/{programme}/{now.order_id}",
            "order_id": now.order_id,
            "obligation": obligation,
            "round": int(number),
            **standing,
        }


def _claims(before: StoredCase, now: StoredCase, at: datetime) -> Iterator[Line]:
    known = before.summary.get("claims", {})
    for programme, claim in now.summary["claims"].items():
        was = known.get(programme, {})
        if was.get("status") == claim["status"] and was.get("amount") == claim["amount"]:
            continue
        yield {
            "at": iso(at),
            "kind": "claim",
            "account": now.account,
            "claim": f"{now.account}/{programme}/{now.order_id}",
            "order_id": now.order_id,
            "programme": programme,
            "status": claim["status"],
            "amount": claim["amount"],
        }


def _refs(mail: EmailMessage) -> list[str]:
    """Return the references of all the messages a mail stands for."""
    return [each.partition(":")[2] for each in str(mail[COVERS] or "").split()[1:]]
