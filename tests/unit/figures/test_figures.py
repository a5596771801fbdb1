"""Worked examples of docs/figures.md, counted by hand."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from shared.domain.figures import Period, Reason, Share, Tally, tally
from shared.domain.ledger import ClaimEntry, Entry, RoundEntry
from tests.unit.figures.books import claim

MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))
APRIL_2 = datetime(2026, 4, 2, 12, 0, tzinfo=UTC)
LOS_ANGELES = ZoneInfo("America/Los_Angeles")
ENDED = date(2026, 3, 20)


def counted(programme: str, *entries: Entry, period: Period = MARCH) -> Tally:
    return tally(programme, entries, period, APRIL_2, LOS_ANGELES, lambda _: None)


def test_the_safe_t_dashboard_of_a_quarter() -> None:
    """Fourteen decided: nine granted, four denied, one closed for no answer."""
    granted = [
        claim("safet", "granted", "40.00", got="35.30", decided_on=ENDED, order=str(n))
        for n in range(8)
    ]
    partly = claim("safet", "partly_granted", "50.00", got="20.00", decided_on=ENDED)
    denied = [
        claim("safet", "denied", "10.00", decided_on=ENDED, why="photos_missing", order=f"d{n}")
        for n in range(3)
    ]
    late = claim("safet", "denied", "11.00", decided_on=ENDED, why="outside_window")
    silent = claim("safet", "closed_no_response", "12.00", decided_on=ENDED)

    found = counted("safet", *granted, partly, *denied, late, silent)

    assert found.granted == Share(9, 14)
    assert f"{found.granted.value:.2f}" == "0.64"
    assert found.won_sums == {"USD": Decimal("302.40")}  # eight times 35.30, and 20.00
    assert (found.lost, found.lost_sums) == (5, {"USD": Decimal("53.00")})
    assert found.reasons == [
        Reason("photos_missing", "", 3),
        Reason("no_response", "", 1),
        Reason("outside_window", "", 1),
    ]


@pytest.mark.parametrize(("decided", "share"), [(4, None), (5, Decimal(1))])
def test_under_five_decisions_there_is_no_share(decided: int, share: Decimal | None) -> None:
    entries = [claim("safet", "granted", decided_on=ENDED, order=str(n)) for n in range(decided)]

    found = counted("safet", *entries)

    assert found.granted.value == share
    assert found.granted.whole == decided


def test_open_withdrawn_and_never_filed_claims_are_left_out_of_the_share_and_counted_beside() -> (
    None
):
    found = counted(
        "safet",
        claim("safet", "granted", "5.00", decided_on=ENDED),
        claim("safet", "under_investigation", "7.00"),
        claim("safet", "withdrawn", "8.00", decided_on=ENDED, withdrawn="before"),
        never_filed("9.00"),
    )

    assert found.granted == Share(1, 1)
    assert (found.open, found.to_file, found.never_filed) == (1, 0, 1)
    assert found.ended_otherwise == {"withdrawn_before": 1}
    assert found.at_stake == {"USD": Decimal("7.00")}
    assert found.lost_sums == {"USD": Decimal("9.00")}


def test_sums_of_two_currencies_are_never_added() -> None:
    found = counted(
        "safet",
        claim("safet", "granted", "5.00 USD", decided_on=ENDED, order="1"),
        claim("safet", "granted", "5.00 CAD", decided_on=ENDED, order="2"),
        claim("safet", "granted", "0.10 USD", decided_on=ENDED, order="3"),
    )

    assert found.won_sums == {"CAD": Decimal("5.00"), "USD": Decimal("5.10")}


def test_what_was_granted_in_part_without_a_sum_is_not_guessed() -> None:
    found = counted("safet", claim("safet", "partly_granted", "50.00", decided_on=ENDED))

    assert (found.won_sums, found.won_without_sum) == ({}, 1)


def test_an_a_to_z_claim_granted_to_the_buyer_is_won_when_amazon_pays() -> None:
    found = counted(
        "atoz",
        claim("atoz", "granted_seller_funded", "64.00", decided_on=ENDED, reason="not_received"),
        claim("atoz", "granted_amazon_funded", "48.20", decided_on=ENDED),
        claim("atoz", "denied", "20.00", decided_on=ENDED),
        claim("atoz", "order_refunded", "30.00", decided_on=ENDED),
    )

    assert (found.granted, found.won) == (Share(2, 3), Share(2, 3))
    assert found.won_sums == {"USD": Decimal("68.20")}
    assert found.lost_sums == {"USD": Decimal("64.00")}
    assert found.reasons == [Reason("not_received", "", 1)]
    assert found.ended_otherwise == {"order_refunded": 1}


def test_a_claim_counts_in_the_month_of_its_last_decision() -> None:
    entry = claim("safet", "granted", "5.00", decided_on=date(2026, 4, 1), decisions=("denied",))

    assert counted("safet", entry).won == Share(0, 0)
    april = Period(date(2026, 4, 1), date(2026, 4, 30))
    assert counted("safet", entry, period=april).won == Share(1, 1)


def test_a_claim_under_appeal_is_at_stake_again() -> None:
    found = counted(
        "safet", claim("safet", "appealed", "5.00", decided_on=ENDED, decisions=("denied",))
    )

    assert (found.won.whole, found.lost, found.open) == (0, 0, 1)
    assert found.at_stake == {"USD": Decimal("5.00")}


def test_a_question_nobody_answered_makes_a_claim_lost_on_the_day_after_which_it_was_missed() -> (
    None
):
    """Missed after 06:59:59 UTC of 1 April, which is still 31 March in Los Angeles."""
    missed = datetime(2026, 4, 1, 6, 59, 59, tzinfo=UTC)

    found = counted("atoz", asked("atoz", missed_after=missed))

    assert (found.lost, found.lost_sums) == (1, {"USD": Decimal("33.00")})
    assert (found.open, found.at_stake) == (0, {})


def test_a_question_that_may_still_be_answered_loses_nothing_yet() -> None:
    found = counted("atoz", asked("atoz", missed_after=APRIL_2))

    assert (found.lost, found.open) == (0, 1)


def test_a_refund_that_may_still_be_filed_is_at_stake_and_no_claim() -> None:
    ahead = APRIL_2 + timedelta(days=9)

    found = counted("safet", never_filed("9.00", missed_after=ahead))

    assert (found.open, found.to_file, found.opened) == (0, 1, 0)
    assert found.at_stake == {"USD": Decimal("9.00")}


def test_amazons_own_words_are_kept_and_spelling_alone_parts_nothing() -> None:
    words = ["Return label  expired", "return label expired", "wrong_reason", ""]
    found = counted(
        "safet",
        *(
            claim("safet", "denied", decided_on=ENDED, why=why, order=str(n))
            for n, why in enumerate(words)
        ),
    )

    assert found.reasons == [
        Reason("other", "Return label expired", 2),
        Reason("not_given", "", 1),
        Reason("wrong_reason", "", 1),
    ]


def test_the_top_three_products_go_by_claims_and_a_tie_by_sum() -> None:
    claims = {"TEAPOT": ["1.00"] * 3, "MUG": ["2.00", "2.00"], "WHISK": ["9.00", "1.00"],
              "SPOON": ["90.00"]}  # fmt: skip
    found = counted(
        "atoz",
        *(
            claim("atoz", "under_review", each, product=name, order=f"{name}{n}")
            for name, sums in claims.items()
            for n, each in enumerate(sums)
        ),
    )

    assert [(each.product, each.claims) for each in found.products] == [
        ("TEAPOT", 3), ("WHISK", 2), ("MUG", 2),
    ]  # fmt: skip


def test_the_share_won_is_told_apart_by_proofs() -> None:
    entries = [
        claim("safet", status, decided_on=ENDED, evidence=proofs, order=f"{n}")
        for n, (status, proofs) in enumerate([
            ("granted", ("photos",)), ("granted", ("photos",)), ("denied", ("photos",)),
            ("granted", ()), ("denied", ()), ("denied", ("none listed",)),
        ])
    ]  # fmt: skip

    def complete(of: ClaimEntry) -> bool | None:
        return None if "none listed" in of.evidence else "photos" in of.evidence

    found = tally("safet", entries, MARCH, APRIL_2, LOS_ANGELES, complete)

    assert found.full_proofs == Share(2, 3)
    assert found.missing_proofs == Share(1, 2)
    assert found.no_checklist == 1


def asked(programme: str, missed_after: datetime, **more: Any) -> Entry:  # noqa: ANN401
    entry = claim(programme, "action_required", "33.00", **more)
    round_ = RoundEntry(
        f"{programme}.info_request",
        missed_after - timedelta(days=3),
        missed_after - timedelta(days=1),
        missed_after,
    )
    return Entry(entry.order_id, None, entry.claims, (round_,))


def never_filed(amount: str, missed_after: datetime = datetime(2026, 3, 15, tzinfo=UTC)) -> Entry:
    entry = claim("safet", "none", amount)
    begun = missed_after - timedelta(days=30)
    filing = RoundEntry("safet.file", begun, missed_after - timedelta(days=1), missed_after)
    return Entry(entry.order_id, None, entry.claims, (filing,))
