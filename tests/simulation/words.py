"""Letters without words: what each message tells, in the fewest bytes.

Only the wording is replaced; who is told what and when is the product's. What real letters say is
held to their slots in tests/unit/mail, and on the functions in tests/integration.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from shared.accounts import read_account
from shared.adapters import account_table
from shared.domain.accounts import Account
from shared.domain.instants import iso
from shared.domain.ladder import RUNGS
from shared.domain.plan import Slot
from shared.domain.rules import Pack
from shared.observability import logger, metrics
from shared.steps import posting
from shared.steps.covers import COVERS

POISON = "999-"
"""Orders that begin so cannot be written a letter."""


class Plain(dict[str, Any]):
    """Stands for a mail: headers, and as its bytes what it tells."""

    def __init__(self, slots: Sequence[tuple[Slot, str]], sender: str) -> None:
        super().__init__({"From": sender, "To": slots[0][0].to, "Subject": "-"})
        self.tells = [_told(slot, order) for slot, order in slots]

    def as_bytes(self) -> bytes:
        """Return what it tells."""
        return json.dumps({"tells": self.tells, "covers": self.get(COVERS, "")}).encode()


def _told(slot: Slot, order: str) -> tuple[str, ...]:
    each = slot.of
    obligation = each.obligation if each else ""
    by = iso(each.deadline.remind_by) if each and slot.kind == "reminder" else ""
    which = iso(slot.due) if slot.kind == "reminder" and slot.name not in RUNGS else ""
    which = which if slot.kind == "reminder" else slot.id
    return slot.kind, order, obligation, slot.name, by, which


def _reminder(slots: Sequence[Slot], case: object, of: Any, *rest: Any, **_: object) -> Plain:  # noqa: ANN401
    if of.order_id.startswith(POISON):
        raise ValueError("no letter can be written for this order")
    return Plain([(slot, of.order_id) for slot in slots], rest[-1])


def _notice(slot: Slot, case: object, of: Any, *rest: Any, **_: object) -> Plain:  # noqa: ANN401
    return Plain([(slot, of.order_id)], rest[-1])


def _plain(slots: Sequence[Slot], of: Any, now: object, sender: str, **_: object) -> Plain:  # noqa: ANN401
    return Plain([(slot, of.order_id) for slot in slots], sender)


def _bundle(entries: Sequence[Any], *rest: Any, **_: object) -> Plain:  # noqa: ANN401
    every = [(slot, of.order_id) for slots, _, of in entries for slot in slots]
    return Plain(every, rest[-1])


def _sms(slots: Sequence[Slot], case: object, of: Any, now: object) -> str:  # noqa: ANN401
    return json.dumps({"tells": [_told(slot, of.order_id) for slot in slots]})


@contextmanager
def wordless() -> Iterator[None]:
    """Send letters without words, log and count nothing, and read each account's settings once."""
    letters = SimpleNamespace(
        reminder=_reminder, notice=_notice, plain=_plain, bundle=_bundle, sms=_sms
    )
    level = logger.log_level
    known: dict[str, Account] = {}

    def once(settings: dict[str, Any], pack: Pack) -> Account:
        written = json.dumps(settings, sort_keys=True, default=str)
        if written not in known:
            known[written] = read_account(settings, pack)
        return known[written]

    logger.setLevel("CRITICAL")
    try:
        with (
            patch.object(posting, "letters", letters),
            patch("shared.mail.topic_message.sms", lambda *_: "-"),
            patch.object(metrics, "add_metric", lambda *_: None),
            patch.object(account_table, "read_account", once),
        ):
            yield
    finally:
        logger.setLevel(level)
