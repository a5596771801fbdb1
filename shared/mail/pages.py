"""The templates: loaded once, and only when the first message is written."""

import re
from functools import cache
from textwrap import fill
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape

from shared.mail.language import Tongue, tongue

WIDTH = 78
_HYPHENED = re.compile(r"(?<!\S)\S{0,12}\w-\d\S{0,16}(?!\S)")


def page(say: Tongue, name: str, shown: dict[str, Any]) -> str:
    """Return a page of this package in a language."""
    return _environment(say.tag).get_template(name).render(shown)


def wrapped(text: object, indent: int = 0) -> str:
    """Break lines between words; what has no spaces stays whole, so links stay links."""
    return fill(
        str(text),
        WIDTH,
        subsequent_indent=" " * indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def kept(text: object) -> Markup:
    """Escape a text for HTML and keep what hangs together by hyphens, like an order id, whole."""
    span = '<span style="white-space:nowrap">\\g<0></span>'
    return Markup(_HYPHENED.sub(span, str(escape(text))))  # noqa: S704 - escaped just before


def environment(loader: PackageLoader, say: Tongue) -> Environment:
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
    made.install_gettext_translations(say.catalogue, newstyle=True)  # type: ignore[attr-defined]
    return made


@cache
def _environment(language: str) -> Environment:
    return environment(PackageLoader("shared.mail", "templates"), tongue(language))
