# ruff: noqa: RUF001 - the wording is also Japanese and Chinese
"""Open a mail: its headers, its text and the mails attached to it, within strict bounds.

Headers are decoded by hand and never trusted to be well formed; what is too large or too deep is
refused with a reason instead of being worked through.
"""

import re
from binascii import Error as Base64Error
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import parsedate_to_datetime

from shared.intake.addresses import the_address
from shared.intake.mails.text import MailError, decoded, text_of_html, tidy

LARGEST_MAIL = 25_000_000
MOST_TEXT = 1_000_000
_MOST_PARTS, _MOST_DEPTH, _MOST_LINES = 100, 20, 600_000
_LONGEST_HEADER = 2_000
_FORWARD_MARK = re.compile(
    r"^(?:(?:fwd?|fw|wg|i|rv|enc|tr|rif|r|re|aw|res|转发|轉寄|転送) ?[:：] ?|\[[^\]]{1,20}\] )+",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"[\w.+=-]{1,80}@[a-z0-9.-]{3,80}", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail as far as it matters; texts are tidied, not folded."""

    subject: str
    sender: str
    """Address in small letters, empty when none is shown."""
    at: datetime | None
    """When it was sent, UTC; None when it does not say."""
    text: str
    type: str = ""
    """Of header X-Space-Notification-Type, in capitals."""
    marketplace: str = ""
    """Of header X-Marketplace-ID."""
    forwarded: bool = False
    since: datetime | None = None
    """UTC; where it is there, the letter was sent at some time from then until ``at``."""

    @property
    def domain(self) -> str:
        """What stands behind the @ of the sender."""
        return self.sender.rpartition("@")[2]


@dataclass(frozen=True, slots=True)
class Opened:
    """A mail and what is attached to it."""

    letter: Letter
    offset: datetime | None
    """The Date as written, with its own offset: the clock of whoever sent it."""
    senders: int
    """How many From headers there are; more than one is a forgery."""
    attached: tuple["Opened", ...] = ()
    outlook: bool = False
    """Whether something is attached that only Outlook can read."""


def open_mail(raw: bytes) -> Opened:
    """Parse a mail; raises MailError for one that is too large, deep or divided."""
    if len(raw) > LARGEST_MAIL:
        raise MailError(f"{len(raw):,} bytes; at most {LARGEST_MAIL:,} are read")
    if raw.count(b"\n") > _MOST_LINES:
        raise MailError(f"more than {_MOST_LINES:,} lines")
    bounds = re.findall(rb"boundary\s*=|message/rfc822", raw, re.IGNORECASE)
    if len(bounds) > _MOST_PARTS:
        raise MailError(f"more than {_MOST_PARTS} parts within parts")
    try:
        return _opened(message_from_bytes(raw), depth=0)
    except RecursionError:
        raise MailError("parts nested too deep") from None


def clean_subject(text: str) -> str:
    """Return a subject in one line, without what mail programs put before a forwarded one."""
    return _FORWARD_MARK.sub("", " ".join(tidy(text).split()))


def address_in(text: str) -> str:
    """Return the last mail address in a text, in small letters; empty when there is none."""
    found = _ADDRESS.findall(text)
    return found[-1].lower().strip(".") if found else ""


def _opened(mail: Message, depth: int) -> Opened:
    if depth > _MOST_DEPTH:
        raise MailError(f"mails within mails, more than {_MOST_DEPTH} deep")
    plain: list[str] = []
    html: list[str] = []
    attached: list[Opened] = []
    outlook, left = False, MOST_TEXT
    for part in _parts(mail):
        kind, name = part.get_content_type(), _filename(part)
        if kind == "message/rfc822" or name.endswith(".eml"):
            attached.extend(_attached(part, depth))
        elif name.endswith(".msg") or kind == "application/vnd.ms-outlook":
            outlook = True
        elif kind in ("text/plain", "text/html") and left > 0 and not name:
            text = decoded(_bytes(part)[:left], part.get_content_charset())
            left -= len(text)
            (plain if kind == "text/plain" else html).append(text)
    written = _date(_header(mail, "Date")) or _first_received(mail)
    return Opened(
        letter=Letter(
            subject=clean_subject(_header(mail, "Subject")),
            sender=the_address(_raw(mail, "From")),
            at=written.astimezone(UTC) if written else None,
            text="\n\n".join([*map(tidy, plain), *map(text_of_html, html)])[:MOST_TEXT],
            type=_header(mail, "X-Space-Notification-Type").strip().upper(),
            marketplace=_header(mail, "X-Marketplace-ID").strip().upper(),
        ),
        offset=written,
        senders=len(mail.get_all("From") or ()),
        attached=tuple(attached),
        outlook=outlook,
    )


def _parts(mail: Message) -> Iterator[Message]:
    """Yield the leaves, and attached mails whole; at most so many, so deep."""
    waiting: list[tuple[Message, int]] = [(mail, 0)]
    seen = 0
    while waiting:
        part, depth = waiting.pop()
        seen += 1
        if seen > _MOST_PARTS or depth > _MOST_DEPTH:
            raise MailError(f"more than {_MOST_PARTS} parts, or {_MOST_DEPTH} within each other")
        inside = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(inside, list):
            inner = [each for each in inside if isinstance(each, Message)]
            waiting.extend((each, depth + 1) for each in reversed(inner))
        else:
            yield part


def _attached(part: Message, depth: int) -> Iterator[Opened]:
    inside = part.get_payload()
    if isinstance(inside, list) and inside and isinstance(inside[0], Message):
        mail = inside[0]
        if not mail.get("From") and "base64" in str(part.get("Content-Transfer-Encoding")).lower():
            # Exchange encodes an attached mail although RFC 2046 forbids it
            mail["Content-Transfer-Encoding"] = "base64"
            mail = message_from_bytes(_bytes(mail))
        yield _opened(mail, depth + 1)
    else:
        yield _opened(message_from_bytes(_bytes(part)), depth + 1)


def _bytes(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _filename(part: Message) -> str:
    try:
        return (part.get_filename() or "").strip().lower()
    except (ValueError, LookupError, TypeError):
        return ""


def _header(mail: Message, name: str) -> str:
    """Return a header decoded (RFC 2047) and in one line; as it stands where that fails."""
    raw = _raw(mail, name)
    try:
        pieces = decode_header(raw)
    except (HeaderParseError, Base64Error, ValueError):
        pieces = [(raw, None)]
    words = (
        piece if isinstance(piece, str) else decoded(piece, charset) for piece, charset in pieces
    )
    return " ".join("".join(words).split())


def _raw(mail: Message, name: str) -> str:
    """Return the first header of a name as it stands, no more than its beginning."""
    written = (value for key, value in mail.raw_items() if key.lower() == name.lower())
    octets = str(next(written, "")).encode("utf-8", "surrogateescape")
    return decoded(octets[:_LONGEST_HEADER], "utf-8")


def _date(text: str) -> datetime | None:
    try:
        read = parsedate_to_datetime(text)
        read = read if read.tzinfo else read.replace(tzinfo=UTC)  # RFC 5322: -0000 is UTC
        read.astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return read


def _first_received(mail: Message) -> datetime | None:
    """Return when the first server took the mail in, for one that has no Date."""
    dates = (_date(str(each).rpartition(";")[2].strip()) for each in mail.get_all("Received") or ())
    return min((each for each in dates if each is not None), default=None)
