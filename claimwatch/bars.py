"""Bars and percentages as plain text, and how a terminal shows them."""

import os
import re
import sys
from decimal import Decimal

import click

from shared.domain.figures import Share, Sums

FULL = 20
"""The width of a whole."""
_BLOCK = "█"


def bar(part: int, whole: int) -> str:
    """Return a bar for a part of a whole; what is there at all is at least one block long."""
    return _BLOCK * (max(round(FULL * part / whole), 1) if part and whole else 0)


def for_terminal(line: str) -> str:
    """Return a line as stdout can show it: colour on a terminal, unless NO_COLOR is set."""
    try:
        _BLOCK.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        line = line.replace(_BLOCK, "#")
    if not sys.stdout.isatty() or os.environ.get("NO_COLOR"):
        return line
    return re.sub(f"[{_BLOCK}#]+$", lambda blocks: click.style(blocks[0], fg="cyan"), line)


def percent(of: Decimal, digits: str = "1") -> str:
    """Return a share as a percentage, rounded half to even."""
    return f"{(of * 100).quantize(Decimal(digits))} %"


def share(of: Share) -> str:
    """Return a share in counts, and as a percentage where there are enough of them."""
    counts = f"{of.part} of {of.whole}"
    return counts if of.value is None else f"{counts} ({percent(of.value)})"


def money(sums: Sums) -> str:
    """Return sums side by side, never added."""
    return " · ".join(f"{value} {currency}" for currency, value in sums.items()) or "0"
