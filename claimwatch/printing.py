"""What a command prints, into whatever stands behind stdout and stderr.

A command has done its work whoever listens: a reader that went away (`| head -1`, `| grep -q`),
a full disk behind stdout and a terminal that knows no Chinese take nothing back of it and end
nothing half-way.
"""

import codecs
import errno
import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, TextIO

_GONE = {errno.EPIPE, errno.EINVAL, errno.ESHUTDOWN}
"""The reader has gone; Windows says EINVAL."""
ESCAPED = "claimwatch.escaped"


def escaped(wrong: UnicodeError) -> tuple[str, int]:
    """Write what an encoding does not know as JSON escapes: people see it, programs read it."""
    if not isinstance(wrong, UnicodeEncodeError):
        raise wrong
    units = wrong.object[wrong.start : wrong.end].encode("utf-16-be", "surrogatepass")
    return "".join(
        f"\\u{high:02x}{low:02x}" for high, low in zip(units[::2], units[1::2], strict=True)
    ), wrong.end


codecs.register_error(ESCAPED, escaped)


class Unheard(io.RawIOBase):
    """A stream that takes everything; what cannot be written is remembered and dropped."""

    def __init__(self, raw: io.RawIOBase) -> None:
        """Write into ``raw`` as long as it takes something."""
        super().__init__()
        self._raw = raw
        self.lost: OSError | None = None
        """Why something could not be written."""

    @property
    def full(self) -> OSError | None:
        """Why something was lost that somebody still waits for; a reader that went does not."""
        return None if self.lost is None or self.lost.errno in _GONE else self.lost

    def writable(self) -> bool:
        """Say that it takes text."""
        return True

    def isatty(self) -> bool:
        """Say whether a person reads it."""
        return self._raw.isatty()

    def fileno(self) -> int:
        """Return what is beneath."""
        return self._raw.fileno()

    def write(self, data: Any) -> int | None:  # noqa: ANN401 - whatever a buffer may be
        """Write, or forget."""
        if self.lost is None:
            try:
                return self._raw.write(data)
            except OSError as lost:
                self.lost = lost
        return len(data)


def somebody_listens() -> bool:
    """Say whether what is printed may still reach somebody."""
    raw = getattr(getattr(sys.stdout, "buffer", None), "raw", None)
    return not isinstance(raw, Unheard) or raw.lost is None


@contextmanager
def whoever_listens() -> Iterator[list[Unheard]]:
    """Let both streams of this process take everything; yield what remembers the losses."""
    before, streams = (sys.stdout, sys.stderr), list[Unheard]()
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        binary = getattr(stream, "buffer", None)
        if binary is not None:
            with suppress(OSError):
                stream.flush()
            streams.append(Unheard(getattr(binary, "raw", binary)))
            setattr(sys, name, _text(streams[-1], stream))
    try:
        yield streams
    finally:
        for stream in (sys.stdout, sys.stderr):
            with suppress(AttributeError, ValueError, OSError):
                stream.flush()
        sys.stdout, sys.stderr = before


def _text(over: Unheard, like: TextIO) -> TextIO:
    return io.TextIOWrapper(
        io.BufferedWriter(over),
        encoding=like.encoding,
        errors=ESCAPED,
        line_buffering=getattr(like, "line_buffering", False),
    )
