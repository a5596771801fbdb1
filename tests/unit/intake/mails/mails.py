"""The mail fixtures, and how a mail is read in a test."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from shared.domain.accounts import Account
from shared.domain.rules import Pack
from shared.intake.findings import Finding, Found, Refused, SetAside
from shared.intake.mails import read_mail
from shared.policy.pack import load_pack

MAILS = Path(__file__).parents[3] / "fixtures" / "mails"
Message = dict[str, Any]


def fixtures() -> Iterator[tuple[str, str, list[Message]]]:
    """Yield path, store and what the facts of each fixture amount to."""
    for table in sorted(MAILS.glob("*.json")):
        for name, case in json.loads(table.read_text(encoding="utf-8")).items():
            yield f"{table.stem}/{name}.eml", case["store"], case["findings"]


@cache
def pack() -> Pack:
    return load_pack()


def raw(name: str) -> bytes:
    return (MAILS / name).read_bytes()


def read(mail: bytes | str, store: str = "US", *, verified: bool = True) -> list[Finding]:
    octets = mail if isinstance(mail, bytes) else mail.encode()
    account = Account("blue-kettle", store, contacts=())
    return read_mail(octets, account, pack(), verified=verified)


def message(mail: bytes | str, store: str = "US", *, verified: bool = True) -> Message:
    """Return the one message a mail yields."""
    (found,) = read(mail, store, verified=verified)
    assert isinstance(found, Found), found
    return found.message


def refusal(mail: bytes | str, store: str = "US", *, verified: bool = True) -> str:
    """Return why a mail is refused."""
    (found,) = read(mail, store, verified=verified)
    assert isinstance(found, Refused), found
    return found.reason


def is_set_aside(mail: bytes | str, store: str = "US") -> bool:
    return all(isinstance(found, SetAside) for found in read(mail, store))


def written(
    subject: str,
    body: str,
    sender: str = "atoz-guarantee-no-reply@amazon.com",
    date: str = "Tue, 10 Mar 2026 15:04:05 +0000",
    *headers: str,
) -> str:
    """Return a plain mail."""
    head = [f"From: Amazon <{sender}>", f"Date: {date}", f"Subject: {subject}", *headers]
    return "\r\n".join([*head, "Content-Type: text/plain; charset=utf-8", "", body])
