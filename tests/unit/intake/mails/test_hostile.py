import random
import re
import time

import pytest

from shared.intake.findings import Found, Refused, SetAside
from tests.unit.intake.mails.mails import fixtures, is_set_aside, raw, read, refusal, written

ORDER = "111-5550177-6000801"
CLAIMS = [
    (name, store)
    for name, store, facts in fixtures()
    if not any(fact.get("aside") for fact in facts)
]
SURE_SIGN = re.compile(
    rb"atoz-guarantee-no-reply@amazon\.|cb-seller-(?:query|notification)@amazon\.|"
    rb"A_Z_CLAIM_RESPONDENT_(?:NOTIFY|CLOSE)"
)
HEAD = written(f"Claim decision on order {ORDER}", "").encode()
HTML = HEAD.replace(b"text/plain", b"text/html")
PART = b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n"
JUNK = (
    b"\x00", b"\xff\xfe", b"=?UTF-8?B?//8=?=", b"=?x?Q?=ZZ?=", b"<" * 300, b"\r\n\r\n", b"--x\r\n",
    b'boundary="', b"Content-Type: multipart/mixed; boundary=x\r\n", b"$" + b"9" * 400,
    b"Date: Mon, 99 Foo 2026 25:61:61 +9999\r\n", b"charset=punycode", b"&#x110000;", b'From: "',
    b"Content-Transfer-Encoding: x-uuencode\r\n", b"begin 644 a\n", b"filename*=utf-8''%ff",
    b"\xef\xbc\x91" * 3, b"111-5550177-6000001",
)  # fmt: skip


@pytest.mark.parametrize(
    ("mail", "reason"),
    [
        pytest.param(HEAD + b"x" * 25_000_001, "25,000,000", id="more than 25 MB"),
        pytest.param(HEAD + b"\n" * 700_000, "lines", id="lines without end"),
        pytest.param(b"".join(PART % (n, n) for n in range(90)), "within", id="parts in parts"),
        pytest.param(b"boundary=a\r\n" * 101, "parts", id="more boundaries than any mail has"),
        pytest.param(b"Content-Type: message/rfc822\r\n\r\n" * 60, "deep", id="mails in mails"),
        pytest.param(HTML + b"<div>" * 30_000, "tags", id="a hundred thousand tags"),
        pytest.param(HTML + b"&" * 30_000, "entities", id="a hundred thousand entities"),
    ],
)
def test_a_mail_bomb_is_refused_with_a_reason(mail: bytes, reason: str) -> None:
    assert reason in refusal(mail)


@pytest.mark.parametrize(
    "stuffing", [b"not a charge ", b"from: a\n", b"$1 ", b"1 000", b"asin ", b"a@b.", b"on on "]
)
def test_a_megabyte_of_bait_takes_seconds_not_minutes(stuffing: bytes) -> None:
    begun = time.process_time()
    read(HEAD + stuffing * (1_000_000 // len(stuffing)))

    assert time.process_time() - begun < 10


def test_an_empty_mail_is_no_claim() -> None:
    assert is_set_aside(b"")


@pytest.mark.parametrize("seed", range(4))
def test_mutated_mails_never_crash_and_are_all_accounted_for(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - the same mails every time
    quiet = 0
    for _ in range(250):
        name, store = chance.choice(CLAIMS)
        mail = _mutated(chance, raw(name))
        found = read(mail, store)
        set_aside = [each for each in found if isinstance(each, SetAside)]
        quiet += len(set_aside) == len(found)

        assert found
        assert all(isinstance(each, Found | Refused | SetAside) for each in found)
        # an address or a type that only claims have was left whole: somebody must hear of it
        assert len(set_aside) < len(found) or not SURE_SIGN.search(mail), name

    assert quiet < 250 * 0.08, "damaged claims are set aside quietly"


@pytest.mark.parametrize(
    "damaged",
    [
        pytest.param(b"Subject: Claim received on order 111-5550177-6000001\r\n", id="no subject"),
        pytest.param(b"From: Amazon <atoz-guarantee-no-reply@amazon.com>\r\n", id="no sender"),
        pytest.param(b"Date: Tue, 10 Mar 2026 15:04:05 +0000\r\n", id="no date"),
    ],
)
def test_a_claim_that_lost_a_header_is_told_or_refused_never_dropped(damaged: bytes) -> None:
    whole = written(
        "Claim received on order 111-5550177-6000001",
        "We received an A-to-z claim. Answers: atoz-guarantee-no-reply@amazon.com",
    ).encode()
    assert damaged in whole

    assert not is_set_aside(whole.replace(damaged, b""))


@pytest.mark.parametrize(
    "name", ["aside_sold_ship_now", "aside_advice_letter", "aside_opted_out_it"]
)
def test_looking_for_traces_does_not_raise_alarms_about_other_mail(name: str) -> None:
    assert is_set_aside(raw(f"from_facts/{name}.eml"))


def _mutated(chance: random.Random, whole: bytes) -> bytes:
    mail = bytearray(whole)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(mail) + 1)
        match chance.randrange(6):
            case 0:
                mail[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                del mail[at : at + chance.randrange(200)]
            case 2:
                mail[at:at] = chance.choice(JUNK)
            case 3:
                other = raw(chance.choice(CLAIMS)[0])
                begin = chance.randrange(len(other))
                mail[at:at] = other[begin : begin + chance.randrange(400)]
            case 4:
                mail[at:at] = mail[at : at + chance.randrange(400)]
            case _:
                del mail[len(mail) - chance.randrange(len(mail) // 3 + 1) :]
    return bytes(mail)
