"""Many messages taken into the local store at once: one write a case, however many are about it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from shared.adapters.account_table import AccountTable
from shared.adapters.case_table import CaseTable
from shared.adapters.rule_table import RuleTable
from shared.domain.errors import CaseFullError, InputError
from shared.domain.events import ClaimEvent
from shared.domain.protocol import MOST_EVENTS, StoredCase, World, absorb, settle
from shared.messages import claim_event, read_message


@dataclass(slots=True)
class Together:
    """What became of many messages."""

    known: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)
    """Id and reason of each message that was not taken."""


def take_in_together(
    bodies: Sequence[tuple[str, str]],
    cases: CaseTable,
    accounts: AccountTable,
    rules: RuleTable,
    now: datetime,
) -> Together:
    """Apply messages, given as id and body; each case is computed and written once.

    Their end is that of the same messages one by one: it depends only on which events there are.
    """
    done = Together()
    about: dict[tuple[str, str], list[tuple[str, ClaimEvent]]] = {}
    worlds: dict[str, World] = {}
    for message_id, body in bodies:
        try:
            message = read_message(body)
            slug = message["account"]
            if slug not in worlds:
                worlds[slug] = World(rules.of(slug), accounts.get(slug))
            event = claim_event(message, worlds[slug].account, worlds[slug].pack, now)
        except InputError as refused:
            done.refused.append((message_id, str(refused)))
            continue
        about.setdefault((slug, message["order_id"]), []).append((message_id, event))
    for (slug, order_id), events in about.items():
        before = cases.get(slug, order_id) or StoredCase(slug, order_id)
        after = _with(before, events, worlds[slug], now, done)
        if after is not before:
            cases.put(after)
    return done


def _with(
    case: StoredCase,
    events: Sequence[tuple[str, ClaimEvent]],
    world: World,
    now: datetime,
    done: Together,
) -> StoredCase:
    """Return the case with those events that it does not hold yet."""
    held = {event.event_id for event in case.events}
    fresh = {event.event_id: (name, event) for name, event in reversed(events)}
    new = [fresh[name] for name in reversed(fresh) if name not in held]
    done.known += len(events) - len(new)
    if len(case.events) + len(new) <= MOST_EVENTS:
        together = tuple(event for _, event in new)
        return settle(replace(case, events=(*case.events, *together)), world, now) if new else case
    for message_id, event in new:
        try:
            case = absorb(case, event, world, now) or case
        except CaseFullError as full:
            done.refused.append((message_id, str(full)))
    return case
