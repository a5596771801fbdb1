"""What is wrong with a text before it goes out: to Amazon or to a buyer.

It warns and never blocks. The patterns know English, and of the seeds' Chinese the words in which
sellers quarrel and bargain; of other languages they know names, streets and telephone numbers.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from shared.domain.drafts.draft import gaps
from shared.domain.drafts.offers import offers
from shared.domain.drafts.personal import PERSONAL
from shared.domain.drafts.spelling import misspelt
from shared.domain.drafts.tone import harmful

SHORTEST = 30
"""Words, below which a text is hardly a statement of facts; our own figure."""
_DATE = re.compile(
    r"\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}[./]\d{1,2}[./]\d{2,4}\b|\d{1,2}\s*月\s*\d{1,2}\s*[日号號]"
    r"|\b\d{1,2}(?:st|nd|rd|th)?\s+(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\b"
    r"|\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?\s+\d{1,2}\b",
    re.IGNORECASE,
)
_OFF_PLATFORM = re.compile(
    r"\b(?:whatsapp|wechat|weixin|telegram|skype|viber|messenger|facebook|instagram|paypal|discord"
    r"|snapchat|kakaotalk|SMS|text messages?"
    r"|(?:call|text|ring|phone|e-?mail) (?:me|us|our)|(?:outside|off) (?:of )?(?:amazon"
    r"|(?:this|the) (?:system|platform|website|site))|by phone(?!\s+number)|on the phone"
    r"|e-?mail address|Signal (?:message|app|group)|(?:on|via) Signal|LINE ID)\b"
    r"|微信|站外|私下|加我|[电電][话話]|发邮件|發郵件|[邮郵]箱|(?<![A-Za-z])QQ(?![A-Za-z])",
    re.IGNORECASE,
)
_LINK = re.compile(r"https?://[^\s<>\"'，。]+", re.IGNORECASE)  # noqa: RUF001 - Chinese stops
_AT_HOME = re.compile(
    r"(?:^|\.)(?:amazon\.[a-z.]{2,6}|ups\.com|usps\.com|fedex\.com|dhl\.[a-z.]{2,6}|dhl\.de"
    r"|royalmail\.com|dpd\.[a-z.]{2,6}|gls-[a-z-]+\.[a-z]{2,3}|evri\.com|canadapost-postescanada\.ca"
    r"|canadapost\.ca|auspost\.com\.au|laposte\.fr|correos\.es|poste\.it|postnl\.nl|purolator\.com"
    r"|ontrac\.com|japanpost\.jp|kuronekoyamato\.co\.jp|sf-express\.com|yunexpress\.com|bpost\.be)$"
)
"""Amazon itself, and carriers, whose page of a parcel is a proof."""
_WORDS = re.compile(r"[\u3400-\u9fff]|[A-Za-z0-9][\w'-]*")


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to look at before sending."""

    kind: str
    """``too_short``, ``no_dates``, ``spelling``, ``gap``, ``inner_advice`` or a kind of wording."""
    line: int = 0
    """From 1; 0 for the whole text."""
    found: str = ""


def lint(text: str, advice: Iterable[str] = ()) -> list[Remark]:
    """Return what should be looked at in a text, the whole of it first, then line by line.

    ``advice``: sentences meant for the seller alone, which have no place in a letter.
    """
    passages = sorted(_of_passages(text, advice), key=lambda each: each.line)
    return [*_of_the_whole(text), *passages]


def _of_the_whole(text: str) -> Iterator[Remark]:
    if len(_WORDS.findall(text)) < SHORTEST:
        yield Remark("too_short")
    if not _DATE.search(text):
        yield Remark("no_dates")


def _of_passages(text: str, advice: Iterable[str]) -> Iterator[Remark]:
    for kind, at, words in (*offers(text), *harmful(text), *_away(text)):
        yield Remark(kind, _line(text, at), words)
    for kind, matches in (("personal_data", PERSONAL.finditer(text)), ("spelling", misspelt(text))):
        for found in matches:
            yield Remark(kind, _line(text, found.start()), found[0])
    folded = text.casefold()
    for sentence in advice:
        if (at := folded.find(sentence.casefold())) >= 0:
            yield Remark("inner_advice", _line(text, at), sentence)
    for number, line in enumerate(text.splitlines(), start=1):
        for words in gaps(line):
            yield Remark("gap", number, words)


def _away(text: str) -> Iterator[tuple[str, int, str]]:
    for found in _OFF_PLATFORM.finditer(text):
        yield "off_platform", found.start(), found[0]
    for found in _LINK.finditer(text):
        if not _AT_HOME.search(urlsplit(found[0]).hostname or ""):
            yield "off_platform", found.start(), found[0]


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1
