"""Bugs made by hand in how spans are counted: the two other calendars must see each of them."""

from collections.abc import Callable, Iterator, Mapping

import pytest

from shared.domain import deadlines, readings
from shared.domain.deadlines import Query, _deadline
from shared.domain.instants import WallClock
from shared.domain.readings import Anchor, Point
from shared.domain.rules import Choice, Rule
from shared.domain.spans import When
from shared.domain.stated import Stated
from tests.oracles.agreement import Oracles, engine
from tests.oracles.queries import Question, Questions

Known = Mapping[str, Anchor]
QUESTIONS = 4_000


def _none(_right: object, *_: object) -> Iterator[Point]:
    return iter(())


def _late_alone(right: Callable[..., Anchor], *args: object) -> Anchor:
    _, late = right(*args)
    return late, late


def _early_alone(right: Callable[..., Anchor], *args: object) -> Anchor:
    early, _ = right(*args)
    return early, early


def _by_the_late_end(
    right: Callable[..., tuple[int, Anchor]], choice: Choice, query: Query, known: Known
) -> tuple[int, Anchor]:
    place, _ = right(choice, query, {name: (late, late) for name, (_, late) in known.items()})
    return place, right(choice, query, known)[1]


def _one_of_them(_right: object, rule: Rule, known: Known) -> Anchor | None:
    both = [known[name] for name in rule.anchors if name in known]
    pick = max if rule.later_of else min
    return pick(both) if both else None


def _both_readings(
    right: Callable[..., Stated], stated: When, clock: WallClock, _: object
) -> Stated:
    return right(stated, clock, None)


def _first_second(right: Callable[..., Stated], *args: object) -> Stated:
    found = right(*args)
    return found._replace(last=found.first)


MUTANTS: dict[str, tuple[object, str, Callable[..., object]]] = {
    "the earliest counts from the early end alone": (readings, "midnights", _none),
    "a span is the latest it can mean": (deadlines, "anchor_of", _late_alone),
    "a span is the earliest it can mean": (deadlines, "anchor_of", _early_alone),
    "the row is that of the late end": (deadlines, "_in_force", _by_the_late_end),
    "the later of two spans is taken whole": (deadlines, "_combined", _one_of_them),
    "both readings of what is stated are kept": (deadlines, "stated_ends", _both_readings),
    "a stated date is over in its first second": (deadlines, "stated_ends", _first_second),
}


@pytest.fixture(scope="module")
def oracles() -> Oracles:
    return Oracles()


@pytest.fixture(scope="module")
def questions(oracles: Oracles) -> list[Question]:
    return [
        each
        for each in Questions(oracles.walk, seed=1).take(QUESTIONS)
        if ".." in f"{each['anchors']}{each.get('stated')}"
    ]


@pytest.fixture
def _forgetful() -> Iterator[None]:
    _deadline.cache_clear()
    yield
    _deadline.cache_clear()


@pytest.mark.usefixtures("_forgetful")
@pytest.mark.parametrize("name", MUTANTS)
def test_a_bug_in_how_a_span_is_counted_is_seen(
    name: str, oracles: Oracles, questions: list[Question], monkeypatch: pytest.MonkeyPatch
) -> None:
    target, function, wrong = MUTANTS[name]
    right = getattr(target, function)
    monkeypatch.setattr(target, function, lambda *args: wrong(right, *args))

    assert any(oracles.difference(question, engine(question)) for question in questions), name


@pytest.mark.usefixtures("_forgetful")
def test_nothing_is_seen_where_nothing_is_wrong(
    oracles: Oracles, questions: list[Question]
) -> None:
    assert len(questions) > QUESTIONS / 4
    assert not any(oracles.difference(question, engine(question)) for question in questions[:500])
