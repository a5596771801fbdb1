"""Account settings in the table, as they were written in accounts.toml."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from boto3.dynamodb.conditions import Key

from shared.accounts import read_account
from shared.adapters.keys import ACCOUNTS, account_key
from shared.domain.errors import UnknownAccountError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

    from shared.domain.accounts import Account
    from shared.domain.rules import Pack

FRESH = timedelta(seconds=60)
"""How long a container believes what it read."""


class AccountTable:
    """Reads accounts, and keeps each for a minute; writes them for the operator."""

    def __init__(self, table: Table, pack: Pack, now: Callable[[], datetime]) -> None:
        """Work on the table of the cases."""
        self._table, self._pack, self._now = table, pack, now
        self._known: dict[str, tuple[datetime, Account]] = {}

    def get(self, slug: str) -> Account:
        """Return an account; raises UnknownAccountError."""
        now = self._now()
        if slug in self._known and now - self._known[slug][0] < FRESH:
            return self._known[slug][1]
        found = self._table.get_item(Key=account_key(slug))
        if "Item" not in found:
            raise UnknownAccountError(slug)
        account = read_account(json.loads(str(found["Item"]["settings"])), self._pack)
        self._known[slug] = (now, account)
        return account

    def put(self, account: Account) -> None:
        """Store an account's settings, replacing what was there."""
        settings = json.dumps(account.source, ensure_ascii=False)
        self._table.put_item(Item={**account_key(account.slug), "settings": settings})
        self._known.pop(account.slug, None)

    def all(self) -> Iterator[Account]:
        """Yield every account, by name."""
        query = {"KeyConditionExpression": Key("pk").eq(ACCOUNTS)}
        while True:
            page = self._table.query(**query)  # type: ignore[arg-type]
            for item in page["Items"]:
                yield read_account(json.loads(str(item["settings"])), self._pack)
            if "LastEvaluatedKey" not in page:
                return
            query["ExclusiveStartKey"] = page["LastEvaluatedKey"]  # type: ignore[assignment]
