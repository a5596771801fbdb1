"""`claimwatch replay`: days of claims in seconds, through the real handlers."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

import click

from claimwatch.accounts_file import read_accounts
from claimwatch.arrivals import Inbox
from claimwatch.embedded import embedded_aws
from claimwatch.observer import Line
from claimwatch.printing import somebody_listens
from claimwatch.replay import Replay
from claimwatch.rows import table
from claimwatch.transcript import transcript
from claimwatch.typed import instant, moment
from shared.domain.errors import InputError
from shared.mail.deadline_entry import deadlines_ics
from shared.policy.pack import load_pack
from shared.web.accounting import of_cases
from shared.web.board_page import board_html
from shared.web.figures_page import figures_html
from shared.web.found import Found
from shared.web.periods import period, today
from shared.web.safe_csv import csv_file
from shared.web.view import alone


@click.command()
@click.argument("inputs", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--accounts", "accounts_file", required=True, type=click.Path(path_type=Path),
              help="accounts.toml.")  # fmt: skip
@click.option("--from", "start", required=True, metavar="TIME", help="When the clock starts.")
@click.option("--until", required=True, metavar="TIME", help="When it stops, included.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder for every message and page.")
@click.option("--account", help="Whose mails and reports they are, where that is in doubt.")
@click.option("--report-as-of", metavar="TIME",
              help="Date of the reports; if not given their newest, or --from.")  # fmt: skip
@click.option("--unverified", is_flag=True, help="Mails and reports given cannot be believed.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def replay(
    inputs: tuple[Path, ...],
    accounts_file: Path,
    start: str,
    until: str,
    out: Path | None,
    account: str | None,
    report_as_of: str | None,
    unverified: bool,
    as_json: bool,
) -> None:
    """Play INPUTS under a virtual clock and print what happens.

    INPUTS are queue messages (.jsonl), mails (.eml, each arrives at its Date) and reports (.csv,
    .tsv, .txt, .xml, .json, which arrive at --from). A mail belongs to the account given, to the
    one its recipient's address names (claims+blue-kettle@...), to the only one there is, or to the
    only one in the store it comes from; a report to the account given, to the only one, or to the
    one with which its file's name begins. In doubt a mail is refused, and a report ends the replay.

    The same input gives the same output, byte for byte. Nothing leaves this machine.
    """
    begin, end = instant("--from", start), instant("--until", until)
    if end < begin:
        raise InputError("--until", "is before --from")
    pack = load_pack()
    accounts = read_accounts(accounts_file, pack)
    by_name = {account.slug: account for account in accounts}
    inbox = Inbox(
        by_name,
        pack,
        begin,
        account=account,
        report_as_of=None if report_as_of is None else moment("--report-as-of", report_as_of),
        verified=not unverified,
    )
    arrivals = inbox.read(inputs)
    with embedded_aws() as aws:
        play = Replay(aws, accounts, begin, end)
        lines: Iterable[Line] = play.lines(arrivals)
        if not as_json:
            printed: Iterator[str] = transcript(lines, by_name)
        else:
            printed = (json.dumps(line, ensure_ascii=False) for line in lines)
        for line in printed:
            click.echo(line)
            if out is None and not somebody_listens():
                return
        if out is not None:
            write_out(play, out, end)


def write_out(play: Replay, folder: Path, now: datetime) -> None:
    """Write every message sent, the pages, the calendar and the outcomes into ``folder``."""
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
    kept, home = play.observer.cases(), play.accounts[0]
    seen = alone(home.first, now)
    page = board_html([Found(*each) for each in kept], seen)
    (folder / "board.html").write_text(page, encoding="utf-8")
    (folder / "deadlines.ics").write_bytes(deadlines_ics(kept, now).encode())
    (folder / "outcomes.csv").write_bytes(csv_file(*table("outcomes", kept)))
    pack = load_pack()
    days = period(None, None, None, today(pack.stores[home.store], now))
    figures = figures_html(of_cases(kept, days, now, pack), seen)
    (folder / "figures.html").write_text(figures, encoding="utf-8")


def _write_lines(path: Path, values: Iterable[object]) -> None:
    lines = [json.dumps(value, ensure_ascii=False) + "\n" for value in values]
    path.write_text("".join(lines), encoding="utf-8")
