"""What is wrong with a text before it goes out: to Amazon or to a buyer.

It warns and never blocks. The patterns know English, and of the seeds' Chinese the words in which
sellers quarrel and bargain.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from shared.domain.drafts.draft import gaps
from shared.domain.drafts.spelling import misspelt

SHORTEST = 30
"""Words, below which a text is hardly a statement of facts; our own figure."""
_DATE = re.compile(
    r"\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}[./]\d{1,2}[./]\d{2,4}\b|\d{1,2}\s*月\s*\d{1,2}\s*[日号號]"
    r"|\b\d{1,2}(?:st|nd|rd|th)?\s+(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\b"
    r"|\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?\s+\d{1,2}\b",
    re.IGNORECASE,
)
_CLAIM = r"(?:claim|complaint|case|dispute|a-to-z)"
_WITHDRAW = r"(?:withdraw\w*|cancel\w*|close|closing|drop|remove|revoke|take back)"
_TREAT = (
    r"(?:refund|gift card|voucher|coupon|discount|compensat\w*|bonus|free|extra|pay you|money"
    r"|present|reward)"
)
_BACK = r"(?:撤[诉訴销銷回]|取消)"
_PATTERNS = {
    "blame": re.compile(
        r"\b(?:liars?|lying|lied|frauds?|fraudster|scam\w*|cheat\w*|thie(?:f|ves)|steal\w*|stole"
        r"|stolen|(?:buyer|customer|he|she|they) lies?|idiots?|stupid|dishonest|ridiculous"
        r"|crazy|greedy|malicious)\b"
        r"|骗子|騙子|诈骗|詐騙|撒谎|撒謊|逗逼|傻逼|小偷|无赖|無賴|恶意|惡意",
        re.IGNORECASE,
    ),
    "off_platform": re.compile(
        r"\b(?:whatsapp|wechat|weixin|telegram|skype|viber|messenger|facebook|instagram|paypal"
        r"|call (?:me|us)|text (?:me|us)|(?:outside|off) (?:of )?amazon|by phone"
        r"|e-?mail (?:me|us))\b|微信|站外|私下|加我|[电電][话話]|\bQQ\b|\bLINE ID\b"
        r"|https?://(?!\S*amazon\.)\S+",
        re.IGNORECASE,
    ),
    "inducement": re.compile(
        rf"\b{_TREAT}\b[^.!?\n]*\b(?:if|once|when|after|as soon as)\b[^.!?\n]*\b{_WITHDRAW}\b"
        rf"|\b(?:if|once|when|after|as soon as)\b[^.!?\n]*\b{_WITHDRAW}\b[^.!?\n]*\b{_TREAT}\b"
        rf"|{_BACK}[^。！？\n]*(?:返现|返現|退款|好处|好處|[礼禮]品卡|补偿|補償|红包|紅包)"  # noqa: RUF001
        rf"|(?:返现|返現|好处|好處|[礼禮]品卡|红包|紅包)[^。！？\n]*{_BACK}",  # noqa: RUF001
        re.IGNORECASE,
    ),
    "asks_withdrawal": re.compile(
        r"\b(?:please|kindly|(?:could|can|would) you|ask(?:ed)? you to|want you to|need you to)\b"
        rf"[^.!?\n]{{0,40}}\b{_WITHDRAW}\b[^.!?\n]{{0,30}}\b{_CLAIM}"
        rf"|[请請麻煩烦][^。！？\n]{{0,12}}{_BACK}[^。！？\n]{{0,12}}(?:投诉|投訴|索赔|索賠|申[请請])",  # noqa: RUF001
        re.IGNORECASE,
    ),
    "personal_data": re.compile(
        r"[\w.+-]+@(?!(?:[\w-]+\.)*amazon\.)[\w-]+(?:\.[\w-]+)+"
        r"|(?<![\w-])(?:\+\d{1,3}[ .-]?)?(?:\(\d{3}\)\s?|\d{3}[ .-])\d{3}[ .-]\d{4}(?![\w-])"
        r"|\+\d{8,15}\b|(?<!\d)1[3-9]\d{9}(?!\d)"
        r"|\b\d{1,5}\s+(?:[A-Z][a-z]+\s+){1,3}(?:Street|St|Avenue|Ave|Road|Rd|Lane|Ln|Drive|Dr"
        r"|Boulevard|Blvd|Court|Ct)\b"
        r"|\b(?:Mr|Mrs|Ms|Miss)\.?\s+[A-Z][a-z]+|\bDear\s+(?!(?:Amazon|Customer|Sir|Madam|Buyer"
        r"|Seller|Team)\b)[A-Z][a-z]+"
    ),
}
_WORDS = re.compile(r"[\u3400-\u9fff]|[A-Za-z0-9][\w'-]*")


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to look at before sending."""

    kind: str
    """``too_short``, ``no_dates``, ``spelling``, ``gap`` or a kind of wording."""
    line: int = 0
    """From 1; 0 for the whole text."""
    found: str = ""


def lint(text: str) -> list[Remark]:
    """Return what should be looked at in a text, the whole of it first, then line by line."""
    return [*_of_the_whole(text), *sorted(_of_passages(text), key=lambda each: each.line)]


def _of_the_whole(text: str) -> Iterator[Remark]:
    if len(_WORDS.findall(text)) < SHORTEST:
        yield Remark("too_short")
    if not _DATE.search(text):
        yield Remark("no_dates")


def _of_passages(text: str) -> Iterator[Remark]:
    for kind, pattern in _PATTERNS.items():
        for found in pattern.finditer(text):
            yield Remark(kind, _line(text, found.start()), found[0])
    for found in misspelt(text):
        yield Remark("spelling", _line(text, found.start()), found[0])
    for number, line in enumerate(text.splitlines(), start=1):
        for words in gaps(line):
            yield Remark("gap", number, words)


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1
