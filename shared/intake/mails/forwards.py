"""Find the mail inside a mail that a person forwarded by hand, its headers lost.

Mail programs print the lost headers as lines, each in its own order and words, one below the other
or all in one; or as a sentence that ends in a colon. What of the time is not sure is a span.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from shared.intake.mails.dates import printed_instants
from shared.intake.mails.labels import FIELD_OF, taken_apart
from shared.intake.mails.letters import Letter, address_in, clean_subject
from shared.intake.mails.text import fold

UNDATED = timedelta(days=7)
"""A mail that is passed on was written within so long before."""
_LABEL = re.compile(r"^[>*_| ]{0,20}([^\W\d_][\w' -]{0,23}?) ?[*_]{0,2} ?:[*_ ]{0,3}(.*)$")
_MOST_LINES, _MOST_TRIES, _LONGEST_LINE = 16, 200, 1_000
_SLACK = timedelta(minutes=10)
"""Two clocks apart."""
_FARTHEST = timedelta(hours=14)
"""No clock is farther ahead of UTC, none farther ahead of another by much more."""
_OLDEST = timedelta(days=399)
"""A message is refused that begins longer ago."""
_EASTERNMOST = timezone(_FARTHEST)
_A_SENTENCE = 3
"""Lines over which "On … somebody wrote:" may be wrapped."""


@dataclass(slots=True)
class _Block:
    """The lines that stand for the headers of a forwarded mail."""

    start: int
    end: int
    headers: dict[str, str] = field(default_factory=dict)


def forwarded(
    outer: Letter, written: datetime | None, is_amazon: re.Pattern[str], zones: Sequence[tzinfo]
) -> Letter | None:
    """Return the mail that ``outer`` forwards inline, None when it forwards none.

    Of several in a thread the outermost of Amazon. ``written`` is the outer Date with its offset;
    a time printed without a zone may be of its clock, or of any of ``zones``.
    """
    lines = [
        part
        for line in outer.text.split("\n")
        for part in (taken_apart(line) if len(line) < _LONGEST_LINE else [line])
    ]
    blocks = list(_blocks(lines, is_amazon))
    if not blocks:
        return None
    senders = [address_in(block.headers.get("from", "")) for block in blocks]
    chosen = next((n for n, sender in enumerate(senders) if is_amazon.fullmatch(sender)), 0)
    block = blocks[chosen]
    end = blocks[chosen + 1].start if chosen + 1 < len(blocks) else len(lines)
    at, since = _sent(block.headers.get("date", ""), written, zones)
    return Letter(
        at=at,
        since=since,
        subject=clean_subject(block.headers.get("subject", "")) or outer.subject,
        sender=senders[chosen],
        text="\n".join(line.lstrip("> ") for line in lines[block.end : end]),
        forwarded=True,
    )


def undated(letter: Letter) -> Letter:
    """Return a letter that somebody passed on in a way we do not know: written some time before."""
    since = letter.at - UNDATED if letter.at else None
    return replace(letter, since=since, forwarded=True)


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


def _blocks(lines: Sequence[str], is_amazon: re.Pattern[str]) -> Iterator[_Block]:
    at, tries = 0, 0
    for start, line in enumerate(lines):
        if start < at or tries == _MOST_TRIES:
            continue
        block = None
        if _label(line)[0]:
            tries += 1
            block = _block(lines, start)
        if block is None and line.rstrip("> ").endswith(":"):
            tries += 1
            block = _sentence(lines, start, at, is_amazon)
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
            if block.headers.get(current) and not _goes_on(lines, number, block):
                break
        elif current and (not block.headers[current] or block.end == number):
            block.headers[current] = f"{block.headers[current]} {lines[number].strip('> ')}".strip()
            block.end = number + 1
        else:
            break
    return block if "from" in block.headers and {"subject", "date"} & set(block.headers) else None


def _goes_on(lines: Sequence[str], blank: int, block: _Block) -> bool:
    """Say whether a header that is still missing comes right after blank lines."""
    for line in lines[blank + 1 : blank + 3]:
        if line.strip("> "):
            name = _label(line)[0]
            return bool(name) and (name == "to" or name not in block.headers)
    return False


def _sentence(
    lines: Sequence[str], last: int, begin: int, is_amazon: re.Pattern[str]
) -> _Block | None:
    """Read "On Tuesday … Amazon wrote:" in whatever language: Amazon, a date, a colon."""
    for first in range(last, max(begin, last - _A_SENTENCE) - 1, -1):
        said = " ".join(line.strip("> ") for line in lines[first : last + 1])[:_LONGEST_LINE]
        sender = address_in(said)
        named = is_amazon.fullmatch(sender) or (not sender and "amazon" in said.casefold())
        if named and printed_instants(said, [UTC]):
            return _Block(first, last + 1, {"from": said, "date": said})
    return None


def _label(line: str) -> tuple[str, str]:
    found = _LABEL.match(line[:_LONGEST_LINE])
    return (FIELD_OF.get(fold(found[1]), ""), found[2].strip()) if found else ("", "")


def _sent(
    printed: str, written: datetime | None, zones: Sequence[tzinfo]
) -> tuple[datetime | None, datetime | None]:
    """Return when the inner mail was sent, and since when where that is not sure.

    Never past the forward itself: a reading that lies after it is of a clock elsewhere, or none.
    """
    outer = written.tzinfo if written and written.tzinfo else UTC
    clocks, slack = [outer, *zones], _SLACK
    if not zones and not outer.utcoffset(written):
        # a server wrote the Date: nothing says by whose clock the inner one was printed
        clocks, slack = [outer, _EASTERNMOST], _FARTHEST
    read = printed_instants(printed, clocks)
    if written is None:
        return max(read, default=None), min(read) if len(read) > 1 else None
    now = written.astimezone(UTC)
    fitting = [min(each, now) for each in read if each <= now + slack]
    if fitting:
        since = max(min(fitting), now - _OLDEST)
        return max(fitting), since if since < max(fitting) else None
    elsewhere = [each - _FARTHEST for each in read if each <= now + _FARTHEST]
    return now, max(min(elsewhere, default=now - UNDATED), now - UNDATED)
