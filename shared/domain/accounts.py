"""Accounts: one seller in one store, and the people to remind."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from fnmatch import fnmatchcase
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from shared.domain.instants import local

_DAY = timedelta(days=1)
_EIGHT = time(8)


@dataclass(frozen=True, slots=True)
class QuietHours:
    """A stretch of each day in which a person should not be woken; half-open."""

    begin: time
    end: time
    zone: ZoneInfo

    def around(self, instant: datetime) -> tuple[datetime, datetime] | None:
        """Return begin and end (UTC) of the quiet stretch ``instant`` lies in, if any."""
        today = instant.astimezone(self.zone).date()
        for day in (today - _DAY, today):
            begin = local(day, self.begin, self.zone)
            end = local(day if self.begin < self.end else day + _DAY, self.end, self.zone)
            if begin <= instant < end:
                return begin, end
        return None

    def ends_within(self, after: datetime, until: datetime) -> datetime | None:
        """Return the last end of quiet hours in the half-open stretch (after, until]."""
        day = until.astimezone(self.zone).date()
        for candidate in (day, day - _DAY):
            end = local(candidate, self.end, self.zone)
            if after < end <= until:
                return end
        return None


@dataclass(frozen=True)
class Contact:
    """One person to remind."""

    name: str
    order: int
    zone: ZoneInfo
    language: str
    quiet: QuietHours | None
    email: str = ""
    phone: str = ""
    channels: tuple[str, ...] = ("email",)
    breakthrough: bool = False
    away_until: datetime | None = None
    """Until then, UTC, the next contact is told instead."""

    def away(self, now: datetime) -> bool:
        """Say whether the contact has asked to be left out for now."""
        return self.away_until is not None and now < self.away_until

    def morning(self, day: date) -> datetime:
        """Return when the contact's morning begins, UTC: at eight, or when quiet hours end."""
        eight = local(day, _EIGHT, self.zone)
        quiet = self.quiet.around(eight) if self.quiet else None
        return quiet[1] if quiet else eight

    @property
    def key(self) -> str:
        """What names this contact in a plan; stays the same when the order changes."""
        return self.email or self.phone

    def address(self, channel: str) -> str:
        """Return where a channel reaches the contact; empty when it does not."""
        return {"email": self.email, "sms": self.phone}[channel]


@dataclass(frozen=True)
class Account:
    """One seller in one store."""

    slug: str
    store: str
    contacts: tuple[Contact, ...]
    """In the order in which they are told; never empty."""
    ladder: tuple[str, ...] | None = None
    watch: tuple[str, ...] = ("*",)
    orders_60d: int | None = None
    topic: bool = True
    """Whether reminders and outcomes are published on the topic as well."""
    source: Mapping[str, Any] = field(default_factory=dict, compare=False)
    """The settings as written, for storing."""

    @cached_property
    def first(self) -> Contact:
        """The contact who is told first."""
        return self.contacts[0]

    def watches(self, obligation: str) -> bool:
        """Say whether the account wants reminders of this obligation."""
        return any(each == "*" or fnmatchcase(obligation, each) for each in self.watch)
