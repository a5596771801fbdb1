"""What happens to the claims that buyers make, and what must come of it."""

from tests.contract.playing import Play, due, fact, state

TUESDAY = "04-14 18:00"  # 11:00 in the store
WEDNESDAY = "04-15 12:00"  # 05:00 in the store
THURSDAY = "04-16 12:00"

CLAIM = fact("atoz claim_opened", TUESDAY)
DEMAND = fact("atoz claim_opened", TUESDAY, action_required=True)
ANSWER = fact("atoz seller_responded", WEDNESDAY)
CONTACT = fact("message buyer_contacted", TUESDAY)
GRANTED = fact("atoz claim_decided", WEDNESDAY, decision="granted_seller_funded")
CANCELLED = state("cancelled")
ANSWERED = state("answered")
OPEN = state("open")

ATOZ = {
    "a claim that asks nothing is to be looked at within 48 hours": Play(
        [CLAIM],
        {"atoz.review": due("04-16 18:00", "04-16 18:00", "atoz.review")},
        {"atoz": "under_review"},
    ),
    "a claim that asks is to be answered within 48 hours or at the latest 72": Play(
        [DEMAND],
        {"atoz.info_request": due("04-16 18:00", "04-17 18:00", "atoz.info-request")},
        {"atoz": "action_required"},
    ),
    "in Europe the later reading ends with the third day": Play(
        [fact("atoz claim_opened", "04-14 10:00", action_required=True)],
        {"atoz.info_request": due("04-16 10:00", "04-17 22:00", "atoz.info-request.eu")},
        account="de",
    ),
    "a contact that became a claim need not be answered as a contact": Play(
        [CONTACT, fact("atoz claim_opened", WEDNESDAY)],
        {"message.reply": OPEN, "atoz.buyer_contact": CANCELLED, "atoz.review": OPEN},
        {"atoz": "under_review", "message": "open"},
    ),
    "a question takes the place of the look": Play(
        [CLAIM, fact("atoz information_requested", WEDNESDAY, asks="A proof of delivery")],
        {"atoz.review": CANCELLED, "atoz.info_request": due("04-17 12:00", "04-18 12:00")},
        {"atoz": "action_required"},
    ),
    "an answer ends the demand": Play(
        [DEMAND, ANSWER], {"atoz.info_request": ANSWERED}, {"atoz": "under_review"}
    ),
    "an answer without a demand ends the look": Play(
        [CLAIM, ANSWER], {"atoz.review": ANSWERED}, {"atoz": "under_review"}
    ),
    "a grant at the seller's cost may be appealed for thirty days": Play(
        [DEMAND, GRANTED],
        {
            "atoz.info_request": CANCELLED,
            "atoz.appeal": due("05-15 12:00", "05-16 07:00", "atoz.appeal"),
        },
        {"atoz": "granted_seller_funded"},
    ),
    "an account debited before the grant is what the appeal counts from": Play(
        [CLAIM, GRANTED | {"account_debited_at": "2026-04-14T20:00:00Z"}],
        {"atoz.review": CANCELLED, "atoz.appeal": due("05-14 20:00", "05-15 07:00")},
    ),
    "an account debited after the grant gives no time": Play(
        [
            GRANTED
            | {
                "account_debited_at": "2026-04-16T12:00:00Z",
                "arrives_at": "2026-04-16T13:00:00Z",
            }
        ],
        {"atoz.appeal": due("05-15 12:00", "05-16 07:00")},
    ),
    "a date stated with the grant is the one of the appeal": Play(
        [GRANTED | {"stated": "2026-05-10T12:00:00Z"}],
        {"atoz.appeal": due("05-10 12:00", "05-10 12:00")},
    ),
    "a grant at Amazon's cost needs no appeal": Play(
        [DEMAND, fact("atoz claim_decided", WEDNESDAY, decision="granted_amazon_funded")],
        {"atoz.info_request": CANCELLED},
        {"atoz": "granted_amazon_funded"},
    ),
    "a denied claim needs nothing more": Play(
        [CLAIM, fact("atoz claim_decided", WEDNESDAY, decision="denied")],
        {"atoz.review": CANCELLED},
        {"atoz": "denied"},
    ),
    "an appeal that was filed is answered": Play(
        [GRANTED, fact("atoz appeal_filed", THURSDAY)],
        {"atoz.appeal": ANSWERED},
        {"atoz": "appealed"},
    ),
    "a decided appeal ends everything and opens no second one": Play(
        [
            GRANTED,
            fact("atoz appeal_filed", THURSDAY),
            fact("atoz information_requested", "04-16 18:00"),
            fact("atoz appeal_decided", "04-17 12:00", decision="granted_seller_funded"),
        ],
        {"atoz.appeal": ANSWERED, "atoz.info_request": CANCELLED},
    ),
    "a claim withdrawn before the decision is over": Play(
        [DEMAND, fact("atoz claim_withdrawn", WEDNESDAY)],
        {"atoz.info_request": CANCELLED},
        {"atoz": "withdrawn"},
    ),
    "a claim withdrawn after the decision needs no appeal": Play(
        [GRANTED, fact("atoz claim_withdrawn", THURSDAY)],
        {"atoz.appeal": CANCELLED},
        {"atoz": "withdrawn"},
    ),
    "a cancelled order ends the claim": Play(
        [CLAIM, fact("atoz order_cancelled", WEDNESDAY)],
        {"atoz.review": CANCELLED},
        {"atoz": "order_cancelled"},
    ),
    "a withdrawn reimbursement claim says nothing of the buyer's": Play(
        [DEMAND, fact("safet claim_withdrawn", WEDNESDAY)], {"atoz.info_request": OPEN}
    ),
    "a refunded order ends the demand": Play(
        [DEMAND, fact("atoz order_refunded", WEDNESDAY)],
        {"atoz.info_request": CANCELLED},
        {"atoz": "order_refunded"},
    ),
    "a refund of the order counts whatever programme tells of it": Play(
        [CLAIM, fact("return order_refunded", WEDNESDAY)], {"atoz.review": CANCELLED}
    ),
    "a refunded order still owes the buyer a reply but not as a contact": Play(
        [CONTACT, fact("atoz order_refunded", WEDNESDAY)],
        {"message.reply": OPEN, "atoz.buyer_contact": CANCELLED},
    ),
    "a refunded order may still appeal": Play(
        [GRANTED, fact("atoz order_refunded", THURSDAY)], {"atoz.appeal": OPEN}
    ),
    "a refund by the seller that is not called full leaves the claim alone": Play(
        [DEMAND, fact("return refund_issued", WEDNESDAY, by="seller", extent="partial")],
        {"atoz.info_request": OPEN},
        {"atoz": "action_required"},
    ),
    "what was declined is cancelled": Play(
        [DEMAND, fact("atoz declined", WEDNESDAY, obligation="atoz.info_request", reason="no")],
        {"atoz.info_request": CANCELLED},
    ),
    "what was answered can be reopened": Play(
        [DEMAND, ANSWER, fact("atoz reopened", THURSDAY, obligation="atoz.info_request")],
        {"atoz.info_request": due("04-16 18:00", "04-17 18:00")},
    ),
    "what was declined can be reopened": Play(
        [
            DEMAND,
            fact("atoz declined", WEDNESDAY, obligation="atoz.info_request"),
            fact("atoz reopened", THURSDAY, obligation="atoz.info_request"),
        ],
        {"atoz.info_request": due("04-16 18:00", "04-17 18:00")},
    ),
    "a look is answered by acknowledging it": Play(
        [CLAIM, fact("atoz acknowledged", WEDNESDAY, obligation="atoz.review", by="owner")],
        {"atoz.review": ANSWERED},
    ),
    "a demand is not answered by acknowledging it": Play(
        [DEMAND, fact("atoz acknowledged", WEDNESDAY, obligation="atoz.info_request")],
        {"atoz.info_request": OPEN},
        {"atoz": "action_required"},
    ),
    "an assignment, a piece of evidence and facts of the order close nothing": Play(
        [
            DEMAND,
            fact("atoz assigned", WEDNESDAY, obligation="atoz.info_request", to="owner"),
            fact("atoz evidence_added", WEDNESDAY, item="tracking"),
            fact("atoz order_facts", WEDNESDAY, ordered_at="2026-04-01", fulfilment="mfn"),
        ],
        {"atoz.info_request": OPEN},
    ),
    "Amazon may ask after a denial": Play(
        [
            CLAIM,
            fact("atoz claim_decided", WEDNESDAY, decision="denied"),
            fact("atoz information_requested", THURSDAY),
        ],
        {"atoz.review": CANCELLED, "atoz.info_request": due("04-18 12:00", "04-19 12:00")},
    ),
    "Amazon may decide after a withdrawal": Play(
        [
            CLAIM,
            fact("atoz claim_withdrawn", WEDNESDAY),
            fact("atoz claim_decided", THURSDAY, decision="granted_seller_funded"),
        ],
        {"atoz.review": CANCELLED, "atoz.appeal": due("05-16 12:00", "05-17 07:00")},
    ),
    "Amazon may turn a decision round": Play(
        [
            fact("atoz claim_decided", WEDNESDAY, decision="granted_amazon_funded"),
            fact("atoz claim_decided", THURSDAY, decision="granted_seller_funded"),
        ],
        {"atoz.appeal": due("05-16 12:00", "05-17 07:00")},
        {"atoz": "granted_seller_funded"},
    ),
    "a second claim of the order is reminded like the first": Play(
        [
            CLAIM | {"claim_ref": "A1"},
            fact("atoz claim_decided", WEDNESDAY, decision="denied", claim_ref="A1"),
            fact("atoz claim_opened", THURSDAY, claim_ref="B2", action_required=True),
        ],
        {"atoz.review": CANCELLED, "atoz.info_request": due("04-18 12:00", "04-19 12:00")},
    ),
    "a window printed in the notice takes the place of the rule's": Play(
        [DEMAND | {"window": {"amount": 3, "unit": "calendar_days"}}],
        {"atoz.info_request": due("04-17 18:00", "04-18 07:00")},
    ),
    "a date stated in the notice is the cut-off": Play(
        [DEMAND | {"stated": "2026-04-17T03:30:00+02:00"}],
        {"atoz.info_request": due("04-17 01:30", "04-17 01:30")},
    ),
    "a service order has a name of its own": Play(
        [DEMAND | {"order_kind": "service"}],
        {"atoz.info_request": OPEN},
        order="SVC-2026-00017",
    ),
    "the amount is kept as it came": Play(
        [CLAIM | {"amount": {"value": "48.20", "currency": "USD"}}], {"atoz.review": OPEN}
    ),
    "a look that nobody took lapses and is never missed": Play(
        [CLAIM], {"atoz.review": state("lapsed")}, seen="04-19 00:00"
    ),
}
