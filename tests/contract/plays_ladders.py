"""What happens to a claim within one week, and which reminders must go out for it."""

from tests.contract.playing import Due, Line, Play, fact

QUESTION = "atoz.info_request"
TUESDAY = "04-14 18:00"
ASKED = fact("atoz information_requested", TUESDAY)
BOTH_AFTER: list[Due] = [("after", "04-16 18:00"), ("after", "04-17 18:00")]
SHORT: list[Due] = [
    ("arrival", TUESDAY),
    ("24h", "04-15 18:00"),
    ("8h", "04-16 10:00"),
    ("2h", "04-16 16:00"),
    ("30m", "04-16 17:30"),
    *BOTH_AFTER,
]


def asked(arrives_at: str, **more: object) -> Play:
    return Play([fact("atoz information_requested", TUESDAY, arrives_at=arrives_at, **more)])


def stated(at: str, on: str, obligation: str = QUESTION, **more: object) -> Line:
    return fact("atoz deadline_stated", at, obligation=obligation, stated=on, **more)


WEEK: dict[str, tuple[Play, list[Due]]] = {
    "a window of two days is counted down in hours": (Play([ASKED]), SHORT),
    "a window of 96 hours is a short one": (
        asked(TUESDAY, stated="04-18 18:00"),
        [
            ("arrival", TUESDAY),
            ("24h", "04-17 18:00"),
            ("8h", "04-18 10:00"),
            ("2h", "04-18 16:00"),
            ("30m", "04-18 17:30"),
            ("after", "04-18 18:00"),
        ],
    ),
    "a window of a second more is a long one": (
        asked(TUESDAY, stated="04-18 18:00:01"),
        [
            ("arrival", TUESDAY),
            ("3d", "04-15 18:00:01"),
            ("24h", "04-17 18:00:01"),
            ("8h", "04-18 10:00:01"),
            ("2h", "04-18 16:00:01"),
            ("after", "04-18 18:00:01"),
        ],
    ),
    "a window counts from its anchor and not from its arrival": (
        asked("04-16 00:00", stated="04-19 00:00"),
        [
            ("arrival", "04-16 00:00"),
            ("24h", "04-18 00:00"),
            ("8h", "04-18 16:00"),
            ("2h", "04-18 22:00"),
            ("after", "04-19 00:00"),
        ],
    ),
    "without an anchor a window counts from its arrival": (
        Play([stated("04-14 08:00", "04-18 12:00", arrives_at=TUESDAY)]),
        [
            ("arrival", TUESDAY),
            ("24h", "04-17 12:00"),
            ("8h", "04-18 04:00"),
            ("2h", "04-18 10:00"),
            ("30m", "04-18 11:30"),
            ("after", "04-18 12:00"),
        ],
    ),
    "what was due before it arrived is merged into its arrival": (
        asked("04-16 11:00"),
        [("arrival", "04-16 11:00"), *SHORT[3:]],
    ),
    "a quarter of an hour before the end only the arrival is left": (
        asked("04-16 17:45"),
        [("arrival", "04-16 17:45"), *BOTH_AFTER],
    ),
    "what arrives in doubt is told once as late": (
        asked("04-16 19:00"),
        [("late", "04-16 19:00"), BOTH_AFTER[1]],
    ),
    "what arrives after the miss is told once as late": (
        asked("04-17 19:00"),
        [("late", "04-17 19:00")],
    ),
    "what moves to an earlier date gets a new ladder": (
        Play([ASKED, stated("04-15 00:00", "04-16 12:00")]),
        [
            ("arrival", TUESDAY),
            ("changed", "04-15 00:00"),
            ("24h", "04-15 12:00"),
            ("8h", "04-16 04:00"),
            ("2h", "04-16 10:00"),
            ("30m", "04-16 11:30"),
            ("after", "04-16 12:00"),
        ],
    ),
    "what moves to a later date gets a new ladder": (
        Play([ASKED, stated("04-15 20:00", "04-17 18:00")]),
        [
            ("arrival", TUESDAY),
            ("24h", "04-15 18:00"),
            ("changed", "04-15 20:00"),
            ("24h", "04-16 18:00"),
            ("8h", "04-17 10:00"),
            ("2h", "04-17 16:00"),
            ("30m", "04-17 17:30"),
            ("after", "04-17 18:00"),
        ],
    ),
    "what the new ladder has left behind is merged into the change": (
        Play([ASKED, stated("04-15 23:00", "04-16 06:00")]),
        [
            ("arrival", TUESDAY),
            ("24h", "04-15 18:00"),
            ("changed", "04-15 23:00"),
            ("2h", "04-16 04:00"),
            ("30m", "04-16 05:30"),
            ("after", "04-16 06:00"),
        ],
    ),
    "half a minute is no change": (
        Play([ASKED, stated("04-15 00:00", "04-16 18:00:30")]),
        [
            ("arrival", TUESDAY),
            ("24h", "04-15 18:00:30"),
            ("8h", "04-16 10:00:30"),
            ("2h", "04-16 16:00:30"),
            ("30m", "04-16 17:30:30"),
            ("after", "04-16 18:00:30"),
        ],
    ),
    "between readings far apart there is one message more": (
        Play([fact("safet information_requested", "04-13 18:00")]),
        [
            ("arrival", "04-13 18:00"),
            ("24h", "04-14 18:00"),
            ("8h", "04-15 10:00"),
            ("2h", "04-15 16:00"),
            ("30m", "04-15 17:30"),
            ("after", "04-15 18:00"),
            ("after", "04-20 07:00"),
            ("after", "04-21 07:00"),
        ],
    ),
    "what may not be filed yet is told again when it may": (
        Play(
            [
                fact("return last_carrier_scan", "04-01 08:00", arrives_at="04-14 12:00"),
                fact("return refund_issued", "04-13 08:00", arrives_at="04-14 12:00"),
            ],
            account="ae",
        ),
        [("arrival", "04-14 12:00"), ("opens", "04-16 08:00")],
    ),
    "what may be filed already is told once": (
        Play(
            [
                fact("return last_carrier_scan", "03-25 08:00", arrives_at="04-14 12:00"),
                fact("return refund_issued", "04-13 08:00", arrives_at="04-14 12:00"),
            ],
            account="ae",
        ),
        [("arrival", "04-14 12:00")],
    ),
    "an account has a ladder of its own after the arrival": (
        Play([ASKED], account="own"),
        [SHORT[0], SHORT[1], SHORT[3], *BOTH_AFTER],
    ),
    "an account is not told of what it does not watch": (Play([ASKED], account="blind"), []),
    "an answer ends the ladder": (
        Play([ASKED, fact("atoz seller_responded", "04-15 12:00")]),
        SHORT[:1],
    ),
    "a refusal to answer ends the ladder": (
        Play([ASKED, fact("atoz declined", "04-15 12:00", obligation="atoz.info_request")]),
        SHORT[:1],
    ),
    "nobody is told of what is over when it arrives": (
        Play(
            [
                fact("atoz information_requested", TUESDAY, arrives_at="04-15 18:00"),
                fact("atoz seller_responded", "04-15 12:00"),
            ]
        ),
        [],
    ),
    "a return to be answered has two rungs and no arrival": (
        Play([fact("return return_requested", TUESDAY)]),
        [("8h", "04-16 10:00"), ("2h", "04-16 16:00"), ("after", "04-16 18:00")],
    ),
}
