"""A mail that lists: its pages, and what stands in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from hashlib import sha256

from shared.domain.accounts import Account, Contact
from shared.domain.instants import iso
from shared.domain.rounds import Round
from shared.mail.actions import responded
from shared.mail.envelope import Envelope
from shared.mail.frame import answers_go_to, written
from shared.mail.language import Tongue, tongue
from shared.mail.links import Links
from shared.mail.scene import Scene


@dataclass(frozen=True, slots=True)
class Item:
    """One thing listed, with what to click or type about it where there is something."""

    title: str
    said: Sequence[str]
    words: str = ""
    link: str = ""
    label: str = ""
    command: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Things of a kind under a heading, which may be empty."""

    heading: str
    items: Sequence[Item]


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything a listing mail says."""

    kind: str
    subject: str
    kicker: str
    headline: str
    said: Sequence[str]
    sections: Sequence[Section]
    link: str = ""
    """Seller Central, where all that is listed is of one store."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """To whom an overview goes, when, from where, and what makes it the only one of its kind."""

    account: Account
    contact: Contact
    now: datetime
    sender: str
    ref: str
    stack: str
    links: Links | None
    serves: Sequence[str] = ()
    """Ids of slots; without them the moment tells one overview from the next."""
    urgent: bool = False

    @property
    def say(self) -> Tongue:
        """Speak the reader's language."""
        return tongue(self.contact.language)


def overview_mail(told: Overview, on: Occasion) -> EmailMessage:
    """Write and seal a listing mail."""
    account, contact, links = on.account, on.contact, on.links
    serves = tuple(on.serves) or (f"{told.kind}@{iso(on.now)}",)
    envelope = Envelope(
        sender=on.sender,
        to=contact.email,
        subject=told.subject,
        account=account.slug,
        about=f"{told.kind} {contact.email}",
        slots=serves,
        mark=f"notice={told.kind}",
        ref=on.ref or _named(account.slug, contact.email, *serves),
        language=on.say.tag,
        urgent=on.urgent,
        reply_to=answers_go_to(account, contact),
        unsubscribe=links.unsubscribe(contact) if links else "",
    )
    shown = {"told": told, "preheader": told.headline, "link": told.link}
    return written("overview", envelope, on.say, on.now, shown)


def round_item(title: str, said: Sequence[str], each: Round, scene: Scene) -> Item:
    """Return an obligation as an item of a list, with where to go on from there."""
    said = tuple(line for line in said if line)
    if scene.links is not None:
        return Item(
            title, said, link=scene.links.page(scene.case), label=scene.say("Open this order")
        )
    if not each.hard:
        return Item(title, said)
    words = scene.say("Once it is done:")
    return Item(title, said, words=words, command=responded(each, scene))


def _named(*parts: str) -> str:
    return sha256("|".join(parts).encode()).hexdigest()[:10].upper()
