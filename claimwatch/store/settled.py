"""Cases settled under other rules than those of now, as after an upgrade: settled again, once."""

import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from importlib.resources import files

from claimwatch.store.items import SqliteItems
from shared import policy
from shared.adapters.account_table import AccountTable
from shared.adapters.case_table import CaseTable
from shared.adapters.keys import ACCOUNTS, RULES
from shared.adapters.rule_table import RuleTable
from shared.domain.protocol import World, settle
from shared.policy.rows import PackError

_SETTLED = "SETTLED"
_JUDGED = 1
"""Another number when a release judges the same events otherwise."""
_SHIPPED = ("policy.csv", "stores.csv", "calendars.csv")


def bring_up(
    items: SqliteItems,
    tables: tuple[CaseTable, AccountTable, RuleTable],
    now: datetime,
    say: Callable[[str], None],
) -> None:
    """Settle the cases of every account whose rules or store are not what they were.

    What lists show was written when a case was settled; whatever decides a cut-off has to be the
    same still. Rules that cannot be read leave everything as it is: ``doctor`` tells of them.
    """
    if items.read_only or not _behind(items):
        return
    with items.together():
        for slug, print_ in _behind(items).items():
            try:
                if print_:
                    _settle(slug, tables, now, say)
            except PackError:
                continue
            _mark(items, slug, print_)


def mark_settled(items: SqliteItems) -> None:
    """Note that every case is settled under the rules of now."""
    for slug, print_ in _behind(items).items():
        _mark(items, slug, print_)


def _mark(items: SqliteItems, slug: str, print_: str) -> None:
    key = {"pk": _SETTLED, "sk": slug}
    if print_:
        items.put({**key, "under": print_})
    else:
        items.delete(key)


def _settle(
    slug: str,
    tables: tuple[CaseTable, AccountTable, RuleTable],
    now: datetime,
    say: Callable[[str], None],
) -> None:
    cases, accounts, rules = tables
    world, broken = World(rules.of(slug), accounts.get(slug)), list[str]()
    for stored in cases.of_account(slug, broken):
        fresh = settle(stored, world, now)
        if fresh != stored:
            cases.put(fresh)
    for name in broken:
        say(f"{name} cannot be read and stays as it is")


def _behind(items: SqliteItems) -> dict[str, str]:
    """Return the accounts whose cases were settled under something else: slug → what holds now.

    Empty for an account that is gone.
    """
    shipped = _shipped()
    rows = {item["sk"]: item["rows"] for item in items.under(RULES)}
    known = {item["sk"]: item["under"] for item in items.under(_SETTLED)}
    behind = dict.fromkeys(known, "")
    for item in items.under(ACCOUNTS):
        slug, store = item["sk"], json.loads(item["settings"])["store"]
        held = json.dumps([_JUDGED, shipped, rows.get("-", ""), rows.get(slug, ""), store])
        print_ = hashlib.sha256(held.encode()).hexdigest()[:16]
        behind[slug] = print_
        if known.get(slug) == print_:
            del behind[slug]
    return behind


def _shipped() -> str:
    found = hashlib.sha256()
    for name in _SHIPPED:
        found.update((files(policy) / name).read_bytes())
    return found.hexdigest()
