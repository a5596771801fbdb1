"""`claimwatch parse`: what a mail or a report would tell, without storing anything."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import click

from claimwatch.commands.handing import json_option
from claimwatch.saved_mails import is_mail
from claimwatch.store.file import read_only, store_file
from claimwatch.store.items import SqliteItems
from shared.adapters.account_table import AccountTable
from shared.domain.accounts import Account
from shared.domain.errors import ClaimwatchError, InputError
from shared.domain.rules import Pack
from shared.intake.findings import Finding, Found, Refused
from shared.policy.pack import load_pack
from shared.wiring import utc_now


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE…",
                type=click.Path(path_type=Path))  # fmt: skip
@click.option("--store", required=True, help="Store code (US, UK, IN, …) or marketplace id.")
@click.option("--account", required=True, help="Account the messages are to name.")
@click.option("--unverified", is_flag=True, help="Mark what is found as not to be believed.")
@json_option
def parse(
    files: tuple[Path, ...], store: str, account: str, unverified: bool, as_json: bool
) -> None:
    """Print the queue messages that mails (.eml) and reports yield; nothing is stored.

    What looks like a claim and cannot be read is printed as rejected, with the reason; what is no
    claim is only counted on stderr. Exits with 2 where a file as a whole cannot be read.
    """
    pack = load_pack()
    asked = _asked(account, pack.store(store).code, pack)
    unread = 0
    for path in files:
        aside = 0
        for source, finding in _findings(path, asked, pack, verified=not unverified):
            if isinstance(finding, Found):
                click.echo(_message(finding.message, as_json=as_json))
            elif isinstance(finding, Refused):
                unread += finding.where == path.name
                click.echo(_rejected(path, source, finding, as_json=as_json))
            else:
                aside += 1
        if aside:
            click.echo(f"{path.name}: {aside} set aside, no claim", err=True)
    if unread:
        raise InputError("FILE", f"{unread} of {len(files)} cannot be read at all")


def _asked(slug: str, store: str, pack: Pack) -> Account:
    """Return the account as it is set up here, so that its contacts' clocks are those of `import`.

    It need not be: then a time printed without a zone counts on fewer clocks.
    """
    path, bare = store_file(), Account(slug, store, contacts=())
    if not path.exists():
        return bare
    try:
        with closing(read_only(path.resolve())) as database:
            known = AccountTable(SqliteItems(database), pack, utc_now).get(slug)
    except (sqlite3.Error, OSError, ClaimwatchError):
        return bare
    return known if known.store == store else bare


def _findings(
    path: Path, asked: Account, pack: Pack, *, verified: bool
) -> Iterator[tuple[str, Finding]]:
    try:
        with path.open("rb") as stream:
            if is_mail(path, stream):
                from shared.intake.bounded import mail_apart  # noqa: PLC0415 - a report needs none

                for told in mail_apart(stream.read(), asked, pack, verified=verified):
                    yield "mail", told
                return
            from shared.intake.reports import read_report  # noqa: PLC0415 - a mail needs none

            for told in read_report(
                stream, path.name, asked, pack, undated=utc_now(), verified=verified
            ):
                yield "report", told
    except OSError as wrong:
        raise InputError(str(path), wrong.strerror or "cannot be read") from None


def _message(message: dict[str, Any], *, as_json: bool) -> str:
    if as_json:
        return json.dumps(message, ensure_ascii=False)
    what = f"{message['programme']}.{message['type']}"
    more = [str(message[name]) for name in ("decision", "by", "claim_ref") if name in message]
    if amount := message.get("amount"):
        more.append(f"{amount['value']} {amount['currency']}")
    if window := message.get("window"):
        more.append(f"answer within {window['amount']} {window['unit'].replace('_', ' ')}")
    if "stated" in message:
        more.append(f"by {message['stated']}")
    if message.get("action_required"):
        more.append("action required")
    at = "..".join(message[name] for name in ("occurred_from", "occurred_at") if name in message)
    line = f"{at:20}  {message['order_id']}  {what}"
    return "  ".join([line, *more, *([] if message.get("verified", True) else ["unverified"])])


def _rejected(path: Path, source: str, finding: Refused, *, as_json: bool) -> str:
    whole = source == "mail" or finding.where == path.name
    name = path.name if whole else f"{path.name}:{finding.where}"
    if not as_json:
        return f"rejected  {name}: {finding.reason}"
    line = {
        "kind": "rejected",
        "source": source,
        "reason": finding.reason,
        "id": name,
    }
    return json.dumps(line, ensure_ascii=False)
