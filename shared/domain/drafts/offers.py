"""Offers that are tied to a withdrawal or a review, and requests for either.

Amazon punishes both. An offer alone is good service, and a fact about a claim that was closed is
no offer: what is looked for is the two tied together, in one sentence or in two that follow one
another.
"""

import re
from collections.abc import Iterator
from itertools import zip_longest

_CLAIM = r"(?:claims?|complaints?|cases?|disputes?|a-to-z|chargebacks?)"
_END = (
    r"(?:withdraw(?:ing|al of)?|cancel(?:l?ing)?|clos(?:e|ing)|drop(?:ping)?|remov(?:e|ing)"
    r"|revok(?:e|ing)|retract(?:ing)?|end(?:ing)?|tak(?:e|ing) back|call(?:ing)? off)"
)
_ENDS_CLAIM = (
    rf"\b{_END}\b[^.!?\n]{{0,40}}\b{_CLAIM}\b"
    rf"|\b{_CLAIM}\b[^.!?\n]{{0,15}}\b(?:is|are|has been|gets?)\s+"
    r"(?:withdrawn|closed|cancell?ed|dropped|removed|gone)\b"
)
_REVIEW = (
    r"\b(?:chang|remov|delet|revis|updat|improv|edit|leav|writ|post|giv|tak)\w*\b"
    r"[^.!?\n]{0,40}\b(?:reviews?|feedback|ratings?|stars?)\b"
)
_TREAT = (
    r"\b(?:refunds?|money|gift cards?|gifts?|vouchers?|coupons?|discounts?|compensat\w*|bonus"
    r"|free|extra|pay you|cash|presents?|rewards?|credit|replacement|keep (?:it|the|both|what)"
    r"|half of the price|dollars?|euros?|pounds?)\b"
    r"|\b(?:USD|EUR|GBP|CAD|AUD|JPY)\b|[$€£]\s?\d|\d\s?%"
)
_TIED = (
    r"\b(?:if|once|when|after|as soon as|in (?:exchange|return) for|provided|should you|for"
    r"|then|so that|and (?:we|you)|unless|until)\b|, (?:we|you)\b"
)
_FREE_OF_IT = re.compile(r"\b(?:whether or not|regardless of|even if)\b", re.IGNORECASE)
_TO_AMAZON = re.compile(r"\bAmazon\b[^.!?\n]{0,20}\bto\b", re.IGNORECASE)
_FOLLOWS = re.compile(
    r"\s*(?:then|in return|in exchange|after (?:that|this)|afterwards|as soon as (?:that|this|it)"
    r"|once (?:that|this|it)|and (?:we|you)|we(?: will|'ll| can| shall)"
    r"|you(?: will|'ll| can| get))\b",
    re.IGNORECASE,
)
_WANTED = re.compile(f"(?=({_ENDS_CLAIM}|{_REVIEW}))", re.IGNORECASE)
"""Looks ahead, so that wishes may overlap: to *give* a coupon for *leaving* a review."""
_GIVEN = re.compile(_TREAT, re.IGNORECASE)
_LINK = re.compile(_TIED, re.IGNORECASE)
_ZH_CLAIM = r"(?:投[诉訴]|索[赔賠]|申[诉訴请請]|[纠糾][纷紛]|A-to-z|案件)"
_ZH_WANTED = re.compile(
    r"撤[诉訴销銷回]"
    rf"|(?:取消|[关關][闭閉])[^。！？\n]{{0,12}}{_ZH_CLAIM}"  # noqa: RUF001 - Chinese stops
    r"|(?:改|[删刪]|撤)[^。！？\n]{0,8}(?:[差好][评評]|[评評][价價论論])"  # noqa: RUF001
    r"|(?:[给給]|留)[^。！？\n]{0,8}(?:好[评評]|五星)"  # noqa: RUF001
)
_ZH_GIVEN = re.compile(
    r"返[现現]|退款|好[处處]|[礼禮][品物]|[补補][偿償]|[红紅]包|送[您你]|[赠贈]送|免[费費]"
    r"|[优優]惠|全[额額]|[现現]金"
)
_ASKS = re.compile(
    r"\b(?:please|kindly|(?:could|can|would|will) you|ask(?:ed|ing)? you to|want you to"
    r"|need you to|like you to|hope you(?: will| can)?)\b"
    rf"[^.!?\n]{{0,40}}\b{_END}\b[^.!?\n]{{0,30}}\b{_CLAIM}\b"
    rf"|[请請麻煩烦][^。！？\n]{{0,12}}(?:撤[诉訴销銷回]|取消)[^。！？\n]{{0,12}}{_ZH_CLAIM}",  # noqa: RUF001
    re.IGNORECASE,
)
_ASKS_REVIEW = re.compile(
    r"\b(?:please|kindly|(?:could|can|would|will) you|ask(?:ed|ing)? you to|want you to)\b"
    r"[^.!?\n]{0,40}\b(?:chang|remov|delet|revis|updat|improv|edit)\w*\b"
    r"[^.!?\n]{0,30}\b(?:reviews?|feedback|ratings?|stars?)\b"
    r"|[请請麻煩烦][^。！？\n]{0,12}(?:改|[删刪]|撤)[^。！？\n]{0,8}(?:[差好][评評]|[评評][价價论論])",  # noqa: RUF001
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[^.!?。！？\n]+(?:\.(?=\d)[^.!?。！？\n]+)*")  # noqa: RUF001
Found = tuple[str, int, str]


def offers(text: str) -> Iterator[Found]:
    """Yield kind, place and words of each request for a withdrawal or a review, and each deal."""
    for kind, pattern in (("asks_withdrawal", _ASKS), ("asks_review", _ASKS_REVIEW)):
        for asked in pattern.finditer(text):
            if not _TO_AMAZON.search(asked[0]):
                yield kind, asked.start(), asked[0]
    sentences = list(_SENTENCE.finditer(text))
    for each, after in zip_longest(sentences, sentences[1:]):
        if deal := _deal(each[0], after[0] if after else ""):
            yield "inducement", each.start() + len(each[0]) - len(each[0].lstrip()), deal


def _deal(sentence: str, after: str) -> str:
    """Return the words that offer something for a withdrawal or a review, or nothing."""
    if _ZH_WANTED.search(sentence) and _ZH_GIVEN.search(sentence):
        return sentence.strip()
    wanted = list(_WANTED.finditer(sentence))
    if not wanted or _FREE_OF_IT.search(sentence) or _TO_AMAZON.search(sentence):
        return ""
    if any(
        _GIVEN.search(f"{sentence[: each.start()]} … {sentence[each.end(1) :]}") for each in wanted
    ):
        return sentence.strip() if _LINK.search(sentence) else ""
    if _FOLLOWS.match(after) and _GIVEN.search(after) and not _FREE_OF_IT.search(after):
        return f"{sentence.strip()}. {after.strip()}"
    return ""
