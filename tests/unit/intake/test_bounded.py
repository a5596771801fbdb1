"""Whatever a stranger writes: read or refused, within bounds, and told to whom it was delivered."""

import base64
import resource
from dataclasses import replace

import pytest

from shared.accounts import read_account
from shared.intake import bounded
from shared.intake.bounded import mail_apart, open_apart, report_apart
from shared.intake.findings import Found, Refused, SetAside
from shared.policy.pack import load_pack
from tests.conftest import SETTINGS

PACK = load_pack()
ACCOUNTS = {
    slug: read_account({**SETTINGS, "account": slug}, PACK)
    for slug in ("blue-kettle", "red-kettle")
}
HEAD = "From: x <a@evil.example>\r\nSubject: Ten tips\r\nDate: Fri, 06 Mar 2026 10:00:00 +0000\r\n"
PLAIN, HTML = f"{HEAD}Content-Type: text/plain", f"{HEAD}Content-Type: text/html\r\n\r\n"
MULTIPART = "Content-Type: multipart/mixed; boundary=b{0}\r\n\r\n--b{0}\r\n"
BOMBS = {
    "unclosed words": HTML + "<b id=x>" * 1400 + "<p>x" * 1400,
    "one tag, many attributes": f"{HTML}<div {' '.join(f'a{n:x}' for n in range(140_000))}>x</div>",
    "deep": HTML + "<div>" * 19_999,
    "semicolons": f"{PLAIN}; {';' * 900_000}\r\n\r\nx",
    "open quote": f'{PLAIN}; a="{";" * 900_000}\r\n\r\nx',
    "RFC 2231": f"{PLAIN}; {'; '.join(f'a*{n}*=x' for n in range(60_000))}\r\n\r\nx",
    "commas": f"To: {',' * 900_000}\r\n{HEAD}\r\nx",
    "parentheses": f"To: {'(' * 9_000}\r\nFrom: {'(' * 9_000}\r\n\r\nx",
    "encoded words": f"Subject: {'=?utf-8?q?a?= ' * 60_000}\r\n\r\nx",
    "headers": "".join(f"X-{n}: y\r\n" for n in range(400_000)) + "\r\nx",
    "parts": HEAD + "".join(map(MULTIPART.format, range(99))) + "x\r\n" * 500_000,
    "accents": f"{PLAIN}; charset=utf-8\r\n\r\na{'̧̀' * 240_000}",
    "charset": f"{PLAIN}; charset=punycode\r\n\r\n{'a' * 900_000}-{'z' * 90_000}",
    "base64": f"{HEAD}Content-Transfer-Encoding: base64\r\n\r\n"
    + base64.encodebytes(b"from: x\n" * 2_000_000).decode(),
}  # fmt: skip


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=list(BOMBS))
def test_a_bomb_takes_no_more_than_it_may(bomb: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded, "MAIL", replace(bounded.MAIL, seconds=1))
    before = resource.getrusage(resource.RUSAGE_CHILDREN)

    opened = open_apart(
        bomb.encode(), ACCOUNTS, PACK, verified=False, recipients=["red-kettle@in.example"]
    )

    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    assert spent < 2.5
    assert opened.account is ACCOUNTS["red-kettle"]
    assert opened.findings
    assert all(isinstance(each, Found | Refused | SetAside) for each in opened.findings)


def test_a_mail_of_which_nobody_knows_whose_it_is_is_refused_unread() -> None:
    bomb = BOMBS["unclosed words"].encode()

    opened = open_apart(bomb, ACCOUNTS, PACK, verified=False, recipients=["claims@in.example"])

    assert opened.account is None
    (refused,) = opened.findings
    assert isinstance(refused, Refused)
    assert "in doubt" in refused.reason


def test_an_honest_mail_of_twenty_megabytes_is_read() -> None:
    photo = base64.encodebytes(bytes(range(256)) * 60_000).decode()
    mail = (
        "From: Amazon <atoz-guarantee-no-reply@amazon.com>\r\nDate: Fri, 06 Mar 2026 10:00:00 +0000"
        "\r\nSubject: Action required: A-to-z Guarantee claim for order 111-5550177-6000801\r\n"
        "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nWe have "
        "received an A-to-z Guarantee claim on order 111-5550177-6000801. Please respond.\r\n"
        "--b\r\nContent-Type: image/jpeg; name=photo.jpg\r\nContent-Transfer-Encoding: base64\r\n"
        f"\r\n{photo}\r\n--b--\r\n"
    )
    assert len(mail) > 20_000_000

    found = mail_apart(mail.encode(), ACCOUNTS["blue-kettle"], PACK, verified=True)

    assert any(isinstance(each, Found) for each in found)


def test_what_a_report_told_before_it_took_too_much_counts() -> None:
    row = Found({"schema": 1})

    def read() -> list[Found]:
        raise RecursionError

    def rows() -> object:
        yield row
        yield from read()

    first, last = report_apart(rows, "returns.txt")  # type: ignore[arg-type]

    assert first == row
    assert isinstance(last, Refused)
    assert "nested too deeply" in last.reason
    assert "the rows before are taken" in last.reason
