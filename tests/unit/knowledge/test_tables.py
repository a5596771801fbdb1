from collections.abc import Iterator
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

import pytest

from shared.domain.circumstances import circumstances, holds
from shared.domain.knowledge import Condition, Proof, Scope, Statement
from shared.domain.schools import schools
from shared.mail.reasons import REASONS
from shared.policy import knowledge as loader
from shared.policy.knowledge import load_knowledge
from shared.policy.pack import load_pack
from shared.policy.rows import PackError
from tests.unit.knowledge.telling import told

KNOWLEDGE = load_knowledge()
SCOPED: list[Condition | Proof] = [*KNOWLEDGE.conditions, *KNOWLEDGE.proofs]
CLAIM = {"type": "claim_opened", "programme": "atoz", "at": "2026-03-06T12:00:00Z"}


class Row(NamedTuple):
    """One row of any table, in the form in which the list of the sources has it."""

    table: str
    row: str
    does: str
    where: frozenset[str]
    sources: frozenset[str]
    words: str


def where(scope: Scope) -> frozenset[str]:
    stores = () if scope.stores == ("*",) else scope.stores
    return frozenset((*scope.reasons, *stores, *scope.orders.split()))


def rows() -> Iterator[Row]:
    nowhere: frozenset[str] = frozenset()
    for each in KNOWLEDGE.conditions:
        cited = frozenset(each.says.sources)
        yield Row("eligibility", each.id, each.effect, where(each.scope), cited, each.says.words)
    for proof in KNOWLEDGE.proofs:
        name, need = f"{proof.scope.programme}/{proof.item}", proof.need or "remark"
        cited = frozenset(proof.says.sources)
        yield Row("evidence", name, need, where(proof.scope), cited, proof.says.words)
    for place in KNOWLEDGE.places:
        name, cited = f"{place.programme}/{' '.join(place.stores)}", frozenset(place.says.sources)
        yield Row("places", name, "place", nowhere, cited, place.says.words)
    for row in KNOWLEDGE.advice:
        cited = frozenset(row.says.sources)
        yield Row("schools", row.id, f"{row.school} {row.kind}", nowhere, cited, row.says.words)
    for name, steps in KNOWLEDGE.procedures.items():
        for number, step in enumerate(steps, start=1):
            cited = frozenset(step.sources)
            yield Row("procedures", f"{name}/{number}", "step", nowhere, cited, step.words)
    for doubt in KNOWLEDGE.doubts.values():
        sides = (*doubt.one.sources, "against", *doubt.other.sources)
        cited = frozenset(sides) - {"against"}
        yield Row("doubts", doubt.id, "doubt", frozenset(sides), cited, doubt.reading)


def expected() -> Iterator[tuple[Row, list[str]]]:
    text = (Path(__file__).parent / "sources_say.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        table, row, does, scope, cited, _, words = (part.strip() for part in line.split("|"))
        said = Row(table, row, does, frozenset(scope.split()), frozenset(cited.split()), "")
        yield said, [part.strip().lower() for part in words.split(";")]


def statements() -> Iterator[Statement]:
    yield from (each.says for each in SCOPED)
    yield from (place.says for place in KNOWLEDGE.places)
    yield from (row.says for row in KNOWLEDGE.advice)
    for steps in KNOWLEDGE.procedures.values():
        yield from steps
    for doubt in KNOWLEDGE.doubts.values():
        yield from (doubt.one, doubt.other)


TABLES = {(row.table, row.row): row for row in rows()}
SAID = list(expected())


def test_the_tables_and_the_sources_have_the_same_rows() -> None:
    assert sorted(TABLES) == sorted((said.table, said.row) for said, _ in SAID)
    assert len(SAID) == len(list(rows()))


@pytest.mark.parametrize(
    ("said", "words"), SAID, ids=[f"{said.table} {said.row}" for said, _ in SAID]
)
def test_every_row_says_what_its_source_says(said: Row, words: list[str]) -> None:
    row = TABLES[said.table, said.row]

    assert row._replace(words="") == said
    assert [part for part in words if part not in row.words.lower()] == []


def test_every_sentence_names_its_sources_and_the_day_it_was_checked() -> None:
    known = load_pack().sources

    for each in statements():
        assert set(each.sources) <= set(known), each.words
        assert each.checked >= date(2026, 11, 22)


def test_what_only_a_founding_document_says_is_not_called_verified() -> None:
    for each in statements():
        if all(name.startswith("seed-") for name in each.sources):
            assert each.verified != "yes", each.words


def test_what_is_called_verified_rests_on_amazon_or_its_notices() -> None:
    known = load_pack().sources
    for each in statements():
        if each.verified == "yes":
            publishers = {known[name].publisher for name in each.sources}
            assert "Amazon" in publishers, each.words


@pytest.mark.parametrize("word", ["will be reimbursed", "guaranteed", "you will win", "is certain"])
def test_nothing_promises_a_reimbursement(word: str) -> None:
    assert not [each.words for each in statements() if word in each.words.lower()]


def test_every_reason_of_the_tables_is_a_reason_of_the_messages() -> None:
    scopes = [each.scope for each in SCOPED]

    assert {reason for scope in scopes for reason in scope.reasons} <= set(REASONS)


def test_every_ground_has_something_to_prove_it_with() -> None:
    for ground in KNOWLEDGE.conditions:
        if ground.effect == "ground":
            programme, orders = ground.scope.programme, ground.scope.orders or "product"
            (reason,) = ground.scope.reasons
            proofs = [
                proof
                for proof in KNOWLEDGE.proofs
                if proof.scope.covers(programme, orders, reason, "US")
                and proof.need == "needed"
                and (proof.scope.reasons or orders == "service")
            ]
            assert proofs, ground.id


def test_every_fact_a_row_asks_for_is_a_circumstance() -> None:
    case = told("US", [CLAIM])
    now = datetime.fromisoformat("2026-03-07T00:00:00Z")
    known = circumstances(case, "atoz", now)

    for each in SCOPED:
        if each.fact:
            holds(each.fact, known)
    assert len(schools(case, KNOWLEDGE, now)) == 2


@pytest.mark.parametrize(
    ("file", "old", "new", "named"),
    [
        ("eligibility.csv", ",ground,", ",grounds,", "eligibility.csv line 2: effect"),
        ("eligibility.csv", "seed-004 seed-001", "seed-044", "eligibility.csv line 2: source_ids"),
        ("eligibility.csv", "seed-004 seed-001", "", "eligibility.csv line 2: source_ids: none"),
        ("eligibility.csv", "2026-11-22", "2026-11-32", "eligibility.csv line 2"),
        ("eligibility.csv", ",seed\n", ",rumour\n", "eligibility.csv line 2: verified"),
        ("eligibility.csv", "start-of-claims", "no-doubt", "eligibility.csv line 2: doubt"),
        ("eligibility.csv", "not_received,US", "not_received,XX", "unknown store 'XX'"),
        ("eligibility.csv", "safet,ground,product", "safet,ground,goods", "orders: 'goods'"),
        ("eligibility.csv", "rule_id,", "rule,", "eligibility.csv line 1: the columns must be"),
        ("eligibility.csv", ",seed\n", ",seed,more\n", "has not one value a column"),
        ("evidence.csv", ",needed,", ",wanted,", "evidence.csv line 2: need"),
        ("evidence.csv", ",item,", ",thing,", "evidence.csv line 2: kind"),
        ("places.csv", "Performance > Chargeback Claims. Send what the investigator asks for.", "",
         "places.csv line 7: words must not be empty"),
        ("schools.csv", ",refund,", ",repay,", "schools.csv line 2: school"),
        ("procedures.csv", "safet.file,2", "safet.file,3", "step 3 of safet.file is out of order"),
        ("doubts.csv", "ST-EU-FORUM", "ST-FORUM", "doubts.csv line 2: source_ids"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_used_is_named(file: str, old: str, new: str, named: str) -> None:
    def damaged(name: str) -> str:
        text = files("shared.policy").joinpath(name).read_text(encoding="utf-8")
        return text.replace(old, new, 1) if name == file else text

    with patch.object(loader, "_text", damaged), pytest.raises(PackError, match=named):
        load_knowledge.__wrapped__()
