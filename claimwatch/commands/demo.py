"""`claimwatch demo`, behind `make run`: eight days of sample claims in seconds."""

import os
import re
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click

from claimwatch.accounts_file import read_accounts
from claimwatch.arrivals import read_arrivals
from claimwatch.commands.replay import write_out
from claimwatch.embedded import embedded_aws
from claimwatch.home import HOME
from claimwatch.replay import Replay
from claimwatch.serving import PORT, address
from claimwatch.showing import show
from claimwatch.stage import staged
from claimwatch.transcript import transcript
from shared.domain.errors import InputError
from shared.domain.instants import parse_instant
from shared.policy.pack import load_pack

START, UNTIL = "2026-03-11T00:00:00Z", "2026-03-19T00:00:00Z"
DEFAULT_SPEED = "12h/s"


class Pace:
    """Makes virtual time pass at a speed people can follow, with one progress line."""

    def __init__(
        self, start: datetime, until: datetime, speed: timedelta | None, zone: ZoneInfo
    ) -> None:
        """Pass ``speed`` of virtual time a second; None does not wait at all."""
        self._zone = zone
        self._now, self._start, self._until, self._speed = start, start, until, speed
        self._live = sys.stdout.isatty() and speed is not None

    def wait(self, instant: datetime) -> None:
        """Let virtual time pass until ``instant``."""
        while self._speed and self._now < instant:
            step = min(instant - self._now, self._speed / 10)
            time.sleep(step / self._speed)
            self._now += step
            self._progress()
        self._now = instant

    def clear(self) -> None:
        """Take the progress line away, so that a line of the story can be printed."""
        if self._live:
            click.echo("\r\033[K", nl=False)

    def _progress(self) -> None:
        if self._live:
            share = (self._now - self._start) / (self._until - self._start)
            bar = "█" * int(30 * share)
            clock = self._now.astimezone(self._zone).strftime("%a %d %b %H:%M")
            click.echo(f"\r\033[K{bar:<30} {clock}", nl=False)


@click.command()
@click.option("--out", default="build/demo", type=click.Path(path_type=Path), show_default=True,
              help="Folder for mails, topic and board.")  # fmt: skip
@click.option("--serve/--no-serve", default=None,
              help="Show the pages when it is over; on a terminal it does.")  # fmt: skip
@click.option("--paused", is_flag=True, help="Show the pages from the start; you move the clock.")
def demo(out: Path, serve: bool | None, paused: bool) -> None:
    """Play the sample claims: eight virtual days, the real handlers, nothing leaves this machine.

    SPEED=12h/s is how fast; SPEED=0 or HEADLESS=1 does not wait. TZ_VIEW=Asia/Taipei shows every
    time in one zone. PORT=8765 is where the pages are shown.
    """
    pack, start, until = load_pack(), parse_instant("from", START), parse_instant("until", UNTIL)
    accounts = read_accounts(HOME / "events" / "accounts.toml", pack)
    by_name = {account.slug: account for account in accounts}
    arrivals = read_arrivals([HOME / "events" / "sample_claims.jsonl"], by_name, pack, start)
    speed, zone = _speed(), _zone(accounts[0].first.zone)
    hours = int((until - start).total_seconds() // 3600)
    click.echo(
        f"claimwatch demo: {len(arrivals)} messages about {len(accounts)} accounts in "
        f"{len({account.store for account in accounts})} stores, {hours} hours on a virtual clock\n"
        f"rules: {len(pack.rules)} for {len(pack.stores)} stores; "
        f"times are those of {zone.key}\n"
    )
    pace = Pace(start, until, speed, zone)
    shows = paused or (speed is not None and sys.stdout.isatty() if serve is None else serve)
    port = _port()
    with embedded_aws(address(port) if shows else "") as aws:
        play = Replay(aws, accounts, start, until, wait=pace.wait)
        if paused:
            show(staged(play, arrivals), port)
            return
        for line in transcript(play.lines(arrivals), by_name, zone):
            pace.clear()
            click.echo(line)
        write_out(play, out, until)
        _conclude(out)
        if shows:
            play.wait = lambda _: None
            show(staged(play, ()), port)


def _conclude(out: Path) -> None:
    mails = len(list(out.glob("*.eml")))
    click.echo(
        f"\nmails   {out}/0001.eml and {mails - 1} more; each opens in a mail program\n"
        f"topic   {out}/topic.jsonl, what machines subscribe to\n"
        f"board   {out}/board.html, as of the last minute\n\n"
        "next    claimwatch deadline safet.info_request --store US "
        "--anchor information_requested=2026-03-06T18:00:00Z\n"
        "        claimwatch accounts apply events/accounts.toml, then claimwatch add --help\n"
        "        make build, then make invoke FN=ingest_event EVENT=events/ingest_event.json\n"
        "        sam deploy --guided, for reminders that really go out"
    )


def _port() -> int:
    text = os.environ.get("PORT") or str(PORT)
    if not text.isdecimal() or not 1024 <= int(text[:6]) <= 65535:  # noqa: PLR2004 - what TCP has
        raise InputError("PORT", f"{text[:20]!r} is not a port from 1024 to 65535")
    return int(text)


def _speed() -> timedelta | None:
    text = os.environ.get("SPEED", "") or DEFAULT_SPEED
    if os.environ.get("HEADLESS") or text == "0":
        return None
    found = re.fullmatch(r"(\d{1,4})([mhd])(/s)?", text)
    if found is None or int(found[1]) == 0:
        raise InputError("SPEED", f"{text!r} must be like 12h/s, or 0 for at once")
    unit = {"m": "minutes", "h": "hours", "d": "days"}[found[2]]
    return timedelta(**{unit: int(found[1])})


def _zone(usual: ZoneInfo) -> ZoneInfo:
    name = os.environ.get("TZ_VIEW")
    try:
        return ZoneInfo(name) if name else usual
    except (ZoneInfoNotFoundError, OSError, ValueError):
        raise InputError("TZ_VIEW", f"unknown zone {name!r}; use one like Asia/Taipei") from None
