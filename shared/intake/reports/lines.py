"""The lines of a text file of unknown encoding, one at a time.

Lines are cut as Latin-1, which keeps every byte, and decoded afterwards: what cannot be decoded is
named by line and byte and stays visibly wrong; it is never replaced by something readable.
"""

import io
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator
from typing import BinaryIO

LONGEST_LINE = 64 * 1024
UNDECODED = "latin-1"
"""Every byte as it is: for looking through a file before its encoding is known."""
_UTF16 = "utf-16"
_UNREADABLE = "\ufffd"


def raw_lines(stream: BinaryIO) -> Iterator[tuple[int, str | None]]:
    """Yield number and text of each line, without its end; None where it is too long to keep."""
    stream.seek(0)
    start = stream.read(len(BOM_UTF8))
    wide = start.startswith((BOM_UTF16_LE, BOM_UTF16_BE))
    stream.seek(len(BOM_UTF8) if start == BOM_UTF8 else 0)
    text = io.TextIOWrapper(
        stream, encoding=_UTF16 if wide else UNDECODED, errors="replace", newline=None
    )
    number = 0
    try:
        while line := text.readline(LONGEST_LINE):
            number += 1
            if line.endswith("\n") or len(line) < LONGEST_LINE:
                yield number, line.rstrip("\n")
                continue
            while line and not line.endswith("\n"):
                line = text.readline(LONGEST_LINE)
            yield number, None
    finally:
        text.detach()


def ends_within_a_line(stream: BinaryIO) -> bool:
    """Say whether a file has no end of line at its end: it may have been cut off."""
    size = stream.seek(0, io.SEEK_END)
    stream.seek(max(0, size - 2))
    return not set(stream.read()) & set(b"\r\n")


def decoded(line: str, encoding: str) -> tuple[str, str]:
    """Return a raw line as text, and what of it could not be read, empty if nothing."""
    if line.isascii() or encoding == UNDECODED:
        return line, ""
    if encoding == _UTF16:
        at = line.find(_UNREADABLE)
        return line, f"character {at + 1} cannot be read as UTF-16" if at >= 0 else ""
    raw = line.encode(UNDECODED)
    try:
        return raw.decode(encoding), ""
    except UnicodeDecodeError as wrong:
        text = raw.decode(encoding, "surrogateescape")
        return text, f"byte {wrong.start + 1} cannot be read as {encoding}"


class EncodingVote:
    """Finds the encoding of a file from those of its lines that are not plain ASCII."""

    def __init__(self, stream: BinaryIO, legacy: str) -> None:
        """Expect UTF-8 first, then ``legacy``, then what a Chinese Windows writes."""
        stream.seek(0)
        self._wide = stream.read(2) in (BOM_UTF16_LE, BOM_UTF16_BE)
        self._failed = dict.fromkeys(("utf-8", legacy, "gb18030"), 0)
        self._asked = 0

    def hear(self, line: str) -> None:
        """Count one raw line."""
        if line.isascii() or self._wide:
            return
        self._asked += 1
        raw = line.encode(UNDECODED)
        for name in self._failed:
            try:
                raw.decode(name)
            except UnicodeDecodeError:
                self._failed[name] += 1

    def winner(self) -> str:
        """Return the first encoding that reads everything.

        When none does: UTF-8 if that reads most of the lines, otherwise the legacy one.
        """
        if self._wide:
            return _UTF16
        for name, failed in self._failed.items():
            if not failed:
                return name
        utf8, legacy, _ = self._failed
        return utf8 if 2 * self._failed[utf8] < self._asked else legacy
