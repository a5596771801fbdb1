import pytest

from shared.intake.addresses import the_address

AMAZON = "atoz-guarantee-no-reply@amazon.com"


@pytest.mark.parametrize(
    "written",
    [
        AMAZON,
        f"<{AMAZON}>",
        f"Amazon.co.uk <{AMAZON}>",
        f'"Amazon, Inc. (Claims)" <{AMAZON}>',
        f"{AMAZON} <{AMAZON}>",
        f"=?utf-8?q?Amazon_=C3=BC?= <{AMAZON.upper()}>",
        f"アマゾン <{AMAZON}>",
        f"Amazon\r\n <{AMAZON}>",
        f'"a@evil.example" <{AMAZON}>',
    ],
)
def test_one_plain_address_is_read_with_or_without_a_name(written: str) -> None:
    assert the_address(written) == AMAZON


@pytest.mark.parametrize(
    "written",
    [
        f"{AMAZON}(<evil@evil.example>",
        f"evil@evil.example (<{AMAZON}>)",
        f"{AMAZON} <evil@evil.example>",
        f"<{AMAZON}> <evil@evil.example>",
        f"evil@evil.example <{AMAZON}>",
        f"<{AMAZON}> (c) <evil@evil.example>",
        f'"a" <{AMAZON}>, <evil@evil.example>',
        f"<@evil.example:{AMAZON}>",
        f"evil@evil.example:{AMAZON}",
        f"friends: {AMAZON};",
        '"evil@evil.example"@amazon.com',
        "evil@[amazon.com]",
        "a@amazon.com@evil.example",
        "a@\N{CYRILLIC SMALL LETTER A}mazon.com",
        f'x\\" <{AMAZON}>',
        "(" * 50_000,
        f"{'x' * 3000} <{AMAZON}>",
        "",
    ],
)
def test_what_could_be_read_two_ways_is_no_address(written: str) -> None:
    assert the_address(written) == ""


def test_a_name_that_hides_an_address_in_its_encoding_stays_a_name() -> None:
    hidden = "=?utf-8?q?Amazon_=3Catoz=40amazon=2Ecom=3E?= <evil@evil.example>"

    assert the_address(hidden) == "evil@evil.example"
