import itertools
from datetime import date, timedelta
from importlib.resources import files
from unittest.mock import patch

import holidays
import pytest

from shared.policy import pack as loader
from shared.policy.pack import load_pack
from shared.policy.rows import PackError
from tools.calendars import COUNTRY_OF_STORE


def test_the_rules_name_every_obligation_there_is() -> None:
    assert set(load_pack().obligations) == {
        "message.reply",
        "atoz.buyer_contact",
        "atoz.review",
        "atoz.info_request",
        "atoz.appeal",
        "safet.info_request",
        "safet.file",
        "safet.appeal",
        "return.process",
        "return.answer",
        "chargeback.respond",
    }


@pytest.mark.parametrize(
    ("rule", "window", "may_run_to", "stores", "since"),
    [
        ("atoz.info-request", "48 elapsed hours", "72 elapsed hours", "*", date(2020, 7, 27)),
        ("safet.info-request", "2 business days", "7 calendar days", "*", None),
        ("safet.info-request.sat", "3 business days", None, "AE SA IN", None),
        ("safet.file.us", "30 calendar days", None, "US", date(2026, 2, 16)),
        ("return.process.us", "4 calendar days", None, "US", date(2026, 1, 26)),
        ("return.process.eu", "2 business days", None, "UK DE FR IT ES", None),
        ("return.process.eu.others", "2 business days", None, "IE NL BE SE PL", None),
        ("safet.appeal.mena", "5 business days", None, "AE SA", None),
        ("chargeback.respond", "7 calendar days", None, "*", None),
    ],
)
def test_the_windows_are_those_of_their_sources(
    rule: str, window: str, may_run_to: str | None, stores: str, since: date | None
) -> None:
    (row,) = (each for each in load_pack().rules if each.rule_id == rule)

    assert str(row.window) == window
    assert (str(row.may_run_to) if row.may_run_to else None) == may_run_to
    assert row.stores == tuple(stores.split())
    assert row.effective_from == since


def test_a_store_is_found_by_its_code_and_by_its_marketplace_id() -> None:
    pack = load_pack()

    assert pack.store("A1F83G8C2ARO7P") is pack.store("UK")


def test_rules_of_one_set_never_overlap_in_time() -> None:
    sets: dict[tuple[str, str, tuple[str, ...]], list[tuple[date, date]]] = {}
    for row in load_pack().rules:
        span = (row.effective_from or date.min, row.effective_to or date.max)
        sets.setdefault((row.obligation, row.case, row.stores), []).append(span)

    for spans in sets.values():
        ordered = sorted(spans)
        assert all(one[1] < other[0] for one, other in itertools.pairwise(ordered))


def test_the_calendars_are_what_their_generator_writes() -> None:
    for code, store in load_pack().stores.items():
        country = COUNTRY_OF_STORE.get(code, code)
        expected = set(holidays.country_holidays(country, years=range(2014, 2036)))
        assert store.calendar.holidays == expected, code


def test_the_calendars_reach_at_least_thirteen_months_ahead() -> None:
    ends = {date(store.calendar.last_year, 12, 31) for store in load_pack().stores.values()}

    assert min(ends) > date(2026, 11, 22) + timedelta(days=400)


@pytest.mark.parametrize(
    ("file", "old", "new", "named"),
    [
        ("policy.csv", ",48,elapsed_hours", ",soon,elapsed_hours", "policy.csv line 3, amount"),
        ("policy.csv", "2020-07-27,,none", "2020-07-32,,none", "policy.csv line 4, effective_from"),
        ("policy.csv", "hard,,UK IE", "hard,,XX IE", "policy.csv line 8, stores"),
        ("policy.csv", "message.reply,hard", "message.reply,firm", "policy.csv line 2, kind"),
        ("stores.csv", "Europe/London", "Europe/Londres", "stores.csv line 6, time_zone"),
        ("stores.csv", "BRL,pt,Mon-Fri", "BRL,pt,Mon-Noon", "stores.csv line 5, business_week"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_used_is_named_by_file_line_and_field(
    file: str, old: str, new: str, named: str
) -> None:
    def damaged(name: str) -> str:
        text = files("shared.policy").joinpath(name).read_text(encoding="utf-8")
        return text.replace(old, new, 1) if name == file else text

    with patch.object(loader, "_text", damaged), pytest.raises(PackError, match=named):
        load_pack.__wrapped__()
