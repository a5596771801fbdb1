"""What others write reaches people as text: over every channel, and as nothing but text."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from html.parser import HTMLParser
from random import Random

import pytest

from shared.domain.parcels import parcels
from shared.mail import letters
from shared.mail.language import tongue
from shared.mail.safe import clean
from shared.mail.topic_message import topic_message
from tests.unit.mail.stories import (
    OPENERS,
    WEDNESDAY,
    Story,
    event,
    html_of,
    one_line,
    story,
    text_of,
    unspaced,
    visible,
)

INFO = "atoz.info_request"
FIELDS = ("asks", "claim_label", "reason", "owner", "sku")
MAILS = 400
"""Each carries a hostile text in every field: 2,000 texts in all."""
PIECES = (
    "\r\nBcc: x@evil.example", "\nSubject: paid", "\r", "\x00", "\x1b[2J", "\x85", "\u2028",
    "=?utf-8?q?=0D=0ABcc:_x?=", "<script>alert(1)</script>", "<img src=x onerror=alert(1)>",
    "</td></tr></table>", "<!--", "-->", "<style>*{display:none}</style>", "&lt;b&gt;", "&#60;",
    '"><a href="https://evil.example">', "javascript:alert(1)", "https://evil.example/pay",
    "www.evil.example", "jane@buyer.example", "evil.example/x", "{{ 7*7 }}", "{% raw %}",
    "%(name)s", "%s %d %n", "${IFS}", "\u202eesrever", "\u2066\u2069", "\u200b", "\u200f",
    "\ufeff", "\U000e0001", "\r\nEND:VEVENT\r\nBEGIN:VEVENT", "\\n\\,;", "答复", "請立即付款",
    "🙂", "e\u0301", "ﷺ", "A-1 " * 30,
    "'; DROP TABLE", "=cmd()", "\t\t", "--boundary", "=_claimwatch_", ".", "\n.\n", "x" * 200,
)  # fmt: skip
UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")


def hostile(seed: int) -> str:
    """Return a text of a few awkward pieces; no two seeds give the same."""
    random = Random(seed)  # noqa: S311 - the same texts each time
    return f"{seed} " + "".join(random.choices(PIECES, k=random.randint(1, 5)))


def of_texts(texts: dict[str, str]) -> Story:
    return story(
        event("claim_opened", WEDNESDAY, action_required=True, reason=texts["reason"],
              sku=texts["sku"]),
        event("information_requested", WEDNESDAY, asks=texts["asks"],
              claim_label=texts["claim_label"]),
        event("assigned", WEDNESDAY, to=texts["owner"]),
    )  # fmt: skip


class Tags(HTMLParser):
    """Counts the tags of a page, and the attributes a browser would act on."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: Counter[str] = Counter()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag != "span":  # an order id is kept whole by one
            self.found[tag] += 1
        self.found.update(f"{tag} {name}" for name, _ in attrs if name.startswith("on"))
        self.found.update(str(value) for name, value in attrs if name in ("href", "src"))


def shape(mail: EmailMessage) -> tuple[list[str], Counter[str], int]:
    """Return what no text of others may change: headers, tags, calendar entries."""
    head = mail.as_bytes().partition(b"\r\n\r\n")[0]
    (calendar,) = (part for part in mail.walk() if part.get_content_type() == "text/calendar")
    entries = str(calendar.get_content()).count("\nBEGIN:VEVENT\n")
    return message_from_bytes(head).keys(), Tags(html_of(mail)).found, entries


def channels(tale: Story) -> Iterator[str]:
    """Yield what goes to phones and machines."""
    slot = tale.slot(INFO, "30m")
    yield letters.sms([slot], tale.case, tale.of, WEDNESDAY)
    (parcel,) = parcels(tale.of, [tale.slot(INFO, "30m", channel="topic", to="topic")])
    message, attributes = topic_message(parcel, tale.of, tale.case, WEDNESDAY, tale.account)
    yield json.dumps([message, attributes], ensure_ascii=False)


def usual() -> Story:
    return of_texts(dict.fromkeys(FIELDS, "a few words"))


@pytest.mark.parametrize("part", range(4))
def test_two_thousand_hostile_texts_add_no_tag_no_header_and_no_entry(part: int) -> None:
    tale, say = usual(), tongue("en")
    expected = shape(tale.reminder(tale.slot(INFO)))
    for number in range(part, MAILS, 4):
        texts = {name: hostile(number * len(FIELDS) + n) for n, name in enumerate(FIELDS)}
        tale = of_texts(texts)
        mail = tale.reminder(tale.slot(INFO))

        assert shape(mail) == expected
        text, html = unspaced(text_of(mail)), unspaced(visible(html_of(mail)))
        for name, words in texts.items():
            shown = clean(say, f"SKU {words}" if name == "sku" else words)
            assert unspaced(shown) in text
            assert unspaced(shown) in html
        for said in (str(mail.items()), text, html, *channels(tale)):
            assert not UNSEEN.search(said)
            assert "evil.example" not in said
            assert "buyer.example" not in said


def test_there_are_two_thousand_of_them_and_no_two_are_the_same() -> None:
    assert len({hostile(seed) for seed in range(MAILS * len(FIELDS))}) == 2000


def test_nothing_a_buyer_is_known_by_goes_out() -> None:
    asks = "Jane wrote from jane@buyer.example, see https://evil.example/orders?name=Jane"
    tale = story(*OPENERS[INFO][:1], event("information_requested", WEDNESDAY, asks=asks))

    mail = tale.reminder(tale.slot(INFO))

    for said in (text_of(mail), visible(html_of(mail)), *channels(tale)):
        assert "buyer.example" not in said
        assert "evil.example" not in said
    assert "Jane wrote from [address left out], see [link left out]" in one_line(text_of(mail))
