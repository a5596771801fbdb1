"""Text that somebody else wrote, made fit to stand inside a message of ours."""

import re
import unicodedata

from shared.mail.language import Tongue

LONGEST = 500
_LINK = re.compile(r"(?:\w+://|www\.)\S+|\b[\w-]+(?:\.[\w-]+)+/\S*", re.IGNORECASE)
_ADDRESS = re.compile(r"(?<![^\s<>])[^\s<>]*@[^\s<>]*\.\w+")


def printable(text: str) -> str:
    """Return one line without control, bidi and invisible characters."""
    line = " ".join(text[: 4 * LONGEST].split())
    return "".join(char for char in line if unicodedata.category(char)[0] != "C")


def clean(say: Tongue, text: str) -> str:
    """Return one line without control, bidi and invisible characters, links and addresses.

    A forged notice must be able neither to steer a reader nor to bring a buyer's address in.
    """
    line = printable(text)
    line = _LINK.sub(lambda _: say("[link left out]"), line)
    line = _ADDRESS.sub(lambda _: say("[address left out]"), line)
    line = " ".join(line.split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1].rstrip() + "…"
