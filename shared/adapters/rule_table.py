"""Rules of the deployer's own, in the table: for the whole deployment, or for one account."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from shared.adapters.keys import rules_key
from shared.policy.rows import PackError
from shared.policy.rule_rows import read_layer

if TYPE_CHECKING:
    from shared.adapters.items import Items
    from shared.domain.rules import Pack

FRESH = timedelta(seconds=60)
"""How long a container believes what it read."""
DEPLOYMENT = ""
"""In place of an account: rules for every account."""


class RuleTable:
    """Lays a deployment's and an account's own rules over the pack that ships."""

    def __init__(
        self,
        items: Items,
        shipped: Pack,
        now: Callable[[], datetime],
        set_aside: Callable[[PackError], None] | None = None,
    ) -> None:
        """Work on the items of the cases.

        ``set_aside`` is told of a layer that cannot be read any more, as after an upgrade; what
        lies below it holds then, since a reminder by another rule beats none. Without it such a
        layer raises PackError.
        """
        self._items, self._shipped, self._now = items, shipped, now
        self._set_aside = set_aside
        self._known: dict[str, tuple[datetime, Pack]] = {}

    def of(self, account: str) -> Pack:
        """Return the rules that hold for an account; raises PackError unless it is set aside."""
        now = self._now()
        if account not in self._known or now - self._known[account][0] >= FRESH:
            self._known[account] = (now, self._laid(account, {}))
        return self._known[account][1]

    def proposed(self, account: str, layer: str, text: str) -> Pack:
        """Return the rules that would hold for an account if ``text`` became those of a layer.

        Every other layer stays where it is, also one that lies over it. Raises PackError.
        """
        return self._laid(account, {layer: text})

    def text(self, account: str = DEPLOYMENT) -> str:
        """Return the rules of one layer as they were written, empty when there are none."""
        found = self._items.get(rules_key(account), latest=False)
        return "" if found is None else str(found["rows"])

    def put(self, rows: str, account: str = DEPLOYMENT) -> None:
        """Store the rules of one layer, replacing what was there; empty text removes them."""
        self._items.put({**rules_key(account), "rows": rows})
        self._known.clear()

    def _laid(self, account: str, instead: Mapping[str, str]) -> Pack:
        pack = self._shipped
        for layer in dict.fromkeys((DEPLOYMENT, account)):
            text = instead[layer] if layer in instead else self.text(layer)
            name = layer_name(layer)
            try:
                rules = read_layer(f"rules of {name}", text, pack, name)
            except PackError as wrong:
                if self._set_aside is None or instead:
                    raise
                self._set_aside(wrong)
            else:
                pack = pack.overlaid(rules) if rules else pack
        return pack


def layer_name(account: str) -> str:
    """Return what the rules of an account, or of the whole deployment, are called."""
    return f"account {account}" if account else "deployment"
