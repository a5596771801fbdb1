"""Which of a person's files are mails: what they are named, or how they begin."""

import re
from pathlib import Path
from typing import BinaryIO

_MAIL = ".eml"
_HEAD = 64 * 1024
_HEADERS = re.compile(rb"\A\s*(?:[!-9;-~]+:[^\n]*\n(?:[ \t][^\n]*\n)*)+")
_OF_A_MAIL = re.compile(
    rb"^(?:from|received|return-path|delivered-to|message-id|mime-version):",
    re.IGNORECASE | re.MULTILINE,
)


def is_mail(path: Path, stream: BinaryIO) -> bool:
    """Say whether a file is one saved mail, also where a mail program named it ``.txt``."""
    headers = _HEADERS.match(stream.read(_HEAD))
    stream.seek(0)
    if path.suffix.lower() == _MAIL:
        return True
    return headers is not None and len(set(_OF_A_MAIL.findall(headers[0].lower()))) > 1
