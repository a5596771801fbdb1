from datetime import UTC, date, datetime
from html import escape
from io import BytesIO, TextIOWrapper
from typing import Any

import pytest

from claimwatch import bars
from claimwatch.figures_text import figures_text
from shared.domain.accounts import Account
from shared.domain.figures import Period
from shared.domain.ledger import Entry
from shared.policy.pack import load_pack
from shared.web.accounting import as_rows, as_values, of_entries
from shared.web.figures_page import figures_html
from shared.web.view import alone
from tests.unit.figures.books import claim

MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))
APRIL_2 = datetime(2026, 4, 2, 12, 0, tzinfo=UTC)
ENDED = date(2026, 3, 20)


def told(account: Account, *entries: Entry) -> list[str]:
    return list(figures_text(reported(account, *entries)))


def reported(account: Account, *entries: Entry) -> Any:  # noqa: ANN401
    return of_entries(account, entries, MARCH, date(2025, 1, 1), APRIL_2, load_pack())


def granted(count: int, **more: Any) -> list[Entry]:  # noqa: ANN401
    return [
        claim("safet", "granted", "40.00", decided_on=ENDED, order=str(n), **more)
        for n in range(count)
    ]


def test_a_share_is_given_with_its_counts_and_drawn_as_a_bar(account: Account) -> None:
    denied = [
        claim("safet", "denied", "10.00", decided_on=ENDED, order=f"d{n}", why="photos_missing")
        for n in range(5)
    ]
    lines = told(account, *granted(15), *denied)

    assert "  granted         15 of 20 (75 %)       ███████████████" in lines
    assert "  reimbursed      600.00 USD" in lines
    assert "  lost            50.00 USD  (5 claims)" in lines
    assert any(line.startswith("  why lost        photos missing ") for line in lines)


def test_everything_fits_into_eighty_columns(account: Account) -> None:
    words = "the return label was not readable " * 6
    entries = [
        claim(
            "safet", "denied", f"{n}123456789.00 {currency}", decided_on=ENDED, why=words,
            order=f"{currency}{n}", product="B0" + "X" * 60, reason="unsellable",
        )
        for n, currency in enumerate(["USD", "CAD", "MXN", "EUR", "GBP", "JPY", "INR", "AED"])
    ]  # fmt: skip

    assert max(map(len, told(account, *entries))) <= 80


def test_colour_comes_only_on_a_terminal_and_never_against_no_color(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert bars.for_terminal("late ██") == "late \x1b[36m██\x1b[0m"

    monkeypatch.setenv("NO_COLOR", "1")
    assert bars.for_terminal("late ██") == "late ██"


def test_a_terminal_without_blocks_gets_signs_it_can_show(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout", TextIOWrapper(BytesIO(), encoding="ascii"))

    assert bars.for_terminal("late ██") == "late ##"


def test_the_page_holds_the_same_words_and_no_markup_of_others(account: Account) -> None:
    words = "<script>alert(1)</script>"
    report = reported(account, claim("safet", "denied", "10.00", decided_on=ENDED, why=words))
    page = figures_html([report], alone(account.first, APRIL_2))

    assert "<script" not in page
    assert page.count(escape(words)) >= 1


def test_nothing_is_said_of_a_programme_without_claims(account: Account) -> None:
    lines = told(account)

    assert lines.count("  nothing in this period") == 3
    assert lines[-1] == "To prevent: too few claims to say"


def test_values_write_money_as_text_and_a_share_only_of_five(account: Account) -> None:
    few = as_values(reported(account, *granted(4)))["programmes"]["safet"]
    enough = as_values(reported(account, *granted(5)))["programmes"]["safet"]

    assert few["granted"] == {"claims": 4, "of": 4, "share": None}
    assert enough["granted"] == {"claims": 5, "of": 5, "share": "1.0000"}
    assert enough["reimbursed"] == [{"value": "200.00", "currency": "USD"}]


def test_a_row_holds_one_figure(account: Account) -> None:
    rows = {row["figure"]: row for row in as_rows(reported(account, *granted(5)))}

    assert rows["programmes.safet.reimbursed.1"]["value"] == "200.00"
    assert rows["programmes.safet.reimbursed.1"]["currency"] == "USD"
    assert rows["programmes.safet.granted.share"]["value"] == "1.0000"
