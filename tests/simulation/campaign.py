"""Campaigns: every fault at every call, every pair, every race, and schedules by chance."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from random import Random

from tests.simulation.faults import KINDS, Faults, Outage
from tests.simulation.journal import Journal
from tests.simulation.oracle import Verdict, judge
from tests.simulation.scenarios import HOUR, ORDER, Scenario, Story, play, prompt, tardy
from tests.simulation.stage import Stage


@dataclass(frozen=True)
class Run:
    """One run: a play, and where which fault strikes; enough to play it again."""

    scenario: Scenario
    at: Mapping[int, str] = field(default_factory=dict)
    seed: int | None = None
    """Of the chance that strikes instead; None: nothing does."""

    def __str__(self) -> str:
        struck = ", ".join(f"{kind} at call {point}" for point, kind in sorted(self.at.items()))
        by_chance = f"seed {self.seed}" if self.seed is not None else ""
        return f"{self.scenario.name}: {struck or by_chance or 'no fault'}"


@dataclass
class Tally:
    """What a campaign came to."""

    runs: int = 0
    faults: int = 0
    expected: int = 0
    accepted: int = 0
    in_window: int = 0
    """Messages repeated in the one window in which nobody can know."""
    runs_in_window: int = 0
    findings: Counter[str] = field(default_factory=Counter)
    failed: list[tuple[str, str]] = field(default_factory=list)
    """Run and finding, of the first few that failed."""

    def add(self, run: Run, verdict: Verdict) -> None:
        """Count one run."""
        self.runs += 1
        self.faults += verdict.faults
        self.expected += verdict.expected
        self.accepted += verdict.accepted
        self.in_window += verdict.in_window
        self.runs_in_window += bool(verdict.in_window)
        for finding in verdict.findings:
            self.findings[finding.kind] += 1
        if verdict.findings and len(self.failed) < 10:
            first = verdict.findings[0]
            self.failed.append((str(run), f"{first.kind} at {first.at:.0f}: {first.words}"))

    def merge(self, other: "Tally") -> None:
        """Add what another part of the campaign came to."""
        for name in ("runs", "faults", "expected", "accepted", "in_window", "runs_in_window"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.findings.update(other.findings)
        self.failed = [*self.failed, *other.failed][:10]


def played(run: Run) -> tuple[Stage, Verdict]:
    """Play one run; return the stage as it was left, and the oracle's verdict."""
    journal, scenario = Journal(), run.scenario
    faults = Faults(journal, run.at, scenario.outages)
    if run.seed is not None:
        faults = by_chance(run.seed, journal, scenario)
    stage = Stage(scenario, faults, run.seed or 0)
    stage.run()
    return stage, judge(scenario, journal)


def campaign(runs: Iterable[Run]) -> Tally:
    """Play and judge runs."""
    tally = Tally()
    for run in runs:
        tally.add(run, played(run)[1])
    return tally


def points(scenario: Scenario, at: Mapping[int, str] | None = None) -> int:
    """Return how many calls a play makes under some faults."""
    return played(Run(scenario, at or {}))[0].clock.points


def singles(scenario: Scenario, kinds: Iterable[str] = KINDS) -> Iterator[Run]:
    """Yield a run for every fault at every call of a play."""
    calls = points(scenario)
    for kind in kinds:
        for point in range(calls):
            yield Run(scenario, {point: kind})


def pairs(scenario: Scenario, part: int = 0, parts: int = 1) -> Iterator[Run]:
    """Yield a run for every fault at every call, followed by every fault at every later call.

    ``part`` of ``parts``: one slice of them.
    """
    for first in islice(singles(scenario), part, None, parts):
        [point] = first.at
        for later in range(point + 1, points(scenario, first.at)):
            for kind in KINDS:
                yield Run(scenario, {**first.at, later: kind})


RACES = 48
"""Offsets of each race."""
_STEP = 2.5
"""Seconds from one offset to the next."""


def races() -> Iterator[Run]:
    """Yield runs in which an event arrives ever so little before, while and after one is sent."""
    asked = Story().asked(20, 3)
    events: dict[str, Callable[[Story, float], Story]] = {
        "an answer": Story.answered,
        "a withdrawal": Story.withdrawn,
        "a stated date": lambda story, at: story.stated(at, 2.5 * HOUR),
        "the question again": _again,
    }
    for name, add in events.items():
        for index in range(RACES):
            at = HOUR + 60 + (index - RACES // 2) * _STEP
            story = add(Story(arrivals=list(asked.arrivals)), at)
            yield Run(play(f"{name} at {at:.1f}", 5 * HOUR, story))


def _again(story: Story, at: float) -> Story:
    story.arrivals.append((at, story.arrivals[0][1]))
    return story


def by_chance(seed: int, journal: Journal, scenario: Scenario) -> Faults:
    """Return faults that strike by chance."""
    random = Random(seed)  # noqa: S311 - chance, no secret
    return Faults(
        journal,
        outages=scenario.outages,
        chance=random.choice((0.005, 0.02, 0.08)),
        most=random.randrange(6),
        random=random,
        slow=random.choice((0.0, 0.1, 0.5)),
    )


def schedules(seeds: Iterable[int]) -> Iterator[Run]:
    """Yield a run by chance for each seed: other plays, other surroundings, other faults."""
    for seed in seeds:
        yield Run(_drawn(seed), seed=seed)


def _drawn(seed: int) -> Scenario:
    """Draw a play: a few orders, questions, answers, dates, and messages doubled and late."""
    random = Random(-seed - 1)  # noqa: S311 - chance, no secret
    stories = [_drawn_story(random, number) for number in range(1, random.choice((1, 1, 2, 3)) + 1)]
    until = 8 * HOUR
    outages: tuple[Outage, ...] = ()
    if random.random() < 0.2:
        begin = random.uniform(0, 5 * HOUR)
        kind = random.choice(("error, no effect", "timeout, effect", "timeout, no effect"))
        calls = random.choice(("mail.", "topic.", "mail.", "table."))
        longest = 300 if calls == "table." else 3600
        outages = (Outage(begin, begin + random.uniform(30, longest), calls, kind),)
    scenario = play(f"drawn by {seed}", until, *stories)
    return replace(
        scenario,
        index_lag=random.choice((0.0, 0.5, 1.0, 5.0, 30.0)),
        page=random.choice((1, 2, 25)),
        metronomes=random.choice(((0.0,), (0.0,), (0.0, 15.0), (0.0, 30.5))),
        outages=outages,
        shuffled=random.random() < 0.5,
        redelivered=random.choice((0.0, 0.0, 0.3)),
        reports=random.choice((prompt, prompt, prompt, tardy)),
    )


def _drawn_story(random: Random, number: int) -> Story:
    story = Story(ORDER.format(number), account=random.choice(("one", "two")))
    asked = float(random.randrange(0, 1800))
    story.asked(asked, random.choice((1, 2, 3, 4)), asked + random.choice((0, 0, 0, 40, 2000)))
    for _ in range(random.randrange(4)):
        at = _near_a_rung(random, asked)
        arrives = at + random.choice((0.0, 0.0, random.uniform(0, 90), random.uniform(0, 4000)))
        match random.randrange(5):
            case 0:
                story.answered(at, arrives)
            case 1:
                story.withdrawn(at, arrives)
            case 2:
                story.stated(at, at + random.randrange(600, 5 * 3600), arrives)
            case 3:
                story.asked(at + 7, random.choice((1, 2, 3)), arrives + 7)
            case _:
                again = random.choice(story.arrivals)
                story.arrivals.append((again[0] + random.uniform(0, 600), again[1]))
    return story


def _near_a_rung(random: Random, asked: float) -> float:
    """Draw an instant at which something else happens, or one nearby."""
    minute = 60.0 * random.randrange(int(asked // 60) + 1, int(asked // 60) + 300)
    rung = asked + HOUR * random.choice((0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5))
    return float(int(random.choice((minute, rung)) + random.choice((0, 0, 1, 20, 60, 75, 300))))
