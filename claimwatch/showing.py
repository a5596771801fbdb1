"""A stage shown on this machine: the deployed pages, the mails, and a clock to turn."""

import time
from collections.abc import Mapping
from datetime import timedelta
from threading import Lock, Thread
from typing import Any

import click

from claimwatch.backstage import Backstage
from claimwatch.runner import Context
from claimwatch.serving import address, server
from claimwatch.stage import FARTHEST, Stage
from shared.adapters.signed_links import EVERY_ACCOUNT
from shared.wiring import services

REAL = timedelta(seconds=1)
_TICK = 1.0
"""Seconds between two looks at a clock that runs."""


def show(stage: Stage, port: int) -> None:
    """Serve a stage until Ctrl-C; raises InputError when the port is taken."""
    links = services().links
    if links is None:  # pragma: no cover - whoever shows has set the address
        return
    board = links.board(EVERY_ACCOUNT, FARTHEST).removeprefix(address(port))
    lock = Lock()
    running = server(
        port, lambda event: serve_stage(event, stage), Backstage(stage, board).answer, lock
    )
    Thread(target=_run, args=(stage, lock), daemon=True).start()
    click.echo(
        f"\npages   {address(port)}/ the board · {address(port)}/mail every message · "
        f"{address(port)}/clock to move time\n        Ctrl-C stops"
    )
    with running:
        running.serve_forever()


def serve_stage(event: dict[str, Any], stage: Stage) -> Mapping[str, Any]:
    """Let the deployed handler answer, and let the queue deliver what it put there."""
    from functions.web import lambda_handler  # noqa: PLC0415 - a function is loaded when called

    answer: Mapping[str, Any] = lambda_handler(event, Context("web"))
    if event["requestContext"]["http"]["method"] == "POST":
        stage.heard()
    if stage.speed == REAL:
        return answer
    # the time of a stage is not that of the browser, whose countdowns would run on
    still = str(answer.get("body") or "").replace("<body ", '<body data-still="1" ', 1)
    return {**answer, "body": still}


def _run(stage: Stage, lock: Lock) -> None:
    """Let time pass as fast as the stage says, for as long as the process lives."""
    while True:
        time.sleep(_TICK)
        if stage.speed > timedelta():
            with lock:
                stage.go(stage.play.now + stage.speed * _TICK)
