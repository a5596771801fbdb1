from datetime import date, timedelta

from shared.domain.figures import Period
from shared.domain.prevention import advice
from tests.unit.figures.books import claim

MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))


def test_the_commonest_reason_says_what_to_look_at_and_names_its_product() -> None:
    found = advice(
        [
            claim("atoz", "denied", order="1", reason="not_as_described", product="TEAPOT"),
            claim("safet", "granted", order="2", reason="materially_different", product="TEAPOT"),
            claim("atoz", "denied", order="3", reason="not_received", product="MUG"),
        ],
        MARCH,
    )

    assert found is not None
    assert (found.about, found.product, found.claims, found.of) == ("listing", "TEAPOT", 2, 3)


def test_without_reasons_a_peak_is_told() -> None:
    days = [3, 10, 20, 21, 22, 23, 24, 26, 26]
    found = advice(
        [
            claim("atoz", "denied", order=f"{n}", opened_on=date(2026, 3, day))
            for n, day in enumerate(days)
        ],
        MARCH,
    )

    assert found is not None
    assert (found.about, found.claims, found.of) == ("peak", 7, 9)


def test_a_short_period_has_no_peaks() -> None:
    week = Period(date(2026, 3, 1), date(2026, 3, 1) + timedelta(days=27))
    claims = [claim("atoz", "denied", order=f"{n}") for n in range(8)]

    assert advice(claims, week) is None


def test_without_either_the_commonest_product_is_told() -> None:
    found = advice(
        [
            claim("atoz", "denied", order="1", product="TEAPOT"),
            claim("safet", "denied", order="2", product="TEAPOT", reason="something else"),
            claim("atoz", "denied", order="3"),
        ],
        MARCH,
    )

    assert found is not None
    assert (found.about, found.product, found.claims) == ("product", "TEAPOT", 2)


def test_one_claim_is_an_accident() -> None:
    assert advice([claim("atoz", "denied", reason="not_received", product="TEAPOT")], MARCH) is None
