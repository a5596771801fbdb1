import io
import json
import os
import random
import zipfile
from pathlib import Path

import pytest

from shared.messages import read_message
from tests.unit.intake.reports.reports import events_of, noon, read, refusals_of

REPORTS = Path(__file__).parents[3] / "fixtures" / "reports"
FILES = sorted(path for path in REPORTS.glob("*/*") if path.name != "expected.json")
MUTATIONS = int(os.environ.get("MUTATIONS", "400"))
NOW = noon(2026, 11, 22)
PIECES = (
    b"\t", b",", b";", b'"', b"\n", b"\r", b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"<", b"&amp;",
    b"{", b"]", b"-", b"9" * 40, b"=1+1", b"\xe3\x83", "漢".encode("cp932"), b"2026-02-31",
    b"1e999999999",
    b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"NaN", b"\xc3\xa9", b" " * 300,
)  # fmt: skip


def mutated(raw: bytes, dice: random.Random) -> bytes:
    """Return a report after a few accidents."""
    for _ in range(dice.randint(1, 6)):
        at, size = dice.randrange(len(raw) + 1), dice.randrange(1, 40)
        match dice.randrange(5):
            case 0:
                raw = raw[:at] + dice.choice(PIECES) + raw[at:]
            case 1:
                raw = raw[:at] + raw[at + size :]
            case 2:
                raw = raw[:at] + bytes(dice.randrange(256) for _ in range(3)) + raw[at + 3 :]
            case 3:
                raw = raw[:at]
            case _:
                raw = raw[:at] + raw[max(0, at - size) : at] * 3 + raw[at:]
    return raw


@pytest.mark.parametrize("seed", range(8))
def test_a_damaged_report_never_crashes_and_never_says_nothing(seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - repeatable, not secret
    for number in range(MUTATIONS // 8):
        path = dice.choice(FILES)
        raw = mutated(path.read_bytes(), dice)

        findings = read(raw, store=dice.choice(("US", "DE", "JP", "IN", "CA")), now=NOW)

        assert findings, (seed, number, path.name)
        for event in events_of(findings):
            read_message(json.dumps(event))


def test_every_row_of_a_damaged_report_is_accounted_for() -> None:
    dice = random.Random(4711)  # noqa: S311 - repeatable, not secret
    header, *_ = (REPORTS / "from_facts" / "documented_1.txt").read_text().splitlines()
    rows = [
        "".join(dice.choice("0123456789-\tabY. ") for _ in range(dice.randint(1, 200)))
        for _ in range(500)
    ]

    findings = read("\n".join([header, *rows]), now=NOW)

    told = {int(where.removeprefix("line ")) for where, _ in refusals_of(findings)}
    assert told == {line for line, row in enumerate(rows, start=2) if row.strip()}


def zipped(name: str) -> bytes:
    """Return a zip archive with one file in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, "x" * 100)
    return out.getvalue()


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        pytest.param(zipped("xl/workbook.xml"), "save it as CSV or text", id="xlsx named csv"),
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "save it as CSV or text", id="old xls"),
        pytest.param(b"\x1f\x8b\x08\x00", "download it again", id="damaged gzip"),
        pytest.param(b"%PDF-1.7\n", "PDF", id="pdf"),
        pytest.param(b"", "empty", id="empty"),
        pytest.param(b"\xef\xbb\xbf\r\n", "empty", id="only a byte order mark"),
        pytest.param(b"<!doctype html><title>Sign in</title>", "web page", id="sign-in page"),
        pytest.param(b"name\tphone\nA\t1\n", "no header", id="another table"),
        pytest.param(b"{}", "FinancialEvents", id="other JSON"),
        pytest.param(b"[" * 200_000, "JSON", id="deep JSON"),
        pytest.param(b'{"payload": NaN}', "JSON", id="numbers that are none"),
        pytest.param(b"<a><b></b></a>", "return_details", id="other XML"),
        pytest.param(b"<a>" * 100, "nested", id="deep XML"),
        pytest.param(
            b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
            "document type",
            id="XML entity",
        ),
    ],
)
def test_what_is_no_report_is_refused_in_one_line(raw: bytes, says: str) -> None:
    ((_, reason),) = refusals_of(read(raw, name="returns.csv", now=NOW))

    assert says in reason
    assert "\n" not in reason


def test_an_xml_report_that_breaks_off_tells_what_came_before() -> None:
    raw = (REPORTS / "from_facts" / "xml_1.xml").read_bytes()
    broken = raw[: raw.rindex(b"<order_amount>")]

    findings = read(broken, now=NOW)

    assert len({event["order_id"] for event in events_of(findings)}) == 1
    ((where, reason),) = refusals_of(findings)
    assert where == "after return_details 1"
    assert "is not XML from line 3" in reason


def test_a_line_without_end_is_refused_without_being_kept() -> None:
    report = (REPORTS / "from_facts" / "documented_1.txt").read_bytes()

    findings = read(report + b"x" * 3_000_000 + b"\n" + report.splitlines()[1], now=NOW)

    assert [where for where, _ in refusals_of(findings)] == ["line 5"]
    assert len(events_of(findings)) > 8


def test_a_quote_that_is_never_closed_costs_its_own_row() -> None:
    lines = (REPORTS / "from_facts" / "prime_1.csv").read_text().splitlines()
    lines[1] = lines[1].replace("Test item", '"Test item')

    findings = read("\n".join(lines), store="JP", now=NOW)

    assert refusals_of(findings) == [("line 2", "a quote is opened in this line and never closed")]
    assert len({event["order_id"] for event in events_of(findings)}) == 2
