"""The time to answer that a notice prints: so many hours, days or business days."""

import re
from collections.abc import Iterable

from shared.domain.rules import Window
from shared.intake.mails.further import FURTHER_LENGTHS, with_further

_WORDS = {
    word: number
    for number, words in {
        1: "one un uno una um uma ein einem einen eine",
        2: "two due dos dois duas zwei", 3: "three tre tres drei", 4: "four quattro cuatro vier",
        5: "five cinque cinco funf", 7: "seven sette siete sete sieben",
        10: "ten dieci diez dez zehn",
        24: "twenty-four", 48: "forty-eight", 72: "seventy-two",
    }.items()
    for word in words.split()
}  # fmt: skip
_NUMBER = r"(?P<number>\d{1,3}|" + "|".join(sorted(_WORDS, key=len, reverse=True)) + ")"
_BUSINESS = re.compile(
    with_further(
        r"business|working|lavorativ|habil|laborab|util|uteis|werk|arbeits|営業",
        "business",
    )
)
_LENGTH = re.compile(
    rf"(?<![\d.,月-]){_NUMBER}(?: ?\(\d{{1,3}}\))?[ -]?(?P<what>"
    r"(?:business |working |calendar )?days?|hours?|"
    r"giorn[oi](?: di calendario| lavorativ[oi])?|ore\b|"
    r"dias?(?: naturales| habiles| laborables| corridos| uteis)?|horas?|"
    r"(?:kalender|werk|arbeits)?tagen?|stunden|"
    r"営業日|日間?|時間|" + FURTHER_LENGTHS + ")"
)
_HOURS = re.compile(
    with_further(
        r"hour|ore\b|hora|stunde|時間",
        "hours",
    )
)
_TO_ANSWER = re.compile(
    with_further(
        r"respon|reply|answer|provide|submit|send\b|risp|forni|invi[ao]|contest|envi[ae]|"
        r"antwort|ruckmeld|senden|einreich|ubermitt|回答|返信|連絡|提出|お知らせ",
        "to_answer",
    )
)
_NOT_THAT = re.compile(
    with_further(
        r"appeal|ricorso|apela|recurso|recorrer|widerspruch|einspruch|異議|"
        r"we(?: will|'ll) (?:respond|reply|decide|review|notify)|"
        r"(?:respond|reply|answer|responded|replied) to (?:the |your |all )?(?:buyer|customer)|"
        r"days ago|hours ago",
        "not_that",
    )
)
_HOURS_OF = {"elapsed_hours": 1, "calendar_days": 24, "business_days": 25}
"""For choosing the shortest of several; a business day is never shorter than a day."""


def window_in(parts: Iterable[str]) -> Window | None:
    """Return the shortest time to answer that the sentences (folded) name, if any does."""
    found = [
        window
        for part in parts
        if _TO_ANSWER.search(part) and not _NOT_THAT.search(part)
        for window in map(_window, _LENGTH.finditer(part))
        if window is not None
    ]
    return min(found, key=lambda each: each.amount * _HOURS_OF[each.unit], default=None)


def _window(found: re.Match[str]) -> Window | None:
    number, what = found["number"], found["what"]
    amount = int(number) if number.isdecimal() else _WORDS[number]
    if not amount:
        return None
    if _HOURS.search(what):
        return Window(amount, "elapsed_hours")
    return Window(amount, "business_days" if _BUSINESS.search(what) else "calendar_days")
