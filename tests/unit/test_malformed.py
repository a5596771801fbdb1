"""Ten thousand messages that somebody broke: each is used, or refused where it can be seen."""

import json
import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest

from shared.adapters.account_table import AccountTable
from shared.adapters.case_table import CaseTable
from shared.adapters.queues import Quarantine
from shared.adapters.rule_table import RuleTable
from shared.domain.accounts import Account
from shared.domain.errors import UnknownAccountError
from shared.domain.protocol import StoredCase, World
from shared.steps.ingest import Ingest
from tests.conftest import WEDNESDAY, body

MESSAGES = 10_000
SEED = 20260311
NAMED = re.compile(r"[^:]{1,100}: .")
EXACT = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?")


@dataclass
class Kept:
    """Tables and quarantine that only remember."""

    world: World
    cases: dict[str, StoredCase] = field(default_factory=dict)
    refused: list[tuple[str, str]] = field(default_factory=list)

    def get(self, slug: str, since: datetime | None = None) -> Account:  # noqa: ARG002 - as the table
        if slug != self.world.account.slug:
            raise UnknownAccountError(slug)
        return self.world.account

    def of(self, slug: str) -> Any:  # noqa: ANN401, ARG002 - the pack
        return self.world.pack

    def put(self, case: StoredCase) -> StoredCase:
        self.cases[f"{case.order_id} {len(self.cases)}"] = case
        return case

    def add(self, body: str, reason: str, source: str, message_id: str) -> None:  # noqa: ARG002 - as the queue
        self.refused.append((message_id, reason))

    def ingest(self) -> Ingest:
        return Ingest(
            cast("CaseTable", self),
            cast("AccountTable", self),
            cast("Quarantine", self),
            cast("RuleTable", self),
            lambda: WEDNESDAY,
        )


def good(dice: random.Random) -> dict[str, Any]:
    at = WEDNESDAY - timedelta(minutes=dice.randrange(1, 60_000))
    made = json.loads(body("claim_opened", at, event_id=f"e-{dice.random()}"))
    made["amount"] = {"value": "48.20", "currency": "USD"}
    made["window"] = {"amount": 3, "unit": "calendar_days"}
    return cast("dict[str, Any]", made)


def cut(dice: random.Random, text: str) -> str:
    return text[: dice.randrange(len(text))]


def flip(dice: random.Random, text: str) -> str:
    where = dice.randrange(len(text))
    return text[:where] + chr(dice.randrange(1, 0x2FFF)) + text[where + 1 :]


def double(dice: random.Random, text: str) -> str:
    where = dice.randrange(len(text))
    return text[:where] + text[where : where + dice.randrange(1, 40)] * 2 + text[where:]


def swap(value: Callable[[random.Random], Any]) -> Callable[[random.Random, str], str]:
    """Return a mutation that puts another value into a field of the message."""

    def mutate(dice: random.Random, text: str) -> str:
        message = json.loads(text)
        message[dice.choice(sorted(message))] = value(dice)
        return json.dumps(message)

    return mutate


def drop(dice: random.Random, text: str) -> str:
    message = json.loads(text)
    del message[dice.choice(sorted(message))]
    return json.dumps(message)


def extra(dice: random.Random, text: str) -> str:
    return json.dumps({**json.loads(text), f"field_{dice.randrange(99)}": "Jane Doe"})


def time(*forms: str) -> Callable[[random.Random, str], str]:
    def mutate(dice: random.Random, text: str) -> str:
        at = WEDNESDAY - timedelta(days=dice.randrange(-900, 900), minutes=dice.randrange(1440))
        return json.dumps({**json.loads(text), "occurred_at": at.strftime(dice.choice(forms))})

    return mutate


MUTATIONS: dict[str, Callable[[random.Random, str], str]] = {
    "untouched": lambda _, text: text,
    "cut off": cut,
    "one character changed": flip,
    "a stretch doubled": double,
    "a field gone": drop,
    "a field too many": extra,
    "a number": swap(lambda dice: dice.choice([0, -1, 1.5, 10**30, 1773216000])),
    "null": swap(lambda _: None),
    "true": swap(lambda _: True),
    "a list": swap(lambda _: [[[]]]),
    "an empty text": swap(lambda _: ""),
    "a long text": swap(lambda dice: "x" * dice.randrange(129, 70_000)),
    "control characters": swap(lambda _: "a\r\nBcc: x@example.com\0\u202e"),
    "a lone surrogate": swap(lambda _: "\ud800"),
    "naive, numeric or far-off time": time(
        "%Y-%m-%dT%H:%M:%S", "%s", "%Y-%m-%d %H:%M", "%d/%m/%Y", "%Y-%m-%dT%H:%M:%SZ", "0%Y-%m-%d"
    ),
    "not a number": lambda _, text: text.replace("1", "NaN", 1),
    "deep": lambda dice, _: "[" * dice.randrange(100, 90_000),
    "no JSON at all": lambda dice, _: "".join(chr(dice.randrange(32, 900)) for _ in range(50)),
}


@pytest.fixture(scope="module")
def lived(world: World) -> tuple[Kept, dict[str, int]]:
    """Everything handed in once; what became of it, counted."""
    dice, kept = random.Random(SEED), Kept(world)  # noqa: S311 - repeatable on purpose
    step, became = kept.ingest(), dict.fromkeys(("applied", "known", "refused"), 0)
    for number in range(MESSAGES):
        mutate = MUTATIONS[sorted(MUTATIONS)[number % len(MUTATIONS)]]
        text = mutate(dice, json.dumps(good(dice)))
        became[step.take_in(text, f"message-{number}").outcome] += 1
    return kept, became


def test_none_of_them_crashes_and_each_is_accounted_for(
    lived: tuple[Kept, dict[str, int]],
) -> None:
    kept, became = lived

    assert sum(became.values()) == MESSAGES
    assert len(kept.refused) == became["refused"] > MESSAGES // 2
    assert len(kept.cases) == became["applied"] > MESSAGES // len(MUTATIONS) // 2


def test_each_refusal_names_what_is_wrong(lived: tuple[Kept, dict[str, int]]) -> None:
    kept, _ = lived

    unnamed = [reason for _, reason in kept.refused if not NAMED.match(reason)]
    assert unnamed == []


def test_nothing_is_accepted_with_a_time_that_is_naive_numeric_or_far_off(
    lived: tuple[Kept, dict[str, int]],
) -> None:
    kept, _ = lived
    times = [event.body["occurred_at"] for case in kept.cases.values() for event in case.events]

    for text in times:
        assert EXACT.fullmatch(str(text)), text
        at = datetime.fromisoformat(str(text))
        at = at if at.tzinfo else at.replace(tzinfo=UTC)
        assert timedelta(days=-1) < WEDNESDAY - at < timedelta(days=401), text


def test_nothing_is_accepted_with_a_field_nobody_knows(
    lived: tuple[Kept, dict[str, int]],
) -> None:
    kept, _ = lived

    stored = json.dumps([event.body for case in kept.cases.values() for event in case.events])
    assert "Jane Doe" not in stored
