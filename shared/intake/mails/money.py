# ruff: noqa: RUF001 - the wording is also Japanese and Chinese
"""Sums of money as mails print them: sign or code, before or after, both decimal styles."""

import re
from collections.abc import Iterable

from shared.domain.rules import Store
from shared.intake.mails.further import with_further

_SIGNS = {
    "us$": "USD", "ca$": "CAD", "cdn$": "CAD", "c$": "CAD", "a$": "AUD", "au$": "AUD",
    "mx$": "MXN", "s$": "SGD", "r$": "BRL", "€": "EUR", "£": "GBP", "¥": "JPY", "円": "JPY",
    "₹": "INR", "rs.": "INR", "rs": "INR", "₺": "TRY", "zl": "PLN", "kr": "SEK", "tl": "TRY",
    "美元": "USD", "欧元": "EUR", "英镑": "GBP", "日元": "JPY", "加元": "CAD",
    "درهم": "AED", "د.إ": "AED", "ريال": "SAR", "ر.س": "SAR", "جنيه": "EGP", "ج.م": "EGP",
}  # fmt: skip
_CODES = (
    "usd", "cad", "mxn", "brl", "gbp", "eur", "sek", "pln", "try", "aed", "sar", "egp", "zar",
    "inr", "sgd", "aud", "jpy",
)  # fmt: skip
_DOLLARS = frozenset({"USD", "CAD", "AUD", "MXN", "SGD"})
_UNIT = "|".join(map(re.escape, sorted((*_SIGNS, *_CODES, "$"), key=len, reverse=True)))
_NUMBER = r"\d{1,3}(?: \d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,'’]\d{1,3})*"
_MONEY = re.compile(
    rf"(?<![a-z0-9_$])(?P<before>{_UNIT})\s?(?P<first>{_NUMBER})(?![\d-])"
    rf"|(?<![a-z0-9_.,-])(?P<second>{_NUMBER})\s?(?P<after>{_UNIT})(?![a-z])"
)
_ABOUT_A_SUM = re.compile(
    with_further(
        r"claim|reclam|antrag|申請|保証|amount|import[oe]|valor|betrag|金額|refund|rimbors|reembols|"
        r"debit|erstatt|返金|rembours|montant|bedrag|kwot|roszczen|ansprak|belopp|tutar|talep|garanti|索赔|金额|退款|拒付|مبلغ|مطالب|استرداد|chargeback|charge|transa[ck]|dispute|reimburs|solicita|garant",
        "charged",
    )
)
_LONGEST = 12


def sum_in(parts: Iterable[str], store: Store) -> dict[str, str] | None:
    """Return the first sum that a subject or sentence about a claim names.

    ``parts`` are folded. Sums elsewhere (share capital in the footer) do not count; a ``$`` of a
    store that has no dollar is not guessed at.
    """
    for part in parts:
        if not _ABOUT_A_SUM.search(part):
            continue
        for found in _MONEY.finditer(part):
            unit = found["before"] or found["after"]
            currency = _currency(unit, store)
            value = _value(found["first"] or found["second"], currency)
            if currency and value:
                return {"value": value, "currency": currency}
    return None


def _currency(unit: str, store: Store) -> str:
    if unit == "$":
        return store.currency if store.currency in _DOLLARS else ""
    return _SIGNS.get(unit, unit.upper())


def _value(number: str, currency: str) -> str:
    """Read a number in either decimal style as plain decimal text, empty when it is too long."""
    digits = re.sub(r"[ '’]", "", number)
    marks = re.findall(r"[.,]", digits)
    decimals = len(digits) - 1 - max(digits.rfind("."), digits.rfind(",")) if marks else 0
    several = len(marks) > 1 and len(set(marks)) == 1
    minor = 0 if currency == "JPY" else 2
    if not marks or several or decimals > minor:
        whole, fraction = re.sub(r"[.,]", "", digits), ""
    else:
        whole, fraction = re.sub(r"[.,]", "", digits[: -decimals - 1]), digits[-decimals:]
    if not whole or len(whole) > _LONGEST:
        return ""
    return f"{int(whole)}" if not minor else f"{int(whole)}.{fraction:0<2}"
