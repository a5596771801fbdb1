"""What strangers write, in events and in addresses, stays text on every page."""

import re
from html import unescape
from html.parser import HTMLParser

import pytest

from tests.conftest import ORDER, body
from tests.web.conftest import Visitor

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg onload=alert(1)>",
    "{{ 7 * 7 }}{% raw %}",
    "</style><script>alert(1)</script>",
    "javascript:alert(1)",
    "<a href=//evil.example>here</a>",
    "<!--#exec cmd=ls-->",
    "\u202eevil\u202c\u2066x\u2069",
    "%(x)s %s %n",
    "&lt;b&gt;&#60;i&#62;",
    "<base href=//evil.example/>",
    "</title></textarea></pre><iframe srcdoc=x>",
)
LANGUAGES = ("en", "zh-Hans", "zh-Hant")


class Tags(HTMLParser):
    """Collects every tag of a page with its attributes."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.seen: list[tuple[str, tuple[tuple[str, str | None], ...]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, tuple(attrs)))


def tags(page: str) -> list[tuple[str, tuple[tuple[str, str | None], ...]]]:
    parser = Tags()
    parser.feed(page)
    return parser.seen


def alive(page: str) -> list[str]:
    """Return whatever on a page would run, load or lead elsewhere."""
    found = []
    for tag, attributes in tags(page):
        if tag in ("iframe", "object", "embed", "img", "base", "link"):
            found.append(tag)
        for name, value in attributes:
            elsewhere = name in ("href", "src", "action") and not (value or "").startswith(
                ("/", "#")
            )
            if name.startswith("on") or name == "style" or elsewhere:
                found.append(f"{tag} {name}={value}")
    return found


@pytest.mark.parametrize("text", HOSTILE)
def test_what_events_say_is_shown_as_text_wherever_it_is_shown(
    stranger: Visitor, text: str
) -> None:
    plain = re.sub("[\u202a-\u202e\u2066-\u2069]", "", text)
    stranger.happened(
        body("information_requested", asks=text, claim_label=text),
        body("claim_opened", reason=text, asin=text[:60], sku=text[:60], action_required=True),
        body("assigned", to=text, by=text),
        body("evidence_added", item=text),
        body("claim_opened", programme="chargeback", reason=text),
        body("claim_decided", programme="chargeback", decision="lost", reason=text, asks=None)
        .replace(', "asks": null', ""),
    )  # fmt: skip
    board = stranger.board()
    paths = [
        board,
        f"{board}/blue-kettle/order/{ORDER}",
        f"{board}/blue-kettle/figures",
        stranger.verb("ack"),
        stranger.verb("outcome"),
    ]

    for path in paths:
        for language in LANGUAGES:
            page = stranger.get(path, lang=language)
            assert page.status == 200
            assert alive(page.body) == []
            assert "\u202e" not in page.body
    case = stranger.get(paths[1]).body
    if "//" not in plain and "49" not in plain:
        assert " ".join(plain.split())[:20] in unescape(re.sub(r"<[^>]+>", "", case))


@pytest.mark.parametrize("text", HOSTILE)
def test_what_an_address_says_never_comes_back_alive(visitor: Visitor, text: str) -> None:
    names = ("lang", "zone", "state", "programme", "store", "owner", "account", "month", "after")
    query = dict.fromkeys(names, text)
    board = visitor.board()
    for path in (
        board,
        f"{board}/blue-kettle/figures",
        f"/{text}",
        f"/say/{text}",
        f"{board}/{text}",
    ):
        for one in (query, {}, {"owner": text, "lang": text}):
            page = visitor.get(path, **one)
            assert alive(page.body) == []
            assert "alert(1)</script>" not in page.body.replace("&lt;", "")
    for name in ("assign", "outcome", "snooze"):
        page = visitor.post(visitor.verb(name), choice=text, amount=text)
        assert alive(page.body) == []
    assert visitor.said.bodies == []


@pytest.mark.parametrize("path", ["//evil.example/x", "/\\evil.example", "/?//evil.example", "///"])
def test_no_path_makes_a_link_that_leads_elsewhere(visitor: Visitor, path: str) -> None:
    page = visitor.get(path).body

    links = re.findall(r'href="([^"]*)"', page)
    assert [link for link in links if re.match(r"(//|/\\|[^/#])", link)] == []


def test_one_stylesheet_and_one_script_are_all_that_may_run(visitor: Visitor) -> None:
    page = visitor.get(visitor.board())

    names = [tag for tag, _ in tags(page.body)]
    assert (names.count("style"), names.count("script")) == (1, 1)
    policy = page.headers["Content-Security-Policy"]
    assert re.search(r"style-src 'sha256-[\w+/]{43}='; script-src 'sha256-[\w+/]{43}='; ", policy)
