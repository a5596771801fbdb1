# ruff: noqa: RUF001 - the wording is also Japanese and Chinese
"""Text of a mail: bytes and HTML made into lines, and a folded form for comparing wording."""

import codecs
import re
import unicodedata
from html import unescape

import nh3

from shared.domain.errors import ClaimwatchError

_MOST_MARKUP = 20_000
"""Tags and entities; Amazon's mails have a few hundred. A million take any parser minutes."""
_BLOCKS = {"p", "br", "div", "tr", "td", "th", "li", "table", "h1", "h2", "h3", "h4", "blockquote"}
_TAG = re.compile(r"""<(/?)([a-zA-Z][\w:-]{0,30})(?:"[^"]*+"|'[^']*+'|[^'"<>]++)*+>""", re.ASCII)
_INLINE = frozenset({
    "a", "b", "big", "code", "del", "em", "font", "i", "ins", "nobr", "s", "small", "span",
    "strike", "strong", "sub", "sup", "tt", "u",
})  # fmt: skip
_CHARSETS = frozenset({
    "ascii", "utf-8", "iso8859-1", "iso8859-2", "iso8859-9", "iso8859-15", "cp1250", "cp1252",
    "cp1254", "shift_jis", "cp932", "euc_jp", "iso2022_jp", "gb2312", "gbk", "gb18030", "big5",
})  # fmt: skip
"""Others are read as UTF-8: some of Python's codecs can be made to take for ever."""
_QUOTES = str.maketrans({
    **dict.fromkeys("\u2018\u2019\u201a\u201b\u02bc\u2032\u00b4`", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u00ab\u00bb\u2033", '"'),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d", "-"),
    **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad", None),
})  # fmt: skip
_ACCENTS = re.compile("[\u0300-\u036f]")
BARE = str.maketrans("\u0131\u0142٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫٬", "il01234567890123456789.,")
"""Turkish and Polish letters that are no letter with a mark on it, and the digits of Arabic."""
_ABBREVIATED = re.compile(r"\b(rs|no|nr|approx)\. ")
_SENTENCE_ENDS = re.compile(r"(?<=[.!?؟])\s+|(?<=[。！？])|\s*\n\s*\n\s*")


class MailError(ClaimwatchError):
    """A mail that is not opened at all; the message says why."""


def decoded(raw: bytes, charset: str | None) -> str:
    """Return bytes as text: in the charset they claim, else UTF-8, else cp1252."""
    for name in (charset or "utf-8", "utf-8"):
        try:
            if codecs.lookup(name).name in _CHARSETS:
                return raw.decode(name)
        except (LookupError, UnicodeError, ValueError):
            continue
    return raw.decode("cp1252", "replace")


def text_of_html(html: str) -> str:
    """Return what a reader sees, a line a block; raises MailError for HTML that is no notice."""
    if html.count("<") + html.count("&") > _MOST_MARKUP:
        raise MailError(f"HTML with more than {_MOST_MARKUP:,} tags and entities")
    clean = nh3.clean(
        _TAG.sub(_bare, html),
        tags=_BLOCKS,
        clean_content_tags={"script", "style", "title"},
        attributes={},
        link_rel=None,
    )
    one_line = re.sub(r"</?t[dh]>", " ", re.sub(r"\s+", " ", clean))  # a label and its value
    lines = re.sub(r"<[^<>]*>", "\n", one_line)
    return tidy(unescape(lines))


def _bare(tag: re.Match[str]) -> str:
    """Return a tag without attributes, and nothing for one that only makes words bold or links.

    Both are dropped afterwards anyway; before, they cost HTML's rules for unclosed tags the square
    of their number in memory, or in time.
    """
    return "" if tag[2].lower() in _INLINE else f"<{tag[1]}{tag[2]}>"


def tidy(text: str) -> str:
    """Return text with one kind of quotes, hyphens, blanks and line ends, nothing invisible."""
    one_kind = unicodedata.normalize("NFKC", text.translate(_QUOTES)).translate(_QUOTES)
    lines = (" ".join(line.split()) for line in re.split(r"\r\n|[\r\n\u2028\u2029]", one_kind))
    return "\n".join(lines)


def fold(text: str) -> str:
    """Return tidied text for comparing wording: no capitals, no accents on Latin letters."""
    bare = _ACCENTS.sub("", unicodedata.normalize("NFD", tidy(text).casefold())).translate(BARE)
    return unicodedata.normalize("NFC", bare)


def sentences(folded: str) -> list[str]:
    """Split folded text; lines that a mailer wrapped are put together again."""
    whole = _ABBREVIATED.sub(r"\1 ", folded)
    parts = (" ".join(part.split()) for part in _SENTENCE_ENDS.split(whole))
    return [part for part in parts if part]
