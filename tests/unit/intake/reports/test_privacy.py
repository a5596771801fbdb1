import json
import random
import re
from pathlib import Path

from shared.intake.findings import Finding, Found, Refused
from tests.unit.intake.reports.reports import noon, read

REPORTS = Path(__file__).parents[3] / "fixtures" / "reports" / "from_facts"


def canaries(count: int) -> list[str]:
    """Return things about people who do not exist."""
    dice = random.Random(1)  # noqa: S311 - repeatable, not secret
    names = ["".join(dice.choice("bcdfgklmnprstvwz") for _ in range(9)) for _ in range(count)]
    forms = ("{0} Qx", "{0}@mail.example", "12 {0} Road", "please call {0}", "To: {0} & Son")
    return [forms[index % len(forms)].format(name) for index, name in enumerate(names)]


def word_of(secret: str) -> str:
    """Return the word of a canary that stands nowhere else."""
    words: list[str] = re.findall("[a-z]+", secret)
    return max(words, key=len)


def said(findings: list[Finding]) -> str:
    """Return everything that leaves the reader."""
    return "\n".join(
        json.dumps(each.message, ensure_ascii=False)
        if isinstance(each, Found)
        else f"{each.where} {each.reason} {each.row if isinstance(each, Refused) else ''}"
        for each in findings
    )


def test_nothing_about_a_buyer_gets_past_the_columns_that_are_read() -> None:
    header, row, *_ = (REPORTS / "documented_1.txt").read_text().splitlines()
    planted = canaries(500)
    extra = ["Buyer name", "Buyer email", "Ship address 1", "Buyer comments", "Customization"]
    lines = ["\t".join([header, *extra])]
    for number in range(0, len(planted), 5):
        cells = row.replace("Test item", planted[number]).split("\t")
        lines.append("\t".join([*cells, *planted[number : number + 5]]))

    told = said(read("\n".join(lines), now=noon(2026, 11, 22)))

    assert not [secret for secret in planted if word_of(secret) in told]


def test_nothing_about_a_buyer_gets_out_of_a_cell_it_slipped_into() -> None:
    lines = (REPORTS / "documented_1.txt").read_text().splitlines()
    planted = canaries(500)
    width = len(lines[0].split("\t"))
    rows = []
    for number, secret in enumerate(planted):
        cells = lines[1 + number % 3].split("\t")
        cells[number % width] = secret
        rows.append("\t".join(cells))

    told = said(read("\n".join([lines[0], *rows]), now=noon(2026, 11, 22)))

    assert not [secret for secret in planted if word_of(secret) in told]
