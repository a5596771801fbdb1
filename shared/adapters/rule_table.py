"""Rules of the deployer's own, in the table: for the whole deployment, or for one account."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from shared.adapters.keys import rules_key
from shared.policy.pack import read_rules

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

    from shared.domain.rules import Pack

FRESH = timedelta(seconds=60)
"""How long a container believes what it read."""
DEPLOYMENT = ""
"""In place of an account: rules for every account."""


class RuleTable:
    """Lays a deployment's and an account's own rules over the pack that ships."""

    def __init__(self, table: Table, shipped: Pack, now: Callable[[], datetime]) -> None:
        """Work on the table of the cases."""
        self._table, self._shipped, self._now = table, shipped, now
        self._known: dict[str, tuple[datetime, Pack]] = {}

    def of(self, account: str) -> Pack:
        """Return the rules that hold for an account; raises PackError for a row that is wrong."""
        now = self._now()
        if account not in self._known or now - self._known[account][0] >= FRESH:
            pack = self._shipped
            for layer in dict.fromkeys((DEPLOYMENT, account)):
                pack = self.laid_over(pack, self.text(layer), layer)
            self._known[account] = (now, pack)
        return self._known[account][1]

    def text(self, account: str = DEPLOYMENT) -> str:
        """Return the rules of one layer as they were written, empty when there are none."""
        found = self._table.get_item(Key=rules_key(account))
        return str(found["Item"]["rows"]) if "Item" in found else ""

    def put(self, rows: str, account: str = DEPLOYMENT) -> None:
        """Store the rules of one layer, replacing what was there; empty text removes them."""
        self._table.put_item(Item={**rules_key(account), "rows": rows})
        self._known.clear()

    @staticmethod
    def laid_over(pack: Pack, rows: str, account: str) -> Pack:
        """Return ``pack`` with the rules of a layer; raises PackError for a row that is wrong."""
        if not rows.strip():
            return pack
        layer = f"account {account}" if account else "deployment"
        return pack.overlaid(read_rules(f"rules of {layer}", rows, pack.stores, layer))
