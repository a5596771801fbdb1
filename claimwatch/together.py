"""Many messages taken into the local store at once: one write a case, however many are about it."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self

from shared.adapters.account_table import AccountTable
from shared.adapters.case_table import CaseTable
from shared.adapters.rule_table import RuleTable
from shared.domain.capacity import FEW
from shared.domain.errors import CaseFullError, InputError, StaleCaseError
from shared.domain.events import ClaimEvent
from shared.domain.fitting import too_much
from shared.domain.protocol import StoredCase, World, absorb, admitted
from shared.messages import claim_event, read_message

Events = list[tuple[str, ClaimEvent]]
"""Each with the id of its message."""


@dataclass(slots=True)
class Together:
    """What became of many messages."""

    known: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)
    """Id and reason of each message that was not taken."""

    def __iadd__(self, other: "Together") -> Self:
        """Count what became of others too."""
        self.known += other.known
        self.refused += other.refused
        return self


@dataclass(frozen=True, slots=True)
class TakingIn:
    """Takes many messages into a store."""

    cases: CaseTable
    accounts: AccountTable
    rules: RuleTable
    at_once: Callable[[], AbstractContextManager[None]]
    """Makes the writes of a block one."""

    def take_in(self, bodies: Sequence[tuple[str, str]], now: datetime) -> Together:
        """Apply messages, given as id and body; each case is computed and written once.

        Their end is that of the same messages one by one: it depends only on which events there
        are. All is computed first, so that nobody else waits for longer than a write takes; who
        wrote in between is computed upon once more.
        """
        done, worlds = Together(), dict[str, World]()
        about = self._read(bodies, worlds, now, done)
        computed = []
        for (slug, order_id), events in about.items():
            before = self.cases.get(slug, order_id) or StoredCase(slug, order_id)
            computed.append((before, events, *_with(before, events, worlds[slug], now)))
        with self.at_once():
            for before, events, after, part in computed:
                try:
                    if after is not before:
                        self.cases.put(after)
                except StaleCaseError as stale:
                    part = self._again(stale, before, events, worlds[before.account], now)  # noqa: PLW2901
                done += part
        return done

    def _read(
        self,
        bodies: Sequence[tuple[str, str]],
        worlds: dict[str, World],
        now: datetime,
        done: Together,
    ) -> dict[tuple[str, str], Events]:
        about: dict[tuple[str, str], Events] = {}
        for message_id, body in bodies:
            try:
                message = read_message(body)
                slug = message["account"]
                if slug not in worlds:
                    worlds[slug] = World(self.rules.of(slug), self.accounts.get(slug))
                event = claim_event(message, worlds[slug].account, worlds[slug].pack, now)
            except InputError as refused:
                done.refused.append((message_id, str(refused)))
                continue
            about.setdefault((slug, message["order_id"]), []).append((message_id, event))
        return about

    def _again(
        self, stale: StaleCaseError, was: StoredCase, events: Events, world: World, now: datetime
    ) -> Together:
        """Compute upon what somebody else wrote; nobody can write again before us."""
        current = stale.current
        if not isinstance(current, StoredCase):
            current = StoredCase(was.account, was.order_id)
        after, part = _with(current, events, world, now)
        if after is not current:
            self.cases.put(after)
        return part


def _with(
    case: StoredCase, events: Events, world: World, now: datetime
) -> tuple[StoredCase, Together]:
    """Return the case with those events that it does not hold yet, itself if it holds them all."""
    held = {event.event_id for event in case.events}
    fresh = {event.event_id: (name, event) for name, event in reversed(events)}
    new = [fresh[name] for name in reversed(fresh) if name not in held]
    done = Together(known=len(events) - len(new))
    together = (*case.events, *(event for _, event in new))
    if len(together) <= FEW or too_much(together) is None:
        return (admitted(case, together, world, now) if new else case), done
    for message_id, event in new:
        try:
            case = absorb(case, event, world, now) or case
        except CaseFullError as full:
            done.refused.append((message_id, str(full)))
    return case, done
