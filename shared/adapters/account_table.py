"""Account settings in the table, as they were written in accounts.toml."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from shared.accounts import read_account
from shared.adapters.items import ItemChangedError, Older, Same
from shared.adapters.keys import ACCOUNTS, CANARY, account_key, count_key, digest_key
from shared.domain.errors import UnknownAccountError

if TYPE_CHECKING:
    from shared.adapters.items import Items
    from shared.domain.accounts import Account
    from shared.domain.rules import Pack

FRESH = timedelta(seconds=60)
"""How long a container believes what it read."""


class AccountTable:
    """Reads accounts, and keeps each for a minute; writes them for the operator."""

    def __init__(self, items: Items, pack: Pack, now: Callable[[], datetime]) -> None:
        """Work on the items of the cases."""
        self._items, self._pack, self._now = items, pack, now
        self._known: dict[str, tuple[datetime, Account]] = {}

    def get(self, slug: str) -> Account:
        """Return an account; raises UnknownAccountError."""
        now = self._now()
        if slug in self._known and now - self._known[slug][0] < FRESH:
            return self._known[slug][1]
        found = self._items.get(account_key(slug), latest=False)
        if found is None:
            raise UnknownAccountError(slug)
        account = read_account(json.loads(str(found["settings"])), self._pack)
        self._known[slug] = (now, account)
        return account

    def put(self, account: Account) -> None:
        """Store an account's settings, replacing what was there."""
        self._items.put({**account_key(account.slug), "settings": _written(account)})
        self._known.pop(account.slug, None)

    def change(self, slug: str, edit: Callable[[Mapping[str, Any]], Mapping[str, Any]]) -> Account:
        """Rewrite an account's settings as ``edit`` says; return the account as it is then.

        Whoever writes in between goes first, and ``edit`` sees what they wrote. Raises
        UnknownAccountError, and whatever ``edit`` raises.
        """
        while True:
            found = self._items.get(account_key(slug))
            if found is None:
                raise UnknownAccountError(slug)
            read = str(found["settings"])
            account = read_account(edit(json.loads(read)), self._pack)
            with suppress(ItemChangedError):
                written = {**account_key(slug), "settings": _written(account)}
                self._items.put(written, Same("settings", read))
                self._known.pop(slug, None)
                return account

    def delete(self, slug: str) -> None:
        """Forget an account's settings, and when its contacts got their digests."""
        for contact in self.get(slug).contacts:
            self._items.delete(digest_key(slug, contact.email))
        self._items.delete(account_key(slug))
        self._known.pop(slug, None)

    def all(self) -> Iterator[Account]:
        """Yield every account, by name."""
        for item in self._items.under(ACCOUNTS, latest=False):
            if item["sk"] != CANARY:
                yield read_account(json.loads(str(item["settings"])), self._pack)

    def last_digest(self, slug: str, address: str) -> str:
        """Return the day of the last digest to an address, empty before the first."""
        return str((self._items.get(digest_key(slug, address)) or {}).get("day", ""))

    def digest_sent(self, slug: str, address: str, day: str) -> None:
        """Remember the day of a digest; a later day is never replaced by an earlier one."""
        with suppress(ItemChangedError):
            self._items.put({**digest_key(slug, address), "day": day}, Older("day", day))

    def count(self, slug: str, what: str, period: str) -> int:
        """Count one more of something that happens to an account, and return how many it is now.

        A new period, a day or an hour as text, begins at one.
        """
        return self._items.count(count_key(slug, what), period)


def _written(account: Account) -> str:
    return json.dumps(account.source, ensure_ascii=False, default=str)  # a date of TOML
