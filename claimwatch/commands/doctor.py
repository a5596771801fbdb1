"""`claimwatch doctor`: what is well, what is not, and what to do about it."""

import json
from collections.abc import Iterator
from pathlib import Path

import click

from claimwatch.commands.handing import json_option
from claimwatch.commands.stacks import stack_option
from claimwatch.health import Check, everywhere
from claimwatch.place import NOTHING_SENT, WHAT_SENDS, place
from claimwatch.stack import Stack
from claimwatch.stack_checks import checks
from claimwatch.store.file import store_file
from claimwatch.store.soundness import damage, rescued

LOOK, BROKEN = 10, 11


@click.command()
@json_option
@stack_option
@click.option("--rescue", type=click.Path(path_type=Path), metavar="NEW.db",
              help="Write what can be read of a damaged local store into a new one.")  # fmt: skip
@click.pass_context
def doctor(context: click.Context, as_json: bool, stack: str | None, rescue: Path | None) -> None:
    """Look whether reminders can be relied on: here, or on a deployed stack.

    Exit codes: 0 all is well; 10 something is worth a look; 11 something is broken.
    """
    if rescue is not None:
        count = rescued(
            store_file().resolve(),
            rescue.resolve(),
            lambda words: click.echo(f"claimwatch: {words}", err=True),
        )
        told = {"rescued": count, "store": str(rescue)}
        words = f"{count} items are in {rescue}; CLAIMWATCH_STORE={rescue} works on it"
        click.echo(json.dumps(told) if as_json else words)
        return
    worst = 0
    for check in _checks(stack):
        worst = max(worst, {"ok": 0, "warn": LOOK, "fail": BROKEN}[check.level])
        if as_json:
            click.echo(json.dumps(check.line(), ensure_ascii=False))
            continue
        click.echo(f"{check.level:<5} {check.name}: {check.words}")
        if check.do:
            click.echo(f"      → {check.do}")
    context.exit(worst)


def _checks(stack: str | None) -> Iterator[Check]:
    if stack is None:
        store = _store()
        yield store
        if store.level == "fail":
            return
    with place(stack) as here:
        if stack is not None:
            phones = sum(bool(each.phone) for of in here.accounts.all() for each in of.contacts)
            yield from checks(Stack(stack), phones)
        yield from everywhere(here, deployed=stack is not None)
    if stack is None:
        yield Check("sending", "warn", f"{NOTHING_SENT}: list shows what is due", WHAT_SENDS)


def _store() -> Check:
    """Check the file itself, before anything is asked of it."""
    path = store_file().resolve()
    if not path.exists():
        return Check("store", "ok", f"{path} is not there yet")
    wrong = damage(path)
    if not wrong:
        return Check("store", "ok", f"{path} is sound")
    if wrong == "file is not a database":
        words = f"{path} is no store of claimwatch, or its beginning is lost"
        do = "name another file in CLAIMWATCH_STORE; doctor --rescue NEW.db saves what it holds"
        return Check("store", "fail", words, do)
    do = "a copy of an earlier day is best; claimwatch doctor --rescue NEW.db saves the rest"
    return Check("store", "fail", f"{path} is damaged: {wrong}", do)
