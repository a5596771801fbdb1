"""Every kind of mail in every language, as it was last read by a person.

After a change on purpose: SNAPSHOTS=write .venv/bin/pytest -n0 tests/unit/mail/test_snapshots.py,
then read the difference.
"""

import os
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.unit.mail.stories import LANGUAGES, html_of, one_line, text_of, unspaced, visible
from tests.unit.mail.test_letters import same_in_both
from tests.unit.mail.variants import variants

FOLDER = Path(__file__).parent / "snapshots"
NAMES = {
    "arrival", "7d", "3d", "24h", "8h", "2h", "30m", "pulled", "merged", "late", "changed",
    "opens", "after", "after-last", "escalation", "closed", "closed-late", "no-longer-needed",
    "taken-back", "second_claim", "too_early", "contradiction", "no_rule", "bundle", "digest",
    "all_quiet", "contact_changed", "unreadable", "linked", "closed-linked",
    "too_many", "too_many-own", "case_full",
}  # fmt: skip


def read(raw: bytes) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """Return the headers and the parts of a mail: Pythons fold the same header differently."""
    mail = message_from_bytes(raw, policy=policy.default)
    parts = [part for part in mail.walk() if not part.is_multipart()]
    bodies = [(str(part["Content-Type"]), part.get_content()) for part in parts]
    return {name: one_line(str(value)) for name, value in mail.items()}, bodies


def written(name: str, mail: EmailMessage, language: str) -> bytes:
    path = FOLDER / language / f"{name}.eml"
    if os.environ.get("SNAPSHOTS") == "write":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(mail.as_bytes())
    return path.read_bytes()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_mail_is_as_it_was_last_read(language: str) -> None:
    found = variants(language)

    assert set(found) == NAMES
    for name, mail in found.items():
        assert read(mail.as_bytes()) == read(written(name, mail, language)), name
    assert {path.stem for path in (FOLDER / language).iterdir()} == NAMES


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_mail_says_the_same_in_both_parts_and_is_small(language: str) -> None:
    for mail in variants(language).values():
        text, html = text_of(mail), html_of(mail)

        same_in_both(mail, language)
        assert len(html.encode()) < 30_000
        assert not set("{}") & set(text + visible(html))
        assert all(len(line) <= 100 for line in text.splitlines())
        assert html.count("<h1") == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_told_apart_and_answered_by_a_person(language: str) -> None:
    mails = variants(language).values()
    people = {"owner@example.com", "second@example.com"}

    assert all({mail["Reply-To"], mail["To"]} == people for mail in mails)
    assert all(mail["Auto-Submitted"] == "auto-generated" for mail in mails)
    assert all(mail["Date"] and mail["Message-ID"] and mail["References"] for mail in mails)


@pytest.mark.parametrize("name", ["closed", "closed-late", "no-longer-needed", "taken-back"])
@pytest.mark.parametrize(
    ("language", "asking"),
    [("en", ("by ", "Look")), ("zh-Hans", ("前", "请")), ("zh-Hant", ("前", "請"))],
)
def test_the_subject_of_what_is_over_asks_for_nothing(
    name: str, language: str, asking: tuple[str, ...]
) -> None:
    subject = unspaced(str(variants(language)[name]["Subject"]))

    assert not any(unspaced(words) in subject for words in asking)
    assert subject.endswith("0199")
