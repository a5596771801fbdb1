"""The names of months are those of the CLDR, as Babel has them."""

import re

import pytest
from babel.dates import get_month_names

from shared.intake.mails.months import MONTHS
from shared.intake.mails.text import fold

ONE_WORD = re.compile(r"[^\W\d_]{3,14}")
LANGUAGES = (
    "ar bg ca cs da de el en es et fi fr he hr hu it lt lv ms nb nl pl pt ro ru sk sl sv tr uk"
)


@pytest.mark.parametrize("language", LANGUAGES.split())
def test_every_month_of_a_language_is_known(language: str) -> None:
    named = [
        (month, fold(name).rstrip("."))
        for width in ("wide", "abbreviated")
        for context in ("format", "stand-alone")
        for month, name in get_month_names(width, context, locale=language).items()
    ]
    words = [(month, name) for month, name in named if ONE_WORD.fullmatch(name)]

    assert {month for month, _ in words} == set(range(1, 13))
    assert not [(month, name) for month, name in words if month not in MONTHS.get(name, ())]
