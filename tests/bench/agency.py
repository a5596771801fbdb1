"""What the commands cost an agency of 200 accounts: ``python -m tests.bench.agency`` prints it.

Each command runs in a process of its own.
"""

import json
import os
import random
import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Any

ACCOUNTS, FEW, MANY, ROWS, ROUNDS = 200, 2_000, 20_000, 100_000, 7
STORES = {"US": "USD", "UK": "GBP", "DE": "EUR", "FR": "EUR", "IT": "EUR", "ES": "EUR",
          "CA": "CAD", "JP": "JPY", "AU": "AUD"}  # fmt: skip
COMMANDS = {
    "`show` of one order": ("show", "client-007/113-6660000-0000007"),
    "`list --limit 50`": ("list", "--limit", "50"),
    "first byte of the board": ("board",),
    "`list` of everything": ("list",),
    "`figures` of all accounts": ("figures", "--json"),
}
FLAT = ("`show` of one order", "`list --limit 50`", "first byte of the board")
"""What should cost the same, however much is kept."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a process took."""

    seconds: float
    """Of a processor."""
    memory: int
    """Bytes, at most."""


def accounts(folder: Path) -> Path:
    """Write the settings of the agency's accounts."""
    path = folder / "accounts.toml"
    codes = list(STORES)
    path.write_text("".join(
        f'[[accounts]]\naccount = "client-{number:03}"\nstore = "{codes[number % len(codes)]}"\n'
        'time_zone = "Asia/Shanghai"\nlanguage = "zh-Hans"\n'
        f'[[accounts.contacts]]\nname = "A"\nemail = "a{number}@example.com"\norder = 1\n'
        for number in range(ACCOUNTS)
    ), encoding="utf-8")  # fmt: skip
    return path


def claims(folder: Path, count: int, most: int = 1 << 40) -> Path:
    """Write the messages of some claims, or the first of them.

    They are of half a year, a quarter of them of the last two days.
    """
    path, chance = folder / f"{count}.jsonl", random.Random(7)  # noqa: S311 - the same each time
    now, codes = datetime.now(UTC).replace(microsecond=0), list(STORES)
    with path.open("w", encoding="utf-8") as out:
        for number in range(count):
            store = codes[number % ACCOUNTS % len(codes)]
            for kind, at, more in _story(chance, now, STORES[store]):
                body = {
                    "schema": 1, "event_id": f"{number} {kind}", "type": kind, "programme": "atoz",
                    "account": f"client-{number % ACCOUNTS:03}",
                    "order_id": f"113-6660000-{number:07d}",
                    "occurred_at": f"{at:%Y-%m-%dT%H:%M:%SZ}", **more,
                }  # fmt: skip
                out.write(json.dumps(body) + "\n")
                most -= 1
                if not most:
                    return path
    return path


def _story(
    chance: random.Random, now: datetime, currency: str
) -> Iterator[tuple[str, datetime, dict[str, Any]]]:
    fresh = chance.random() < 0.25
    minutes = 50 * 60 if fresh else 180 * 24 * 60
    at = now - timedelta(minutes=chance.randrange(1, minutes))
    amount = {"value": str(chance.randrange(5, 300)), "currency": currency}
    yield "claim_opened", at, {"action_required": True, "amount": amount}
    if chance.random() < (0.15 if fresh else 0.97):
        answered = min(now, at + timedelta(hours=chance.randrange(1, 40)))
        yield "seller_responded", answered, {}
        if not fresh:
            ways = ("granted_amazon_funded", "denied", "granted_seller_funded")
            how = {"decision": chance.choice(ways), "amount": amount}
            yield "claim_decided", min(now, answered + timedelta(hours=5)), how


def cost(store: Path, *arguments: str) -> Cost:
    """Run a command on a store and return what its process took."""
    process = subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-m", *_module(arguments)],
        env={**os.environ, "CLAIMWATCH_STORE": str(store)},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in {0, 10}:
        raise ValueError(f"{arguments} ended with {process.returncode}")
    return Cost(used.ru_utime + used.ru_stime, used.ru_maxrss * 1024)


def filled(folder: Path, count: int) -> Path:
    """Return a store with the agency's accounts and some claims."""
    store = folder / f"{count}.db"
    cost(store, "accounts", "apply", str(accounts(folder)))
    if count:
        cost(store, "import", str(claims(folder, count)))
    cost(store, "list")  # whatever the first command after an import settles is done
    return store


def instructions(store: Path, *arguments: str) -> int:
    """Run a command on a store under valgrind; return how many instructions it took."""
    counted = subprocess.run(  # noqa: S603 - our own command
        ["valgrind", "--tool=cachegrind", "--cache-sim=no",  # noqa: S607 - wherever it is
         "--cachegrind-out-file=/dev/null", sys.executable, "-m", *_module(arguments)],
        env={**os.environ, "CLAIMWATCH_STORE": str(store)},
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False,
    ).stderr  # fmt: skip
    found = re.search(r"I +refs: +([\d,]+)", counted)
    if found is None:
        raise ValueError(f"valgrind counted nothing: {counted[-500:]}")
    return int(found[1].replace(",", ""))


def flat(stores: Sequence[Path]) -> Iterator[str]:
    """Yield the table of what should cost the same however much is kept: counted, not timed."""
    yield f"| million instructions | start | beyond it, {FEW:,} claims | {MANY:,} claims | ratio |"
    yield "|---|---|---|---|---|"
    for name in FLAT:
        start, few, many = (
            instructions(store, *(COMMANDS[name] if store is not stores[0] else _start(name)))
            for store in stores
        )
        beyond = (few - start) / 1e6, (many - start) / 1e6
        yield (
            f"| {name} | {start / 1e6:,.0f} | {beyond[0]:,.0f} | {beyond[1]:,.0f} "
            f"| {beyond[1] / beyond[0]:.2f} |"
        )


def whole(stores: Sequence[Path]) -> Iterator[str]:
    """Yield the table of what reads everything: processor time, medians of all rounds."""
    yield f"| seconds of processor time | start | {FEW:,} claims | {MANY:,} claims |"
    yield "|---|---|---|---|"
    names = [name for name in COMMANDS if name not in FLAT]
    took: dict[str, list[list[float]]] = {name: [] for name in names}
    for _ in range(ROUNDS):
        for name in names:
            asked = (_start(name), COMMANDS[name], COMMANDS[name])
            pairs = zip(stores, asked, strict=True)
            took[name].append([cost(store, *arguments).seconds for store, arguments in pairs])
    for name, rounds in took.items():
        start, few, many = (median(column) for column in zip(*rounds, strict=True))
        yield f"| {name} | {start:.2f} | {few:.2f} | {many:.2f} |"


def _start(name: str) -> tuple[str, ...]:
    """Return what starts a command and does none of its work: on a store without a claim."""
    arguments = COMMANDS[name]
    return arguments if arguments == ("board",) else (arguments[0], "--help")


def _module(arguments: Sequence[str]) -> list[str]:
    return ["tests.bench.agency" if arguments[0] == "board" else "claimwatch", *arguments]


def taken_in(folder: Path) -> str:
    """Return what an import of many rows takes, in words."""
    store = folder / "rows.db"
    cost(store, "accounts", "apply", str(accounts(folder)))
    few = cost(store, "import", str(claims(folder, FEW)))
    many = cost(store, "import", str(claims(folder, ROWS, ROWS)))
    return (
        f"An import of {ROWS:,} rows takes {many.seconds:.0f} seconds of one processor and "
        f"{many.memory >> 20} MB; one of {FEW:,} claims {few.memory >> 20} MB."
    )


def section() -> str:
    """Return the part of the page about an agency."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        stores = [filled(folder, count) for count in (0, FEW, MANY)]
        same, every, words = "\n".join(flat(stores)), "\n".join(whole(stores)), taken_in(folder)
    return f"""
## The local store of an agency

{ACCOUNTS} accounts in {len(STORES)} stores. What should cost the same however much is kept is
counted by valgrind, beyond the start of the same command: its help, or the board of a store without
a claim.

{same}

What reads everything is timed, medians of {ROUNDS} rounds in which all take turns.

{every}

{words}

A list comes from an index that is in order already, and only the cases that are shown are read:
`tests/cli/test_list.py` holds the questions to the store to the same number however much is kept.
The board reads a short line of everything that is open, so that what it says of the whole is so.
"""


def board() -> None:
    """Serve the board of a store to one visitor."""
    from claimwatch.commands.serve import local_pages  # noqa: PLC0415 - as the command does

    with local_pages(0, None) as (running, link):
        Thread(target=running.serve_forever, daemon=True).start()
        with urllib.request.urlopen(link) as answer:  # noqa: S310 - our own page
            answer.read()
        running.shutdown()


if __name__ == "__main__":
    board() if sys.argv[1:] == ["board"] else sys.stdout.write(section())
