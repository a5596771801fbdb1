"""`claimwatch replay`: days of claims in seconds, through the real handlers."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

import click

from claimwatch.accounts_file import read_accounts
from claimwatch.arrivals import read_arrivals
from claimwatch.board import board_html
from claimwatch.embedded import embedded_aws
from claimwatch.observer import Line
from claimwatch.replay import Replay
from claimwatch.transcript import transcript
from shared.domain.errors import InputError
from shared.domain.instants import parse_instant
from shared.policy.pack import load_pack


@click.command()
@click.argument("inputs", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--accounts", "accounts_file", required=True, type=click.Path(path_type=Path),
              help="accounts.toml.")  # fmt: skip
@click.option("--from", "start", required=True, metavar="TIME", help="When the clock starts.")
@click.option("--until", required=True, metavar="TIME", help="When it stops, included.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder for every message and page.")
@click.option("--unverified", is_flag=True, help="Mails and reports given cannot be believed.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def replay(
    inputs: tuple[Path, ...],
    accounts_file: Path,
    start: str,
    until: str,
    out: Path | None,
    unverified: bool,  # noqa: ARG001 - speaks of mails and reports, which are not read yet
    as_json: bool,
) -> None:
    """Play INPUTS (.jsonl of queue messages) under a virtual clock and print what happens.

    The same input gives the same output, byte for byte. Nothing leaves this machine.
    """
    begin, end = parse_instant("--from", start), parse_instant("--until", until)
    if end < begin:
        raise InputError("--until", "is before --from")
    pack = load_pack()
    accounts = read_accounts(accounts_file, pack)
    by_name = {account.slug: account for account in accounts}
    arrivals = read_arrivals(inputs, by_name, pack, begin)
    with embedded_aws() as aws:
        play = Replay(aws, accounts, begin, end)
        lines: Iterable[Line] = play.lines(arrivals)
        if not as_json:
            printed: Iterator[str] = transcript(lines, by_name)
        else:
            printed = (json.dumps(line, ensure_ascii=False) for line in lines)
        for line in printed:
            click.echo(line)
        if out is not None:
            write_out(play, out, end)


def write_out(play: Replay, folder: Path, now: datetime) -> None:
    """Write every message sent and the board into ``folder``."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as wrong:
        raise InputError("--out", f"{folder}: {wrong.strerror}") from None
    for stale in folder.glob("[0-9][0-9][0-9][0-9].eml"):  # of a longer run before this one
        stale.unlink()
    for number, mail in play.observer.mails:
        (folder / f"{number:04}.eml").write_bytes(mail.as_bytes())
    _write_lines(folder / "topic.jsonl", play.aws.published())
    texts = [{"to": phone, "text": words} for phone, words in play.aws.texts()]
    _write_lines(folder / "sms.jsonl", texts)
    zone = play.accounts[0].first.zone
    page = board_html(play.observer.cases(), now, zone)
    (folder / "board.html").write_text(page, encoding="utf-8")


def _write_lines(path: Path, values: Iterable[object]) -> None:
    lines = [json.dumps(value, ensure_ascii=False) + "\n" for value in values]
    path.write_text("".join(lines), encoding="utf-8")
