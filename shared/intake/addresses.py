"""The one address in a From header, read strictly: what can be read two ways is no address.

Parsers of mail addresses forgive a great deal, each in its own way, and a forged sender lives on
two of them differing. So there is one form that is understood, with or without a name before it,
and names are decoded after the address is known, never before.
"""

import re

_LONGEST = 2_000
_ADDRESS = r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}"
_BARE = re.compile(rf"{_ADDRESS}|<{_ADDRESS}>", re.ASCII)
_NAMED = re.compile(
    rf'(?P<name>"(?:[^"\\<>]|\\[^<>])*"|[^"\\<>()\[\],;:]*) ?<(?P<address>{_ADDRESS})>', re.ASCII
)


def the_address(written: str) -> str:
    """Return the address of a From header in small letters, empty where it is not plainly one.

    ``written`` stands as it came, not decoded. A name that is not quoted may be no other address.
    """
    one_line = " ".join(written[: _LONGEST + 1].split())
    if len(written) > _LONGEST:
        return ""
    if _BARE.fullmatch(one_line):
        return one_line.strip("<>").lower()
    if (named := _NAMED.fullmatch(one_line)) is None:
        return ""
    address, name = named["address"].lower(), named["name"].strip().lower()
    is_plain = name.startswith('"') or "@" not in name or name == address
    return address if is_plain else ""
