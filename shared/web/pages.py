"""The pages: one frame, one stylesheet, a few lines of script that nothing depends on."""

from base64 import b64encode
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader
from markupsafe import Markup

from shared.mail.language import tongue
from shared.mail.pages import environment, kept
from shared.web.exchange import HTML, Answer
from shared.web.view import View


@cache
def headers() -> Mapping[str, str]:
    """Return what every answer carries: it is nobody's but the reader's, and loads nothing."""
    policy = (
        f"default-src 'none'; style-src '{_hash('style.css')}'; script-src '{_hash('tick.js')}'; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    )
    return {
        "Content-Security-Policy": policy,
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "X-Robots-Tag": "noindex, nofollow",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    }


def page(name: str, seen: View, shown: Mapping[str, Any], status: int = 200) -> Answer:
    """Return a page as an answer."""
    return Answer(html(name, seen, shown), status, HTML)


def html(name: str, seen: View, shown: Mapping[str, Any], of: Environment | None = None) -> str:
    """Return a page: of a site where ``seen`` has a path, else one that stands alone.

    ``of``: other templates than those of the site.
    """
    whole = {
        "home": "",
        "back": "",
        "alone": not seen.path,
        **shown,
        "view": seen,
        "now": seen.here(seen.now),
        "style": Markup(_text("style.css")),  # noqa: S704 - our own file  # nosec B704
        "script": Markup(_text("tick.js")),  # noqa: S704 - our own file  # nosec B704
    }
    return (of or _environment(seen.language)).get_template(f"{name}.html.j2").render(whole)


@cache
def _text(name: str) -> str:
    return files(__package__).joinpath("templates", name).read_text(encoding="utf-8")


@cache
def _hash(name: str) -> str:
    return f"sha256-{b64encode(sha256(_text(name).encode()).digest()).decode()}"


@cache
def _environment(language: str) -> Environment:
    return dressed(environment(PackageLoader("shared.web", "templates"), tongue(language)))


def dressed(made: Environment) -> Environment:
    """Let an environment write classes where mails have styles, which no page here may have."""
    made.filters["kept"] = _kept
    return made


def _kept(text: object) -> Markup:
    styled = 'style="white-space:nowrap"'
    return Markup(kept(text).replace(styled, 'class="stay"'))  # noqa: S704 - escaped by then  # nosec B704
