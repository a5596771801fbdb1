"""Which event says that an obligation was met, in the words of whoever met it."""

from collections.abc import Mapping
from typing import Any

ANSWERS: Mapping[str, tuple[str, str, Mapping[str, Any]]] = {
    "atoz.appeal": ("appeal_filed", "atoz", {}),
    "safet.appeal": ("appeal_filed", "safet", {}),
    "safet.file": ("claim_opened", "safet", {}),
    "atoz.buyer_contact": ("seller_replied", "message", {}),
    "message.reply": ("seller_replied", "message", {}),
    "return.answer": ("return_answered", "return", {}),
    "return.process": ("refund_issued", "return", {"by": "seller"}),
}
"""Obligation → type, programme and fields of the event; a question is met by seller_responded."""
