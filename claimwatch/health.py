"""What `claimwatch doctor` looks at: each check says how it stands and what to do about it."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any, Literal

from claimwatch.place import Place
from claimwatch.rule_doubts import of_all_layers, today
from shared.domain.protocol import World, look
from shared.policy.rows import PackError
from shared.steps.reconcile import OVERDUE
from shared.wiring import utc_now

Level = Literal["ok", "warn", "fail"]
_NAMED = 5
"""Accounts that a line names; there may be hundreds."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at."""

    name: str
    level: Level
    words: str
    do: str = ""
    """What to do about it; empty where nothing is to be done."""

    def line(self) -> dict[str, Any]:
        """Return it as plain values."""
        return asdict(self)


def everywhere(here: Place, *, deployed: bool) -> Iterator[Check]:
    """Check what can be checked of a local store and of a stack alike."""
    rules = _rules(here)
    yield rules
    yield from _contacts(here)
    if rules.level != "fail":  # without rules no case can be judged
        yield _cases(here, deployed=deployed)


def _rules(here: Place) -> Check:
    slugs = [account.slug for account in here.accounts.all()]
    try:
        found = list(of_all_layers(here.rules, slugs, today(utc_now())))
    except PackError as wrong:
        words = f"{wrong}; until it is put right, what lies below these rules holds"
        return Check("rules", "fail", words, "correct the file, then claimwatch policy apply")
    if not found:
        return Check("rules", "ok", "no rule or calendar is old, nothing overlaps")
    words = f"{len(found)} doubt{'' if len(found) == 1 else 's'}, the first: {found[0]}"
    return Check("rules", "warn", words, "claimwatch policy check shows them all")


def _contacts(here: Place) -> Iterator[Check]:
    accounts = list(here.accounts.all())
    if not accounts:
        do = "claimwatch accounts apply accounts.toml"
        yield Check("accounts", "warn", "none is set up, so nobody would be reminded", do)
    now = utc_now()
    alone = [each.slug for each in accounts if len(each.contacts) == 1]
    away = [each.slug for each in accounts if all(one.away(now) for one in each.contacts)]
    two = len(accounts) - len(alone)
    if two:
        yield Check("contacts", "ok", f"{two} of {len(accounts)} accounts have two or more to tell")
    if alone:
        words = "have one contact only, and nobody is told when their mail bounces"
        do = "name a second contact in accounts.toml"
        yield Check("contacts alone", "warn", _of(alone, len(accounts), words), do)
    if away:
        words = "have nobody who is there; the first contact is told nevertheless"
        do = "correct away_until in accounts.toml"
        yield Check("contacts away", "warn", _of(away, len(accounts), words), do)


def _of(slugs: Sequence[str], every: int, words: str) -> str:
    """Say of how many accounts something holds, and name the first ones."""
    rest = len(slugs) - _NAMED
    more = f" and {rest} more" if rest > 0 else ""
    return f"{len(slugs)} of {every} accounts {words}: {', '.join(slugs[:_NAMED])}{more}"


def _cases(here: Place, *, deployed: bool) -> Check:
    """Hold the due index against the cases, as the hourly walk does."""
    now, stuck, drifted, count = utc_now(), [], [], 0
    for account in here.accounts.all():
        world = World(here.rules.of(account.slug), account)
        for stored in here.cases.of_account(account.slug):
            count += 1
            name = f"{stored.account}/{stored.order_id}"
            if stored.next is not None and now - stored.next > OVERDUE:
                stuck.append(name)
            elif (stored.next is None or stored.next > now) and (
                look(stored, world, now).of.next != stored.next
            ):
                drifted.append(name)
    if drifted:
        words = (
            f"{len(drifted)} of {count} are not on the due index as they should be: {drifted[0]}"
        )
        return Check("cases", "fail", words, "the hourly walk repairs them; look why it happened")
    if stuck:
        words = f"{len(stuck)} of {count} have been due for over ten minutes: {stuck[0]}"
        level: Level = "fail" if deployed else "warn"
        return Check("cases", level, words, _SWEPT if deployed else _NOT_SWEPT)
    return Check("cases", "ok", f"{count}, each on the due index as it should be")


_SWEPT = "no sweep comes by: look at the schedule and at docs/runbook.md#no-sweep"
_NOT_SWEPT = "a local store sends nothing by itself: claimwatch list shows what is due"


def since(age: timedelta) -> str:
    """Return an age in words."""
    minutes = int(age.total_seconds()) // 60
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h"  # noqa: PLR2004 - two hours
