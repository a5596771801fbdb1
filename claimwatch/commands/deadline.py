"""`claimwatch deadline`: one deadline, or a file of them."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, TextIO

import click

from claimwatch.queries import answer, in_words, read_query
from shared.domain.deadlines import deadline as compute
from shared.domain.errors import ClaimwatchError, InputError
from shared.domain.rules import Pack
from shared.policy.pack import load_pack


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
            "window": _window(window),
            "stated": stated,
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
        return answer(read_query(json.loads(line, object_pairs_hook=_once), pack), pack)
    except (ClaimwatchError, RecursionError, ValueError) as wrong:
        return {"error": " ".join(str(wrong).split())}


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _ in pairs]
    for name in names:
        if names.count(name) > 1:
            raise InputError(name[:60], "is there twice")
    return dict(pairs)


def _anchors(texts: tuple[str, ...]) -> dict[str, str]:
    pairs = [_pair("anchor", text, "=") for text in texts]
    if len(dict(pairs)) < len(pairs):
        raise InputError("--anchor", "the same name is given twice")
    return dict(pairs)


def _pair(option: str, text: str, mark: str) -> tuple[str, str]:
    name, found, value = text.partition(mark)
    if not found or not name or not value:
        raise InputError(f"--{option}", f"{text!r} must be like NAME{mark}VALUE")
    return name, value


def _window(text: str | None) -> dict[str, object] | None:
    if text is None:
        return None
    amount, unit = _pair("window", text, ":")
    if not amount.isdecimal():
        raise InputError("--window", f"{amount!r} is not a whole number")
    return {"amount": int(amount[:12]), "unit": unit}
