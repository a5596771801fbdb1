"""A replay that can be driven: its clock stands still until somebody moves it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from claimwatch.arrivals import Arrival
from claimwatch.observer import Line
from claimwatch.replay import Replay

TWO_HOURS = timedelta(hours=2)
FARTHEST = timedelta(days=400)
"""One step goes no farther; nothing waits longer."""


@dataclass(slots=True)
class Stage:
    """A replay, what has still to arrive in it, and how fast its time goes."""

    play: Replay
    waiting: list[Arrival]
    speed: timedelta = timedelta()
    """Virtual time a second; none stands still."""
    told: list[Line] = field(default_factory=list)
    """What happened last, newest last."""

    def go(self, until: datetime) -> None:
        """Let time pass until an instant, with whatever falls due on the way."""
        self.told += list(self._pass(until))
        del self.told[:-100]

    def step(self) -> None:
        """Go to the next moment at which anything happens."""
        moments = [each.at for each in self.waiting[:1]]
        moments += [due for due in (self.play.observer.next_due(),) if due]
        if moments:
            self.go(max(min(moments), self.play.now) + timedelta(minutes=1))

    def jump(self) -> None:
        """Go to two hours before the next cut-off, or to it when it is nearer than that."""
        cut_off = self.next_cut_off()
        if cut_off is not None:
            ahead = cut_off - TWO_HOURS
            self.go(ahead if ahead > self.play.now else cut_off)

    def next_cut_off(self) -> datetime | None:
        """Return the next cut-off of anything open, UTC."""
        now = self.play.now
        ends = (
            each.deadline.remind_by
            for _, _, case in self.play.observer.cases()
            for each in case.all_rounds()
            if each.closed_as is None and each.deadline.remind_by > now
        )
        return min(ends, default=None)

    def heard(self) -> None:
        """Let what was said on a page arrive at once."""
        now, aws = self.play.now, self.play.aws
        sent = aws.drain(aws.claim_events)
        said = [Arrival(now, each["MessageId"], each["Body"]) for each in sent]
        if said:
            self.waiting = [*said, *self.waiting]
            self.go(now)

    def _pass(self, until: datetime) -> Iterator[Line]:
        due = [each for each in self.waiting if each.at <= until]
        self.waiting = self.waiting[len(due) :]
        self.play.start, self.play.until = self.play.now, until
        for line in self.play.lines(due):
            if line["kind"] != "summary":
                yield line


def staged(play: Replay, arrivals: Sequence[Arrival]) -> Stage:
    """Return a stage on which nothing has happened yet."""
    return Stage(play, sorted(arrivals, key=lambda each: each.at))
