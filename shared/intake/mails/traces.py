"""Traces of a notice in a mail that could not be recognised: damaged, cut off, or in new words.

Where there is one, the mail is refused for somebody to look at instead of being set aside.
"""

import re
from collections.abc import Iterable

from shared.intake.mails.text import sentences
from shared.intake.mails.topics import speaks_of_claim, subject_topic

_SENDER = re.compile(
    rb"(?:atoz-guarantee|seller-guarantee|cb-seller|safe-?t-review)[\w-]{0,30}@amazon\.",
    re.IGNORECASE,
)
_TYPE = re.compile(rb"(?:A_Z_CLAIM|RETURN_REQUEST|REFUND_ISSUED|BRC_SELLER_NOTIF|BBC_MESSAGE_SENT)")
_AMAZON = re.compile(rb"@(?:marketplace\.)?amazon\.[a-z]", re.IGNORECASE)
_ORDER = re.compile(r"\d{3}-\d{7}-\d{7}")
_ABOUT_AN_ORDER = re.compile(
    r"(?<![a-z0-9])safe-?t(?![a-z0-9])|return (?:has been |was )?requested|"
    r"customer wants to return|initiated a refund|"
    r"richiesto di restituire|avviato un rimborso|quiere devolver|quer devolver|"
    r"iniciou um reembolso|zuruckgeben|erstattung veranlasst|返品のリクエスト|返金手続き|"
    r"(?:キャンセル|cancel\w*|annullamento|stornier\w*).{0,30}(?:希望|request|richiest|solicit|anfrage)"
)


def trace_in(raw: bytes, subject: str, body: str) -> str:
    """Return what in a mail hints at a notice, in words for a person; empty when nothing does.

    ``raw`` is the mail as it came, ``subject`` and ``body`` are folded.
    """
    whole = raw.replace(b"=\r\n", b"").replace(b"=\n", b"")
    said = [subject, *sentences(body)]
    signs = (
        (_SENDER.search(whole), "an address from which Amazon sends claims"),
        (_TYPE.search(whole), "a notification type of Amazon"),
        (_of_an_order(said), "an order named together with a claim, return or refund"),
        (_of_a_claim(said), "words of a claim, return or refund"),
        (not subject or not body, "an address of Amazon, and no readable subject or text"),
    )
    certain = signs if _AMAZON.search(whole) else signs[:2]
    return next((words for sign, words in certain if sign), "")


def _of_an_order(said: Iterable[str]) -> bool:
    return any(_ORDER.search(part) and subject_topic(part) for part in said)


def _of_a_claim(said: Iterable[str]) -> bool:
    return any(speaks_of_claim(part) or _ABOUT_AN_ORDER.search(part) for part in said)
