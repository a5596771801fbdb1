"""The plays: which claim events arrive when, and what the surroundings are like.

Seconds count from ``START``. Every deadline is one that the notice itself prints, as a number of
hours or as a date, so that the oracle needs no rules to know it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.simulation.faults import Outage

START = datetime(2026, 3, 11, 8, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0
ORDER = "113-5550123-5550{:03d}"
OWNER, SECOND = "owner@example.com", "second@example.com"
ACCOUNTS: tuple[Mapping[str, Any], ...] = tuple(
    {
        "account": slug,
        "store": "US",
        "time_zone": "UTC",
        "quiet_hours": "",
        "contacts": [
            {"name": "Owner", "email": OWNER, "order": 1},
            {"name": "Second", "email": SECOND, "order": 2},
        ],
    }
    for slug in ("one", "two")
)
Arrival = tuple[float, Mapping[str, Any]]


def prompt(to: str) -> Sequence[tuple[str, float]]:
    """Report a mail taken after a second, and arrived after three."""
    return (("Send", 1.0), ("Delivery", 3.0))


def tardy(to: str) -> Sequence[tuple[str, float]]:
    """Report nothing before any lease is over."""
    return (("Delivery", 400.0),)


def delivered(to: str) -> Sequence[tuple[str, float]]:
    """Report only that a mail arrived."""
    return (("Delivery", 3.0),)


@dataclass(frozen=True)
class Scenario:
    """One play."""

    name: str
    arrivals: tuple[Arrival, ...]
    until: float
    index_lag: float = 1.0
    """Seconds by which the due index lags behind the table."""
    page: int = 25
    """Items on a page of a query."""
    metronomes: tuple[float, ...] = (0.0,)
    """When each of them beats first; then every minute."""
    no_sweep: tuple[tuple[float, float], ...] = ()
    outages: tuple[Outage, ...] = ()
    shuffled: bool = False
    """Whether the queues mix up the order of their messages."""
    redelivered: float = 0.0
    """How often a queue delivers a message again that was dealt with."""
    crowd_ahead: float = 0.0
    """How far ahead the sweep must be seen to look: it does so for crowds, and for nothing else."""
    unreadable: tuple[str, ...] = ()
    """Orders whose items nobody can read, due from the beginning."""
    reports: Callable[[str], Sequence[tuple[str, float]]] = prompt
    """What the mail provider reports of a mail to an address, and how much later."""


def text(second: float) -> str:
    """Return an instant of the play as a message names it."""
    return (START + timedelta(seconds=second)).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass
class Story:
    """Writes the claim events of one order down."""

    order: str = ORDER.format(1)
    programme: str = "atoz"
    account: str = "one"
    arrivals: list[Arrival] = field(default_factory=list)

    def add(self, kind: str, at: float, arrives: float | None = None, **more: object) -> "Story":
        """Add an event that occurred at a second and arrives then, or later."""
        body = {
            "schema": 1,
            "event_id": f"{kind}-{self.programme}-{self.order}-{len(self.arrivals)}",
            "type": kind,
            "occurred_at": text(at),
            "account": self.account,
            "programme": self.programme,
            "order_id": self.order,
            **more,
        }
        self.arrivals.append((at if arrives is None else arrives, body))
        return self

    def asked(self, at: float, hours: int, arrives: float | None = None) -> "Story":
        """Add a question that gives some hours to answer."""
        window = {"amount": hours, "unit": "elapsed_hours"}
        return self.add("information_requested", at, arrives, window=window)

    def doubted(self, at: float, hours: int, arrives: float | None = None) -> "Story":
        """Add a question that cannot be believed."""
        window = {"amount": hours, "unit": "elapsed_hours"}
        return self.add("information_requested", at, arrives, window=window, verified=False)

    def stated(self, at: float, by: float, arrives: float | None = None) -> "Story":
        """Add Amazon's own date for the open question."""
        name = f"{self.programme}.info_request"
        return self.add("deadline_stated", at, arrives, obligation=name, stated=text(by))

    def answered(self, at: float, arrives: float | None = None) -> "Story":
        """Add the seller's answer."""
        return self.add("seller_responded", at, arrives)

    def withdrawn(self, at: float, arrives: float | None = None) -> "Story":
        """Add the word that the claim is withdrawn."""
        return self.add("claim_withdrawn", at, arrives)

    def decided(self, at: float, arrives: float | None = None) -> "Story":
        """Add Amazon's decision."""
        return self.add("claim_decided", at, arrives, decision="granted_amazon_funded")


def play(name: str, until: float, *stories: Story, **more: Any) -> Scenario:  # noqa: ANN401
    """Return a play of some stories."""
    arrivals = sorted((each for story in stories for each in story.arrivals), key=lambda a: a[0])
    return Scenario(name, tuple(arrivals), until, **more)


def _asked(number: int, hours: int = 48, at: float = 20.0, account: str = "one") -> Story:
    return Story(ORDER.format(number), account=account).asked(at, hours)


def _again(story: Story, later: float) -> Story:
    at, body = story.arrivals[0]
    story.arrivals.append((at + later, body))
    return story


ENDED = 50 * HOUR
SCENARIOS: tuple[Scenario, ...] = (
    play("a question nobody answers", ENDED, _asked(1)),
    play("the same message twice", ENDED, _again(_again(_asked(1), 0.3), 2 * HOUR)),
    play("answered between two rungs", ENDED, _asked(1).answered(30 * HOUR)),
    play("Amazon states an earlier date", ENDED, _asked(1).stated(5 * HOUR, 30 * HOUR)),
    play("Amazon states a later date", 62 * HOUR, _asked(1).stated(30 * HOUR, 60 * HOUR)),
    play("five minutes before the cut-off", 2 * HOUR, Story().asked(-3300, 1, 20)),
    play("after the cut-off", 2 * HOUR, Story().asked(-2 * HOUR, 1, 20)),
    play("the answer comes before the question", HOUR, Story().answered(60, 20).asked(10, 48, 90)),
    play("the date comes before the question", 30 * HOUR,
          Story().stated(30, 28 * HOUR, 40).asked(10, 48, 100)),
    play("decided before the question comes", HOUR, Story().decided(60, 70).asked(10, 48, 90)),
    play("three hours without a sweep", ENDED, _asked(1), no_sweep=((39 * HOUR, 42 * HOUR),)),
    play("seven hours without a sweep", ENDED, _asked(1), no_sweep=((39.5 * HOUR, 46.5 * HOUR),)),
    play("every sender dies for twenty minutes", 6 * HOUR, Story().asked(20, 3),
         outages=(Outage(0, 20 * MINUTE, "mail.", "crash before"),)),
    play("two hours without mail", ENDED, _asked(1),
          outages=(Outage(39.5 * HOUR, 41.5 * HOUR, "mail."),)),
    play("mail that times out and was sent", 6 * HOUR, Story().asked(20, 3),
          outages=(Outage(0, 4 * MINUTE, "mail.", "timeout, effect"),)),
    play("five minutes without a table", 6 * HOUR, Story().asked(20, 3),
          outages=(Outage(10, 310, "table."),)),
    play("two metronomes", 6 * HOUR, Story().asked(20, 3), metronomes=(0.0, 15.0)),
    play("two programmes of one order", ENDED, _asked(1),
          Story(programme="safet").asked(30, 48).answered(33 * HOUR)),
    play("a second question, and the answer late", 80 * HOUR,
          _asked(1).answered(10 * HOUR, 21 * HOUR).asked(20 * HOUR, 48)),
    play("a date stated at the moment of a rung", 30 * HOUR,
          _asked(1).stated(24 * HOUR + 20, 28 * HOUR)),
    play("withdrawn five seconds after it came", HOUR, _asked(1).withdrawn(26, 25.3)),
    play("answered while it is being sent", ENDED, _asked(1).answered(24 * HOUR + 61)),
    play("asked again while it is being sent", 6 * HOUR,
         Story().asked(20, 3).asked(3600, 3, 3660.6), metronomes=(0.0, 15.0)),
    play("an event meets the lease", 4 * HOUR, Story().asked(20, 3).asked(3600, 3, 3660.19)),
    play("the question spends three hours in the queue", ENDED,
          Story().asked(20, 4, 3 * HOUR + 20)),
    play("two accounts, pages of one", 6 * HOUR, Story().asked(20, 3),
          Story(ORDER.format(2), account="two").asked(20, 3), _asked(3, 3), page=1),
    play("seven orders of one seller at once", 6 * HOUR,
          *(_asked(number, 3) for number in range(1, 8)), page=2),
    play("six that cannot be written, in front", 6 * HOUR, _asked(1, 3),
          *(Story(f"999-5550123-555000{number}", account=account).asked(19, 3)
            for number, account in enumerate(("one", "two") * 3))),
    play("three that cannot be read, in front", 40 * MINUTE, _asked(4, 1),
         unreadable=tuple(ORDER.format(number) for number in range(3))),
    play("forged two days before the genuine question", ENDED,
          Story().doubted(-46 * HOUR, 48, 20).asked(30 * MINUTE, 48)),
    play("forged with a date of yesterday", ENDED,
          _asked(1).add("deadline_stated", HOUR, obligation="atoz.info_request",
                        stated=text(-20 * HOUR), verified=False)),
    play("forged with an earlier date, and the genuine one answered", ENDED,
          _asked(1).doubted(2 * HOUR, 24).answered(20 * HOUR)),
    play("forwarded, and then the genuine notice", ENDED,
          Story().doubted(20, 48).asked(20, 48, 2 * HOUR)),
    play("an answer nobody vouches for", ENDED,
          _asked(1).add("seller_responded", 30 * HOUR, verified=False)),
    play("the index lags half a minute", 6 * HOUR, Story().asked(20, 3), index_lag=30.0),
)  # fmt: skip


def named(name: str) -> Scenario:
    """Return the play of this name."""
    return next(each for each in SCENARIOS if each.name == name)
