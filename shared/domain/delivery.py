"""What a case remembers of messages on their way: leases, pauses, and mails not seen to arrive."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.domain.instants import iso, stored


@dataclass(frozen=True, slots=True)
class Lease:
    """Who is sending for a case, until when, and which slots in which messages."""

    token: str
    until: datetime
    parcels: Mapping[str, tuple[str, ...]]
    """Reference of a message → ids of the slots it delivers."""

    @property
    def slots(self) -> tuple[str, ...]:
        """Every slot that may be on its way."""
        return tuple(slot for slots in self.parcels.values() for slot in slots)


@dataclass(frozen=True, slots=True)
class Posted:
    """A mail the provider took, and nobody has yet seen arrive."""

    to: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Hold:
    """Until when an address is left alone, and after how many refusals in a row."""

    until: datetime
    failures: int


def holds_to_store(holds: Mapping[str, Hold]) -> dict[str, str]:
    """Return holds as plain values for the case item."""
    return {to: f"{iso(hold.until)} {hold.failures}" for to, hold in holds.items()}


def holds_from_store(item: Mapping[str, str]) -> dict[str, Hold]:
    """Read back what ``holds_to_store`` wrote."""
    read = {to: text.split(" ") for to, text in item.items()}
    return {to: Hold(stored(until), int(failures)) for to, (until, failures, *_) in read.items()}


def refused_to_store(refused: Mapping[str, datetime]) -> dict[str, str]:
    """Return since when addresses have been refused as plain values for the case item."""
    return {to: iso(at) for to, at in refused.items()}


def refused_from_store(item: Mapping[str, str]) -> dict[str, datetime]:
    """Read back what ``refused_to_store`` wrote."""
    return {to: stored(at) for to, at in item.items()}


def lease_to_store(lease: Lease) -> dict[str, Any]:
    """Return a lease as plain values for the case item."""
    messages = {ref: list(slots) for ref, slots in lease.parcels.items()}
    return {"token": lease.token, "until": iso(lease.until), "parcels": messages}


def lease_from_store(item: Mapping[str, Any]) -> Lease:
    """Read back what ``lease_to_store`` wrote."""
    messages = {ref: tuple(slots) for ref, slots in item["parcels"].items()}
    return Lease(item["token"], stored(item["until"]), messages)


def posted_to_store(posted: Mapping[str, Posted]) -> dict[str, str]:
    """Return mails on their way as plain values for the case item."""
    return {ref: f"{iso(mail.at)} {mail.to}" for ref, mail in posted.items()}


def posted_from_store(item: Mapping[str, str]) -> dict[str, Posted]:
    """Read back what ``posted_to_store`` wrote."""
    read = {ref: text.split(" ") for ref, text in item.items()}
    return {ref: Posted(to, stored(at)) for ref, (at, to, *_) in read.items()}
