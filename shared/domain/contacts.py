"""Who can be reached: a contact whose mail does not arrive, or who is away, gives way to the next.

What is known of an address is kept with the case that learned it, so that there is no second item
to keep in step: each case finds out by its own first message, within minutes.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from shared.domain.accounts import Account, Contact
from shared.domain.case import Flag
from shared.domain.instants import iso, stored
from shared.domain.plan import TOPIC, Slot
from shared.domain.slot_ids import slot_id

Why = Literal["bounced", "complained", "rejected", "no_delivery", "refused"]
CONFIRMED_WITHIN = timedelta(minutes=15)
"""A mail that was taken and has not arrived by then counts as not arrived."""


@dataclass(frozen=True, slots=True)
class Gone:
    """An address whose mail does not arrive: since when, UTC, and how that showed."""

    address: str
    at: datetime
    why: Why


def reachable(account: Account, gone: Collection[Gone], now: datetime) -> Account:
    """Return the account without whom mail does not reach or who is away; never without anybody.

    A phone that is woken for the last rung stays, whatever became of the contact's mail. What the
    account was before is seen in the same way.
    """
    if not account.before:
        return _reachable(account, gone, now)
    before = tuple(
        replace(each, account=_reachable(each.account, gone, now)) for each in account.before
    )
    return replace(_reachable(account, gone, now), before=before)


def _reachable(account: Account, gone: Collection[Gone], now: datetime) -> Account:
    lost = {each.address.lower() for each in gone}
    contacts = [_without(contact, lost) for contact in account.contacts]
    present = [each for each in contacts if each.channels and not each.away(now)]
    if not present:
        present = [each for each in contacts if each.channels]
    if not present:
        return account
    woken = [
        replace(each, email="", channels=())
        for each in contacts
        if each not in present and each.breakthrough
    ]
    told = (*present, *woken)
    return account if told == account.contacts else replace(account, contacts=told)


def changes(account: Account, gone: Collection[Gone]) -> Iterator[Slot]:
    """Yield the word that an address is no longer written to: to the operator and to the next.

    ``account`` is what ``reachable`` returned; where nobody else is left it names the same address.
    """
    first = account.first
    stranded = first.email.lower() in {each.address.lower() for each in gone}
    name = "nobody_reachable" if stranded else "contact_changed"
    for each in gone:
        about = f"notice:{name}:{each.address}"
        told = Slot(
            id=slot_id(about, TOPIC, TOPIC),
            kind="notice",
            due=each.at,
            channel="topic",
            to=TOPIC,
            name=name,
            flag=Flag(name, "", f"{each.address}: {each.why}"),
        )
        yield told
        if first.email and not stranded:
            own = slot_id(about, "email", first.email)
            yield replace(told, id=own, channel="email", to=first.email, contact=first)


def lost_the_last(account: Account, before: Collection[Gone], after: Collection[Gone]) -> bool:
    """Say whether the last contact was lost who could be reached."""
    return _nobody_left(account, after) and not _nobody_left(account, before)


def _nobody_left(account: Account, gone: Collection[Gone]) -> bool:
    lost = {each.address.lower() for each in gone}
    addresses = (each.address(channel) for each in account.contacts for channel in each.channels)
    return bool(lost) and all(address.lower() in lost for address in addresses)


def _without(contact: Contact, lost: Collection[str]) -> Contact:
    left = tuple(each for each in contact.channels if contact.address(each).lower() not in lost)
    if left == contact.channels:
        return contact
    return replace(contact, email=contact.email if "email" in left else "", channels=left)


def gone_to_store(gone: Collection[Gone]) -> dict[str, str]:
    """Return the addresses that are gone as plain values for the case item."""
    return {each.address: f"{iso(each.at)} {each.why}" for each in gone}


def gone_from_store(item: Mapping[str, str]) -> tuple[Gone, ...]:
    """Read back what ``gone_to_store`` wrote."""
    read = ((address, *text.split(" ")) for address, text in item.items())
    return tuple(Gone(address, stored(at), why) for address, at, why, *_ in read)  # type: ignore[arg-type]
