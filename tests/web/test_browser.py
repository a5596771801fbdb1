"""The main flows in a real Chromium: by mouse, by keyboard, without scripts, and for axe.

Needs Playwright and a Chromium (`apt-get install chromium`); axe-core comes by npm into
`build/axe` (`npm install --prefix build/axe axe-core@4.14.1`).
"""

import shutil
from collections.abc import Iterator
from pathlib import Path
from threading import Lock, Thread
from typing import Any

import pytest

from claimwatch.backstage import Backstage
from claimwatch.embedded import embedded_aws
from claimwatch.replay import Replay
from claimwatch.serving import address, server
from claimwatch.showing import REAL, serve_stage
from claimwatch.stage import FARTHEST, Stage, staged
from shared.adapters.signed_links import EVERY_ACCOUNT
from shared.domain.accounts import Account
from shared.wiring import services
from tests.conftest import ORDER, WEDNESDAY, body

AXE = Path(__file__).parents[2] / "build" / "axe" / "node_modules" / "axe-core" / "axe.min.js"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
LANGUAGES = ("en", "zh-Hans", "zh-Hant")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium on this machine"),
]


@pytest.fixture(scope="module")
def home(account: Account) -> Iterator[tuple[str, Stage]]:
    """The pages of one account with one question, as `claimwatch demo` serves them."""
    with server(0, lambda _: {}, lambda _: None, Lock()) as idle:
        port = int(idle.server_address[1])
    with embedded_aws(address(port)) as aws:
        stage = staged(Replay(aws, [account], WEDNESDAY, WEDNESDAY), ())
        aws.sqs.send_message(
            QueueUrl=aws.claim_events,
            MessageBody=body("claim_opened", action_required=True, reason="not_received",
                             amount={"value": "48.20", "currency": "USD"}),
        )  # fmt: skip
        stage.heard()
        links = services().links
        assert links is not None
        board = links.board(EVERY_ACCOUNT, FARTHEST)
        room = Backstage(stage, board.removeprefix(address(port))).answer
        running = server(port, lambda event: serve_stage(event, stage), room, Lock())
        Thread(target=running.serve_forever, daemon=True).start()
        yield board, stage
        running.shutdown()
        running.server_close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    with playwright.sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def tab(chromium: Any) -> Iterator[Any]:  # noqa: ANN401 - Playwright may not be there
    """A tab that fails the test for anything the browser complains of."""
    context = chromium.new_context(viewport={"width": 1200, "height": 900})
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("console", lambda said: complaints.append(said.text) if said.type == "error" else 0)
    yield opened
    context.close()
    assert complaints == []


def pages(tab: Any, board: str) -> dict[str, str]:  # noqa: ANN401
    """Return the address of every kind of page, as a reader would find it."""
    site = board.partition("/board")[0]
    tab.goto(board)
    order = site + tab.locator("th[scope=row] a").first.get_attribute("href")
    figures = site + tab.locator("#figures + p a").first.get_attribute("href")
    tab.goto(order)
    says = [site + each.get_attribute("href") for each in tab.locator("ul.acts a").all()]
    return {
        "board": board, "order": order, "figures": figures, "clock": f"{site}/clock",
        "mail": f"{site}/mail", **{f"say{n}": link for n, link in enumerate(says)},
    }  # fmt: skip


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1200, "light")])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(
    chromium: Any,  # noqa: ANN401 - Playwright may not be there
    home: tuple[str, Stage],
    width: int,
    scheme: str,
) -> None:
    if not AXE.exists():
        pytest.skip(f"axe-core is not in {AXE.parent}")
    board, _ = home
    size = {"width": width, "height": 900}
    # axe is put into the page from outside, which the pages' own policy forbids
    context = chromium.new_context(viewport=size, color_scheme=scheme, bypass_csp=True)
    tab, found = context.new_page(), []
    for name, link in pages(tab, board).items():
        for language in LANGUAGES if "127.0.0.1" in link and "/board" in link else ("en",):
            tab.goto(f"{link}{'&' if '?' in link else '?'}lang={language}")
            tab.evaluate(AXE.read_text(encoding="utf-8"))
            ran = tab.evaluate(f"axe.run(document, {{runOnly: {RULES}}})")
            found += [f"{name} {language}: {each['id']}" for each in ran["violations"]]
            over = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
            if tab.evaluate(over):
                found.append(f"{name} {language}: wider than {width}")
    tab.set_content("<html><body><img src=x><p style='color:#eee'>pale</p></body></html>")
    tab.evaluate(AXE.read_text(encoding="utf-8"))
    bad = tab.evaluate(f"axe.run(document, {{runOnly: {RULES}}})")["violations"]
    context.close()

    assert found == []
    assert {each["id"] for each in bad} >= {"image-alt", "color-contrast", "html-has-lang"}


def test_a_countdown_ticks_with_a_script_and_stands_still_without(
    chromium: Any,  # noqa: ANN401 - Playwright may not be there
    home: tuple[str, Stage],
) -> None:
    board, stage = home
    stage.speed, shown = REAL, {}
    for scripts in (True, False):
        context = chromium.new_context(java_script_enabled=scripts)
        tab = context.new_page()
        if scripts:
            tab.clock.install(time=WEDNESDAY)
        tab.goto(board)
        if scripts:
            tab.clock.run_for(90 * 60 * 1000)
        shown[scripts] = tab.locator("td.left time").first.text_content()
        context.close()

    assert shown == {True: "1 d 22 h", False: "2 d 00 h"}


def test_an_order_is_answered_by_keyboard_alone_and_taken_back(
    tab: Any,  # noqa: ANN401 - Playwright may not be there
    home: tuple[str, Stage],
) -> None:
    board, _ = home
    tab.goto(board)
    _press(tab, "A-to-z information request")
    assert tab.locator("h1").text_content() == f"Order {ORDER}"
    _press(tab, "I answered")
    _press(tab, "I answered")
    assert "Recorded" in tab.locator("[role=status]").text_content()
    _press(tab, "Undo")
    _press(tab, "Undo")
    assert "open again" in tab.locator("[role=status]").text_content()


def test_a_choice_is_asked_for_before_anything_is_sent(
    tab: Any,  # noqa: ANN401 - Playwright may not be there
    home: tuple[str, Stage],
) -> None:
    board, stage = home
    tab.goto(board)
    tab.get_by_role("link", name="A-to-z information request").click()
    tab.get_by_role("link", name="Somebody else").click()
    tab.get_by_role("button", name="Somebody else").click()
    assert tab.locator("h1").text_content() == "Somebody else"  # the browser asks to choose

    tab.get_by_label("Second").check()
    tab.get_by_role("button", name="Somebody else").click()
    assert "Recorded" in tab.locator("[role=status]").text_content()
    tab.goto(board)
    assert "Second" in tab.locator("td.owner").first.text_content()
    assert stage.told


def _press(tab: Any, words: str) -> None:  # noqa: ANN401
    """Go to a link or button by the Tab key alone, see where one is, and press Enter."""
    for _ in range(60):
        tab.keyboard.press("Tab")
        text = tab.evaluate("document.activeElement.textContent").strip()
        if text == words:
            outline = tab.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline == "solid"
            with tab.expect_navigation():
                tab.keyboard.press("Enter")
            return
    raise AssertionError(f"{words} cannot be reached by keyboard")
