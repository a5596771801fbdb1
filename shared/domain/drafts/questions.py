"""What Amazon asked, answered first and point by point.

The words of a question are not repeated: they may quote anybody. What it asks for is recognised,
answered from the facts on file where they hold it, and left as a gap where they do not; what is
not recognised keeps its place as a gap of its own.
"""

import re
from collections.abc import Iterator, Mapping

from shared.domain.case import Case
from shared.domain.drafts.draft import gap
from shared.domain.drafts.timeline import written_fact
from shared.domain.events import ClaimEvent

_THINGS: Mapping[str, re.Pattern[str]] = {
    name: re.compile(words, re.IGNORECASE)
    for name, words in {
        "Carrier and tracking": r"\btracking\b|\bcarriers?\b|物流|追踪|追蹤|运单|運單",
        "Proof of delivery": r"(?:proof|confirmation|scan) of (?:the )?delivery"
        r"|delivery (?:proof|scan|confirmation)|签收|簽收",
        "Signature of the recipient": r"\bsignature\b|\bsigned\b|签名|簽名",
        "Messages with the buyer": r"\b(?:messages?|correspondence|communications?)\b|往来|往來",
        "Photos": r"\b(?:photos?|pictures?|images?)\b|照片|图片|圖片",
        "Invoices": r"\b(?:invoices?|receipts?)\b|发票|發票",
        "Return address or label": r"\breturn (?:address|label)\b|退货地址|退貨地址",
        "Proof of the refund": r"(?:proof|confirmation) of (?:the |a )?refund|refund (?:proof"
        r"|confirmation)|退款凭|退款憑",
        "Shipping method and dates": r"\b(?:ship|dispatch)\w*\b[^.;,]{0,15}\b(?:methods?|dates?)\b"
        r"|\bwhen\b[^.;?]{0,30}\b(?:shipp?|sent|dispatch)|发货|發貨",
        "Serial number": r"\bserial\b|序列号|序列號",
        "Condition of the item": r"\bcondition\b|\bdamaged?\b|\bdefect\w*\b",
    }.items()
}
_POINT = re.compile(r"[\n;?？；]+|(?<=[.。])\s+|,\s*(?![^()]*\))|\band\b")  # noqa: RUF001 - Chinese
_WORDY = re.compile(r"[A-Za-z\u3400-\u9fff]{3,}")


def answers(case: Case, programme: str) -> str:
    """Return the paragraph that answers the last question of a claim; empty when none is known."""
    asked = _last_question(case, programme)
    if asked is None:
        return ""
    points = list(_points(str(asked.get("asks") or "")))
    if not points:
        return (
            f"What Amazon asked for: {gap('your answer to each question of the notice, in order')}."
        )
    lines = [f"{number}. {_answer(case, name)}" for number, name in enumerate(points, start=1)]
    return "What Amazon asked for, in its order:\n" + "\n".join(lines)


def _last_question(case: Case, programme: str) -> ClaimEvent | None:
    found = None
    for event in case.events:
        asking = event.type == "information_requested" or event.get("action_required")
        if event.verified and event.programme == programme and asking:
            found = event
    return found


def _points(asks: str) -> Iterator[str]:
    """Yield what is asked for, each thing once; empty for a point that is not recognised."""
    seen: set[str] = set()
    for part in _POINT.split(asks.partition(":")[2] or asks):
        named = [name for name, words in _THINGS.items() if words.search(part)]
        if not named and _WORDY.search(part):
            yield ""
        for name in named:
            if name not in seen:
                seen.add(name)
                yield name


def _answer(case: Case, name: str) -> str:
    if not name:
        return gap("your answer to this point of the notice")
    known = _KNOWN.get(name, lambda _case: "")(case)
    return f"{name}: {known or gap('your answer, and what is attached for it')}."


def _shipment(case: Case) -> str:
    carrier, tracking = case.order_facts.get("carrier"), case.order_facts.get("tracking")
    return f"{carrier}, {tracking}" if carrier and tracking else ""


def _sent(case: Case) -> str:
    shipped = written_fact(case, "shipped_at")
    return f"shipped {shipped}" if shipped else ""


def _delivered(case: Case) -> str:
    delivered = written_fact(case, "delivered_at")
    return f"delivered {delivered}; the scan is attached" if delivered else ""


_KNOWN = {
    "Carrier and tracking": _shipment,
    "Shipping method and dates": _sent,
    "Proof of delivery": _delivered,
}
