import csv
import io
import random

import pytest

from shared.web.safe_csv import csv_text

LIVE = "=+-@\t\r\n\0＝＋－＠"  # noqa: RUF001 - the full-width twins are what is tested


def cells(*values: object) -> list[str]:
    rows = [{"a": value} for value in values]
    return [row[0] for row in csv.reader(io.StringIO(csv_text(["a"], rows), newline=""))][1:]


@pytest.mark.parametrize(
    "attack",
    [
        '=HYPERLINK("http://example.com")', "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1",
        "\x00=1", "＝1+1", "＋1", "－1", "＠SUM(A1)", "=cmd|' /C calc'!A0", "  =1",  # noqa: RUF001
        "\u3000=1", "\ufeff=1", "\u200b@x", '"=1"',
    ],
)  # fmt: skip
def test_no_cell_can_start_a_formula(attack: str) -> None:
    (cell,) = cells(attack)

    assert cell == (attack if attack.startswith('"') else f"'{attack}")


def test_a_thousand_random_cells_stay_what_they_were_and_none_is_live() -> None:
    chance = random.Random(2026)  # noqa: S311 - repeatable, not secret
    letters = LIVE + " \"',;|aZ0é漢\u3000\ufeff"
    texts = ["".join(chance.choices(letters, k=chance.randint(0, 6))) for _ in range(1000)]

    for text, cell in zip(texts, cells(*texts), strict=True):
        assert cell in {text, f"'{text}"}
        assert cell.strip(" \t\r\n\u3000\ufeff")[:1] not in {*"=+-@＝＋－＠"}  # noqa: RUF001


def test_what_is_harmless_is_left_alone() -> None:
    assert cells("48.20", "113-5550123-5550199", "", None, "Fächer, groß") == [
        "48.20", "113-5550123-5550199", "", "", "Fächer, groß",
    ]  # fmt: skip


def test_every_cell_is_quoted_and_every_line_ends_as_rfc_4180_says() -> None:
    assert csv_text(["a", "b"], [{"a": 'say "hi"', "b": 1}]) == '"a","b"\r\n"say ""hi""","1"\r\n'
