"""Play claim events through the installed command, and read what came of them."""

import fcntl
import json
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

CLAIMWATCH = Path(sys.executable).with_name("claimwatch")
A_MINUTE = timedelta(minutes=1)

Line = dict[str, Any]
Due = tuple[str, str]  # a rung, and the moment at which it is due


def moment(short: str) -> str:
    """Write out `04-14 18:00` as an instant of 2026; a date without a time stays a date."""
    date, _, clock = short.partition(" ")
    if not clock:
        return f"2026-{date}"
    return f"2026-{date}T{clock}{':00' if clock.count(':') == 1 else ''}Z"


def instant(written: str) -> datetime:
    """Read an instant as the command prints it, or a short moment."""
    return datetime.fromisoformat(written if written.startswith("20") else moment(written))


def fact(what: str, at: str, **more: Any) -> Line:  # noqa: ANN401
    """Write down one claim event: `atoz claim_opened`, its moment, and its own fields."""
    programme, kind = what.split()
    times = {"arrives_at", "stated", "until", "account_debited_at"}
    fields = {name: moment(value) if name in times else value for name, value in more.items()}
    return {"type": kind, "occurred_at": moment(at), "programme": programme, **fields}


def state(name: str, *, late: bool = False) -> Line:
    """Write down how an obligation stands."""
    return {"state": name, "late": late}


def due(remind_by: str, missed_after: str, rule: str | None = "any", name: str = "open") -> Line:
    """Write down how an obligation stands and between which moments it falls due."""
    times = {"remind_by": moment(remind_by), "missed_after": moment(missed_after)}
    return state(name) | times | ({} if rule == "any" else {"rule": rule})


@dataclass(frozen=True)
class Play:
    """What happens to one order, and what must come of it."""

    facts: Sequence[Line]
    ends: Mapping[str, Line] = field(default_factory=dict)  # `atoz.info_request`, `… 2`
    status: Mapping[str, str] = field(default_factory=dict)
    sent: Sequence[Due] | Mapping[str, Sequence[Due]] = ()
    account: str = "us"
    order: str = ""
    seen: str = ""  # when to look; by default a minute after the last fact arrived
    besides: Sequence[str] = ()  # obligations of which the contract leaves it open


@dataclass(frozen=True)
class Replayed:
    """Everything one run of the command left behind."""

    code: int
    lines: list[Line]
    stdout: bytes
    stderr: str
    out: Path

    def of(self, kind: str, **wanted: Any) -> list[Line]:  # noqa: ANN401
        """Return the lines of a kind that have all the wanted values."""
        return [
            line
            for line in self.lines
            if line.get("kind") == kind and all(line.get(key) == wanted[key] for key in wanted)
        ]

    def ends(self, order: str, until: datetime | None = None) -> dict[str, Line]:
        """Return the last line of every obligation of an order."""
        return {
            f"{line['obligation']} {line['round']}": line
            for line in self.of("obligation", order_id=order)
            if until is None or instant(line["at"]) <= until
        }

    def statuses(self, order: str, until: datetime | None = None) -> dict[str, str]:
        """Return the last status of every claim of an order, by programme."""
        return {
            line["programme"]: line["status"]
            for line in self.of("claim", order_id=order)
            if until is None or instant(line["at"]) <= until
        }

    def mails(self, order: str, **wanted: Any) -> list[Line]:  # noqa: ANN401
        """Return the reminders of an order that were mailed."""
        return self.of("reminder", order_id=order, channel="email", **wanted)


@dataclass(frozen=True)
class Stage:
    """The plays of one module, each an order of its own, played in one run."""

    plays: Mapping[str, Play]
    run: Replayed

    def order(self, name: str) -> str:
        """Return the order on which a play was played."""
        return order_of(self.plays, name)

    def ends(self, name: str) -> dict[str, Line]:
        """Return how the obligations of a play stood, as far as the play says how."""
        play = self.plays[name]
        seen = self.run.ends(self.order(name), self._seen(play))
        wanted = in_rounds(play.ends)
        return {
            key: {part: line[part] for part in wanted.get(key, {"state": "", "late": ""})}
            for key, line in seen.items()
            if key in wanted or line["obligation"] not in play.besides
        }

    def status(self, name: str) -> dict[str, str]:
        """Return the statuses of a play, of the programmes it speaks of."""
        play = self.plays[name]
        seen = self.run.statuses(self.order(name), self._seen(play))
        return {programme: seen.get(programme, "no line") for programme in play.status}

    def sent(self, name: str, **wanted: Any) -> list[Due]:  # noqa: ANN401
        """Return the rungs that were mailed for a play, and when."""
        return [(line["rung"], line["at"]) for line in self.run.mails(self.order(name), **wanted)]

    def history(self, name: str, obligation: str) -> list[str]:
        """Return the states through which an obligation went."""
        lines = self.run.of("obligation", order_id=self.order(name), obligation=obligation)
        return [line["state"] for line in lines]

    @staticmethod
    def _seen(play: Play) -> datetime:
        if play.seen:
            return instant(play.seen)
        return max(arrival(line) for line in play.facts) + A_MINUTE


def in_rounds(ends: Mapping[str, Line]) -> dict[str, Line]:
    """Name the first round of those obligations that name none."""
    return {key if " " in key else f"{key} 1": line for key, line in ends.items()}


def arrival(line: Line) -> datetime:
    """Return when a fact arrives; a date counts as the noon after it, to be on the safe side."""
    written = str(line.get("arrives_at", line["occurred_at"]))
    return instant(written if "T" in written else f"{written}T12:00:00Z")


def order_of(plays: Mapping[str, Play], name: str) -> str:
    """Return the order on which a play is played."""
    return plays[name].order or f"701-2026000-{list(plays).index(name):07}"


def script(plays: Mapping[str, Play]) -> list[Line]:
    """Write the facts of all plays as queue messages."""
    return [
        {
            "schema": 1,
            "event_id": f"{order_of(plays, name)}/{number:02}",
            "account": play.account,
            "order_id": order_of(plays, name),
            **line,
        }
        for name, play in plays.items()
        for number, line in enumerate(play.facts)
    ]


def on_time(sent: Sequence[Due], wanted: Sequence[Due]) -> list[Due]:
    """Replace the moments of what was sent by the wanted ones they meet within a minute."""
    return [
        (rung, _met(at, wanted[place][1] if place < len(wanted) else ""))
        for place, (rung, at) in enumerate(sent)
    ]


def _met(at: str, wanted: str) -> str:
    if wanted and timedelta(0) <= instant(at) - instant(wanted) <= A_MINUTE:
        return wanted
    return at


def replay(
    folder: Path, messages: Iterable[bytes], accounts: str, begin: str, end: str, *more: str
) -> Replayed:
    """Run the command once on messages, or read what it said to the same ones before."""
    folder.mkdir(exist_ok=True, parents=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # the tests of one module may run in two processes
        if not (folder / "stdout").exists():
            (folder / "input.jsonl").write_bytes(b"".join(line + b"\n" for line in messages))
            (folder / "accounts.toml").write_text(accounts)
            times = ("--from", moment(begin), "--until", moment(end))
            files = ("input.jsonl", "--accounts", "accounts.toml", "--out", "out")
            ran = subprocess.run(  # noqa: S603 - our own command, named in full
                [CLAIMWATCH, "replay", *files, *times, *more, "--json"],
                capture_output=True,
                check=False,
                cwd=folder,
                stdin=subprocess.DEVNULL,
                timeout=300,
            )
            (folder / "stderr").write_bytes(ran.stderr)
            (folder / "code").write_text(str(ran.returncode))
            (folder / "stdout").write_bytes(ran.stdout)
    stdout = (folder / "stdout").read_bytes()
    return Replayed(
        code=int((folder / "code").read_text()),
        lines=[json.loads(line) for line in stdout.splitlines()],
        stdout=stdout,
        stderr=(folder / "stderr").read_text(),
        out=folder / "out",
    )


def written(messages: Iterable[Line]) -> Iterator[bytes]:
    """Write messages as a queue would carry them."""
    return (json.dumps(message).encode() for message in messages)
