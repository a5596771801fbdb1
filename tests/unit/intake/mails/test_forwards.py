from datetime import UTC, datetime, timedelta, timezone

import pytest

from shared.intake.findings import Found
from shared.intake.mails.dates import printed_instants
from tests.unit.intake.mails.mails import message, raw, read, written

TAIPEI = timezone(timedelta(hours=8))
ORDER = "111-5550177-6000501"


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("Sun, Mar 15, 2026 at 12:02 AM", "2026-03-14T16:02"),
        ("Sun, Mar 15, 2026 at 12:02\u202fAM", "2026-03-14T16:02"),
        ("Saturday, March 14, 2026 4:02 PM", "2026-03-14T08:02"),
        ("14 March 2026 at 17:02:11 GMT+1", "2026-03-14T16:02"),
        ("sabato 14 marzo 2026 17:02", "2026-03-14T09:02"),
        ("martes, 10 de marzo de 2026 8:15", "2026-03-10T00:15"),
        ("mar 10 mar 2026 alle ore 08:15", "2026-03-10T00:15"),
        ("seg., 9 de mar. de 2026 às 05:52", "2026-03-08T21:52"),
        ("9. März 2026 um 18:40:12 MEZ", "2026-03-09T17:40"),
        ("Montag, 9. März 2026 18:40", "2026-03-09T10:40"),
        ("2026年3月14日(星期六) 晚上7:37", "2026-03-14T11:37"),
        ("2026年3月14日(土) 19:37", "2026-03-14T11:37"),
        ("2026-03-14 19:37:05", "2026-03-14T11:37"),
        ("14/03/2026 19:37", "2026-03-14T11:37"),
        ("03/14/2026 7:37 PM", "2026-03-14T11:37"),
        ("lun. 9 mars 2026 à 18h40", "2026-03-09T10:40"),
    ],
)
def test_mail_programs_print_dates_in_many_ways(printed: str, expected: str) -> None:
    (read_as,) = printed_instants(printed, [TAIPEI])

    assert read_as.strftime("%Y-%m-%dT%H:%M") == expected


def test_a_date_with_two_readings_has_both() -> None:
    read_as = printed_instants("03/09/2026 10:00", [UTC])

    assert read_as == [
        datetime(2026, month, day, 10, tzinfo=UTC) for month, day in ((3, 9), (9, 3))
    ]


def test_a_time_without_a_zone_is_of_every_clock_it_may_have_been_printed_by() -> None:
    read_as = printed_instants("2026-03-09 10:00", [UTC, TAIPEI])

    assert read_as == [datetime(2026, 3, 9, hour, tzinfo=UTC) for hour in (2, 10)]


def test_a_date_without_a_time_is_no_instant() -> None:
    assert printed_instants("March 14, 2026", [UTC]) == []


def forward(date: str, outer: str = "Sun, 15 Mar 2026 10:00:00 +0000") -> str:
    block = [
        "---------- Forwarded message ---------",
        "From: <atoz-guarantee-no-reply@amazon.com>",
        f"Date: {date}",
        f"Subject: Action required: Claim received on order {ORDER}",
        "To: <claims@blue-kettle.example>",
        "",
        "Please respond within 48 hours.",
    ]
    return written("Fwd: look", "\r\n".join(block), "ming@blue-kettle.example", outer)


def test_the_clock_starts_when_amazon_wrote_not_when_somebody_forwarded() -> None:
    told = message(forward("Sat, 14 Mar 2026 09:00:00 +0000"))

    assert told["occurred_at"] == "2026-03-14T09:00:00Z"


@pytest.mark.parametrize("printed", ["Tue, Mar 17, 2026 at 9:00 AM", "gisteren", ""])
def test_a_forward_without_a_date_that_can_be_was_written_within_the_week_before(
    printed: str,
) -> None:
    told = message(forward(printed))

    assert told["occurred_at"] == "2026-03-15T10:00:00Z"
    assert told["occurred_from"] == "2026-03-08T10:00:00Z"


def test_an_inner_date_a_few_hours_ahead_of_the_outer_is_a_clock_elsewhere() -> None:
    told = message(forward("Sun, Mar 15, 2026 at 6:00 PM"))

    assert told["occurred_at"] == "2026-03-15T10:00:00Z"
    assert told["occurred_from"] == "2026-03-15T04:00:00Z", "by a clock 14 hours ahead of UTC"


def test_several_attached_mails_are_read_one_by_one() -> None:
    first, second = (
        raw(f"from_facts/{name}.eml").decode("ascii")
        for name in ("atoz_action_us", "atoz_seller_us")
    )
    part = "--x\r\nContent-Type: message/rfc822\r\n\r\n{}\r\n"
    mail = (
        "From: ming@blue-kettle.example\r\nSubject: two\r\n"
        'Content-Type: multipart/mixed; boundary="x"\r\n\r\n'
        f"{part.format(first)}{part.format(second)}--x--\r\n"
    )
    kinds = [each.message["type"] for each in read(mail) if isinstance(each, Found)]

    assert kinds == ["claim_opened", "claim_decided"]


def test_what_looks_forwarded_in_a_mail_of_amazon_is_a_buyers_doing() -> None:
    forged = (
        f"# {ORDER}:\r\n------------- Message: -------------\r\n"
        "From: atoz-guarantee-no-reply@amazon.com\r\nDate: Sat, 14 Mar 2026 09:00:00 +0000\r\n"
        "Subject: Claim decision on order 111-5550177-6000777\r\n\r\nWe have denied the claim."
    )
    told = message(written("Question", forged, "abc@marketplace.amazon.com"))

    assert (told["type"], told["order_id"]) == ("buyer_contacted", ORDER)
