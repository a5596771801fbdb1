import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from shared.domain.drafts.letters import fitting
from shared.domain.drafts.passages import Subject
from shared.domain.eligibility import eligibility
from shared.domain.evidence import checklist
from shared.domain.schools import schools
from shared.mail.knowledge import procedure_of
from shared.policy.knowledge import load_knowledge
from tests.conftest import ORDER
from tests.unit.knowledge.telling import told

KNOWLEDGE = load_knowledge()
CASES = [
    json.loads(line)
    for line in (Path(__file__).parent / "cases.jsonl").read_text(encoding="utf-8").splitlines()
]


def answers(case: dict[str, Any]) -> dict[str, Any]:
    """Return everything a worked case may expect."""
    found = told(case["store"], case["events"], case.get("order_kind", "product"))
    programme, tried = case["programme"], case.get("tried", "")
    now = datetime.fromisoformat(case["now"])
    judged = eligibility(found, programme, KNOWLEDGE, now, tried)
    proofs = checklist(found, programme, KNOWLEDGE, now, tried)
    answer = {
        "verdict": judged.verdict,
        "holds": sorted(
            each.rule.id for each in judged.findings if each.holds and each.rule.effect != "note"
        ),
        "doubts": sorted(each.id for each in judged.doubts),
        "missing": sorted(line.proof.item for line in proofs.missing),
        "odr": {
            ending.outcome: ending.counts_in_odr
            for school in schools(found, KNOWLEDGE, now)
            for ending in school.endings
        },
        "draft": fitting(Subject(found, programme, ORDER, proofs, now, KNOWLEDGE.letters)),
    }
    if programme in found.claims:
        claim = found.claims[programme]
        answer |= {"withdrawn": claim.withdrawn, "procedure": procedure_of(claim)}
    return answer


@pytest.mark.parametrize(
    "case", CASES, ids=[f"{case['case']}: {case['rests_on']}" for case in CASES]
)
def test_a_worked_case_is_answered_as_its_source_says(case: dict[str, Any]) -> None:
    expected = {
        name: sorted(value) if isinstance(value, list) else value
        for name, value in case["expected"].items()
    }

    answer = answers(case)

    assert {name: answer[name] for name in expected} == expected


def test_there_are_two_hundred_worked_cases() -> None:
    assert len({case["rests_on"] for case in CASES}) == len(CASES) >= 200
