# ruff: noqa: RUF001 - the wording is also Japanese and Chinese
"""Find the mail inside a mail that a person forwarded by hand, its headers lost.

Mail programs print the lost headers as lines, each in its own words: Gmail, Outlook, Apple Mail and
those sellers use in China, Japan and Europe.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from shared.intake.mails.dates import printed_instant
from shared.intake.mails.letters import Letter, address_in, clean_subject

_LABELS = {
    "from": "from da de von absender mittente remitente 差出人 送信者 发件人 發件人 寄件者 寄件人",
    "date": "date sent data inviato fecha enviado gesendet datum envoyé 日付 日時 送信日時 "
    "发送时间 "
    "发送日期 日期 时间 寄件日期 傳送日期 傳送時間",
    "subject": "subject oggetto asunto assunto betreff objet 件名 主题 主旨 主題",
    "to": "to a para an cc kopie copia 宛先 收件人 收件者 抄送 副本 reply-to",
}
_OF = {word: field for field, words in _LABELS.items() for word in words.split()} | {
    "enviado el": "date", "enviado em": "date", "enviada em": "date", "data invio": "date",
}  # fmt: skip
_LABEL = re.compile(r"^[>*_ ]{0,20}([^\W\d_][\w -]{0,14}?) ?[*_]{0,2} ?[:：][*_ ]{0,3}(.*)$")
_MOST_LINES, _MOST_TRIES = 16, 200
_SLACK_SECONDS = 14 * 3600


@dataclass(slots=True)
class _Block:
    """The lines that stand for the headers of a forwarded mail."""

    start: int
    end: int
    headers: dict[str, str] = field(default_factory=dict)


def forwarded(outer: Letter, written: datetime | None, is_amazon: re.Pattern[str]) -> Letter | None:
    """Return the mail that ``outer`` forwards inline, None when it forwards none.

    Of several in a thread the outermost of Amazon. ``written`` is the outer Date with its offset:
    the clock by which the inner date was printed. An inner date later than the outer is no date.
    """
    lines = outer.text.split("\n")
    blocks = list(_blocks(lines))
    if not blocks:
        return None
    senders = [address_in(block.headers.get("from", "")) for block in blocks]
    chosen = next((n for n, sender in enumerate(senders) if is_amazon.fullmatch(sender)), 0)
    block = blocks[chosen]
    end = blocks[chosen + 1].start if chosen + 1 < len(blocks) else len(lines)
    return Letter(
        subject=clean_subject(block.headers.get("subject", "")) or outer.subject,
        sender=senders[chosen],
        at=_sent(block.headers.get("date", ""), written),
        text="\n".join(line.lstrip("> ") for line in lines[block.end : end]),
        forwarded=True,
    )


def own_words(text: str) -> str:
    """Return the text of a reply without the mail it quotes."""
    kept = []
    for line in text.split("\n"):
        if _QUOTE_BEGINS.search(line):
            break
        if not line.startswith(">"):
            kept.append(line)
    return "\n".join(kept)


_QUOTE_BEGINS = re.compile(
    r"^-{2,} ?(?:original message|messaggio originale|mensaje original|mensagem original|"
    r"ursprungliche nachricht|ursprüngliche nachricht)|"
    r"^(?:on|il|el|em|am|le) .{6,120}(?:wrote|scritto|escribió|escreveu|schrieb.{0,60}|écrit) ?:$",
    re.IGNORECASE,
)


def _blocks(lines: Sequence[str]) -> Iterator[_Block]:
    at = 0
    starts = [number for number, line in enumerate(lines) if _label(line)[0] == "from"]
    for start in starts[:_MOST_TRIES]:
        block = _block(lines, start) if start >= at else None
        if block is not None:
            at = block.end
            yield block


def _block(lines: Sequence[str], start: int) -> _Block | None:
    """Read header lines from ``start`` on; a value may go on in the lines below its label."""
    block, current = _Block(start, start), ""
    for number in range(start, min(start + _MOST_LINES, len(lines))):
        name, value = _label(lines[number])
        if name and name in block.headers and name != "to":
            break
        if name:
            current = name
            block.headers[name] = value
            block.end = number + 1
        elif not lines[number].strip("> "):
            if len(block.headers) > 2 and block.headers.get(current):  # noqa: PLR2004
                break
        elif current and (not block.headers[current] or block.end == number):
            block.headers[current] = f"{block.headers[current]} {lines[number].strip('> ')}".strip()
            block.end = number + 1
    return block if {"from", "subject"} <= block.headers.keys() else None


def _label(line: str) -> tuple[str, str]:
    found = _LABEL.match(line[:1000])
    return (_OF.get(found[1].casefold(), ""), found[2].strip()) if found else ("", "")


def _sent(printed: str, written: datetime | None) -> datetime | None:
    zone = written.tzinfo if written and written.tzinfo else UTC
    at = printed_instant(printed, zone, written)
    if at is None or written is None or at <= written:
        return at
    late = (at - written).total_seconds()
    return written.astimezone(UTC) if late < _SLACK_SECONDS else None
