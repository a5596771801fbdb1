"""The `claimwatch` command: every subcommand, and how errors reach the person who typed."""

import os
import re
import sys
from collections.abc import Mapping
from importlib import import_module
from zoneinfo import reset_tzpath

import click

from claimwatch import __version__
from claimwatch.printing import whoever_listens
from shared.domain.errors import ClaimwatchError

DONE, FAILED, WRONG, STOPPED = 0, 1, 2, 130
_NO_TEXT = re.compile("[\ud800-\udfff]")
"""What Python makes of typed bytes that the terminal's encoding does not know."""

_COMMANDS: Mapping[str, str] = {
    "add": "intake:add",
    "import": "intake:import_",
    "parse": "parse:parse",
    "list": "listing:list_",
    "show": "cases:show",
    "explain": "explain:explain",
    "history": "cases:history",
    "ack": "verbs:ack",
    "responded": "verbs:responded",
    "declined": "verbs:declined",
    "outcome": "verbs:outcome",
    "reopen": "verbs:reopen",
    "assign": "verbs:assign",
    "snooze": "verbs:snooze",
    "set-deadline": "verbs:set_deadline",
    "evidence": "evidence:evidence",
    "draft": "draft:draft",
    "eligibility": "eligibility:eligibility",
    "accounts": "accounts:accounts",
    "deadline": "deadline:deadline",
    "exposure": "exposure:exposure",
    "export": "export:export",
    "odr": "odr:odr",
    "figures": "figures:figures",
    "policy": "policy:policy",
    "doctor": "doctor:doctor",
    "send-test": "send_test:send_test",
    "redrive": "redrive:redrive",
    "erase": "erase:erase",
    "replay": "replay:replay",
    "demo": "demo:demo",
    "serve": "serve:serve",
    "board-link": "serve:board_link",
}


CHANGING = frozenset({
    "add", "import", "ack", "responded", "declined", "outcome", "reopen", "assign", "snooze",
    "set-deadline", "evidence", "apply", "redrive", "erase", "send-test",
})  # fmt: skip
"""Commands whose work is not what they print."""


class _Lazy(click.Group):
    """Imports a subcommand when it is asked for: `deadline` needs no embedded AWS."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's own
        return list(_COMMANDS)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's own
        cmd_name: str,
    ) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module, _, name = _COMMANDS[cmd_name].partition(":")
        found = getattr(import_module(f"claimwatch.commands.{module}"), name)
        return found if isinstance(found, click.Command) else None


@click.group(
    cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(__version__)
def claimwatch() -> None:
    """Watch the deadlines of Amazon claims: compute, remind, answer in time.

    CLAIM is account/programme/order, or account/order or the order alone where that is clear. TIME
    is ISO with an offset (2026-03-10T18:00+08:00), a date, or a local time together with --zone.
    With --json every command prints one JSON object a line, except demo and serve, which show
    pages, and export csv and export json, which are data by themselves.

    Exit codes: 0 done; 1 a fault of claimwatch itself; 2 usage or unreadable input, with one line
    on stderr; `list`, `policy check`, `draft --check` and `doctor` exit with 10 when something
    needs a look, `doctor` with 11 when something is broken. A reader that goes away (`| head -1`)
    is no failure, and neither is a full disk behind stdout for a command that changes something.
    """


def main() -> None:
    """Run the command; an error is one line on stderr, never a stack trace."""
    reset_tzpath(())  # the pinned zones, not the machine's: the same answers everywhere
    with whoever_listens() as streams:
        try:
            code = _run()
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else DONE
    lost = next((each.full for each in streams if each.full), None)
    if lost is not None:
        _complain(f"what this command says could not be written: {lost.strerror}")
        shown = not CHANGING.intersection(sys.argv[1:3])
        code = code or (WRONG if shown else DONE)
    sys.exit(code)


def _run() -> int:
    try:
        code = claimwatch.main(standalone_mode=False)
    except (click.exceptions.Abort, KeyboardInterrupt):
        return STOPPED
    except click.exceptions.NoArgsIsHelpError as wrong:
        click.echo(wrong.format_message(), err=True)
        return WRONG
    except click.ClickException as wrong:
        _complain(wrong.format_message())
        return WRONG
    except ClaimwatchError as wrong:
        _complain(str(wrong))
        return WRONG
    except Exception as bug:
        if os.environ.get("CLAIMWATCH_DEBUG"):
            raise
        unread = isinstance(bug, UnicodeEncodeError) and _NO_TEXT.search(bug.object)
        if unread:
            _complain(f"{unread.string!r} is no text in this terminal's encoding, unlike C.UTF-8's")
        else:
            _complain(f"unexpected {type(bug).__name__}: {bug} (CLAIMWATCH_DEBUG=1 shows where)")
        return WRONG if unread else FAILED
    return code if isinstance(code, int) else DONE


def _complain(words: str) -> None:
    click.echo("claimwatch: " + " ".join(words.split()), err=True)
