"""Two lists of texts, one that should be remarked on and one that should not, with their score."""

import csv
from pathlib import Path

import pytest

from shared.domain.drafts.lint import lint
from shared.policy.knowledge import load_knowledge

HERE = Path(__file__).parent
ENOUGH = (
    "\nThe parcel was handed to UPS on 12 November 2026 and delivered on 16 November 2026 at 14:05 "
    "with a signature at the front desk, as the carrier's record attached to this message shows."
)
BAD = list(
    csv.reader((HERE / "bad_texts.tsv").read_text(encoding="utf-8").splitlines(), delimiter="\t")
)
GOOD = (HERE / "good_texts.tsv").read_text(encoding="utf-8").splitlines()
ADVICE = load_knowledge().advice_to_seller


@pytest.mark.parametrize(("kind", "text"), BAD)
def test_a_bad_text_is_remarked_on_by_its_kind(kind: str, text: str) -> None:
    assert kind in {remark.kind for remark in lint(text + ENOUGH, ADVICE)}


@pytest.mark.parametrize("text", GOOD)
def test_a_good_text_passes_without_a_word(text: str) -> None:
    assert lint(text + ENOUGH, ADVICE) == []


def test_both_lists_are_long_enough_to_mean_something() -> None:
    assert len(BAD) >= 60
    assert len(GOOD) >= 60
