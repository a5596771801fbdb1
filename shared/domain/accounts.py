"""Accounts: one seller in one store, and the people to remind."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from fnmatch import fnmatchcase
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from shared.domain.instants import DAY, WallClock, instant_of, local, seconds_of, wall_clock

_EIGHT = time(8)


@dataclass(frozen=True)
class QuietHours:
    """A stretch of each day in which a person should not be woken; half-open."""

    begin: time
    end: time
    zone: ZoneInfo

    def around(self, instant: datetime) -> tuple[datetime, datetime] | None:
        """Return begin and end (UTC) of the quiet stretch ``instant`` lies in, if any."""
        clock, begin, end = self._laid_out
        now = seconds_of(instant)
        offset = clock.calm(now // DAY)
        if offset is None:
            return self._among_changes(now)
        passed = (now + offset) % DAY
        if passed < begin:  # it can only be the stretch that began the day before
            passed += DAY
        if passed >= end:
            return None
        midnight = now - passed
        return instant_of(midnight + begin), instant_of(midnight + end)

    def _among_changes(self, now: int) -> tuple[datetime, datetime] | None:
        """Return the stretch around ``now`` where clocks are changed within two days."""
        clock, begin, end = self._laid_out
        today = clock.reading(now) // DAY * DAY
        for day in (today - DAY, today):
            until = clock.instant(day + end)
            if now < until:
                since = clock.instant(day + begin)
                return (instant_of(since), instant_of(until)) if since <= now else None
        return None

    def ended(self, by: datetime) -> datetime:
        """Return the last instant (UTC) up to ``by`` at which a quiet stretch ended."""
        clock, _, end = self._laid_out
        last = seconds_of(by)
        reading = clock.reading(last) // DAY * DAY + end % DAY
        while (found := clock.instant(reading)) > last:
            reading -= DAY
        return instant_of(found)

    @cached_property
    def _laid_out(self) -> tuple[WallClock, int, int]:
        """The clock to go by; begin, and the end after it, in seconds from the same midnight."""
        begin, end = _of_day(self.begin), _of_day(self.end)
        return wall_clock(self.zone), begin, end if begin < end else end + DAY


def _of_day(clock: time) -> int:
    return (clock.hour * 60 + clock.minute) * 60 + clock.second


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
    before: tuple["Former", ...] = field(default=(), compare=False)
    """What the settings were, oldest first: what fell due under them is owed by them."""

    @cached_property
    def first(self) -> Contact:
        """The contact who is told first."""
        return self.contacts[0]

    def watches(self, obligation: str) -> bool:
        """Say whether the account wants reminders of this obligation."""
        return "*" in self.watch or any(fnmatchcase(obligation, each) for each in self.watch)

    @property
    def changed_at(self) -> datetime | None:
        """When the settings became what they are, UTC; None when they never were others."""
        return self.before[-1].until if self.before else None

    @property
    def moved_at(self) -> datetime | None:
        """When the account came to the store it is in, UTC; None when it was never in another."""
        later = (*(each.account.store for each in self.before), self.store)[1:]
        pairs = zip(self.before, later, strict=True)
        return max((e.until for e, store in pairs if e.account.store != store), default=None)

    def plans_like(self, other: "Account") -> bool:
        """Say whether both sets of settings tell the same people the same at the same time."""
        return _planned(self) == _planned(other)


@dataclass(frozen=True, slots=True)
class Former:
    """Settings that an account had."""

    account: Account
    until: datetime
    """When they were replaced, UTC."""
    since: datetime | None = None
    """From when on they are known to have held; None: ever since."""


def _planned(account: Account) -> Account:
    contacts = (replace(each, name="", language="", order=0) for each in account.contacts)
    return replace(account, orders_60d=None, contacts=tuple(contacts))
