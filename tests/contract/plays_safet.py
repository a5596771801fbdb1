"""What happens to returns that Amazon refunds, store by store, and what must come of it."""

from tests.contract.playing import Line, Play, due, fact, state

TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (f"04-{day} 18:00" for day in (14, 15, 16, 17))
DELIVERED = fact("return return_delivered", TUESDAY)
REFUNDED = fact("return refund_issued", WEDNESDAY)
CLAIM = fact("safet claim_opened", THURSDAY)
DENIED = fact("safet claim_decided", WEDNESDAY, decision="denied", reason="no_response")
CANCELLED, ANSWERED = state("cancelled"), state("answered")
PROCESS = ("return.process",)


def file(remind_by: str, missed_after: str, rule: str = "any") -> dict[str, Line]:
    """Write down when a reimbursement claim is to be filed."""
    rule = rule if rule == "any" else f"safet.file.{rule}"
    return {"safet.file": due(remind_by, missed_after, rule)}


def returned(what: str, at: str, **more: object) -> Line:
    """Write down what happened to a return."""
    return fact(f"return {what}", at, **more)


AE_REQUEST = returned("return_requested", "04-14 08:00", case="self_ship")

SAFET = {
    "in the US a return alone is only to be processed": Play(
        [DELIVERED], {"return.process": due("04-18 18:00", "04-19 07:00", "return.process.us")}
    ),
    "in the US the claim counts from the later of return and refund": Play(
        [DELIVERED, REFUNDED],
        {"return.process": CANCELLED, **file("05-15 18:00", "05-16 07:00", "us")},
        {"safet": "none"},
    ),
    "in the US a refund without a return counts alone": Play(
        [REFUNDED], file("05-15 18:00", "05-16 07:00", "us")
    ),
    "in the US a return after the refund moves the cut-off": Play(
        [REFUNDED, DELIVERED | {"occurred_at": "2026-04-17T18:00:00Z"}],
        file("05-17 18:00", "05-18 07:00", "us"),
        besides=PROCESS,
    ),
    "a carrier's scan without a refund opens nothing": Play(
        [returned("last_carrier_scan", TUESDAY)], {}
    ),
    "in the US what was refunded and lost counts from the last scan": Play(
        [returned("last_carrier_scan", TUESDAY), REFUNDED],
        file("05-14 18:00", "05-15 07:00", "us.lost"),
    ),
    "a scan after the refund moves the cut-off": Play(
        [REFUNDED, returned("last_carrier_scan", THURSDAY)],
        file("05-16 18:00", "05-17 07:00", "us.lost"),
    ),
    "what was lost and is delivered after all is not lost": Play(
        [
            returned("last_carrier_scan", TUESDAY),
            REFUNDED,
            returned("return_delivered", FRIDAY),
        ],
        file("05-17 18:00", "05-18 07:00", "us"),
        besides=PROCESS,
    ),
    "in the Emirates the claim counts from the return alone": Play(
        [returned("return_delivered", "04-14 08:00"), returned("refund_issued", "04-15 08:00")],
        file("04-21 08:00", "04-21 20:00", "mena"),
        account="ae",
    ),
    "in Saudi Arabia the claim counts from the return alone": Play(
        [returned("return_delivered", "04-14 08:00")],
        file("04-21 08:00", "04-21 21:00", "mena"),
        account="sa",
    ),
    "in the Emirates a refund waits for the return": Play(
        [returned("refund_issued", "04-14 08:00")], {}, account="ae"
    ),
    "in the Emirates a refund opens the claim once the return is known": Play(
        [returned("refund_issued", "04-14 08:00"), returned("return_delivered", "04-16 08:00")],
        file("04-23 08:00", "04-23 20:00", "mena"),
        account="ae",
    ),
    "a return that the buyer ships may be claimed for sixty days": Play(
        [AE_REQUEST],
        {
            "return.answer": due("04-16 08:00", "04-16 08:00", "return.answer"),
            **file("06-13 08:00", "06-13 20:00", "mena.self-ship"),
        },
        account="ae",
    ),
    "in Saudi Arabia the sixty days end at its own midnight": Play(
        [AE_REQUEST],
        {"return.answer": state("open"), **file("06-13 08:00", "06-13 21:00", "mena.self-ship")},
        account="sa",
    ),
    "a claim that was filed too early is filed": Play(
        [AE_REQUEST, CLAIM], {"safet.file": ANSWERED}, besides=("return.answer",), account="ae"
    ),
    "in the Emirates what was lost may be claimed for sixty days": Play(
        [returned("last_carrier_scan", "04-14 08:00"), returned("refund_issued", "04-15 08:00")],
        file("06-13 08:00", "06-13 20:00", "mena.lost"),
        account="ae",
    ),
    "in the Emirates what was lost and is delivered is claimed within a week": Play(
        [
            returned("last_carrier_scan", "04-14 08:00"),
            returned("refund_issued", "04-15 08:00"),
            returned("return_delivered", "04-16 08:00"),
        ],
        file("04-23 08:00", "04-23 20:00", "mena"),
        account="ae",
    ),
    "in Europe the claim counts from the refund": Play(
        [returned("refund_issued", "04-14 10:00")],
        file("05-14 10:00", "06-13 22:00", "eu"),
        account="de",
    ),
    "in Europe a return alone is only to be processed, within two business days": Play(
        [returned("return_delivered", "04-14 10:00")],
        {"return.process": due("04-16 10:00", "04-16 22:00", "return.process.eu")},
        account="de",
    ),
    "in Japan a return alone opens nothing": Play(
        [returned("return_delivered", "04-14 10:00")], {}, account="jp"
    ),
    "in Japan the claim counts from the refund": Play(
        [returned("refund_issued", "04-14 03:00")],
        file("05-14 03:00", "05-14 15:00", "jp"),
        account="jp",
    ),
    "in India the claim counts from the return": Play(
        [returned("return_delivered", "04-14 08:00")],
        file("04-21 08:00", "06-13 18:30", "in"),
        account="in",
    ),
    "where nothing else is known the earlier fact counts": Play(
        [DELIVERED, REFUNDED], file("04-21 18:00", "06-14 07:00", "default"), account="ca"
    ),
    "several groups are reminded on the earliest and missed on the latest": Play(
        [
            DELIVERED | {"item_ref": "A"},
            REFUNDED | {"item_ref": "A"},
            returned("return_delivered", THURSDAY, item_ref="B"),
            returned("refund_issued", FRIDAY, item_ref="B"),
        ],
        file("05-15 18:00", "05-18 07:00", "us"),
        besides=PROCESS,
    ),
    "several groups are to be processed from the earliest to the latest": Play(
        [DELIVERED | {"item_ref": "A"}, returned("return_delivered", THURSDAY, item_ref="B")],
        {"return.process": due("04-18 18:00", "04-21 07:00")},
    ),
    "in the Emirates several groups count alike": Play(
        [
            returned("return_delivered", "04-14 08:00", item_ref="A"),
            returned("return_delivered", "04-16 08:00", item_ref="B"),
        ],
        file("04-21 08:00", "04-23 20:00", "mena"),
        account="ae",
    ),
    "a rule that changed under an open window cuts it": Play(
        [
            returned("return_delivered", "01-20 20:00", arrives_at="04-14 12:00"),
            returned("refund_issued", "01-20 20:00", arrives_at="04-14 12:00"),
        ],
        {"safet.file": due("02-19 20:00", "03-22 07:00", "safet.file.us", "missed")},
        besides=PROCESS,
        seen="04-14 12:05",
    ),
    "a rule that changed gives nothing before it takes effect": Play(
        [returned("refund_issued", "01-10 20:00", arrives_at="04-14 12:00")],
        {"safet.file": due("02-16 08:00", "03-12 07:00", "safet.file.us", "missed")},
        seen="04-14 12:05",
    ),
    "a refund by the seller answers and leaves nothing to claim": Play(
        [
            returned("return_requested", TUESDAY),
            returned("refund_issued", WEDNESDAY, by="seller", extent="full"),
            returned("refund_issued", THURSDAY),
        ],
        {"return.answer": ANSWERED},
    ),
    "a refund by the seller is what was to be processed": Play(
        [DELIVERED, returned("refund_issued", WEDNESDAY, by="seller")], {"return.process": ANSWERED}
    ),
    "a refund by the seller ends the claim for good": Play(
        [
            REFUNDED,
            returned("refund_issued", THURSDAY, by="seller"),
            returned("return_delivered", FRIDAY),
        ],
        {"safet.file": CANCELLED},
        besides=PROCESS,
    ),
    "a refunded order leaves nothing to do about the return": Play(
        [
            returned("return_requested", TUESDAY, item_ref="A"),
            returned("return_delivered", WEDNESDAY, item_ref="B"),
            fact("atoz order_refunded", THURSDAY),
        ],
        {"return.answer": CANCELLED, "return.process": CANCELLED},
    ),
    "a refunded order leaves nothing to claim": Play(
        [REFUNDED, fact("return order_refunded", THURSDAY)], {"safet.file": CANCELLED}
    ),
    "a refund by Amazon leaves nothing to answer": Play(
        [returned("return_requested", TUESDAY), REFUNDED],
        {"return.answer": CANCELLED, **file("05-15 18:00", "05-16 07:00")},
    ),
    "a request is to be answered within 48 hours": Play(
        [returned("return_requested", TUESDAY)],
        {"return.answer": due(THURSDAY, THURSDAY, "return.answer")},
        {"return": "open"},
    ),
    "an answered request is answered": Play(
        [returned("return_requested", TUESDAY), returned("return_answered", WEDNESDAY)],
        {"return.answer": ANSWERED},
        {"return": "answered"},
    ),
    "a request whose return has come need not be answered": Play(
        [
            returned("return_requested", "04-14 10:00"),
            returned("return_delivered", "04-15 10:00"),
        ],
        {
            "return.answer": CANCELLED,
            "return.process": due("04-17 10:00", "04-17 22:00", "return.process.eu"),
        },
        account="de",
    ),
    "a filed claim is filed": Play(
        [REFUNDED, CLAIM], {"safet.file": ANSWERED}, {"safet": "under_investigation"}
    ),
    "nothing is to be filed once a claim is known": Play(
        [CLAIM, returned("refund_issued", FRIDAY)], {}, {"safet": "under_investigation"}
    ),
    "a claim that asks is to be answered in two business days or seven days": Play(
        [fact("safet claim_opened", TUESDAY, action_required=True)],
        {"safet.info_request": due(THURSDAY, "04-22 07:00", "safet.info-request")},
        {"safet": "awaiting_seller"},
    ),
    "a question of a Saturday waits for Monday": Play(
        [fact("safet information_requested", "04-18 18:00")],
        {"safet.info_request": due("04-21 18:00", "04-26 07:00")},
    ),
    "in the Emirates a Saturday counts": Play(
        [fact("safet information_requested", "04-16 08:00")],
        {"safet.info_request": due("04-20 08:00", "04-20 20:00", "safet.info-request.sat")},
        account="ae",
    ),
    "an answered question is investigated": Play(
        [
            fact("safet claim_opened", TUESDAY, action_required=True),
            fact("safet seller_responded", WEDNESDAY),
        ],
        {"safet.info_request": ANSWERED},
        {"safet": "under_investigation"},
    ),
    "a denial may be appealed": Play(
        [fact("safet information_requested", TUESDAY), DENIED],
        {
            "safet.info_request": CANCELLED,
            "safet.appeal": due("04-22 18:00", "04-23 07:00", "safet.appeal"),
        },
        {"safet": "denied"},
    ),
    "a claim closed for want of an answer may be appealed": Play(
        [DENIED | {"decision": "closed_no_response"}],
        {"safet.appeal": due("04-22 18:00", "04-23 07:00", "safet.appeal")},
        {"safet": "closed_no_response"},
    ),
    "in the Emirates an appeal takes five business days": Play(
        [fact("safet claim_decided", "04-16 08:00", decision="denied")],
        {"safet.appeal": due("04-22 08:00", "04-22 20:00", "safet.appeal.mena")},
        account="ae",
    ),
    "a decision leaves nothing to file": Play(
        [returned("refund_issued", TUESDAY), DENIED | {"decision": "granted"}],
        {"safet.file": CANCELLED},
        {"safet": "granted"},
    ),
    "a claim granted in part leaves nothing to do": Play(
        [fact("safet information_requested", TUESDAY), DENIED | {"decision": "partly_granted"}],
        {"safet.info_request": CANCELLED},
        {"safet": "partly_granted"},
    ),
    "an appeal is filed once and never again": Play(
        [
            DENIED,
            fact("safet appeal_filed", THURSDAY),
            fact("safet appeal_decided", FRIDAY, decision="denied"),
        ],
        {"safet.appeal": ANSWERED},
    ),
    "a second denial opens no second appeal": Play(
        [
            DENIED,
            fact("safet appeal_filed", THURSDAY),
            DENIED | {"occurred_at": "2026-04-17T18:00:00Z"},
        ],
        {"safet.appeal": ANSWERED},
    ),
    "a filed appeal is awaited": Play(
        [DENIED, fact("safet appeal_filed", THURSDAY)],
        {"safet.appeal": ANSWERED},
        {"safet": "appealed"},
    ),
    "a withdrawn claim is over": Play(
        [fact("safet information_requested", TUESDAY), fact("safet claim_withdrawn", WEDNESDAY)],
        {"safet.info_request": CANCELLED},
        {"safet": "withdrawn"},
    ),
}
TAKEN_BACK = {
    "nothing is to be filed once it is known that a claim was": Play(
        [REFUNDED, fact("safet claim_opened", TUESDAY, arrives_at="04-16 18:00")]
    ),
    "nothing is to be filed once it is known that the seller refunded": Play(
        [REFUNDED, returned("refund_issued", TUESDAY, by="seller", arrives_at="04-16 18:00")]
    ),
}
