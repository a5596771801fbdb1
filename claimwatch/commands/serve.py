"""`claimwatch serve` and `claimwatch board-link`: the pages, here or of a deployed stack."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from http.server import ThreadingHTTPServer
from pathlib import Path
from secrets import token_hex
from threading import Lock
from typing import Any

import boto3
import click
from aws_lambda_powertools.utilities.data_classes import LambdaFunctionUrlEvent

from claimwatch.commands.stacks import stack_option
from claimwatch.place import Place, place
from claimwatch.serving import PORT, address, server
from claimwatch.stack import Stack
from claimwatch.store.file import store_file
from shared.adapters.signed_links import EVERY_ACCOUNT, LinkKeys, Seal, SignedLinks
from shared.domain.errors import ClaimwatchError, InputError
from shared.web.found import Tools
from shared.web.site import Site
from shared.wiring import utc_now

_DAYS = click.option("--days", default=30, type=click.IntRange(1, 400), show_default=True,
                     help="How long the link opens.")  # fmt: skip
_ACCOUNT = click.option("--account", help="Only this account; all of them, if not given.")


@click.command()
@click.option("--port", default=PORT, type=click.IntRange(1024, 65535), show_default=True)
@_ACCOUNT
def serve(port: int, account: str | None) -> None:
    """Serve the board and the pages of the local store on this machine, until Ctrl-C."""
    with local_pages(port, account) as (running, board):
        click.echo(f"board  {board}")
        click.echo("Ctrl-C stops it; nothing is sent from here.", err=True)
        running.serve_forever()


@contextmanager
def local_pages(port: int, account: str | None) -> Iterator[tuple[ThreadingHTTPServer, str]]:
    """Open a server of the local store's pages; yield it and the link to its board.

    Raises UnknownAccountError, and InputError when the port is taken; port 0 is any that is free.
    """
    if account:
        with place(None, keep=False) as here:
            here.accounts.get(account)
    seal = Seal(lambda: [_own_key()], utc_now)
    with server(port, lambda event: _answer(event, seal), lambda _: None, Lock()) as running:
        links = SignedLinks(address(int(running.server_address[1])), seal)
        yield running, links.board(account or EVERY_ACCOUNT, timedelta(days=30))


@click.command(name="board-link")
@_ACCOUNT
@_DAYS
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@stack_option
def board_link(account: str | None, days: int, as_json: bool, stack: str | None) -> None:
    """Print a link that opens the board of a deployed stack; whoever has it may see and act."""
    if stack is None:
        raise InputError("--stack", "name the stack; `claimwatch serve` shows the local store")
    with place(stack, keep=False) as here:
        if account:
            here.accounts.get(account)
        deployed = Stack(stack)
        secret = deployed.parts.get("LinkSecret", ("", ""))[1]
        url = deployed.output("WebUrl")
        if not secret or not url:
            raise InputError(f"stack {stack}", "has no pages; deploy it with Web=yes")
        keys = LinkKeys(boto3.client("secretsmanager"), secret, utc_now)
        links = SignedLinks(url, Seal(keys.read, utc_now, keys.read_again))
        link = links.board(account or EVERY_ACCOUNT, timedelta(days=days))
    click.echo(json.dumps({"link": link, "days": days}) if as_json else link)


class _Submitting:
    """Hands claim events to where the commands hand them."""

    def __init__(self, here: Place) -> None:
        self._here = here

    def add(self, bodies: Sequence[str]) -> None:
        named = [(str(number), body) for number, body in enumerate(bodies)]
        for refused in self._here.submit(named):
            raise ClaimwatchError(refused.reason)


def _answer(event: dict[str, Any], seal: Seal) -> Mapping[str, Any]:
    """Answer one request from the store as it is now; other commands may change it meanwhile."""
    from functions.web import asked  # noqa: PLC0415 - a function is loaded when it is called

    with place(None) as here:
        kept = here.cases, here.accounts, here.rules
        tools = Tools(*kept, _Submitting(here), seal, utc_now)
        answer = Site(tools).answer(asked(LambdaFunctionUrlEvent(event)))
    head = {**answer.headers, "Content-Type": answer.kind}
    return {"statusCode": answer.status, "headers": head, "body": answer.body}


def _own_key() -> str:
    """Return the key that signs links here, made on first use and kept beside the store."""
    path: Path = store_file().with_suffix(".key")
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(token_hex(32), encoding="ascii")
    return path.read_text(encoding="ascii")
