"""Eligibility, checklists and schools as the plain values that `--json` prints."""

from typing import Any

from shared.domain.claims import Claim
from shared.domain.eligibility import Eligibility
from shared.domain.evidence import Checklist
from shared.domain.knowledge import Doubt, Knowledge, Statement
from shared.domain.schools import School
from shared.mail.knowledge import procedure_of


def said(of: Statement) -> dict[str, Any]:
    """Return a sentence with where it comes from."""
    return {
        "words": of.words,
        "sources": list(of.sources),
        "checked": of.checked.isoformat(),
        "verified": of.verified,
    }


def eligibility_row(found: Eligibility) -> dict[str, Any]:
    """Return what is known about the eligibility of one claim; ``holds`` null is not known."""
    return {
        "programme": found.programme,
        "reason": found.reason or None,
        "verdict": found.verdict,
        "ground": found.ground and {"rule": found.ground.id, **said(found.ground.says)},
        "grounds": [
            {"reason": each.scope.reasons[0], "rule": each.id, **said(each.says)}
            for each in found.grounds
        ],
        "findings": [
            {
                "rule": each.rule.id,
                "effect": each.rule.effect,
                "holds": each.holds,
                **said(each.rule.says),
            }
            for each in found.findings
        ],
        "doubts": [doubt_row(each) for each in found.doubts],
    }


def doubt_row(of: Doubt) -> dict[str, Any]:
    """Return two sentences that contradict each other."""
    return {
        "doubt": of.id,
        "one": said(of.one),
        "other": said(of.other),
        "reading": of.reading,
    }


def checklist_row(of: Checklist) -> dict[str, Any]:
    """Return a checklist; ``done`` says how, and is null while an item is missing."""
    return {
        "reason": of.reason or None,
        "appeal": of.appeal,
        "complete": of.complete,
        "items": [
            {
                "item": line.proof.item,
                "need": line.proof.need,
                "done": line.done or None,
                **said(line.proof.says),
            }
            for line in of.lines
        ],
        "others": list(of.others),
        "remarks": [said(each.says) for each in of.remarks],
        "attach": said(of.place.says) if of.place else None,
    }


def school_row(of: School) -> dict[str, Any]:
    """Return one school; ``counts_in_odr`` null where the sources contradict each other."""
    return {
        "school": of.name,
        "advice": [said(each.says) for each in of.advice],
        "required": [{"holds": each.holds, **said(each.row.says)} for each in of.required],
        "endings": [
            {
                "outcome": each.outcome,
                "money": each.money,
                "amount": each.amount,
                "counts_in_odr": each.counts_in_odr,
                **said(each.says.says),
            }
            for each in of.endings
        ],
        "doubts": [doubt_row(each) for each in of.doubts],
    }


def withdrawal_row(claim: Claim, knowledge: Knowledge) -> dict[str, Any]:
    """Return whether a claim was withdrawn, and how a buyer would withdraw it as it stands."""
    return {
        "withdrawn": claim.withdrawn or None,
        "procedure": procedure_of(claim),
        "steps": [said(each) for each in knowledge.procedures[procedure_of(claim)]],
    }
