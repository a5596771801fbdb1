"""What goes out together, and over which provider: one message for one recipient."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from functools import partial
from typing import Any

from shared.adapters.mailer import Mailer
from shared.adapters.signed_links import SignedLinks
from shared.adapters.topic import Topic
from shared.domain.parcels import Parcel, bundle_reference, late_by_report
from shared.domain.plan import Slot
from shared.domain.protocol import Looked
from shared.mail import letters
from shared.mail.links import Links
from shared.mail.topic_message import topic_message
from shared.observability import count, logger
from shared.steps.covers import COVERS

MOST_SINGLE = 5
"""More messages than these for one recipient at once become one that lists them."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One parcel of one leased case."""

    looked: Looked
    parcel: Parcel


@dataclass(frozen=True, slots=True)
class Post:
    """One message: usually one parcel, many of one recipient when they meet."""

    entries: tuple[Entry, ...]

    @property
    def first(self) -> Entry:
        """The most urgent entry."""
        return self.entries[0]

    @property
    def orders(self) -> list[str]:
        """The order of each entry."""
        return [entry.looked.of.order_id for entry in self.entries]

    @property
    def refs(self) -> list[str]:
        """The reference of each entry: it names them in logs, which order ids must not."""
        return [entry.parcel.ref for entry in self.entries]

    @property
    def name(self) -> str:
        """The rung, or the kind of notice, of the most urgent entry."""
        return self.first.parcel.first.name

    @property
    def channel(self) -> str:
        """How it goes out."""
        return self.first.parcel.first.channel

    @property
    def to(self) -> str:
        """The recipient."""
        return self.first.parcel.first.to


def posts(leased: Sequence[Looked]) -> list[Post]:
    """Gather the parcels of leased cases of one account into messages, most urgent first."""
    entries = [Entry(looked, parcel) for looked in leased for parcel in looked.parcels]
    mails: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.parcel.first.channel == "email":
            mails.setdefault(entry.parcel.first.to, []).append(entry)
    crowded = {to for to, meeting in mails.items() if _is_crowd(meeting)}
    bundles = [Post(tuple(sorted(mails[to], key=_urgency))) for to in sorted(crowded)]
    bundled = {id(entry) for each in bundles for entry in each.entries}
    alone = [Post((entry,)) for entry in entries if id(entry) not in bundled]
    return [*bundles, *alone]


def _is_crowd(meeting: Sequence[Entry]) -> bool:
    """Say whether mails for one recipient are one list: many, or what belongs together.

    All that somebody comes in to does, and all that a report brings too late.
    """
    firsts = [entry.parcel.first for entry in meeting]
    entering, late = sum(each.enters for each in firsts), sum(map(late_by_report, firsts))
    return len(meeting) > MOST_SINGLE or entering > 1 or late > 1


def _urgency(entry: Entry) -> tuple[str, str]:
    of = entry.parcel.first.of
    return of.deadline.remind_by.isoformat() if of else "~", entry.looked.of.order_id


@dataclass(frozen=True, slots=True)
class Posting:
    """Writes messages and hands them to their provider."""

    mailer: Mailer
    topic: Topic
    sender: str
    stack: str
    """Named in the commands that mails print."""
    now: Callable[[], datetime]
    links: SignedLinks | None = None
    """Into the web page, where there is one."""

    def ready(self, post: Post) -> list[tuple[Post, Callable[[], None]]]:
        """Return what to call to send a message; a list that cannot be written goes one by one.

        The calls raise RefusedError when the provider did not take it, UnsureError when unknown.
        """
        if len(post.entries) == 1:
            return [(post, self._single(post.first))]
        try:
            message = self._bundle(post)
        except Exception:  # noqa: BLE001 - many messages in time beat one never
            _note_poor(post)
            return [each for entry in post.entries for each in self.ready(Post((entry,)))]
        return [(post, partial(self._mail, post, message))]

    def _single(self, entry: Entry) -> Callable[[], None]:
        looked, parcel, slot = entry.looked, entry.parcel, entry.parcel.first
        if slot.channel == "topic":
            said = topic_message(parcel, looked.of, looked.case, self.now(), looked.account)
            return partial(self.topic.publish, *said)
        if slot.channel == "sms":
            words = letters.sms(parcel.slots, looked.case, looked.of, self.now())
            return partial(self.topic.text, slot.to, words)
        return partial(self._mail, Post((entry,)), self._letter(entry))

    def _mail(self, post: Post, message: EmailMessage) -> None:
        account = post.first.looked.of.account
        covers = (f"{each.looked.of.order_id}:{each.parcel.ref}" for each in post.entries)
        message[COVERS] = f"{account} {' '.join(covers)}"
        self.mailer.send(message, {"account": account, "ref": post.first.parcel.ref})

    def _bundle(self, post: Post) -> EmailMessage:
        looked, slot = post.first.looked, post.first.parcel.first
        entries = [(each.parcel.slots, each.looked.case, each.looked.of) for each in post.entries]
        return letters.bundle(
            entries,
            looked.account,
            slot.contact or looked.account.first,
            self.now(),
            self.sender,
            ref=bundle_reference([each.parcel.ref for each in post.entries]),
            stack=self.stack,
            links=self._links(looked.of.account),
        )

    def _letter(self, entry: Entry) -> EmailMessage:
        of, parcel = entry.looked.of, entry.parcel
        for links in (self._links(of.account), None):  # without a key: with commands instead
            try:
                return self._written(entry, links)
            except Exception:  # noqa: BLE001 - a poor message in time beats a good one never
                _note_poor(Post((entry,)))
        return letters.plain(parcel.slots, of, self.now(), self.sender, ref=parcel.ref)

    def _written(self, entry: Entry, links: Links | None) -> EmailMessage:
        looked, parcel, slot = entry.looked, entry.parcel, entry.parcel.first
        if slot.name == "contact_changed" and slot.contact and slot.flag:
            gone, why = slot.flag.words.split(": ")
            said: tuple[Any, ...] = (slot.contact, gone, why, looked.account)
            write: Callable[..., EmailMessage] = letters.contact_changed
        elif slot.kind == "notice":
            said = (slot, looked.case, looked.of, looked.account)
            write = letters.notice
        else:
            later = [each for each in _ahead(looked) if each.to == slot.to]
            said = (parcel.slots, looked.case, looked.of, looked.account, later)
            write = letters.reminder
        return write(*said, self.now(), self.sender, ref=parcel.ref, stack=self.stack, links=links)

    def _links(self, account: str) -> Links | None:
        return self.links.of(account) if self.links else None


def _ahead(looked: Looked) -> Iterator[Slot]:
    leased = set(looked.of.lease.slots) if looked.of.lease else set()
    mails = (slot for slot in looked.slots if slot.channel == "email")
    return (slot for slot in mails if slot.id not in leased)


def _note_poor(post: Post) -> None:
    logger.exception("letter could not be written", ref=post.first.parcel.ref)
    count("PlainLetters")
