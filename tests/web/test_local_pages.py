"""The pages on this machine, over HTTP as a browser asks for them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path
from threading import Lock, Thread
from urllib.parse import urlencode, urlsplit

import pytest
from click.testing import CliRunner

from claimwatch.accounts_file import read_accounts
from claimwatch.arrivals import Inbox
from claimwatch.backstage import Backstage
from claimwatch.command import claimwatch
from claimwatch.commands.serve import local_pages
from claimwatch.embedded import embedded_aws
from claimwatch.replay import Replay
from claimwatch.serving import HOST, address, server
from claimwatch.showing import serve_stage
from claimwatch.stage import Stage, staged
from shared.adapters.signed_links import EVERY_ACCOUNT
from shared.domain.errors import InputError
from shared.domain.instants import iso, parse_instant
from shared.policy.pack import load_pack
from shared.wiring import services, utc_now

ROOT = Path(__file__).parents[2]


@dataclass
class Browser:
    """Asks as a browser does, one connection a request."""

    port: int

    def ask(self, method: str, path: str, host: str = "", **form: str) -> tuple[int, str, str]:
        """Return status, where it leads, and the page."""
        connection = HTTPConnection(HOST, self.port, timeout=30)
        head = {"Host": host or f"{HOST}:{self.port}",
                "Content-Type": "application/x-www-form-urlencoded"}  # fmt: skip
        connection.request(method, path, urlencode(form) if form else None, head)
        answer = connection.getresponse()
        whole = answer.read().decode()
        connection.close()
        return answer.status, answer.getheader("Location") or "", whole


@pytest.fixture(scope="module")
def port() -> int:
    with server(0, lambda _: {}, lambda _: None, Lock()) as idle:
        return int(idle.server_address[1])


@pytest.fixture(scope="module")
def stage(port: int) -> Iterator[Stage]:
    """The first sample claims, before any of them has arrived."""
    pack = load_pack()
    accounts = read_accounts(ROOT / "events" / "accounts.toml", pack)
    start = parse_instant("from", "2026-03-11T00:00:00Z")
    inbox = Inbox({each.slug: each for each in accounts}, pack, start)
    with embedded_aws(address(port)) as aws:
        play = Replay(aws, accounts, start, start)
        yield staged(play, inbox.read([ROOT / "events" / "sample_claims.jsonl"])[:8])


@pytest.fixture(scope="module")
def browser(stage: Stage, port: int) -> Iterator[Browser]:
    links = services().links
    assert links is not None
    board = links.board(EVERY_ACCOUNT, timedelta(days=365))
    room = Backstage(stage, board.removeprefix(address(port))).answer
    running = server(port, lambda event: serve_stage(event, stage), room, Lock())
    Thread(target=running.serve_forever, daemon=True).start()
    yield Browser(port)
    running.shutdown()
    running.server_close()


@pytest.fixture
def moved(browser: Browser, stage: Stage) -> None:
    """The clock is where some of the messages have arrived, whichever test comes first."""
    while len(stage.waiting) > 4:
        browser.ask("POST", "/clock", do="step")


def test_time_stands_still_until_somebody_moves_it_to_before_the_next_cut_off(
    browser: Browser, stage: Stage
) -> None:
    left = len(stage.waiting)
    status, _, before = browser.ask("GET", "/clock")
    assert (status, f"{left} messages still to arrive" in before) == (200, True)

    for _ in range(4):
        browser.ask("POST", "/clock", do="step")
    assert len(stage.waiting) < 8
    cut_off = stage.next_cut_off()
    assert cut_off is not None
    browser.ask("POST", "/clock", do="jump")

    assert (cut_off - stage.play.now).total_seconds() <= 7200


def test_the_links_of_a_mail_work_and_what_they_say_arrives_at_once(
    browser: Browser, stage: Stage, moved: None
) -> None:
    (number, mail) = next(
        (number, mail)
        for number, mail in reversed(stage.play.observer.mails)
        if "I answered:" in mail.get_body(("plain",)).get_content()
    )
    _, _, shown = browser.ask("GET", f"/mail/{number}")
    pressed = re.findall(r'href="(/say/[^"]+)"', shown)[0]
    assert str(mail["Subject"]) in shown

    assert "<h1>I" in browser.ask("GET", pressed)[2]
    assert "Recorded" in browser.ask("POST", pressed)[2]
    assert "using it again changes nothing" in browser.ask("GET", pressed)[2]


def test_every_mail_is_there_as_text_as_html_and_with_its_headers(
    browser: Browser, moved: None
) -> None:
    _, _, listed = browser.ask("GET", "/mail")
    first = re.findall(r'href="(/mail/\d+)"', listed)[0]

    assert "<table" in browser.ask("GET", f"{first}.html")[2]
    assert "Seller Central" in browser.ask("GET", f"{first}.txt")[2]
    assert "List-Unsubscribe-Post: " in browser.ask("GET", f"{first}.headers")[2]
    assert browser.ask("GET", "/mail/999999")[0] == 404


def test_the_front_door_leads_to_the_board_of_all(browser: Browser) -> None:
    status, board, _ = browser.ask("GET", "/")

    assert status == 302
    shown = browser.ask("GET", board)[2]
    assert "To do, soonest first" in shown
    assert "<script>" in shown


def test_a_name_that_is_pointed_here_from_outside_opens_nothing(browser: Browser) -> None:
    assert browser.ask("GET", "/clock", host="evil.example")[0] == 421


@pytest.mark.parametrize("length", ["-1", "1e3", "²"])
def test_a_length_that_is_none_is_refused_at_once(browser: Browser, length: str) -> None:
    connection = HTTPConnection(HOST, browser.port, timeout=5)
    connection.putrequest("POST", "/clock")
    connection.putheader("Content-Length", length.encode("latin-1"))
    connection.endheaders()

    answer = connection.getresponse()

    assert answer.status == 400
    connection.close()


def test_the_local_store_is_shown_and_changed_by_the_same_pages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLAIMWATCH_STORE", str(tmp_path / "store.db"))
    said = CliRunner()
    accounts = str(ROOT / "events" / "accounts.toml")
    said.invoke(claimwatch, ["accounts", "apply", accounts], catch_exceptions=False)
    order = "113-5550123-5550199"
    said.invoke(
        claimwatch,
        [
            "add",
            "--account",
            "blue-kettle",
            "--order",
            order,
            "--kind",
            "atoz.info_request",
            "--received",
            iso(utc_now()),
        ],
        catch_exceptions=False,
    )
    with local_pages(0, "blue-kettle") as (running, board):
        Thread(target=running.serve_forever, daemon=True).start()
        own = Browser(int(running.server_address[1]))
        shown = own.ask("GET", urlsplit(board).path)[2]
        (case,) = set(re.findall(r'href="(/board/[^"]+/order/[^"]+)"', shown))
        answered = re.findall(r'href="(/say/[^"]+)">I answered', own.ask("GET", case)[2])[0]
        assert "Recorded" in own.ask("POST", answered)[2]
        running.shutdown()

    told = said.invoke(claimwatch, ["show", f"blue-kettle/{order}"]).output
    assert "answered" in told


def test_the_root_of_the_local_pages_says_how_to_get_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLAIMWATCH_STORE", str(tmp_path / "store.db"))
    with local_pages(0, None) as (running, _):
        Thread(target=running.serve_forever, daemon=True).start()
        own = Browser(int(running.server_address[1]))
        status, _, door = own.ask("GET", "/")
        lost, _, nowhere = own.ask("GET", "/no/such/page")
        running.shutdown()
    assert (status, lost) == (200, 404)
    for page in (door, nowhere):
        assert "claimwatch serve" in page
        assert "/board/" not in page, "whoever else is on this machine does not get the key"


def test_a_port_that_is_taken_is_named(browser: Browser) -> None:
    with pytest.raises(InputError, match="PORT"):
        server(browser.port, lambda _: {}, lambda _: None, Lock())
