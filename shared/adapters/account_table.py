"""Account settings in the table, as they were written in accounts.toml."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from shared.accounts import read_account
from shared.adapters.keys import ACCOUNTS, CANARY, account_key, count_key, digest_key
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
        self._table.put_item(Item={**account_key(account.slug), "settings": _written(account)})
        self._known.pop(account.slug, None)

    def change(self, slug: str, edit: Callable[[Mapping[str, Any]], Mapping[str, Any]]) -> Account:
        """Rewrite an account's settings as ``edit`` says; return the account as it is then.

        Whoever writes in between goes first, and ``edit`` sees what they wrote. Raises
        UnknownAccountError, and whatever ``edit`` raises.
        """
        while True:
            found = self._table.get_item(Key=account_key(slug), ConsistentRead=True)
            if "Item" not in found:
                raise UnknownAccountError(slug)
            read = str(found["Item"]["settings"])
            account = read_account(edit(json.loads(read)), self._pack)
            with suppress(self._table.meta.client.exceptions.ConditionalCheckFailedException):
                self._table.put_item(
                    Item={**account_key(slug), "settings": _written(account)},
                    ConditionExpression="settings = :read",
                    ExpressionAttributeValues={":read": read},
                )
                self._known.pop(slug, None)
                return account

    def delete(self, slug: str) -> None:
        """Forget an account's settings, and when its contacts got their digests."""
        for contact in self.get(slug).contacts:
            self._table.delete_item(Key=digest_key(slug, contact.email))
        self._table.delete_item(Key=account_key(slug))
        self._known.pop(slug, None)

    def all(self) -> Iterator[Account]:
        """Yield every account, by name."""
        query: dict[str, Any] = {
            "KeyConditionExpression": "pk = :accounts",
            "ExpressionAttributeValues": {":accounts": ACCOUNTS},
        }
        while True:
            page = self._table.query(**query)
            for item in (each for each in page["Items"] if each["sk"] != CANARY):
                yield read_account(json.loads(str(item["settings"])), self._pack)
            if "LastEvaluatedKey" not in page:
                return
            query["ExclusiveStartKey"] = page["LastEvaluatedKey"]

    def last_digest(self, slug: str, address: str) -> str:
        """Return the day of the last digest to an address, empty before the first."""
        found = self._table.get_item(Key=digest_key(slug, address), ConsistentRead=True)
        return str(found.get("Item", {}).get("day", ""))

    def digest_sent(self, slug: str, address: str, day: str) -> None:
        """Remember the day of a digest; a later day is never replaced by an earlier one."""
        with suppress(self._table.meta.client.exceptions.ConditionalCheckFailedException):
            self._table.put_item(
                Item={**digest_key(slug, address), "day": day},
                ConditionExpression="attribute_not_exists(#day) OR #day < :day",
                ExpressionAttributeNames={"#day": "day"},
                ExpressionAttributeValues={":day": day},
            )

    def count(self, slug: str, what: str, period: str) -> int:
        """Count one more of something that happens to an account, and return how many it is now.

        A new period, a day or an hour as text, begins at one.
        """
        key = count_key(slug, what)
        try:
            answer = self._table.update_item(
                Key=key,
                UpdateExpression="ADD #count :one",
                ConditionExpression="#period = :period",
                ExpressionAttributeNames={"#count": "count", "#period": "period"},
                ExpressionAttributeValues={":one": 1, ":period": period},
                ReturnValues="UPDATED_NEW",
            )
        except self._table.meta.client.exceptions.ConditionalCheckFailedException:
            self._table.put_item(Item={**key, "period": period, "count": 1})
            return 1
        return int(str(answer["Attributes"]["count"]))


def _written(account: Account) -> str:
    return json.dumps(account.source, ensure_ascii=False, default=str)  # a date of TOML
