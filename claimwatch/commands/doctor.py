"""`claimwatch doctor`: what is well, what is not, and what to do about it."""

import json
from collections.abc import Iterator

import click

from claimwatch.commands.handing import json_option
from claimwatch.commands.stacks import stack_option
from claimwatch.health import Check, everywhere
from claimwatch.place import place
from claimwatch.stack import Stack, checks

LOOK, BROKEN = 10, 11


@click.command()
@json_option
@stack_option
@click.pass_context
def doctor(context: click.Context, as_json: bool, stack: str | None) -> None:
    """Look whether reminders can be relied on: here, or on a deployed stack.

    Exit codes: 0 all is well; 10 something is worth a look; 11 something is broken.
    """
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
    with place(stack) as here:
        if stack is not None:
            yield from checks(Stack(stack))
        yield from everywhere(here, deployed=stack is not None)
