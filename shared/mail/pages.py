"""The templates: loaded once, and only when the first message is written."""

import re
from collections.abc import Iterator
from functools import cache
from textwrap import fill
from typing import Any
from unicodedata import east_asian_width

from jinja2 import BaseLoader, Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape

from shared.mail.language import Tongue, tongue

WIDTH = 78
_WHOLE = re.compile(
    r"(?<![!-~])[!-~]{0,12}[0-9A-Za-z]-\d[!-~]{0,16}(?![!-~])"
    r"|(?:\d{4}年\d{1,2}月)?\d{1,2}日（\w\w）"  # noqa: RUF001 - as Chinese writes it
)
# more ranges in one set would cost a cold start five milliseconds
_WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff]|[\uff00-\uffef]")
_OPENING, _CLOSING = "（“「", "），。；：、？！”」…"  # noqa: RUF001 - as Chinese writes them
_PIECES = (
    rf"\s+|[{_OPENING}]*(?:[^\s{_OPENING}{_CLOSING}\u2e80-\uffef]+|[^\s{_OPENING}{_CLOSING}])?"
    rf"[{_CLOSING}]*"
)
"""Spaces, or what is never torn apart: a word or a character with the marks that cling to it.

Compiled when the first line of Chinese is written: it takes as long as a whole mail.
"""


def page(say: Tongue, name: str, shown: dict[str, Any]) -> str:
    """Return a page of this package in a language."""
    return _environment(say.tag).get_template(name).render(shown)


def wrapped(text: object, indent: int = 0) -> str:
    """Break lines between words; what has no spaces stays whole, so links stay links."""
    if _WIDE.search(str(text)):
        return "\n".join(_wide_lines(str(text)))
    return fill(
        str(text),
        WIDTH,
        subsequent_indent=" " * indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _wide_lines(text: str) -> Iterator[str]:
    """Yield lines of Chinese, which breaks after any character but not before a comma."""
    line, length = "", 0
    for piece in re.findall(_PIECES, text):
        width = sum(1 + (east_asian_width(char) in "WF") for char in piece)
        if length + width > WIDTH and line.strip():
            yield line.rstrip()
            line, length = "", 0
        if line or not piece.isspace():
            line, length = line + piece, length + width
    yield line.rstrip()


def typed(command: str) -> str:
    """Return a command as it is typed: a long one goes on in lines of its own."""
    if len(command) <= WIDTH:
        return command
    return command.replace(" --", " \\\n        --")


def kept(text: object) -> Markup:
    """Escape a text for HTML and keep whole what is an order id, or a day with its weekday."""
    span = '<span style="white-space:nowrap">\\g<0></span>'
    return Markup(_WHOLE.sub(span, str(escape(text))))  # noqa: S704 - escaped just before  # nosec B704


def environment(loader: BaseLoader, say: Tongue) -> Environment:
    """Return an environment that escapes HTML, refuses gaps and speaks a language."""
    made = Environment(
        loader=loader,
        autoescape=select_autoescape(enabled_extensions=("html.j2",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.filters["wrapped"] = wrapped
    made.filters["kept"] = kept
    made.filters["typed"] = typed
    made.install_gettext_translations(say.catalogue, newstyle=True)  # type: ignore[attr-defined]
    return made


@cache
def _environment(language: str) -> Environment:
    return environment(PackageLoader("shared.mail", "templates"), tongue(language))
