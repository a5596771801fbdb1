"""Load what is known about claims beyond their deadlines: the tables beside the policy pack."""

import csv
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import TypeVar, cast, get_args

from shared.domain.errors import ClaimwatchError
from shared.domain.knowledge import (
    Advice,
    Condition,
    Doubt,
    Effect,
    Knowledge,
    Place,
    Proof,
    Scope,
    Statement,
    Verified,
)
from shared.policy.pack import load_pack
from shared.policy.rows import PackError

_Row = Mapping[str, str]
_Made = TypeVar("_Made")
_COLUMNS = {
    "eligibility.csv": "rule_id programme effect orders reasons stores fact words doubt",
    "evidence.csv": "item kind programme orders reasons stores need fact words attached",
    "places.csv": "place programme stores words",
    "schools.csv": "rule_id school kind fact words doubt",
    "procedures.csv": "procedure number words",
    "letters.csv": "language part words",
    "doubts.csv": "doubt one one_source_ids other other_source_ids reading checked",
}
_NEEDS = ("needed", "advised", "if_any")


@cache
def load_knowledge() -> Knowledge:
    """Return the tables that ship with claimwatch; raises PackError for a row that is wrong."""
    doubts = dict(_read("doubts.csv", _doubt))
    return Knowledge(
        conditions=tuple(_read("eligibility.csv", lambda row: _condition(row, doubts))),
        proofs=tuple(_read("evidence.csv", _proof)),
        places=tuple(_read("places.csv", _place)),
        advice=tuple(_read("schools.csv", lambda row: _advice(row, doubts))),
        procedures=_procedures(),
        doubts=doubts,
        letters=_letters(),
    )


def _read(file: str, make: Callable[[_Row], _Made]) -> Iterator[_Made]:
    reader = csv.DictReader(_text(file).splitlines(), strict=True)
    named = [*_COLUMNS[file].split(), *(() if file in _OWN_WORDS else _PROVENANCE)]
    if list(reader.fieldnames or ()) != named:
        raise PackError(f"{file} line 1: the columns must be {', '.join(named)}")
    for row in reader:
        if None in row or None in row.values():
            raise PackError(f"{file} line {reader.line_num}: has not one value a column")
        try:
            yield make(row)
        except (ValueError, ClaimwatchError) as wrong:
            raise PackError(f"{file} line {reader.line_num}: {wrong}") from None


_OWN_WORDS = ("doubts.csv", "letters.csv")
_PROVENANCE = ("source_ids", "checked", "verified")


def _text(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def _statement(row: _Row) -> Statement:
    verified = cast("Verified", _one_of("verified", row["verified"], get_args(Verified)))
    checked = date.fromisoformat(row["checked"])
    return Statement(_words(row["words"]), _sources(row["source_ids"]), checked, verified)


def _words(text: str) -> str:
    if not text:
        raise ValueError("words must not be empty")
    return text


def _sources(text: str) -> tuple[str, ...]:
    names = tuple(text.split())
    unknown = [name for name in names if name not in load_pack().sources]
    if unknown or not names:
        raise ValueError(f"source_ids: {' '.join(unknown) or 'none'}; name sources of sources.csv")
    return names


def _one_of(column: str, text: str, allowed: tuple[str, ...]) -> str:
    if text not in allowed:
        raise ValueError(f"{column}: {text!r} must be one of {', '.join(allowed)}")
    return text


def _scope(row: _Row) -> Scope:
    stores = tuple(row["stores"].split())
    for name in stores:
        if name != "*":
            load_pack().store(name)
    orders = row["orders"] and _one_of("orders", row["orders"], ("product", "service"))
    return Scope(row["programme"], orders, tuple(row["reasons"].split()), stores)


def _known_doubt(row: _Row, doubts: Mapping[str, Doubt]) -> str:
    return row["doubt"] and _one_of("doubt", row["doubt"], tuple(doubts))


def _condition(row: _Row, doubts: Mapping[str, Doubt]) -> Condition:
    effect = cast("Effect", _one_of("effect", row["effect"], get_args(Effect)))
    doubt = _known_doubt(row, doubts)
    return Condition(row["rule_id"], _scope(row), effect, _statement(row), row["fact"], doubt)


def _proof(row: _Row) -> Proof:
    item = _one_of("kind", row["kind"], ("item", "note")) == "item"
    need = _one_of("need", row["need"], _NEEDS if item else ("",))
    return Proof(row["item"], _scope(row), need, _statement(row), row["fact"], row["attached"])


def _place(row: _Row) -> Place:
    return Place(row["programme"], tuple(row["stores"].split()), _statement(row))


def _advice(row: _Row, doubts: Mapping[str, Doubt]) -> Advice:
    school = _one_of("school", row["school"], ("refund", "fight"))
    return Advice(
        row["rule_id"],
        "refund" if school == "refund" else "fight",
        row["kind"],
        _statement(row),
        row["fact"],
        _known_doubt(row, doubts),
    )


def _doubt(row: _Row) -> tuple[str, Doubt]:
    def side(name: str) -> Statement:
        cited = _sources(row[f"{name}_source_ids"])
        checked = date.fromisoformat(row["checked"])
        return Statement(_words(row[name]), cited, checked, _how_far(cited))

    name = row["doubt"]
    return name, Doubt(name, side("one"), side("other"), _words(row["reading"]))


def _how_far(cited: tuple[str, ...]) -> Verified:
    publishers = {load_pack().sources[name].publisher for name in cited}
    if publishers & {"Amazon"} and not all(name.startswith("seed-") for name in cited):
        return "yes"
    return "seed" if all(name.startswith("seed-") for name in cited) else "no"


def _letters() -> dict[str, dict[str, str]]:
    letters: dict[str, dict[str, str]] = {}
    for language, part, words in _read(
        "letters.csv", lambda row: (row["language"], row["part"], _words(row["words"]))
    ):
        letters.setdefault(language, {})[part] = words
    lacking = {
        f"{language} lacks {part}"
        for language, letter in letters.items()
        for part in letters["en"].keys() - letter.keys()
    }
    if lacking:
        raise PackError(f"letters.csv: {', '.join(sorted(lacking))}")
    return letters


def _procedures() -> dict[str, tuple[Statement, ...]]:
    steps: dict[str, list[Statement]] = {}
    for name, number, says in _read(
        "procedures.csv", lambda row: (row["procedure"], int(row["number"]), _statement(row))
    ):
        before = steps.setdefault(name, [])
        before.append(says)
        if number != len(before):
            raise PackError(f"procedures.csv: step {number} of {name} is out of order")
    return {name: tuple(told) for name, told in steps.items()}
