"""`claimwatch deadline`: one deadline, or a file of them."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, TextIO

import click

from claimwatch.queries import answer, in_words, read_query
from claimwatch.typed import in_full
from claimwatch.typed import window as printed
from shared.domain.deadlines import deadline as compute
from shared.domain.errors import ClaimwatchError, InputError
from shared.domain.rules import Pack
from shared.policy.pack import load_pack

_RIGHT = 'a query is one object, like {"obligation": "atoz.info_request", "store": "US", …}'


@click.command()
@click.argument("obligation", required=False)
@click.option("--store", help="Store code (US, UK, IN, …) or marketplace id.")
@click.option("--case", default="", help="Variant of the obligation, such as lost or self_ship.")
@click.option(
    "--anchor", "anchors", multiple=True, metavar="NAME=TIME",
    help="What it counts from: 2026-03-06T18:00:00Z, or a date. Repeatable.",
)  # fmt: skip
@click.option("--window", metavar="N:UNIT", help="Printed in the notice, such as 3:calendar_days.")
@click.option("--stated", metavar="TIME", help="The cut-off Amazon itself states.")
@click.option(
    "--batch", type=click.File(encoding="utf-8", errors="surrogateescape"), metavar="FILE",
    help="One JSON query a line in, one answer a line out, in the same order.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def deadline(
    obligation: str | None,
    store: str | None,
    case: str,
    anchors: tuple[str, ...],
    window: str | None,
    stated: str | None,
    batch: TextIO | None,
    as_json: bool,
) -> None:
    """Compute when an OBLIGATION must be met, such as safet.info_request.

    Prints the earliest, expected and latest reading of the rule, when to remind and after which
    instant it counts as missed.
    """
    pack = load_pack()
    if batch is not None:
        if obligation or store or case or anchors or window or stated:
            raise InputError("--batch", "takes its queries from the file alone")
        _answer_all(batch, pack)
        return
    query = read_query(
        {
            "obligation": obligation,
            "store": store,
            "case": case,
            "anchors": _anchors(anchors),
            "window": printed(window),
            "stated": None if stated is None else in_full(stated),
        },
        pack,
    )
    if as_json:
        click.echo(json.dumps(answer(query, pack), ensure_ascii=False))
    else:
        click.echo("\n".join(in_words(compute(pack, query), query)))


def _answer_all(lines: Iterable[str], pack: Pack) -> None:
    for line in lines:
        click.echo(json.dumps(_answer(line, pack), ensure_ascii=False))


def _answer(line: str, pack: Pack) -> Mapping[str, Any]:
    try:
        return answer(read_query(_read(line), pack), pack)
    except ClaimwatchError as wrong:
        return {"error": " ".join(str(wrong).split())}
    except (RecursionError, ValueError):
        return {"error": f"query: brackets or digits without end; {_RIGHT}"}


def _read(line: str) -> object:
    """Read one line as JSON; raises InputError saying what a line should be."""
    if not line.strip():
        raise InputError("query", f"the line is empty; {_RIGHT}")
    try:
        return json.loads(line.strip(), object_pairs_hook=_once)
    except json.JSONDecodeError as wrong:
        raise InputError("query", f"no JSON from column {wrong.colno} on; {_RIGHT}") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _ in pairs]
    for name in names:
        if names.count(name) > 1:
            raise InputError(name[:60], "is there twice")
    return dict(pairs)


def _anchors(texts: tuple[str, ...]) -> dict[str, str]:
    pairs = [_anchor(text) for text in texts]
    if len(dict(pairs)) < len(pairs):
        raise InputError("--anchor", "the same name is given twice")
    return dict(pairs)


def _anchor(text: str) -> tuple[str, str]:
    name, found, time = text.partition("=")
    if not found or not name or not time:
        right = "information_requested=2026-03-06T18:00:00Z"
        raise InputError("--anchor", f"{text!r} must be NAME=TIME, like {right}")
    return name, in_full(time)
