"""Account settings in the table, as they were written in accounts.toml."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from shared.accounts import read_account
from shared.adapters.items import ItemChangedError, New, Older, Same
from shared.adapters.keys import (
    ACCOUNTS,
    CANARY,
    COUNTS,
    DIGESTS,
    SCHEMA,
    account_key,
    count_key,
    digest_key,
    due_key,
    rules_key,
)
from shared.domain.accounts import Former
from shared.domain.errors import NewerItemError, UnknownAccountError
from shared.domain.instants import iso, stored

if TYPE_CHECKING:
    from shared.adapters.items import Item, Items
    from shared.domain.accounts import Account
    from shared.domain.rules import Pack

FRESH = timedelta(seconds=60)
"""How long a container believes what it read."""
_SPARE = timedelta(seconds=15)
"""For what a container that read at the last moment has still in hand."""
MOST_BEFORE = 8
"""Settings that are kept of those an account had."""
_MARK = ("due_shard", "due_at")
_QUIET = "quiet_from"


class AccountTable:
    """Reads accounts, and keeps each for a minute; writes them for the operator."""

    def __init__(self, items: Items, pack: Pack, now: Callable[[], datetime]) -> None:
        """Work on the items of the cases."""
        self._items, self._pack, self._now = items, pack, now
        self._known: dict[str, tuple[datetime, Account]] = {}
        self.marked: dict[str, datetime | None] = {}
        """When the cases of an account are to follow settings that were changed here."""

    def get(self, slug: str, since: datetime | None = None) -> Account:
        """Return an account; raises UnknownAccountError.

        ``since``: when its settings changed, UTC; what was read before then is not believed.
        """
        now = self._now()
        known = self._known.get(slug)
        if known and now - known[0] < FRESH and (since is None or known[0] > since):
            return known[1]
        found = self._items.get(account_key(slug), latest=since is not None)
        if found is None or "settings" not in found:
            self._known.pop(slug, None)
            raise UnknownAccountError(slug)
        account = self._account(found)
        self._known[slug] = (now, account)
        return account

    def put(self, account: Account) -> None:
        """Store an account's settings; what they were is kept, and its cases are to follow."""
        while True:
            found = self._items.get(account_key(account.slug))
            with suppress(ItemChangedError):
                self._replace(found, account)
                return

    def change(self, slug: str, edit: Callable[[Mapping[str, Any]], Mapping[str, Any]]) -> Account:
        """Rewrite an account's settings as ``edit`` says; return the account as it is then.

        Whoever writes in between goes first, and ``edit`` sees what they wrote. Raises
        UnknownAccountError, and whatever ``edit`` raises.
        """
        while True:
            found = self._items.get(account_key(slug))
            if found is None or "settings" not in found:
                raise UnknownAccountError(slug)
            account = read_account(edit(json.loads(str(found["settings"]))), self._pack)
            with suppress(ItemChangedError):
                self._replace(found, account)
                return account

    def quiet_from(self, slug: str) -> str | None:
        """Return the order behind which cases with nothing to come are still to be told.

        Empty: all of them are; None: none is, since what changed gives a quiet case nothing to do.
        """
        found = self._items.get(account_key(slug))
        return None if found is None or _QUIET not in found else str(found[_QUIET])

    def followed(self, slug: str, due_at: str, upto: str | None = None) -> None:
        """Note that the cases of an account were told to follow its settings.

        ``upto``: the last order that was, where there was no room for all. A container may believe
        the old settings for a minute more, so all are told once again then.
        """
        found = self._items.get(account_key(slug))
        if found is None or found.get("due_at") != due_at:  # changed again in the meantime
            return
        again = stored(str(found["changed_at"])) + FRESH + _SPARE
        kept = {name: value for name, value in found.items() if name not in {*_MARK, _QUIET}}
        quiet = {_QUIET: ""} if _QUIET in found else {}
        if upto is not None:
            mark, quiet = due_key(slug, "", stored(due_at)), {_QUIET: upto}
        elif self._now() < again or (quiet and stored(due_at) < again):
            mark = due_key(slug, "", again)
        else:
            mark, quiet = {}, {}
        with suppress(ItemChangedError):
            self._put({**kept, **mark, **quiet}, found)

    def erase(self, slug: str) -> None:
        """Forget everything known of an account but its name and that it was erased.

        Somebody who read the account a moment ago may still write a case of it; by the name it is
        known then that this is to be forgotten as well.
        """
        found = self._items.get(account_key(slug))
        self._put({**account_key(slug), "erased": iso(self._now())}, found)
        self._known.pop(slug, None)
        for partition in (DIGESTS, COUNTS):
            for item in list(self._items.under(partition, f"{slug}#")):
                self._items.delete({"pk": item["pk"], "sk": item["sk"]})
        self._items.delete(rules_key(slug))

    def is_erased(self, slug: str) -> bool:
        """Say whether an account of this name was erased, and not set up again."""
        found = self._items.get(account_key(slug))
        return found is not None and "erased" in found

    def erased(self) -> Iterator[tuple[str, datetime]]:
        """Yield the names of erased accounts, and since when, UTC."""
        for item in self._items.under(ACCOUNTS, latest=False):
            if "erased" in item:
                yield item["sk"], stored(item["erased"])

    def forget(self, slug: str) -> None:
        """Forget the name of an erased account too."""
        found = self._items.get(account_key(slug))
        if found is not None and "erased" in found:
            with suppress(ItemChangedError):
                self._items.delete(account_key(slug), Same("erased", found["erased"]))

    def all(self) -> Iterator[Account]:
        """Yield every account, by name."""
        for item in self._items.under(ACCOUNTS, latest=False):
            if item["sk"] != CANARY and "settings" in item:
                yield self._account(item)

    def _replace(self, old: Item | None, account: Account) -> None:
        """Write settings over what was read; what newer code put beside them stays."""
        item: Item = dict(old or account_key(account.slug))
        item.pop("erased", None)
        item |= {"settings": _written(account), "schema": SCHEMA}
        was = self._account(old) if old is not None and "settings" in old else None
        if old is not None and was is not None and not was.plans_like(account):
            now = self._now()
            before = [*old.get("before", ()), {"settings": old["settings"], "until": iso(now)}]
            item |= {"before": before[-MOST_BEFORE:], "changed_at": iso(now)}
            item |= due_key(account.slug, "", now)
            if _QUIET in item or was.store != account.store:
                item[_QUIET] = ""  # where nothing was to come there may be something in this store
        self._put(item, old)
        self._known.pop(account.slug, None)

    def _put(self, item: Item, old: Item | None) -> None:
        read = next((name for name in ("settings", "erased") if old and name in old), None)
        self._items.put(item, New() if old is None or read is None else Same(read, old[read]))
        due_at = item.get("due_at")
        self.marked[item["sk"]] = stored(due_at) if due_at else None

    def _account(self, item: Item) -> Account:
        """Read an account with what it was before; raises InputError and NewerItemError."""
        if int(item.get("schema", 1)) > SCHEMA:
            raise NewerItemError(
                f"account {item['sk']} is of schema {item['schema']}, not {SCHEMA}"
            )
        account = read_account(json.loads(str(item["settings"])), self._pack)
        before: list[Former] = []
        for each in item.get("before", ()):
            was = read_account(json.loads(str(each["settings"])), self._pack)
            before.append(Former(was, stored(each["until"])))
        if len(before) == MOST_BEFORE:  # what was before the first of them, nobody knows any more
            first, second = before[:2]
            before[:2] = [replace(second, since=first.until)]
        return replace(account, before=tuple(before))

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

    def counted(self, slug: str, what: str) -> dict[str, int]:
        """Return how often something happened to an account, by the rest of what it is called."""
        begin = f"{slug}#{what}"
        return {
            item["sk"].removeprefix(begin): int(item["count"])
            for item in self._items.under(COUNTS, begin)
        }

    def uncount(self, slug: str, what: str) -> None:
        """Forget how often something happened to an account."""
        self._items.delete(count_key(slug, what))


def _written(account: Account) -> str:
    return json.dumps(account.source, ensure_ascii=False, default=str)  # a date of TOML
