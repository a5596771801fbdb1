"""Sums, flags and ids as they stand in the cells of a report.

Nothing here quotes what a cell holds: a name may have slipped into any column. ``shape`` says what
a wrong value looks like instead.
"""

import re
import unicodedata
from decimal import Decimal, InvalidOperation
from functools import lru_cache

_LONGEST = 40
_MINOR_DIGITS = {
    **dict.fromkeys(("CLP", "ISK", "JPY", "KRW", "PYG", "VND"), 0),
    **dict.fromkeys(("BHD", "JOD", "KWD", "OMR", "TND"), 3),
}
_USUAL_MINOR_DIGITS = 2
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"))


@lru_cache(maxsize=1024)
def normal(name: str) -> str:
    """Return a column name or a state without case, accents, blanks and punctuation."""
    folded = unicodedata.normalize("NFKD", name).casefold()
    return "".join(letter for letter in folded if letter.isalnum())


def clean(cell: str) -> str:
    """Return a cell without the blanks, quotes and formulas that spreadsheets put around text."""
    if not cell.isascii():
        cell = unicodedata.normalize("NFKC", cell).translate(_DASHES)
    text = cell.strip().strip("\ufeff").strip()
    if len(text) > 1 and text[0] == "=" and text[1] == '"' and text[-1] == '"':
        text = text[2:-1].strip()
    if len(text) > 1 and text[0] == text[-1] == '"':
        text = text[1:-1].replace('""', '"').strip()
    return text[1:] if text[:1] == "'" and text[1:2] in ("=", "+", "-", "@") else text


_NOTHING = frozenset({"-", "--", "n/a", "na", "n.a.", "none", "null", "nil", "#n/a"})


def filled(text: str) -> str:
    """Return a cell, empty where it says that it is."""
    return "" if text.casefold() in _NOTHING else text


def shape(text: str) -> str:
    """Return what a value looks like without saying it: ``113-5-x`` is ``999-9-x``, as forms."""
    forms = (_form(letter) for letter in text[:_LONGEST])
    return "".join(forms) + ("…" if len(text) > _LONGEST else "")


def _form(letter: str) -> str:
    if letter.isdigit():
        return "9"
    if letter.isalpha():
        return "A" if letter.isupper() else "a"
    return letter if letter.isprintable() else "?"


_SUM = re.compile(
    r"(?P<open>\()?(?P<sign>[+-])?[^\d.,'()+-]{0,6}(?P<late>-)?"
    r"(?P<digits>[0-9][0-9.,' ]{0,24}|[.,][0-9]{1,4})"
    r"[^\d.,'()+-]{0,6}(?P<after>-)?\)?"
)
"""Digits with a currency and a sign on either side; brackets are a sign of book-keepers."""
_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)


def sum_of_money(text: str, currency: str) -> Decimal:
    """Read a sum with a decimal point or comma, and thousands in any style.

    Raises ValueError saying what is wrong, without the value.
    """
    found = _SUM.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"{shape(text)} is not a sum of money")
    digits = found["digits"].replace(" ", "").replace("'", "")
    try:
        value = Decimal(_with_point(digits, minor_digits(currency)))
    except InvalidOperation:
        raise ValueError(f"{shape(text)} is not a sum of money") from None
    is_owed = (
        any(found[name] for name in ("open", "sign", "late", "after")) and found["sign"] != "+"
    )
    return -value if is_owed else value


def _with_point(digits: str, minor: int) -> str:
    """Return digits with a decimal point, whichever mark stood for it."""
    marks = [mark for mark in ".," if mark in digits]
    if len(marks) > 1:
        decimal = max(marks, key=digits.rindex)
    elif marks and digits.count(marks[0]) == 1:
        after = len(digits) - digits.index(marks[0]) - 1
        thousands = after == 3 != minor and marks[0] == ","  # noqa: PLR2004 - as in 1,234
        decimal = "" if thousands else marks[0]
    else:
        decimal = ""
    for mark in marks:
        if mark != decimal:
            digits = digits.replace(mark, "")
    return digits.replace(decimal, ".") if decimal else digits


def currency_code(text: str) -> str:
    """Read a currency; raises ValueError."""
    if not _CURRENCY.fullmatch(text.upper()):
        raise ValueError(f"{shape(text)} is not a currency like USD")
    return text.upper()


def minor_digits(currency: str) -> int:
    """Return how many digits the minor unit of a currency has."""
    return _MINOR_DIGITS.get(currency, _USUAL_MINOR_DIGITS)


def as_amount(value: Decimal, currency: str) -> dict[str, str]:
    """Return a sum as queue messages write it; raises ValueError for what they do not take."""
    rounded = round(value, minor_digits(currency))
    if value < 0 or rounded != value or rounded >= Decimal(10) ** 12:
        raise ValueError(f"{shape(format(value, 'f'))} is no sum of {currency} to claim")
    return {"value": f"{rounded:f}", "currency": currency}


_YES = {"y", "yes", "true", "1", "ja", "si", "oui", "sim", "はい"}
_NO = {"n", "no", "false", "0", "nein", "non", "nao", "いいえ", "", "na"}
_ORDER_ID = re.compile(r"\d{3}-\d{7}-\d{7}", re.ASCII)
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,59}", re.ASCII)
_LONG_CODE = re.compile(r"[A-Za-z0-9-]{3,100}", re.ASCII)


def flag(text: str) -> bool:
    """Read a yes or a no; raises ValueError."""
    word = normal(text)
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise ValueError(f"{shape(text)} is neither Y nor N")


def is_order_id(text: str) -> bool:
    """Say whether a cell holds an order id."""
    return _ORDER_ID.fullmatch(text) is not None


def code(text: str) -> str | None:
    """Return an identifier of at most 60 characters, None for anything else.

    Blanks do not belong into one: a name that slipped into the column is not kept.
    """
    return text if _CODE.fullmatch(text) else None


def claim_id(text: str) -> str | None:
    """Return the id of a SAFE-T claim; its form differs between stores, so it is kept opaque."""
    return text if _LONG_CODE.fullmatch(text) and any(c.isdigit() for c in text) else None
